//! Regions by their codes: the area a release is about, never a spelling of a language.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a region code was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a region; write UN M49 (`001`), ISO 3166-1 (`ID`), ISO 3166-2 (`ID-KB`) or a slug of your own"
)]
pub struct RegionError(String);

/// A region's code. Whether the code exists is the gazetteer's to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

/// What kind of code a region has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionKind {
    /// Three digits of UN M49: the world `001`, a continent or a part of one.
    M49,
    /// Two letters of ISO 3166-1.
    Country,
    /// A subdivision of ISO 3166-2.
    Subdivision,
    /// A slug of three letters or more, defined by the operator.
    Custom,
}

impl Region {
    /// Reads a code in any case.
    ///
    /// # Errors
    ///
    /// [`RegionError`] when it has the shape of none.
    ///
    /// # Source
    ///
    /// UN M49; ISO 3166-1 alpha-2; ISO 3166-2.
    ///
    /// ```
    /// # use warta::domain::Region;
    /// assert_eq!(Region::parse("id-kb").unwrap().to_string(), "ID-KB");
    /// assert!(Region::parse("Kalimantan Barat").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let upper = text.to_ascii_uppercase();
        if kind_of_iso(&upper).is_some() {
            return Ok(Self(upper));
        }
        let slug = text.len() >= 3
            && crate::domain::id::is_slug(text)
            && text.starts_with(|c: char| c.is_ascii_lowercase());
        if slug { Ok(Self(text.to_owned())) } else { Err(RegionError(text.to_owned())) }
    }

    /// The whole world, `001`.
    #[must_use]
    pub fn world() -> Self {
        Self("001".to_owned())
    }

    /// The code in canonical case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of code it is.
    #[must_use]
    pub fn kind(&self) -> RegionKind {
        kind_of_iso(&self.0).unwrap_or(RegionKind::Custom)
    }

    /// The country part: `ID` of `ID` and of `ID-KB`.
    #[must_use]
    pub fn country(&self) -> Option<Self> {
        match self.kind() {
            RegionKind::Country => Some(self.clone()),
            RegionKind::Subdivision => {
                self.0.split_once('-').map(|(country, _)| Self(country.to_owned()))
            }
            RegionKind::M49 | RegionKind::Custom => None,
        }
    }
}

fn kind_of_iso(code: &str) -> Option<RegionKind> {
    let letters = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase());
    if code.len() == 3 && code.chars().all(|c| c.is_ascii_digit()) {
        return Some(RegionKind::M49);
    }
    if letters(code) {
        return Some(RegionKind::Country);
    }
    let (country, part) = code.split_once('-')?;
    let short = (1..=3).contains(&part.len())
        && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (letters(country) && short).then_some(RegionKind::Subdivision)
}

impl fmt::Display for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Region {
    type Err = RegionError;
    fn from_str(text: &str) -> Result<Self, RegionError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<(&str, RegionKind)>) {
        let read = Region::parse(text).ok();
        assert_eq!(read.as_ref().map(|r| (r.as_str(), r.kind())), code, "{text}");
    }

    #[test]
    fn every_kind_of_code_is_read() {
        check("001", Some(("001", RegionKind::M49)));
        check("id", Some(("ID", RegionKind::Country)));
        check("ID-kb", Some(("ID-KB", RegionKind::Subdivision)));
        check("gb-eng", Some(("GB-ENG", RegionKind::Subdivision)));
        check("jabodetabek", Some(("jabodetabek", RegionKind::Custom)));
    }

    #[test]
    fn a_name_is_not_a_code() {
        for wrong in ["", "Kalbar", "ID-", "ID-KBXX", "0011", "kal bar"] {
            check(wrong, None);
        }
    }
}
