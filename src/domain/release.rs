//! A press release as a newsroom means it, in its own language.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::block::Block;
use crate::domain::draft::Media;
use crate::domain::id::{ReleaseId, ReleaseKey};
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;

/// Whether a release may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It may be published.
    Usable,
    /// It may be published from `embargo_until` on.
    Embargoed,
    /// It waits for a person.
    Held,
    /// It was taken back.
    Withdrawn,
}

impl Status {
    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Embargoed => "embargoed",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word back; an unknown one is `Held`, which shows nothing.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "usable" => Self::Usable,
            "embargoed" => Self::Embargoed,
            "withdrawn" => Self::Withdrawn,
            _ => Self::Held,
        }
    }
}

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
    /// The minute.
    Minute,
    /// The second.
    Second,
}

/// The line that opens a release: where, who and when it was filed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dateline {
    /// The place, in readable casing: `Pontianak`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The region the place lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The agency or outlet named: `ANTARA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The date named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The words it was taken from, without the separator.
    pub raw: String,
}

/// When what a release tells of took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The day, or the first of several.
    pub date: NaiveDate,
    /// The last of several days.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<NaiveDate>,
    /// How exactly it is known.
    pub precision: Precision,
    /// Whether a weekday was named and agrees.
    pub weekday: bool,
    /// Whether a weekday was named and does not agree.
    pub conflict: bool,
}

/// A region a release is about, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredRegion {
    /// The region.
    pub code: Region,
    /// `country`, `province`, or `place` (a regency or city, whose code is in `why`).
    pub level: String,
    /// From 0 to 1 and above; 0.6 is needed to count.
    pub score: f64,
    /// The rules and words behind it.
    pub why: Vec<String>,
}

/// Words between quotation marks and who said them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Who said them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<String>,
    /// The speaker's office or rank.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

/// What a release says it does to an earlier one, by a mark such as `RALAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// An earlier text was wrong.
    Correction,
    /// An earlier release is taken back.
    Withdrawal,
    /// An earlier text is brought up to date.
    Update,
    /// Something said elsewhere is put right or denied.
    Clarification,
}

impl Signal {
    /// The name of the rule that notes it.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Correction => "signal.correction",
            Self::Withdrawal => "signal.withdrawal",
            Self::Update => "signal.update",
            Self::Clarification => "signal.clarification",
        }
    }
}

/// Which rule filled a field, from which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The rule's name, such as `dateline` or `source.language`.
    pub rule: String,
    /// The words it went by.
    pub words: String,
}

/// A normalised press release. Its JSON is the same wherever it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Its name for ever.
    pub id: ReleaseId,
    /// Its page at the source.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Its own language.
    pub language: Language,
    /// Whether it may be used.
    pub status: Status,
    /// The headline in readable casing.
    pub headline: String,
    /// The headline as it was printed.
    pub headline_source: String,
    /// A second headline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subhead: Option<String>,
    /// The issuer's number: `SP-12/HM/2026`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
    /// The earlier release of its source that it mends, where it is a text of its own that says
    /// so: `RALAT: ...`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrects: Option<ReleaseId>,
    /// Until when nobody may publish it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embargo_until: Option<Instant>,
    /// Where, who, when it was filed; taken out of the body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dateline: Option<Dateline>,
    /// When what it tells of took place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<Event>,
    /// When the source published it, by the source's word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<Instant>,
    /// How exactly `published` is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published_precision: Option<Precision>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byline: Option<String>,
    /// Initials of writers and editors at its end.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub initials: Vec<String>,
    /// Regions that count, with the countries they lie in, best first. Not rolled up.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub regions: Vec<ScoredRegion>,
    /// Whether it concerns its whole country.
    pub national: bool,
    /// What was said, by whom.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub quotes: Vec<Quote>,
    /// A short text: the source's own, else the start of the body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// The text.
    pub body: Vec<Block>,
    /// Whom to call; never public.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contacts: Vec<String>,
    /// Hashtags at its end.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hashtags: Vec<String>,
    /// Words to editors; never public.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ed_note: Option<String>,
    /// Pictures and files.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub media: Vec<Media>,
    /// Subjects, by code.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub subjects: Vec<String>,
    /// Why each field is what it is; never public.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub evidence: BTreeMap<String, Vec<Evidence>>,
}

impl Release {
    /// Notes why a field is what it is.
    pub fn note(&mut self, field: &str, rule: &str, words: &str) {
        self.evidence
            .entry(field.to_owned())
            .or_default()
            .push(Evidence { rule: rule.to_owned(), words: words.to_owned() });
    }

    /// What the release says it does to an earlier one; the words stand in its evidence
    /// under `signal`.
    #[must_use]
    pub fn signal(&self) -> Option<Signal> {
        let noted = self.evidence.get("signal")?;
        [Signal::Withdrawal, Signal::Correction, Signal::Update, Signal::Clarification]
            .into_iter()
            .find(|signal| noted.iter().any(|one| one.rule == signal.rule()))
    }

    /// The body's words, paragraphs apart by line breaks.
    #[must_use]
    pub fn text(&self) -> String {
        let blocks: Vec<&str> = self.body.iter().map(|block| block.text.as_str()).collect();
        blocks.join("\n")
    }
}

/// Why a draft is not a release. It is kept, shown, and not tried again while the
/// source prints the same.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{rule}: {why}")]
pub struct Rejection {
    /// The key, when the draft had a name.
    pub key: Option<ReleaseKey>,
    /// The rule that refused it.
    pub rule: &'static str,
    /// Why, with a way out.
    pub why: String,
}
