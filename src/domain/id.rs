//! Names that never change: of sources, of releases, and their public tag addresses.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::domain::edition::Edition;
use crate::domain::language::Language;

/// Why an id was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum IdError {
    /// A source's id is not a slug.
    #[error("`{0}` is not a source id; use 1 to 64 of a-z, 0-9 and inner hyphens")]
    Source(String),
    /// A release's key is not twelve hexadecimal digits.
    #[error("`{0}` is not a release key; a key is 12 hexadecimal digits")]
    Key(String),
    /// A release's id lacks its slash.
    #[error("`{0}` is not a release id; write `source/key`")]
    Release(String),
    /// A tag authority cannot stand in a tag address.
    #[error(
        "`{0}` is not a tag authority; write a domain name in lower case and a year: `example.org,2026`"
    )]
    Authority(String),
}

/// The name of a configured source: a slug such as `bnn` or `bnn-kalbar`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

impl SourceId {
    /// Reads a slug of 1 to 64 letters a-z, digits and inner hyphens.
    ///
    /// # Errors
    ///
    /// [`IdError::Source`] when another character stands in it, or a hyphen at an end.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if is_slug(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Source(text.to_owned()))
        }
    }

    /// The slug itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Tells whether a text is 1 to 64 of a-z, 0-9 and inner hyphens.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len())
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl fmt::Display for SourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for SourceId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SourceId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0
    }
}

/// The part of a release's id that its source decides: 12 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReleaseKey(String);

impl ReleaseKey {
    /// Makes the key of what a source calls its release: its own id, else its
    /// canonical address, else its path below the folder. Never of its text.
    ///
    /// The name is trimmed and brought to NFC first, so that two spellings of
    /// one id stay one release.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let name: String = name.trim().nfc().collect();
        let mut hex = blake3::hash(name.as_bytes()).to_hex().to_string();
        hex.truncate(12);
        Self(hex)
    }

    /// Reads 12 hexadecimal digits in lower case.
    ///
    /// # Errors
    ///
    /// [`IdError::Key`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() == 12 && text.chars().all(hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Key(text.to_owned()))
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReleaseKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for ReleaseKey {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ReleaseKey> for String {
    fn from(key: ReleaseKey) -> Self {
        key.0
    }
}

/// A release for ever: `bnn/9fa13ccdec2c`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReleaseId {
    /// The source that printed it.
    pub source: SourceId,
    /// Its key there.
    pub key: ReleaseKey,
}

impl ReleaseId {
    /// Puts the two parts together.
    #[must_use]
    pub const fn new(source: SourceId, key: ReleaseKey) -> Self {
        Self { source, key }
    }

    /// Reads `source/key`.
    ///
    /// # Errors
    ///
    /// [`IdError`] naming the part that is wrong.
    ///
    /// ```
    /// # use warta::domain::ReleaseId;
    /// assert_eq!(ReleaseId::parse("bnn/9fa13ccdec2c").unwrap().source.as_str(), "bnn");
    /// assert!(ReleaseId::parse("bnn").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let (source, key) =
            text.split_once('/').ok_or_else(|| IdError::Release(text.to_owned()))?;
        Ok(Self::new(SourceId::parse(source)?, ReleaseKey::parse(key)?))
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.source, self.key)
    }
}

impl FromStr for ReleaseId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ReleaseId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ReleaseId> for String {
    fn from(id: ReleaseId) -> Self {
        id.to_string()
    }
}

/// Who mints the ids: a domain name and the year in which it was held.
///
/// Stored at first start and never derived from the host that serves.
///
/// # Source
///
/// RFC 4151, section 2.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Authority {
    /// The domain name, in lower case.
    pub name: String,
    /// A year in which the name was held.
    pub year: u16,
}

impl Authority {
    /// The authority of examples; it may only publish on loopback.
    pub const EXAMPLE: &'static str = "warta.example";

    /// Reads `example.org,2026`.
    ///
    /// # Errors
    ///
    /// [`IdError::Authority`] when the name is not lower-case letters, digits, dots
    /// and hyphens, or the year is not four digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError::Authority(text.to_owned());
        let (name, year) = text.split_once(',').ok_or_else(wrong)?;
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
        let edge = |c: char| c == '.' || c == '-';
        let whole = !name.is_empty()
            && name.contains('.')
            && name.chars().all(letter)
            && !name.starts_with(edge)
            && !name.ends_with(edge);
        match year.parse() {
            Ok(year) if whole && (1990..=9999).contains(&year) => {
                Ok(Self { name: name.to_owned(), year })
            }
            _ => Err(wrong()),
        }
    }

    /// The public id of a release in one language. It never names a region.
    ///
    /// ```
    /// # use warta::domain::{Authority, Language, ReleaseId};
    /// let authority = Authority::parse("warta.example,2026").unwrap();
    /// let release = ReleaseId::parse("bnn/9fa13ccdec2c").unwrap();
    /// assert_eq!(
    ///     authority.release(&release, &Language::parse("en").unwrap()),
    ///     "tag:warta.example,2026:release/bnn/9fa13ccdec2c/en"
    /// );
    /// ```
    #[must_use]
    pub fn release(&self, release: &ReleaseId, language: &Language) -> String {
        format!("tag:{self}:release/{release}/{language}")
    }

    /// The public id of a feed.
    #[must_use]
    pub fn feed(&self, edition: &Edition, slug: Option<&str>) -> String {
        match slug {
            Some(slug) => format!("tag:{self}:feed/{edition}/{slug}"),
            None => format!("tag:{self}:feed/{edition}"),
        }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{},{}", self.name, self.year)
    }
}

impl TryFrom<String> for Authority {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<Authority> for String {
    fn from(authority: Authority) -> Self {
        authority.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_spellings_is_one_release() {
        assert_eq!(ReleaseKey::of(" caf\u{e9} "), ReleaseKey::of("cafe\u{301}"));
        assert_ne!(ReleaseKey::of("a"), ReleaseKey::of("b"));
        assert_eq!(ReleaseKey::of("a").as_str().len(), 12);
    }

    #[test]
    fn a_source_id_is_a_slug() {
        assert!(SourceId::parse("bnn-kalbar").is_ok());
        for wrong in ["", "BNN", "bnn/kalbar", "-bnn", "bnn-", "b n"] {
            assert_eq!(SourceId::parse(wrong), Err(IdError::Source(wrong.to_owned())));
        }
    }

    #[test]
    fn an_authority_is_a_lower_case_name_and_a_year() {
        assert_eq!(Authority::parse("example.org,2026").unwrap().to_string(), "example.org,2026");
        for wrong in
            ["example.org", "Example.org,2026", "example.org,26", "localhost,2026", ".a,2026"]
        {
            assert!(Authority::parse(wrong).is_err(), "{wrong}");
        }
    }
}
