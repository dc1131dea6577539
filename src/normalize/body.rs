//! What a source printed to the blocks of a body, in plain typography.

use url::Url;

use crate::domain::{Block, Draft, Markup};
use crate::normalize::typography;
use crate::text::html;

/// The blocks of a draft and whether its body, not its shorter text, was there.
///
/// A source that prints only a shorter text still prints a release.
pub(super) fn blocks(draft: &Draft, homepage: Option<&str>) -> (Vec<Block>, bool) {
    let address = draft.url.as_deref().or(homepage);
    let base = address.and_then(|address| Url::parse(address).ok());
    let whole = draft.body.as_ref().map(|text| read(text, base.as_ref())).unwrap_or_default();
    if !whole.is_empty() {
        return (whole, true);
    }
    let short = draft.summary.as_ref().map(|text| read(text, base.as_ref())).unwrap_or_default();
    (short, false)
}

fn read(markup: &Markup, base: Option<&Url>) -> Vec<Block> {
    let mut blocks = match markup {
        Markup::Html(text) => html::blocks(text, base),
        Markup::Plain(text) => html::plain_blocks(text),
    };
    blocks.iter_mut().for_each(typography::block);
    blocks.retain(|block| !block.text.trim().is_empty() || holds_picture(block));
    blocks
}

fn holds_picture(block: &Block) -> bool {
    block.html.contains("<img") || block.html.contains("<table")
}

/// Tells whether a line says the same as a headline, marks and casing left aside.
pub(super) fn says(line: &str, headline: &str) -> bool {
    let letters = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (line, headline) = (letters(line), letters(headline));
    !line.is_empty() && line == headline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_repeats_the_headline_says_the_same() {
        assert!(says("SINERGITAS BERSAMA!", "Sinergitas Bersama"));
        assert!(!says("Sinergitas", "Sinergitas Bersama"));
        assert!(!says("", ""));
    }

    #[test]
    fn a_source_with_a_short_text_only_has_a_body() {
        let summary = Some(Markup::Plain("Rapat digelar.".to_owned()));
        let (blocks, whole) = blocks(&Draft { summary, ..Draft::default() }, None);
        assert_eq!(blocks, [Block::paragraph("Rapat digelar.")]);
        assert!(!whole);
    }
}
