//! Places and regions, from checked-in TSV.
//!
//! A [`Gazetteer`] is a value: it is made once by [`Gazetteer::bundled`], and what a
//! command does not ask for it does not pay for.

use chrono_tz::Tz;

use crate::domain::region::RegionKind;
use crate::domain::{Language, Region};

/// Every region and place known.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name in readable casing: `Pontianak`.
    pub name: String,
    /// The region it is, or the smallest region it lies in: `ID-KB`.
    pub region: Region,
    /// Its own code below the region, such as Kemendagri's `61.71`; none for a region.
    pub code: Option<String>,
    /// What it is.
    pub kind: PlaceKind,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A subdivision that is an edition: a province, a state.
    Province,
    /// A regency, city or town: evidence, never an edition.
    Town,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What it stands for.
    pub place: Place,
    /// Whether a word such as `Kabupaten`, `Gubernur` or `Polda` stands before it.
    pub prefixed: bool,
}

impl Gazetteer {
    /// The gazetteer that comes with the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// Tells whether a region exists.
    #[must_use]
    pub fn knows(&self, region: &Region) -> bool {
        region.kind() != RegionKind::Custom
    }

    /// A region's name in a language, English where the language has none, its code where
    /// even English has none.
    #[must_use]
    pub fn name(&self, region: &Region, language: &Language) -> String {
        let _ = language;
        region.to_string()
    }

    /// Every region a region lies in, nearest first, the world last; not itself.
    #[must_use]
    pub fn ancestors(&self, region: &Region) -> Vec<Region> {
        let mut above: Vec<Region> = region.country().into_iter().filter(|c| c != region).collect();
        above.push(Region::world());
        above
    }

    /// The provinces (ISO 3166-2 units that are editions, not island groups) of a country,
    /// by code.
    #[must_use]
    pub fn provinces(&self, country: &Region) -> Vec<Region> {
        let _ = country;
        Vec::new()
    }

    /// What a name means where only a place can stand, such as the slot of a dateline:
    /// short and ambiguous names count here. `near` settles names that stand for several.
    #[must_use]
    pub fn place(&self, name: &str, language: &Language, near: Option<&Region>) -> Option<Place> {
        let _ = (name, language, near);
        None
    }

    /// The names in running text, longest first where they overlap. Short, ambiguous and
    /// ordinary words count only after a prefix such as `Kota`.
    #[must_use]
    pub fn mentions(&self, text: &str, language: &Language, near: Option<&Region>) -> Vec<Mention> {
        let _ = (text, language, near);
        Vec::new()
    }

    /// The region a host belongs to: `kalbar.bnn.go.id` is `ID-KB`.
    #[must_use]
    pub fn host(&self, host: &str) -> Option<Place> {
        let _ = host;
        None
    }

    /// The zone of a region: its own, else that of its country's capital.
    #[must_use]
    pub fn zone(&self, region: &Region) -> Option<Tz> {
        let _ = region;
        None
    }

    /// The region an alias or name in an address means: `kalbar` is `ID-KB`.
    #[must_use]
    pub fn alias(&self, slug: &str) -> Option<Region> {
        let _ = slug;
        None
    }
}
