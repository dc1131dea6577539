//! An edition: a language and a region.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::language::Language;
use crate::domain::region::Region;

/// English news about West Kalimantan is the edition `en/ID-KB`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// The language its entries are read in.
    pub language: Language,
    /// The area its entries are about.
    pub region: Region,
}

impl Edition {
    /// Puts the two together.
    #[must_use]
    pub const fn new(language: Language, region: Region) -> Self {
        Self { language, region }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.language, self.region)
    }
}
