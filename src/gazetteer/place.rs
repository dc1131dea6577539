//! Turns a name in a place's own slot, such as that of a dateline, into the place.

use crate::domain::{Language, Region};
use crate::gazetteer::Place;
use crate::gazetteer::PlaceKind;
use crate::gazetteer::cities::Cities;
use crate::gazetteer::lexicon::{Entry, Lexicon, Needs, Reader, Shape};
use crate::gazetteer::regions::Regions;
use crate::gazetteer::table::key;

/// The place a name means where only a place can stand.
///
/// Names that stand for places in several regions are settled by `near`; what stays open is
/// none, for nothing is guessed.
pub(super) fn find<'a>(
    (regions, lexicon): (&Regions, &Lexicon),
    cities: impl FnOnce() -> &'a Cities,
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
        let place = place(regions, entry, language);
        return Some(nearer(cities, place, key, near));
    }
    if !found.is_empty() {
        return None;
    }
    let cities = cities();
    let home = near.and_then(|near| {
        let city = cities.at_home(key, near);
        let province = province_of_home(regions, key, language, near);
        match (city, province) {
            // Glasgow is a subdivision of its own within Scotland.
            (Some(city), Some(province)) => {
                let within = regions.ancestors(&province.region).contains(&city.region);
                Some(if within { province } else { city })
            }
            (city, province) => city.or(province),
        }
    });
    home.or_else(|| cities.anywhere(key))
}

/// A town known by its country alone is placed in its subdivision where that is the source's
/// own country; abroad the country is what readers ask for.
fn nearer<'a>(
    cities: impl FnOnce() -> &'a Cities,
    place: Place,
    key: &str,
    near: Option<&Region>,
) -> Place {
    let home = near.and_then(Region::country);
    if place.kind != PlaceKind::Town || home.as_ref() != Some(&place.region) {
        return place;
    }
    let known = home.and_then(|home| cities().at_home(key, &home));
    Place { region: known.map_or(place.region, |known| known.region), ..place }
}

/// The order of preference in a slot: a dateline names a city rather than its province, or
/// than a country of the same name (`عمان` is Amman there, not Oman).
fn in_slot(shape: Shape) -> u8 {
    match shape {
        Shape::City => 0,
        Shape::Regency => 1,
        Shape::Town => 2,
        Shape::Country => 3,
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
    let same = |entry: &&&Entry| {
        entry.region == first.region
            || (entry.shape == Shape::Country && order(Shape::Country) > order(first.shape))
    };
    let one = first.shape == Shape::Country || nearest.iter().all(same);
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

/// A subdivision of the source's own country, by its name in any language the tables have.
fn province_of_home(
    regions: &Regions,
    key: &str,
    language: &Language,
    near: &Region,
) -> Option<Place> {
    let home = near.country()?;
    let languages = ["en", "id", "ms", language.primary()];
    let code = regions.subdivision_named(home.as_str(), key, &languages)?;
    let region = Region::parse(code).ok()?;
    let kind = PlaceKind::Province;
    Some(Place { name: regions.name(code, language), region, code: None, kind })
}
