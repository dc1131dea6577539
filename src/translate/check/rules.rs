//! Which checks are made, and what they are told beside the texts.

use std::collections::BTreeSet;

/// A term of the glossary and the words that stand for it in the other language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term, as the source writes it.
    pub source: String,
    /// Any of these says it.
    pub targets: Vec<String>,
}

/// What one source and one pair of languages are checked by. Without more, everything is
/// looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Checks that are not made, by their ids.
    pub off: BTreeSet<String>,
    /// Terms that have a translation of their own.
    pub terms: Vec<Term>,
}

impl Rules {
    /// Whether a check is made.
    #[must_use]
    pub fn makes(&self, check: &str) -> bool {
        !self.off.contains(check)
    }
}
