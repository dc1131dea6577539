//! Dates in numbers: `6/6/2024`, `06.06.2024`, `2024-06-06`, `6-8/6/2024`.
//!
//! Many numbers look like dates and are none, so those without a year need a weekday or
//! brackets beside them.

use chrono::NaiveDate;

use crate::normalize::calendar::Tongue;
use crate::normalize::date_reader::{DASHES, Read, Reader};
use crate::normalize::dates::{Order, Written};
use crate::normalize::tokens::Token;

impl Reader<'_> {
    /// Reads numbers; `weekday` and `bracketed` tell what stood before them.
    pub(super) fn numeric(&mut self, weekday: bool, bracketed: bool) -> Option<Read> {
        let before = self.at;
        let several = self.several(weekday || bracketed);
        if several.is_some() {
            return several;
        }
        self.at = before;
        let read = self.numbers(weekday, bracketed);
        if read.is_some() {
            return read;
        }
        self.at = before;
        let day = if weekday && bracketed { self.day_alone() } else { None };
        if day.is_none() {
            self.at = before;
        }
        day
    }

    /// `nesta quarta-feira (5)`: a day alone in brackets behind its weekday.
    fn day_alone(&mut self) -> Option<Read> {
        let day = self.number(2).filter(|day| (1..=31).contains(day))?;
        let closed = self.peek(0).is_some_and(|mark| mark.is(')'));
        let first = Written { year: None, month: 0, day };
        let read = Read { first, last: None, spelled: false, month: false, swapped: None };
        closed.then_some(read)
    }

    /// Whether the language writes dates with full stops.
    const fn dots(&self) -> bool {
        matches!(self.habit.tongue, Tongue::German | Tongue::Russian)
    }

    /// `6-8/6/2024`: several days of one month in numbers.
    fn several(&mut self, set_off: bool) -> Option<Read> {
        if self.glued_before() {
            return None;
        }
        let day = self.number(2)?;
        if !self.peek(0)?.is_any(&DASHES) {
            return None;
        }
        self.at += 1;
        let last = self.number(2).filter(|last| (day + 1..=31).contains(last))?;
        if !self.mark('/') {
            return None;
        }
        let month = self.number(2)?;
        let year = if self.mark('/') { Some(self.number(4)?) } else { None };
        if self.glued_after() || (year.is_none() && !set_off) {
            return None;
        }
        let year = year.and_then(|year| i32::try_from(year).ok());
        let first = day_of(year, month, day)?;
        let last = Some(day_of(year, month, last)?);
        Some(Read { first, last, spelled: false, month: false, swapped: None })
    }

    fn numbers(&mut self, weekday: bool, bracketed: bool) -> Option<Read> {
        if self.glued_before() {
            return None;
        }
        let lead = self.peek(0)?;
        let separator = self.peek(1)?;
        if !separator.is_any(&['/', '-', '.']) {
            return None;
        }
        let iso = lead.digits() == 4;
        let one = self.number(4)?;
        self.at += 1;
        let two = self.number(2)?;
        let mut three = None;
        let follows = self.peek(0).is_some_and(|mark| mark.text == separator.text);
        if follows && self.peek(1).is_some_and(|next| next.number().is_some()) {
            self.at += 1;
            three = Some(self.peek(0)?.digits());
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
            return Some(Read { first, last: None, spelled: false, month: false, swapped: None });
        }
        let slash = separator.is('/');
        let year = match year {
            Some((4, year)) => Some(year),
            Some((2, year)) if (slash && weekday) || (separator.is('.') && self.dots()) => {
                Some(2000 + year)
            }
            None if slash && (weekday || bracketed) => None,
            // `Mittwoch, 5.6.`; elsewhere a full stop parts hours from minutes
            None if weekday && self.dots() && self.mark('.') => None,
            _ => return None,
        };
        let year = year.and_then(|year| i32::try_from(year).ok());
        let day_first = day_of(year, two, one);
        let month_first = day_of(year, one, two);
        let (first, swapped) = match self.habit.order {
            Order::DayFirst => (day_first, None),
            Order::MonthFirst if day_first.is_some() => (month_first.or(day_first), day_first),
            Order::MonthFirst => (month_first, None),
        };
        Some(Read { first: first?, last: None, spelled: false, month: false, swapped })
    }

    /// Tells whether the token before belongs to the same number, as in `12/6/6/2024`.
    fn glued_before(&self) -> bool {
        let here = self.peek(0).map(|token| token.start);
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| {
            // East Asia writes no blank before a number.
            let wide = token.text.chars().next_back().is_some_and(|c| c >= '\u{2e80}');
            let open = token.is_any(&['(', ',', '"', '[', '|', ':', '\u{2022}', '*', '\u{60c}']);
            Some(token.end) == here && !wide && !open
        })
    }

    fn glued_after(&self) -> bool {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|t| t.end);
        let glued = |token: &Token<'_>| Some(token.start) == end && token.is_any(&['/', '-']);
        self.peek(0).is_some_and(glued) && self.peek(1).is_some_and(|next| next.number().is_some())
    }
}

/// A day that is in the calendar; without a year, in a leap year's.
pub(super) fn day_of(year: Option<i32>, month: u32, day: u32) -> Option<Written> {
    let possible = NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some();
    possible.then_some(Written { year, month, day })
}
