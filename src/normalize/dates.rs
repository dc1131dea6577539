//! Dates in running text: `Kamis (6/6/2024)`, `4-6 Juni 2024`, `June 6, 2024`.
//!
//! [`find`] reads what is written and adds nothing; [`resolve`] gives a date without a
//! year the year that its weekday and the time of printing allow.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::normalize::calendar;
use crate::normalize::tokens::{self, Token};

const DASHES: [char; 4] = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];
const TO: [&str; 8] = ["dan", "hingga", "sampai", "to", "and", "until", "s", "sd"];
const FILL: [&str; 22] = [
    "pagi",
    "siang",
    "sore",
    "malam",
    "petang",
    "dini",
    "hari",
    "tadi",
    "ini",
    "kemarin",
    "lalu",
    "besok",
    "depan",
    "mendatang",
    "tanggal",
    "pada",
    "tgl",
    "on",
    "morning",
    "afternoon",
    "evening",
    "night",
];

/// How far ahead a date without a year may lie and still be an announcement, in days.
const AHEAD_DAYS: i64 = 35;

/// A day as written; its year may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
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
    pub(super) first: Day,
    /// The last day of several.
    pub(super) last: Option<Day>,
    pub(super) weekday: Option<Weekday>,
    /// Whether it stands in brackets.
    pub(super) bracketed: bool,
    /// Whether its month is a word.
    pub(super) spelled: bool,
    /// Its day and month in the other order, when both orders are possible.
    pub(super) swapped: Option<Day>,
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
        let mut reader = Reader { tokens: &tokens, at, order };
        if let Some(found) = reader.date() {
            at = reader.at.max(at + 1);
            out.push(found);
        } else {
            at += 1;
        }
    }
    out
}

/// A cursor over tokens. Every reading function leaves it where it was when it fails.
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    order: Order,
}

struct Read {
    first: Day,
    last: Option<Day>,
    spelled: bool,
    swapped: Option<Day>,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    fn date(&mut self) -> Option<Found> {
        let start = self.peek(0)?.start;
        let mut bracketed = self.mark('(');
        let weekday = self.weekday();
        if weekday.is_some() {
            self.fill();
            bracketed |= self.mark('(');
            self.fill();
        }
        let first = self.at;
        let read = self.spelled().or_else(|| self.numeric(weekday.is_some()))?;
        let possible = |day: &Day| day_of(day.year, day.month, day.day).is_some();
        if first == self.at || !possible(&read.first) || !read.last.iter().all(possible) {
            return None;
        }
        let end = self.tokens.get(self.at - 1)?.end;
        let closes = self.peek(0).is_none_or(|next| next.is_any(&[')', '|', ',']));
        Some(Found {
            start,
            end,
            first: read.first,
            last: read.last,
            weekday,
            bracketed: bracketed && closes,
            spelled: read.spelled,
            swapped: read.swapped,
        })
    }

    fn mark(&mut self, mark: char) -> bool {
        let is = self.peek(0).is_some_and(|token| token.is(mark));
        if is {
            self.at += 1;
        }
        is
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let day = calendar::weekday(&self.peek(0)?.lower()?)?;
        self.at += 1;
        Some(day)
    }

    fn fill(&mut self) {
        for _ in 0..4 {
            let Some(token) = self.peek(0) else { return };
            let filling = token.is_any(&[',', '/'])
                || token.lower().is_some_and(|word| FILL.contains(&word.as_str()));
            if !filling {
                return;
            }
            self.at += 1;
        }
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let token = self.peek(0)?;
        let number = token.number().filter(|_| token.text.len() <= digits)?;
        self.at += 1;
        Some(number)
    }

    fn day_number(&mut self) -> Option<u32> {
        let before = self.at;
        let number = self.number(2).filter(|day| (1..=31).contains(day));
        if number.is_none() {
            self.at = before;
            return None;
        }
        let ordinal = |word: String| matches!(word.as_str(), "st" | "nd" | "rd" | "th");
        if self.peek(0).and_then(Token::lower).is_some_and(ordinal) {
            self.at += 1;
        }
        number
    }

    fn month(&mut self) -> Option<u32> {
        let month = calendar::month(&self.peek(0)?.lower()?)?;
        self.at += 1;
        if month_is_short(self.tokens.get(self.at - 1)?.text) {
            self.mark('.');
        }
        Some(month)
    }

    fn year(&mut self) -> Option<i32> {
        let before = self.at;
        self.mark(',');
        let year = self.number(4).filter(|year| (1900..=2100).contains(year));
        if year.is_none() {
            self.at = before;
        }
        year.and_then(|year| i32::try_from(year).ok())
    }

