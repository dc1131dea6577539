//! Bytes to a [`Parsed`] feed, or the reason why they are none.

use std::sync::Arc;

use url::Url;

use crate::source::feed::fields::Reader;
use crate::source::feed::model::{Feed, Parsed};
use crate::source::feed::names::{self, Ns};
use crate::source::feed::tree::{self, Id, Tree};
use crate::source::feed::values::{self, Around};
use crate::source::feed::{json, parse, sitemap};
use crate::source::{SourceError, Warning};
use crate::text::{charset, sanitize};

/// Entries read of one document, so that one of empty entries stays within memory. Of those
/// read, 2,000 new ones are taken at a pull and the rest at the next.
pub const ENTRIES_MAX: usize = 20_000;

/// Feed addresses named of a page that is no feed.
const FEEDS_MAX: usize = 20;

/// What a document's server said of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadHints<'a> {
    /// Where the document lies: relative addresses start there.
    pub base_url: Option<&'a str>,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Content-Language` header.
    pub content_language: Option<&'a str>,
}

/// Reads a feed of any dialect.
///
/// # Errors
///
/// [`SourceError`] when it is empty or something else: a page (with the feeds it names),
/// another vocabulary, other JSON, or bytes that are no text.
///
/// # Source
///
/// RSS 0.9x, 1.0 and 2.0; RFC 4287 (Atom) and Atom 0.3; JSON Feed 1.0 and 1.1.
pub fn read(bytes: &[u8], hints: &ReadHints<'_>) -> Result<Parsed, SourceError> {
    let decoded = charset::decode(bytes, hints.content_type);
    let base = hints.base_url.and_then(|base| Url::parse(base).ok()).map(Arc::new);
    let text = decoded.text.trim_start();
    if text.is_empty() {
        return Err(SourceError::Empty);
    }
    let around = Around { base: base.as_ref(), language: hints.content_language };
    let mut parsed = if text.starts_with(['{', '[']) {
        json::read(text, around)?
    } else {
        xml(&decoded.text, around)?
    };
    parsed.encoding = decoded.encoding;
    let said = decoded.warnings.into_iter().map(|what| Warning { line: None, what });
    parsed.warnings.splice(0..0, said);
    Ok(parsed)
}

fn xml(text: &str, around: Around<'_>) -> Result<Parsed, SourceError> {
    let mut tree = parse::parse(text);
    let found = tree.roots.iter().find_map(|id| kind(&tree, *id).map(|format| (*id, format)));
    let Some((root, format)) = found else { return Err(refusal(&tree, text, around)) };
    let mut warnings = std::mem::take(&mut tree.warnings);
    let atom = format.starts_with("atom");
    let channel = if atom { root } else { channel(&tree, root) };
    let local = |id: Id| tree.get(id).map_or("", |element| element.local());
    let (feed, mut items) = if format == "sitemap" {
        (Feed::default(), sitemap::urls(&tree, root))
    } else if local(root) == "entry" || local(root) == "item" {
        (Feed::default(), vec![root])
    } else {
        let reader = Reader { tree: &tree, atom, around };
        let language = own_language(&tree, channel);
        let around = Around { language: language.as_deref().or(around.language), ..around };
        let feed = Reader { around, ..reader }.feed(channel);
        (feed, items(&tree, root))
    };
    if items.len() > ENTRIES_MAX {
        let beyond = items.len() - ENTRIES_MAX;
        let what = format!("{beyond} entries beyond the first {ENTRIES_MAX} were left out");
        warnings.push(Warning { line: None, what });
        items.truncate(ENTRIES_MAX);
    }
    let language = feed.common.language.clone();
    let around = Around { language: language.as_deref().or(around.language), ..around };
    let reader = Reader { tree: &tree, atom, around };
    let mut entries: Vec<_> = items
        .into_iter()
        .map(|id| match format {
            "sitemap" => sitemap::entry(&tree, id, around),
            _ => reader.entry(id),
        })
        .collect();
    for entry in &mut entries {
        if entry.common.authors.is_empty() && atom {
            entry.common.authors.clone_from(&feed.common.authors);
        }
    }
    Ok(Parsed { format, feed, entries, warnings, ..Parsed::default() })
}

