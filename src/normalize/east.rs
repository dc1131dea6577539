//! Dates and datelines as East Asia writes them: `2024年6月6日`, `6월 6일(목)`,
//! `新华社北京6月6日电`, `【東京共同】`, `(서울=연합뉴스) 홍길동 기자 =`.
//!
//! There are no blanks between the words, so signs are read one by one.

use chrono::{NaiveDate, Weekday};

use crate::normalize::dateline::{Lookup, Taken};
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
struct Signs<'a> {
    text: &'a str,
    at: usize,
}

impl Signs<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += self.peek().map_or(1, char::len_utf8);
        }
    }

    fn sign(&mut self, signs: &[char]) -> bool {
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

/// Agencies that sign before or behind the place.
const AGENCIES: [&str; 34] = [
    "新华社",
    "新華社",
    "中新社",
    "中新网",
    "中新網",
    "人民网",
    "人民日报",
    "新华网",
    "中央社",
    "中国新闻网",
    "央视网",
    "环球网",
    "光明网",
    "本报",
    "本報",
    "本台",
    "共同",
    "時事",
    "ロイター",
    "AFP時事",
    "AFP",
    "AP",
    "朝日新聞",
    "毎日新聞",
    "読売新聞",
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "중앙일보",
    "헤럴드경제",
    "이데일리",
    "아시아경제",
    "머니투데이",
    "파이낸셜뉴스",
];

/// Where a dateline ends and what it holds, still in one piece.
struct Shell<'a> {
    inner: &'a str,
    rest: usize,
    /// Whether only a dateline has this shape.
    sure: bool,
}

/// Finds a dateline of East Asia at the start of a text.
pub(super) fn take(text: &str, lookup: Lookup<'_>) -> Option<Taken> {
    let shell = wired(text).or_else(|| korean(text)).or_else(|| bracketed(text))?;
    let cut = text.get(shell.rest..)?.trim_start_matches([' ', '-', '\u{3000}', '\u{2013}']);
    let rest = text.len() - cut.len();
    let date = find(shell.inner).into_iter().next().filter(|found| !found.month);
    let date = date.or_else(|| without_month(shell.inner));
    let (named, after) = match &date {
        Some(found) => (shell.inner.get(..found.start)?, shell.inner.get(found.end..)?),
        None => (shell.inner, ""),
    };
    let marks = |c: char| c.is_whitespace() || "、，,".contains(c);
    let named = named.trim_start_matches(['据', '據']).trim_matches(marks);
    let (name, agency) = parts(named, lookup)?;
    // `東京 6日 ロイター`
    let behind = Some(after.trim_matches(marks)).filter(|after| AGENCIES.contains(after));
    let agency = agency.or(behind);
    let place = lookup(name);
    let agency = agency.map(str::trim).filter(|agency| !agency.is_empty());
    let known = agency.is_some_and(|agency| AGENCIES.contains(&agency));
    let short = name.chars().count() <= 12;
    if !(place.is_some() || (shell.sure || known || date.is_some()) && short) {
        return None;
    }
    let agency = agency.map(str::to_owned);
    let raw = shell.inner.trim().to_owned();
    Some(Taken { name: name.to_owned(), place, region: None, agency, date, raw, rest })
}

/// `北京6日`: a day without its month, which is that of the nearest such day.
fn without_month(inner: &str) -> Option<Found> {
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

/// The place and the agency of `新华社北京`, `東京共同`, `東京＝時事`, `서울=연합뉴스`.
fn parts<'a>(named: &'a str, lookup: Lookup<'_>) -> Option<(&'a str, Option<&'a str>)> {
    if let Some((place, agency)) = named.split_once(['=', '＝', '・', '／']) {
        return Some((place.trim(), Some(agency)));
    }
    if let Some((place, agency)) = named.rsplit_once(' ')
        && AGENCIES.contains(&agency)
    {
        return Some((place.trim(), Some(agency)));
    }
    for agency in AGENCIES {
        if let Some(place) = named.strip_prefix(agency).or_else(|| named.strip_suffix(agency)) {
            return (!place.is_empty()).then(|| (place.trim(), Some(agency)));
        }
    }
    if lookup(named).is_none() {
        // An agency nobody told us of, before a place the gazetteer knows.
        let split = named.char_indices().skip(2).filter_map(|(at, _)| named.split_at_checked(at));
        if let Some((agency, place)) = split.into_iter().find(|(_, place)| lookup(place).is_some())
        {
            return Some((place, Some(agency)));
        }
    }
    (!named.is_empty()).then_some((named, None))
}

