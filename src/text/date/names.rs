//! Names of months, weekdays, halves of the day and zones in the languages our sources
//! write.
//!
//! They are in `names.tsv`, a line for each language. Words are compared in lower case,
//! without accents and without the full stop of an abbreviation. Where a word is a month
//! in one language and a weekday in another (`mar`), it is a month; two letter names of
//! weekdays (`Di`, `Do`) are left out where they are words of another kind elsewhere.
//! Chinese, Japanese and Korean count their months, so they have no names here.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{FixedOffset, Weekday};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What words mean: for each kind (`month`, `weekday`, `half`) a number from 0 on.
static NAMES: LazyLock<HashMap<(&'static str, String), u32>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for line in include_str!("names.tsv").lines() {
        let mut cells = line.split('\t').skip(1);
        let (Some(kind), Some(groups)) = (cells.next(), cells.next()) else { continue };
        for (number, group) in (0..).zip(groups.split('|')) {
            for word in group.split(' ') {
                names.entry((kind, plain(word))).or_insert(number);
            }
        }
    }
    names
});

fn number(kind: &'static str, word: &str) -> Option<u32> {
    NAMES.get(&(kind, plain(word))).copied()
}

/// Zones by the letters people write, in minutes east of Greenwich. Letters that mean
/// several zones in several countries (`IST`) are left out; those of RFC 822 stay.
const ZONES: [(&str, i32); 68] = [
    ("Z", 0),
    ("GMT", 0),
    ("UTC", 0),
    ("UT", 0),
    ("WIB", 420),
    ("WITA", 480),
    ("WIT", 540),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("AST", -240),
    ("ADT", -180),
    ("BRT", -180),
    ("ART", -180),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("MET", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("MEST", 120),
    ("AT", -240),
    ("ET", -300),
    ("CT", -360),
    ("MT", -420),
    ("PT", -480),
    ("EET", 120),
    ("EEST", 180),
    ("SAST", 120),
    ("MSK", 180),
    ("ICT", 420),
    ("SGT", 480),
    ("MYT", 480),
    ("PHT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("ACDT", 630),
    ("BRST", -120),
    ("NST", -210),
    ("NDT", -150),
    ("WAT", 60),
    ("CAT", 120),
    ("EAT", 180),
    ("TRT", 180),
    ("TSİ", 180),
    ("PKT", 300),
    ("NPT", 345),
    ("UZT", 300),
    ("PGT", 600),
    ("AWDT", 540),
    ("МСК", 180),
];

/// The month a word names, 1 to 12, in any language of the table.
///
/// ```
/// # use warta::text::date::month;
/// assert_eq!(month("Agustus"), Some(8));
/// assert_eq!(month("Okt."), Some(10));
/// assert_eq!(month("июня"), Some(6));
/// assert_eq!(month("besok"), None);
/// ```
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    number("month", word).map(|number| number + 1)
}

/// The weekday a word names in any language of the table.
///
/// ```
/// # use warta::text::date::weekday;
/// assert_eq!(weekday("Kamis"), Some(chrono::Weekday::Thu));
/// ```
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    let number = number("weekday", word)?;
    Weekday::try_from(u8::try_from(number).ok()?).ok()
}

/// Whether a word means the second half of the day; `None` when it means neither.
pub(super) fn half(word: &str) -> Option<bool> {
    number("half", word).map(|number| number == 1)
}

/// The zone some letters mean: `WIB`, `EST`, `Z`. They are written in capitals, but for
/// the Indonesian ones, which nobody takes for another word (`WIT` alone is one).
///
/// # Source
///
/// RFC 822, section 5.1, for the American ones.
#[must_use]
pub fn zone(word: &str) -> Option<FixedOffset> {
    let word = word.trim_end_matches('.');
    let loose = ["wib", "wita", "z", "мск"].contains(&word.to_lowercase().as_str());
    let word = if loose { word.to_uppercase() } else { word.to_owned() };
    let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
    FixedOffset::east_opt(minutes * 60)
}

/// A word as it is compared: lower case, no accents, no full stop.
fn plain(word: &str) -> String {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.is_ascii() {
        return word;
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_its_twelve_months_and_seven_weekdays() {
        let mut languages = Vec::new();
        for line in include_str!("names.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let groups: Vec<&str> = cells[2].split('|').collect();
            let due = match cells[1] {
                "month" => 12,
                "weekday" => 7,
                _ => 2,
            };
            assert_eq!(groups.len(), due, "{line}");
            assert!(groups.iter().all(|group| !group.is_empty()), "{line}");
            for (at, group) in groups.iter().enumerate().filter(|_| cells[1] == "month") {
                for word in group.split(' ') {
                    assert_eq!(month(word), u32::try_from(at + 1).ok(), "{word}");
                }
            }
            languages.push(cells[0]);
        }
        for due in ["id", "ms", "en", "de", "fr", "es", "pt", "it", "nl", "ru", "tr", "ar"] {
            assert!(languages.contains(&due), "{due}");
        }
        for due in ["zh", "ja", "ko", "el", "hu"] {
            assert!(languages.contains(&due), "{due}");
        }
    }
}
