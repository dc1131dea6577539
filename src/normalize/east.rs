//! Dates as East Asia writes them: `2024年6月6日`, `6월 6일(목)`.
//!
//! There are no blanks between the words, so signs are read one by one.

use chrono::{NaiveDate, Weekday};

use crate::normalize::dates::{Found, Written};
use crate::normalize::tokens;

const YEAR: [char; 2] = ['年', '년'];
const MONTH: [char; 2] = ['月', '월'];
const DAY: [char; 5] = ['日', '号', '號', '일', '号'];
const TO: [char; 9] = ['至', '到', '~', '～', '-', '－', '–', '〜', '—'];
const WEEK: [&str; 4] = ["一月월", "二火화", "三水수", "四木목"];
const WEEKEND: [&str; 3] = ["五金금", "六土토", "日天일"];
/// The year before the first of an era of Japan.
const ERAS: [(&str, i32); 2] = [("令和", 2018), ("平成", 1988)];

/// A cursor over the signs of a text.
#[derive(Clone, Copy)]
pub(super) struct Signs<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Signs<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// Passes over blanks.
    pub(super) fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += self.peek().map_or(1, char::len_utf8);
        }
    }

    /// Passes over one of these signs; `false` when none is next.
    pub(super) fn sign(&mut self, signs: &[char]) -> bool {
        let Some(sign) = self.peek().filter(|sign| signs.contains(sign)) else { return false };
        self.at += sign.len_utf8();
        true
    }

    fn words(&mut self, words: &[&str]) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = words.iter().find(|word| rest.starts_with(**word));
        self.at += found.map_or(0, |word| word.len());
        found.is_some()
    }

    /// A number of up to four digits and the sign after it.
    fn counted(&mut self, signs: &[char]) -> Option<u32> {
        let mut here = *self;
        let mut number = None;
        while let Some(digit) = here.peek().and_then(tokens::digit) {
            number = Some(number.unwrap_or(0) * 10 + digit).filter(|number| *number < 10_000);
            number?;
            here.at += here.peek().map_or(1, char::len_utf8);
        }
        here.blanks();
        let number = number.filter(|_| here.sign(signs))?;
        here.blanks();
        *self = here;
        Some(number)
    }

    fn year(&mut self) -> Option<i32> {
        let mut here = *self;
        for (era, before) in ERAS {
            if here.words(&[era]) {
                let years = if here.words(&["元年"]) { Some(1) } else { here.counted(&YEAR) };
                *self = here;
                return i32::try_from(years?).ok().map(|years| before + years);
            }
        }
        let year = here.counted(&YEAR).filter(|year| (1900..=2100).contains(year))?;
        *self = here;
        i32::try_from(year).ok()
    }

    /// `（星期四）`, `(木)`, `목요일`.
    fn weekday(&mut self) -> Option<Weekday> {
        let mut here = *self;
        let open = here.sign(&['(', '（']);
        let named = here.words(&["星期", "周", "週", "礼拜", "禮拜"]);
        let sign = here.peek()?;
        let at = WEEK.iter().chain(&WEEKEND).position(|names| names.contains(sign))?;
        here.at += sign.len_utf8();
        let ended = here.words(&["曜日", "요일", "曜"]);
        let closed = here.sign(&[')', '）']);
        if !((open && closed) || named || ended) {
            return None;
        }
        *self = here;
        Weekday::try_from(u8::try_from(at).ok()?).ok()
    }

    /// The last of several days: `至8日`, `부터 8일까지`.
    fn last(&mut self, first: Written) -> Option<Written> {
        let mut here = *self;
        here.blanks();
        if !here.sign(&TO) && !here.words(&["から", "부터"]) {
            return None;
        }
        here.blanks();
        let year = here.year();
        let month = here.counted(&MONTH);
        let day = here.counted(&DAY)?;
        here.words(&["まで", "까지"]);
        *self = here;
        Some(Written { year: year.or(first.year), month: month.unwrap_or(first.month), day })
    }
}

/// The weekday of a word of one sign: `수`, `水`.
pub(super) fn weekday_sign(word: &str) -> Option<Weekday> {
    let sign = word.strip_suffix("요일").or_else(|| word.strip_suffix("曜日")).unwrap_or(word);
    let mut signs = sign.chars();
    let (one, none) = (signs.next()?, signs.next());
    let at = WEEK.iter().chain(&WEEKEND).position(|names| names.contains(one))?;
    none.is_none().then(|| Weekday::try_from(u8::try_from(at).ok()?).ok()).flatten()
}

