//! When a release was published, by the source's word or by its own first lines.
//!
//! A moment further ahead than a day is an error and stays absent; a day stays a day, and its
//! moment is one that is on this day for most of the world's readers.

use chrono::{Duration, FixedOffset, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::{OffsetName, Tz};

use crate::domain::release::Precision;
use crate::domain::{Instant, Stamp};
use crate::normalize::calendar;
use crate::normalize::dates::{self, Found, Habit};
use crate::normalize::east;
use crate::normalize::tokens::{self, Token};

/// A moment, how exactly it is known, the rule and the words it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Published {
    pub(super) at: Instant,
    pub(super) precision: Precision,
    pub(super) rule: &'static str,
    pub(super) words: String,
}

/// How far ahead of its first sight a release may be published, in hours.
const AHEAD_HOURS: i64 = 24;

/// Words before the date of a line that holds nothing else.
const LABELS: &str = "published publish posted updated release released date on for issued \
    diterbitkan dipublikasikan diposting tayang tanggal tgl pada terbit rilis siaran pers hari \
    publié publiée mis en ligne le du date publicado publicada fecha el em data veröffentlicht \
    datum am den vom stand erschienen опубликовано дата дата публикации نشر في تاريخ النشر \
    发布时间 发布日期 時間 公開日 発表日 등록 입력 dikemaskini tarikh diterbit disiarkan dirilis \
    diunggah dibuat diperbarui oleh by admin administrator redaksi humas editor waktu jam pukul \
    publication last first modified created time at jour à de publicación actualizado actualizada \
    actualización última hora creado publicação atualizado atualizada criado às última data \
    aktualisiert veröffentlicht veröffentlichung stand uhr обновлено размещено создано время \
    публикации نشر بتاريخ التاريخ يوم آخر تحديث 时间 日期 发文日期 發布日期 發佈日期 發布時間 更新时间 \
    更新日 更新 掲載日 発行日 配信 発表 公表 公表日 등록일 작성일 게시일 배포일 보도일 일시 수정 gepubliceerd \
    geplaatst op pubblicato aggiornato yayın tarihi yayınlanma publikasi penerbitan penayangan \
    pembaruan penyiaran";
/// Words around its time of day.
const AT: &str = "pukul jam at à a as às las um uhr h hs hrs hours hora horas heures pada в alle klo \
    waktu setempat local time ч мин час часов часа على الساعة الساعة oleh by admin redaksi humas";

/// Tells whether a text holds no words but those of a list.
fn only(text: &str, list: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| list.split_whitespace().any(|one| one == word.to_lowercase()))
}

/// The moment of the source's stamp, when it is possible.
pub(super) fn of_stamp(stamp: Option<&Stamp>, zone: Tz, seen: Instant) -> Option<Published> {
    let stamp = stamp?;
    let read = stamp.at?;
    let at = if stamp.precision <= Precision::Day {
        // a bare day was read as its midnight, in its own zone or in none
        let bare = read.time() == NaiveTime::MIN;
        let day = if bare { read.date_naive() } else { read.with_timezone(&zone).date_naive() };
        on(day, zone, seen)?
    } else {
        read
    };
    if at > seen + Duration::hours(AHEAD_HOURS) {
        return None;
    }
    let words = stamp.raw.clone();
    Some(Published { at, precision: stamp.precision, rule: "draft.published", words })
}

/// The moment of a line that holds a date and nothing else:
/// `SELASA, 24 OKTOBER 2023 | 10:02 WIB`.
pub(super) fn of_line(line: &str, habit: Habit, zone: Tz, seen: Instant) -> Option<Published> {
    if line.chars().count() > 90 {
        return None;
    }
    if let Some(at) = stamp(line) {
        let words = line.to_owned();
        let (precision, rule) = (Precision::Second, "published.line");
        let early = at <= seen + Duration::hours(AHEAD_HOURS);
        return early.then_some(Published { at, precision, rule, words });
    }
    let found = dates::find(line, habit);
    let [date] = found.as_slice() else { return None };
    date.first.year?;
    if date.month {
        return None;
    }
    let before = line.get(..date.start).unwrap_or_default();
    let after = line.get(date.end..).unwrap_or_default();
    let time = time(after);
    let rest = time.map_or(after, |time| after.get(time.end..).unwrap_or_default());
    let between = time.and_then(|time| after.get(..time.start)).unwrap_or_default();
    let labelled = only(before, LABELS) && only(between, AT) && only(rest, AT);
    if !labelled {
        return None;
    }
    let day = dates::resolve(date.first, None, seen.date_naive())?;
    let (at, precision) = match time {
        Some(time) => (moment(day, time, Some(zone))?, Precision::Minute),
        None => (on(day, zone, seen)?, Precision::Day),
    };
    (at <= seen + Duration::hours(AHEAD_HOURS)).then(|| Published {
        at,
        precision,
        rule: "published.line",
        words: line.to_owned(),
    })
}

