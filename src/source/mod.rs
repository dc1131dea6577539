//! Kinds of source: what to ask, and how to read what comes back.
//!
//! A source does no input or output. It says what it wants as [`Ask`]s, `pipeline::ask`
//! takes them to their doors, and the source reads what came back into a [`Reading`]. So
//! politeness, limits, retries and guards are written once, elsewhere.
//!
//! A kind is one file here and two lines in this one: its `mod`, and its entry in
//! [`KINDS`]. Its module page carries an example that is printed in the reference and run
//! as a test.

pub mod api;
pub mod bridges;
pub mod discover;
pub mod feed;
pub mod folder;
mod mark;
pub mod page;
pub mod push;
pub mod sitemap;
pub mod wordpress;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize as _;
use serde::de::Error as _;
use thiserror::Error;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::FileSeen;
use crate::domain::secret::{Secret, SecretRef};
use crate::domain::{Ask, Document, Draft, Lane, Language, ReleaseKey};

/// Every kind of source there is.
pub const KINDS: &[Kind] =
    &[feed::KIND, page::KIND, sitemap::KIND, wordpress::KIND, api::KIND, folder::KIND, push::KIND];

/// Reads a source's own table.
pub type Build =
    fn(ValueDeserializer<'_>, &Context<'_>) -> Result<Arc<dyn Source>, toml::de::Error>;

/// A kind of source, as configuration and the reference see it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name of its table in a source file.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub sentence: &'static str,
    /// An example of its table in a source file, with the table's header.
    pub example: &'static str,
    /// The JSON Schema of its table.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads its table. Errors keep the span they are about.
    pub build: Build,
}

impl fmt::Debug for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kind({})", self.name)
    }
}

/// What a kind's table cannot say itself.
pub struct Context<'a> {
    /// The home: relative paths start here.
    pub home: PathBuf,
    /// The language the source is configured to write in.
    pub language: Language,
    /// The zone of times that name none, where the source has one configured.
    pub zone: Option<Tz>,
    /// Opens a secret; an error says in words why it could not be opened, and holds no part
    /// of it.
    pub open: &'a dyn Fn(&SecretRef) -> Result<Secret, String>,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Context({}, {:?})", self.language, self.zone)
    }
}

/// One configured source.
pub trait Source: Send + Sync + fmt::Debug {
    /// The name of its kind.
    fn kind(&self) -> &'static str;

    /// What a pull asks first. `pipeline` fills in the validators it knows.
    fn start(&self) -> Vec<Ask>;

    /// The lane its pulls need to themselves.
    fn lane(&self) -> Option<Lane>;

    /// Where the secret lies that whoever brings documents to it must know; `None` for a
    /// source that fetches its own.
    fn push_token(&self) -> Option<&SecretRef> {
        None
    }

    /// Whether an address is asked for without validators, because what stands there must be
    /// known even when it has not changed: a further page of a complete listing.
    fn whole(&self, _address: &Url) -> bool {
        false
    }

    /// Whether an address is the page of one release: once that was read, it is asked for
    /// again when a look at it is due (after 1 h, 6 h, 1, 3 and 7 days), and not at every
    /// pull whose listing names it.
    fn is_of_a_release(&self, _address: &Url) -> bool {
        false
    }

    /// Reads what came back for one ask.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when it is not what this kind of source reads.
    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError>;
}

/// What a source is given to read.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// A document.
    Document(&'a Document),
    /// The files of a folder.
    Listing(&'a [FileSeen]),
}

/// What a source made of one document or listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The releases in it, in its own order.
    pub drafts: Vec<Draft>,
    /// What to ask next.
    pub follow: Vec<Ask>,
    /// Releases it says are gone, by key.
    pub gone: Vec<ReleaseKey>,
    /// For a complete listing: the addresses of all documents there are now. What was
    /// read from another document before is gone. `None`: absence means nothing.
    pub present: Option<BTreeSet<String>>,
    /// The pause between two pulls that the document asks for (`ttl`, `sy:`).
    pub pause: Option<Duration>,
    /// The WebSub hub that tells of its changes.
    pub hub: Option<String>,
    /// Whether something is still being written and should be looked at again soon.
    pub unsettled: bool,
    /// What was repaired or left out, for the operator.
    pub warnings: Vec<Warning>,
}

/// Something repaired or left out while reading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// The line, counted from 1, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What was wrong and what was done.
    pub what: String,
}

/// Why a document could not be read.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum SourceError {
    /// It is something else.
    #[error("this is not {wanted}: {found}{}", hint(feeds))]
    NotOurs {
        /// What was wanted: `a feed`.
        wanted: &'static str,
        /// What it is.
        found: String,
        /// Addresses of feeds found in it.
        feeds: Vec<String>,
    },
    /// It is a page that is no release: it is shown, and the rest of the pull goes on.
    #[error("{why}")]
    NoRelease {
        /// Why it is none.
        why: String,
    },
    /// It holds nothing at all.
    #[error("the document is empty")]
    Empty,
}

impl SourceError {
    /// It is something else, and names no feeds.
    #[must_use]
    pub fn not_ours(wanted: &'static str, found: &str) -> Self {
        Self::NotOurs { wanted, found: found.to_owned(), feeds: Vec::new() }
    }
}

/// Reads an address over HTTP out of a configuration.
fn web_address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let text = String::deserialize(from)?;
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(url) => Err(D::Error::custom(format!(
            "`{}` addresses are not pulled; use one that begins with https://",
            url.scheme()
        ))),
        Err(why) => Err(D::Error::custom(format!("`{text}` is not an address: {why}"))),
    }
}

fn hint(feeds: &[String]) -> String {
    feeds.first().map_or_else(String::new, |feed| format!("; it names a feed: {feed}"))
}
