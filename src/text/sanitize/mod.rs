//! HTML that may be shown to anybody.
//!
//! [`clean`] turns a source's HTML into HTML made of an allow-list only. The work is
//! done twice over: `shallow` reads the tags, drops what is not wanted, makes
//! addresses absolute and keeps the nesting flat; then ammonia builds a tree of what is
//! left and holds it against the same list. So neither a fault of ours nor one of the
//! tree builder's lets a script through, and the tree builder, whose cost grows with the
//! square of the depth, never sees a deep document.
//!
//! - `shallow`: tags in, few and flat tags out.
//! - `tag`: one tag, as it is written.
//! - `plain`: what the tree builder would leave as it is, so it need not be asked.
//! - [`entity`]: `&eacute;` and `&#233;` to `é`.

pub mod entity;
mod plain;
mod shallow;
mod tag;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub use tag::{Tag, lower, read_tag};

use ammonia::{Builder, UrlRelative};
use url::Url;

use crate::text::markup;

/// Bytes of one body that are read; what lies beyond is cut off.
pub const BODY_BYTES_MAX: usize = 512 * 1024;

/// How often a tree may be built until building it again changes nothing. Tangled tables
/// need two or three; what needs more is shown as plain words.
const ROUNDS_MAX: usize = 6;

/// Elements that may stand in what we publish.
const TAGS: [&str; 36] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "ul",
    "dl",
    "dt",
    "dd",
];

/// Attributes that may stand on any element.
const EVERYWHERE: [&str; 3] = ["lang", "dir", "class"];

/// Attributes that may stand on some elements.
const ATTRIBUTES: [(&str, &[&str]); 8] = [
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("img", &["src", "alt", "width", "height"]),
    ("ol", &["start", "reversed"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Keeps what the allow-list allows, with absolute addresses.
///
/// An address stays only when it is `http`, `https`, `mailto` or `tel`; a relative one
/// needs `base`. Pictures of one pixel, and pictures without an address, are dropped.
/// Doing it twice gives the same as doing it once.
#[must_use]
pub fn clean(html: &str, base: Option<&Url>) -> String {
    scrub(html, base, shallow::Shape::Published, true)
}

/// As [`clean`], but every block-level element that is not in the list becomes a `div`,
/// so that the borders of paragraphs can still be seen.
#[must_use]
pub fn structure(html: &str, base: Option<&Url>) -> String {
    scrub(html, base, shallow::Shape::Blocks, true)
}

/// `short` lets plain bodies by without a tree.
fn scrub(html: &str, base: Option<&Url>, shape: shallow::Shape, short: bool) -> String {
    let mut html = markup::legal(cut(html));
    if html.contains('\r') {
        html = Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if !html.contains(['<', '&']) {
        return markup::text(&html);
    }
    let builder = match shape {
        shallow::Shape::Published => &PUBLISHED,
        shallow::Shape::Blocks => &BLOCKS,
    };
    let mut html = entity::joined(&html).into_owned();
    for _ in 0..ROUNDS_MAX {
        let (flat, plain) = shallow::flatten(&html, base, shape);
        if plain && short {
            return flat;
        }
        let cleaned = builder.clean(&flat).to_string().replace("&nbsp;", "\u{a0}");
        // A reference the builder read may have been one of a control character.
        let cleaned = markup::legal(&cleaned).replace('\r', "\n");
        if cleaned == flat || cleaned == html {
            return cleaned;
        }
        html = cleaned;
    }
    markup::text(&shallow::bare(&html))
}

/// The beginning of a body, at most [`BODY_BYTES_MAX`] long.
fn cut(html: &str) -> &str {
    let mut end = BODY_BYTES_MAX.min(html.len());
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    html.get(..end).unwrap_or(html)
}

static PUBLISHED: LazyLock<Builder<'static>> = LazyLock::new(|| builder(false));
static BLOCKS: LazyLock<Builder<'static>> = LazyLock::new(|| builder(true));

fn builder(div: bool) -> Builder<'static> {
    let mut tags: HashSet<&str> = TAGS.into_iter().collect();
    if div {
        tags.insert("div");
    }
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(EVERYWHERE.into_iter().collect())
        .clean_content_tags(["script", "style"].into_iter().collect())
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => value.starts_with("warta-").then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

/// Tells whether an element may carry an attribute.
fn may_carry(tag: &str, attribute: &str) -> bool {
    EVERYWHERE.contains(&attribute)
        || ATTRIBUTES
            .iter()
            .any(|(name, attributes)| *name == tag && attributes.contains(&attribute))
}

#[cfg(test)]
mod tests;
