//! A release in another language, with where each part comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::block::Block;
use crate::domain::desk::Desk;
use crate::domain::id::ReleaseId;
use crate::domain::instant::Instant;
use crate::domain::language::Language;

/// How far a translation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A job for it is filed.
    Queued,
    /// Made by a machine, all of it.
    Machine,
    /// Made by a machine; some paragraphs stay in the original language.
    Partial,
    /// Made by a machine, with doubts a person should see.
    Flagged,
    /// Made by the source itself; no engine was asked.
    Source,
    /// A person changed parts of it, or wrote all of it.
    Edited,
    /// A named person read all of it and stands for it.
    Approved,
    /// A named person refused it: nothing of it is shown.
    Rejected,
    /// No engine could do it; `why` says so.
    Failed,
}

impl State {
    /// Every state there is.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Machine,
        Self::Partial,
        Self::Flagged,
        Self::Source,
        Self::Edited,
        Self::Approved,
        Self::Rejected,
        Self::Failed,
    ];

    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Machine => "machine",
            Self::Partial => "partial",
            Self::Flagged => "flagged",
            Self::Source => "source",
            Self::Edited => "edited",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    /// Reads the word back; nothing for a word that is no state.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether there is a text to show.
    #[must_use]
    pub const fn is_ready(self) -> bool {
        !matches!(self, Self::Queued | Self::Rejected | Self::Failed)
    }
}

/// How grave a doubt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravity {
    /// The text is not used.
    Error,
    /// The text is used and flagged.
    Warning,
}

/// Something a check found wrong in a translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The check's stable name: `numbers`, `empty`, ...
    pub check: String,
    /// How grave it is.
    pub gravity: Gravity,
    /// The words it is about.
    pub words: String,
    /// The segment it is about, by hash; empty when it is about more than one.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub segment: String,
    /// Where in the segment they stand.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spans: Vec<Spot>,
}

impl Doubt {
    /// A doubt that is about no segment alone, and shows no place.
    #[must_use]
    pub fn new(check: &str, gravity: Gravity, words: String) -> Self {
        let (check, segment) = (check.to_owned(), String::new());
        Self { check, gravity, words, segment, spans: Vec::new() }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gravity = match self.gravity {
            Gravity::Error => "error",
            Gravity::Warning => "warning",
        };
        write!(f, "{} ({gravity}): {}", self.check, self.words)
    }
}

/// Which of the two texts of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The source's.
    Source,
    /// The translation's.
    Target,
}

/// A place in the words of a segment, in characters (Unicode scalar values); a code counts as
/// one blank where it holds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// In which text.
    pub side: Side,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// Where the text of one block comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// An engine, now or earlier.
    Machine,
    /// The original, because no translation of it passed the checks.
    Original,
    /// The source's own translation.
    Source,
    /// A person, who wrote or changed it.
    Person,
}

/// One translated block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslatedBlock {
    /// The block, in the language `origin` says.
    pub block: Block,
    /// Where it comes from.
    pub origin: Origin,
    /// The segments it was made of, by hash: its trail into the memory.
    pub segments: Vec<String>,
    /// What the checks found.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub doubts: Vec<Doubt>,
}

/// What persons had to do with the words of a translation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Touch {
    /// Nothing: a machine made all of it.
    #[default]
    None,
    /// A machine made it, a person changed parts.
    Edited,
    /// A person wrote every part.
    Person,
}

impl Touch {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes what it may leave out by reference"
    )]
    const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// That a person read a translation and stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who, by the name given; for the desk, never shown to readers.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What made a translation, in words for labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The configured engine's name, `apertium`.
    pub engine: String,
    /// What readers are told: `Apertium`.
    pub display: String,
    /// The model, when the engine names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// How it works: `rules`, `trained` or `none`; `source` for what the source made itself.
    pub craft: String,
    /// When.
    pub at: Instant,
    /// Share of words the engine said it does not know, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unknown_share: Option<f64>,
    /// What persons did to it.
    #[serde(skip_serializing_if = "Touch::is_none", default)]
    pub hand: Touch,
    /// Who approved it, while it is what he read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub approved: Option<Approval>,
}

/// A release in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Translation {
    /// The release.
    pub release: ReleaseId,
    /// The revision of it that was translated.
    pub revision: i64,
    /// The language it was translated from.
    pub from: Language,
    /// The language it was translated into.
    pub language: Language,
    /// How far it is.
    pub state: State,
    /// The headline; absent when no translation of it passed the checks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// The summary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// The text.
    pub body: Vec<TranslatedBlock>,
    /// What the checks found in the headline and summary.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub doubts: Vec<Doubt>,
    /// What made it.
    pub provenance: Provenance,
    /// What persons need who go on with it; no part of what is read.
    #[serde(default)]
    pub desk: Desk,
}

impl Translation {
    /// Everything the checks found, each with the number of its block, from 1; without one
    /// where it is about the headline, the summary or the whole.
    pub fn findings(&self) -> impl Iterator<Item = (Option<usize>, &Doubt)> {
        let own = self.doubts.iter().map(|doubt| (None, doubt));
        own.chain(
            self.body.iter().enumerate().flat_map(|(index, one)| {
                one.doubts.iter().map(move |doubt| (Some(index + 1), doubt))
            }),
        )
    }

    /// A hash of what people read of it, the label included; the same hash moves no entry.
    #[must_use]
    pub fn hash(&self) -> String {
        let blocks: Vec<_> = self.body.iter().map(|b| (&b.block.html, b.origin)).collect();
        let read = (&self.headline, &self.summary, blocks);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&serde_json::to_vec(&read).unwrap_or_default());
        let label = (self.provenance.hand, self.provenance.approved.is_some());
        if label != (Touch::None, false) {
            hasher.update(&serde_json::to_vec(&label).unwrap_or_default());
        }
        hasher.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_by_its_name_and_no_other_word_is_one() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
        }
        assert_eq!(State::from_name("perfect"), None);
    }

    #[test]
    fn what_a_person_refused_is_never_shown() {
        let shown: Vec<&str> =
            State::ALL.into_iter().filter(|state| state.is_ready()).map(State::name).collect();
        assert_eq!(shown, ["machine", "partial", "flagged", "source", "edited", "approved"]);
    }
}
