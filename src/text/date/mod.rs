//! A date as a feed or a page writes it, to a moment and how exactly it is known.
//!
//! There is no list of layouts. [`read`] cuts the text into words, numbers and offsets
//! and asks of each what it can be: `Kamis, 06 Juni 2024 08:00 WIB`, `2024-06-06T01:00Z`
//! and `June 6th, 2024 8 a.m. EST` go one way.
//!
//! - `parts`: what each piece of the text can be.
//! - `names`: months, weekdays and zones by their names.
//! - `tokens`: the text in pieces.

mod names;
mod parts;
mod tokens;

use chrono_tz::Tz;

pub use names::{month, weekday, zone};

use crate::domain::release::Precision;
use crate::domain::{Instant, Language, Stamp, instant};
use crate::text::sanitize::entity;
use parts::Parts;

/// A longer text is no date.
const DATE_BYTES_MAX: usize = 200;

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
///
/// A time whose zone is unknown is not placed in time. A bare day stands as its
/// midnight in the zone of the hints, in UTC without one. What no calendar has (a 32nd,
/// a month 13, the year 1 of a program that had no date) is not placed either.
///
/// # Source
///
/// RFC 822, section 5; RFC 3339; ISO 8601; W3C Note "Date and Time Formats"; and what
/// people write.
#[must_use]
pub fn read(words: &str, hints: Hints<'_>) -> Stamp {
    let found = (words.len() <= DATE_BYTES_MAX).then(|| place(words, hints)).flatten();
    let (at, precision) =
        found.map_or((None, Precision::Second), |(at, precision)| (Some(at), precision));
    Stamp { raw: words.trim().to_owned(), at, precision }
}

fn place(words: &str, hints: Hints<'_>) -> Option<(Instant, Precision)> {
    let zone = hints.zone.or_else(|| implied(words));
    let words = normal(words);
    if let Some(at) = counted(&words) {
        return Some((at, Precision::Second));
    }
    let mut parts = Parts::new(month_first(hints.language));
    let tokens = tokens::cut(&words);
    for token in &tokens {
        parts.take(token)?;
    }
    parts.placed(zone)
}

/// One spelling of blanks and digits, and the signs of East Asian dates as marks.
fn normal(words: &str) -> String {
    let words = entity::decode(words);
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_ascii() && !words.contains(['.', '&']) {
        return words;
    }
    words = words.chars().map(digit).filter(|c| !matches!(c, '\u{200e}' | '\u{200f}')).collect();
    for (written, meant) in SPELLINGS {
        if words.contains(written) {
            words = words.replace(written, meant);
        }
    }
    era(&words).unwrap_or(words)
}

