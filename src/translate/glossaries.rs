//! The glossaries of all pairs of languages, and which of them serve a pair.
//!
//! A language of a region is served by the glossary of the language in general, too: terms of
//! `id-en` count for `en-GB`. Where both pairs have a file both count, and of a term that
//! stands in both the closer file has the say.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Language;
use crate::translate::glossary::{Glossary, Term};

type Pair = (Language, Language);

/// All glossaries.
#[derive(Debug, Clone, Default)]
pub struct Glossaries {
    /// One a file.
    own: BTreeMap<Pair, Glossary>,
    /// Those of a file with all that serve its pair besides.
    whole: BTreeMap<Pair, Glossary>,
}

impl Glossaries {
    /// Takes one glossary a file.
    #[must_use]
    pub fn new(own: BTreeMap<Pair, Glossary>) -> Self {
        let whole = |pair: &Pair| {
            let mut serving = served_by(pair).into_iter().filter_map(|pair| own.get(&pair));
            let first = serving.next()?;
            let wider: Vec<&Glossary> = serving.collect();
            let glossary = if wider.is_empty() { first.clone() } else { merged(first, &wider) };
            Some((pair.clone(), glossary))
        };
        let whole = own.keys().filter_map(whole).collect();
        Self { own, whole }
    }

    /// The terms that count for a pair.
    #[must_use]
    pub fn of(&self, from: &Language, to: &Language) -> Glossary {
        let pair = (from.clone(), to.clone());
        served_by(&pair).iter().find_map(|pair| self.whole.get(pair)).cloned().unwrap_or_default()
    }

    /// The terms of a pair's own file.
    #[must_use]
    pub fn own(&self, from: &Language, to: &Language) -> Glossary {
        self.own.get(&(from.clone(), to.clone())).cloned().unwrap_or_default()
    }

    /// Every file: its pair and its own terms.
    pub fn files(&self) -> impl Iterator<Item = (&Pair, &Glossary)> {
        self.own.iter()
    }
}

/// The pairs whose glossaries serve a pair, the closest first: the language translated into is
/// taken more generally before the one translated from.
fn served_by((from, to): &Pair) -> Vec<Pair> {
    let widening = |language: &Language| -> Vec<Language> {
        std::iter::successors(Some(language.clone()), Language::wider).collect()
    };
    let into = widening(to);
    widening(from)
        .into_iter()
        .flat_map(|from| into.iter().map(move |to| (from.clone(), to.clone())))
        .collect()
}

/// The terms of the first, and those of the others that stand in none before them.
fn merged(first: &Glossary, wider: &[&Glossary]) -> Glossary {
    let name = |term: &Term| term.term.trim().to_lowercase();
    let mut terms: Vec<Term> = first.terms().to_vec();
    for glossary in wider {
        let closer: BTreeSet<String> = terms.iter().map(name).collect();
        let more = glossary.terms().iter().filter(|term| !closer.contains(&name(term)));
        terms.extend(more.cloned());
    }
    Glossary::new(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translate::glossary::{Case, Class};

    fn tag(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn term((term, target): &(&str, &str)) -> Term {
        let (term, targets) = ((*term).to_owned(), vec![(*target).to_owned()]);
        Term { term, class: Class::Fixed, targets, case: Case::Any, note: None }
    }

    /// The languages of a file, and its terms.
    type File = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

    /// What a term of `id` is said as in a language, by these files.
    #[track_caller]
    fn check(files: &[File], to: &str, said: &[(&str, &str)]) {
        let one = |(from, to, terms): &File| {
            let terms = terms.iter().map(term).collect();
            ((tag(from), tag(to)), Glossary::new(terms))
        };
        let glossaries = Glossaries::new(files.iter().map(one).collect());
        let found = glossaries.of(&tag("id"), &tag(to));
        let found: Vec<(&str, &str)> =
            found.terms().iter().map(|t| (t.term.as_str(), t.targets[0].as_str())).collect();
        assert_eq!(found, said, "{to}");
    }

    const GENERAL: File =
        ("id", "en", &[("program kerja", "work program"), ("wali kota", "mayor")]);
    const BRITISH: File = ("id", "en-GB", &[("Program Kerja", "work programme")]);

    #[test]
    fn a_language_of_a_region_is_served_by_the_language() {
        check(&[GENERAL], "en-GB", GENERAL.2);
        check(&[GENERAL], "en", GENERAL.2);
        check(&[GENERAL], "fr", &[]);
    }

    #[test]
    fn of_two_files_both_count_and_the_closer_has_the_say() {
        let both = [("Program Kerja", "work programme"), ("wali kota", "mayor")];
        check(&[GENERAL, BRITISH], "en-GB", &both);
        check(&[GENERAL, BRITISH], "en", GENERAL.2);
        check(&[GENERAL, BRITISH], "en-AU", GENERAL.2);
    }

    #[test]
    fn a_file_of_a_region_serves_no_other_one() {
        check(&[BRITISH], "en", &[]);
        check(&[BRITISH], "en-AU", &[]);
    }

    #[test]
    fn another_script_is_another_language() {
        let chinese: File = ("id", "zh", &[("wali kota", "市长")]);
        check(&[chinese], "zh-TW", &[]);
        check(&[chinese], "zh-SG", chinese.2);
    }
}