/// A time of day: hour, minute, where it begins and ends. `下午3点`, `10時30分`, `오후 2시`.
pub(super) fn time(text: &str) -> Option<(u32, u32, usize, usize)> {
    let hours = ['時', '时', '点', '點', '시'];
    let (at, _) = text.char_indices().find(|(_, c)| hours.contains(c))?;
    let head = text.get(..at)?;
    let start = head.trim_end_matches(|c| tokens::digit(c).is_some()).len();
    let mut signs = Signs { text, at: start };
    let mut hour = signs.counted(&hours).filter(|hour| *hour < 24)?;
    let mut end = signs.at;
    let minute = if signs.sign(&['半']) {
        end = signs.at;
        30
    } else if let Some(minute) = signs.counted(&['分', '분']).filter(|minute| *minute < 60) {
        end = signs.at;
        minute
    } else {
        0
    };
    let before = text.get(..start)?.trim_end();
    let late = ["下午", "午後", "오후", "晚上"].iter().find(|half| before.ends_with(**half));
    let early = ["上午", "午前", "오전", "早上"].iter().find(|half| before.ends_with(**half));
    if late.is_some() && hour < 12 {
        hour += 12;
    }
    let half = late.or(early).map_or(0, |half| half.len());
    let start = if half > 0 { before.len() - half } else { start };
    let used = text.get(start..end)?.trim_end().len();
    Some((hour, minute, start, start + used))
}

/// Finds the dates of a text that are written with the signs for year, month and day.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    if !text.contains(YEAR) && !text.contains(MONTH) {
        return out;
    }
    let mut end = 0;
    for (start, c) in text.char_indices() {
        let begins = tokens::digit(c).is_some() || c == '令' || c == '平';
        let inside = text.get(..start).and_then(|left| left.chars().last());
        if start < end || !begins || inside.and_then(tokens::digit).is_some() {
            continue;
        }
        let mut signs = Signs { text, at: start };
        if let Some(found) = date(&mut signs) {
            end = found.end;
            out.push(found);
        }
    }
    out
}

fn date(signs: &mut Signs<'_>) -> Option<Found> {
    let start = signs.at;
    let year = signs.year();
    let month = signs.counted(&MONTH)?;
    let before = signs.at;
    let day = signs.counted(&DAY);
    if day.is_none() && year.is_none() {
        return None;
    }
    let first = Written { year, month, day: day.unwrap_or(1) };
    let possible = |day: &Written| {
        NaiveDate::from_ymd_opt(day.year.unwrap_or(2024), day.month, day.day).is_some()
    };
    if !possible(&first) {
        return None;
    }
    let mut end = if day.is_some() { signs.at } else { before };
    let weekday = if day.is_some() { signs.weekday() } else { None };
    if weekday.is_some() {
        end = signs.at;
    }
    let last = if day.is_some() { signs.last(first).filter(possible) } else { None };
    if last.is_some() {
        end = signs.at;
    }
    let trailing = signs.text.get(start..end)?;
    end = start + trailing.trim_end().len();
    Some(Found {
        start,
        end,
        first,
        last,
        weekday,
        bracketed: false,
        spelled: true,
        month: day.is_none(),
        swapped: None,
    })
}

/// `北京6日`: a day without its month, which is that of the nearest such day.
pub(super) fn without_month(inner: &str) -> Option<Found> {
    let (at, sign) = inner.char_indices().find(|(_, c)| *c == '日')?;
    let start = inner.get(..at)?.trim_end_matches(|c| tokens::digit(c).is_some()).len();
    let mut signs = Signs { text: inner, at: start };
    let day = signs.counted(&DAY).filter(|day| (1..=31).contains(day))?;
    Some(Found {
        start,
        end: at + sign.len_utf8(),
        first: Written { year: None, month: 0, day },
        last: None,
        weekday: None,
        bracketed: false,
        spelled: true,
        month: false,
        swapped: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let show = |found: &Found| {
            let day = |day: Written| {
                let year = day.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
                format!("{year}-{}-{}", day.month, day.day)
            };
            let last = found.last.map(|last| format!("..{}", day(last))).unwrap_or_default();
            let weekday = found.weekday.map(|day| format!(" {day}")).unwrap_or_default();
            format!("{}{last}{weekday}", day(found.first))
        };
        let got: Vec<String> = find(text).iter().map(show).collect();
        assert_eq!(got.join("; "), want, "{text}");
    }

    #[test]
    fn signs_for_year_month_and_day_make_a_date() {
        check("会议于2024年6月6日举行。", "2024-6-6");
        check("6月6日（星期四）", "?-6-6 Thu");
        check("6월 6일부터 8일까지", "?-6-6..?-6-8");
        check("令和6年6月6日", "2024-6-6");
        check("2024年5月30日至6月2日", "2024-5-30..2024-6-2");
        check("13月6日", "");
        check("第3年度の6か月", "");
    }
}
