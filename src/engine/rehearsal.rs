//! No translation at all: every text comes back marked, so that a setup can be tried.
//!
//! ```toml
//! [[engine]]
//! name = "rehearsal"
//! kind = "rehearsal"
//! ```
//!
//! `Rapat kerja` becomes `[ms] Rapat kerja`. Nobody takes it for a translation, and every
//! step around it is the real one.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::ValueDeserializer;

use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::{Instant, Lane, Language, Reply};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "rehearsal",
    sentence: "marks texts visibly and translates nothing, for trying a setup out",
    evidence: "asks nobody",
    example: "[[engine]]\nname = \"rehearsal\"\nkind = \"rehearsal\"\n",
    schema: Options::json_schema,
    build,
};

/// The table of a `rehearsal` engine: nothing can be set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let Options {} = Options::deserialize(table)?;
    Ok(Arc::new(Rehearsal { name: context.name.clone() }))
}

#[derive(Debug)]
struct Rehearsal {
    name: String,
}

impl Engine for Rehearsal {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn display(&self) -> &'static str {
        "a rehearsal"
    }

    fn capability(&self) -> Capability {
        Capability {
            reach: Reach::Local,
            craft: Craft::None,
            protection: Protection::Marks,
            limits: Limits {
                texts_max: 1000,
                text_chars_max: 100_000,
                request_chars_max: 1_000_000,
                gap: Duration::ZERO,
            },
            paid: false,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn takes(&self, from: &Language, to: &Language) -> bool {
        from != to
    }

    fn lane(&self) -> Lane {
        Lane::engine(&self.name)
    }

    fn next(&self, batch: &Batch, _: &[Reply], _: Instant) -> Result<Step, EngineError> {
        // The first subtag only: a region's digits would be numbers nobody wrote.
        let mark = batch.to.primary();
        let answer = |text: &String| Answer::plain(format!("[{mark}] {text}"));
        Ok(Step::Answers(batch.texts.iter().map(answer).collect()))
    }
}
