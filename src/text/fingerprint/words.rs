//! A text to the words that tell it apart: their letters, and whether each is a figure, a
//! day or a name.

/// What a word stands for when two texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A number, in digits, as a word or as the name of a month.
    Figure,
    /// A day of the week.
    Day,
    /// A name: a capital where no sentence begins.
    Name,
    /// Anything else.
    Plain,
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its letters in lower case; a number's digits.
    pub(super) key: String,
    /// What it stands for.
    pub(super) class: Class,
}

/// Months are figures: `6 Juni` and `6/6` are one date.
const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "pebruari", "february", "feb"],
    &["maret", "march", "mar"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["agustus", "august", "agu", "agt", "aug", "ogos"],
    &["september", "sept", "sep"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nopember", "nov"],
    &["desember", "december", "des", "dec", "disember"],
];

const NUMBERS: &[(&str, &str)] = &[
    ("satu", "1"),
    ("dua", "2"),
    ("tiga", "3"),
    ("empat", "4"),
    ("lima", "5"),
    ("enam", "6"),
    ("tujuh", "7"),
    ("delapan", "8"),
    ("lapan", "8"),
    ("sembilan", "9"),
    ("sepuluh", "10"),
    ("sebelas", "11"),
    ("seratus", "100"),
    ("seribu", "1000"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
];

const DAYS: &[&str] = &[
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "sabtu",
    "minggu",
    "ahad",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The words of a text, in order. Points and commas inside a number are no part of it.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut opens = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let within = letters.peek().is_some_and(char::is_ascii_digit)
            && current.chars().next_back().is_some_and(|last| last.is_ascii_digit());
        if letter.is_alphanumeric() {
            current.push(letter);
            continue;
        }
        if matches!(letter, '\'' | '\u{2019}' | '\u{ad}' | '\u{200b}') && !current.is_empty() {
            continue;
        }
        if matches!(letter, '.' | ',') && within {
            continue;
        }
        if !current.is_empty() {
            found.push(word(&std::mem::take(&mut current), opens));
            opens = false;
        }
        let quote = matches!(letter, '"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '(' | '\n');
        opens |= quote || matches!(letter, '.' | '!' | '?' | ':');
    }
    if !current.is_empty() {
        found.push(word(&current, opens));
    }
    found
}

fn word(text: &str, opens: bool) -> Word {
    let mut key = text.to_lowercase();
    let class = if text.chars().all(|letter| letter.is_ascii_digit()) {
        let digits = key.trim_start_matches('0');
        key = if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
        Class::Figure
    } else if let Some(number) = number(&key) {
        key = number;
        Class::Figure
    } else if DAYS.contains(&key.as_str()) {
        Class::Day
    } else if text.chars().any(|letter| letter.is_ascii_digit()) {
        Class::Figure
    } else if !opens && text.chars().next().is_some_and(char::is_uppercase) {
        Class::Name
    } else {
        Class::Plain
    };
    Word { key, class }
}

fn number(key: &str) -> Option<String> {
    let month = MONTHS.iter().position(|names| names.contains(&key));
    month
        .map(|at| (at + 1).to_string())
        .or_else(|| NUMBERS.iter().find(|(name, _)| *name == key).map(|(_, n)| (*n).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[(&str, Class)]) {
        let found = words(text);
        let found: Vec<_> = found.iter().map(|word| (word.key.as_str(), word.class)).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_date_is_the_same_in_digits_and_in_words() {
        use Class::{Day, Figure};
        let wanted = [("kamis", Day), ("6", Figure), ("6", Figure), ("2024", Figure)];
        check("Kamis (06/6/2024)", &wanted);
        check("Kamis, 6 Juni 2024", &wanted);
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_points() {
        use Class::{Figure, Plain};
        check("sebanyak 1.250.", &[("sebanyak", Plain), ("1250", Figure)]);
        check("tujuh orang", &[("7", Figure), ("orang", Plain)]);
    }

    #[test]
    fn a_capital_at_the_start_of_a_sentence_is_no_name() {
        use Class::{Name, Plain};
        check("Petugas di Sambas", &[("petugas", Plain), ("di", Plain), ("sambas", Name)]);
        check("usai. Warga", &[("usai", Plain), ("warga", Plain)]);
    }
}
