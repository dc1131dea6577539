//! Finds the names of places in running text, and holds back those that only look like one.
//!
//! A name counts when it stands alone (no letter touches it), is written with a capital, and
//! has before it what its entry needs. Of names that overlap the longest wins, even when it
//! then does not count: `Riau` inside `Kepulauan Riau` is never a mention.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::AhoCorasick;

use crate::domain::{Language, Region};
use crate::gazetteer::cities;
use crate::gazetteer::lexicon::{Entry, Lexicon, Needs, Reader, Shape};
use crate::gazetteer::prefix::{Prefixes, Says};
use crate::gazetteer::regions::Regions;
use crate::gazetteer::{Mention, Place, PlaceKind, place};

/// The automata built so far, by what they know.
#[derive(Debug, Default)]
pub(super) struct Automata(Mutex<HashMap<String, Arc<Automaton>>>);

/// One automaton, and what each of its patterns stands for.
#[derive(Debug)]
struct Automaton {
    search: Option<AhoCorasick>,
    targets: Vec<Vec<Target>>,
}

/// What a pattern may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// An entry of the lexicon, by number.
    Entry(usize),
    /// A subdivision of the source's own country, by code.
    Subdivision(&'static str),
    /// A larger city of the source's own country, by the code of where it lies.
    City(&'static str),
}

/// A match before judgement.
#[derive(Debug)]
struct Hit<'a> {
    start: usize,
    end: usize,
    targets: &'a [Target],
}

/// The tables a search reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) regions: &'a Regions,
    pub(super) lexicon: &'a Lexicon,
    pub(super) prefixes: &'a Prefixes,
    pub(super) automata: &'a Automata,
}

impl Tables<'_> {
    /// The mentions in a text, from its beginning to its end.
    pub(super) fn mentions(
        self,
        text: &str,
        language: &Language,
        near: Option<&Region>,
    ) -> Vec<Mention> {
        let reader = Reader::new(language, near);
        let names =
            self.automata.get(&format!("{}/{}", reader.language, reader.indonesian), || {
                names_for(self.lexicon, reader)
            });
        let home = home_with_names(language, near);
        let own = home.as_ref().map(|home| {
            let name = format!("{home}/{}", reader.language);
            self.automata.get(&name, || names_of_home(self.regions, home, reader.language))
        });
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for automaton in [Some(&names), own.as_ref()].into_iter().flatten() {
            hits.extend(automaton.hits(text));
        }
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let mut end = 0;
        let mut found = Vec::new();
        for hit in hits {
            if hit.start >= end {
                end = hit.end;
                found.extend(self.judge(text, &hit, language, near));
            }
        }
        found
    }

    /// Says what a hit stands for, if it counts.
    fn judge(
        self,
        text: &str,
        hit: &Hit<'_>,
        language: &Language,
        near: Option<&Region>,
    ) -> Option<Mention> {
        let (head, tail) = (text.get(..hit.start)?, text.get(hit.end..)?);
        let says = self.prefixes.around(head, tail);
        if says == Some(Says::Other) || is_person(head, text.get(hit.start..hit.end)?, tail, says) {
            return None;
        }
        let entries: Vec<&Entry> = hit
            .targets
            .iter()
            .filter_map(|target| match target {
                Target::Entry(number) => self.lexicon.entry(*number),
                Target::Subdivision(_) | Target::City(_) => None,
            })
            .collect();
        let vouched: Vec<&Entry> =
            entries.iter().copied().filter(|e| says.is_some_and(|s| s.vouches(e.shape))).collect();
        let prefixed = !vouched.is_empty();
        let open: Vec<&Entry> = if prefixed {
            vouched
        } else {
            entries.into_iter().filter(|entry| counts_alone(entry, says, tail)).collect()
        };
        let place = match place::settle(self.regions, &open, near, place::in_text) {
            Some(entry) => place::place(self.regions, entry, language),
            None if open.is_empty() => {
                let name = text.get(hit.start..hit.end)?;
                self.subdivision(hit.targets, language).or_else(|| city(name, hit.targets, says))?
            }
            None => return None,
        };
        Some(Mention { start: hit.start, end: hit.end, place, prefixed })
    }

    fn subdivision(self, targets: &[Target], language: &Language) -> Option<Place> {
        let code = targets.iter().find_map(|target| match target {
            Target::Subdivision(code) => Some(*code),
            Target::Entry(_) | Target::City(_) => None,
        })?;
        let (name, kind) = (self.regions.name(code, language), PlaceKind::Province);
        Some(Place { name, region: Region::parse(code).ok()?, code: None, kind })
    }
}

