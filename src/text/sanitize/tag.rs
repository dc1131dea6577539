//! A tag as it is written: its name, its attributes, and where it ends.
//!
//! HTML Standard, section 13.2.5: what is between `<` and `>`, quotes or none.

use std::borrow::Cow;

/// A tag as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name in lower case, with its prefix.
    pub name: Cow<'a, str>,
    /// Whether it is an end tag.
    pub closing: bool,
    /// Its attributes, names in lower case, values as they are written. Of two with one
    /// name the first counts.
    pub attributes: Vec<(Cow<'a, str>, &'a str)>,
}

/// What follows a comment; `inner` is what stands behind `!--`. `None` when it has no end.
pub(super) fn comment_end(inner: &str) -> Option<&str> {
    if let Some(tail) = inner.strip_prefix('>').or_else(|| inner.strip_prefix("->")) {
        return Some(tail);
    }
    let (_, tail) = inner.split_once("--").filter(|_| inner.contains("-->"))?;
    if let Some(tail) = tail.strip_prefix('>').or_else(|| tail.strip_prefix("!>")) {
        return Some(tail);
    }
    let end = [inner.find("-->").map(|at| at + 3), inner.find("--!>").map(|at| at + 4)];
    inner.get(end.into_iter().flatten().min()?..)
}

/// Reads a tag that begins after `<`; gives it and what follows it. `None` when the text
/// ends inside it. Values may stand without quotes, or not at all.
#[must_use]
pub fn read_tag(after: &str) -> Option<(Tag<'_>, &str)> {
    let closing = after.starts_with('/');
    let after = after.strip_prefix('/').unwrap_or(after);
    let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>';
    let end = after.bytes().position(ends)?;
    let (name, mut rest) = after.split_at_checked(end)?;
    let mut attributes: Vec<(Cow<'_, str>, &str)> = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(tail) = rest.strip_prefix('>') {
            return Some((Tag { name: lower(name), closing, attributes }, tail));
        }
        let mut bytes = rest.bytes().enumerate();
        let end = bytes.position(|(at, byte)| ends(byte) || (byte == b'=' && at > 0))?;
        let (key, tail) = rest.split_at_checked(end)?;
        let after_key = tail.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let (value, tail) = match after_key.strip_prefix('=') {
            Some(text) => read_value(text.trim_start_matches(|c: char| c.is_ascii_whitespace()))?,
            None => ("", tail),
        };
        let key = lower(key);
        if attributes.len() < 64 && !attributes.iter().any(|(known, _)| *known == key) {
            attributes.push((key, value));
        }
        rest = tail;
    }
}

/// A name in lower case, as nearly all are written already.
#[must_use]
pub fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Reads an attribute's value; gives it and what follows it.
fn read_value(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote);
        }
    }
    text.split_at_checked(text.find(|c: char| c.is_ascii_whitespace() || c == '>')?)
}
