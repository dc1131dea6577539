//! Names of months, weekdays and zones, as Indonesian, Malay and English texts write them.

use chrono::{FixedOffset, Weekday};

const MONTHS: [(u32, &[&str]); 12] = [
    (1, &["januari", "january", "jan"]),
    (2, &["februari", "pebruari", "februari", "february", "feb", "peb"]),
    (3, &["maret", "mac", "march", "mar"]),
    (4, &["april", "apr"]),
    (5, &["mei", "may"]),
    (6, &["juni", "jun", "june"]),
    (7, &["juli", "julai", "jul", "july"]),
    (8, &["agustus", "agt", "agu", "ags", "ogos", "ogo", "august", "aug"]),
    (9, &["september", "sept", "sep"]),
    (10, &["oktober", "okt", "october", "oct"]),
    (11, &["november", "nopember", "nov", "nop"]),
    (12, &["desember", "des", "disember", "dis", "december", "dec"]),
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["senin", "isnin", "monday", "mon"]),
    (Weekday::Tue, &["selasa", "tuesday", "tue", "tues"]),
    (Weekday::Wed, &["rabu", "wednesday", "wed"]),
    (Weekday::Thu, &["kamis", "khamis", "thursday", "thu", "thurs"]),
    (Weekday::Fri, &["jumat", "jum'at", "jumaat", "friday", "fri"]),
    (Weekday::Sat, &["sabtu", "saturday", "sat"]),
    (Weekday::Sun, &["minggu", "ahad", "sunday", "sun"]),
];

/// The month a word names, 1 to 12.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    MONTHS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(month, _)| *month)
}

/// The weekday a word names. `Minggu` is also "week": ask only where a date follows.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase().replace('\u{2019}', "'");
    WEEKDAYS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(day, _)| *day)
}

/// The zone a word names, where it means one zone in every country.
pub(super) fn zone(word: &str) -> Option<FixedOffset> {
    let hours = match word.to_uppercase().as_str() {
        "WIB" => 7,
        "WITA" | "SGT" | "MYT" => 8,
        "WIT" => 9,
        "GMT" | "UTC" => 0,
        "CET" => 1,
        "CEST" => 2,
        _ => return None,
    };
    FixedOffset::east_opt(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_short_spellings_are_known() {
        assert_eq!(month("Nopember"), Some(11));
        assert_eq!(month("Pebruari"), Some(2));
        assert_eq!(month("Agt"), Some(8));
        assert_eq!(month("Minggu"), None);
        assert_eq!(weekday("Jum\u{2019}at"), Some(Weekday::Fri));
        assert_eq!(weekday("Ahad"), Some(Weekday::Sun));
    }

    #[test]
    fn only_zones_that_mean_one_thing_are_read() {
        assert_eq!(zone("wita"), FixedOffset::east_opt(8 * 3600));
        assert_eq!(zone("IST"), None);
    }
}