/// `2024-06-06T10:15:00+07:00` behind a label or none.
fn stamp(line: &str) -> Option<Instant> {
    let (label, last) = line.rsplit_once(' ').unwrap_or(("", line));
    let read = chrono::DateTime::parse_from_rfc3339(last).ok()?;
    only(label, LABELS).then(|| read.to_utc())
}

/// The day named in a dateline.
pub(super) fn of_dateline(found: &Found, raw: &str, zone: Tz, seen: Instant) -> Option<Published> {
    let day = dates::resolve(found.first, found.weekday, seen.date_naive())?;
    let at = on(day, zone, seen)?;
    (at <= seen + Duration::hours(AHEAD_HOURS)).then(|| Published {
        at,
        precision: Precision::Day,
        rule: "published.dateline",
        words: raw.to_owned(),
    })
}

/// The moment that stands for a day: when the release was first seen, if that was on it, else
/// noon. Its midnight would be the day before for everybody west of it.
fn on(day: NaiveDate, zone: Tz, seen: Instant) -> Option<Instant> {
    if seen.with_timezone(&zone).date_naive() == day {
        return Some(seen);
    }
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    Some(zone.from_local_datetime(&day.and_time(noon)).earliest()?.to_utc())
}

/// A time of day found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time<'a> {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) zone: Option<FixedOffset>,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends, its zone included.
    pub(super) end: usize,
    /// A word in capitals behind it that may be a zone, of several meanings or none.
    pub(super) unclear: Option<&'a str>,
}

/// The first time of day of a text: `pukul 09.00 WIB`, `10:02`, `3 p.m. GMT`.
pub(super) fn time(text: &str) -> Option<Time<'_>> {
    if let Some((hour, minute, start, end)) = east::time(text) {
        return Some(Time { hour, minute, zone: None, start, end, unclear: None });
    }
    let tokens = tokens::of(text);
    (0..tokens.len()).find_map(|at| time_at(tokens.get(at..)?))
}

/// `GMT+7`, `UTC+07:00` and a bare `+07:00`: the zone, and how many tokens it takes.
fn offset(tokens: &[Token<'_>]) -> Option<(FixedOffset, usize)> {
    let named = tokens.first()?.lower().is_some_and(|word| word == "gmt" || word == "utc");
    let at = usize::from(named);
    let sign = tokens.get(at)?;
    let east = if sign.is('+') {
        1
    } else if sign.is_any(&['-', '\u{2212}']) {
        -1
    } else {
        return None;
    };
    let number = tokens.get(at + 1).filter(|number| number.start == sign.end)?;
    let value = number.number()?;
    let clock = tokens.get(at + 2).is_some_and(|mark| mark.is(':'));
    let minutes = tokens.get(at + 3).filter(|token| clock && token.digits() == 2);
    let (hours, minutes, used) = match (number.digits(), minutes.and_then(Token::number)) {
        (1 | 2, Some(minutes)) => (value, minutes, at + 4),
        (1 | 2, None) if named => (value, 0, at + 2),
        (4, _) => (value / 100, value % 100, at + 2),
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some((FixedOffset::east_opt(east * seconds)?, used))
}

/// Words behind an hour without minutes: `10 Uhr`, `10 horas`.
const HOURS: [&str; 7] = ["uhr", "horas", "heures", "часов", "hrs", "o'clock", "hours"];

fn time_at<'a>(tokens: &[Token<'a>]) -> Option<Time<'a>> {
    let first = tokens.first()?;
    let mut hour = first.number().filter(|hour| *hour < 24 && first.text.len() <= 2)?;
    let clock = tokens.get(1).filter(|mark| mark.is_any(&[':', '.']) && mark.start == first.end);
    let minute = tokens.get(2).filter(|token| token.text.len() == 2).and_then(Token::number);
    let french = tokens.get(1).filter(|word| word.start == first.end).and_then(french_minute);
    let (minute, mut next) = match (clock, minute.filter(|minute| *minute < 60), french) {
        (Some(_), Some(minute), _) => (minute, 3),
        (_, _, Some(minute)) => (minute, 2),
        _ => (0, 1),
    };
    // Seconds after the minutes say nothing more.
    let seconds = tokens.get(next + 1).filter(|token| token.digits() == 2);
    if next == 3
        && tokens.get(3).is_some_and(|mark| mark.is(':'))
        && seconds.and_then(Token::number).is_some()
    {
        next += 2;
    }
    let word = |at: usize| tokens.get(at).and_then(Token::lower);
    let half = match word(next).as_deref() {
        Some("am" | "pm") => word(next),
        Some("a" | "p") if word(next + 2).as_deref() == Some("m") => {
            let half = word(next).map(|half| format!("{half}m"));
            next += 2;
            if tokens.get(next + 1).is_some_and(|mark| mark.is('.')) {
                next += 1;
            }
            half
        }
        _ => None,
    };
    if let Some(half) = &half {
        next += 1;
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
    } else if next == 1 {
        let named = word(1).is_some_and(|word| HOURS.contains(&word.as_str()));
        let zoned = tokens.get(1).and_then(|token| calendar::zone(token.text)).is_some();
        if !named && !zoned {
            return None;
        }
    }
    // `(GMT+7)`
    let open = usize::from(tokens.get(next).is_some_and(|mark| mark.is('(')));
    if let Some((zone, used)) = tokens.get(next + open..).and_then(offset) {
        let end = tokens.get(next + open + used - 1)?.end;
        let zone = Some(zone);
        return Some(Time { hour, minute, zone, start: first.start, end, unclear: None });
    }
    let after = tokens.get(next);
    let zone = after.and_then(|token| calendar::zone(token.text));
    let unclear = after
        .filter(|_| zone.is_none())
        .map(|token| token.text)
        .filter(|word| word.len() >= 2 && word.chars().all(|c| c.is_ascii_uppercase()));
    let last = if zone.is_some() || unclear.is_some() { next } else { next - 1 };
    Some(Time { hour, minute, zone, start: first.start, end: tokens.get(last)?.end, unclear })
}