    fn range(&mut self) -> bool {
        let Some(token) = self.peek(0) else { return false };
        let word = token.lower().is_some_and(|word| TO.contains(&word.as_str()));
        if !(word || token.is_any(&DASHES)) {
            return false;
        }
        let abbreviated = word && token.text.eq_ignore_ascii_case("s");
        self.at += 1;
        if abbreviated {
            // `s/d` and `s.d.` both mean "up to".
            while self.peek(0).is_some_and(|next| next.is_any(&['/', '.']) || next.text == "d") {
                self.at += 1;
            }
        }
        true
    }

    fn spelled(&mut self) -> Option<Read> {
        let before = self.at;
        let read = self.day_month().or_else(|| {
            self.at = before;
            self.month_day()
        });
        if read.is_none() {
            self.at = before;
        }
        read
    }

    fn day_month(&mut self) -> Option<Read> {
        let day = self.day_number()?;
        let before = self.at;
        let to = if self.range() { self.day_number() } else { None };
        if to.is_none() {
            self.at = before;
        }
        let month = self.month()?;
        let year = self.year();
        let mut first = Day { year, month, day };
        let mut last = to.map(|day| Day { year, month, day });
        let before = self.at;
        if last.is_none() && self.range() {
            last = self.day_number().and_then(|day| {
                let month = self.month()?;
                Some(Day { year: self.year().or(year), month, day })
            });
            if last.is_none() {
                self.at = before;
            }
            first.year = first.year.or_else(|| last.and_then(|last| last.year));
        }
        Some(Read { first, last, spelled: true, swapped: None })
    }

    fn month_day(&mut self) -> Option<Read> {
        let word = self.peek(0)?.text;
        let month = self.month()?;
        if word.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        let day = self.day_number()?;
        let before = self.at;
        let mut last_month = month;
        let mut to = None;
        if self.range() {
            last_month = self.month().unwrap_or(month);
            to = self.day_number();
        }
        if to.is_none() {
            self.at = before;
        }
        let year = self.year();
        let last = to.map(|day| Day { year, month: last_month, day });
        Some(Read { first: Day { year, month, day }, last, spelled: true, swapped: None })
    }

    fn numeric(&mut self, weekday: bool) -> Option<Read> {
        let before = self.at;
        let read = self.numbers(weekday);
        if read.is_none() {
            self.at = before;
        }
        read
    }

    fn numbers(&mut self, weekday: bool) -> Option<Read> {
        if self.glued_before() {
            return None;
        }
        let lead = self.peek(0)?;
        let separator = self.peek(1)?;
        if !separator.is_any(&['/', '-', '.']) {
            return None;
        }
        let iso = lead.text.len() == 4;
        let one = self.number(4)?;
        self.at += 1;
        let two = self.number(2)?;
        let mut three = None;
        let follows = self.peek(0).is_some_and(|mark| mark.text == separator.text);
        if follows && self.peek(1).is_some_and(|next| next.number().is_some()) {
            self.at += 1;
            three = Some(self.peek(0)?.text.len());
        }
        let year = match three {
            Some(digits) => Some((digits, self.number(4)?)),
            None => None,
        };
        if self.glued_after() {
            return None;
        }
        if iso {
            let (_, day) = year?;
            let first = day_of(i32::try_from(one).ok(), two, day)?;
            return Some(Read { first, last: None, spelled: false, swapped: None });
        }
        let slash = separator.is('/');
        let year = match year {
            Some((4, year)) => Some(year),
            Some((2, year)) if slash && weekday => Some(2000 + year),
            None if slash && weekday => None,
            _ => return None,
        };
        let year = year.and_then(|year| i32::try_from(year).ok());
        let day_first = day_of(year, two, one);
        let month_first = day_of(year, one, two);
        let (first, swapped) = match self.order {
            Order::DayFirst => (day_first, None),
            Order::MonthFirst if day_first.is_some() => (month_first.or(day_first), day_first),
            Order::MonthFirst => (month_first, None),
        };
        Some(Read { first: first?, last: None, spelled: false, swapped })
    }

    /// Tells whether the token before belongs to the same number, as in `12/6/6/2024`.
    fn glued_before(&self) -> bool {
        let here = self.peek(0).map(|token| token.start);
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| {
            Some(token.end) == here && !token.is_any(&['(', ',', '"', '[', '|', ':'])
        })
    }

    fn glued_after(&self) -> bool {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|t| t.end);
        let glued = |token: &Token<'_>| Some(token.start) == end && token.is_any(&['/', '-']);
        self.peek(0).is_some_and(glued) && self.peek(1).is_some_and(|next| next.number().is_some())
    }
}

fn month_is_short(word: &str) -> bool {
    word.chars().count() <= 4
}

fn day_of(year: Option<i32>, month: u32, day: u32) -> Option<Day> {
    let possible = NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some();
    possible.then_some(Day { year, month, day })
}

/// The date meant, and whether its year had to be inferred.
///
/// Without a year: with a weekday, the year for which it agrees, first from a year back
/// to a few weeks ahead, then further back; without one, the nearest that is not more
/// than a few weeks ahead.
pub(super) fn resolve(
    day: Day,
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
