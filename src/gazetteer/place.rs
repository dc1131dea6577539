//! Turns a name in a place's own slot, such as that of a dateline, into the place.

use crate::domain::{Language, Region};
use crate::gazetteer::Place;
use crate::gazetteer::lexicon::{Entry, Lexicon, Needs, Reader, Shape};
use crate::gazetteer::regions::Regions;
use crate::gazetteer::table::key;

/// The place a name means where only a place can stand.
///
/// Names that stand for places in several regions are settled by `near`; what stays open is
/// none, for nothing is guessed.
pub(super) fn find(
    (regions, lexicon): (&Regions, &Lexicon),
    name: &str,
    language: &Language,
    near: Option<&Region>,
) -> Option<Place> {
    let key = key(name);
    let key = key.strip_prefix("provinsi").unwrap_or(&key);
    let reader = Reader::new(language, near);
    let found: Vec<&Entry> = lexicon
        .find(key)
        .filter(|entry| entry.counts(reader) || entry.language == "en")
        // A short name of Indonesia may be a word of any other language.
        .filter(|entry| {
            let bare = entry.needs == Needs::Prefix || entry.needs == Needs::Context;
            !(bare && entry.is_indonesian()) || reader.indonesian
        })
        .collect();
    if let Some(entry) = settle(regions, &found, near, in_slot) {
        return Some(place(regions, entry, language));
    }
    if !found.is_empty() {
        return None;
    }
    province_of_home(regions, key, language, near?)
}

/// The order of preference in a slot: a dateline names a city rather than its province.
fn in_slot(shape: Shape) -> u8 {
    match shape {
        Shape::Country => 0,
        Shape::City => 1,
        Shape::Regency => 2,
        Shape::Town => 3,
        Shape::Province => 4,
    }
}

/// The order of preference elsewhere: `warga Jambi` are the province's, `warga Bandung` the
/// city's.
pub(super) fn in_text(shape: Shape) -> u8 {
    match shape {
        Shape::Country => 0,
        Shape::Province => 1,
        Shape::City => 2,
        Shape::Regency => 3,
        Shape::Town => 4,
    }
}

/// Chooses among the entries of one name: those nearest to `near`, of them the first in the
/// order of preference; none where they lie in different regions.
pub(super) fn settle<'a>(
    regions: &Regions,
    found: &[&'a Entry],
    near: Option<&Region>,
    order: fn(Shape) -> u8,
) -> Option<&'a Entry> {
    let fits = |entry: &Entry| near.map_or(0, |near| fit(regions, entry, near));
    let best = found.iter().map(|entry| fits(entry)).max()?;
    let nearest: Vec<&&Entry> = found.iter().filter(|entry| fits(entry) == best).collect();
    let first = nearest.iter().min_by_key(|entry| order(entry.shape))?;
    let one =
        first.shape == Shape::Country || nearest.iter().all(|entry| entry.region == first.region);
    one.then_some(**first)
}

/// How near an entry is to a region: 2 in it, 1 in its country, 0 elsewhere.
fn fit(regions: &Regions, entry: &Entry, near: &Region) -> u8 {
    let Ok(own) = Region::parse(entry.region) else { return 0 };
    if own == *near {
        return 2;
    }
    let home = near.country();
    if home.is_some() && own.country() == home {
        return if regions.ancestors(&own).contains(near) { 2 } else { 1 };
    }
    0
}

/// An entry as readers of a language are told of it.
pub(super) fn place(regions: &Regions, entry: &Entry, language: &Language) -> Place {
    let name = match entry.shape {
        Shape::Country | Shape::Province => regions.name(entry.region, language),
        Shape::City | Shape::Regency | Shape::Town => entry.shown().to_owned(),
    };
    let code = entry.code.map(str::to_owned);
    // The tables' codes are codes: a test reads every one of them.
    let region = Region::parse(entry.region).unwrap_or_else(|_| Region::world());
    Place { name, region, code, kind: entry.kind() }
}

/// Tells whether a name and a key can be the same at all: making the key of every name of a
/// country costs more than all other rules together.
fn begin_alike(name: &str, key: &str) -> bool {
    let first = name.chars().find(|c| c.is_alphanumeric());
    match (first, key.chars().next()) {
        (Some(one), Some(other)) if one.is_ascii() && other.is_ascii() => {
            one.eq_ignore_ascii_case(&other)
        }
        _ => true,
    }
}

/// A subdivision of the source's own country, by its name in any language the tables have.
fn province_of_home(
    regions: &Regions,
    key_sought: &str,
    language: &Language,
    near: &Region,
) -> Option<Place> {
    let home = near.country()?;
    let code = regions.provinces(home.as_str()).find(|code| {
        ["en", "id", "ms"]
            .iter()
            .filter_map(|language| regions.name_in(code, language))
            .any(|name| begin_alike(name, key_sought) && key(name) == key_sought)
    })?;
    let region = Region::parse(code).ok()?;
    let kind = crate::gazetteer::PlaceKind::Province;
    Some(Place { name: regions.name(code, language), region, code: None, kind })
}
