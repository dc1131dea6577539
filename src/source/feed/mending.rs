//! Small questions asked while markup is mended.

use crate::source::Warning;

/// Whether a name opens an item or an entry.
pub(super) fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry" | "atom:entry" | "rss:item")
}

/// Elements of a feed that no HTML has: they never stand inside a text.
pub(super) fn ends_text(name: &str) -> bool {
    matches!(name, "pubdate" | "guid" | "enclosure" | "content:encoded" | "dc:date" | "dc:creator")
}

/// A place in the document, from where reading began and how far it came.
pub(super) fn place(from: usize, offset: u64) -> usize {
    from.saturating_add(usize::try_from(offset).unwrap_or(usize::MAX))
}

/// Puts lines to places, in one pass.
pub(super) fn with_lines(source: &str, mut faults: Vec<(usize, String)>) -> Vec<Warning> {
    faults.sort();
    let (mut line, mut seen) = (1_u64, 0);
    let mut warnings = Vec::with_capacity(faults.len());
    for (at, what) in faults {
        let at = at.min(source.len());
        let passed = source.as_bytes().get(seen..at).unwrap_or(&[]);
        let breaks = passed.split(|byte| *byte == b'\n').count() - 1;
        line += u64::try_from(breaks).unwrap_or(0);
        seen = at;
        warnings.push(Warning { line: Some(line), what });
    }
    warnings
}
