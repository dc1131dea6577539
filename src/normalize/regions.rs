//! The regions a release is about, with a score and the words behind it.
//!
//! Every clue has a weight; a region counts from 0.6 on. A province that counts brings
//! its country with it. Nothing is rolled up further: that is done where regions are
//! stored.

use std::collections::BTreeMap;

use crate::domain::Region;
use crate::domain::region::RegionKind;
use crate::domain::release::ScoredRegion;

/// Where a clue was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The source's configuration.
    Source,
    /// A code the source itself gave.
    Draft,
    /// The host of the release's page.
    Host,
    /// The dateline's place.
    Dateline,
    /// The issuer's name.
    Issuer,
    /// The headline.
    Headline,
    /// The body.
    Body,
}

impl Found {
    /// The weight in hundredths.
    const fn weight(self) -> u32 {
        match self {
            Self::Source | Self::Draft => 100,
            Self::Host | Self::Dateline => 90,
            Self::Issuer => 80,
            Self::Headline => 60,
            Self::Body => 20,
        }
    }

    /// The name in evidence.
    const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Draft => "draft",
            Self::Host => "host",
            Self::Dateline => "dateline",
            Self::Issuer => "issuer",
            Self::Headline => "headline",
            Self::Body => "body",
        }
    }
}

/// A sign that a release is about a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clue {
    pub(super) region: Region,
    pub(super) found: Found,
    /// The words.
    pub(super) words: String,
    /// The code of a regency or city inside the region.
    pub(super) code: Option<String>,
    /// Whether a word such as `Gubernur` stood before it.
    pub(super) prefixed: bool,
}

/// What body mentions of one region are worth at most, in hundredths.
const BODY_MOST: u32 = 60;
/// What a region needs to count, in hundredths.
const ENOUGH: u32 = 60;

/// Points of one region while clues are added.
#[derive(Debug, Default)]
struct Tally {
    firm: u32,
    body: u32,
    why: Vec<String>,
}

impl Tally {
    fn points(&self) -> u32 {
        self.firm + self.body.min(BODY_MOST)
    }
}

/// Scores the regions and keeps those that count, best first.
pub(super) fn score(clues: &[Clue]) -> Vec<ScoredRegion> {
    let mut tallies: BTreeMap<Region, Tally> = BTreeMap::new();
    for clue in clues {
        let tally = tallies.entry(clue.region.clone()).or_default();
        let points = clue.found.weight() * if clue.prefixed { 2 } else { 1 };
        if clue.found == Found::Body {
            tally.body += points;
        } else {
            tally.firm += points;
        }
        let why = match &clue.code {
            Some(code) => format!("{}: {} ({code})", clue.found.name(), clue.words),
            None => format!("{}: {}", clue.found.name(), clue.words),
        };
        if !tally.why.contains(&why) {
            tally.why.push(why);
        }
    }
    let mut counted: BTreeMap<Region, (u32, Vec<String>)> = tallies
        .into_iter()
        .filter(|(_, tally)| tally.points() >= ENOUGH)
        .map(|(region, tally)| (region, (tally.points(), tally.why)))
        .collect();
    let provinces: Vec<(Region, u32)> = counted
        .iter()
        .filter(|(region, _)| region.kind() == RegionKind::Subdivision)
        .map(|(region, (points, _))| (region.clone(), *points))
        .collect();
    for (province, points) in provinces {
        if let Some(country) = province.country() {
            let (score, why) = counted.entry(country).or_default();
            *score = (*score).max(points);
            why.push(format!("contains {province}"));
        }
    }
    let mut out: Vec<(u32, ScoredRegion)> = counted
        .into_iter()
        .map(|(code, (points, why))| {
            let level = level(&code).to_owned();
            (points, ScoredRegion { code, level, score: f64::from(points) / 100.0, why })
        })
        .collect();
    let breadth = |region: &Region| match region.kind() {
        RegionKind::Subdivision => 0,
        RegionKind::Country => 1,
        RegionKind::Custom | RegionKind::M49 => 2,
    };
    out.sort_by_key(|(points, scored)| (u32::MAX - points, breadth(&scored.code)));
    out.into_iter().map(|(_, scored)| scored).collect()
}

pub(super) fn level(region: &Region) -> &'static str {
    match region.kind() {
        RegionKind::Subdivision => "province",
        RegionKind::Country => "country",
        RegionKind::M49 | RegionKind::Custom => "area",
    }
}

/// Whether a release concerns its whole country: its source speaks for the country, or
/// says so itself, or no province counts and no province's office printed it.
pub(super) fn is_national(
    configured: Option<&Region>,
    named: &[Region],
    scored: &[ScoredRegion],
) -> bool {
    let country = |region: &Region| region.kind() == RegionKind::Country;
    let office = configured.is_some_and(|region| region.kind() == RegionKind::Subdivision);
    let provinces = scored.iter().any(|region| region.level == "province");
    let countries = scored.iter().any(|region| region.level == "country");
    configured.is_some_and(country)
        || named.iter().any(country)
        || (!office && !provinces && countries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    fn clue(code: &str, found: Found) -> Clue {
        let words = "x".to_owned();
        Clue { region: region(code), found, words, code: None, prefixed: false }
    }

    #[track_caller]
    fn check(clues: &[Clue], want: &[(&str, f64)]) {
        let scored = score(clues);
        let got: Vec<(&str, f64)> =
            scored.iter().map(|scored| (scored.code.as_str(), scored.score)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_dateline_makes_its_province_and_country_count() {
        check(&[clue("ID-KB", Found::Dateline)], &[("ID-KB", 0.9), ("ID", 0.9)]);
    }

    #[test]
    fn body_mentions_count_from_three_on_and_no_more() {
        let body = || clue("ID-KB", Found::Body);
        check(&[body(), body()], &[]);
        check(&[body(), body(), body()], &[("ID-KB", 0.6), ("ID", 0.6)]);
        check(&vec![body(); 9], &[("ID-KB", 0.6), ("ID", 0.6)]);
        let prefixed = Clue { prefixed: true, ..body() };
        check(&[prefixed, body()], &[("ID-KB", 0.6), ("ID", 0.6)]);
    }

    #[test]
    fn a_national_body_on_a_visit_is_in_both() {
        let clues = [clue("ID", Found::Source), clue("ID-KB", Found::Dateline)];
        check(&clues, &[("ID", 1.0), ("ID-KB", 0.9)]);
        assert!(is_national(Some(&region("ID")), &[], &score(&clues)));
    }

    #[test]
    fn a_provinces_office_is_not_national() {
        let scored = score(&[clue("ID-KB", Found::Source)]);
        assert!(!is_national(Some(&region("ID-KB")), &[], &scored));
        assert!(is_national(Some(&region("ID-KB")), &[region("ID")], &scored));
    }
}
