//! Whether the same figures are told: `numbers`, `dates`.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::domain::translation::Gravity;
use crate::translate::check::case::{Case, Found};
use crate::translate::{dates, numbers};

/// A number lost or invented.
pub(super) fn numbers(case: &Case<'_>) -> Option<Found> {
    let found = numbers::difference(case.source, case.from, case.target, case.to);
    if found.is_none() {
        return None;
    }
    let signed = |sign: &str, all: &[String]| -> Vec<String> {
        all.iter().map(|number| format!("{sign}{number}")).collect()
    };
    let words = [signed("-", &found.lost), signed("+", &found.added)].concat().join(" ");
    let gravity = if found.is_grave() { Gravity::Error } else { Gravity::Warning };
    Some(case.pieces(gravity, words, &found.lost, &found.added))
}

static FIGURES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2})([/.-])(\d{1,2})([/.-])(\d{4}|\d{2})\b").ok());

/// A date in figures: where it stands, and its three numbers.
struct Figures<'a> {
    text: &'a str,
    start: usize,
    numbers: (u32, u32, i32),
}

fn in_figures(text: &str) -> Vec<Figures<'_>> {
    let Some(pattern) = FIGURES.as_ref() else { return Vec::new() };
    let read = |date: regex::Captures<'_>| {
        let part = |n: usize| date.get(n).map(|part| part.as_str().to_owned());
        if part(2)? != part(4)? {
            return None;
        }
        let year: i32 = part(5)?.parse().ok()?;
        let year = if year < 100 { year + 2000 } else { year };
        let numbers = (part(1)?.parse().ok()?, part(3)?.parse().ok()?, year);
        let all = date.get(0)?;
        Some((all.start(), all.end(), numbers))
    };
    pattern
        .captures_iter(text)
        .filter_map(read)
        .filter_map(|(start, end, numbers)| {
            Some(Figures { text: text.get(start..end)?, start, numbers })
        })
        .collect()
}

/// A date in figures whose day and month changed places, or that is not there, in figures or
/// in words; and a day of the week that is not that day's.
pub(super) fn dates(case: &Case<'_>) -> Option<Found> {
    let there = in_figures(case.target);
    for date in in_figures(case.source) {
        let (day, month, year) = date.numbers;
        if NaiveDate::from_ymd_opt(year, month, day).is_none() {
            continue;
        }
        if there.iter().any(|other| other.numbers == date.numbers) {
            continue;
        }
        if let Some(other) = there.iter().find(|other| other.numbers == (month, day, year)) {
            let end = other.start + other.text.len();
            return Some(case.target_at(Gravity::Error, other.start..end));
        }
        if !dates::holds(case.target, case.to, (day, month, year)) {
            let end = date.start + date.text.len();
            return Some(case.source_at(Gravity::Warning, date.start..end));
        }
    }
    weekday(case, &there)
}

/// A date in figures after the name of another day of the week than its own, where the
/// source had it right.
fn weekday(case: &Case<'_>, there: &[Figures<'_>]) -> Option<Found> {
    let right = |text: &str, date: &Figures<'_>, language| {
        let (day, month, year) = date.numbers;
        let its = NaiveDate::from_ymd_opt(year, month, day)?.weekday();
        let before = text.get(..date.start)?.trim_end_matches(['(', ' ', ',']);
        let named = dates::weekday_at_end(before, language)?;
        Some(named == its.num_days_from_monday())
    };
    let wrong_before = in_figures(case.source)
        .iter()
        .any(|date| right(case.source, date, case.from) == Some(false));
    if wrong_before {
        return None;
    }
    let wrong = there.iter().find(|date| right(case.target, date, case.to) == Some(false))?;
    Some(case.target_at(Gravity::Warning, wrong.start..wrong.start + wrong.text.len()))
}
