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

/// Warnings kept of one document.
const WARNINGS_MAX: usize = 100;

/// What was wrong in a document, and where, in bytes.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(usize, String)>);

impl Faults {
    /// Keeps one, while there are not too many.
    pub(super) fn tell(&mut self, at: usize, what: &str) {
        if self.0.len() < WARNINGS_MAX {
            self.0.push((at, what.to_owned()));
        }
    }

    /// Puts lines to places, in one pass.
    pub(super) fn with_lines(mut self, source: &str) -> Vec<Warning> {
        self.0.sort();
        let (mut line, mut seen) = (1_u64, 0);
        let mut warnings = Vec::with_capacity(self.0.len());
        for (at, what) in self.0 {
            let at = at.min(source.len());
            let passed = source.as_bytes().get(seen..at).unwrap_or(&[]);
            let breaks = passed.split(|byte| *byte == b'\n').count() - 1;
            line += u64::try_from(breaks).unwrap_or(0);
            seen = at;
            warnings.push(Warning { line: Some(line), what });
        }
        warnings
    }
}
