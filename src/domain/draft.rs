//! What a source printed: the fields read out of a document, not yet judged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::id::ReleaseKey;
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;
use crate::domain::release::{Evidence, Precision};

/// Text as a source wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type", content = "value")]
pub enum Markup {
    /// Words whose lines are paragraphs.
    Plain(String),
    /// HTML, not yet sanitised.
    Html(String),
}

impl Markup {
    /// The text as it was written.
    #[must_use]
    pub fn raw(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Html(text) => text,
        }
    }
}

/// A date as a source wrote it, and what we make of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The words.
    pub raw: String,
    /// The moment, when it can be placed in time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Instant>,
    /// How exactly `at` is known. A day stands as its midnight in its own zone.
    pub precision: Precision,
}

/// A picture or another file that belongs to a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Its absolute address.
    pub url: String,
    /// Its media type, when known.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// Its size in bytes, when known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bytes: Option<u64>,
    /// The words under it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caption: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit: Option<String>,
}

/// The fields of one release as its source printed them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What the source itself calls it: a guid, an Atom id, `id` of a front matter.
    pub own_id: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Its path below a folder.
    pub path: Option<String>,
    /// Its title; a source that has none leaves it to the first line of the body.
    pub headline: Option<String>,
    /// A shorter text the source offers beside the body.
    pub summary: Option<Markup>,
    /// The text.
    pub body: Option<Markup>,
    /// The language the source claims.
    pub language: Option<Language>,
    /// When it was published, by the source's word.
    pub published: Option<Stamp>,
    /// When it was last changed, by the source's word.
    pub updated: Option<Stamp>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The source's own categories.
    pub categories: Vec<String>,
    /// Regions the source itself names by code.
    pub regions: Vec<Region>,
    /// Pictures and files.
    pub media: Vec<Media>,
    /// The source says it takes this release back.
    pub withdrawn: bool,
    /// Which rule of the source found which field of a release, and by which words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub found: BTreeMap<String, Evidence>,
    /// Languages in which the source itself has this text: no engine is asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Language>,
    /// The release this is the source's own translation of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_of: Option<ReleaseKey>,
}

impl Draft {
    /// The name its key is made of: own id, else address, else path.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        [&self.own_id, &self.url, &self.path]
            .into_iter()
            .find_map(|name| name.as_deref().filter(|text| !text.trim().is_empty()))
    }

    /// A hash of everything printed: another hash is another revision.
    /// In hexadecimal, BLAKE3 over the draft's JSON. Time stamps are left out:
    /// a source that renews them at every visit has changed nothing. So are the rules that
    /// found its fields, and the languages it is also in: they are not its text.
    #[must_use]
    pub fn hash(&self) -> String {
        let printed = Self {
            published: None,
            updated: None,
            found: BTreeMap::new(),
            versions: Vec::new(),
            ..self.clone()
        };
        let json = serde_json::to_vec(&printed).unwrap_or_default();
        blake3::hash(&json).to_hex().to_string()
    }
}
