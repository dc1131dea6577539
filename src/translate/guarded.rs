//! What no engine may touch: addresses, mails, phone numbers, hashtags, @names, the
//! newsroom's terms that are never translated or have a fixed translation, and dates.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::Language;
use crate::translate::dates;
use crate::translate::glossary::{Class, Glossary};

/// Why a piece of text is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// An address, a mail, a phone number, a hashtag or an @name.
    Address,
    /// A term the newsroom never translates, or of which it fixed the translation.
    Term,
    /// A date in words, which is said in the other language without any engine.
    Date,
}

impl Guard {
    /// The name of the check that tells when it was damaged.
    #[must_use]
    pub const fn check(self) -> &'static str {
        match self {
            Self::Address => "urls",
            Self::Term => "protected",
            Self::Date => "dates",
        }
    }
}

/// Addresses with or without a scheme, mails, phone numbers with a trunk or country
/// prefix, hashtags and @names.
const ADDRESS: &str = r"(?x)
    (?: https?:// | www\. ) [^\s<>\x22“”]+
  | [\p{L}\p{N}._%+-]+ @ [\p{L}\p{N}-]+ (?: \. [\p{L}\p{N}-]+ )+
  | (?: [a-z0-9-]+ \. )+ (?: com | org | net | info | id | my | sg | eu | gov | edu )
    \b (?: / [^\s<>\x22“”]* )?
  | (?: \+\d | \( 0\d{2,4} \) | \b 0\d{2,3} [\s-]? ) [\d\s().-]{5,16} \d
  | [\#@] [\p{L}_] [\p{L}\p{N}_.]*
";

static ADDRESSES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(ADDRESS).ok());

/// Finds addresses in plain words.
#[must_use]
pub fn addresses(words: &str) -> Vec<&str> {
    spans(words, &Rules::default())
        .into_iter()
        .filter_map(|span| words.get(span.start..span.end))
        .collect()
}

/// What is guarded beside addresses: terms, and dates between two languages.
#[derive(Debug, Default)]
pub struct Rules {
    glossary: Glossary,
    pair: Option<(Language, Language)>,
}

impl Rules {
    /// Guards names that are never translated; blank ones are left out. No dates are guarded.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        Self::of(&Glossary::of_names(names))
    }

    /// Guards the terms of a glossary that are never translated or fixed. No dates are
    /// guarded.
    #[must_use]
    pub fn of(glossary: &Glossary) -> Self {
        Self { glossary: glossary.clone(), pair: None }
    }

    /// Guards dates as well, and has them said in the other language.
    #[must_use]
    pub fn between(self, from: &Language, to: &Language) -> Self {
        Self { pair: Some((from.clone(), to.clone())), ..self }
    }
}

/// A guarded piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Why it is guarded.
    pub guard: Guard,
    /// What stands for it in the translation, when that is not the text itself.
    pub said: Option<String>,
}

/// Finds what is guarded in plain words, in order, none overlapping. A term counts only
/// as whole words; of two kinds that overlap the address stands, then the term.
#[must_use]
pub fn spans(words: &str, rules: &Rules) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    if let Some(addresses) = ADDRESSES.as_ref() {
        for hit in addresses.find_iter(words) {
            let kept = closed(hit.as_str());
            let before = words.get(..hit.start()).and_then(|w| w.chars().next_back());
            if kept.is_empty() || before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            add(&mut found, hit.start(), hit.start() + kept.len(), Guard::Address, None);
        }
    }
    for hit in rules.glossary.find(words) {
        if hit.term.class != Class::Preferred {
            let said = words.get(hit.start..hit.end).and_then(|words| hit.term.said(words));
            add(&mut found, hit.start, hit.end, Guard::Term, said);
        }
    }
    if let Some((from, to)) = &rules.pair {
        for (start, end, said) in dates::find(words, from, to) {
            add(&mut found, start, end, Guard::Date, Some(said));
        }
    }
    found.sort_unstable_by_key(|span| span.start);
    found
}

fn add(found: &mut Vec<Span>, start: usize, end: usize, guard: Guard, said: Option<String>) {
    if !found.iter().any(|span| start < span.end && end > span.start) {
        found.push(Span { start, end, guard, said });
    }
}

/// Gives back the punctuation that ends the sentence and not the address.
fn closed(hit: &str) -> &str {
    let mut kept = hit.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '»']);
    while kept.ends_with(')') && kept.matches(')').count() > kept.matches('(').count() {
        kept = kept.strip_suffix(')').unwrap_or(kept).trim_end_matches(['.', ',']);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, guarded: &[&str]) {
        assert_eq!(addresses(words), guarded, "{words}");
    }

    #[test]
    fn addresses_mails_numbers_and_tags_are_guarded() {
        check(
            "Buka https://contoh.go.id/berita/rapat-kerja?a=1.",
            &["https://contoh.go.id/berita/rapat-kerja?a=1"],
        );
        check("Kirim ke humas@contoh.go.id, atau", &["humas@contoh.go.id"]);
        check(
            "Laman www.contoh.id (lihat contoh.go.id/surat).",
            &["www.contoh.id", "contoh.go.id/surat"],
        );
        check(
            "Telepon (021) 555-0123 atau +62 811 5550 123.",
            &["(021) 555-0123", "+62 811 5550 123"],
        );
        check("Hubungi 0811-5550-123", &["0811-5550-123"]);
        check("Tagar #KalbarBersih dari @dinas_contoh.", &["#KalbarBersih", "@dinas_contoh"]);
    }

    #[test]
    fn money_dates_and_numbers_are_left_to_the_engine() {
        check("Rp1.250.500,50 pada 6/6/2024 pukul 09.30 untuk 2024-2025 dan 1.500 orang", &[]);
        check("S.I.K., M.Si., dan dr. Anu. Lalu", &[]);
    }

    #[test]
    fn a_term_is_guarded_as_a_whole_word_and_the_longest_wins() {
        let rules = Rules::new(&["Kota".to_owned(), "Kota Baru".to_owned()]);
        let words = "Kota Baru, Kotabumi, Kota.";
        let cut = |span: &Span| words.get(span.start..span.end).unwrap();
        let found: Vec<_> = spans(words, &rules).iter().map(cut).collect();
        assert_eq!(found, ["Kota Baru", "Kota"]);
    }
}
