//! Capitals to readable casing: `SINERGITAS BERSAMA` gives `Sinergitas Bersama`.
//!
//! The body knows how its words are written, so it is asked first: an acronym stays an
//! acronym, a name keeps its inner capitals. What it does not hold follows the custom of
//! the language: Title Case in Indonesian and Malay, sentence case elsewhere, capitals
//! for unknown words in German. Scripts without case come back as they were.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Language;
use crate::normalize::tokens::{self, Kind};

/// Words that stay small inside an Indonesian or Malay headline.
const SMALL: [&str; 24] = [
    "dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "dalam", "oleh", "bagi",
    "terhadap", "atau", "sebagai", "tentang", "serta", "hingga", "para", "antar", "antara",
    "kepada", "demi", "agar", "guna",
];

/// Short forms known without a body.
const KNOWN: [&str; 36] = [
    "RI", "TNI", "BNN", "BNNP", "BNNK", "KPK", "DPR", "DPRD", "MPR", "DPD", "MK", "MA", "BPK",
    "BMKG", "BNPB", "BPBD", "BPS", "BPOM", "BUMN", "BUMD", "ASN", "PNS", "UMKM", "APBN", "APBD",
    "KTT", "PBB", "HUT", "WNI", "WNA", "NKRI", "P4GN", "EU", "UN", "USA", "UK",
];

/// Abbreviations that end in a full stop and keep small letters: `Pj. Gubernur`.
const MIXED: [&str; 14] =
    ["PJ", "PLT", "PLH", "PJS", "DR", "DRS", "DRG", "KAB", "KEP", "JL", "NO", "PROF", "ST", "MR"];
/// German words that are small even where the body does not show it.
const GERMAN_SMALL: &str = "der die das den dem des ein eine einen einem einer und oder aber für \
    mit von vom zu zum zur im in am an auf aus bei nach vor über unter durch gegen ohne um bis \
    als wie auch nicht mehr neue neuer neues neuen erste ersten weitere weiteren will soll \
    startet beginnt kommt geht wird werden ist sind hat haben sich legt stellt fordert plant \
    beschliesst öffnet steigt sinkt gegen zwei drei vier fünf";

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
    words > 2 && capitals(headline)
}

/// Tells whether at least 80 of 100 cased letters are capitals.
pub(super) fn capitals(text: &str) -> bool {
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    upper > 0 && upper * 5 >= (upper + lower) * 4
}

/// Writes a line of capitals in readable casing, by the words of the body.
pub(super) fn readable(line: &str, body: &str, language: &Language) -> String {
    let style = match language.primary() {
        "id" | "ms" => Style::Title,
        "de" => Style::Nouns,
        _ => Style::Sentence,
    };
    let lexicon = Lexicon::of(body, language);
    let mut out = String::with_capacity(line.len());
    let mut end = 0;
    let mut first = true;
    for token in tokens::of(line) {
        out.push_str(line.get(end..token.start).unwrap_or_default());
        end = token.end;
        if token.kind == Kind::Word {
            let before = out.chars().last();
            let abbreviated =
                before == Some('.') && line.get(..token.start).is_some_and(|s| s.ends_with('.'));
            let dotted = line.get(token.end..).is_some_and(|rest| rest.starts_with('.'));
            let at = (first || abbreviated, dotted);
            let lettered = token.text.chars().count() == 1
                && (before == Some('&')
                    || line.get(token.end..).is_some_and(|r| r.starts_with('&')));
            if lettered {
                // `Q&A`, `R&D`
                out.push_str(token.text);
            } else if let Some((article, rest)) = elided(token.text, language) {
                let article = lower(article, language);
                out.push_str(&if first { title(&article, language) } else { article });
                out.push_str(&lexicon.word(rest, (false, false), style, language));
            } else {
                out.push_str(&lexicon.word(token.text, at, style, language));
            }
            first = false;
        } else {
            out.push_str(token.text);
            first = first && token.kind != Kind::Number || token.is_any(&[':', '?', '!']);
        }
    }
    out.push_str(line.get(end..).unwrap_or_default());
    out
}

/// How a body writes its words.
struct Lexicon {
    /// The form most used inside sentences, by the word in small letters.
    forms: BTreeMap<String, String>,
    /// Words the body writes in capitals, wherever they stand.
    acronyms: BTreeSet<String>,
}

