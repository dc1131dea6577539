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
    if seems_legal(words) || words.chars().all(is_legal) {
        Cow::Borrowed(words)
    } else {
        Cow::Owned(words.chars().filter(|c| is_legal(*c)).collect())
    }
}

/// Whether no byte can belong to a character that is forbidden. Most text is known to be
/// legal by this alone, which looks at bytes and not at characters.
#[must_use]
pub fn seems_legal(words: &str) -> bool {
    !words.bytes().any(|byte| match byte {
        b'\t' | b'\n' | b'\r' => false,
        // U+0080 to U+009F begin with C2, the marks and noncharacters with EF.
        0..=0x1f | 0x7f | 0xc2 | 0xef => true,
        _ => false,
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
    fn what_breaks_readers_is_dropped() {
        assert_eq!(legal("a\u{b}b\u{85}c\n"), "abc\n");
        assert_eq!(line(" a\u{202e}\n b\u{0} "), "a b");
        assert!(matches!(legal("plain"), Cow::Borrowed(_)));
    }
}
