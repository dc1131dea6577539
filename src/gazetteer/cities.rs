//! The larger cities of the world, by every name the tables have for them.
//!
//! What is written by hand comes first: here is looked only where the lexicon knows nothing.
//! A name that several cities have is the one's at home, else the one's that is known far
//! and wide; of cities of like size none is meant.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::Region;
use crate::gazetteer::table::rows;
use crate::gazetteer::{Place, PlaceKind};

pub(super) const CITIES: &str = include_str!("tsv/cities.tsv");

/// How many times as many people as its namesakes a city abroad has whose name needs no more.
const KNOWN: u32 = 6;

/// How many thousands of people a city has whose name is known far from home: `Acara` is no
/// town of Brazil to a reader of Indonesian.
const FAR: u32 = 250;

/// One city.
#[derive(Debug, Clone, Copy)]
struct City {
    region: &'static str,
    thousands: u32,
    name: &'static str,
}

/// Every city, by the keys of its names.
#[derive(Debug)]
pub(super) struct Cities {
    cities: Vec<City>,
    /// Numbers of cities by the marks of their keys, in order: fifty thousand keys
    /// themselves would cost more than they are worth.
    by_key: Vec<(u64, usize)>,
}

impl Cities {
    /// Reads the table.
    pub(super) fn read() -> Self {
        let mut made = Self { cities: Vec::new(), by_key: Vec::new() };
        for [region, thousands, names] in rows(CITIES) {
            let name = names.split('|').next().unwrap_or(names);
            let number = made.cities.len();
            made.cities.push(City { region, thousands: thousands.parse().unwrap_or(0), name });
            made.by_key.extend(names.split('|').map(|name| (mark(name), number)));
        }
        made.by_key.sort_unstable();
        made
    }

    /// The cities of a key.
    fn of(&self, key: &str) -> impl Iterator<Item = City> + '_ {
        let sought = mark(key);
        let from = self.by_key.partition_point(|(other, _)| *other < sought);
        let named = self.by_key.get(from..).unwrap_or_default().iter();
        let named = named.take_while(move |(other, _)| *other == sought);
        named.filter_map(|(_, number)| self.cities.get(*number).copied())
    }

    /// The city a key means in a country.
    pub(super) fn at_home(&self, key: &str, home: &Region) -> Option<Place> {
        let home = home.country()?;
        let own = |city: &City| {
            city.region
                .strip_prefix(home.as_str())
                .is_some_and(|r| r.is_empty() || r.starts_with('-'))
        };
        best(self.of(key).filter(own)).map(|(place, _)| place)
    }

    /// The city a key means anywhere.
    pub(super) fn anywhere(&self, key: &str) -> Option<Place> {
        best(self.of(key)).filter(|(_, city)| city.thousands >= FAR).map(|(place, _)| place)
    }
}

/// The mark of a name's key: letters and figures without accents, in lower case.
///
/// # Source
///
/// FNV-1a of 64 bits (draft-eastlake-fnv), of the key's bytes.
fn mark(name: &str) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let start = 0xcbf2_9ce4_8422_2325;
    if name.is_ascii() {
        let bytes = name.bytes().filter(u8::is_ascii_alphanumeric);
        return bytes.fold(start, |hash, byte| add(hash, byte.to_ascii_lowercase()));
    }
    let letters = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters
        .filter(|c| c.is_alphanumeric())
        .fold(start, |hash, c| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, add))
}

/// The largest of some cities, if those in other regions are much smaller.
fn best(cities: impl Iterator<Item = City>) -> Option<(Place, City)> {
    let found: Vec<City> = cities.collect();
    let first = found.iter().max_by_key(|city| city.thousands)?;
    let rivals = found.iter().filter(|city| city.region != first.region);
    let next = rivals.map(|city| city.thousands).max().unwrap_or(0);
    let region = Region::parse(first.region).ok().filter(|_| first.thousands >= next * KNOWN)?;
    let name = first.name.to_owned();
    Some((Place { name, region, code: None, kind: PlaceKind::Town }, *first))
}

/// The names of a country's cities as texts write them, with the code of where each lies.
pub(super) fn names_in(home: &Region) -> impl Iterator<Item = (&'static str, &'static str)> {
    let home = home.as_str().to_owned();
    rows(CITIES)
        .filter(move |[region, ..]: &[&str; 3]| region.starts_with(home.as_str()))
        .flat_map(|[region, _, names]| names.split('|').map(move |name| (name, region)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::regions::Regions;
    use crate::gazetteer::table::key;

    #[track_caller]
    fn check(name: &str, home: Option<&str>, want: Option<&str>) {
        let cities = Cities::read();
        let home = home.map(|code| Region::parse(code).unwrap());
        let key = key(name);
        let own = home.and_then(|home| cities.at_home(&key, &home));
        let got = own.or_else(|| cities.anywhere(&key)).map(|place| place.region.to_string());
        assert_eq!(got.as_deref(), want, "{name}");
    }

    #[test]
    fn a_city_lies_in_its_subdivision_in_every_script() {
        check("Graz", None, Some("AT-6"));
        check("КАЗАНЬ", None, Some("RU-TA"));
        check("福岡", None, Some("JP-40"));
        check("الإسكندرية", None, Some("EG-ALX"));
        check("제주", None, Some("KR-49"));
    }

    #[test]
    fn a_name_of_several_cities_is_the_one_at_home_or_none() {
        check("Valencia", Some("VE"), Some("VE-G"));
        check("Valencia", Some("ES"), Some("ES-VC"));
        check("Springfield", None, None);
    }

    #[test]
    fn every_city_lies_in_a_region_the_tables_know() {
        let regions = Regions::read();
        let lost: Vec<&str> =
            rows(CITIES).map(|[code, _, _]| code).filter(|code| !regions.knows(code)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}
