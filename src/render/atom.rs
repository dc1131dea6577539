//! Entries to Atom 1.0.
//!
//! The model is the `atom_syndication` crate's; `finish` puts the link before the id and
//! gives entries and sources their language. The default namespace is Atom's own:
//! `NetNewsWire` passes over prefixed elements inside entries.

use atom_syndication::extension::ExtensionMap;
use atom_syndication::{
    Category, Content, Entry as Model, Feed, Generator, Link, Person, Source, Text,
};

use crate::domain::entry::{Entry, Fragment, Head, Site};
use crate::domain::instant::{Instant, whole_second};
use crate::render::archive;
use crate::render::extension;
use crate::render::finish::{self, Part, Rules};
use crate::render::view::{self, View};
use crate::render::words::Words;
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

const MEDIA_TYPE: &str = "application/atom+xml";

/// The namespaces of every feed but Atom's own, used or not.
const NAMESPACES: &[(&str, &str)] =
    &[("dcterms", "http://purl.org/dc/terms/"), ("media", "http://search.yahoo.com/mrss/")];

/// The namespace of a page of what left the feed.
const HISTORY: (&str, &str) = ("fh", "http://purl.org/syndication/history/1.0");

/// Atom 1.0.
#[derive(Debug, Clone, Copy)]
pub struct Atom;

impl Format for Atom {
    fn name(&self) -> &'static str {
        "atom"
    }

    fn sentence(&self) -> &'static str {
        "Atom 1.0, with the language of every part and the source named."
    }

    fn scope(&self) -> Scope {
        Scope::Feed
    }

    fn media_type(&self) -> &'static str {
        "application/atom+xml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "feed.atom"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let view = View::of(entry, site);
        let feed = Feed { entries: vec![model(&view)], ..Feed::default() };
        let lang = Some(("source", entry.publisher.language.as_str()));
        let rules = Rules { hexadecimal: false, lang };
        let mut parts = finish::children(&written(&feed)?, "entry", rules).map_err(fault)?;
        // feedparser, and so Superdesk, takes an id for a link that it meets before one.
        parts.sort_by_key(|part| !is_page(part));
        let lang = finish::attribute("xml:lang", entry.language.as_str());
        Ok(finish::element(&format!("entry{lang}"), &parts, "entry"))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Feed(head) = around else {
            return Err(fault("it lists the entries of a feed".to_owned()));
        };
        let feed = written(&feed(head, site))?;
        let parts = finish::children(&feed, "feed", Rules::default()).map_err(fault)?;
        let mut start = "feed xmlns=\"http://www.w3.org/2005/Atom\"".to_owned();
        let archive = head.paging.own.map(|_| &HISTORY);
        for (prefix, name) in NAMESPACES.iter().chain(archive) {
            start.push_str(&finish::attribute(&format!("xmlns:{prefix}"), name));
        }
        start.push_str(&finish::attribute("xml:lang", head.edition.language.as_str()));
        let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned();
        let entries = fragments.iter().map(|fragment| &*fragment.text);
        let parts = parts.iter().map(|part| part.text.as_str()).chain(entries);
        finish::put_element(&mut out, &start, parts, "feed");
        out.push('\n');
        Ok(out.into_bytes())
    }
}

fn is_page(part: &Part) -> bool {
    part.name == "link" && part.rel.as_deref() == Some("alternate")
}

fn fault(what: String) -> RenderError {
    RenderError { format: "atom", what }
}

fn written(feed: &Feed) -> Result<String, RenderError> {
    let bytes = feed.write_to(Vec::new()).map_err(|bad| fault(bad.to_string()))?;
    String::from_utf8(bytes).map_err(|bad| fault(bad.to_string()))
}

fn feed(head: &Head, site: &Site) -> Feed {
    let words = Words::of(&head.edition.language);
    let lang = (words.language() != &head.edition.language).then(|| words.language().to_string());
    let plain = |value: String| Text { value, lang: lang.clone(), ..Text::default() };
    let mut extensions = ExtensionMap::new();
    if head.paging.own.is_some() {
        let mark = <extension::AtomElement as extension::Extension>::named("fh:archive", None);
        extension::add(&mut extensions, "fh:archive", mark);
    }
    Feed {
        id: head.tag.clone(),
        title: plain(view::plain_title(&words.feed_title(&site.name, head))),
        subtitle: Some(plain(markup::line(&words.feed_description(head)))),
        updated: whole_second(head.updated).fixed_offset(),
        authors: vec![Person {
            name: markup::line(&site.name),
            uri: Some(site.base.clone()),
            ..Person::default()
        }],
        generator: Some(Generator { value: "warta".to_owned(), ..Generator::default() }),
        links: feed_links(head, site),
        extensions,
        ..Feed::default()
    }
}

