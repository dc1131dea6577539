//! Pieces of a date, one after the other, to a day, a time and a zone.

use chrono::{
    Datelike, Days, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime,
    TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::domain::Instant;
use crate::domain::release::Precision;
use crate::text::date::names::{half, month, zone};
use crate::text::date::tokens::{self, Number, Token};

/// Years before this one are a program's default, not news.
const YEAR_MIN: i32 = 1900;

/// What the tokens have given so far.
#[derive(Default)]
pub(super) struct Parts {
    /// Whether `6/7` is the seventh of June.
    month_first: bool,
    year: Option<i64>,
    month: Option<u32>,
    day: Option<i64>,
    /// Seconds of the day and whether seconds were written.
    time: Option<(i64, bool)>,
    afternoon: Option<bool>,
    offset: Option<FixedOffset>,
    place: Option<Tz>,
    signed: Option<bool>,
    /// The last token was a time, so letters may be its zone.
    after_time: bool,
    unknown_zone: bool,
}

impl Parts {
    /// Nothing is known yet but the custom of the language.
    pub(super) fn new(month_first: bool) -> Self {
        Self { month_first, ..Self::default() }
    }

    /// Takes one token; `None` when it cannot be part of any date.
    pub(super) fn take(&mut self, token: &Token) -> Option<()> {
        match token {
            Token::Sign(west) => self.signed = Some(*west),
            Token::Word(word) => self.word(word),
            Token::Glued(word) => {
                let known = half(word).is_some()
                    || zone(word).is_some()
                    || month(word).is_some()
                    || !word.is_ascii()
                    || matches!(
                        word.to_ascii_lowercase().as_str(),
                        "t" | "st" | "nd" | "rd" | "th"
                    )
                    || matches!(word.as_str(), "er" | "e" | "de" | "h");
                if !known {
                    return None;
                }
                self.word(word);
            }
            Token::Numbers(list) => {
                let after_time = std::mem::take(&mut self.after_time);
                if let Some(west) = self.signed.take() {
                    // `2013-01-27-01` is neither a day with a zone nor anything else.
                    if self.time.is_none() && list.len() == 1 && self.offset.is_none() {
                        return None;
                    }
                    self.offset = Some(offset(west, list)?);
                    self.unknown_zone = false;
                } else {
                    self.numbers(list, after_time)?;
                }
            }
        }
        Some(())
    }

    fn word(&mut self, word: &str) {
        let after_time = std::mem::take(&mut self.after_time);
        if let Some(afternoon) = half(word) {
            self.afternoon = Some(afternoon);
            self.after_time = true;
        } else if let Some(offset) = zone(word) {
            self.offset = self.offset.or(Some(offset));
        } else if let Some(month) = month(word) {
            self.month = Some(month);
        } else if let Ok(place) = word.parse::<Tz>() {
            self.place = Some(place);
        } else if after_time
            && self.offset.is_none()
            && word.len() <= 5
            && word.chars().all(|c| c.is_ascii_uppercase())
        {
            self.unknown_zone = true;
        } else {
            self.after_time = after_time && word == "T";
        }
    }

    fn numbers(&mut self, list: &[Number], after_time: bool) -> Option<()> {
        if tokens::is_time(list) {
            return self.clock(list);
        }
        match list {
            [one] => self.number(one, after_time),
            [year, month] if year.digits == 4 && month.digits == 3 => {
                let first = NaiveDate::from_yo_opt(i32::try_from(year.value).ok()?, 1)?;
                let days = u64::try_from(month.value).ok()?.checked_sub(1)?;
                let date = first.checked_add_days(Days::new(days))?;
                self.date(year.value, date.month().into(), date.day().into())
            }
            [year, month] if year.digits == 4 => {
                self.year = Some(year.value);
                self.month = Some(u32::try_from(month.value).ok()?);
                Some(())
            }
            [month, year] if year.digits == 4 => {
                self.year = Some(year.value);
                self.month = Some(u32::try_from(month.value).ok()?);
                Some(())
            }
            // `08.00 WIB`
            [hour, minute] if hour.mark == Some('.') && minute.digits == 2 => self.clock(list),
            [day, month] => {
                let (day, month) = if self.month_first { (month, day) } else { (day, month) };
                self.day = Some(day.value);
                self.month = Some(u32::try_from(month.value).ok()?);
                Some(())
            }
            // `08.00.12` behind a date that is whole already
            [_, _, second] if self.day.is_some() && self.month.is_some() && second.digits == 2 => {
                self.clock(list)
            }
            [a, b, c] if a.digits >= 4 || a.value > 31 => self.date(full_year(a), b.value, c.value),
            [a, b, c] if b.value > 12 || (self.month_first && a.value <= 12) => {
                self.date(full_year(c), a.value, b.value)
            }
            [a, b, c] => self.date(full_year(c), b.value, a.value),
            _ => None,
        }
    }

    fn date(&mut self, year: i64, month: i64, day: i64) -> Option<()> {
        self.year = Some(year);
        self.month = Some(u32::try_from(month).ok()?);
        self.day = Some(day);
        Some(())
    }

    /// A number that stands alone.
    fn number(&mut self, number: &Number, after_time: bool) -> Option<()> {
        let value = number.value;
        let dated = self.day.is_some() && self.month.is_some() && self.year.is_some();
        match number.digits {
            14 => {
                self.seconds(value % 1_000_000, true)?;
                self.date(
                    value / 10_000_000_000,
                    value / 100_000_000 % 100,
                    value / 1_000_000 % 100,
                )
            }
            8 => self.date(value / 10_000, value / 100 % 100, value % 100),
            6 if dated => self.seconds(value, true),
            4 if dated => self.seconds(value * 100, false),
            4 => {
                self.year = Some(value);
                Some(())
            }
            1 | 2 if self.day.is_none() => {
                self.day = Some(value);
                Some(())
            }
            2 if self.year.is_none() && !after_time => {
                self.year = Some(full_year(number));
                Some(())
            }
            1 | 2 if dated && self.time.is_none() => {
                self.time = Some((value * 3600, false));
                (value < 24).then_some(())
            }
            _ => None,
        }
    }

    /// A time written as one number, `HHMMSS`.
    fn seconds(&mut self, number: i64, exact: bool) -> Option<()> {
        self.set_time(number / 10_000, number / 100 % 100, number % 100, exact)
    }

    fn clock(&mut self, list: &[Number]) -> Option<()> {
        let value = |at: usize| list.get(at).map_or(0, |number| number.value);
        self.set_time(value(0), value(1), value(2), list.len() > 2)
    }

    fn set_time(&mut self, hour: i64, minute: i64, second: i64, exact: bool) -> Option<()> {
        // A leap second stands as the second before it.
        let second = if second == 60 { 59 } else { second };
        if self.time.is_some() {
            return Some(());
        }
        let midnight = hour == 24 && minute == 0 && second == 0;
        if !(midnight || (0..24).contains(&hour)) || minute > 59 || second > 59 {
            return None;
        }
        self.time = Some((hour * 3600 + minute * 60 + second, exact));
        self.after_time = true;
        Some(())
    }

    /// The moment, and how exactly it is known.
    pub(super) fn placed(&self, zone: Option<Tz>) -> Option<(Instant, Precision)> {
        let year =
            i32::try_from(self.year?).ok().filter(|year| (YEAR_MIN..=9999).contains(year))?;
        let day = u32::try_from(self.day.unwrap_or(1)).ok()?;
        let date = NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), day)?;
        let precision = match (self.month, self.day, self.time) {
            (None, Some(_), _) | (_, None, Some(_)) => return None,
            (None, None, None) => Precision::Year,
            (Some(_), None, None) => Precision::Month,
            (Some(_), Some(_), None) => Precision::Day,
            (Some(_), Some(_), Some((_, exact))) => {
                if exact {
                    Precision::Second
                } else {
                    Precision::Minute
                }
            }
        };
        let (seconds, _) = self.time.unwrap_or((0, false));
        let seconds = match (self.afternoon, seconds / 3600) {
            (Some(true), 0..12) => seconds + 12 * 3600,
            (Some(false), 12) => seconds - 12 * 3600,
            _ => seconds,
        };
        let local = date.and_time(NaiveTime::MIN) + Duration::seconds(seconds);
        let zone = self.place.or(zone);
        let at = match (self.offset, zone) {
            (Some(offset), _) => offset.from_local_datetime(&local).single()?.to_utc(),
            (None, _) if self.unknown_zone => return None,
            (None, Some(zone)) => in_zone(zone, local)?,
            (None, None) if self.time.is_none() => Utc.from_utc_datetime(&local),
            (None, None) => return None,
        };
        Some((at, precision))
    }
}

/// A local time in a zone. Of the doubled hour the first is meant; the hour that is
/// skipped stands where the clocks would have shown it before they were moved.
fn in_zone(zone: Tz, local: NaiveDateTime) -> Option<Instant> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
        LocalResult::None => {
            let before = zone.from_local_datetime(&(local - Duration::hours(1)));
            Some(before.earliest()?.to_utc() + Duration::hours(1))
        }
    }
}

/// A year of two digits is one of 1970 to 2069.
fn full_year(number: &Number) -> i64 {
    match (number.digits, number.value) {
        (1 | 2, 0..70) => number.value + 2000,
        (1 | 2, _) => number.value + 1900,
        _ => number.value,
    }
}

/// `+07:00`, `+0700`, `+7`; the cut off `+00:0` too.
fn offset(west: bool, list: &[Number]) -> Option<FixedOffset> {
    let (hours, minutes) = match list {
        [one] if one.digits <= 2 => (one.value, 0),
        [one] if one.digits <= 4 => (one.value / 100, one.value % 100),
        [hours, minutes, ..] => (hours.value, minutes.value),
        _ => return None,
    };
    if !(0..=15).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if west { -seconds } else { seconds })
}
