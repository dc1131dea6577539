//! Turns what an operator writes for regions, `ID`, `ID-*` or `035`, into regions, and what
//! is wrong with it into a hint; and the names in addresses into regions.

use std::collections::HashMap;

use thiserror::Error;

use crate::domain::region::RegionKind;
use crate::domain::{Language, Region};
use crate::gazetteer::lexicon::{Lexicon, Needs, Shape};
use crate::gazetteer::regions::Regions;
use crate::gazetteer::table::key;

/// Why a pattern of regions was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum PatternError {
    /// No region has this code; the hint says what may have been meant.
    #[error("`{pattern}` is not a region; {hint}")]
    Unknown {
        /// What was written.
        pattern: String,
        /// What to write instead.
        hint: String,
    },
    /// The country is known, but has no subdivisions.
    #[error("`{country}` has no provinces; write `{country}`")]
    NoProvinces {
        /// The country.
        country: Region,
    },
}

/// Names in addresses, by key.
#[derive(Debug)]
pub(super) struct Slugs(HashMap<String, &'static str>);

impl Slugs {
    /// Gathers Kemendagri's digits, names and aliases of Indonesia, names of countries and
    /// M49 regions, and the English names of subdivisions that only one has.
    pub(super) fn read(regions: &Regions, lexicon: &Lexicon) -> Self {
        let mut slugs: HashMap<String, &'static str> = HashMap::new();
        for digits in 11..=99_u8 {
            if let Some(region) = lexicon.province(&digits.to_string()) {
                slugs.insert(digits.to_string(), region);
            }
        }
        let named = lexicon.entries().iter().filter(|entry| match entry.shape {
            Shape::Province => true,
            Shape::Country => entry.needs != Needs::Slot,
            Shape::City | Shape::Regency | Shape::Town => false,
        });
        for entry in named {
            slugs.entry(key(&entry.spelling)).or_insert(entry.region);
        }
        let mut others: HashMap<String, Vec<&'static str>> = HashMap::new();
        for code in regions.codes() {
            for name in ["en", "id", "ms"].iter().filter_map(|l| regions.name_in(code, l)) {
                let with = others.entry(key(name)).or_default();
                if !with.contains(&code) {
                    with.push(code);
                }
            }
        }
        for (name, codes) in others {
            if let [code] = codes.as_slice() {
                slugs.entry(name).or_insert(code);
            }
        }
        Self(slugs)
    }

    /// The region a slug means.
    pub(super) fn find(&self, slug: &str) -> Option<&'static str> {
        self.0.get(&key(slug)).copied()
    }

    /// The region whose name is nearest to a misspelt one: at most two letters away, and no
    /// other region as near.
    fn nearest(&self, slug: &str) -> Option<&'static str> {
        let sought = key(slug);
        if sought.chars().count() < 5 {
            return None;
        }
        let near: Vec<(usize, &'static str)> = self
            .0
            .iter()
            .map(|(name, code)| (distance(&sought, name), *code))
            .filter(|(far, _)| *far <= 2)
            .collect();
        let best = near.iter().map(|(far, _)| *far).min()?;
        let mut codes = near.iter().filter(|(far, _)| *far == best).map(|(_, code)| *code);
        let first = codes.next()?;
        codes.all(|code| code == first).then_some(first)
    }
}

/// The regions a pattern stands for, by code.
pub(super) fn expand<'a>(
    regions: &Regions,
    slugs: impl FnOnce() -> &'a Slugs,
    pattern: &str,
) -> Result<Vec<Region>, PatternError> {
    let pattern = pattern.trim();
    if let Some(country) = pattern.strip_suffix("-*")
        && let Ok(country) = Region::parse(country)
        && country.kind() == RegionKind::Country
        && regions.knows(country.as_str())
    {
        let provinces: Vec<Region> = regions
            .provinces(country.as_str())
            .filter_map(|code| Region::parse(code).ok())
            .collect();
        return if provinces.is_empty() {
            Err(PatternError::NoProvinces { country })
        } else {
            Ok(provinces)
        };
    }
    match Region::parse(pattern) {
        Ok(region) if regions.knows(region.as_str()) => Ok(vec![region]),
        _ => Err(PatternError::Unknown {
            pattern: pattern.to_owned(),
            hint: hint(regions, slugs(), pattern),
        }),
    }
}

