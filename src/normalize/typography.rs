//! Characters to the ones a newsroom means: NFC, plain blanks, nothing invisible.
//!
//! Words, numbers and quotation marks stay as they were written.

use unicode_normalization::UnicodeNormalization;

use crate::domain::{Block, BlockKind};
use crate::text::markup;

/// One line: NFC, one blank between words, no invisible characters.
pub(super) fn line(text: &str) -> String {
    markup::line(&characters(text))
}

/// The characters of a text in NFC, every blank but tab and line breaks a plain one,
/// zero-width blanks and soft hyphens gone. Joiners stay: scripts need them.
pub(super) fn characters(text: &str) -> String {
    markup::legal(text)
        .chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{180e}'))
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .nfc()
        .collect()
}

/// Sets a block's words and HTML right; preformatted text keeps its blanks.
pub(super) fn block(block: &mut Block) {
    let html = characters(&block.html.replace("&nbsp;", " ").replace("&shy;", ""));
    if block.kind == BlockKind::Preformatted {
        block.text = characters(&block.text);
        block.html = html;
    } else {
        block.text = line(&block.text);
        block.html = html.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_go_and_blanks_are_plain() {
        assert_eq!(line("kerja\u{a0}sama  nar\u{ad}kotika\u{200b} "), "kerja sama narkotika");
        assert_eq!(line("cafe\u{301}"), "caf\u{e9}");
        assert_eq!(line("\u{feff}Rp1,5 juta"), "Rp1,5 juta");
    }

    #[test]
    fn a_block_loses_the_same_characters_in_words_and_html() {
        let mut given = Block {
            kind: BlockKind::Paragraph,
            text: "A\u{a0}\u{a0}B".to_owned(),
            html: "<b>A</b>&nbsp;&nbsp;B".to_owned(),
        };
        block(&mut given);
        assert_eq!(given.text, "A B");
        assert_eq!(given.html, "<b>A</b> B");
    }
}
