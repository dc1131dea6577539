//! Words to months, weekdays and zones, as texts of the languages we read write them.
//!
//! A word is looked up in the text's own language first: `des` is December in Indonesian
//! and an article in French.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{FixedOffset, Weekday};

use crate::domain::Language;
use crate::normalize::calendar_names::{WEEKDAYS, months};

/// A group of languages that share their names of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tongue {
    /// Indonesian, Malay and English stand in each other's texts.
    Malayic,
    English,
    French,
    Spanish,
    German,
    Dutch,
    Portuguese,
    Italian,
    Russian,
    Arabic,
    Turkish,
    /// Any other: only long English names are read.
    Other,
}

impl Tongue {
    /// The group of a language.
    pub(super) fn of(language: &Language) -> Self {
        match language.primary() {
            "id" | "ms" | "jv" | "su" => Self::Malayic,
            "en" => Self::English,
            "fr" => Self::French,
            "es" => Self::Spanish,
            "de" => Self::German,
            "nl" => Self::Dutch,
            "pt" => Self::Portuguese,
            "it" => Self::Italian,
            "ru" | "uk" | "be" => Self::Russian,
            "ar" => Self::Arabic,
            "tr" | "az" => Self::Turkish,
            _ => Self::Other,
        }
    }
}

const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The cell of each spelling. Every word of a text is asked for, most of them in vain.
type Names = HashMap<(Tongue, &'static str), usize>;

static MONTH_NAMES: LazyLock<Names> = LazyLock::new(|| {
    let tongues = WEEKDAYS.iter().map(|(tongue, _)| *tongue).chain([Tongue::Other]);
    names(tongues.map(|tongue| (tongue, months(tongue))))
});
static WEEKDAY_NAMES: LazyLock<Names> = LazyLock::new(|| names(WEEKDAYS.into_iter()));

fn names<const N: usize>(lists: impl Iterator<Item = (Tongue, [&'static str; N])>) -> Names {
    let cells = lists.flat_map(|(tongue, list)| {
        let cells = list.into_iter().enumerate();
        cells.flat_map(move |(at, cell)| cell.split(' ').map(move |name| ((tongue, name), at)))
    });
    let mut out = Names::new();
    cells.for_each(|(key, at)| _ = out.entry(key).or_insert(at));
    out
}

/// The cell of a word: of the language's own, else of the Malay names when it is long.
fn named(names: &Names, tongue: Tongue, word: &str) -> Option<usize> {
    let own = names.get(&(tongue, word));
    let long = || word.chars().count() >= 5;
    own.or_else(|| names.get(&(Tongue::Malayic, word)).filter(|_| long())).copied()
}

/// The month a word names, 1 to 12. English and Indonesian names of five letters or more
/// count in every language.
pub(super) fn month(word: &str, tongue: Tongue) -> Option<u32> {
    if word.len() < 3 && word.is_ascii() {
        return None;
    }
    let word = word.to_lowercase();
    let at = named(&MONTH_NAMES, tongue, &word)?;
    u32::try_from(at + 1).ok()
}

/// The month two words name together, in Arabic of the Levant.
pub(super) fn long_month(first: &str, second: &str) -> Option<u32> {
    Some(match (first, second) {
        ("كانون", "الثاني") => 1,
        ("تشرين", "الأول" | "الاول") => 10,
        ("تشرين", "الثاني") => 11,
        ("كانون", "الأول" | "الاول") => 12,
        _ => return None,
    })
}

/// The weekday a word names. `Minggu` is also "week": ask only where a date follows.
pub(super) fn weekday(word: &str, tongue: Tongue) -> Option<Weekday> {
    // No weekday is a figure or as short as a letter.
    if word.len() < 2 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let word = word.to_lowercase().replace('\u{2019}', "'");
    let own = if tongue == Tongue::Other { Tongue::English } else { tongue };
    DAYS.get(named(&WEEKDAY_NAMES, own, &word)?).copied()
}

/// The zone a word names, where it means one zone in every country.
pub(super) fn zone(word: &str) -> Option<FixedOffset> {
    let hours = match word.to_uppercase().as_str() {
        "WIB" => 7,
        "WITA" | "SGT" | "MYT" | "HKT" => 8,
        "WIT" | "JST" | "KST" => 9,
        "GMT" | "UTC" => 0,
        "CET" | "MEZ" | "WAT" => 1,
        "CEST" | "MESZ" | "CAT" | "SAST" => 2,
        "MSK" | "EAT" | "МСК" => 3,
        "AEST" => 10,
        "AEDT" => 11,
        "NZST" => 12,
        "EDT" => -4,
        "PDT" => -7,
        _ => return None,
    };
    FixedOffset::east_opt(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_short_spellings_are_known() {
        let month = |word| month(word, Tongue::Malayic);
        assert_eq!((month("Nopember"), month("Pebruari")), (Some(11), Some(2)));
        assert_eq!(month("Agt"), Some(8));
        assert_eq!(month("Minggu"), None);
        let weekday = |word| weekday(word, Tongue::Malayic);
        let named = (weekday("Jum\u{2019}at"), weekday("Ahad"));
        assert_eq!(named, (Some(Weekday::Fri), Some(Weekday::Sun)));
    }

    #[test]
    fn a_word_means_what_it_means_in_its_own_language() {
        let des = |tongue| month("des", tongue);
        assert_eq!((des(Tongue::Malayic), des(Tongue::French)), (Some(12), None));
        assert_eq!(month("set", Tongue::English), None);
        assert_eq!(month("Agustus", Tongue::German), Some(8));
        assert_eq!(month("июня", Tongue::Russian), Some(6));
        assert_eq!(weekday("miércoles", Tongue::Spanish), Some(Weekday::Wed));
    }

    #[test]
    fn only_zones_that_mean_one_thing_are_read() {
        assert_eq!(zone("wita"), FixedOffset::east_opt(8 * 3600));
        assert_eq!((zone("IST"), zone("BST")), (None, None));
    }
}
