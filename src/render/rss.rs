//! Entries to RSS 2.0 with the RSS Board's Best Practices Profile.
//!
//! The model is the `rss` crate's; `finish` makes its output what readers expect.
//! What RSS has no word for stands in Atom, Dublin Core and Media RSS elements, never in a
//! namespace of our own.

use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};

use crate::domain::entry::{Entry, Fragment, Head, Site};
use crate::domain::instant::{imf, rfc3339};
use crate::render::archive;
use crate::render::atom::Atom;
use crate::render::extension::{self, text};
use crate::render::finish::{self, Rules};
use crate::render::view::{self, View};
use crate::render::words::Words;
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

/// The `Content-Type` of a feed, without its parameter.
const MEDIA_TYPE: &str = "application/rss+xml";

/// The namespaces of every feed, used or not: a fragment is joined into any of them.
const NAMESPACES: &[(&str, &str)] = &[
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
];

const RULES: Rules<'_> = Rules { hexadecimal: true, lang: None };

/// RSS 2.0.
#[derive(Debug, Clone, Copy)]
pub struct Rss;

impl Format for Rss {
    fn name(&self) -> &'static str {
        "rss"
    }

    fn sentence(&self) -> &'static str {
        "RSS 2.0, which every feed reader takes."
    }

    fn scope(&self) -> Scope {
        Scope::Feed
    }

    fn media_type(&self) -> &'static str {
        "application/rss+xml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "feed.rss"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let view = View::of(entry, site);
        let channel = Channel { items: vec![item(&view)], ..Channel::default() };
        let parts = finish::children(&written(&channel)?, "item", RULES).map_err(fault)?;
        let lang = finish::attribute("xml:lang", view.title_language.as_str());
        Ok(finish::element(&format!("item{lang}"), &parts, "item"))
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
        let parts =
            finish::children(&written(&channel(head, site))?, "channel", RULES).map_err(fault)?;
        let lang = finish::attribute("xml:lang", head.edition.language.as_str());
        let spaces: String = NAMESPACES
            .iter()
            .map(|(prefix, name)| finish::attribute(&format!("xmlns:{prefix}"), name))
            .collect();
        let prologue = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
        let mut out = format!("{prologue}\n<rss version=\"2.0\"{spaces}>\n");
        let items = fragments.iter().map(|fragment| &*fragment.text);
        let parts = parts.iter().map(|part| part.text.as_str()).chain(items);
        finish::put_element(&mut out, &format!("channel{lang}"), parts, "channel");
        out.push_str("\n</rss>\n");
        Ok(out.into_bytes())
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "rss", what }
}

fn written(channel: &Channel) -> Result<String, RenderError> {
    let bytes = channel.write_to(Vec::new()).map_err(|bad| fault(bad.to_string()))?;
    String::from_utf8(bytes).map_err(|bad| fault(bad.to_string()))
}

fn channel(head: &Head, site: &Site) -> Channel {
    let words = Words::of(&head.edition.language);
    let mut extensions = ExtensionMap::new();
    let language = head.edition.language.as_str();
    let own = site.address(&format!("{}feed.rss", head.path));
    link(&mut extensions, "self", &own, Some(MEDIA_TYPE), Some(language));
    for sister in view::sister_feeds(head) {
        let href = site.address(&format!("{}feed.rss", sister.path));
        let language = Some(sister.language.as_str());
        link(&mut extensions, "alternate", &href, Some(MEDIA_TYPE), language);
    }
    for hub in &site.hubs {
        link(&mut extensions, "hub", hub, None, None);
    }
    if let Some(number) = head.paging.previous {
        let href = site.address(&archive::address(&Atom, &head.path, number));
        let kind = Some("application/atom+xml");
        link(&mut extensions, "prev-archive", &href, kind, Some(language));
    }
    Channel {
        title: view::plain_title(&words.feed_title(&site.name, head)),
        link: site.address(&head.path),
        description: markup::line(&words.feed_description(head)),
        language: Some(language.to_owned()),
        last_build_date: Some(imf(head.updated)),
        generator: Some("warta".to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        extensions,
        ..Channel::default()
    }
}

fn item(view: &View<'_>) -> Item {
    let entry = view.entry;
    let enclosure = view.files.first().map(|file| Enclosure {
        url: file.url.clone(),
        length: file.bytes.to_string(),
        mime_type: file.kind.clone(),
    });
    Item {
        title: Some(view.title.clone()),
        link: Some(view.page.clone()),
        description: Some(markup::text(&view.summary)),
        categories: categories(view),
        enclosure,
        guid: Some(Guid { value: entry.tag.clone(), permalink: false }),
        pub_date: Some(imf(entry.published)),
        content: Some(view.html.clone()),
        extensions: extensions(view),
        ..Item::default()
    }
}

fn categories(view: &View<'_>) -> Vec<Category> {
    let mut all = Vec::new();
    for region in &view.entry.regions {
        let name = markup::line(&region.name);
        all.push(Category { name, domain: view::scheme(region) });
    }
    for (scheme, code) in view.subjects() {
        all.push(Category { name: code, domain: scheme.map(str::to_owned) });
    }
    if let Some(source) = view.digital_source {
        all.push(Category {
            name: view.made_how(),
            domain: Some(format!("http://cv.iptc.org/newscodes/digitalsourcetype/{source}")),
        });
    }
    all
}

fn extensions(view: &View<'_>) -> ExtensionMap {
    let entry = view.entry;
    let mut map = ExtensionMap::new();
    text(&mut map, "atom:updated", &rfc3339(entry.updated));
    text(&mut map, "dc:creator", &view.creator);
    text(&mut map, "dc:language", view.title_language.as_str());
    text(&mut map, "dc:publisher", &markup::line(&entry.publisher.name));
    if let Some(rights) = view.rights() {
        text(&mut map, "dc:rights", &rights);
    }
    if let Some(href) = &view.source_url {
        text(&mut map, "dc:source", href);
        link(&mut map, "via", href, None, Some(entry.original_language.as_str()));
    }
    if let Some(work) = &view.translation_of {
        let rel = "https://schema.org/translationOfWork";
        link(&mut map, rel, &work.href, None, Some(work.language.as_str()));
    }
    for other in &view.translations {
        let rel = "https://schema.org/workTranslation";
        link(&mut map, rel, &other.href, None, Some(other.language.as_str()));
    }
    extension::shared(&mut map, view);
    map
}

fn link(map: &mut ExtensionMap, rel: &str, href: &str, kind: Option<&str>, lang: Option<&str>) {
    let mut link = <Extension as extension::Extension>::named("atom:link", None);
    let attributes = [("rel", Some(rel)), ("href", Some(href)), ("type", kind), ("hreflang", lang)];
    for (name, value) in attributes {
        if let Some(value) = value {
            extension::Extension::set(&mut link, name, value);
        }
    }
    extension::add(map, "atom:link", link);
}
