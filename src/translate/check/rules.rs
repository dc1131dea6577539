//! Which checks are made.

use std::collections::BTreeSet;

/// What one source and one pair of languages are checked by. Without more, everything is
/// looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Checks that are not made, by their ids.
    pub off: BTreeSet<String>,
}

impl Rules {
    /// Whether a check is made.
    #[must_use]
    pub fn makes(&self, check: &str) -> bool {
        !self.off.contains(check)
    }
}
