//! The elements of an item, an entry or a channel, to fields.
//!
//! One reader for all dialects, since feeds mix them: Atom links in RSS, Dublin Core in
//! everything. An element of the feed's own dialect wins over a borrowed one, whatever
//! their order; of two alike the first counts.

use crate::source::feed::filling::{Ranks, first, keep_link, set, some};
use crate::source::feed::model::{Category, Common, Enclosure, Entry, Feed, Link, Text, XHTML};
use crate::source::feed::names::Ns;
use crate::source::feed::tree::{Id, Tree};
use crate::source::feed::values::{self, Around};

/// What is being read, and what is around it.
pub(super) struct Reader<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    /// What an element without a vocabulary belongs to: RSS or Atom.
    pub(super) atom: bool,
    pub(super) around: Around<'t>,
}

impl Reader<'_, '_> {
    /// Reads an item or an entry.
    pub(super) fn entry(&self, id: Id) -> Entry {
        let mut entry = Entry::default();
        let mut ranks = Ranks::default();
        for (child, element) in self.tree.below(id) {
            let local = element.local();
            let ns = self.vocabulary(element.ns);
            if !self.common(&mut entry.common, &mut ranks, child, ns, local) {
                self.own(&mut entry, &mut ranks, child, ns, local);
            }
        }
        let files = entry.common.links.iter().filter(|link| link.rel == "enclosure");
        entry.enclosures.extend(files.map(|link| Enclosure {
            url: link.href.clone(),
            media_type: link.media_type.clone(),
            length: link.length.clone(),
            ..Enclosure::default()
        }));
        if entry.common.id.is_none() {
            let about = self.tree.get(id).and_then(|element| element.attribute("rdf:about"));
            entry.common.id = about.map(str::to_owned);
        }
        if entry.common.link.is_none() && entry.guid_is_link != Some(false) {
            let address = |id: &&String| id.starts_with("http://") || id.starts_with("https://");
            let permalink = entry.guid_is_link.is_some()
                || self.tree.get(id).is_some_and(|e| e.attribute("rdf:about").is_some());
            entry.common.link =
                entry.common.id.as_ref().filter(|_| permalink).filter(address).cloned();
        }
        self.language(&mut entry.common, id);
        entry
    }

    /// Reads a channel or a feed.
    pub(super) fn feed(&self, id: Id) -> Feed {
        let mut feed = Feed::default();
        let mut ranks = Ranks::default();
        for (child, element) in self.tree.below(id) {
            let local = element.local();
            let ns = self.vocabulary(element.ns);
            if self.common(&mut feed.common, &mut ranks, child, ns, local) {
                continue;
            }
            let text = || some(self.tree.text(child));
            match (ns, local) {
                (Ns::Plain | Ns::Atom, "generator") => first(&mut feed.generator, text()),
                (Ns::Plain, "ttl") => first(&mut feed.ttl, text()),
                (Ns::Atom, "icon") => first(&mut feed.icon, self.address(child)),
                (Ns::Atom, "logo") => first(&mut feed.logo, self.address(child)),
                (Ns::Plain, "image") => {
                    let url = self.tree.child(child, "url").and_then(|url| self.address(url));
                    first(&mut feed.image, url);
                }
                (Ns::Itunes, "image") => {
                    let href = self.attribute(child, "href");
                    first(&mut feed.image, href);
                }
                (Ns::Plain, "managingeditor") => {
                    feed.common.authors.extend(values::person(&self.tree.text(child)));
                }
                _ => {}
            }
        }
        if feed.common.id.is_none() {
            let about = self.tree.get(id).and_then(|element| element.attribute("rdf:about"));
            feed.common.id = about.map(str::to_owned);
        }
        let hub = feed.common.links.iter().find(|link| link.rel == "hub");
        feed.hub = hub.map(|link| link.href.clone());
        self.language(&mut feed.common, id);
        feed
    }

    /// The vocabulary an element is read by: old Atom as Atom, none as the feed's own.
    fn vocabulary(&self, ns: Ns) -> Ns {
        match ns {
            Ns::Plain if self.atom => Ns::Atom,
            Ns::Atom03 => Ns::Atom,
            Ns::Rss090 => Ns::Plain,
            _ => ns,
        }
    }

