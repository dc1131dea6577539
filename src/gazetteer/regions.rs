//! Regions by their codes: what lies in what, what they are called, which clock they keep.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;

use crate::domain::region::RegionKind;
use crate::domain::{Language, Region};
use crate::gazetteer::table::{key, rows};

pub(super) const M49: &str = include_str!("tsv/m49.tsv");
pub(super) const COUNTRIES: &str = include_str!("tsv/countries.tsv");
pub(super) const SUBDIVISIONS: &str = include_str!("tsv/subdivisions.tsv");

/// The languages of the name columns, in the order of the tables. A subdivision's cell is
/// empty where its name is the English one.
pub(super) const LANGUAGES: [&str; 13] =
    ["en", "id", "ms", "ar", "zh", "fr", "es", "de", "nl", "ru", "pt", "ja", "ko"];

/// One region as its row gives it.
#[derive(Debug)]
struct Unit {
    /// Codes of the regions it lies in, nearest kin first, with blanks between.
    parents: &'static str,
    /// Its own zone; empty where it keeps its country's.
    zone: &'static str,
    /// A group of provinces, such as Kalimantan: a parent, never an edition.
    group: bool,
    /// The name cells, still with their tabs.
    names: &'static str,
}

/// The subdivisions of one country by the keys of their names, each with its code and the column
/// of the name, in the order of the codes.
type Named = HashMap<String, Vec<(&'static str, usize)>>;

/// Every region of M49, ISO 3166-1 and ISO 3166-2, by code.
#[derive(Debug)]
pub(super) struct Regions {
    by_code: BTreeMap<&'static str, Unit>,
    /// By country, made when one is first asked for: keys cost more than all rules together.
    named: Mutex<HashMap<String, Arc<Named>>>,
}

impl Regions {
    /// Reads the three tables.
    pub(super) fn read() -> Self {
        let mut by_code = BTreeMap::new();
        for [code, parents, names] in rows(M49) {
            by_code.insert(code, Unit { parents, zone: "", group: false, names });
        }
        for [code, parents, zone, names] in rows(COUNTRIES) {
            by_code.insert(code, Unit { parents, zone, group: false, names });
        }
        for [code, parents, kind, zone, names] in rows(SUBDIVISIONS) {
            by_code.insert(code, Unit { parents, zone, group: kind == "group", names });
        }
        Self { by_code, named: Mutex::default() }
    }

    /// Tells whether a code is in the tables.
    pub(super) fn knows(&self, code: &str) -> bool {
        self.by_code.contains_key(code)
    }

    /// Every code, in order.
    pub(super) fn codes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.by_code.keys().copied()
    }

    /// A region's name in one language, only if the tables have it.
    pub(super) fn name_in(&self, code: &str, language: &str) -> Option<&'static str> {
        let column = LANGUAGES.iter().position(|known| *known == language)?;
        let name = self.by_code.get(code)?.names.split('\t').nth(column)?;
        (!name.is_empty()).then_some(name)
    }

    /// A region's name in a language, else in English, else its code.
    pub(super) fn name(&self, code: &str, language: &Language) -> String {
        self.name_in(code, language.primary())
            .or_else(|| self.name_in(code, "en"))
            .unwrap_or(code)
            .to_owned()
    }

    /// Every region above one, nearest first, the world last; not itself.
    pub(super) fn ancestors(&self, region: &Region) -> Vec<Region> {
        let mut above: Vec<&str> = Vec::new();
        let country = region.country();
        let mut next: VecDeque<&str> = match self.by_code.get(region.as_str()) {
            Some(unit) => unit.parents.split(' ').collect(),
            // A code newer than the tables still lies in its country.
            None => country.iter().filter(|c| *c != region).map(Region::as_str).collect(),
        };
        while let Some(code) = next.pop_front() {
            if let Some(unit) = self.by_code.get(code)
                && !above.contains(&code)
                && code != Region::world().as_str()
            {
                above.push(code);
                next.extend(unit.parents.split(' '));
            }
        }
        let mut regions: Vec<Region> =
            above.into_iter().filter_map(|code| Region::parse(code).ok()).collect();
        if *region != Region::world() {
            regions.push(Region::world());
        }
        regions
    }

    /// The subdivisions of a country by code, groups of them left out.
    pub(super) fn provinces<'a>(
        &'a self,
        country: &'a str,
    ) -> impl Iterator<Item = &'static str> + 'a {
        self.by_code
            .range::<str, _>((Bound::Excluded(country), Bound::Unbounded))
            .take_while(move |(code, _)| code.starts_with(country))
            .filter(|(_, unit)| !unit.group)
            .map(|(code, _)| *code)
    }

    /// The first subdivision of a country that has a name of this key in one of these languages.
    pub(super) fn subdivision_named(
        &self,
        country: &str,
        key: &str,
        languages: &[&str],
    ) -> Option<&'static str> {
        let named = {
            let mut all = self.named.lock().unwrap_or_else(PoisonError::into_inner);
            let make = || Arc::new(self.names_of(country));
            Arc::clone(all.entry(country.to_owned()).or_insert_with(make))
        };
        let meant =
            |column: &usize| LANGUAGES.get(*column).is_some_and(|known| languages.contains(known));
        named.get(key)?.iter().find(|(_, column)| meant(column)).map(|(code, _)| *code)
    }

    /// The names of a country's subdivisions by their keys.
    fn names_of(&self, country: &str) -> Named {
        let mut found = Named::new();
        for code in self.provinces(country) {
            let names = self.by_code.get(code).map_or("", |unit| unit.names);
            for (column, name) in names.split('\t').enumerate().filter(|(_, name)| !name.is_empty())
            {
                found.entry(key(name)).or_default().push((code, column));
            }
        }
        found
    }

    /// The zone of a region: its own, else its country's.
    pub(super) fn zone(&self, region: &Region) -> Option<Tz> {
        let own = |code: &str| self.by_code.get(code)?.zone.parse().ok();
        own(region.as_str()).or_else(|| own(region.country()?.as_str()))
    }

    /// Every country by code.
    pub(super) fn countries(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.codes().filter(|code| code.len() == 2)
    }
}

