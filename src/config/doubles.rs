//! Kinds of source and engine for tests, so that these hang on nothing that other floors
//! read.

use std::path::PathBuf;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error as _;

use crate::config::Registry;
use crate::domain::ask::Ask;
use crate::domain::capability::Capability;
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Lane, Language, Reply, Within};
use crate::engine::{Batch, Engine, EngineError, Kind as EngineKind, Step};
use crate::gazetteer::Gazetteer;
use crate::source::{Heard, Kind as SourceKind, Reading, Source, SourceError};

/// The table of a kind of source that asks for nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only that it reads is looked at")]
struct FeedDouble {
    /// Its address.
    url: url::Url,
    /// Links followed.
    #[serde(default)]
    links_max: Within<1, 500, 30>,
}

/// The table of another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only that it reads is looked at")]
struct FolderDouble {
    /// The folder.
    path: PathBuf,
}

/// The table of an engine with a key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeeplDouble {
    /// The key.
    key: SecretRef,
    /// The address.
    #[serde(default)]
    #[expect(dead_code, reason = "only that it reads is looked at")]
    address: String,
}

#[derive(Debug)]
struct Double;

impl Source for Double {
    fn kind(&self) -> &'static str {
        "double"
    }
    fn start(&self) -> Vec<Ask> {
        Vec::new()
    }
    fn lane(&self) -> Option<Lane> {
        None
    }
    fn read(&self, _: Heard<'_>) -> Result<Reading, SourceError> {
        Err(SourceError::Empty)
    }
}

impl Engine for Double {
    fn kind(&self) -> &'static str {
        "double"
    }
    fn display(&self) -> &'static str {
        "Double"
    }
    fn capability(&self) -> Capability {
        use crate::domain::capability::{Craft, Limits, Protection, Reach, Sight};
        let gap = std::time::Duration::ZERO;
        let limits = Limits { texts_max: 1, text_chars_max: 1_000, request_chars_max: 1_000, gap };
        Capability {
            reach: Reach::Local,
            craft: Craft::None,
            protection: Protection::Marks,
            limits,
            paid: false,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }
    fn takes(&self, from: &Language, to: &Language) -> bool {
        from != to
    }
    fn lane(&self) -> Lane {
        Lane::engine("double")
    }
    fn next(&self, _: &Batch, _: &[Reply], _: Instant) -> Result<Step, EngineError> {
        Ok(Step::Answers(Vec::new()))
    }
}

fn double() -> Arc<dyn Source> {
    Arc::new(Double)
}

const SOURCES: &[SourceKind] = &[
    SourceKind {
        name: "feed",
        sentence: "A feed.",
        example: "[feed]\nurl = \"https://agency.example/feed\"\n",
        schema: |generator| generator.subschema_for::<FeedDouble>(),
        build: |from, _| FeedDouble::deserialize(from).map(|_| double()),
    },
    SourceKind {
        name: "folder",
        sentence: "A folder.",
        example: "[folder]\npath = \"drop\"\n",
        schema: |generator| generator.subschema_for::<FolderDouble>(),
        build: |from, _| FolderDouble::deserialize(from).map(|_| double()),
    },
];

const ENGINES: &[EngineKind] = &[
    EngineKind {
        name: "rehearsal",
        sentence: "Marks.",
        evidence: "",
        example: "",
        schema: |generator| generator.subschema_for::<()>(),
        build: |_, _| Ok(Arc::new(Double)),
    },
    EngineKind {
        name: "deepl",
        sentence: "A service.",
        evidence: "",
        example: "",
        schema: |generator| generator.subschema_for::<DeeplDouble>(),
        build: |from, context| {
            let table = DeeplDouble::deserialize(from)?;
            (context.open)(&table.key).map_err(toml::de::Error::custom)?;
            Ok(Arc::new(Double))
        },
    },
];

pub(super) fn registry() -> Registry {
    Registry {
        sources: SOURCES,
        engines: ENGINES,
        formats: vec!["rss", "atom", "json", "html"],
        gazetteer: Gazetteer::bundled(),
    }
}