/// What is written in pieces that mean nothing alone.
const SPELLINGS: [(&str, &str); 33] = [
    ("a.m.", "am"),
    ("p.m.", "pm"),
    ("a. m.", "am"),
    ("p. m.", "pm"),
    ("A.M.", "am"),
    ("P.M.", "pm"),
    ("π.μ.", "πμ"),
    ("μ.μ.", "μμ"),
    ("كانون الثاني", "يناير"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الأول", "ديسمبر"),
    ("元年", "1年"),
    ("년 ", "-"),
    ("월 ", "-"),
    ("년", "-"),
    ("월", "-"),
    ("일", " "),
    ("年 ", "-"),
    ("月 ", "-"),
    ("年", "-"),
    ("月", "-"),
    ("日", " "),
    ("시 ", ":"),
    ("시", ":"),
    ("분 ", ":"),
    ("분", ":"),
    ("초", " "),
    ("時", ":"),
    ("时", ":"),
    ("点", ":"),
    ("分", ":"),
    ("秒", " "),
];

/// A digit of any script as we write it.
fn digit(c: char) -> char {
    let of = |zero: u32| char::from_digit(u32::from(c).wrapping_sub(zero), 10);
    match c {
        '٠'..='٩' => of(0x660).unwrap_or(c),
        '۰'..='۹' => of(0x6f0).unwrap_or(c),
        '０'..='９' => of(0xff10).unwrap_or(c),
        '：' => ':',
        _ => c,
    }
}

/// A year counted from an emperor's first, as Japanese offices write it: `令和6` is 2024.
fn era(words: &str) -> Option<String> {
    let (name, before) =
        [("令和", 2018), ("平成", 1988)].into_iter().find(|(n, _)| words.contains(n))?;
    let (head, tail) = words.split_once(name)?;
    let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = tail.split_at_checked(digits)?;
    let year: u32 = year.parse().ok().filter(|year| *year < 100)?;
    Some(format!("{head}{}{rest}", year + before))
}

/// The zone that goes without saying: Korea and Japan have one each, and nobody else writes
/// in their letters.
fn implied(words: &str) -> Option<Tz> {
    if words.contains(['년', '월']) || words.contains("오전") || words.contains("오후") {
        return Some(chrono_tz::Asia::Seoul);
    }
    (words.contains("令和") || words.contains("平成")).then_some(chrono_tz::Asia::Tokyo)
}

/// Seconds or milliseconds since 1970.
fn counted(words: &str) -> Option<Instant> {
    let count: i64 = words.parse().ok().filter(|_| words.bytes().all(|b| b.is_ascii_digit()))?;
    match words.len() {
        9 | 10 => Some(instant::from_seconds(count)),
        13 => Some(instant::from_millis(count)),
        _ => None,
    }
}

/// Whether `6/7/2024` is the seventh of June there.
fn month_first(language: Option<&Language>) -> bool {
    language.is_some_and(|language| language.as_str() == "en-US")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(words: &str, moment: &str) {
        let stamp = read(words, Hints::default());
        assert_eq!(stamp.at.map(instant::rfc3339).as_deref(), Some(moment), "{words}");
        assert_eq!(stamp.raw, words.trim());
    }

    #[track_caller]
    fn refuse(words: &str) {
        assert_eq!(read(words, Hints::default()).at, None, "{words}");
    }

    #[test]
    fn indonesian_dates_are_read() {
        check("Kamis, 06 Juni 2024 08:00 WIB", "2024-06-06T01:00:00Z");
        check("Jumat, 17 Agustus 2025 10.30 WITA", "2025-08-17T02:30:00Z");
        check("1 Mei 2024 pukul 07.05 WIT", "2024-04-30T22:05:00Z");
        check("Senin, 2 Des 2024 - 23:59 wib", "2024-12-02T16:59:00Z");
        check("6 Okt 2024, 08:00:09 WIB", "2024-10-06T01:00:09Z");
        check("Jum'at (07/06/2024) 09:00 WIB", "2024-06-07T02:00:00Z");
    }

    #[test]
    fn feeds_write_rfc_822_in_many_ways() {
        check("Thu, 13 Feb 2025 19:18:38 +0000", "2025-02-13T19:18:38Z");
        check("Thu, 13 Feb 2025 19:18:38 GMT", "2025-02-13T19:18:38Z");
        check("Thu, 13 Feb 2025 19:18:38 -0500", "2025-02-14T00:18:38Z");
        check("Mon, 21 Jan 2008 8:56 am PST", "2008-01-21T16:56:00Z");
        check("07 Jan 2017 18:20:03 +0300", "2017-01-07T15:20:03Z");
        check("Sun, 10 Dec 17 13:01:36 -0800", "2017-12-10T21:01:36Z");
        check("03 Apr 02 1500 GMT", "2002-04-03T15:00:00Z");
        check("Thu, 13 Feb\n 2025  19:18:38 &#43;0000", "2025-02-13T19:18:38Z");
        check("January, 29 Jan 2021 17:56:15 +0530", "2021-01-29T12:26:15Z");
        check("Fri, 31 Dec 1999 23:59:60 GMT", "1999-12-31T23:59:59Z");
        check("Fri Jan 29 2021 16:42:00 GMT+0700 (Western Indonesia Time)", "2021-01-29T09:42:00Z");
        check("Thu, 5 Apr 2012 23:47:37 +2", "2012-04-05T21:47:37Z");
    }

    #[test]
    fn feeds_write_iso_8601_in_many_ways() {
        check("2024-06-06T08:00:00+07:00", "2024-06-06T01:00:00Z");
        check("2024-06-06T08:00:00.123Z", "2024-06-06T08:00:00Z");
        check("2024-06-06T08:00-0400", "2024-06-06T12:00:00Z");
        check("2006-01-17T12:35:9+01:00", "2006-01-17T11:35:09Z");
        check("2022-09-03 09:37:11+03:00", "2022-09-03T06:37:11Z");
        check("20240606T080000Z", "2024-06-06T08:00:00Z");
        check("2024-06-06T24:00:00Z", "2024-06-07T00:00:00Z");
        check("2024-06-06T08:00:00+00:0", "2024-06-06T08:00:00Z");
        check("1717665164", "2024-06-06T09:12:44Z");
        check("2003-335", "2003-12-01T00:00:00Z");
    }

    #[test]
    fn other_languages_are_read() {
        check("Do, 22 Dez 2016 10:00 +0100", "2016-12-22T09:00:00Z");
        check("mer, 14 sep 2005 10:00 CEST", "2005-09-14T08:00:00Z");
        check("Seg, 24 Set 2018 10:00:00 GMT", "2018-09-24T10:00:00Z");
        check("Khamis, 6 Jun 2024", "2024-06-06T00:00:00Z");
        check("31 Ogos 2024", "2024-08-31T00:00:00Z");
        check("2024年6月6日 08:00 JST", "2024-06-05T23:00:00Z");
        check("Sat, Dec 16 2023 02:02:33 PM UTC", "2023-12-16T14:02:33Z");
    }

    #[test]
    fn a_bare_day_is_midnight_in_its_zone() {
        let jakarta = Hints { zone: Some(chrono_tz::Asia::Jakarta), language: None };
        let stamp = read("6 Juni 2024", jakarta);
        assert_eq!(stamp.at.map(instant::rfc3339).as_deref(), Some("2024-06-05T17:00:00Z"));
        assert_eq!(stamp.precision, Precision::Day);
        assert_eq!(read("2024-06", jakarta).precision, Precision::Month);
        assert_eq!(read("2024", jakarta).precision, Precision::Year);
        assert_eq!(read("6 Juni 2024 08:00", jakarta).precision, Precision::Minute);
        assert_eq!(read("2024-06-06T08:00:00", jakarta).precision, Precision::Second);
    }

    #[test]
    fn day_comes_before_month_unless_the_language_says_otherwise() {
        check("06/07/2024", "2024-07-06T00:00:00Z");
        check("22.11.2022", "2022-11-22T00:00:00Z");
        check("01/29/2024", "2024-01-29T00:00:00Z");
        let american = Language::parse("en-US").unwrap();
        let hints = Hints { language: Some(&american), zone: None };
        let at = read("06/07/2024", hints).at.map(instant::rfc3339);
        assert_eq!(at.as_deref(), Some("2024-06-07T00:00:00Z"));
    }

    #[test]
    fn what_cannot_be_placed_is_not_placed() {
        refuse("2024-06-06T08:00:00");
        refuse("Thu, 06 Jun 2024 08:00 XYZ");
        refuse("0001-01-01T00:00:00");
        refuse("0001-01-01T00:00:00Z");
        refuse("2024-13-01");
        refuse("32 Juni 2024");
        refuse("6 Juni");
        refuse("Thu, 06 Jun 2024 08:00 +99:99");
        refuse("Thu, 06 Jun 2024 25:00 GMT");
        refuse("-1");
        refuse("kemarin");
        refuse("");
    }

    proptest! {
        #[test]
        fn any_text_at_all_is_read(words in any::<String>()) {
            prop_assert_eq!(read(&words, Hints::default()).raw, words.trim());
        }

        #[test]
        fn any_numbers_and_marks_are_read(words in "[0-9:./+T -]{0,40}") {
            prop_assert_eq!(read(&words, Hints::default()).raw, words.trim());
        }
    }
}