/// The minutes of `14h30` or `10h`.
fn french_minute(word: &Token<'_>) -> Option<u32> {
    let digits = word.text.strip_prefix(['h', 'H'])?;
    let minute = if digits.is_empty() { Some(0) } else { digits.parse().ok() };
    minute.filter(|minute| *minute < 60)
}

/// The moment of a day and a time of day; without a zone of its own, in `zone`.
pub(super) fn moment(day: NaiveDate, time: Time<'_>, zone: Option<Tz>) -> Option<Instant> {
    let local = day.and_hms_opt(time.hour, time.minute, 0)?;
    if time.unclear.is_some() {
        // `BST` is London's to a source in London, and nobody's to others.
        let own = zone?.from_local_datetime(&local).single()?;
        let named = own.offset().abbreviation() == time.unclear;
        return named.then(|| own.to_utc());
    }
    match (time.zone, zone) {
        (Some(offset), _) => Some(offset.from_local_datetime(&local).single()?.to_utc()),
        (None, Some(zone)) => Some(zone.from_local_datetime(&local).earliest()?.to_utc()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::domain::instant::{from_seconds, rfc3339};

    fn seen() -> Instant {
        from_seconds(1_718_000_000) // 2024-06-10T06:13:20Z
    }

    #[track_caller]
    fn check(line: &str, want: Option<&str>) {
        let read = of_line(
            line,
            Habit::of(&Language::parse("en").unwrap(), false),
            Tz::Asia__Jakarta,
            seen(),
        );
        assert_eq!(read.map(|read| rfc3339(read.at)).as_deref(), want, "{line}");
    }

    #[test]
    fn a_line_that_is_a_date_says_when() {
        check("SELASA, 24 OKTOBER 2023 | 10:02 WIB", Some("2023-10-24T03:02:00Z"));
        check("Kamis, 6 Juni 2024 pukul 09.00 WITA", Some("2024-06-06T01:00:00Z"));
        check("6 Juni 2024", Some("2024-06-06T05:00:00Z"));
        check("10 Juni 2024", Some("2024-06-10T06:13:20Z"));
        check("Rapat digelar 6 Juni 2024", None);
        check("6 Juni 2024 rapat digelar", None);
        check("6 Juni 2025", None);
    }

    #[test]
    fn a_stamp_from_next_week_is_an_error() {
        let stamp = |at| Stamp { raw: String::new(), at: Some(at), precision: Precision::Second };
        let read = |hours| {
            of_stamp(Some(&stamp(seen() + Duration::hours(hours))), Tz::Asia__Jakarta, seen())
        };
        assert!(read(23).is_some());
        assert!(read(25).is_none());
    }

    #[test]
    fn a_day_is_not_told_as_the_day_before() {
        let read = |at: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(at).unwrap().to_utc();
            let stamp = Stamp { raw: String::new(), at: Some(at), precision: Precision::Day };
            of_stamp(Some(&stamp), Tz::Asia__Jakarta, seen()).map(|read| rfc3339(read.at)).unwrap()
        };
        // midnight without a zone, and midnight in the source's
        assert_eq!(read("2024-06-06T00:00:00Z"), "2024-06-06T05:00:00Z");
        assert_eq!(read("2024-06-05T17:00:00Z"), "2024-06-06T05:00:00Z");
    }

    #[test]
    fn times_of_day_are_read_in_both_customs() {
        let read = |text| time(text).map(|time| (time.hour, time.minute, time.zone.is_some()));
        assert_eq!(read("pukul 09.00 WIB"), Some((9, 0, true)));
        assert_eq!(read("at 3 p.m. GMT"), Some((15, 0, true)));
        assert_eq!(read("12:30 am"), Some((0, 30, false)));
        assert_eq!(read("25 orang"), None);
        assert_eq!(time("10:00 BST").unwrap().unclear, Some("BST"));
    }
}
