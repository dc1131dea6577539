//! References such as `&eacute;`, `&#233;` and `&#xE9;` to the characters they mean.
//!
//! The names are those of the WHATWG HTML standard, section 13.5, in `entities.tsv`: a
//! name and the code points it stands for. (quick-xml's own table has wrong characters
//! for Greek letters and some others.)

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static NAMES: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let code = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    let lines = include_str!("entities.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(name, codes)| (name, codes.split(' ').filter_map(code).collect())).collect()
});

/// What a reference stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// These characters.
    Known(Cow<'static, str>),
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
        return Meaning::Known(Cow::Borrowed(common));
    }
    if let Some(number) = name.strip_prefix('#') {
        return code(number).map_or(Meaning::Unknown, of_number);
    }
    NAMES.get(name).map_or(Meaning::Unknown, |text| Meaning::Known(Cow::Borrowed(text)))
}

fn decimal(number: &str) -> Option<u32> {
    number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok()).flatten()
}

fn of_number(code: u32) -> Meaning {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
        return Meaning::Known(Cow::Owned(text));
    }
    match char::from_u32(code) {
        Some('\0') | None => Meaning::Invalid,
        Some(c) => Meaning::Known(Cow::Owned(c.to_string())),
    }
}

/// Replaces every known reference once; unknown ones and bare ampersands stay.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let joined = joined(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = joined.as_ref();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = reference_end(after);
        let (name, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        match if name.is_empty() { Meaning::Unknown } else { meaning(name) } {
            Meaning::Known(known) if tail.starts_with(';') || without_semicolon(name, tail) => {
                out.push_str(&known);
                rest = tail.strip_prefix(';').unwrap_or(tail);
            }
            Meaning::Invalid => {
                out.push('\u{fffd}');
                rest = tail.strip_prefix(';').unwrap_or(tail);
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
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
    if !["&#55", "&#56", "&#xD", "&#xd", "&#XD", "&#Xd"].iter().any(|half| text.contains(half)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        out.push_str(before);
        let pair = half(after).and_then(|(high, tail)| {
            let (low, tail) = half(tail.strip_prefix("&#")?)?;
            Some((pair(high, low)?, tail))
        });
        if let Some((c, tail)) = pair {
            out.push(c);
            rest = tail;
        } else {
            out.push_str("&#");
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