/// Names of places that persons also bear.
const PERSONS: &str = include_str!("tsv/persons.tsv");

/// `Chad Marlow`, `Michael Jordan`: a place that is also a person's name, beside another word
/// with a capital, after which no comma stands.
fn is_person(head: &str, name: &str, tail: &str, says: Option<Says>) -> bool {
    let capital = |word: Option<&str>| word.is_some_and(|w| w.starts_with(char::is_uppercase));
    let next = tail.strip_prefix(' ').map(|tail| tail.trim_start_matches('('));
    let lead = head.strip_suffix(' ').and_then(|head| head.rsplit(' ').next());
    // A word that begins the text is no name, but may be an office.
    let first = head.trim_end().contains(' ');
    says.is_none()
        && (capital(next) || (first && capital(lead)))
        && PERSONS.lines().any(|one| one == name)
}

/// A city of the source's own country. Many are also persons' names and words, so a word such
/// as `in` has to stand before one, unless it has several words or the signs of several.
fn city(name: &str, targets: &[Target], says: Option<Says>) -> Option<Place> {
    let mut codes = targets.iter().filter_map(|target| match target {
        Target::City(code) => Some(*code),
        _ => None,
    });
    let code = codes.next()?;
    let wide = name.chars().filter(|c| is_unspaced(*c)).count() >= 3;
    let clear = says.is_some() || name.contains(' ') || wide;
    if !clear || codes.any(|other| other != code) {
        return None;
    }
    let region = Region::parse(code).ok()?;
    Some(Place { name: name.to_owned(), region, code: None, kind: PlaceKind::Town })
}

/// Tells whether a name that nothing vouches for counts. `di Padang` is the town, but
/// `di Padang Rumput` a meadow.
fn counts_alone(entry: &Entry, says: Option<Says>, tail: &str) -> bool {
    match entry.needs {
        Needs::Any => true,
        Needs::Context => says.is_some(),
        Needs::Prefix => {
            let town = matches!(entry.shape, Shape::City | Shape::Regency | Shape::Town);
            let next = tail.strip_prefix(' ').and_then(|tail| tail.chars().next());
            let alone = !next.is_some_and(char::is_uppercase);
            town && alone && says == Some(Says::Context) && entry.is_indonesian()
        }
        Needs::Slot => false,
    }
}

/// The country whose own subdivisions count in a text: its source's, Malaysia for Malay.
/// Indonesia's are in the lexicon.
fn home_with_names(language: &Language, near: Option<&Region>) -> Option<Region> {
    let malay = || (language.primary() == "ms").then(|| Region::parse("MY").ok()).flatten();
    near.and_then(Region::country).or_else(malay).filter(|home| home.as_str() != "ID")
}

/// The spellings of every lexicon name that counts for a reader.
fn names_for(lexicon: &Lexicon, reader: Reader<'_>) -> Vec<(String, Target)> {
    let mut names = Vec::new();
    for (number, entry) in lexicon.entries().iter().enumerate() {
        let town = matches!(entry.shape, Shape::City | Shape::Regency | Shape::Town);
        if entry.needs == Needs::Slot
            || !entry.counts(reader)
            || (town && entry.is_indonesian() && !reader.indonesian)
        {
            continue;
        }
        let target = Target::Entry(number);
        names.push((entry.spelling.to_string(), target));
        let own = entry.language == reader.language || entry.language == "*";
        let forms = if own { inflected(&entry.spelling, reader.language) } else { Vec::new() };
        names.extend(forms.into_iter().map(|form| (form, target)));
        if town && entry.is_indonesian() && entry.spelling.contains(' ') {
            names.push((entry.spelling.replace(' ', ""), target));
            names.push((entry.spelling.replace(' ', "-"), target));
        }
    }
    names
}

fn names_of_home(regions: &Regions, home: &Region, own: &str) -> Vec<(String, Target)> {
    let mut names = Vec::new();
    for code in regions.provinces(home.as_str()) {
        let known = ["en", "id", "ms", own].into_iter().filter_map(|l| regions.name_in(code, l));
        for name in known.collect::<BTreeSet<_>>() {
            // Two signs of Chinese say as much as five letters.
            if name.chars().map(|c| if is_unspaced(c) { 2 } else { 1 }).sum::<usize>() > 4 {
                names.push((name.to_owned(), Target::Subdivision(code)));
            }
        }
    }
    names.extend(cities::names_in(home).map(|(name, code)| (name.to_owned(), Target::City(code))));
    names
}

