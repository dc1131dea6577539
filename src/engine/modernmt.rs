//! `ModernMT`, by its REST API.
//!
//! ```toml
//! [[engine]]
//! name = "modernmt"
//! kind = "modernmt"
//! key = { env = "MODERNMT_KEY" }
//! price = 15.0
//! ```
//!
//! Texts go as plain text. The service says how many characters it charges for, and that is
//! what the ledger counts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HeaderText;
use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Secret};
use crate::engine::service::{self, Address, Call, Codes};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "modernmt",
    sentence: "ModernMT, with a licence key of your own",
    evidence: "built from its published description, not run against the service",
    example: "[[engine]]\nname = \"modernmt\"\nkind = \"modernmt\"\n\
              key = { env = \"MODERNMT_KEY\" }\nprice = 15.0\n",
    schema: Options::json_schema,
    build,
};

/// The table of a `modernmt` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The licence key. Required.
    key: SecretRef,
    /// Another address than `ModernMT`'s own, without `/translate`.
    #[serde(default)]
    url: Option<Url>,
    /// Codes that differ from `ModernMT`'s usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

const HOST: &str = "https://api.modernmt.com";

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let key = service::open(context, &options.key)?;
    let url = service::address(options.url.as_ref(), HOST, "translate")?;
    let codes = Codes { own: options.codes, table: CODES };
    Ok(service::engine(context, url, codes, ModernMt { key }))
}

/// `ModernMT`'s codes where they are not the tag's first subtag.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("es-MX", "es-MX"),
    ("fr-CA", "fr-CA"),
    ("nn", "nb"),
    ("no", "nb"),
    ("pt", "pt-BR"),
    ("pt-PT", "pt-PT"),
    ("zh", "zh-CN"),
    ("zh-Hant", "zh-TW"),
    ("zh-TW", "zh-TW"),
];

#[derive(Debug)]
struct ModernMt {
    key: Secret,
}

impl ModernMt {
    fn failed(&self, batch: &Batch, heard: Heard<'_>, json: &Value) -> EngineError {
        let engine = self.display().to_owned();
        let words = json.pointer("/error/message").and_then(Value::as_str).unwrap_or_default();
        let low = words.to_lowercase();
        let says = |parts: &[&str]| parts.iter().any(|part| low.contains(part));
        match heard.status {
            402 | 403 | 429 if says(&["quota", "subscription", "billing"]) => {
                EngineError::Quota { engine, wait: heard.retry_after }
            }
            400 if says(&["too long", "too many", "exceeds"]) => EngineError::TooLarge { engine },
            400 if says(&["language"]) => {
                EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
            }
            _ => wire::failed(&engine, heard, "key", words),
        }
    }
}

impl Call for ModernMt {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "ModernMT"
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            limits: Limits {
                texts_max: 128,
                text_chars_max: 5_000,
                request_chars_max: 10_000,
                gap: Duration::ZERO,
            },
            paid: true,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn ask(&self, at: &Address, batch: &Batch, _: Instant) -> Result<Step, EngineError> {
        let body = json!({
            "source": at.codes.of(&batch.from),
            "target": at.codes.of(&batch.to),
            "q": batch.texts,
            "format": "text/plain",
        });
        let headers = vec![
            ("mmt-apikey", HeaderText::Secret { prefix: "", secret: self.key.clone() }),
            // The call is a `GET` to the service; texts of this length need a body.
            ("x-http-method-override", HeaderText::Clear("GET".to_owned())),
        ];
        Ok(wire::post(&at.url, headers, "application/json", body.to_string().into_bytes()))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            return Err(self.failed(batch, heard, &json));
        }
        let found = match json.get("data") {
            Some(Value::Array(found)) => found.as_slice(),
            Some(one @ Value::Object(_)) => std::slice::from_ref(one),
            _ => return Err(wire::malformed(self.display(), "no `data`")),
        };
        let text = |one: &Value| one.get("translation").and_then(Value::as_str).map(str::to_owned);
        let mut answers = wire::answers(self.display(), batch, found.iter().map(text).collect())?;
        for (answer, one) in answers.iter_mut().zip(found) {
            let billed = one.get("billedCharacters").and_then(Value::as_u64);
            answer.billed = billed.and_then(|count| usize::try_from(count).ok());
        }
        Ok(answers)
    }
}
