//! What a source prints under every release, known by its repetition.

use crate::domain::Block;

/// The hash under which a block is counted: BLAKE3, in hexadecimal, of its words in
/// small letters with single blanks between them.
///
/// Whoever counts the blocks of a source hashes them with this, and hands those seen in
/// three releases or more to [`Setting::repeated`](crate::normalize::Setting).
#[must_use]
pub fn block_hash(block: &Block) -> String {
    let words: Vec<&str> = block.text.split_whitespace().collect();
    blake3::hash(words.join(" ").to_lowercase().as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_capitals_make_no_other_block() {
        let hash = |text: &str| block_hash(&Block::paragraph(text));
        assert_eq!(hash("Tentang  BAKN"), hash("tentang bakn"));
        assert_ne!(hash("Tentang BAKN"), hash("Tentang BNK"));
    }
}
