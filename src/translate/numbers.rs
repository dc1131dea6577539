//! Whether two texts tell the same numbers, each written by the rules of its language.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::Language;

static RUNS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\p{Nd}+(?:[.,:]\p{Nd}+)*").ok());

/// Languages that write `1,250.5`; the others write `1.250,5`.
const POINT: &[&str] =
    &["en", "ms", "zh", "ja", "ko", "th", "he", "hi", "bn", "ta", "ur", "fil", "tl", "sw"];

/// Numbers of one text that have no counterpart in the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Numbers of the source not found in the translation.
    pub lost: Vec<String>,
    /// Numbers of the translation not found in the source.
    pub added: Vec<String>,
}

impl Difference {
    /// Tells whether both texts tell the same numbers.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.lost.is_empty() && self.added.is_empty()
    }

    /// Tells whether a reader would be misled. Not grave are a number of one digit, which
    /// may be a word in one of the languages, a time of the day, and what differs by
    /// thousands only: `25 ribu` is `25,000`.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        let mut added: Vec<&String> = self.added.iter().collect();
        let mut left: Vec<&String> = Vec::new();
        for number in &self.lost {
            match added.iter().position(|other| by_thousands(number, other)) {
                Some(at) => {
                    added.remove(at);
                }
                None => left.push(number),
            }
        }
        left.into_iter().chain(added).any(|number| number.chars().count() > 1 && !is_time(number))
    }
}

/// Whether two numbers are the same but for thousands: `2,5` with a word for a million, and
/// `2,500,000`. Each may be written by the rules of any language.
fn by_thousands(one: &str, other: &str) -> bool {
    let values = |number: &str| {
        [true, false].map(|point| value(number, point).parse::<f64>().unwrap_or_default())
    };
    let exponent = |a: f64, b: f64| (a > 0.0 && b > 0.0).then(|| (a / b).log10() / 3.0);
    let whole = |steps: f64| (steps - steps.round()).abs() < 1e-9 && steps.abs() < 6.0;
    let theirs = values(other);
    values(one).into_iter().any(|a| theirs.iter().any(|b| exponent(a, *b).is_some_and(whole)))
}

/// Whether a number is a time of the day: `14.00`, `9:30`.
fn is_time(number: &str) -> bool {
    number.split_once(['.', ':']).is_some_and(|(hour, minute)| {
        minute.len() == 2
            && hour.parse::<u32>().is_ok_and(|hour| hour <= 24)
            && minute.parse::<u32>().is_ok_and(|minute| minute < 60)
    })
}

/// Compares the numbers of a source and its translation. A number may be written by the
/// rules of either language, since careful engines leave it as it was.
#[must_use]
pub fn difference(source: &str, from: &Language, translated: &str, to: &Language) -> Difference {
    let mut added: Vec<String> = runs(translated);
    let mut lost = Vec::new();
    for number in runs(source) {
        let wanted = value(&number, is_point(from));
        let same = |other: &String| {
            number == *other
                || wanted == value(other, is_point(to))
                || wanted == value(other, is_point(from))
        };
        match added.iter().position(same) {
            Some(at) => {
                added.remove(at);
            }
            None => lost.push(number),
        }
    }
    Difference { lost, added }
}

fn is_point(language: &Language) -> bool {
    POINT.contains(&language.primary())
}

/// Runs of digits with the points, commas and colons inside them, in ASCII digits.
fn runs(text: &str) -> Vec<String> {
    let Some(pattern) = RUNS.as_ref() else { return Vec::new() };
    pattern.find_iter(text).map(|run| run.as_str().chars().map(ascii).collect()).collect()
}

/// A digit of Arabic, Persian, Devanagari, Bengali, Thai or full width as ASCII.
fn ascii(c: char) -> char {
    const ZEROS: [u32; 6] = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10];
    let code = u32::from(c);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(c)
}

/// What a run means: digits, and a point before decimals.
fn value(run: &str, point: bool) -> String {
    let (groups, decimal) = if point { (',', '.') } else { ('.', ',') };
    let run = run.replace(':', ".");
    let parts: Vec<&str> = run.split(groups).collect();
    let grouped = parts.len() > 1
        && parts
            .iter()
            .skip(1)
            .all(|part| part.split(decimal).next().is_some_and(|p| p.len() == 3));
    let plain = if grouped { parts.concat() } else { run.replace(groups, ".") };
    let plain = plain.replace(decimal, ".");
    let plain = match plain.trim_start_matches('0') {
        rest if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        rest => format!("0{rest}"),
    };
    match plain.rsplit_once('.') {
        Some((whole, decimals)) if !whole.contains('.') && decimals.len() < 2 => {
            format!("{whole}.{decimals:0<2}")
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, translated: &str, lost: &[&str], added: &[&str]) {
        let (id, en) = (Language::parse("id").unwrap(), Language::parse("en").unwrap());
        let found = difference(source, &id, translated, &en);
        assert_eq!((found.lost, found.added), (owned(lost), owned(added)), "{source}");
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_number_is_the_same_by_either_languages_rules() {
        check("Rp1.250.500,50 dan 1.250,5", "Rp1,250,500.50 and 1,250.5", &[], &[]);
        check("pada 6/6/2024 pukul 09.30", "on 6/6/2024 at 9:30", &[], &[]);
        check("0,5 persen dan 007", "0.5 per cent and 007", &[], &[]);
        check("Rp1.250 untuk 2,5 persen", "Rp1.250 for 2.5 per cent", &[], &[]);
    }

    #[test]
    fn a_changed_lost_or_invented_number_is_told() {
        check("1.500 orang", "1,600 people", &["1.500"], &["1,600"]);
        check("12 dari 40", "12", &["40"], &[]);
        check("dua orang", "2 people", &[], &["2"]);
        check("2,5 persen", "25 per cent", &["2,5"], &["25"]);
    }

    #[test]
    fn a_word_for_a_digit_a_thousand_and_a_time_are_not_grave() {
        let grave = |source: &str, translated: &str| {
            let (id, en) = (Language::parse("id").unwrap(), Language::parse("en").unwrap());
            difference(source, &id, translated, &en).is_grave()
        };
        assert!(!grave("dua orang", "2 people"));
        assert!(!grave("25 ribu orang", "25,000 people"));
        assert!(!grave("1,2 juta orang", "1,200,000 people"));
        assert!(!grave("pukul 14.00", "at 2 pm"));
        assert!(grave("25 orang", "35 people"));
        assert!(grave("2,5 miliar", "25 billion"));
        assert!(grave("2,5 miliar", "250 million"));
        assert!(!grave("2,5 miliar", "2,500 million"));
        assert!(grave("25 orang", "people"));
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        check("12 orang", "١٢", &[], &[]);
    }
}
