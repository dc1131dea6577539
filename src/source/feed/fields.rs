//! The elements of an item, an entry or a channel, to fields.
//!
//! One reader for all dialects, since feeds mix them: Atom links in RSS, Dublin Core in
//! everything. An element of the feed's own dialect wins over a borrowed one, whatever
//! their order; of two alike the first counts.

use crate::source::feed::filling::{Field, Ranks, first, keep_link, latest, set, some};
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
        let mut told = None;
        for (child, element) in self.tree.below(id) {
            let local = element.local();
            let ns = self.vocabulary(element.ns);
            // Of a `description` and a `summary` side by side the first is the short text
            // and the other one the full text.
            if ns == Ns::Plain && matches!(local, "summary" | "description") {
                if told.is_some_and(|told| told != local) {
                    let text = values::rss_text(self.tree, child, true, self.around);
                    entry.content.extend(Some(text).filter(|text| !text.value.is_empty()));
                    continue;
                }
                told = Some(local);
            }
            if !self.common(&mut entry.common, &mut ranks, child, ns, local) {
                self.own(&mut entry, &mut ranks, child, ns, local);
            }
        }
        self.attributes(&mut entry.common, id);
        let files = entry.common.links.iter().filter(|link| link.rel == "enclosure");
        entry.enclosures.extend(files.map(|link| Enclosure {
            url: link.href.clone(),
            media_type: link.media_type.clone(),
            length: link.length.clone(),
            ..Enclosure::default()
        }));
        self.identity(&mut entry, id);
        self.language(&mut entry.common, id);
        entry
    }

    /// The id of an entry, and its page where only the id says it.
    fn identity(&self, entry: &mut Entry, id: Id) {
        let about = self.tree.get(id).and_then(|element| element.attribute("rdf:about"));
        let common = &mut entry.common;
        first(&mut common.id, about.map(str::to_owned));
        let permalink = entry.guid_is_link.unwrap_or(about.is_some());
        if let Some(link) = &common.link {
            // A page of its own was named beside the id.
            let same = common.id.as_ref() == Some(link);
            entry.guid_is_link = entry.guid_is_link.map(|flag| flag && same);
        } else if permalink {
            let address = |id: &&String| id.starts_with("http://") || id.starts_with("https://");
            common.link = common.id.as_ref().filter(address).cloned();
        }
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
                (Ns::Itunes, "image" | "link") => first(&mut feed.image, self.picture(child)),
                (Ns::Plain | Ns::Atom, "generator") => first(&mut feed.generator, text()),
                (Ns::Plain, "ttl") => first(&mut feed.ttl, text()),
                (Ns::Atom, "icon") => first(&mut feed.icon, self.address(child)),
                (Ns::Atom, "logo") => first(&mut feed.logo, self.address(child)),
                (Ns::Plain, "image") => {
                    let url = self.tree.child(child, "url").and_then(|url| self.address(url));
                    first(&mut feed.image, url);
                }
                (Ns::Plain, "managingeditor") => {
                    feed.common.authors.extend(values::person(&self.tree.text(child)));
                }
                _ => {}
            }
        }
        self.attributes(&mut feed.common, id);
        if feed.common.id.is_none() {
            let about = self.tree.get(id).and_then(|element| element.attribute("rdf:about"));
            feed.common.id = about.map(str::to_owned);
        }
        let hub = feed.common.links.iter().find(|link| link.rel == "hub");
        feed.hub = hub.map(|link| link.href.clone());
        self.language(&mut feed.common, id);
        feed
    }

    /// The address and the date that the Channel Definition Format writes as attributes.
    fn attributes(&self, common: &mut Common, id: Id) {
        if self.tree.get(id).is_none_or(|element| self.vocabulary(element.ns) != Ns::Plain) {
            return;
        }
        if let Some(href) = self.attribute(id, "href").filter(|_| common.link.is_none()) {
            let link = Link { href, rel: "alternate".into(), ..Link::default() };
            keep_link(common, Some(link));
        }
        first(&mut common.updated, self.attribute_raw(id, "lastmod"));
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
                self.text(&mut common.title, ranks, Field::Title, borrowed, id, false);
            }
            (Ns::Media, "title") => {
                let html = self.tree.get(id).is_some_and(|e| e.attribute("type") == Some("html"));
                self.text(&mut common.title, ranks, Field::Title, 4, id, html);
            }
            (Ns::Atom, "link") => keep_link(common, values::atom_link(self.tree, id, self.around)),
            (Ns::Plain, "link") => match self.address(id) {
                Some(href) => {
                    let link = Link { href, rel: "alternate".into(), ..Link::default() };
                    keep_link(common, Some(link));
                }
                None => keep_link(common, values::atom_link(self.tree, id, self.around)),
            },
            (Ns::Atom, "id") => set(&mut common.id, ranks, Field::Id, borrowed, self.address(id)),
            (Ns::Atom, "summary" | "subtitle" | "tagline")
            | (Ns::Plain | Ns::Dc, "description" | "abstract")
            | (Ns::Plain, "summary") => {
                self.text(&mut common.summary, ranks, Field::Summary, borrowed, id, true);
            }
            (Ns::Itunes, "summary" | "subtitle") => {
                self.text(&mut common.summary, ranks, Field::Summary, 3, id, true);
                if local == "subtitle" {
                    self.text(&mut common.subtitle, ranks, Field::Subtitle, 3, id, false);
                }
            }
            (Ns::Atom, "rights" | "copyright") | (Ns::Plain, "copyright") | (Ns::Dc, "rights") => {
                self.text(&mut common.rights, ranks, Field::Rights, borrowed, id, false);
            }
            (Ns::Plain | Ns::Dc, "language") => {
                let tag = text().map(|words| values::tag(&words));
                set(&mut common.language, ranks, Field::Language, borrowed, tag);
            }
            (Ns::Plain, "pubdate") | (Ns::Atom, "published" | "issued") => {
                latest(&mut common.published, ranks, Field::Published, borrowed, text());
            }
            (Ns::Dc, "issued" | "available") => {
                latest(&mut common.published, ranks, Field::Published, 2, text());
            }
            (Ns::Dc, "date") => {
                latest(&mut common.published, ranks, Field::Published, 3, text());
                latest(&mut common.updated, ranks, Field::Updated, 3, text());
            }
            (Ns::Atom, "updated" | "modified") | (Ns::Plain, "lastbuilddate" | "lastmodified") => {
                latest(&mut common.updated, ranks, Field::Updated, borrowed, text());
            }
            (Ns::Dc, "modified") => latest(&mut common.updated, ranks, Field::Updated, 2, text()),
            (Ns::Atom | Ns::Dc, "created") => {
                latest(&mut common.created, ranks, Field::Created, borrowed, text());
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
            (Ns::Itunes, "keywords") => self.words(common, id, Some("http://www.itunes.com/")),
            (Ns::Plain, "tags") => self.words(common, id, None),
            (Ns::Plain | Ns::Atom | Ns::Media | Ns::Itunes, "category") | (Ns::Dc, "subject") => {
                // Apple's categories stand in one another.
                let mut next = Some(id);
                while let Some(id) = next {
                    let category = self.category(id);
                    let known = |category: &_| common.categories.contains(category);
                    common.categories.extend(category.filter(|category| !known(category)));
                    next = self.tree.child(id, "category").filter(|_| ns == Ns::Itunes);
                }
            }
            _ => return false,
        }
        true
    }

    /// Categories in one row, with commas between them.
    fn words(&self, common: &mut Common, id: Id, scheme: Option<&str>) {
        let words = self.tree.text(id);
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let scheme = scheme.map(str::to_owned);
            let category = Category { term: word.to_owned(), scheme, label: None };
            if !common.categories.contains(&category) {
                common.categories.push(category);
            }
        }
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
                set(&mut entry.common.id, ranks, Field::Id, 0, text());
            }
            (Ns::Dc, "identifier") => set(&mut entry.common.id, ranks, Field::Id, 5, text()),
            (Ns::Atom, "content") => {
                entry.content.push(values::atom_text(self.tree, id, self.around));
            }
            (Ns::Content, "encoded")
            | (Ns::Xhtml, "body" | "div")
            | (Ns::Plain, "body")
            | (_, "fullitem") => {
                let mut content = values::rss_text(self.tree, id, true, self.around);
                if ns == Ns::Xhtml {
                    content.media_type = XHTML.into();
                }
                if !content.value.is_empty() {
                    entry.content.push(content);
                }
            }
            (Ns::Plain, "expirationdate") => {
                latest(&mut entry.expired, ranks, Field::Expired, 0, text());
            }
            (Ns::Plain, "comments") => first(&mut entry.comments, self.address(id)),
            (Ns::Plain, "enclosure") => {
                let url = self.attribute(id, "url").or_else(|| self.attribute(id, "href"));
                entry.common.links.extend(url.map(|href| Link {
                    href,
                    rel: "enclosure".into(),
                    media_type: self.attribute_raw(id, "type"),
                    length: self.attribute_raw(id, "length"),
                    ..Link::default()
                }));
            }
            (Ns::Itunes, "image" | "link") => first(&mut entry.image, self.picture(id)),
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

    fn text(
        &self,
        field: &mut Option<Text>,
        ranks: &mut Ranks,
        name: Field,
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
    pub(super) fn address(&self, id: Id) -> Option<String> {
        let text = some(self.tree.text(id))?;
        Some(values::resolve(self.tree, id, text, self.around))
    }

    /// The address an attribute holds.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<String> {
        let text = self.attribute_raw(id, name)?;
        Some(values::resolve(self.tree, id, text, self.around))
    }

    pub(super) fn attribute_raw(&self, id: Id, name: &str) -> Option<String> {
        self.tree.get(id)?.attribute(name).map(str::to_owned)
    }
}
