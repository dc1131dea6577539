//! Bytes to text, whatever their labels say.
//!
//! [`decode`] asks in this order: a byte order mark, the byte pattern of UTF-16 and
//! UTF-32, the HTTP header, the document's own label, whether it is UTF-8, a detector,
//! and last windows-1252, in which everything is text. A label the bytes contradict is
//! overruled, and that is said. Single bad bytes in good UTF-8 cost one character each.
//!
//! - `label`: what a header or a document says of its encoding.
//! - `pages`: code pages no browser knows any more.
//! - `wide`: UTF-16 and UTF-32, which show themselves in their zeros.

mod label;
mod pages;
mod wide;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::text::markup;

/// Text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without byte order mark and without characters XML forbids.
    pub text: Cow<'a, str>,
    /// The encoding decided on, by its WHATWG name in lower case.
    pub encoding: &'static str,
    /// What was overruled or replaced, for the operator.
    pub warnings: Vec<String>,
}

/// Decodes a document. `content_type` is the HTTP header.
///
/// # Source
///
/// WHATWG Encoding Standard for labels and decoders; RFC 7303, section 3, for a mark
/// that wins over a header.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let mut warnings = Vec::new();
    let (text, encoding) = read(bytes, content_type, &mut warnings);
    let text = legal(text, &mut warnings);
    Decoded { text, encoding, warnings }
}

/// Text and the name of its encoding.
type Read<'a> = (Cow<'a, str>, &'static str);

fn read<'a>(bytes: &'a [u8], content_type: Option<&str>, warnings: &mut Vec<String>) -> Read<'a> {
    if let Some((text, name)) = wide::decode(bytes) {
        return (Cow::Owned(text), name);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return (utf8(rest, warnings), "utf-8");
    }
    if pages::is_ebcdic(bytes) {
        let head = bytes.get(..label::HEAD_BYTES.min(bytes.len())).unwrap_or(bytes);
        let head = pages::decode(head, "cp037").map_or(String::new(), |(text, _)| text);
        let label = label::of_document(head.as_bytes()).unwrap_or_default();
        let read = pages::decode(bytes, &label).or_else(|| pages::decode(bytes, "cp037"));
        if let Some((text, name)) = read {
            return (Cow::Owned(text), name);
        }
    }
    let header = content_type.and_then(label::of_header);
    let mut labelled_at_all = false;
    for (says, words) in [("the HTTP header", header), ("the document", label::of_document(bytes))]
    {
        let Some(words) = words else { continue };
        labelled_at_all = true;
        match labelled(bytes, &words) {
            Ok(read) => return read,
            Err(why) => warnings.push(format!("{says} says `{words}`, but {why}")),
        }
    }
    if !labelled_at_all && bytes.is_ascii() && content_type.is_some_and(label::is_text_xml) {
        return (utf8(bytes, warnings), "us-ascii");
    }
    guess(bytes, warnings)
}

/// Decodes by a label, unless the bytes contradict it.
fn labelled<'a>(bytes: &'a [u8], words: &str) -> Result<Read<'a>, &'static str> {
    let alias = match words {
        "macroman" => "macintosh",
        "ms-cyrl" => "windows-1251",
        "maccyrillic" | "mac-cyrillic" => "x-mac-cyrillic",
        _ => words,
    };
    if let Some((text, name)) = pages::decode(bytes, words) {
        return Ok((Cow::Owned(text), name));
    }
    let encoding = Encoding::for_label(alias.as_bytes())
        .or_else(|| Encoding::for_label(words.replace('_', "-").as_bytes()))
        .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
        .ok_or("that is no encoding we know")?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return Err("its bytes are not");
    }
    // Every byte is a letter in windows-1252, so that it decodes proves nothing; that all
    // of them are UTF-8 by chance is next to impossible.
    if encoding == WINDOWS_1252 && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        return Err("its bytes are UTF-8");
    }
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or("some of its bytes are not")?;
    Ok((text, name(encoding)))
}

/// Decodes what has no label to be trusted.
fn guess<'a>(bytes: &'a [u8], warnings: &mut Vec<String>) -> Read<'a> {
    if mostly_utf8(bytes) {
        return (utf8(bytes, warnings), "utf-8");
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    // The detector names the larger of two pages; without a letter only that one has, the
    // smaller is what was meant.
    let russian = encoding == KOI8_U && KOI8_R.decode_without_bom_handling(bytes).0 == text;
    let encoding = if russian { KOI8_R } else { encoding };
    let (text, encoding) = if replaced {
        (WINDOWS_1252.decode_without_bom_handling(bytes).0, WINDOWS_1252)
    } else {
        (text, encoding)
    };
    warnings.push(format!("read as {}, by the look of its bytes", name(encoding)));
    (text, name(encoding))
}

/// Whether text is UTF-8 with at most a few bad bytes: fewer than its good characters
/// beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let cut_at_end = bad == 1 && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none());
    bad == 0 || bad < good || cut_at_end
}

/// UTF-8 with bad bytes replaced one by one, as windows-1252 has them.
fn utf8<'a>(bytes: &'a [u8], warnings: &mut Vec<String>) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut bad = 0_usize;
    let mut seen = 0_usize;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        seen += chunk.valid().len() + chunk.invalid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        bad += 1;
        let begun = |byte: &u8| *byte >= 0xc2;
        if seen == bytes.len() && chunk.invalid().first().is_some_and(begun) {
            break; // a character cut off by the end
        }
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    warnings.push(format!("{bad} bytes that are not UTF-8 were read as windows-1252"));
    Cow::Owned(text)
}

