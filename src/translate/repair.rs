//! An engine's answer without characters that nobody wrote: marks of the order of bytes,
//! control characters, directions of writing that are not in the source, and blanks too many.

use crate::translate::check;

/// Takes away what cannot stand in a text, and what turns its direction, unless the source
/// has it too. Blanks and line breaks stay.
#[must_use]
pub fn repaired(source: &str, answer: &str) -> String {
    let stays = |c: &char| !is_stray(*c) || (!is_never(*c) && source.contains(*c));
    let kept: String = answer.chars().filter(stays).collect();
    check::spaced(source, &kept)
}

const fn is_never(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
}

const fn is_stray(c: char) -> bool {
    is_never(c)
        || matches!(
            c,
            '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{61c}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_wrote_is_taken_away() {
        assert_eq!(repaired("Kepala", "\u{feff}The\0 head\u{202e}\n"), "The head\n");
        assert_eq!(repaired("a\u{200f}b", "c\u{200f}d\u{200e}"), "c\u{200f}d");
        assert_eq!(repaired("a\0", "b\0"), "b");
    }

    #[test]
    fn blanks_too_many_are_taken_away_unless_the_source_has_them() {
        assert_eq!(repaired("Kepala hadir.", "The  head came ."), "The head came.");
        assert_eq!(repaired("a  b .", "c  d ."), "c  d .");
        assert_eq!(repaired("Ada .5 dan ...", "There is .5 and ..."), "There is .5 and ...");
    }
}
