//! Code pages that no browser knows any more: those of DOS, of old Macintoshes and of
//! mainframes (EBCDIC). Archives still hold feeds in them, labelled rightly.
//!
//! They are in `pages.tsv`: a name, other labels, and the code points of the upper half
//! (of all bytes, where letters do not stand where ASCII has them).
//!
//! # Source
//!
//! The mapping tables of the Unicode Consortium.

use std::sync::LazyLock;

/// One code page.
struct Page {
    name: &'static str,
    labels: Vec<&'static str>,
    /// What each byte means.
    letters: Vec<char>,
}

static PAGES: LazyLock<Vec<Page>> =
    LazyLock::new(|| include_str!("pages.tsv").lines().filter_map(page).collect());

fn page(line: &'static str) -> Option<Page> {
    let (name, rest) = line.split_once('\t')?;
    let (labels, codes) = rest.split_once('\t')?;
    let code = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    let upper: Vec<char> = codes.split(' ').filter_map(code).collect();
    let lower = (0..=255_u8).map(char::from).take(256_usize.checked_sub(upper.len())?);
    let letters = lower.chain(upper.iter().copied()).collect();
    Some(Page { name, labels: labels.split_whitespace().collect(), letters })
}

/// Decodes by the label of such a page; gives the text and the page's name.
pub(super) fn decode(bytes: &[u8], label: &str) -> Option<(String, &'static str)> {
    let label = label.replace('_', "-");
    let known = |page: &&Page| page.name == label || page.labels.contains(&label.as_str());
    let page = PAGES.iter().find(known)?;
    let letter = |byte: &u8| page.letters.get(usize::from(*byte)).copied().unwrap_or('\u{fffd}');
    Some((bytes.iter().map(letter).collect(), page.name))
}

/// Whether a document opens with `<?xm` in EBCDIC.
///
/// # Source
///
/// XML 1.0, appendix F.1.
pub(super) fn is_ebcdic(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x4c, 0x6f, 0xa7, 0x94])
}
