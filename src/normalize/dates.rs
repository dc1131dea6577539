//! Dates in running text: `Kamis (6/6/2024)`, `4-6 Juni 2024`, `June 6, 2024`.
//!
//! [`find`] reads what is written and adds nothing; [`resolve`] gives a date without a
//! year the year that its weekday and the time of printing allow.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::Language;
use crate::normalize::calendar::Tongue;
use crate::normalize::date_reader::Reader;
use crate::normalize::east;
use crate::normalize::tokens;

/// How far ahead a date without a year may lie and still be an announcement, in days.
const AHEAD_DAYS: i64 = 35;

/// A day as written; its year may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<i32>,
    /// 1 to 12; 0 where only the day is written, as in `北京6日电`.
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
    /// Whether it is only a month and a year; its day is the first.
    pub(super) month: bool,
    /// Its day and month in the other order, when both orders are possible.
    pub(super) swapped: Option<Written>,
}

/// The order of day and month in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// How a text writes its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Habit {
    pub(super) order: Order,
    pub(super) tongue: Tongue,
}

impl Habit {
    /// The habit of a language; `month_first` for the numbers of Americans.
    pub(super) fn of(language: &Language, month_first: bool) -> Self {
        let order = if month_first { Order::MonthFirst } else { Order::DayFirst };
        Self { order, tongue: Tongue::of(language) }
    }
}

/// Finds every date of a text, in order.
pub(super) fn find(text: &str, habit: Habit) -> Vec<Found> {
    let east = east::find(text);
    let mut out = words(text, habit);
    out.retain(|found| !east.iter().any(|other| overlap(found, other)));
    out.extend(east);
    out.sort_by_key(|found| found.start);
    out
}

const fn overlap(one: &Found, other: &Found) -> bool {
    one.start < other.end && other.start < one.end
}

/// Dates made of words, numbers and marks.
fn words(text: &str, habit: Habit) -> Vec<Found> {
    let tokens = tokens::of(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut reader = Reader::at(&tokens, at, habit);
        if let Some(found) = reader.date() {
            at = reader.place().max(at + 1);
            match out.pop() {
                Some(before) => out.extend(joined(text, before, found)),
                None => out.push(found),
            }
        } else {
            at += 1;
        }
    }
    out
}

/// Words and marks between the first and the last day of several, each with its weekday.
const UNTIL: [&str; 19] = [
    "hingga",
    "sampai",
    "sampai dengan",
    "s.d.",
    "s/d",
    "s.d",
    "to",
    "until",
    "till",
    "through",
    "au",
    "jusqu'au",
    "al",
    "hasta el",
    "a",
    "até",
    "bis",
    "по",
    "إلى",
];

/// `Senin (3/6) hingga Rabu (5/6/2024)`: two dates that are the first and last of several days.
fn joined(text: &str, before: Found, found: Found) -> Vec<Found> {
    let between = text.get(before.end..found.start).unwrap_or_default();
    let bare = between.trim_matches(|c: char| c.is_whitespace() || ")](,".contains(c));
    let dash = ["-", "\u{2013}", "\u{2014}"].contains(&bare);
    let single = before.last.is_none() && found.last.is_none() && !before.month && !found.month;
    let known = before.first.month > 0 && found.first.month > 0;
    let ordered = (before.first.month, before.first.day) < (found.first.month, found.first.day)
        || before.first.year.is_some_and(|year| found.first.year.is_some_and(|last| year < last));
    let until = dash || UNTIL.contains(&bare.to_lowercase().as_str());
    if !(single && known && ordered && until) {
        return vec![before, found];
    }
    let first = Written { year: before.first.year.or(found.first.year), ..before.first };
    vec![Found { end: found.end, first, last: Some(found.first), ..before }]
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
    if day.month == 0 {
        let back = reference.succ_opt()?.iter_days().rev().take(62);
        let ahead = reference.succ_opt()?.iter_days().take(28);
        let mut days = back.chain(ahead).filter(|date| date.day() == day.day);
        let nearest = days.clone().next();
        let named = days.find(|date| weekday.is_none_or(|weekday| date.weekday() == weekday));
        return named.or(nearest);
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
    fn check(text: &str, language: &str, reference: &str, want: &str) {
        let habit = Habit::of(&Language::parse(language).unwrap(), language == "en-US");
        let reference = reference.parse().unwrap();
        let got: Vec<String> = find(text, habit)
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
            check(cells[2], cells[0], cells[1], cells.get(3).unwrap_or(&""));
            rows += 1;
        }
        assert!(rows > 20, "{rows}");
    }
}
