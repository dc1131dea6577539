//! The newsroom's terms between two languages: found as whole words, the longest first.
//!
//! A term is of one of three classes. What is never translated and what has a fixed
//! translation is taken out of what an engine is asked, and put in again afterwards: a
//! fixed translation may be changed without asking anybody again. What is preferred is left
//! to the engine, and looked for in its answer by the check `glossary`.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

/// What becomes of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// It is never translated.
    Never,
    /// It has one translation, which is put in its place whatever the engine would say.
    Fixed,
    /// One of its translations should be in what the engine answers.
    Preferred,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Never, Self::Fixed, Self::Preferred];

    /// The word in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Fixed => "fixed",
            Self::Preferred => "preferred",
        }
    }
}

/// How a term is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// Letter by letter as it is written.
    Exact,
    /// In capitals and small letters alike.
    Any,
}

impl Case {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Exact, Self::Any];

    /// The word in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Any => "any",
        }
    }
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term in the language translated from.
    pub term: String,
    /// What becomes of it.
    pub class: Class,
    /// Its translations, the best first: none of one that is never translated, one of one
    /// that is fixed.
    pub targets: Vec<String>,
    /// How it is found.
    pub case: Case,
    /// What the newsroom notes about it; shown to people only.
    pub note: Option<String>,
}

impl Term {
    /// A term that is never translated.
    #[must_use]
    pub fn never(term: &str) -> Self {
        Self {
            term: term.to_owned(),
            class: Class::Never,
            targets: Vec::new(),
            case: Case::Exact,
            note: None,
        }
    }

    /// What is said for words in which this term was found: its translation, in capitals
    /// where they are, and with a first capital where they begin with one and the term does
    /// not. `None` when it is never translated.
    #[must_use]
    pub fn said(&self, words: &str) -> Option<String> {
        let target = self.targets.first()?;
        if self.case == Case::Exact {
            return Some(target.clone());
        }
        if is_capitals(words) && !is_capitals(&self.term) {
            return Some(target.to_uppercase());
        }
        let begins = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
        let mut letters = target.chars();
        Some(match letters.next() {
            Some(first) if begins(words) && !begins(&self.term) => {
                first.to_uppercase().chain(letters).collect()
            }
            _ => target.clone(),
        })
    }
}

/// Whether a text has letters, more than one, and all of them are capitals.
fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && text.chars().filter(|c| c.is_alphabetic()).count() > 1
        && letters.all(char::is_uppercase)
}

/// The terms of a pair of languages, ready to be found. Cheap to clone.
#[derive(Clone, Default)]
pub struct Glossary {
    terms: Arc<Vec<Term>>,
    finder: Option<AhoCorasick>,
    /// Of which term each pattern of the finder is.
    patterns: Arc<Vec<usize>>,
}

impl std::fmt::Debug for Glossary {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Glossary({} terms)", self.terms.len())
    }
}

impl PartialEq for Glossary {
    fn eq(&self, other: &Self) -> bool {
        self.terms == other.terms
    }
}

impl Eq for Glossary {}

/// A term found in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The term.
    pub term: &'a Term,
}

