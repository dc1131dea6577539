//! A feed to drafts.
//!
//! ```toml
//! [feed]
//! url = "https://kantor.example/siaran/feed/"
//! ```
//!
//! Entries are known again by their ids, or by what `known_by` names where a feed gives its
//! entries new ids all the time.
//!
//! RSS of every version, Atom and JSON Feed are read into one model, and whatever had to
//! be repaired on the way is told with its line. Nothing a person would call a feed is
//! refused.
//!
//! - [`document`]: bytes to the model; the way in.
//! - `parse`, `references`, `mending`, `tree`, `names`: markup in any state to elements and
//!   their vocabularies.
//! - `fields`, `media`, `filling`, `values`, `sitemap`, `json`: elements or JSON to the fields of the model.
//! - [`model`]: a feed as every dialect means it.
//! - [`drafts`]: the model to drafts; `pause`: how long a feed asks to be left alone.
//! - [`read`]: the model to the JSON that `warta read` prints.

pub mod document;
pub mod drafts;
mod fields;
mod filling;
mod json;
mod media;
mod mending;
pub mod model;
mod names;
mod parse;
mod pause;
pub mod read;
mod references;
mod sitemap;
mod tree;
mod values;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::ValueDeserializer;
use url::Url;

pub use document::{ENTRIES_MAX, ReadHints};

use crate::domain::ask::HttpAsk;
use crate::domain::{Ask, Draft, Lane};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, web_address};

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "feed",
    sentence: "An RSS, Atom or JSON feed at an address.",
    example: "[feed]\nurl = \"https://kantor.example/siaran/feed/\"\n",
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[feed]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "feed")]
struct Table {
    /// The feed's address, over `http` or `https`. Required.
    #[serde(deserialize_with = "web_address")]
    url: Url,
    /// By what an entry is known again: `id`, `link` or `headline`. What lacks that is known by
    /// its id. Default: `id`, else its link.
    #[serde(default)]
    known_by: KnownBy,
}

/// By what an entry is known again.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum KnownBy {
    /// By its id.
    #[default]
    Id,
    /// By its link.
    Link,
    /// By its headline.
    Headline,
}

impl KnownBy {
    /// Gives a draft the name by which it is known.
    fn name(self, draft: &mut Draft) {
        let own = match self {
            Self::Id => return,
            Self::Link => &draft.url,
            Self::Headline => &draft.headline,
        };
        if let Some(own) = own {
            draft.own_id = Some(own.clone());
        }
    }
}

fn build(
    table: ValueDeserializer<'_>,
    _: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    Ok(Arc::new(FeedSource { url: table.url, known_by: table.known_by }))
}

/// A feed at an address.
#[derive(Debug)]
struct FeedSource {
    url: Url,
    known_by: KnownBy,
}

impl Source for FeedSource {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![Ask::Http(HttpAsk::feed(self.url.clone()))]
    }

    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.url)
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        match heard {
            Heard::Document(document) => {
                let mut reading = drafts::read(document)?;
                reading.drafts.iter_mut().for_each(|draft| self.known_by.name(draft));
                Ok(reading)
            }
            Heard::Listing(_) => Err(SourceError::NotOurs {
                wanted: "a feed",
                found: "a folder".to_owned(),
                feeds: Vec::new(),
            }),
        }
    }
}