    /// Reads an element that feeds and entries share; whether it was one.
    fn common(&self, common: &mut Common, ranks: &mut Ranks, id: Id, ns: Ns, local: &str) -> bool {
        let borrowed = u8::from(ns != if self.atom { Ns::Atom } else { Ns::Plain });
        let text = || some(self.tree.text(id));
        match (ns, local) {
            (Ns::Atom | Ns::Plain | Ns::Dc, "title") => {
                self.text(&mut common.title, ranks, "title", borrowed, id, false);
            }
            (Ns::Atom, "link") => keep_link(common, values::atom_link(self.tree, id, self.around)),
            (Ns::Plain, "link") => match self.address(id) {
                Some(href) => {
                    let link = Link { href, rel: "alternate".to_owned(), ..Link::default() };
                    keep_link(common, Some(link));
                }
                None => keep_link(common, values::atom_link(self.tree, id, self.around)),
            },
            (Ns::Atom, "id") => set(&mut common.id, ranks, "id", borrowed, self.address(id)),
            (Ns::Atom, "summary" | "subtitle" | "tagline")
            | (Ns::Plain | Ns::Dc, "description") => {
                self.text(&mut common.summary, ranks, "summary", borrowed, id, true);
            }
            (Ns::Itunes, "summary" | "subtitle") => {
                self.text(&mut common.summary, ranks, "summary", 3, id, true);
            }
            (Ns::Atom, "rights" | "copyright") | (Ns::Plain, "copyright") | (Ns::Dc, "rights") => {
                self.text(&mut common.rights, ranks, "rights", borrowed, id, false);
            }
            (Ns::Plain | Ns::Dc, "language") => {
                let tag = text().map(|words| values::tag(&words));
                set(&mut common.language, ranks, "language", borrowed, tag);
            }
            (Ns::Plain, "pubdate") | (Ns::Atom, "published" | "issued") => {
                set(&mut common.published, ranks, "published", borrowed, text());
            }
            (Ns::Dc, "issued" | "available") => {
                set(&mut common.published, ranks, "published", 2, text());
            }
            (Ns::Dc, "date") => {
                set(&mut common.published, ranks, "published", 3, text());
                set(&mut common.updated, ranks, "updated", 3, text());
            }
            (Ns::Atom, "updated" | "modified") | (Ns::Plain, "lastbuilddate" | "lastmodified") => {
                set(&mut common.updated, ranks, "updated", borrowed, text());
            }
            (Ns::Dc, "modified") => set(&mut common.updated, ranks, "updated", 2, text()),
            (Ns::Atom | Ns::Dc, "created") => {
                set(&mut common.created, ranks, "created", borrowed, text());
            }
            _ => return self.people(common, id, ns, local),
        }
        true
    }

    fn people(&self, common: &mut Common, id: Id, ns: Ns, local: &str) -> bool {
        match (ns, local) {
            (Ns::Atom, "author") => {
                common.authors.extend(values::atom_person(self.tree, id, self.around));
            }
            (Ns::Plain | Ns::Itunes | Ns::Dc, "author") | (Ns::Dc, "creator") => {
                let person = values::atom_person(self.tree, id, self.around);
                let known = |person: &_| common.authors.contains(person);
                common.authors.extend(person.filter(|person| !known(person)));
            }
            (Ns::Atom | Ns::Dc, "contributor") => {
                common.contributors.extend(values::atom_person(self.tree, id, self.around));
            }
            (Ns::Itunes, "keywords") => {
                let words = self.tree.text(id);
                let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
                for word in words {
                    let category = Category {
                        term: word.to_owned(),
                        scheme: Some("http://www.itunes.com/".to_owned()),
                        label: None,
                    };
                    if !common.categories.contains(&category) {
                        common.categories.push(category);
                    }
                }
            }
            (Ns::Plain | Ns::Atom | Ns::Media | Ns::Itunes, "category") | (Ns::Dc, "subject") => {
                let category = self.category(id);
                let known = |category: &_| common.categories.contains(category);
                common.categories.extend(category.filter(|category| !known(category)));
            }
            _ => return false,
        }
        true
    }

    fn category(&self, id: Id) -> Option<Category> {
        let element = self.tree.get(id)?;
        let own = |name: &str| element.attribute(name).map(str::to_owned);
        let term = own("term").or_else(|| some(self.tree.text(id))).or_else(|| own("text"))?;
        let lists = match element.ns {
            Ns::Itunes => Some("http://www.itunes.com/"),
            Ns::Media => Some("http://search.yahoo.com/mrss/category_schema"),
            _ => None,
        };
        let scheme = own("scheme").or_else(|| own("domain"));
        let scheme = scheme.or_else(|| lists.map(str::to_owned));
        Some(Category { term, scheme, label: own("label") })
    }

