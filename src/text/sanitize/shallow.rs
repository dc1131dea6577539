//! HTML in, HTML of few and flat tags out.
//!
//! One pass over the tags, without a tree. Elements whose content is not text to be
//! read (`script`, `style`, `iframe`) go with their content; elements that change how a
//! browser reads what follows (`svg`, `math`, `textarea`, `noscript`, `template`,
//! `plaintext`) lose their tags, so that the tree builder behind never meets them. An
//! element nested more than 512 deep loses its tags and keeps its words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::Url;

use crate::text::markup;
use crate::text::sanitize::tag::{Tag, comment_end, read_tag};
use crate::text::sanitize::{TAGS, entity, may_carry, plain};

/// Elements open at once, as many as browsers allow.
const DEPTH_MAX: usize = 512;

/// How many formatting elements the tree builder may have to build again, in all.
const REBUILT_MAX: usize = 20_000;

/// What the tags are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// To be shown: only elements of the allow-list.
    Published,
    /// To be cut into blocks: other block-level elements become `div`.
    Blocks,
}

/// Elements dropped with all they hold.
const DROPPED: [&str; 8] =
    ["script", "style", "iframe", "noembed", "noframes", "object", "select", "button"];

/// Elements of the block level that are not in the allow-list.
const BLOCK_LEVEL: [&str; 20] = [
    "address", "article", "aside", "body", "center", "details", "dir", "div", "fieldset", "footer",
    "form", "header", "html", "legend", "main", "menu", "nav", "section", "summary", "xmp",
];

/// Elements a browser opens again in the next paragraph when they were not closed.
const FORMATTING: [&str; 6] = ["a", "b", "code", "em", "i", "strong"];

/// Elements that hold nothing.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// Reads all tags and writes the wanted ones.
///
/// Also tells whether the result is plain: well nested, of elements that a browser puts
/// nowhere else than where they stand, and written as the tree builder writes it. Then
/// building the tree would change nothing.
pub(super) fn flatten(html: &str, base: Option<&Url>, shape: Shape) -> (String, bool) {
    let mut writer = Writer {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        skipped: BTreeMap::new(),
        rebuilt: 0,
        plain: true,
        never_closed: Vec::new(),
        base,
        shape,
    };
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        writer.text(before);
        rest = match after.as_bytes() {
            [b'!', b'-', b'-', ..] => writer.comment(after),
            [b'!' | b'?', ..] => writer.declaration(after),
            [b'/', letter, ..] if letter.is_ascii_alphabetic() => writer.tag(after),
            [b'/', _, ..] => after.split_once('>').map_or("", |(_, tail)| tail),
            [letter, ..] if letter.is_ascii_alphabetic() => writer.tag(after),
            _ => {
                writer.out.push_str("&lt;");
                after
            }
        };
    }
    writer.text(rest);
    let plain = writer.plain && writer.open.is_empty();
    (writer.out, plain)
}

/// The words alone, references read.
pub(super) fn bare(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(&entity::decode(before));
        rest = read_tag(after).map_or("", |(_, tail)| tail);
    }
    out.push_str(&entity::decode(rest));
    out
}

struct Writer<'a> {
    out: String,
    open: Vec<&'static str>,
    /// End tags that belong to start tags left out.
    skipped: BTreeMap<&'static str, usize>,
    rebuilt: usize,
    /// Whether all that was written is as the tree builder would write it.
    plain: bool,
    /// What is known to have no end in the rest, so that it is looked for once only.
    never_closed: Vec<&'static str>,
    base: Option<&'a Url>,
    shape: Shape,
}