/// `新华社北京6月6日电(记者 ...)`, `（中央社台北6日電）`.
fn wired(text: &str) -> Option<Shell<'_>> {
    let open = text.starts_with(['(', '（']);
    let start = if open { text.chars().next()?.len_utf8() } else { 0 };
    let marked = |(at, c): (usize, char)| {
        let after = text.get(at + c.len_utf8()..)?;
        let sign = after.trim_start().chars().next()?;
        let mark = matches!(sign, '电' | '電' | '讯' | '訊');
        mark.then(|| (text.len() - after.trim_start().len(), sign))
    };
    let (at, sign) = text.char_indices().take(40).filter(|(_, c)| *c == '日').find_map(marked)?;
    let inner = text.get(start..at)?;
    let mut rest = at + sign.len_utf8();
    let mut signs = Signs { text, at: rest };
    signs.blanks();
    if open {
        signs.sign(&[')', '）']).then_some(())?;
        rest = signs.at;
    } else if signs.sign(&['(', '（']) {
        let after = text.get(signs.at..)?;
        let close = after.find([')', '）']).filter(|close| *close < 120)?;
        rest = signs.at + close + after.get(close..)?.chars().next()?.len_utf8();
    }
    Some(Shell { inner, rest, sure: true })
}

/// `(서울=연합뉴스) 홍길동 기자 =`.
fn korean(text: &str) -> Option<Shell<'_>> {
    let shell = bracketed(text).filter(|shell| shell.inner.contains(['=', '＝']))?;
    let after = text.get(shell.rest..)?;
    let byline = after.split_once('=').filter(|(name, _)| {
        name.chars().count() <= 30 && (name.contains("기자") || name.contains("특파원"))
    });
    let rest = byline.map_or(shell.rest, |(name, _)| shell.rest + name.len() + 1);
    Some(Shell { inner: shell.inner, rest, sure: true })
}

/// `【東京共同】`, `（東京、2024年6月6日）`, `[서울=뉴시스]`.
fn bracketed(text: &str) -> Option<Shell<'_>> {
    let open = text.chars().next()?;
    let close = match open {
        '【' => '】',
        '（' => '）',
        '(' => ')',
        '[' => ']',
        '［' => '］',
        _ => return None,
    };
    let inner = text.get(open.len_utf8()..)?;
    // Plain brackets hold datelines of other scripts too.
    let wide = |c: char| c >= '\u{2e80}';
    let end = inner.find(close).filter(|end| *end <= 90)?;
    let rest = open.len_utf8() + end + close.len_utf8();
    let inner = inner.get(..end)?;
    inner.contains(wide).then_some(Shell { inner, rest, sure: false })
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

    #[test]
    fn a_dateline_stands_before_the_wire_mark_or_in_brackets() {
        let lookup = |_: &str| None;
        let taken = |text: &str| {
            let taken = take(text, &lookup)?;
            Some((taken.name, taken.agency, text.get(taken.rest..)?.to_owned()))
        };
        let want = |name: &str, agency: &str, rest: &str| {
            Some((name.to_owned(), Some(agency.to_owned()), rest.to_owned()))
        };
        let read = taken("新华社北京6月6日电(记者 某)书展开幕。");
        assert_eq!(read, want("北京", "新华社", "书展开幕。"));
        assert_eq!(taken("【東京共同】美術館。"), want("東京", "共同", "美術館。"));
        let read = taken("(서울=연합뉴스) 홍길동 기자 = 문을 연다.");
        assert_eq!(read, want("서울", "연합뉴스", "문을 연다."));
        assert_eq!(taken("【お知らせ】窓口。"), None);
        assert_eq!(taken("北京6月6日将举行书展。"), None);
    }
}
