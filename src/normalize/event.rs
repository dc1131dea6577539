//! The dates of a text to the day of the event it tells of.
//!
//! The first date of a text is often a law's or a birthday's. So the one with a weekday
//! wins, then one in brackets or in the dateline; a bare one counts only when it says
//! its year and lies near the time of printing. What a weekday contradicts is kept as
//! written and marked.

use chrono::{Datelike, NaiveDate};

use crate::domain::release::{Event, Precision};
use crate::normalize::calendar::Tongue;
use crate::normalize::dates::{self, Found, Habit};

/// What the choice goes by besides the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Print {
    /// The day the release was printed, or first seen.
    pub(super) day: NaiveDate,
    /// Whether the source said so.
    pub(super) stated: bool,
    /// How numbers are read.
    pub(super) habit: Habit,
}

/// An event and the words it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) event: Event,
    pub(super) words: String,
}

/// Words before a date that is no event's: laws, birthdays, streets, old facts.
const NOT_EVENTS: &str = "undang uu nomor no tahun peraturan perpres permen perda pp keputusan \
    kepres instruksi surat lahir kelahiran wafat universitas jalan jl sejak semenjak stadion \
    gedung batas act law born since regulation decree street university deadline directive \
    loi décret rue avenue boulevard né née depuis arrêté ley decreto calle avenida plaza \
    nacido nacida nació desde straße strasse platz gesetz verordnung geboren seit brücke lei \
    rua praça nascido nascida ponte akta enakmen perkap sk skep edaran keppres pergub perbup \
    perwali inpres ketetapan qanun ordonnance circulaire resolución reglamento portaria resolução \
    erlass richtlinie площади площадью улицы улицу имени парк парке стадион стадионе проспект \
    проспекте square plein straat corso monumen tugu treaty قانون مرسوم закон указ улица улице площадь родился родилась";

/// Those of them that are only called after a day.
const HOUSES: &str = "universitas jalan jl stadion gedung monumen tugu university square street";

/// How far a bare date may lie from the day of printing, in days back and ahead.
const NEAR_DAYS: (i64, i64) = (31, 60);

/// The same of a day and a month in figures, `(5/6)`, which may be five of six.
const NEAR_LOOSE: (i64, i64) = (10, 10);

/// Chooses the event among the dates of the body's paragraphs and the dateline's date.
pub(super) fn choose(
    paragraphs: &[&str],
    dateline: Option<(&Found, &str)>,
    print: Print,
) -> Option<Chosen> {
    let mut best: Option<(u32, Chosen)> = None;
    let mut offer = |score: u32, found: &Found, words: &str| {
        if best.as_ref().is_some_and(|(other, _)| *other >= score) {
            return;
        }
        if let Some(event) = event(found, print) {
            best = Some((score, Chosen { event, words: words.to_owned() }));
        }
    };
    for paragraph in paragraphs {
        let mut passed = 0;
        for found in dates::find(paragraph, print.habit) {
            // What was said of one date does not hold for the next.
            let before = paragraph.get(passed..found.start).unwrap_or_default();
            let after = paragraph.get(found.end..).unwrap_or_default();
            passed = found.end;
            if let Some(score) = score(&found, before, after, print) {
                let words = paragraph.get(found.start..found.end).unwrap_or_default();
                offer(score, &found, words);
            }
        }
    }
    if let Some((found, words)) = dateline {
        offer(if found.weekday.is_some() { 3 } else { 2 }, found, words);
    }
    best.map(|(_, chosen)| chosen)
}

/// How well a date stands for the event; `None` when it does not at all.
fn score(found: &Found, before: &str, after: &str, print: Print) -> Option<u32> {
    // `la place du 8 Mai 1945`; English says that something takes place.
    if print.habit.tongue == Tongue::French && before.trim_end().ends_with("place du") {
        return None;
    }
    // A law is dated by no weekday: beside one, only the words right before it count.
    let words = if found.weekday.is_some() { 2 } else { 4 };
    // `... assinou o decreto nesta quarta-feira (5)`: nor is it in brackets beside one.
    let sure = found.weekday.is_some() && found.bracketed;
    if (!sure && names_something_else(before, words))
        || (found.weekday.is_none() && names_a_house(after))
    {
        return None;
    }
    if found.weekday.is_some() {
        return Some(4 + u32::from(found.bracketed));
    }
    if found.bracketed && found.first.year.is_some() && !follows_a_name(before) {
        return Some(3);
    }
    let date = dates::resolve(found.first, None, print.day)?;
    let away = (date - print.day).num_days();
    if found.month {
        return (print.stated && away.abs() <= NEAR_MONTH_DAYS).then_some(0);
    }
    // `Pameran berlangsung 6-8 Juni 2024`: several days are no birthday's and no law's.
    let several = found.last.is_some() && found.first.year.is_some();
    let loose = !found.spelled && found.first.year.is_none();
    let days = if loose { NEAR_LOOSE } else { NEAR_DAYS };
    let near = (print.stated || several) && (-days.0..=days.1).contains(&away);
    let named = found.first.year.is_some() && said_to_be_the_day(before);
    (near || named).then_some(1)
}