impl Automata {
    /// The automaton of a name, built from `names` when it is first asked for.
    fn get(&self, name: &str, names: impl FnOnce() -> Vec<(String, Target)>) -> Arc<Automaton> {
        let mut built = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Automaton::build(names()));
        Arc::clone(built.entry(name.to_owned()).or_insert_with(made))
    }
}

impl Automaton {
    fn build(names: Vec<(String, Target)>) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut patterns: Vec<String> = Vec::new();
        let mut targets: Vec<Vec<Target>> = Vec::new();
        for (name, target) in names {
            // The search itself folds ASCII only.
            let spellings: HashSet<String> = if name.is_ascii() {
                HashSet::from([name.to_lowercase()])
            } else {
                HashSet::from([name.to_uppercase(), name])
            };
            for spelling in spellings {
                let number = *numbers.entry(spelling.clone()).or_insert_with(|| {
                    patterns.push(spelling);
                    targets.push(Vec::new());
                    patterns.len() - 1
                });
                if let Some(known) = targets.get_mut(number)
                    && !known.contains(&target)
                {
                    known.push(target);
                }
            }
        }
        // Building fails only past two thousand million states; then nothing is found.
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&patterns).ok();
        Self { search, targets }
    }

    fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit<'a>> {
        let found = self.search.iter().flat_map(move |search| search.find_overlapping_iter(text));
        found.filter_map(|found| {
            let (start, end) = (found.start(), found.end());
            let name = text.get(start..end)?;
            let targets = self.targets.get(found.pattern().as_usize())?;
            let alone = stands_alone(text.get(..start)?, name, text.get(end..)?);
            (alone && is_written_as_a_name(name)).then_some(Hit { start, end, targets })
        })
    }
}

/// Tells whether no letter touches a name. Scripts that write no blanks are let be.
fn stands_alone(head: &str, name: &str, tail: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let spaced = |c: char| word(c) && !is_unspaced(c);
    let particle = name.starts_with(is_arabic) && head.ends_with(is_arabic) && {
        let word = head.rsplit(|c: char| !is_arabic(c)).next().unwrap_or(head);
        word.chars().count() <= 2 && word.chars().all(|c| "وفبلك".contains(c))
    };
    let before = head.chars().next_back().is_some_and(spaced) && !particle;
    let after = tail.chars().next().is_some_and(spaced);
    let begins = name.chars().next().is_some_and(spaced);
    let ends = name.chars().next_back().is_some_and(spaced);
    !(before && begins || after && ends)
}

/// Tells whether a letter is Arabic, which hangs `and`, `in` and `for` on the name.
fn is_arabic(c: char) -> bool {
    matches!(u32::from(c), 0x0620..=0x064A)
}

/// The other forms of a name in a language that inflects it: `Индонезии`, `للسودان`, `Berlins`.
fn inflected(name: &str, language: &str) -> Vec<String> {
    let with = |stem: &str, ends: &[&str]| ends.iter().map(|end| format!("{stem}{end}")).collect();
    let long = name.chars().count() >= 4;
    match language {
        "ar" => name.strip_prefix("ال").map(|rest| with("لل", &[rest])).unwrap_or_default(),
        "de" if long && !name.ends_with(['s', 'z', 'x']) => with(name, &["s"]),
        "ru" if long && !name.contains([' ', '-']) => {
            if let Some(stem) = name.strip_suffix("ия") {
                with(stem, &["ии", "ию", "ией"])
            } else if let Some(stem) = name.strip_suffix('а') {
                with(stem, &["ы", "и", "е", "у", "ой"])
            } else if let Some(stem) = name.strip_suffix('я') {
                with(stem, &["и", "е", "ю", "ей"])
            } else if let Some(stem) = name.strip_suffix(['ь', 'й']) {
                with(stem, &["я", "ю", "е", "ем", "и"])
            } else if name.ends_with(['о', 'и', 'у', 'ы', 'э', 'е']) {
                Vec::new()
            } else {
                with(name, &["а", "у", "ом", "е"])
            }
        }
        _ => Vec::new(),
    }
}

/// Tells whether a letter belongs to a script without blanks between words, or to one that
/// hangs its particles on the name: Chinese, Japanese, Korean.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF)
}

/// Tells whether every word of a name begins with a capital, small words between them aside.
fn is_written_as_a_name(name: &str) -> bool {
    let small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let mut words = name.split([' ', '-']);
    !words.next().is_some_and(small) && !words.any(|word| small(word) && word.chars().count() > 3)
}
