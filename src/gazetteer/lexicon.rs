//! Every name of a place, by the key it is found by.
//!
//! Names of regions come from their tables; regencies and cities of Indonesia, capitals,
//! seats and other names from tables written for them. What a name needs before it counts
//! in running text stands beside it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::domain::{Language, Region};
use crate::gazetteer::PlaceKind;
use crate::gazetteer::regions::{LANGUAGES, Regions, is_country};
use crate::gazetteer::table::{key, rows};

pub(super) const PROVINCES: &str = include_str!("tsv/provinces.tsv");
pub(super) const REGENCIES: &str = include_str!("tsv/id-regencies.tsv");
pub(super) const PLACES: &str = include_str!("tsv/places.tsv");
pub(super) const ALIASES: &str = include_str!("tsv/aliases.tsv");
pub(super) const ORDINARY: &str = include_str!("tsv/ordinary.tsv");

/// What must stand before a name for it to count in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Any,
    /// A prefix, or a word such as `di`.
    Context,
    /// A prefix such as `Kota` or `Gubernur`.
    Prefix,
    /// It never counts in running text, only where a place alone can stand.
    Slot,
}

/// What a name stands for, as far as prefixes care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A country.
    Country,
    /// A province or another region.
    Province,
    /// A city with a government of its own.
    City,
    /// A regency.
    Regency,
    /// A town, a seat, a capital.
    Town,
}

/// One name of one place.
#[derive(Debug)]
pub(super) struct Entry {
    /// The name as texts have it.
    pub(super) spelling: Cow<'static, str>,
    /// The town's name as readers are shown it; none where it is the spelling.
    pub(super) shown: Option<String>,
    /// The region it is or lies in.
    pub(super) region: &'static str,
    /// Kemendagri's code of a regency or city.
    pub(super) code: Option<&'static str>,
    /// What it stands for.
    pub(super) shape: Shape,
    /// The language it counts in, `*` for all.
    pub(super) language: &'static str,
    /// What running text must show before it.
    pub(super) needs: Needs,
}

impl Entry {
    /// The kind readers are told.
    pub(super) fn kind(&self) -> PlaceKind {
        match self.shape {
            Shape::Country => PlaceKind::Country,
            Shape::Province => PlaceKind::Province,
            Shape::City | Shape::Regency | Shape::Town => PlaceKind::Town,
        }
    }

    /// The spelling readers are shown, if it is a town's.
    pub(super) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.spelling)
    }

    /// Tells whether it lies in Indonesia.
    pub(super) fn is_indonesian(&self) -> bool {
        self.region.starts_with("ID")
    }

    /// Tells whether the name counts for a reader of a language and a source of a country.
    pub(super) fn counts(&self, reader: Reader<'_>) -> bool {
        match self.language {
            "*" => true,
            "id" if self.is_indonesian() => reader.indonesian,
            own if own == reader.language => true,
            "id" => reader.language == "ms" && self.shape != Shape::Country,
            "en" => !LANGUAGES.contains(&reader.language),
            _ => false,
        }
    }
}

/// For whom a name is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The primary subtag of the text's language.
    pub(super) language: &'a str,
    /// Whether Indonesia's short names count: the text is Indonesian or Malay, or its source
    /// is Indonesia's.
    pub(super) indonesian: bool,
}

impl<'a> Reader<'a> {
    /// The reader of a text in a language whose source is at home in a region.
    pub(super) fn new(language: &'a Language, near: Option<&Region>) -> Self {
        let home = near.and_then(Region::country).is_some_and(|c| c.as_str() == "ID");
        let language = language.primary();
        Self { language, indonesian: home || language == "id" || language == "ms" }
    }
}

/// All names.
#[derive(Debug)]
pub(super) struct Lexicon {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<usize>>,
    provinces: HashMap<&'static str, &'static str>,
}

impl Lexicon {
    /// Reads the tables.
    pub(super) fn read(regions: &Regions) -> Self {
        let mut made = Self {
            entries: Vec::new(),
            by_key: HashMap::new(),
            provinces: rows(PROVINCES).map(|[code, iso]| (code, iso)).collect(),
        };
        made.add_regions(regions);
        let names = shown_names();
        made.add_places(&names);
        made.add_regencies(&names);
        made.add_aliases(&names);
        made
    }

    /// Every entry.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a number that this lexicon gave out.
    pub(super) fn entry(&self, number: usize) -> Option<&Entry> {
        self.entries.get(number)
    }

    /// Every entry of a key.
    pub(super) fn find(&self, key: &str) -> impl Iterator<Item = &Entry> {
        self.by_key.get(key).into_iter().flatten().filter_map(|n| self.entries.get(*n))
    }