/// The dialect a root element opens.
fn kind(tree: &Tree<'_>, id: Id) -> Option<&'static str> {
    let element = tree.get(id)?;
    let version = element.attribute("version").unwrap_or("");
    match element.local() {
        "rss" => Some(match version {
            "" if element.attribute("version").is_none() => "rss",
            "0.90" | "0.9" => "rss090",
            "0.91" if tree.netscape => "rss091n",
            "0.91" => "rss091u",
            "0.92" => "rss092",
            "0.93" => "rss093",
            "0.94" => "rss094",
            "1.0" => "rss10",
            _ => "rss20",
        }),
        "rdf" => Some(if declares_090(tree, id) { "rss090" } else { "rss10" }),
        "channel" if is_cdf(tree, id) => Some("cdf"),
        "channel" | "item" if element.ns != Ns::Other => Some("rss20"),
        "urlset" if sitemap::is_news(tree, id) => Some("sitemap"),
        "feed" | "entry" if element.ns != Ns::Other => {
            let old = element.ns == Ns::Atom03 || version.starts_with("0.");
            Some(if old { "atom03" } else { "atom10" })
        }
        _ => None,
    }
}

fn declares_090(tree: &Tree<'_>, root: Id) -> bool {
    let default = tree.get(root).and_then(|element| element.attribute("xmlns"));
    default.and_then(names::of_address) == Some(Ns::Rss090)
        || tree.below(root).any(|(_, element)| element.ns == Ns::Rss090)
}

/// Whether a channel without a root around it is one of the Channel Definition Format:
/// its address and its dates are attributes.
fn is_cdf(tree: &Tree<'_>, root: Id) -> bool {
    let marked = |element: &tree::Element<'_>| {
        ["href", "lastmod", "base", "self"].iter().any(|key| element.attribute(key).is_some())
    };
    let below = |id: Id, local: &str| tree.child(id, local).is_some();
    tree.get(root).is_some_and(|element| element.ns == Ns::Plain && marked(element))
        || below(root, "abstract")
        || tree.below(root).any(|(id, element)| {
            element.local() == "item" && (marked(element) || below(id, "abstract"))
        })
}

/// The element with the feed's own fields.
fn channel(tree: &Tree<'_>, root: Id) -> Id {
    let is_root = tree.get(root).is_some_and(|element| element.local() == "channel");
    if is_root { root } else { tree.child(root, "channel").unwrap_or(root) }
}

/// All items: in the channel, beside it, and in further channels.
///
/// Atom's name and RSS's are taken for the same, since there are feeds that mix them.
fn items(tree: &Tree<'_>, root: Id) -> Vec<Id> {
    let mut found = Vec::new();
    for (id, element) in tree.below(root) {
        match element.local() {
            "item" | "entry" => found.push(id),
            "channel" | "items" => {
                let inner = tree.below(id);
                let inner = inner.filter(|(_, e)| matches!(e.local(), "item" | "entry"));
                found.extend(inner.map(|(id, _)| id));
            }
            _ => {}
        }
    }
    found
}

/// The language a channel names for all it holds.
fn own_language(tree: &Tree<'_>, channel: Id) -> Option<String> {
    tree.text_of(channel, "language").map(|words| values::tag(&words))
}

/// Why a document is no feed.
fn refusal(tree: &Tree<'_>, text: &str, around: Around<'_>) -> SourceError {
    let root = tree.roots.first().and_then(|id| tree.get(*id));
    let head: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
    let page = head.contains("<!doctype html") || head.contains("<html") || head.contains("<head");
    let (found, feeds) = match root.map(tree::Element::local) {
        _ if page => ("an HTML page".to_owned(), feeds_of(text, around)),
        Some("opml") => ("an OPML list of feeds".to_owned(), Vec::new()),
        Some(local) => {
            let name: String = local.chars().take(40).collect();
            (format!("a document whose root is `{name}`"), Vec::new())
        }
        None => ("no markup".to_owned(), Vec::new()),
    };
    SourceError::NotOurs { wanted: "a feed", found, feeds }
}

/// The feeds a page names with `<link rel="alternate">`, as browsers find them.
fn feeds_of(text: &str, around: Around<'_>) -> Vec<String> {
    let mut feeds: Vec<String> = Vec::new();
    for (_, rest) in text.match_indices('<').filter_map(|(at, _)| text.split_at_checked(at + 1)) {
        let is_link = rest.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("link"));
        if !is_link || feeds.len() >= FEEDS_MAX {
            continue;
        }
        let Some((tag, _)) = sanitize::read_tag(rest) else { continue };
        let value = |key: &str| {
            let found = tag.attributes.iter().find(|(known, _)| known == key);
            found.map(|(_, value)| sanitize::entity::decode(value).trim().to_owned())
        };
        let kind = value("type").unwrap_or_default().to_ascii_lowercase();
        let is_feed = [
            "application/rss+xml",
            "application/atom+xml",
            "application/feed+json",
            "application/rdf+xml",
        ]
        .contains(&kind.as_str());
        let alternate = value("rel").unwrap_or_default().to_ascii_lowercase().contains("alternate");
        if let Some(href) = value("href").filter(|_| is_feed && alternate) {
            let joined = around.base.and_then(|base| base.join(&href).ok());
            feeds.push(joined.map_or(href, String::from));
        }
    }
    feeds
}