impl Lexicon {
    fn of(body: &str, language: &Language) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut shouted: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let trusted = !capitals(body);
        for paragraph in body.lines().filter(|_| trusted) {
            let mut initial = true;
            for token in tokens::of(paragraph) {
                if token.kind == Kind::Mark {
                    initial = token.is_any(&['.', '!', '?', ':', '"', '\u{201c}', '\u{2026}']);
                    continue;
                }
                if token.kind == Kind::Word {
                    let split = elided(token.text, language);
                    let word = split.map_or(token.text, |(_, rest)| rest);
                    let key = folded(word, language);
                    let tally = shouted.entry(key.clone()).or_default();
                    if is_acronym(word) {
                        tally.0 += 1;
                    } else {
                        tally.1 += 1;
                    }
                    if !initial || split.is_some() {
                        *counts.entry(key).or_default().entry(word).or_default() += 1;
                    }
                }
                initial = false;
            }
        }
        let most = |forms: BTreeMap<&str, u32>| {
            forms.into_iter().max_by_key(|(_, count)| *count).map(|(form, _)| form.to_owned())
        };
        let forms =
            counts.into_iter().filter_map(|(key, forms)| Some((key, most(forms)?))).collect();
        let acronyms = shouted
            .into_iter()
            .filter(|(_, (capitals, other))| capitals > other)
            .map(|(key, _)| key)
            .collect();
        Self { forms, acronyms }
    }

    fn word(
        &self,
        word: &str,
        (first, abbreviates): (bool, bool),
        style: Style,
        language: &Language,
    ) -> String {
        let key = lower(word, language);
        if style == Style::Title && SMALL.contains(&key.as_str()) {
            return if first { title(&key, language) } else { key };
        }
        if self.acronyms.contains(&key) {
            return word.to_owned();
        }
        let form = self.forms.get(&key);
        if abbreviates && MIXED.contains(&word) {
            return title(&key, language);
        }
        if style == Style::Title && key.len() == 1 && form == Some(&key) {
            return key;
        }
        if style == Style::Nouns
            && form.is_none()
            && (GERMAN_SMALL.split(' ').any(|small| small == key) || is_german_verb(&key))
            && !first
        {
            return key;
        }
        // `İzmir'de`: only names take an apostrophe.
        if is_turkic(language) && word.contains(['\'', '\u{2019}']) && form.is_none() {
            return title(&key, language);
        }
        if form.is_none() && looks_short(word) {
            return word.to_owned();
        }
        if let Some(form) = form.filter(|form| has_inner_capital(form)) {
            return form.clone();
        }
        match (style, form) {
            (_, _) if first => title(&key, language),
            (Style::Title, _) | (Style::Nouns, None) => title(&key, language),
            (_, Some(form)) => form.clone(),
            (Style::Sentence, None) => key,
        }
    }
}

/// Two letters or more, all capitals: `BNN`, `P4GN`.
fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// A short form by its looks: known, a Roman number, or consonants only.
fn looks_short(word: &str) -> bool {
    let length = word.chars().count();
    let vowel = |c: char| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y');
    let roman = length > 1 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let consonants = (2..=5).contains(&length) && word.is_ascii() && !word.contains(vowel);
    KNOWN.contains(&word) || roman || consonants
}

fn has_inner_capital(form: &str) -> bool {
    form.chars().skip(1).any(char::is_uppercase) && form.chars().any(char::is_lowercase)
}

fn is_turkic(language: &Language) -> bool {
    matches!(language.primary(), "tr" | "az")
}

/// A word in small letters; Turkish and Azeri tell dotted from dotless i.
fn lower(word: &str, language: &Language) -> String {
    if is_turkic(language) {
        word.replace('\u{130}', "i").replace('I', "\u{131}").to_lowercase()
    } else {
        word.to_lowercase()
    }
}

/// The key of a word of the body: in German capitals an `\u{df}` is `SS`.
fn folded(word: &str, language: &Language) -> String {
    let key = lower(word, language);
    if language.primary() == "de" { key.replace('\u{df}', "ss") } else { key }
}

/// `L'État` to the article with its apostrophe and the word behind it, where a language
/// runs them together.
fn elided<'a>(word: &'a str, language: &Language) -> Option<(&'a str, &'a str)> {
    if !matches!(language.primary(), "fr" | "it" | "ca") {
        return None;
    }
    let (at, mark) = word.char_indices().find(|(_, c)| matches!(c, '\'' | '\u{2019}'))?;
    let (article, rest) = word.split_at_checked(at + mark.len_utf8())?;
    (at > 0 && !rest.is_empty()).then_some((article, rest))
}

/// German verbs and participles by their looks: `eröffnet`, `bestätigt`, `finanziert`.
fn is_german_verb(word: &str) -> bool {
    let prefixed = ["er", "ver", "be", "ent", "zer"].iter().any(|start| word.starts_with(start));
    let ends = ["et", "igt", "elt", "ert", "ührt", "ellt"].iter().any(|end| word.ends_with(end));
    (prefixed && ends && word.chars().count() > 5) || word.ends_with("iert")
}

/// A word with a capital first letter.
pub(super) fn title(word: &str, language: &Language) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some('i') if is_turkic(language) => format!("\u{130}{}", letters.as_str()),
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
        out.push_str(&title(&lower(token.text, language), language));
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
        assert_eq!(readable(capitals, body, &language), readable_as);
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
