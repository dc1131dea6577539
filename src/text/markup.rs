//! Escaping: one function for each place text is written into, and the characters that
//! may stand in a document at all.

use std::borrow::Cow;

/// Text to stand between tags, in HTML or XML.
#[must_use]
pub fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once(['&', '<', '>']) {
        out.push_str(before);
        out.push_str(match rest.as_bytes().get(before.len()) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Text to stand in an attribute between double quotes, in HTML or XML.
#[must_use]
pub fn attribute(words: &str) -> String {
    text(words).replace('"', "&quot;")
}

/// Drops what XML forbids and what breaks readers: control characters but tab and line
/// breaks, C1 controls, the byte order mark, U+FFFE and U+FFFF.
///
/// # Source
///
/// XML 1.0, section 2.2.
#[must_use]
pub fn legal(words: &str) -> Cow<'_, str> {
    if is_all_legal(words) {
        Cow::Borrowed(words)
    } else {
        Cow::Owned(words.chars().filter(|c| is_legal(*c)).collect())
    }
}

/// Whether every character may stand in a document. Looks at bytes, many at once, and at
/// characters only where a byte may belong to one that may not.
#[must_use]
pub fn is_all_legal(words: &str) -> bool {
    let bytes = words.as_bytes();
    let forbidden_at = |at: usize| match (bytes.get(at), bytes.get(at + 1), bytes.get(at + 2)) {
        (Some(b'\t' | b'\n' | b'\r'), _, _) => false,
        // controls, U+0080 to U+009F, the mark U+FEFF, the noncharacters U+FFFE and U+FFFF
        (Some(0..=0x1f | 0x7f), _, _)
        | (Some(0xc2), Some(0x80..=0x9f), _)
        | (Some(0xef), Some(0xbb), Some(0xbf))
        | (Some(0xef), Some(0xbf), Some(0xbe | 0xbf)) => true,
        _ => false,
    };
    let chunks = bytes.chunks(BYTES_AT_ONCE).enumerate();
    chunks.filter(|(_, chunk)| is_doubtful(chunk)).all(|(number, chunk)| {
        let start = number * BYTES_AT_ONCE;
        !(start..start + chunk.len()).any(forbidden_at)
    })
}

/// How many bytes are looked at in one go.
const BYTES_AT_ONCE: usize = 64;

/// Whether some byte may begin a character that is forbidden. Without a branch, so that the
/// machine looks at many bytes at a time.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy `or` is a branch for every byte")]
fn is_doubtful(chunk: &[u8]) -> bool {
    chunk.iter().fold(false, |doubtful, byte| {
        let control = (*byte < 0x20) & (*byte != b'\t') & (*byte != b'\n') & (*byte != b'\r');
        doubtful | control | (*byte == 0x7f) | (*byte == 0xc2) | (*byte == 0xef)
    })
}

/// Tells whether a character may stand in a document.
#[must_use]
pub const fn is_legal(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

/// A line for a title or a label: legal characters, blanks collapsed, no bidirectional
/// overrides that would reorder what stands beside it.
#[must_use]
pub fn line(words: &str) -> String {
    let kept: String = words
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .filter(|c| is_legal(*c))
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markup_are_escaped() {
        assert_eq!(text("a < b & c > \"d\""), "a &lt; b &amp; c &gt; \"d\"");
        assert_eq!(attribute("\"x\" & y"), "&quot;x&quot; &amp; y");
    }

    #[test]
    fn a_look_at_many_bytes_says_what_a_look_at_each_character_does() {
        let odd = "\u{0}\u{8}\t\n\u{b}\r\u{1f} \u{7e}\u{7f}\u{80}\u{85}\u{9f}\u{a0}\u{bf}\u{c2}\u{ef}\
                   \u{fec0}\u{fefe}\u{feff}\u{ff00}\u{ffbe}\u{fffd}\u{fffe}\u{ffff}\u{10000}\u{1f30a}";
        for c in odd.chars() {
            for before in [0, 1, 61, 62, 63, 64, 127, 200] {
                let words = format!("{}{c}{}", "a".repeat(before), "b".repeat(70));
                assert_eq!(is_all_legal(&words), is_legal(c), "{c:?} after {before} bytes");
            }
        }
    }

    #[test]
    fn what_breaks_readers_is_dropped() {
        assert_eq!(legal("a\u{b}b\u{85}c\n"), "abc\n");
        assert_eq!(line(" a\u{202e}\n b\u{0} "), "a b");
        assert!(matches!(legal("plain"), Cow::Borrowed(_)));
    }
}
