//! Dates written in words, in one language and in another.
//!
//! `Kamis, 6 Juni 2024` is `Khamis, 6 Jun 2024` in Malay and `Thursday, 6 June 2024` in
//! English whoever translates the rest; so no engine is asked for it, and a corrected date
//! sends nothing at all.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::domain::Language;

/// The names of months and weekdays (Monday first) of a language.
struct Calendar {
    language: &'static str,
    months: [&'static str; 12],
    weekdays: [&'static str; 7],
}

const CALENDARS: [Calendar; 3] = [
    Calendar {
        language: "id",
        months: [
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ],
        weekdays: ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    },
    Calendar {
        language: "ms",
        months: [
            "Januari",
            "Februari",
            "Mac",
            "April",
            "Mei",
            "Jun",
            "Julai",
            "Ogos",
            "September",
            "Oktober",
            "November",
            "Disember",
        ],
        weekdays: ["Isnin", "Selasa", "Rabu", "Khamis", "Jumaat", "Sabtu", "Ahad"],
    },
    Calendar {
        language: "en",
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    },
];

/// One pattern a calendar: a date in words, with or without its weekday and year; a date
/// in figures after its weekday; a month with its year.
static PATTERNS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let pattern = |calendar: &Calendar| {
        let (months, days) = (calendar.months.join("|"), calendar.weekdays.join("|"));
        Regex::new(&format!(
            r"(?x)
              \b (?: (?P<day> {days} ) (?P<gap> ,? \s \(? ) )?
                 (?P<days> \d{{1,2}} (?: \s? [-–] \s? \d{{1,2}} )? )
                 \s (?P<month> {months} ) (?P<year> \s \d{{4}} )? \b
            | \b (?P<day2> {days} )
                 (?P<figures> ,? \s \(? \d{{1,2}} [/.-] \d{{1,2}} [/.-] \d{{2,4}} ) \b
            | \b (?P<month3> {months} ) (?P<year3> \s \d{{4}} ) \b"
        ))
        .ok()
    };
    CALENDARS.iter().map(pattern).collect()
});

/// Finds dates in words and says them in another language: begin and end in bytes, and
/// the date as it is written there. Languages whose names of months are not known here
/// have none.
#[must_use]
pub fn find(words: &str, from: &Language, to: &Language) -> Vec<(usize, usize, String)> {
    let place = |language: &Language| {
        CALENDARS.iter().position(|calendar| calendar.language == language.primary())
    };
    let (Some(from), Some(to)) = (place(from), place(to)) else { return Vec::new() };
    let (Some(theirs), Some(ours)) = (CALENDARS.get(from), CALENDARS.get(to)) else {
        return Vec::new();
    };
    let Some(Some(pattern)) = PATTERNS.get(from) else { return Vec::new() };
    pattern
        .captures_iter(words)
        .filter_map(|date| {
            let all = date.get(0)?;
            Some((all.start(), all.end(), said(&date, theirs, ours)?))
        })
        .collect()
}

fn calendar(language: &Language) -> Option<&'static Calendar> {
    CALENDARS.iter().find(|calendar| calendar.language == language.primary())
}

/// Tells whether a text names a day, given as day, month and year, by the name of its month.
/// Of a language whose months are not known here, `true`: nobody can tell.
#[must_use]
pub fn holds(text: &str, language: &Language, (day, month, year): (u32, u32, i32)) -> bool {
    let Some(calendar) = calendar(language) else { return true };
    let index = usize::try_from(month).ok().and_then(|month| month.checked_sub(1));
    let Some(name) = index.and_then(|index| calendar.months.get(index)) else { return true };
    let text = text.to_lowercase();
    let number = |number: String| {
        text.split(|c: char| !c.is_ascii_digit()).any(|part| part.trim_start_matches('0') == number)
    };
    text.contains(&name.to_lowercase()) && number(day.to_string()) && number(year.to_string())
}

/// The day of the week that a text ends with, Monday being 0.
#[must_use]
pub fn weekday_at_end(text: &str, language: &Language) -> Option<u32> {
    let last = text.split_whitespace().next_back()?;
    let weekdays = &calendar(language)?.weekdays;
    let at = weekdays.iter().position(|name| name.eq_ignore_ascii_case(last))?;
    u32::try_from(at).ok()
}

fn said(date: &Captures<'_>, from: &Calendar, to: &Calendar) -> Option<String> {
    let part = |name: &str| date.name(name).map_or("", |part| part.as_str());
    let month = |name: &str| other(date.name(name)?.as_str(), &from.months, &to.months);
    let day = |name: &str| other(date.name(name)?.as_str(), &from.weekdays, &to.weekdays);
    if let Some(day) = day("day2") {
        return Some(format!("{day}{}", part("figures")));
    }
    if let Some(month) = month("month3") {
        return Some(format!("{month}{}", part("year3")));
    }
    let weekday = day("day").unwrap_or_default();
    let gap = part("gap");
    Some(format!("{weekday}{gap}{} {}{}", part("days"), month("month")?, part("year")))
}

fn other<'a>(name: &str, from: &[&str], to: &[&'a str]) -> Option<&'a str> {
    to.get(from.iter().position(|candidate| *candidate == name)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(to: &str, words: &str, said: &[&str]) {
        let (from, to) = (Language::parse("id").unwrap(), Language::parse(to).unwrap());
        let found: Vec<String> = find(words, &from, &to).into_iter().map(|d| d.2).collect();
        assert_eq!(found, said, "{words}");
    }

    #[test]
    fn a_date_is_said_as_the_other_language_says_it() {
        check("ms", "pada Kamis, 6 Juni 2024 di", &["Khamis, 6 Jun 2024"]);
        check("en", "pada Kamis (6/6/2024).", &["Thursday (6/6/2024"]);
        check("en", "tanggal 10-12 Januari 2025 dan 3 Mei", &["10-12 January 2025", "3 May"]);
        check("ms", "sejak Maret 2023", &["Mac 2023"]);
    }

    #[test]
    fn a_week_or_a_name_is_no_date() {
        check("en", "dua Minggu lagi, kata Juli kepada 12 Mekar", &[]);
        check("de", "pada 6 Juni 2024", &[]);
    }
}