/// Drops what may not stand in a document. Controls from 128 to 159 are letters of
/// windows-1252 that somebody took for characters.
fn legal<'a>(text: Cow<'a, str>, warnings: &mut Vec<String>) -> Cow<'a, str> {
    if markup::is_all_legal(&text) {
        return text;
    }
    let is_stray = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    let text = if text.chars().any(is_stray) {
        let mended: String =
            text.chars().map(|c| if is_stray(c) { of_1252(c) } else { c }).collect();
        Cow::Owned(mended)
    } else {
        text
    };
    if markup::is_all_legal(&text) {
        return text;
    }
    let kept = markup::legal(&text).into_owned();
    let dropped = text.chars().count() - kept.chars().count();
    warnings.push(format!("{dropped} control characters were dropped"));
    Cow::Owned(kept)
}

fn of_1252(c: char) -> char {
    let Ok(byte) = u8::try_from(u32::from(c)) else { return c };
    let text = WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
    text.chars().next().unwrap_or(c)
}

/// The WHATWG name in lower case.
fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_8 {
        return "utf-8";
    }
    LOWER
        .iter()
        .find(|lower| lower.eq_ignore_ascii_case(encoding.name()))
        .copied()
        .unwrap_or(encoding.name())
}

/// Names in lower case, as WHATWG has labels for them.
const LOWER: [&str; 37] = [
    "ibm866",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "x-mac-cyrillic",
    "gbk",
    "gb18030",
    "big5",
    "euc-jp",
    "iso-2022-jp",
    "shift_jis",
    "euc-kr",
    "utf-16be",
    "utf-16le",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], header: Option<&str>, text: &str, encoding: &str, warned: bool) {
        let decoded = decode(bytes, header);
        assert_eq!((decoded.text.as_ref(), decoded.encoding), (text, encoding));
        assert_eq!(!decoded.warnings.is_empty(), warned, "{:?}", decoded.warnings);
    }

    #[test]
    fn utf8_is_read_with_and_without_a_mark() {
        check("Pontianak – é".as_bytes(), None, "Pontianak – é", "utf-8", false);
        check(b"\xef\xbb\xbf<a>\xc3\xa9", Some("text/xml; charset=latin1"), "<a>é", "utf-8", false);
    }

    #[test]
    fn the_header_then_the_prolog_are_believed() {
        let bytes = b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xb1</a>";
        assert!(decode(bytes, None).text.contains('ą'));
        let header = Some("text/xml; Charset=\"ISO-8859-15\"");
        assert!(decode(b"<a>\xa4</a>", header).text.contains('€'));
        check(
            b"<?xml encoding='x-sjis'?>\x82\xa0",
            None,
            "<?xml encoding='x-sjis'?>あ",
            "shift_jis",
            false,
        );
    }

    #[test]
    fn latin_1_that_is_called_utf_8_is_read() {
        let bytes = b"<?xml version='1.0' encoding='utf-8'?><t>Caf\xe9 d\x92Or</t>";
        let decoded = decode(bytes, None);
        assert!(decoded.text.contains("Café d’Or"), "{decoded:?}");
        assert_eq!(decoded.encoding, "windows-1252");
        assert!(!decoded.warnings.is_empty());
    }

    #[test]
    fn utf_8_that_is_called_latin_1_is_read() {
        let bytes = "<?xml encoding='iso-8859-1'?>é".as_bytes();
        let decoded = decode(bytes, None);
        assert!(decoded.text.ends_with('é') && decoded.encoding == "utf-8");
    }

    #[test]
    fn one_bad_byte_costs_one_character() {
        check(b"\xc3\xa9\xc3\xa9 \x93kata\x94 \xc3\xa9", None, "éé “kata” é", "utf-8", true);
        check(b"kata \xe2\x80", None, "kata ", "utf-8", true);
    }

    #[test]
    fn utf_16_shows_itself() {
        let be: Vec<u8> =
            "\u{feff}<?xml encoding='utf-8'?>é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&be, None, "<?xml encoding='utf-8'?>é", "utf-16be", false);
        let le: Vec<u8> = "<?xml ?>é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&le, None, "<?xml ?>é", "utf-16le", false);
        let wide: Vec<u8> = "<a>é".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        check(&wide, None, "<a>é", "utf-32be", false);
    }

    #[test]
    fn a_false_utf_16_label_is_overruled() {
        check(b"<?xml encoding='utf-16'?>a", None, "<?xml encoding='utf-16'?>a", "utf-8", true);
        check(b"<?xml encoding='x-bogus'?>a", None, "<?xml encoding='x-bogus'?>a", "utf-8", true);
    }

    #[test]
    fn control_characters_are_dropped() {
        check(b"a\0b\x0bc\tq\n", None, "abc\tq\n", "utf-8", true);
        check("d\u{92}Or".as_bytes(), None, "d’Or", "utf-8", false);
    }

    proptest! {
        #[test]
        fn any_bytes_at_all_are_read(bytes in any::<Vec<u8>>(), header in any::<Option<String>>()) {
            let decoded = decode(&bytes, header.as_deref());
            prop_assert!(decoded.text.chars().all(markup::is_legal));
        }
    }
}
