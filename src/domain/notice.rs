//! The change log: one numbered record for everything that happened to an entry.

use serde::{Deserialize, Serialize};

use crate::domain::id::ReleaseId;
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// First version in this language.
    Publish,
    /// Changed for another reason than the source's text: a translation arrived, a rule got better.
    Update,
    /// The source changed its text.
    Correction,
    /// Taken back.
    Withdrawal,
    /// Given again after a withdrawal.
    Reinstatement,
    /// Not to be used until told.
    Hold,
    /// Its time of use ended.
    Expire,
}

impl NoticeKind {
    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
            Self::Reinstatement => "reinstatement",
            Self::Hold => "hold",
            Self::Expire => "expire",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Publish,
            Self::Update,
            Self::Correction,
            Self::Withdrawal,
            Self::Reinstatement,
            Self::Hold,
            Self::Expire,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }

    /// What a partner must do with the entry.
    #[must_use]
    pub const fn effect(self) -> Effect {
        match self {
            Self::Withdrawal | Self::Hold | Self::Expire => Effect::Remove,
            _ => Effect::Put,
        }
    }

    /// Whether it goes before anything that waits.
    #[must_use]
    pub const fn is_urgent(self) -> bool {
        matches!(
            self,
            Self::Correction | Self::Withdrawal | Self::Reinstatement | Self::Hold | Self::Expire
        )
    }
}

/// What a partner must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Store this version of the entry.
    Put,
    /// Take the entry down.
    Remove,
}

/// One numbered record of the change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, gap-free in the order of commits.
    pub seq: i64,
    /// The log the number counts in; another one means the database was restored.
    pub log: String,
    /// When.
    pub at: Instant,
    /// What happened.
    pub kind: NoticeKind,
    /// What to do.
    pub effect: Effect,
    /// The release.
    pub release: ReleaseId,
    /// The language whose entry changed.
    pub language: Language,
    /// The entry's version.
    pub version: i64,
    /// The regions it is in, rolled up.
    pub regions: Vec<Region>,
    /// Words for people: a reason.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}
