//! A release in another language, with where each part comes from.

use serde::{Deserialize, Serialize};

use crate::domain::block::Block;
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
    /// No engine could do it; `why` says so.
    Failed,
}

impl State {
    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Machine => "machine",
            Self::Partial => "partial",
            Self::Flagged => "flagged",
            Self::Source => "source",
            Self::Failed => "failed",
        }
    }

    /// Reads the word back; an unknown one is `Failed`, which shows nothing.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "queued" => Self::Queued,
            "machine" => Self::Machine,
            "partial" => Self::Partial,
            "flagged" => Self::Flagged,
            "source" => Self::Source,
            _ => Self::Failed,
        }
    }

    /// Whether there is a text to show.
    #[must_use]
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Machine | Self::Partial | Self::Flagged | Self::Source)
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
}

impl Translation {
    /// A hash of what people read of it; the same hash moves no entry.
    #[must_use]
    pub fn hash(&self) -> String {
        let blocks: Vec<_> = self.body.iter().map(|b| (&b.block.html, b.origin)).collect();
        let read = (&self.headline, &self.summary, blocks);
        blake3::hash(&serde_json::to_vec(&read).unwrap_or_default()).to_hex().to_string()
    }
}
