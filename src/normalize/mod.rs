//! Turns a [`Draft`] into a [`Release`].
//!
//! A draft holds whatever the source printed; a release holds what a newsroom means by
//! it. [`release`] is the one way from the first to the second. The rules it applies
//! have a file each, and are applied in this order:
//!
//! - `language`: the source's word, else its configuration's.
//! - `address`: the page's address without tracking parameters.
//! - `body`, `typography`: blocks of plain characters.
//! - `above`, `opening`: release line, embargo and reference number above the text.
//! - `dateline`, `slot`, `filed`, `outlets`: `PONTIANAK - Kepala BNN ...` gives the city and
//!   the sentence.
//! - `sections`: whom to call, notes to editors.
//! - `tail` with `boilerplate`, `ending`: what is repeated, end marks, hashtags, the signature.
//! - `byline`: `... bebas narkoba.(rfa)` gives the sentence and the initials.
//! - `headline` with `genre`, `site`, `casing` with `casing_words`: `RAPAT KERJA ... - BNN` to readable
//!   words.
//! - `published`, `event`: when it was printed, when it took place, by `dates` with
//!   `date_reader`, `date_numbers` and `east`.
//! - `quotes`, `speaker`: what was said, by whom.
//! - `mark`: whether it corrects or takes back an earlier one.
//! - `clues`, `regions`: where it belongs, with a score and its reasons.
//! - `summary`: a short text.
//! - `subjects`: what it is about, as IPTC Media Topics.
//! - `operator`: what the source's `[rules]` say, before all these and after them.
//!
//! `work` walks through them; `tokens`, `calendar` and `edit` are their tools. Every
//! field notes the rule and the words it came from. Nothing is guessed: what cannot be
//! known stays absent. Nothing here reads a clock, a file or the network, so every rule
//! is tested with a line of text on one side and a line of text on the other.

mod above;
mod address;
mod body;
mod boilerplate;
mod byline;
mod calendar;
mod calendar_names;
mod casing;
mod casing_words;
mod clues;
mod date_numbers;
mod date_reader;
mod dateline;
mod dates;
mod east;
mod east_line;
mod edit;
mod ending;
mod event;
mod far_speaker;
mod filed;
mod genre;
mod headline;
mod language;
mod mark;
mod opening;
mod operator;
mod outlets;
mod published;
mod quotes;
mod regions;
mod sections;
mod site;
mod slot;
mod speaker;
mod subjects;
mod summary;
mod tail;
mod tokens;
mod typography;
mod work;

use std::collections::BTreeSet;

pub use crate::normalize::boilerplate::block_hash;

use crate::domain::{Draft, Instant, Profile, Rejection, Release, ReleaseId, ReleaseKey};
use crate::gazetteer::Gazetteer;

/// What rules go by besides the draft.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The source.
    pub profile: &'a Profile,
    /// Regions and places.
    pub gazetteer: &'a Gazetteer,
    /// When the release was first seen.
    pub seen: Instant,
    /// Hashes, by [`block_hash`], of blocks this source repeats in three releases or more.
    pub repeated: &'a BTreeSet<String>,
}

/// Normalises a draft.
///
/// # Errors
///
/// [`Rejection`] when the draft has no name to make a key of (`name`), no headline
/// (`headline`), or no text (`body`), or when its operator leaves it out (`keep`, `drop`).
pub fn release(draft: &Draft, setting: &Setting<'_>) -> Result<Release, Rejection> {
    let Some(name) = draft.name() else {
        return Err(Rejection {
            key: None,
            rule: "name",
            why: "it has neither an id, nor an address, nor a path; \
                  tell the source where one of them stands"
                .to_owned(),
        });
    };
    let key = ReleaseKey::of(name);
    let id = ReleaseId::new(setting.profile.id.clone(), key.clone());
    let rules = &setting.profile.rules;
    let refused =
        |(rule, why): (&'static str, String)| Rejection { key: Some(key.clone()), rule, why };
    let draft = operator::before(draft, rules);
    let mut release = work::through(&draft, setting, id)
        .map_err(|(rule, why)| refused((rule, why.to_owned())))?;
    subjects::add(&mut release);
    operator::after(&mut release, rules).map_err(refused)?;
    Ok(release)
}
