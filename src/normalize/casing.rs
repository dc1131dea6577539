//! Capitals to readable casing: `SINERGITAS BERSAMA` gives `Sinergitas Bersama`.
//!
//! The body knows how its words are written, so it is asked first: an acronym stays an
//! acronym, a name keeps its inner capitals. What it does not hold is looked up in a table,
//! and is a name where the gazetteer knows it as a place; the rest follows the custom of the
//! language: Title Case in Indonesian and Malay, sentence case elsewhere, capitals for
//! unknown words in German. Scripts without case come back as they were.

use std::ops::Range;

use crate::domain::Language;
use crate::normalize::casing_words::{self as words, Lexicon};
use crate::normalize::tokens::{self, Kind, Token};

/// Words that stay small inside an Indonesian or Malay headline.
const SMALL: [&str; 26] = [
    "dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "dalam", "oleh", "bagi",
    "terhadap", "atau", "sebagai", "tentang", "serta", "hingga", "para", "antar", "antara",
    "kepada", "demi", "agar", "guna", "daripada", "bahawa",
];

/// Abbreviations that end in a full stop and keep small letters: `Pj. Gubernur`.
const MIXED: [&str; 14] =
    ["PJ", "PLT", "PLH", "PJS", "DR", "DRS", "DRG", "KAB", "KEP", "JL", "NO", "PROF", "ST", "MR"];

/// Languages that go on in small letters after a colon.
const SMALL_AFTER_COLON: [&str; 8] = ["fr", "es", "pt", "it", "ru", "uk", "ca", "nl"];

/// Measures, which are small behind a number.
const UNITS: [&str; 10] = ["KG", "KM", "HA", "CM", "MM", "GR", "ML", "KPH", "AM", "PM"];

/// What hangs on a number: `1st`, `2e`.
const ORDINALS: [&str; 9] = ["ST", "ND", "RD", "TH", "ER", "RE", "E", "\u{c8}ME", "EME"];

/// How a language writes its headlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Title,
    Sentence,
    Nouns,
}

/// Tells whether a headline shouts: more than two words, and at least 80 of 100 of its
/// cased letters are capitals.
pub(super) fn shouts(headline: &str) -> bool {
    let words = tokens::of(headline).iter().filter(|token| token.kind == Kind::Word).count();
    let letters = headline.chars().filter(|c| c.is_alphabetic());
    let (mut cased, mut all) = (0, 0);
    for letter in letters {
        all += 1;
        cased += usize::from(letter.is_uppercase() || letter.is_lowercase());
    }
    // `AI·반도체 인력 양성`: two capitals in a script that has none do not shout.
    words > 2 && cased * 2 >= all && capitals(headline)
}

/// Tells whether at least 80 of 100 cased letters are capitals.
pub(super) fn capitals(text: &str) -> bool {
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    upper > 0 && upper * 5 >= (upper + lower) * 4
}

/// Writes a line of capitals in readable casing, by the words of the body. `places` are the
/// names of places in the line, by their bytes.
pub(super) fn readable(
    line: &str,
    body: &str,
    language: &Language,
    places: &[Range<usize>],
) -> String {
    let style = match language.primary() {
        "id" | "ms" => Style::Title,
        "de" => Style::Nouns,
        _ => Style::Sentence,
    };
    let lexicon = Lexicon::of(body, language);
    let writer = Writer { line, tokens: tokens::of(line), lexicon, style, language, places };
    let mut out = String::with_capacity(line.len());
    let mut end = 0;
    let mut first = true;
    for (at, token) in writer.tokens.iter().enumerate() {
        out.push_str(line.get(end..token.start).unwrap_or_default());
        end = token.end;
        match token.kind {
            Kind::Word => {
                out.push_str(&writer.word(at, token, first));
                first = false;
            }
            Kind::Number => {
                out.push_str(token.text);
                first = false;
            }
            Kind::Mark => {
                out.push_str(token.text);
                first = first || writer.begins_anew(at, token);
            }
        }
    }
    out.push_str(line.get(end..).unwrap_or_default());
    out
}

/// A headline in capitals that is being written anew.
struct Writer<'a> {
    line: &'a str,
    tokens: Vec<Token<'a>>,
    lexicon: Lexicon,
    style: Style,
    language: &'a Language,
    places: &'a [Range<usize>],
}