impl Glossary {
    /// Makes terms ready to be found; blank ones are left out.
    #[must_use]
    pub fn new(terms: Vec<Term>) -> Self {
        let (mut texts, mut patterns) = (Vec::new(), Vec::new());
        for (index, term) in terms.iter().enumerate() {
            for text in spellings(term) {
                texts.push(text);
                patterns.push(index);
            }
        }
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&texts);
        let finder = finder.ok().filter(|_| !texts.is_empty());
        Self { terms: Arc::new(terms), finder, patterns: Arc::new(patterns) }
    }

    /// Terms that are never translated, and no others.
    #[must_use]
    pub fn of_names(names: &[String]) -> Self {
        Self::new(names.iter().map(|name| Term::never(name.trim())).collect())
    }

    /// All terms, as they were given.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Finds terms in plain words, in order, none overlapping. A term counts only as whole
    /// words; of two that overlap the longer stands, then the earlier.
    #[must_use]
    pub fn find(&self, words: &str) -> Vec<Hit<'_>> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let hit = |found: aho_corasick::Match| {
            let (start, end) = (found.start(), found.end());
            let term = self.terms.get(*self.patterns.get(found.pattern().as_usize())?)?;
            let exact = term.case == Case::Any || words.get(start..end) == Some(&term.term);
            (exact && is_whole(words, start, end)).then_some(Hit { start, end, term })
        };
        let mut all: Vec<Hit<'_>> = finder.find_overlapping_iter(words).filter_map(hit).collect();
        all.sort_by_key(|hit| (std::cmp::Reverse(hit.end - hit.start), hit.start, hit.term.case));
        let mut found: Vec<Hit<'_>> = Vec::new();
        for hit in all {
            if !found.iter().any(|other| hit.start < other.end && hit.end > other.start) {
                found.push(hit);
            }
        }
        found.sort_unstable_by_key(|hit| hit.start);
        found
    }

    /// The preferred terms in words, each once, in order.
    #[must_use]
    pub fn preferred(&self, words: &str) -> Vec<Preferred> {
        let mut found: Vec<Preferred> = Vec::new();
        for hit in self.find(words).iter().filter(|hit| hit.term.class == Class::Preferred) {
            let one = Preferred { term: hit.term.term.clone(), targets: hit.term.targets.clone() };
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

/// A preferred term that stands in a segment.
///
/// For the check `glossary`: one of the targets should be in the translation, in capitals or
/// small letters alike, and a longer word that begins with it will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferred {
    /// The term, as the glossary writes it.
    pub term: String,
    /// Its translations, the best first; at least one.
    pub targets: Vec<String>,
}

/// How a term may be written, beside what the finder takes for the same: capitals and small
/// letters of ASCII.
fn spellings(term: &Term) -> Vec<String> {
    let text = term.term.trim();
    let mut all: Vec<String> = Vec::new();
    if text.is_empty() {
        return all;
    }
    all.push(text.to_owned());
    if term.case == Case::Any && !text.is_ascii() {
        for other in [text.to_lowercase(), text.to_uppercase()] {
            if !all.iter().any(|known| known.eq_ignore_ascii_case(&other)) {
                all.push(other);
            }
        }
    }
    all
}

/// Tells whether no letter or digit stands before or after a piece of words.
fn is_whole(words: &str, start: usize, end: usize) -> bool {
    let before = words.get(..start).and_then(|w| w.chars().next_back());
    let after = words.get(end..).and_then(|w| w.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, class: Class, target: &str, case: Case) -> Term {
        let targets = if target.is_empty() { Vec::new() } else { vec![target.to_owned()] };
        Term { term: term.to_owned(), class, targets, case, note: None }
    }

    fn glossary() -> Glossary {
        Glossary::new(vec![
            term("Kota", Class::Never, "", Case::Exact),
            term("Kota Baru", Class::Never, "", Case::Exact),
            term("rapat koordinasi", Class::Fixed, "coordination meeting", Case::Any),
            term("Kepala Badan", Class::Fixed, "Head of the Agency", Case::Any),
            term("Badan Sandi Rekaan", Class::Fixed, "Fictional Cipher Agency", Case::Exact),
            term("penyuluhan", Class::Preferred, "outreach", Case::Any),
            term("élite", Class::Preferred, "elite", Case::Any),
        ])
    }

    #[track_caller]
    fn check(words: &str, found: &[&str]) {
        let glossary = glossary();
        let hits = glossary.find(words);
        let texts: Vec<&str> = hits.iter().filter_map(|h| words.get(h.start..h.end)).collect();
        assert_eq!(texts, found, "{words}");
    }

    #[test]
    fn a_term_is_found_as_whole_words_and_the_longest_stands() {
        check("Kota Baru, Kotabumi, Kota.", &["Kota Baru", "Kota"]);
        check("Kepala Badan Sandi Rekaan hadir", &["Badan Sandi Rekaan"]);
        check("Kota Barumun dan Kota-Kota", &["Kota", "Kota", "Kota"]);
    }

    #[test]
    fn a_term_is_found_in_the_case_its_rule_says() {
        check("KOTA kota Kota", &["Kota"]);
        check("RAPAT KOORDINASI, Rapat Koordinasi", &["RAPAT KOORDINASI", "Rapat Koordinasi"]);
        check("ÉLITE, Élite, élite", &["ÉLITE", "Élite", "élite"]);
    }

    #[test]
    fn a_translation_is_written_as_the_words_are() {
        let glossary = glossary();
        let said = |words: &str| glossary.find(words)[0].term.said(words);
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(said("rapat koordinasi"), some("coordination meeting"));
        assert_eq!(said("Rapat koordinasi"), some("Coordination meeting"));
        assert_eq!(said("RAPAT KOORDINASI"), some("COORDINATION MEETING"));
        assert_eq!(said("KEPALA BADAN"), some("HEAD OF THE AGENCY"));
        assert_eq!(said("kepala badan"), some("Head of the Agency"));
        assert_eq!(said("Kota"), None);
    }

    #[test]
    fn a_preferred_term_is_told_once_and_not_inside_a_longer_one() {
        let glossary = Glossary::new(vec![
            term("penyuluhan", Class::Preferred, "outreach", Case::Any),
            term("penyuluhan hukum", Class::Fixed, "legal outreach", Case::Any),
        ]);
        let found = glossary.preferred("Penyuluhan dan penyuluhan, bukan penyuluhan hukum.");
        let one = Preferred { term: "penyuluhan".to_owned(), targets: vec!["outreach".to_owned()] };
        assert_eq!(found, [one]);
        assert!(glossary.preferred("Ada penyuluhan hukum.").is_empty());
    }

    #[test]
    fn no_terms_find_nothing() {
        assert!(Glossary::default().find("Kota Baru").is_empty());
        assert!(Glossary::of_names(&[" ".to_owned()]).find("Kota Baru").is_empty());
    }
}
