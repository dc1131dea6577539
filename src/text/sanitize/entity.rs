//! References such as `&eacute;`, `&#233;` and `&#xE9;` to the characters they mean.
//!
//! The names are those of the WHATWG HTML standard, section 13.5, in `entities.tsv`: a
//! name and the code points it stands for. (quick-xml's own table has wrong characters
//! for Greek letters and some others.)

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use memchr::memchr;

static NAMES: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let code = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    let lines = include_str!("entities.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(name, codes)| (name, codes.split(' ').filter_map(code).collect())).collect()
});

/// What a reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// These characters, by name.
    Words(&'static str),
    /// This character, by number.
    Char(char),
    /// A number that is no character; one replacement character is shown.
    Invalid,
    /// No reference anybody knows: it stays as it is written.
    Unknown,
}

/// The longest name looked up, in bytes.
const NAME_BYTES_MAX: usize = 32;

/// Reads the inside of a reference, without `&` and `;`.
///
/// A number from 128 to 159 means the character windows-1252 has there, as browsers
/// read it.
#[must_use]
pub fn meaning(name: &str) -> Meaning {
    let common = match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" | "#34" => "\"",
        "apos" | "#39" => "'",
        "nbsp" | "#160" => "\u{a0}",
        _ => "",
    };
    if !common.is_empty() {
        return Meaning::Words(common);
    }
    if let Some(number) = name.strip_prefix('#') {
        return code(number).map_or(Meaning::Unknown, of_number);
    }
    NAMES.get(name).map_or(Meaning::Unknown, |text| Meaning::Words(text))
}

fn decimal(number: &str) -> Option<u32> {
    number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok()).flatten()
}

fn of_number(code: u32) -> Meaning {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let bytes = [byte];
        let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
        return text.chars().next().map_or(Meaning::Invalid, Meaning::Char);
    }
    match char::from_u32(code) {
        Some('\0') | None => Meaning::Invalid,
        Some(c) => Meaning::Char(c),
    }
}

impl Meaning {
    /// Writes the characters; whether there were any.
    pub fn write(self, out: &mut String) -> bool {
        match self {
            Self::Words(words) => out.push_str(words),
            Self::Char(c) => out.push(c),
            Self::Invalid => out.push('\u{fffd}'),
            Self::Unknown => return false,
        }
        true
    }
}

/// Replaces every known reference once; unknown ones and bare ampersands stay. A character
/// written as two references, one for each half of UTF-16, is one character.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (before, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    out.push_str(before);
    // `rest` begins with the `&` that is looked at.
    while let Some(after) = rest.strip_prefix('&') {
        rest = reference(after, &mut out).unwrap_or_else(|| {
            out.push('&');
            after
        });
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at_checked(next).unwrap_or((rest, ""));
        out.push_str(plain);
        rest = tail;
    }
    Cow::Owned(out)
}

/// Writes what a reference means, from behind its `&`; gives what follows it.
fn reference<'a>(after: &'a str, out: &mut String) -> Option<&'a str> {
    let (name, tail) = after.split_at_checked(reference_end(after))?;
    if name.is_empty() {
        return None;
    }
    if let Some((c, tail)) = name.starts_with('#').then(|| halves(after)).flatten() {
        out.push(c);
        return Some(tail);
    }
    let meaning = meaning(name);
    let closed = tail.strip_prefix(';');
    match meaning {
        Meaning::Unknown => None,
        Meaning::Invalid => meaning.write(out).then(|| closed.unwrap_or(tail)),
        _ if closed.is_some() || without_semicolon(name, tail) => {
            meaning.write(out).then(|| closed.unwrap_or(tail))
        }
        _ => None,
    }
}

/// The character two references mean together, from behind the first `&`, and what follows.
fn halves(after: &str) -> Option<(char, &str)> {
    let (high, tail) = half(after.strip_prefix('#')?)?;
    let (low, tail) = half(tail.strip_prefix("&#")?)?;
    Some((pair(high, low)?, tail))
}

/// Where the name of a reference ends.
#[must_use]
pub fn reference_end(after: &str) -> usize {
    after
        .bytes()
        .take(NAME_BYTES_MAX)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count()
}

/// Numbers and the oldest names are also read where their `;` was forgotten, but not in
/// the middle of an address (`&copy=2`).
fn without_semicolon(name: &str, tail: &str) -> bool {
    name.starts_with('#') || !tail.starts_with('=') && OLD_NAMES.contains(name)
}

static OLD_NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| OLDEST.split_whitespace().collect());

/// The names that browsers have always read without `;`.
const OLDEST: &str = "\
    AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave \
    Euml GT Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml \
    QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp \
    aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc \
    egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo \
    lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm oslash otilde \
    ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times \
    uacute ucirc ugrave uml uuml yacute yen yuml";

/// Joins characters that were written as two references, one for each half of UTF-16.
///
/// ```
/// # use warta::text::sanitize::entity;
/// assert_eq!(entity::joined("&#xD83D;&#xDE00;"), "\u{1f600}");
/// ```
#[must_use]
pub fn joined(text: &str) -> Cow<'_, str> {
    let paired = |(at, _): (usize, &str)| text.get(at + 1..).and_then(halves).is_some();
    if !text.match_indices("&#").any(paired) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((c, tail)) = halves(after) {
            out.push(c);
            rest = tail;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The number of a reference behind `&#`, and what follows its `;`.
fn half(after: &str) -> Option<(u32, &str)> {
    let (number, tail) = after.split_at_checked(after.find(';').filter(|at| *at < 9)?)?;
    Some((code(number)?, tail.strip_prefix(';')?))
}

/// The character whose two halves in UTF-16 these are.
///
/// # Source
///
/// The Unicode Standard, section 3.9, D91.
pub fn pair(high: u32, low: u32) -> Option<char> {
    let halves = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    halves.then(|| char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))).flatten()
}

/// The number a numeric reference names, behind its `#`.
pub fn code(number: &str) -> Option<u32> {
    number.strip_prefix(['x', 'X']).map_or_else(
        || decimal(number),
        |hex| u32::from_str_radix(hex.trim_start_matches('+'), 16).ok(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, read: &str) {
        assert_eq!(decode(text), read);
    }

    #[test]
    fn references_become_characters() {
        check("caf&eacute; &#233; &#xE9; &amp;amp;", "café é é &amp;");
        check("&#150; &#x92;", "– ’");
        check("&#55357;&#56832; &#xD83D;&#xDE00;", "😀 😀");
        check("caf&eacute &Uuml; &copy", "café Ü ©");
        check("&lambda;&OElig;&circ;&hellip;", "λŒˆ…");
    }

    #[test]
    fn what_is_no_reference_stays() {
        check("Tanya & Jawab &nosuch; R&D; a&b=c", "Tanya & Jawab &nosuch; R&D; a&b=c");
        check("&#xD800;", "\u{fffd}");
        check("?a=1&copy=2 &pm 3", "?a=1&copy=2 &pm 3");
        check("&#; &", "&#; &");
    }
}