/// How far the first of a bare month may lie from the day of printing, in days.
const NEAR_MONTH_DAYS: i64 = 62;

/// `March 11 University`: the date is a part of a name.
fn names_a_house(after: &str) -> bool {
    let next = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(
        next,
        "University" | "Hospital" | "Street" | "Avenue" | "Stadium" | "School" | "Square"
    )
}

/// A law, a birth or a street within so many words before a date.
fn names_something_else(before: &str, words: usize) -> bool {
    // `No. 6` ends a sentence only in looks.
    let before = before.replace("No.", "No").replace("Nomor.", "Nomor").replace("Jl.", "Jl");
    let sentence = before.rsplit(['.', ';', '!', '?']).next().unwrap_or(&before);
    let near = sentence.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut near: Vec<&str> = near.collect();
    // `pindah gedung pada 24 Juni`: a building is not called after a day that is set off.
    if said_to_be_the_day(&before) {
        near.retain(|word| !HOUSES.split_whitespace().any(|house| house == word.to_lowercase()));
    }
    let listed = |word: &str| NOT_EVENTS.split_whitespace().any(|one| one == word);
    near.iter().rev().take(words).any(|word| listed(&word.to_lowercase()))
}

/// `Budi (6/6/1970)`: in brackets right after a capitalised name it may be a birthday; the
/// words before an event's brackets are weekdays, which were read already.
fn follows_a_name(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    last.ends_with(['"', '\u{201d}'])
}

fn said_to_be_the_day(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    matches!(last.to_lowercase().as_str(), "pada" | "tanggal" | "on" | "tgl")
}

/// Reads a found date into an event, with its weekday checked.
fn event(found: &Found, print: Print) -> Option<Event> {
    let mut date = dates::resolve(found.first, found.weekday, print.day)?;
    let agrees = |date: NaiveDate| found.weekday.is_none_or(|day| date.weekday() == day);
    if !agrees(date)
        && let Some(other) = found.swapped
        && let Some(swapped) = dates::resolve(other, found.weekday, print.day)
        && agrees(swapped)
    {
        date = swapped;
    }
    let end = found
        .last
        .and_then(|last| {
            NaiveDate::from_ymd_opt(last.year.unwrap_or(date.year()), last.month, last.day)
        })
        .filter(|end| *end > date);
    let named = found.weekday.is_some();
    Some(Event {
        date,
        end,
        precision: if found.month { Precision::Month } else { Precision::Day },
        weekday: named && agrees(date),
        conflict: named && !agrees(date),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;

    fn chosen(text: &str, stated: bool) -> Option<Event> {
        let day = "2024-06-10".parse().unwrap();
        let print = Print { day, stated, habit: Habit::of(&Language::parse("id").unwrap(), false) };
        choose(&text.lines().collect::<Vec<_>>(), None, print).map(|chosen| chosen.event)
    }

    #[track_caller]
    fn check(text: &str, date: Option<&str>) {
        let got = chosen(text, true).map(|event| event.date.to_string());
        assert_eq!(got.as_deref(), date, "{text}");
    }

    #[test]
    fn a_date_with_its_weekday_is_the_event() {
        check("Sejak 1 Mei 2024 ada. Rapat digelar, Kamis (6/6/2024).", Some("2024-06-06"));
        let event = chosen("Rapat digelar, Kamis (6/6/2024).", true).unwrap();
        assert!(event.weekday && !event.conflict);
    }

    #[test]
    fn a_law_and_a_birthday_are_no_events() {
        check("Undang-Undang Nomor 35 tanggal 5 Juni 2024 berlaku.", None);
        check("Perpres No. 12 tanggal 4 Juni 2024 menjadi dasar.", None);
        check("Ia lahir di Sambas, 6 Juni 1970.", None);
        check("Ia berjalan di Jalan 5 Juni 2024 kemarin.", None);
    }

    #[test]
    fn a_wrong_weekday_is_marked_and_not_repaired() {
        let event = chosen("Rapat digelar, Selasa (6/6/2024).", true).unwrap();
        assert_eq!(event.date.to_string(), "2024-06-06");
        assert!(event.conflict && !event.weekday);
    }

    #[test]
    fn several_days_have_an_end() {
        let event = chosen("Pameran berlangsung 4-6 Juni 2024 di Sambas.", true).unwrap();
        assert_eq!(event.date.to_string(), "2024-06-04");
        assert_eq!(event.end.map(|end| end.to_string()).as_deref(), Some("2024-06-06"));
    }

    #[test]
    fn a_bare_date_needs_to_be_near_a_stated_day() {
        assert!(chosen("Pameran 4 Juni 2024 ramai.", true).is_some());
        assert!(chosen("Pameran 4 Juni 2024 ramai.", false).is_none());
        assert!(chosen("Pameran 4 Juni 2014 ramai.", true).is_none());
    }
}