/// # Source
///
/// RFC 5005, section 4: a page names the feed itself as `current`, and its neighbours.
fn feed_links(head: &Head, site: &Site) -> Vec<Link> {
    let language = Some(head.edition.language.as_str());
    let feed = site.address(&format!("{}feed.atom", head.path));
    let page = |number: i64| site.address(&archive::address(&Atom, &head.path, number));
    let paging = head.paging;
    let own = paging.own.map_or_else(|| feed.clone(), page);
    let mut links = vec![
        link("self", &own, Some(MEDIA_TYPE), language),
        link("alternate", &site.address(&head.path), Some("text/html"), language),
    ];
    if paging.own.is_some() {
        links.push(link("current", &feed, Some(MEDIA_TYPE), language));
    } else {
        for sister in view::sister_feeds(head) {
            let href = site.address(&format!("{}feed.atom", sister.path));
            let language = Some(sister.language.as_str());
            links.push(link("alternate", &href, Some(MEDIA_TYPE), language));
        }
        links.extend(site.hubs.iter().map(|hub| link("hub", hub, None, None)));
    }
    for (rel, number) in [("prev-archive", paging.previous), ("next-archive", paging.next)] {
        links.extend(number.map(|number| link(rel, &page(number), Some(MEDIA_TYPE), language)));
    }
    links
}

fn model(view: &View<'_>) -> Model {
    let entry = view.entry;
    let moment = |at: Instant| whole_second(at).fixed_offset();
    let plain = |value: &str| Text {
        value: value.to_owned(),
        lang: view.other_language(),
        ..Text::default()
    };
    Model {
        title: plain(&view.title),
        id: entry.tag.clone(),
        updated: moment(entry.updated),
        published: Some(moment(entry.published)),
        authors: vec![Person {
            name: view.creator.clone(),
            uri: view.publisher_url(),
            ..Person::default()
        }],
        categories: categories(view),
        contributors: view.engine().into_iter().map(|engine| contributor(view, engine)).collect(),
        links: links(view),
        rights: view.rights().map(Text::plain),
        source: source(view),
        summary: Some(plain(&view.summary)),
        content: Some(Content {
            lang: Some(entry.language.to_string()),
            value: Some(view.html.clone()),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        extensions: extensions(view),
        ..Model::default()
    }
}

fn contributor(view: &View<'_>, engine: &str) -> Person {
    let name = markup::line(&view.words.say("contributor", &[("engine", engine)]));
    Person { name, ..Person::default() }
}

/// The publisher as a feed of its own; it has an id only where it has a home page.
fn source(view: &View<'_>) -> Option<Source> {
    let id = view.publisher_url()?;
    Some(Source {
        id,
        title: Text::plain(markup::line(&view.entry.publisher.name)),
        updated: whole_second(crate::render::body::day(view.entry)).fixed_offset(),
        ..Source::default()
    })
}

fn categories(view: &View<'_>) -> Vec<Category> {
    let mut all: Vec<Category> = view
        .entry
        .regions
        .iter()
        .map(|region| Category {
            term: region.code.to_string(),
            scheme: view::scheme(region),
            label: Some(markup::line(&region.name)),
        })
        .collect();
    for (scheme, term) in view.subjects() {
        all.push(Category { term, scheme: scheme.map(str::to_owned), label: None });
    }
    if let Some(term) = view.digital_source {
        all.push(Category {
            term: term.to_owned(),
            scheme: Some("http://cv.iptc.org/newscodes/digitalsourcetype/".to_owned()),
            label: Some(view.made_how()),
        });
    }
    all
}

fn links(view: &View<'_>) -> Vec<Link> {
    let entry = view.entry;
    let own = Some(entry.language.as_str());
    let mut links = vec![link("alternate", &view.page, Some("text/html"), own)];
    if let Some(href) = &view.source_url {
        links.push(link("via", href, None, Some(entry.original_language.as_str())));
    }
    if view.is_shown() {
        let others = entry.also_at.iter().filter_map(|one| one.url.as_deref());
        links.extend(others.filter_map(view::address).map(|href| link("via", &href, None, None)));
    }
    if let Some(work) = &view.translation_of {
        let rel = "https://schema.org/translationOfWork";
        links.push(link(rel, &work.href, None, Some(work.language.as_str())));
    }
    for other in &view.translations {
        let rel = "https://schema.org/workTranslation";
        links.push(link(rel, &other.href, None, Some(other.language.as_str())));
    }
    for file in &view.files {
        links.push(Link {
            length: Some(file.bytes.to_string()),
            ..link("enclosure", &file.url, Some(&file.kind), None)
        });
    }
    links
}

fn extensions(view: &View<'_>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    extension::shared(&mut map, view);
    map
}

fn link(rel: &str, href: &str, kind: Option<&str>, lang: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        hreflang: lang.map(str::to_owned),
        mime_type: kind.map(str::to_owned),
        ..Link::default()
    }
}
