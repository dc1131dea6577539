//! Single values of feeds: a text with its type, a person, an address.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use crate::source::feed::model::{self, HTML, PLAIN, Person, Text, XHTML};
use crate::source::feed::names::Ns;
use crate::source::feed::tree::{Id, Tree};
use crate::text::sanitize;

/// What the document cannot say itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// Where the document lies.
    pub(super) base: Option<&'a Arc<Url>>,
    /// The language the feed names for all it holds.
    pub(super) language: Option<&'a str>,
}

/// A text of Atom: words, escaped HTML or XHTML, by its `type` (and `mode` in 0.3).
///
/// # Source
///
/// RFC 4287, sections 3.1 and 4.1.3; Atom 0.3, section 3.1.
pub(super) fn atom_text(tree: &Tree<'_>, id: Id, around: Around<'_>) -> Text {
    let element = tree.get(id);
    let attribute = |name: &str| element.and_then(|element| element.attribute(name));
    let kind = sanitize::lower(attribute("type").unwrap_or("text"));
    let old = element.is_some_and(|element| element.ns == Ns::Atom03);
    let xml = old && attribute("mode").unwrap_or("xml") == "xml";
    let nested = tree.has_elements(id);
    let inner = |tree, id| if old { Tree::markup(tree, id) } else { inner(tree, id) };
    let (media_type, value) = match kind.as_ref() {
        "xhtml" | "application/xhtml+xml" => (XHTML, inner(tree, id)),
        "html" | "text/html" if !xml && let Some(text) = wrapped(tree, id) => (HTML, text),
        "html" | "text/html" if xml && nested => (HTML, inner(tree, id)),
        "html" | "text/html" => (HTML, written(tree, id)),
        "text" | "text/plain" if nested => (XHTML, inner(tree, id)),
        "text" | "text/plain" => (PLAIN, tree.text(id)),
        _ => ("", written(tree, id)),
    };
    // Only what is no text is packed: a title of one long word must stay a word.
    let foreign = media_type.is_empty();
    let media_type =
        if foreign { Cow::Owned(kind.into_owned()) } else { Cow::Borrowed(media_type) };
    let packed = attribute("mode") == Some("base64") || (!old && foreign && !nested);
    let value = match packed.then(|| base64(&value)).flatten() {
        Some(text) => text,
        None => value,
    };
    let src = attribute("src").map(|src| resolve(tree, id, src.to_owned(), around));
    finish(tree, id, around, Text { value, media_type, src, ..Text::default() })
}

/// A text of RSS. A title is plain unless it shows markup; a description is HTML.
pub(super) fn rss_text(tree: &Tree<'_>, id: Id, html: bool, around: Around<'_>) -> Text {
    let nested = tree.has_elements(id);
    let value = if nested { tree.markup(id) } else { tree.text(id) };
    let html = html || nested || looks_like_html(&value);
    let media_type = Cow::Borrowed(if html { HTML } else { PLAIN });
    finish(tree, id, around, Text { value, media_type, ..Text::default() })
}

/// Text written in base64; `None` when it is not.
///
/// # Source
///
/// RFC 4648, section 4.
fn base64(words: &str) -> Option<String> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(words.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    let letters = words.chars().filter(|c| !c.is_whitespace());
    for letter in letters.take_while(|c| *c != '=') {
        let value = u32::try_from(LETTERS.find(letter)?).ok()?;
        held = (held << 6 | value) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| text.len() >= 8)
}

fn finish(tree: &Tree<'_>, id: Id, around: Around<'_>, text: Text) -> Text {
    let language = tree.language(id).or(around.language).map(tag).filter(|tag| !tag.is_empty());
    Text { language, base: tree.base(id, around.base), ..text }
}

/// The markup in an element, without the `div` that XHTML is wrapped in.
fn inner(tree: &Tree<'_>, id: Id) -> String {
    let mut below = tree.below(id);
    match (below.next(), below.next()) {
        (Some((only, element)), None) if element.local() == "div" => tree.markup(only),
        _ => tree.markup(id),
    }
}

/// The escaped HTML in a `div` that somebody put around it by mistake.
fn wrapped(tree: &Tree<'_>, id: Id) -> Option<String> {
    let mut below = tree.below(id);
    let (only, element) = below.next().filter(|_| tree.text(id).is_empty())?;
    let alone = below.next().is_none() && element.local() == "div" && !tree.has_elements(only);
    alone.then(|| tree.text(only)).filter(|text| text.contains('<'))
}

fn written(tree: &Tree<'_>, id: Id) -> String {
    if tree.has_elements(id) { tree.markup(id) } else { tree.text(id) }
}

