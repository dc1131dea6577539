//! Places and regions, from checked-in TSV.
//!
//! A [`Gazetteer`] is a value: it is made once by [`Gazetteer::bundled`], and what a
//! command does not ask for it does not pay for; each part is read when first used.
//!
//! - `regions`: M49, ISO 3166-1 and 3166-2: containment, names, zones.
//! - `lexicon`: every name of a place, and what it needs before it counts.
//! - `cities`: the larger cities of the world, where the lexicon knows nothing.
//! - `place`: a name in a dateline's slot.
//! - `mention`, `prefix`: names in running text, and the words that vouch for them.
//! - `host`: whose office a host is.
//! - `expand`: `ID-*` and `kalbar`, as operators and addresses write them.
//!
//! The tables lie in `tsv/`, with a notice of where each comes from; a generator outside the
//! build remakes the large ones.

mod cities;
mod expand;
mod host;
mod lexicon;
mod mention;
mod place;
mod prefix;
mod regions;
mod table;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono_tz::Tz;

use crate::domain::region::RegionKind;
use crate::domain::{Language, Region};
use crate::gazetteer::cities::Cities;
use crate::gazetteer::expand::Slugs;
use crate::gazetteer::host::Hosts;
use crate::gazetteer::lexicon::Lexicon;
use crate::gazetteer::mention::{Automata, Tables};
use crate::gazetteer::prefix::Prefixes;
use crate::gazetteer::regions::Regions;

pub use expand::PatternError;

/// Where the tables come from and under which terms, for `/about`.
pub const NOTICE: &str = include_str!("tsv/NOTICE");

/// Every region and place known. A clone shares what was read.
#[derive(Clone, Default)]
pub struct Gazetteer {
    parts: Arc<Parts>,
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    regions: OnceLock<Regions>,
    lexicon: OnceLock<Lexicon>,
    cities: OnceLock<Cities>,
    prefixes: OnceLock<Prefixes>,
    hosts: OnceLock<Hosts>,
    slugs: OnceLock<Slugs>,
    automata: Automata,
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Gazetteer").finish_non_exhaustive()
    }
}

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

    /// Tells whether a region exists. An operator's own regions are not the gazetteer's.
    #[must_use]
    pub fn knows(&self, region: &Region) -> bool {
        self.regions().knows(region.as_str())
    }

    /// A region's name in a language, English where the language has none, its code where
    /// even English has none.
    ///
    /// ```
    /// # use warta::domain::{Language, Region};
    /// # use warta::gazetteer::Gazetteer;
    /// let (places, kalbar) = (Gazetteer::bundled(), Region::parse("ID-KB").unwrap());
    /// assert_eq!(places.name(&kalbar, &Language::parse("id").unwrap()), "Kalimantan Barat");
    /// assert_eq!(places.name(&kalbar, &Language::parse("en").unwrap()), "West Kalimantan");
    /// ```
    #[must_use]
    pub fn name(&self, region: &Region, language: &Language) -> String {
        self.regions().name(region.as_str(), language)
    }

    /// Every region a region lies in, nearest first, the world last; not itself. Island
    /// groups and the groupings of M49 (`419`, `202`) are among them.
    #[must_use]
    pub fn ancestors(&self, region: &Region) -> Vec<Region> {
        self.regions().ancestors(region)
    }

    /// The provinces (ISO 3166-2 units that are editions, not island groups) of a country,
    /// by code.
    #[must_use]
    pub fn provinces(&self, country: &Region) -> Vec<Region> {
        if country.kind() != RegionKind::Country {
            return Vec::new();
        }
        read_all(self.regions().provinces(country.as_str()))
    }

    /// Every country of ISO 3166-1, by code.
    #[must_use]
    pub fn countries(&self) -> Vec<Region> {
        read_all(self.regions().countries())
    }

    /// The regions a pattern of the configuration stands for: `ID` itself, `ID-*` the
    /// provinces of Indonesia, `035` South-East Asia.
    ///
    /// # Errors
    ///
    /// [`PatternError`] when it stands for none, with a hint at what may have been meant.
    /// An operator's own regions are unknown here: ask for them first.
    pub fn expand(&self, pattern: &str) -> Result<Vec<Region>, PatternError> {
        expand::expand(self.regions(), || self.slugs(), pattern)
    }

    /// What a name means where only a place can stand, such as the slot of a dateline:
    /// short and ambiguous names count here. `near` settles names that stand for several;
    /// what stays open is none. Names with `Kota` or `Kabupaten` before them count too.
    #[must_use]
    pub fn place(&self, name: &str, language: &Language, near: Option<&Region>) -> Option<Place> {
        let cities = || self.parts.cities.get_or_init(Cities::read);
        place::find((self.regions(), self.lexicon()), cities, name, language, near)
    }

    /// The names in running text, longest first where they overlap. Short, ambiguous and
    /// ordinary words count only after a prefix such as `Kota`. `near` is the source's own
    /// region: it settles names that stand for several, and adds its country's subdivisions.
    #[must_use]
    pub fn mentions(&self, text: &str, language: &Language, near: Option<&Region>) -> Vec<Mention> {
        let tables = Tables {
            regions: self.regions(),
            lexicon: self.lexicon(),
            prefixes: self.parts.prefixes.get_or_init(Prefixes::read),
            automata: &self.parts.automata,
        };
        tables.mentions(text, language, near)
    }

    /// The region a host belongs to: `kalbar.bnn.go.id` is `ID-KB`. A central body's host is
    /// its country: `bnn.go.id` is `ID`.
    #[must_use]
    pub fn host(&self, host: &str) -> Option<Place> {
        let language = Language::parse("id").ok()?;
        let hosts = self.parts.hosts.get_or_init(Hosts::read);
        hosts.place((self.regions(), self.lexicon()), host, &language)
    }

    /// The zone of a region: its own, else that of its country's capital.
    #[must_use]
    pub fn zone(&self, region: &Region) -> Option<Tz> {
        self.regions().zone(region)
    }

    /// The region a code, alias or name in an address means: `kalbar` and `west-kalimantan`
    /// are `ID-KB`, and so is Kemendagri's `61`.
    #[must_use]
    pub fn alias(&self, slug: &str) -> Option<Region> {
        let code = Region::parse(slug).ok().filter(|region| self.knows(region));
        code.or_else(|| Region::parse(self.slugs().find(slug)?).ok())
    }

    fn regions(&self) -> &Regions {
        self.parts.regions.get_or_init(Regions::read)
    }

    fn lexicon(&self) -> &Lexicon {
        self.parts.lexicon.get_or_init(|| Lexicon::read(self.regions()))
    }

    fn slugs(&self) -> &Slugs {
        self.parts.slugs.get_or_init(|| Slugs::read(self.regions(), self.lexicon()))
    }
}

/// Codes of the tables as regions.
fn read_all<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Region> {
    codes.filter_map(|code| Region::parse(code).ok()).collect()
}