/// Tells whether a code names a country, by its shape.
pub(super) fn is_country(code: &str) -> bool {
    Region::parse(code).is_ok_and(|region| region.kind() == RegionKind::Country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn above(code: &str, expected: &[&str]) {
        let found = Regions::read().ancestors(&Region::parse(code).unwrap());
        assert_eq!(found.iter().map(Region::as_str).collect::<Vec<_>>(), expected, "{code}");
    }

    #[test]
    fn a_province_lies_in_its_island_group_and_so_up_to_the_world() {
        above("ID-KB", &["ID-KA", "ID", "035", "142", "001"]);
        above("ID-PE", &["ID-PP", "ID", "035", "142", "001"]);
    }

    #[test]
    fn a_region_with_two_kin_lies_in_both() {
        above("MX", &["013", "419", "003", "019", "001"]);
        above("BR", &["005", "419", "019", "001"]);
        above("KE", &["014", "202", "002", "001"]);
    }

    #[test]
    fn the_world_lies_in_nothing_and_the_unknown_in_the_world() {
        above("001", &[]);
        above("jabodetabek", &["001"]);
        above("ID-X9", &["ID", "035", "142", "001"]);
    }

    #[test]
    fn a_subdivision_has_its_name_in_the_readers_language() {
        let name = |code, language| Regions::read().name(code, &Language::parse(language).unwrap());
        assert_eq!(name("DE-BY", "de"), "Bayern");
        assert_eq!(name("DE-BY", "fr"), "Bavière");
        assert_eq!(name("ID-KB", "nl"), "West-Kalimantan");
        assert_eq!(name("JP-40", "ja"), "福岡県");
        assert_eq!(name("JP-40", "pt"), "Fukuoka", "the English one where it is the same");
    }

    #[test]
    fn a_subdivision_is_found_by_its_name_in_the_languages_asked_for() {
        let regions = Regions::read();
        let found =
            |name, languages: &[&str]| regions.subdivision_named("DE", &key(name), languages);
        assert_eq!(found("BAYERN", &["en", "de"]), Some("DE-BY"));
        assert_eq!(found("Bavière", &["en", "fr"]), Some("DE-BY"));
        assert_eq!(found("Bavière", &["en", "de"]), None);
        assert_eq!(found("Nowhere", &["en"]), None);
    }

    #[test]
    fn name_columns_are_in_the_order_of_the_languages() {
        for (table, fixed) in [(M49, 2), (COUNTRIES, 3), (SUBDIVISIONS, 4)] {
            let head = table.lines().nth(1).unwrap().trim_start_matches("# ");
            let columns: Vec<&str> = head.split('\t').skip(fixed).collect();
            assert_eq!(columns, LANGUAGES);
        }
    }
}
