//! A date as a feed or a page writes it.

use chrono_tz::Tz;

use crate::domain::{Language, Stamp};

/// What the words of a date cannot say themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The language around it: decides between day first and month first.
    pub language: Option<&'a Language>,
    /// The zone of a date that names none. Without it such a date is not placed in time,
    /// unless it is a bare day.
    pub zone: Option<Tz>,
}

/// Reads one date; the raw words are always kept.
#[must_use]
pub fn read(words: &str, hints: Hints<'_>) -> Stamp {
    let _ = hints;
    Stamp { raw: words.to_owned(), at: None, precision: crate::domain::release::Precision::Second }
}