    /// Reads an element only entries have.
    fn own(&self, entry: &mut Entry, ranks: &mut Ranks, id: Id, ns: Ns, local: &str) {
        let text = || some(self.tree.text(id));
        match (ns, local) {
            (Ns::Plain, "guid") if entry.guid_is_link.is_none() => {
                let flag = self.attribute_raw(id, "ispermalink");
                entry.guid_is_link =
                    Some(!flag.is_some_and(|flag| flag.eq_ignore_ascii_case("false")));
                set(&mut entry.common.id, ranks, "id", 0, text());
            }
            (Ns::Dc, "identifier") => set(&mut entry.common.id, ranks, "id", 5, text()),
            (Ns::Atom, "content") => {
                entry.content.push(values::atom_text(self.tree, id, self.around));
            }
            (Ns::Content, "encoded") | (Ns::Xhtml, "body" | "div") | (_, "fullitem") => {
                let mut content = values::rss_text(self.tree, id, true, self.around);
                if ns == Ns::Xhtml {
                    XHTML.clone_into(&mut content.media_type);
                }
                if !content.value.is_empty() {
                    entry.content.push(content);
                }
            }
            (Ns::Plain, "expirationdate") => first(&mut entry.expired, text()),
            (Ns::Plain, "comments") => first(&mut entry.comments, self.address(id)),
            (Ns::Plain, "enclosure") => {
                let url = self.attribute(id, "url").or_else(|| self.attribute(id, "href"));
                entry.enclosures.extend(url.map(|url| Enclosure {
                    url,
                    media_type: self.attribute_raw(id, "type"),
                    length: self.attribute_raw(id, "length"),
                    ..Enclosure::default()
                }));
            }
            (Ns::Itunes, "duration") => first(&mut entry.duration, text()),
            (Ns::Feedburner, "origlink") => first(&mut entry.original_link, text()),
            (Ns::Media, _) => self.media(entry, id),
            (Ns::Plain, "source") => {
                let title = values::rss_text(self.tree, id, false, self.around);
                let mut feed = Feed { href: self.attribute(id, "url"), ..Feed::default() };
                feed.common.title = Some(title).filter(|title| !title.value.is_empty());
                entry.source = Some(Box::new(feed));
            }
            (Ns::Atom, "source") => entry.source = Some(Box::new(self.feed(id))),
            _ => {}
        }
    }

    /// Media RSS, through the groups it stands in.
    ///
    /// # Source
    ///
    /// Media RSS 1.5.1, "Primary Elements".
    fn media(&self, entry: &mut Entry, id: Id) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(element) = self.tree.get(id) else { continue };
            match element.local() {
                "group" => {}
                "content" => {
                    let word = |local: &str| self.tree.text_of(id, local);
                    entry.media.extend(self.attribute(id, "url").map(|url| Enclosure {
                        url,
                        media_type: self.attribute_raw(id, "type"),
                        length: self.attribute_raw(id, "filesize"),
                        caption: word("description").or_else(|| word("title")),
                        credit: word("credit"),
                    }));
                }
                "thumbnail" => {
                    let url = self.attribute(id, "url").or_else(|| self.address(id));
                    entry.thumbnails.extend(url);
                }
                "description" if entry.common.summary.is_none() => {
                    let text = values::rss_text(self.tree, id, false, self.around);
                    entry.common.summary = Some(text).filter(|text| !text.value.is_empty());
                }
                _ => continue,
            }
            let mut below: Vec<Id> = self.tree.below(id).map(|(id, _)| id).collect();
            below.reverse();
            if element.local() == "content" {
                below.retain(|id| self.tree.get(*id).is_some_and(|e| e.local() == "thumbnail"));
            }
            waiting.extend(below);
        }
    }

    fn text(
        &self,
        field: &mut Option<Text>,
        ranks: &mut Ranks,
        name: &'static str,
        rank: u8,
        id: Id,
        html: bool,
    ) {
        let atom = self.tree.get(id).is_some_and(|e| self.vocabulary(e.ns) == Ns::Atom);
        let text = if atom {
            values::atom_text(self.tree, id, self.around)
        } else {
            values::rss_text(self.tree, id, html, self.around)
        };
        if !text.value.is_empty() && ranks.better(name, rank) {
            *field = Some(text);
        }
    }

    fn language(&self, common: &mut Common, id: Id) {
        if common.language.is_none() {
            let around = self.tree.language(id).or(self.around.language);
            common.language = around.map(values::tag).filter(|tag| !tag.is_empty());
        }
    }

    /// The address an element holds.
    fn address(&self, id: Id) -> Option<String> {
        let text = some(self.tree.text(id))?;
        Some(values::resolve(self.tree, id, &text, self.around))
    }

    /// The address an attribute holds.
    fn attribute(&self, id: Id, name: &str) -> Option<String> {
        let text = self.attribute_raw(id, name)?;
        Some(values::resolve(self.tree, id, &text, self.around))
    }

    fn attribute_raw(&self, id: Id, name: &str) -> Option<String> {
        self.tree.get(id)?.attribute(name).map(str::to_owned)
    }
}
