//! What a reader takes for one character, and texts cut between two of them.
//!
//! # Source
//!
//! Unicode Standard Annex 29, extended grapheme clusters.

use icu_segmenter::GraphemeClusterSegmenter;

/// The start of a text, of `max` characters at most: cut where no letter loses its marks and
/// no emoji a part. A letter with more marks than `max` is cut all the same.
#[must_use]
pub fn start(text: &str, max: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(max) else { return text };
    // The character after the cut tells whether the one before it is whole.
    let next = text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let near = text.get(..end + next).unwrap_or(text);
    let breaks = GraphemeClusterSegmenter::new().segment_str(near);
    let at = breaks.take_while(|at| *at <= end).last().filter(|at| *at > 0).unwrap_or(end);
    text.get(..at).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_left_whole() {
        assert_eq!(start("Kapal", 5), "Kapal");
        assert_eq!(start("", 5), "");
    }

    #[test]
    fn a_text_is_cut_between_what_a_reader_takes_for_characters() {
        assert_eq!(start("Kapal", 3), "Kap");
        assert_eq!(start("ae\u{301}b", 2), "a");
        assert_eq!(start("ae\u{301}b", 3), "ae\u{301}");
        assert_eq!(start("a\u{1f469}\u{200d}\u{1f467}b", 3), "a");
        assert_eq!(start("\u{1f1ee}\u{1f1e9}\u{1f1f2}\u{1f1fe}", 3), "\u{1f1ee}\u{1f1e9}");
    }

    #[test]
    fn a_letter_of_marks_alone_is_cut_all_the_same() {
        assert_eq!(start(&format!("e{}", "\u{301}".repeat(50)), 4).chars().count(), 4);
    }
}