impl Writer<'_> {
    /// Tells whether a sentence begins after a mark.
    fn begins_anew(&self, at: usize, mark: &Token<'_>) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let small = SMALL_AFTER_COLON.contains(&self.language.primary());
        if mark.is_any(&['\'', '"', '\u{201c}', '\u{ab}', '\u{201e}', '\u{2018}']) {
            return before.is_some_and(|before| before.is(':'));
        }
        // `St. Louis` is none, nor is `Jl. Merdeka`.
        let stop = mark.is('.')
            && before.is_some_and(|before| before.digits() > 4 && before.kind == Kind::Word)
            && self.line.get(mark.end..).is_some_and(|rest| rest.starts_with(' '));
        stop || mark.is_any(&['?', '!']) || (mark.is(':') && !small)
    }

    /// Writes the word at a place among the tokens.
    fn word(&self, at: usize, token: &Token<'_>, first: bool) -> String {
        let head = self.line.get(..token.start).unwrap_or_default();
        let tail = self.line.get(token.end..).unwrap_or_default();
        // `Q&A`, `R&D`
        if token.digits() == 1 && (head.ends_with('&') || tail.starts_with('&')) {
            return token.text.to_owned();
        }
        let number = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let number = number.filter(|before| before.kind == Kind::Number);
        let unit = UNITS.contains(&token.text);
        if number.is_some_and(|number| number.end == token.start) {
            if let Some(form) = self.lexicon.form(token.text, self.language) {
                return form.to_owned();
            }
            let small = unit || ORDINALS.contains(&token.text);
            return if small { token.text.to_lowercase() } else { token.text.to_owned() };
        }
        if number.is_some() && unit && self.lexicon.form(token.text, self.language).is_none() {
            return token.text.to_lowercase();
        }
        // `M.Si.`: a letter after a full stop that no blank follows.
        let first = first || head.ends_with('.');
        if let Some((article, rest)) = words::elided(token.text, self.language) {
            let article = words::lower(article, self.language);
            let article = if first { title(&article, self.language) } else { article };
            return article + &self.plain(at, rest, false);
        }
        if let Some(stem) = words::possessor(token.text, self.language) {
            let end = token.text.get(stem.len()..).unwrap_or_default();
            return self.plain(at, stem, first) + &end.to_lowercase();
        }
        if tail.starts_with('.') && MIXED.contains(&token.text) {
            let small = SMALL.contains(&words::lower(token.text, self.language).as_str());
            if !small && !self.lexicon.is_acronym(token.text, self.language) {
                return title(&words::lower(token.text, self.language), self.language);
            }
        }
        self.plain(at, token.text, first)
    }

    /// Writes a word that nothing hangs on.
    fn plain(&self, at: usize, word: &str, first: bool) -> String {
        let (language, style) = (self.language, self.style);
        let key = words::lower(word, language);
        let raised = |form: &str| if first { title(form, language) } else { form.to_owned() };
        let next = self.tokens.get(at + 1);
        let paired = next.is_some_and(|n| self.lexicon.is_acronym_before(word, n.text, language));
        if style == Style::Title && SMALL.contains(&key.as_str()) && !paired {
            return raised(&key);
        }
        if paired || self.lexicon.is_acronym(word, language) {
            return word.to_owned();
        }
        let form = self.lexicon.form(word, language);
        if style == Style::Title && key.len() == 1 && form == Some(&key) {
            return key;
        }
        if let Some(form) = form.filter(|form| has_inner_capital(form)) {
            return form.to_owned();
        }
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let table = words::known(word, before.map(|before| before.text), language);
        if let Some(known) = table.filter(|known| form.is_none_or(|form| form == *known)) {
            return if has_inner_capital(known) { known.to_owned() } else { raised(known) };
        }
        if form.is_none()
            && let Some(written) = self.unseen(at, word, &key, first)
        {
            return written;
        }
        match (style, form) {
            (_, Some(form)) if style == Style::Sentence => raised(form),
            _ if first => title(&key, language),
            (Style::Title, _) | (Style::Nouns, None) => title(&key, language),
            (_, Some(form)) => form.to_owned(),
            (Style::Sentence, None) => key,
        }
    }

    /// Writes a word that the body does not hold inside a sentence, where it shows what it is.
    fn unseen(&self, at: usize, word: &str, key: &str, first: bool) -> Option<String> {
        let (language, style) = (self.language, self.style);
        let token = self.tokens.get(at)?;
        let next = self.tokens.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if word.contains(|c: char| c.is_ascii_digit()) {
            // `RP12`: the letters have a form of their own.
            let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let known = words::known(letters, None, language).filter(|_| !letters.is_empty());
            let figures = word.get(letters.len()..).unwrap_or_default();
            return Some(
                known.map_or_else(|| word.to_owned(), |known| format!("{known}{figures}")),
            );
        }
        let mixed = self.lexicon.is_mixed(word, language);
        let bracketed = before.is_some_and(|before| before.is('('))
            && next.is_some_and(|next| next.is(')'))
            && token.digits() <= 8;
        if !mixed && (words::looks_short(word) || bracketed) {
            return Some(word.to_owned());
        }
        if style == Style::Title {
            return None;
        }
        let hyphen = |near: Option<&Token<'_>>| near.is_some_and(|near| near.is_any(&['-', '.']));
        if token.digits() == 1 && !words::is_word_of_one_letter(key, language) {
            let joined = hyphen(before) || hyphen(next);
            return (!joined).then(|| word.to_owned());
        }
        let name = || Some(title(key, language));
        if let Some(place) = self.places.iter().find(|place| place.contains(&token.start)) {
            let inner = place.start < token.start && token.digits() <= 3;
            return if inner && words::is_link(key) { Some(key.to_owned()) } else { name() };
        }
        let follows = next.filter(|next| next.kind == Kind::Word).map(|next| next.text);
        if follows.is_some_and(|next| self.lexicon.begins_a_name(word, next, language)) {
            return name();
        }
        let named = follows.and_then(|next| self.lexicon.form(next, language));
        if named.is_some_and(|form| form.chars().next().is_some_and(char::is_uppercase))
            && words::is_title(word, language)
        {
            return name();
        }
        // `\u{130}zmir'de`: only names take an apostrophe.
        if words::is_turkic(language) && word.contains(['\'', '\u{2019}']) {
            return name();
        }
        let small = style == Style::Nouns && words::is_german_small(key);
        (small && !first).then(|| key.to_owned())
    }
}

