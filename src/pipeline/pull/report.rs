//! What a pull brought.

use serde::Serialize;

use crate::source::Warning;
use crate::store::pulls::Change;

/// What a pull brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Releases not known before.
    pub new: usize,
    /// Releases whose text the source changed.
    pub corrected: usize,
    /// Releases the source shows again.
    pub reinstated: usize,
    /// Releases the source took back.
    pub withdrawn: usize,
    /// Drafts that are no releases.
    pub refused: usize,
    /// Releases that are what they were.
    pub same: usize,
    /// Documents that had not changed since the last pull.
    pub unchanged: usize,
    /// Withdrawals that wait for `warta sources confirm`.
    pub held_back: usize,
    /// Whether something was still being written.
    pub unsettled: bool,
    /// What was repaired, left out, or failed beside the main thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Report {
    pub(super) fn count(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::New(_) => self.new += 1,
                Change::Corrected(_) => self.corrected += 1,
                Change::Reinstated(_) => self.reinstated += 1,
                Change::Withdrawn(_) => self.withdrawn += 1,
            }
        }
    }

    /// Adds what another document brought.
    pub(super) fn add(&mut self, other: &Self) {
        self.new += other.new;
        self.corrected += other.corrected;
        self.reinstated += other.reinstated;
        self.withdrawn += other.withdrawn;
        self.refused += other.refused;
        self.same += other.same;
        self.unchanged += other.unchanged;
        self.warnings.extend(other.warnings.iter().cloned());
    }

    /// Whether anything changed.
    #[must_use]
    pub const fn news(&self) -> bool {
        self.new + self.corrected + self.reinstated + self.withdrawn > 0
    }

    pub(super) fn warn(&mut self, address: &str, warning: &Warning) {
        let line = warning.line.map_or_else(String::new, |line| format!(", line {line}"));
        self.warnings.push(format!("{address}{line}: {}", warning.what));
    }
}
