//! Words around a headline that say what kind of text it is, and the issuer's number.
//!
//! `[FOTO] Rapat`, `SIARAN PERS: Rapat`, `Siaran Pers No. 12/HM/2026 tentang Rapat` and
//! `Rapat (VIDEO)` are all `Rapat`.

use std::sync::LazyLock;

use crate::normalize::casing;
use crate::normalize::opening;

const TABLE: &str = include_str!("tsv/genres.tsv");

/// Labels of a number behind a word of genre, in small letters.
const LABELS: [&str; 11] =
    ["nomor", "nombor", "number", "numéro", "número", "bil", "no", "nr", "n°", "nº", "№"];

/// Words after a genre at most: whose it is, or its day.
const MORE_MAX: usize = 6;

/// What kind of word a genre is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It begins no headline of its own.
    Sure,
    /// An ordinary word, such as `Foto`.
    Plain,
}

/// The rows of the table. Every title is asked of several times.
static ROWS: LazyLock<Vec<(&'static str, Kind)>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
        .map(|(genre, kind)| (genre, if kind == "plain" { Kind::Plain } else { Kind::Sure }))
        .collect()
});

/// What kind of genre words are, if they are one.
fn kind(words: &str) -> Option<Kind> {
    let upper = words.trim().to_uppercase();
    let known = ROWS.iter().find(|(genre, _)| *genre == upper).map(|(_, kind)| *kind);
    known.or_else(|| opening::is_release_line(words).then_some(Kind::Sure))
}

/// A genre with whose it is, or its day: `Siaran Pers BAKN`, `Press release, 6 June 2024`.
fn is_signed(words: &str) -> bool {
    let Some(rest) = after_genre(words) else { return false };
    let name = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.is_empty()
            || word.starts_with(|c: char| c.is_ascii_digit())
            || (casing::capitals(word) && word.chars().count() > 1)
    };
    let dated = || {
        let mut letters = rest.chars().filter(char::is_ascii_digit);
        letters.next().is_some() && rest.starts_with([',', ' ', '('])
    };
    let words = rest.split_whitespace().count();
    words > 0 && words <= MORE_MAX && (rest.split_whitespace().all(name) || dated())
}

/// What stands behind the sure genre that words begin with.
fn after_genre(words: &str) -> Option<&str> {
    let starts = |genre: &str| {
        let head = words.get(..genre.len())?;
        let rest = words.get(genre.len()..)?;
        let alone = rest.starts_with(|c: char| !c.is_alphanumeric());
        (alone && head.to_uppercase() == genre).then_some(rest)
    };
    let sure = ROWS.iter().filter(|(_, kind)| *kind == Kind::Sure);
    sure.filter_map(|(genre, _)| starts(genre)).min_by_key(|rest| rest.len())
}

/// `[FOTO] Rapat` and `SIARAN PERS: Rapat` to `Rapat` and the genre.
pub(super) fn before(text: &str) -> Option<(String, String)> {
    let is_genre = |word: &str| kind(word).is_some() || is_signed(word);
    let bracketed = [('[', ']'), ('(', ')'), ('【', '】'), ('{', '}'), ('［', '］'), ('〔', '〕')];
    let bracketed = bracketed.into_iter().find_map(|(open, close)| {
        text.strip_prefix(open)?.split_once(close).filter(|(word, _)| is_genre(word))
    });
    let marked = |marks: [&str; 2]| {
        let found = marks.into_iter().filter_map(|mark| text.split_once(mark));
        found.min_by_key(|(word, _)| word.len()).filter(|(word, _)| is_genre(word))
    };
    let dashed = || {
        let cut =
            [" - ", " \u{2013} ", " \u{2014} "].into_iter().filter_map(|d| text.split_once(d));
        cut.min_by_key(|(word, _)| word.len()).filter(|(word, _)| {
            is_genre(word) && (kind(word) != Some(Kind::Plain) || casing::capitals(word))
        })
    };
    let (word, rest) = bracketed
        .or_else(|| marked([":", "："]))
        .or_else(|| marked(["|", "｜"]))
        .or_else(|| marked([" \u{bb} ", " // "]))
        .or_else(dashed)?;
    let rest = rest.trim_start_matches([' ', ':', '-', '\u{2013}', '\u{2014}', '|']);
    (!rest.is_empty()).then(|| (rest.to_owned(), word.trim().to_owned()))
}

