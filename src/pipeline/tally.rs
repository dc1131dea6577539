//! Counts what publishing costs, so that a test, or an operator, can tell that one change
//! costs the same in a large newsroom as in a small one.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What was rendered and looked at since the start.
#[derive(Debug, Default)]
pub struct Tally {
    candidates: AtomicUsize,
    entries: AtomicUsize,
    documents: AtomicUsize,
}

/// A tally at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Releases read to see whether they enter a feed.
    pub candidates: usize,
    /// Fragments rendered, one for each entry and format.
    pub entries: usize,
    /// Documents joined of fragments.
    pub documents: usize,
}

impl Tally {
    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            candidates: self.candidates.load(Ordering::Relaxed),
            entries: self.entries.load(Ordering::Relaxed),
            documents: self.documents.load(Ordering::Relaxed),
        }
    }

    pub(super) fn candidates(&self, more: usize) {
        self.candidates.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn entries(&self, more: usize) {
        self.entries.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn documents(&self, more: usize) {
        self.documents.fetch_add(more, Ordering::Relaxed);
    }
}
