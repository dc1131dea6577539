//! One date out of a row of tokens: weekday, bracket, day, month, year, and the last day
//! of several.

use chrono::{NaiveDate, Weekday};

use crate::normalize::calendar;
use crate::normalize::dates::{Found, Order, Written};
use crate::normalize::tokens::Token;

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

/// A cursor over tokens. Every reading function leaves it where it was when it fails.
pub(super) struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    order: Order,
}

struct Read {
    first: Written,
    last: Option<Written>,
    spelled: bool,
    swapped: Option<Written>,
}

impl<'a> Reader<'a> {
    /// A cursor before one of the tokens.
    pub(super) const fn at(tokens: &'a [Token<'a>], at: usize, order: Order) -> Self {
        Self { tokens, at, order }
    }

    /// The token it stands before.
    pub(super) const fn place(&self) -> usize {
        self.at
    }

    fn peek(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    /// Reads a date that begins right here, its weekday and bracket included.
    pub(super) fn date(&mut self) -> Option<Found> {
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
        let possible = |day: &Written| day_of(day.year, day.month, day.day).is_some();
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
        let mut first = Written { year, month, day };
        let mut last = to.map(|day| Written { year, month, day });
        let before = self.at;
        if last.is_none() && self.range() {
            last = self.day_number().and_then(|day| {
                let month = self.month()?;
                Some(Written { year: self.year().or(year), month, day })
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
        let last = to.map(|day| Written { year, month: last_month, day });
        Some(Read { first: Written { year, month, day }, last, spelled: true, swapped: None })
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

fn day_of(year: Option<i32>, month: u32, day: u32) -> Option<Written> {
    let possible = NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some();
    possible.then_some(Written { year, month, day })
}