/// What to write instead of a pattern that means nothing.
fn hint(regions: &Regions, slugs: &Slugs, pattern: &str) -> String {
    let (stem, star) = match pattern.strip_suffix("-*") {
        Some(stem) => (stem, "-*"),
        None => (pattern, ""),
    };
    if stem == "*" || stem.is_empty() {
        return "write `001` for the world, or `ID-*` for the provinces of a country".to_owned();
    }
    let region = Region::parse(stem).ok().filter(|_| !star.is_empty());
    if let Some(region) = region.filter(|region| regions.knows(region.as_str())) {
        return format!("only a country has provinces, so write `{region}` alone");
    }
    if let Some(code) = slugs.find(stem) {
        return format!("write `{code}{star}`");
    }
    if let Some(code) = slugs.nearest(stem) {
        return format!("did you mean `{code}{star}` ({})?", name(regions, code));
    }
    let near: Vec<String> = like(regions, stem)
        .into_iter()
        .map(|code| format!("`{code}{star}` ({})", name(regions, code)))
        .collect();
    match near.split_last() {
        Some((last, [])) => format!("did you mean {last}?"),
        Some((last, rest)) => format!("did you mean {} or {last}?", rest.join(", ")),
        None => "write UN M49 (`001`), ISO 3166-1 (`ID`) or ISO 3166-2 (`ID-KB`)".to_owned(),
    }
}

/// Known codes one letter away, at most six; subdivisions only within their country.
fn like(regions: &Regions, code: &str) -> Vec<&'static str> {
    let code = code.to_ascii_uppercase();
    let country = code.split_once('-').map(|(country, _)| country);
    regions
        .codes()
        .filter(|known| match country {
            Some(country) => known.split_once('-').is_some_and(|(own, _)| own == country),
            None => !known.contains('-'),
        })
        .filter(|known| distance(known, &code) == 1)
        .take(6)
        .collect()
}

/// Names in a message are English where the region has an English one.
fn name(regions: &Regions, code: &str) -> String {
    Language::parse("en").map_or_else(|_| code.to_owned(), |english| regions.name(code, &english))
}

/// The letters to add, drop or change to turn one word into another.
///
/// # Source
///
/// Levenshtein's distance, by one row of Wagner and Fischer's table at a time.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (above, a) in one.chars().enumerate() {
        let mut next = vec![above + 1];
        for ((b, corner), up) in other.chars().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            next.push((corner + usize::from(a != b)).min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("ID-KX", "ID-KB"), 1);
        assert_eq!(distance("kalimatanbarat", "kalimantanbarat"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    #[test]
    fn patterns_expand_and_mistakes_get_a_hint() {
        let places = Gazetteer::bundled();
        assert_eq!(places.expand("ID").unwrap(), [region("ID")]);
        assert_eq!(places.expand("id-kb").unwrap(), [region("ID-KB")]);
        assert_eq!(places.expand("035").unwrap(), [region("035")]);
        assert_eq!(places.expand("ID-*").unwrap(), places.provinces(&region("ID")));
        for (pattern, said) in [
            ("kalbar", "`kalbar` is not a region; write `ID-KB`"),
            ("Kalimantan Barat", "`Kalimantan Barat` is not a region; write `ID-KB`"),
            (
                "kalimatan-barat",
                "`kalimatan-barat` is not a region; did you mean `ID-KB` (West Kalimantan)?",
            ),
            (
                "ID-KX",
                "`ID-KX` is not a region; did you mean `ID-KA` (Kalimantan), `ID-KB` (West \
                 Kalimantan), `ID-KI` (East Kalimantan), `ID-KR` (Riau Islands), `ID-KS` (South \
                 Kalimantan) or `ID-KT` (Central Kalimantan)?",
            ),
            (
                "ID-KB-*",
                "`ID-KB-*` is not a region; only a country has provinces, so write `ID-KB` alone",
            ),
            ("indonesia-*", "`indonesia-*` is not a region; write `ID-*`"),
            (
                "*",
                "`*` is not a region; write `001` for the world, or `ID-*` for the provinces of a \
                 country",
            ),
            ("AQ-*", "`AQ` has no provinces; write `AQ`"),
        ] {
            assert_eq!(places.expand(pattern).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn addresses_name_regions_by_alias() {
        let places = Gazetteer::bundled();
        for (slug, code) in [
            ("kalbar", Some("ID-KB")),
            ("kalimantan-barat", Some("ID-KB")),
            ("west-kalimantan", Some("ID-KB")),
            ("jabar", Some("ID-JB")),
            ("indonesia", Some("ID")),
            ("malaysia", Some("MY")),
            ("asia-tenggara", Some("035")),
            ("southeast-asia", Some("035")),
            ("california", Some("US-CA")),
            ("uk", Some("GB")),
            ("pontianak", None),
            ("nowhere", None),
        ] {
            assert_eq!(places.alias(slug), code.map(region), "{slug}");
        }
    }
}