impl Writer<'_> {
    /// Writes text, its references read.
    fn text(&mut self, text: &str) {
        self.plain &= plain::text(text, &mut self.out);
    }

    /// Reads one tag, writes what is kept of it, and gives what follows.
    fn tag<'t>(&mut self, after: &'t str) -> &'t str {
        let Some((tag, rest)) = read_tag(after) else { return "" };
        if let Some(name) = DROPPED.iter().find(|name| tag.name == **name) {
            let written = after.len().checked_sub(rest.len()).and_then(|end| after.get(..end));
            let empty = written.is_some_and(|tag| tag.ends_with("/>"));
            return if tag.closing || empty { rest } else { self.skip(name, rest) };
        }
        let Some(name) = self.kept_name(&tag.name) else { return rest };
        if tag.closing {
            self.close(name);
            return rest;
        }
        self.start(name, &tag);
        if name == "pre" { rest.trim_start_matches(['\n', '\r']) } else { rest }
    }

    /// What follows a comment; `after` begins with `!--`. One without an end is over with
    /// the next `>`, so that the words behind are not lost.
    fn comment<'t>(&mut self, after: &'t str) -> &'t str {
        let inner = after.get(3..).unwrap_or("");
        if !self.never_closed.contains(&"!--") {
            if let Some(tail) = comment_end(inner) {
                return tail;
            }
            self.never_closed.push("!--");
        }
        inner.split_once('>').map_or("", |(_, tail)| tail)
    }

    /// What follows a declaration; one that is cut off is text.
    fn declaration<'t>(&mut self, after: &'t str) -> &'t str {
        if self.never_closed.contains(&">") || !after.contains('>') {
            self.never_closed.push(">");
            self.out.push_str("&lt;");
            return after;
        }
        after.split_once('>').map_or("", |(_, tail)| tail)
    }

    /// What follows an element that is dropped. A frame or an object that is never closed
    /// loses its tag only; a script that is never closed goes on to the end.
    fn skip<'t>(&mut self, name: &'static str, rest: &'t str) -> &'t str {
        let code = matches!(name, "script" | "style");
        if !self.never_closed.contains(&name) {
            if let Some(tail) = skip_element(name, rest) {
                return tail;
            }
            self.never_closed.push(name);
        }
        if code { "" } else { rest }
    }

    /// The name an element is written under; `None` when its tags are left out.
    fn kept_name(&mut self, name: &str) -> Option<&'static str> {
        let name = match name {
            "h1" => "h2",
            "h5" | "h6" => "h4",
            "image" => "img",
            _ => name,
        };
        if let Some(known) = TAGS.iter().find(|known| **known == name) {
            return Some(known);
        }
        if BLOCK_LEVEL.contains(&name) {
            if self.shape == Shape::Blocks {
                return Some("div");
            }
            if !self.out.ends_with('\n') && !self.out.is_empty() {
                self.out.push('\n');
            }
        }
        None
    }

    fn start(&mut self, name: &'static str, tag: &Tag<'_>) {
        let attributes = self.attributes(name, &tag.attributes);
        if name == "img" && !attributes.contains(" src=\"") || is_pixel(name, &tag.attributes) {
            return;
        }
        self.plain &=
            plain::may_stand(name, &self.open) && !attributes.contains(['<', '\u{a0}', '\r']);
        let void = VOID.contains(&name);
        let formatting = FORMATTING.contains(&name);
        if !void {
            self.close_implied(name);
            if self.open.len() >= DEPTH_MAX || (formatting && self.rebuilt > REBUILT_MAX) {
                *self.skipped.entry(name).or_default() += 1;
                self.plain = false;
                return;
            }
            if !formatting {
                self.count_rebuilding();
            }
            self.open.push(name);
        }
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(&attributes);
        self.out.push('>');
    }

    /// A paragraph, an item or a cell that was not closed ends where the next begins.
    fn close_implied(&mut self, name: &str) {
        let ends = |top: &str| match name {
            "p" => top == "p",
            "li" => matches!(top, "p" | "li"),
            "dt" | "dd" => matches!(top, "p" | "dt" | "dd"),
            "td" | "th" => matches!(top, "p" | "td" | "th"),
            "tr" => matches!(top, "p" | "td" | "th" | "tr"),
            _ => false,
        };
        while self.open.last().is_some_and(|top| ends(top)) {
            self.open.pop();
            self.plain = false;
        }
    }

    /// Every block may make the tree builder open all unclosed formatting again. Past the
    /// budget they are closed for good.
    fn count_rebuilding(&mut self) {
        self.rebuilt += self.open.iter().filter(|name| FORMATTING.contains(name)).count();
        if self.rebuilt > REBUILT_MAX {
            self.plain = false;
            for name in self.open.iter().rev().filter(|name| FORMATTING.contains(name)) {
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
            self.open.retain(|name| !FORMATTING.contains(name));
        }
    }

    fn close(&mut self, name: &'static str) {
        if let Some(count) = self.skipped.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
        } else if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.plain &= at + 1 == self.open.len();
            self.open.remove(at);
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// The attributes that are kept, written out.
    fn attributes(&self, name: &str, attributes: &[(Cow<'_, str>, &str)]) -> String {
        let mut out = String::new();
        let mut put = |key: &str, value: &str| {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            out.push_str(&markup::attribute(value));
            out.push('"');
        };
        for (key, raw) in attributes {
            if !may_carry(name, key) {
                continue;
            }
            let value = entity::decode(raw);
            let value = markup::legal(&value);
            match key.as_ref() {
                "class" if !value.starts_with("warta-") => {}
                "href" | "cite" | "src" => {
                    if let Some(url) = address(&value, self.base, key == "src") {
                        put(key, url.as_str());
                    }
                }
                _ => put(key, &value),
            }
        }
        out
    }
}

/// What follows an element and all it holds; `None` when it is never closed.
fn skip_element<'a>(name: &str, rest: &'a str) -> Option<&'a str> {
    let mut tail = rest;
    while let Some((_, after)) = tail.split_once("</") {
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(after.split_once('>').map_or("", |(_, behind)| behind));
        }
        tail = after;
    }
    None
}

/// An address that may be followed, made absolute. `shown` is for pictures, which are
/// only fetched over HTTP.
fn address(value: &str, base: Option<&Url>, shown: bool) -> Option<Url> {
    let value = value.trim();
    let url = match base {
        Some(base) => base.join(value).ok()?,
        None => Url::parse(value).ok()?,
    };
    let kept = match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" | "tel" => !shown,
        _ => false,
    };
    kept.then_some(url)
}

/// A picture nobody is meant to see.
fn is_pixel(name: &str, attributes: &[(Cow<'_, str>, &str)]) -> bool {
    if name != "img" {
        return false;
    }
    let value = |key: &str| attributes.iter().find(|(known, _)| known == key).map(|(_, v)| *v);
    let tiny = |text: Cow<'_, str>| matches!(text.trim().trim_end_matches("px"), "0" | "1");
    let styled = |side: &str| {
        let style: String = value("style").unwrap_or("").to_ascii_lowercase();
        let style: String = style.split_whitespace().collect();
        style.split(';').any(|rule| {
            rule.split_once(':').is_some_and(|(key, size)| key == side && tiny(Cow::Borrowed(size)))
        })
    };
    ["width", "height"]
        .into_iter()
        .all(|side| value(side).is_some_and(|size| tiny(Cow::Borrowed(size))) || styled(side))
}