    /// ISO 3166-2 of Kemendagri's two digits.
    pub(super) fn province(&self, digits: &str) -> Option<&'static str> {
        self.provinces.get(digits).copied()
    }

    fn add(&mut self, entry: Entry) {
        self.by_key.entry(key(&entry.spelling)).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    /// A code of either numbering: the region, and Kemendagri's code if it is one.
    fn locate(&self, code: &'static str) -> Option<(&'static str, Option<&'static str>)> {
        match code.split_once('.') {
            Some((province, _)) => Some((self.province(province)?, Some(code))),
            None => Some((code, None)),
        }
    }

    fn add_regions(&mut self, regions: &Regions) {
        let mut add = |name: &'static str, region, shape, language| {
            let (spelling, needs) = (Cow::Borrowed(name), Needs::Any);
            self.add(Entry { spelling, shown: None, region, code: None, shape, language, needs });
        };
        for region in regions.countries() {
            for language in LANGUAGES {
                if let Some(name) = regions.name_in(region, language) {
                    add(name, region, Shape::Country, language);
                }
            }
        }
        for region in regions.provinces("ID") {
            let mut seen = HashSet::new();
            for name in ["id", "ms", "en"].iter().filter_map(|l| regions.name_in(region, l)) {
                if seen.insert(name) {
                    add(name, region, Shape::Province, "*");
                }
            }
            for language in LANGUAGES {
                if let Some(name) = regions.name_in(region, language)
                    && seen.insert(name)
                {
                    add(name, region, Shape::Province, language);
                }
            }
        }
    }

    fn add_places(&mut self, names: &HashMap<&str, String>) {
        for [name, language, code, kind, needs] in rows(PLACES) {
            if let Some((region, code)) = self.locate(code) {
                let (spelling, shape, needs) = (name.into(), Shape::Town, needs_of(needs));
                let shown = code.filter(|_| kind == "abbr").and_then(|c| names.get(c).cloned());
                self.add(Entry { spelling, shown, region, code, shape, language, needs });
            }
        }
    }

    fn add_regencies(&mut self, names: &HashMap<&str, String>) {
        let ordinary: HashSet<&str> = rows(ORDINARY).map(|[name, _]| name).collect();
        for [code, official] in rows(REGENCIES) {
            let Some((region, Some(code))) = self.locate(code) else { continue };
            let (shape, prefix) = match official.split_once(' ') {
                Some(("Kota", _)) => (Shape::City, "Kota"),
                _ => (Shape::Regency, "Kabupaten"),
            };
            let name = base(official);
            let short = name.chars().count() <= 4 || ordinary.contains(name.as_str());
            let alone = if short { Needs::Prefix } else { Needs::Any };
            let whole = format!("{prefix} {name}");
            let mut spellings = vec![(name, alone)];
            if whole != official {
                spellings.push((official.to_owned(), Needs::Slot));
            }
            spellings.push((whole, Needs::Slot));
            for (spelling, needs) in spellings {
                let (spelling, shown) = (spelling.into(), names.get(code).cloned());
                let (code, language) = (Some(code), "*");
                self.add(Entry { spelling, shown, region, code, shape, language, needs });
            }
        }
    }

    fn add_aliases(&mut self, names: &HashMap<&str, String>) {
        for [name, language, code, _, needs] in rows(ALIASES) {
            if let Some((region, code)) = self.locate(code) {
                let shape = match code {
                    Some(_) => Shape::Town,
                    None if is_country(region) => Shape::Country,
                    None => Shape::Province,
                };
                let shown = code.and_then(|code| names.get(code).cloned());
                let (spelling, needs) = (name.into(), needs_of(needs));
                self.add(Entry { spelling, shown, region, code, shape, language, needs });
            }
        }
    }
}

/// The names of regencies and cities as readers are shown them, by code: the decree's, or
/// the spelling in use where a row of `places.tsv` says so.
fn shown_names() -> HashMap<&'static str, String> {
    let decree = rows(REGENCIES).map(|[code, official]| (code, base(official)));
    let in_use = rows(PLACES)
        .filter(|[_, _, _, kind, _]| *kind == "spelling")
        .map(|[name, _, code, _, _]| (code, name.to_owned()));
    decree.chain(in_use).collect()
}

/// A regency's or city's name without what it is: `Kabupaten Bogor` is `Bogor`.
fn base(official: &str) -> String {
    let name = official.split_once(' ').map_or(official, |(_, name)| name);
    let name = name.trim_start_matches("Administrasi ");
    match name.strip_prefix("Kep. ") {
        Some(rest) => format!("Kepulauan {rest}"),
        None => name.to_owned(),
    }
}

fn needs_of(word: &str) -> Needs {
    match word {
        "any" => Needs::Any,
        "context" => Needs::Context,
        "prefix" => Needs::Prefix,
        _ => Needs::Slot,
    }
}