/// `Rapat (FOTO)` to `Rapat` and the genre.
pub(super) fn after(text: &str) -> Option<(String, String)> {
    let bracketed = [('[', ']'), ('(', ')'), ('【', '】'), ('［', '］'), ('（', '）')];
    let bracketed = bracketed.into_iter().find_map(|(open, close)| {
        text.strip_suffix(close)?.rsplit_once(open).filter(|(_, word)| kind(word).is_some())
    });
    let (rest, word) = bracketed?;
    let rest = rest.trim();
    (!rest.is_empty()).then(|| (rest.to_owned(), word.trim().to_owned()))
}

/// `Siaran Pers No. 12/HM/2026 tentang Rapat` to `Rapat` and the number.
pub(super) fn numbered(text: &str) -> Option<(String, String)> {
    let behind = after_genre(text).map(|rest| rest.trim_start_matches([' ', ',', ':', '-']));
    let labelled = behind.or(Some(text)).and_then(after_label);
    let (number, rest) = labelled.unwrap_or(text).split_once(' ')?;
    // `IP/24/1234: Commission ...` has no label, but the shape of nothing else.
    let bare = number.trim_end_matches([':', ',', '.']);
    let parts = bare.matches(['/', '-']).count();
    let shaped = parts >= 2
        && bare.contains('/')
        && bare.starts_with(|c: char| c.is_ascii_uppercase())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.'));
    let set_off =
        number.ends_with(':') || rest.starts_with(['-', '\u{2013}', '\u{2014}', '|', ':']);
    let whole = bare.contains(|c: char| c.is_ascii_digit());
    // A label alone is not enough: `No. 1 in the country` is a headline.
    let sure = match (behind, labelled) {
        (Some(_), Some(_)) => true,
        (Some(_), None) => return None,
        (None, Some(_)) => bare.contains('/') && set_off,
        (None, None) => shaped && set_off,
    };
    if !sure || !whole {
        return None;
    }
    let (year, rest) = with_year(rest);
    let rest = rest.trim_start_matches([':', '-', '\u{2013}', '\u{2014}', '|', ' ', ',']);
    let rest = match rest.split_once(' ') {
        Some((word, rest)) if is_about(word) => rest,
        _ => rest,
    };
    let number = if year.is_empty() { bare.to_owned() } else { format!("{bare} {year}") };
    (!rest.is_empty()).then(|| (rest.trim().to_owned(), number))
}

/// What stands behind the label of a number.
fn after_label(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let label = LABELS.into_iter().find(|label| lower.starts_with(label))?;
    let rest = text.get(label.len()..)?;
    let number = rest.trim_start_matches(['.', ':', ' ', '\u{b0}', '\u{ba}', '#']);
    let joined = rest.starts_with(char::is_alphabetic);
    (!joined && number.len() < text.len()).then_some(number)
}

/// `Tahun 2024 tentang Rapat` to the year and the rest.
fn with_year(rest: &str) -> (&str, &str) {
    let mut words = rest.splitn(3, ' ');
    let (Some(word), Some(year)) = (words.next(), words.next()) else { return ("", rest) };
    let bare = year.trim_end_matches([':', ',']);
    let counts = matches!(word.to_lowercase().as_str(), "tahun" | "of" | "de")
        && bare.len() == 4
        && bare.bytes().all(|b| b.is_ascii_digit());
    let length = word.len() + 1 + bare.len();
    if counts {
        (rest.get(..length).unwrap_or_default(), rest.get(length..).unwrap_or_default())
    } else {
        ("", rest)
    }
}

fn is_about(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "tentang" | "mengenai" | "berkenaan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn number(text: &str, want: Option<(&str, &str)>) {
        let want = want.map(|(rest, number)| (rest.to_owned(), number.to_owned()));
        assert_eq!(numbered(text), want, "{text}");
    }

    #[test]
    fn a_number_is_known_by_its_label_or_its_shape() {
        number("SIARAN PERS NOMOR: 12/HM/2026 Rapat", Some(("Rapat", "12/HM/2026")));
        number("Siaran Pers Nomor 12 Tahun 2026 tentang Rapat", Some(("Rapat", "12 Tahun 2026")));
        number("SP-12/HM/2026: Rapat", Some(("Rapat", "SP-12/HM/2026")));
        number("No. 1 in the country", None);
        number("Normal life returns", None);
        number("COVID-19: New sites", None);
    }
}