/// Tells whether a word has a capital inside: `iGarden`, `KemenPANRB`.
pub(super) fn has_inner_capital(form: &str) -> bool {
    form.chars().skip(1).any(char::is_uppercase) && form.chars().any(char::is_lowercase)
}

/// A word with a capital first letter.
pub(super) fn title(word: &str, language: &Language) -> String {
    if language.primary() == "nl"
        && let Some(rest) = word.strip_prefix("ij")
    {
        return format!("IJ{rest}");
    }
    let mut letters = word.chars();
    match letters.next() {
        Some('i') if words::is_turkic(language) => format!("\u{130}{}", letters.as_str()),
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A name in capitals with a capital at the start of every word: `BANDA ACEH`.
pub(super) fn name(text: &str, language: &Language) -> String {
    if !capitals(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for token in tokens::of(text) {
        out.push_str(text.get(end..token.start).unwrap_or_default());
        let small = words::lower(token.text, language);
        // `Rio de Janeiro`
        let link = token.start > 0 && words::is_link(&small);
        out.push_str(&if link { small } else { title(&small, language) });
        end = token.end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, capitals: &str, body: &str, readable_as: &str) {
        let language = Language::parse(language).unwrap();
        assert_eq!(readable(capitals, body, &language, &[]), readable_as);
    }

    #[test]
    fn headlines_of_the_vectors_become_readable() {
        let vectors = include_str!("../../tests/it/fixtures/vectors/casing.tsv");
        let mut rows = 0;
        for row in vectors.lines().filter(|row| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            check(cells[0], cells[1], cells[2], cells[3]);
            rows += 1;
        }
        assert!(rows > 10, "{rows}");
    }

    #[test]
    fn only_a_headline_that_shouts_is_touched() {
        assert!(shouts("SINERGITAS BERSAMA PUTUS RANTAI"));
        assert!(!shouts("BNN RI"));
        assert!(!shouts("BNN RI dan Polda Kalbar Bongkar Jaringan"));
        assert!(!shouts("禁毒工作 会议 今天 召开"));
    }
}
