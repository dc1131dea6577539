//! Dates in running text: `Kamis (6/6/2024)`, `4-6 Juni 2024`, `June 6, 2024`.
//!
//! [`find`] reads what is written and adds nothing; [`resolve`] gives a date without a
//! year the year that its weekday and the time of printing allow.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::normalize::date_reader::Reader;
use crate::normalize::tokens;

/// How far ahead a date without a year may lie and still be an announcement, in days.
const AHEAD_DAYS: i64 = 35;

/// A day as written; its year may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// A date found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it begins, in bytes, its weekday included.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) first: Written,
    /// The last day of several.
    pub(super) last: Option<Written>,
    pub(super) weekday: Option<Weekday>,
    /// Whether it stands in brackets.
    pub(super) bracketed: bool,
    /// Whether its month is a word.
    pub(super) spelled: bool,
    /// Its day and month in the other order, when both orders are possible.
    pub(super) swapped: Option<Written>,
}

/// The order of day and month in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// Finds every date of a text, in order.
pub(super) fn find(text: &str, order: Order) -> Vec<Found> {
    let tokens = tokens::of(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut reader = Reader::at(&tokens, at, order);
        if let Some(found) = reader.date() {
            at = reader.place().max(at + 1);
            out.push(found);
        } else {
            at += 1;
        }
    }
    out
}

/// The date meant, and whether its year had to be inferred.
///
/// Without a year: with a weekday, the year for which it agrees, first from a year back
/// to a few weeks ahead, then further back; without one, the nearest that is not more
/// than a few weeks ahead.
pub(super) fn resolve(
    day: Written,
    weekday: Option<Weekday>,
    reference: NaiveDate,
) -> Option<NaiveDate> {
    if let Some(year) = day.year {
        return NaiveDate::from_ymd_opt(year, day.month, day.day);
    }
    let candidates = || {
        (0..=6)
            .filter_map(|back| {
                NaiveDate::from_ymd_opt(reference.year() + 1 - back, day.month, day.day)
            })
            .filter(|date| (*date - reference).num_days() <= AHEAD_DAYS)
    };
    match weekday {
        Some(weekday) => {
            candidates().find(|date| date.weekday() == weekday).or_else(|| candidates().next())
        }
        None => candidates().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, order: Order, reference: &str, want: &str) {
        let reference = reference.parse().unwrap();
        let got: Vec<String> = find(text, order)
            .into_iter()
            .map(|found| {
                let first = resolve(found.first, found.weekday, reference).unwrap();
                let last = found.last.and_then(|day| resolve(day, None, reference));
                let last = last.map(|day| format!("..{day}")).unwrap_or_default();
                let agrees = match found.weekday {
                    None => "",
                    Some(day) if day == first.weekday() => " agrees",
                    Some(_) => " conflict",
                };
                format!("{first}{last}{agrees}")
            })
            .collect();
        assert_eq!(got.join("; "), want, "{text}");
    }

    #[test]
    fn dates_of_the_vectors_are_read_as_written() {
        let vectors = include_str!("../../tests/it/fixtures/vectors/dates.tsv");
        let mut rows = 0;
        for row in vectors.lines().filter(|row| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let order = if cells[0] == "en-US" { Order::MonthFirst } else { Order::DayFirst };
            check(cells[2], order, cells[1], cells.get(3).unwrap_or(&""));
            rows += 1;
        }
        assert!(rows > 20, "{rows}");
    }
}
