//! What persons do to translations: they edit, approve and reject.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::instant::Instant;
use crate::domain::segment::Hand;

/// A person's text for one segment of one release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The hash of the segment it was made of.
    pub segment: String,
    /// That segment, in our notation of codes.
    pub source: String,
    /// What stood there before; empty when nothing did.
    pub before: String,
    /// What the person wrote, in our notation of codes.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What a person decided about a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// He read all of it and stands for it.
    Approved,
    /// Nothing of it may be shown.
    Rejected,
}

impl Decision {
    /// The word stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the word back; an unknown one refuses, which shows nothing.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name == "approved" { Self::Approved } else { Self::Rejected }
    }
}

/// A decision about a translation. A later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// Why, where he said so.
    pub reason: Option<String>,
    /// When.
    pub at: Instant,
    /// The segments he read, by hash, each with its text. They stay as they are while their
    /// source does, whatever engines say later.
    pub segments: BTreeMap<String, String>,
}

/// Everything persons did to one translation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// The edits, the last of each segment, in the order they were made.
    pub edits: Vec<Edit>,
    /// The last decision, unless an edit came after a refusal.
    pub review: Option<Review>,
    /// Changes with everything that is added here; empty while nothing was.
    pub mark: String,
}

/// One segment of a translation as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// The hash of its source.
    pub segment: String,
    /// The text, in our notation of codes.
    pub text: String,
    /// Whose it is.
    pub hand: Hand,
}

/// A person's text whose source changed, and the machine's for the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The hash of the segment as it is now.
    pub segment: String,
    /// The source the person saw.
    pub source: String,
    /// What he wrote.
    pub text: String,
    /// Who he is.
    pub by: String,
    /// What the machine proposes for the source as it is now.
    pub machine: Option<String>,
    /// Whether the person's text is shown. It is not where it says another thing than the new
    /// source: another number, date, address or name that must stay.
    pub shown: bool,
}

/// What the desk keeps with a translation, for persons who go on with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its segments in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub segments: Vec<Used>,
    /// Persons' texts whose source changed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub beside: Vec<Beside>,
    /// What persons had done when it was put together: [`People::mark`].
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub mark: String,
}