/// Whether words that were said to be plain are markup.
fn looks_like_html(words: &str) -> bool {
    let tag = |rest: &str| sanitize::read_tag(rest).is_some_and(|(tag, _)| is_html(&tag.name));
    let tags = words
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && tag(rest));
    let reference = |rest: &str| {
        let end = sanitize::entity::reference_end(rest);
        rest.split_at_checked(end).is_some_and(|(name, tail)| {
            tail.starts_with(';')
                && sanitize::entity::meaning(name) != sanitize::entity::Meaning::Unknown
        })
    };
    tags || words.split('&').skip(1).any(reference)
}

fn is_html(name: &str) -> bool {
    const KNOWN: [&str; 42] = [
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "br",
        "center",
        "cite",
        "code",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "iframe",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "script",
        "small",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "td",
        "tr",
        "tt",
        "u",
        "ul",
    ];
    KNOWN.contains(&name)
}

/// A language tag in the spelling of BCP 47: `en_US` becomes `en-US`.
pub(super) fn tag(words: &str) -> String {
    words.trim().replace('_', "-")
}

/// An address, absolute when something is known to start from. One that is absolute
/// stays as it was written.
pub(super) fn resolve(tree: &Tree<'_>, id: Id, address: String, around: Around<'_>) -> String {
    let mut address = address;
    address.retain(|c| !matches!(c, '\n' | '\r' | '\t'));
    if is_plainly_absolute(&address) || Url::parse(&address).is_ok() {
        return address;
    }
    let named = tree.around(id).find_map(|element| element.attribute("xml:base"));
    if let Some(named) = named.filter(|named| address.is_empty() && Url::parse(named).is_ok()) {
        return named.to_owned();
    }
    let base = tree.base(id, around.base);
    base.and_then(|base| base.join(&address).ok()).map_or(address, String::from)
}

/// Whether an address is one of the web with a host of the commonest shape: letters, digits,
/// hyphens and dots, no number at its end and nothing encoded. Such a one needs no parser.
fn is_plainly_absolute(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let Some((host, _)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let is_coded = |start: &str| start.eq_ignore_ascii_case("xn--");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let last = host.rsplit('.').next().unwrap_or(host);
    !last.is_empty()
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && host.bytes().all(plain)
        && !host.split('.').any(|label| label.get(..4).is_some_and(is_coded))
}

/// A person in RSS: `mail (name)`, `name <mail>`, or either alone.
pub(super) fn person(words: &str) -> Option<Person> {
    let mut line = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    let words = line;
    let (first, second) = match words.split_once(['(', '<']) {
        Some((before, rest)) => (before.trim(), rest.trim_end_matches([')', '>', ' ']).trim()),
        None => (words.trim(), ""),
    };
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let is_mail = |text: &str| text.contains('@') && !text.contains(' ');
    let mail = |text: &str| some(text.trim_start_matches("mailto:"));
    let person = if is_mail(first) {
        Person { name: some(second), email: mail(first), uri: None }
    } else if is_mail(second) {
        Person { name: some(first), email: mail(second), uri: None }
    } else {
        Person { name: some(words.trim()), ..Person::default() }
    };
    person.called().is_some().then_some(person)
}

/// A person in Atom.
///
/// # Source
///
/// RFC 4287, section 3.2; Atom 0.3, section 3.2, for `url`.
pub(super) fn atom_person(tree: &Tree<'_>, id: Id, around: Around<'_>) -> Option<Person> {
    if !tree.has_elements(id) {
        return person(&tree.text(id));
    }
    let uri = tree
        .child(id, "uri")
        .or_else(|| tree.child(id, "url"))
        .or_else(|| tree.child(id, "homepage"));
    let uri = uri.map(|uri| resolve(tree, uri, tree.text(uri), around));
    let person = Person {
        name: tree.text_of(id, "name"),
        email: tree.text_of(id, "email"),
        uri: uri.filter(|uri| !uri.is_empty()),
    };
    person.called().is_some().then_some(person)
}

/// A link of Atom; one without an address is none.
pub(super) fn atom_link(tree: &Tree<'_>, id: Id, around: Around<'_>) -> Option<model::Link> {
    let element = tree.get(id)?;
    let own = |name: &str| element.attribute(name).map(str::to_owned);
    let href = element.attributes.iter().find(|(key, _)| key == "href")?.1.trim();
    // An empty address means the document itself, which somebody must have named.
    if href.is_empty() && !tree.names_base(id) {
        return None;
    }
    let rel = element.attribute("rel").unwrap_or("alternate");
    let rel = sanitize::lower(rel);
    let registered = "http://www.iana.org/assignments/relation/";
    let rel = match rel.strip_prefix(registered).unwrap_or(&rel) {
        "alternate" => Cow::Borrowed("alternate"),
        other => Cow::Owned(other.to_owned()),
    };
    Some(model::Link {
        href: resolve(tree, id, href.to_owned(), around),
        rel,
        media_type: own("type"),
        title: own("title"),
        hreflang: own("hreflang"),
        length: own("length"),
    })
}
