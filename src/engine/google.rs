//! Google Cloud Translation, basic edition (v2), with an API key.
//!
//! ```toml
//! [[engine]]
//! name = "google"
//! kind = "google"
//! key = { env = "GOOGLE_TRANSLATE_KEY" }
//! price = 20.0
//! ```
//!
//! Texts go as plain text: the service's own default is HTML, in which quotation marks come
//! back as entities. The key goes in a header, never in the address. The advanced edition
//! is `google_v3`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HeaderText;
use crate::domain::budget::Period;
use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Secret};
use crate::engine::service::{self, Address, Call, Codes};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "google",
    sentence: "Google Cloud Translation, basic edition, with an API key",
    evidence: "built from its published description (v2), not run against the service",
    example: "[[engine]]\nname = \"google\"\nkind = \"google\"\n\
              key = { env = \"GOOGLE_TRANSLATE_KEY\" }\nprice = 20.0\n",
    schema: Options::json_schema,
    build,
};

/// The table of a `google` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The API key. Required.
    key: SecretRef,
    /// Another address than Google's own, without `/language/translate/v2`.
    #[serde(default)]
    url: Option<Url>,
    /// Codes that differ from Google's usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

const HOST: &str = "https://translation.googleapis.com";

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let key = service::open(context, &options.key)?;
    let url = service::address(options.url.as_ref(), HOST, "language/translate/v2")?;
    let codes = Codes { own: options.codes, table: CODES };
    Ok(service::engine(context, url, codes, Google { key }))
}

/// Google's codes where they are not the tag's first subtag.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("nb", "no"),
    ("nn", "no"),
    ("pt-PT", "pt-PT"),
    ("zh", "zh-CN"),
    ("zh-Hant", "zh-TW"),
    ("zh-TW", "zh-TW"),
];

/// Its limits of speed are by the minute.
const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug)]
struct Google {
    key: Secret,
}

/// The answers in a list of translations, which is the same in either edition.
pub(super) fn answers(
    engine: &str,
    batch: &Batch,
    translations: Option<&Value>,
) -> Result<Vec<Answer>, EngineError> {
    let found = translations.and_then(Value::as_array);
    let found = found.ok_or_else(|| wire::malformed(engine, "no `translations`"))?;
    let text = |one: &Value| one.get("translatedText").and_then(Value::as_str).map(str::to_owned);
    wire::answers(engine, batch, found.iter().map(text).collect())
}

/// What a failure means, in either edition: Google says 403 for a refused key, for a day's
/// quota and for a minute's.
pub(super) fn failed(engine: &str, batch: &Batch, heard: Heard<'_>, json: &Value) -> EngineError {
    let engine = engine.to_owned();
    let word = |key: &str| json.pointer(key).and_then(Value::as_str).unwrap_or_default();
    let words = word("/error/message");
    let reason = word("/error/errors/0/reason").to_lowercase();
    let low = words.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| low.contains(part));
    let wait = heard.retry_after;
    match heard.status {
        403 | 429 if reason == "dailylimitexceeded" || says(&["daily limit", "per day"]) => {
            EngineError::Quota { engine, wait }
        }
        403 if reason.contains("ratelimit") || says(&["rate limit"]) => {
            EngineError::Busy { engine, wait: wait.unwrap_or(MINUTE) }
        }
        429 => EngineError::Busy { engine, wait: wait.unwrap_or(MINUTE) },
        400 if says(&["api key"]) => EngineError::Key { engine, setting: "key" },
        400 if says(&["too many text segments", "too long", "payload size"]) => {
            EngineError::TooLarge { engine }
        }
        400 if says(&["language pair", "invalid value", "target language"]) => {
            EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
        }
        _ => wire::failed(&engine, heard, "key", words),
    }
}

impl Call for Google {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "Google Translate"
    }

    fn model(&self) -> Option<&str> {
        Some("nmt")
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            // 5,000 characters a call are advised.
            limits: Limits {
                texts_max: 128,
                text_chars_max: 5_000,
                request_chars_max: 5_000,
                gap: Duration::ZERO,
            },
            paid: true,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn quota(&self) -> Period {
        Period::Day
    }

    fn ask(&self, at: &Address, batch: &Batch, _: Instant) -> Result<Step, EngineError> {
        let body = json!({
            "q": batch.texts,
            "source": at.codes.of(&batch.from),
            "target": at.codes.of(&batch.to),
            "format": "text",
            "model": "nmt",
        });
        let key = HeaderText::Secret { prefix: "", secret: self.key.clone() };
        let headers = vec![("x-goog-api-key", key)];
        Ok(wire::post(&at.url, headers, "application/json", body.to_string().into_bytes()))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            return Err(failed(self.display(), batch, heard, &json));
        }
        answers(self.display(), batch, json.pointer("/data/translations"))
    }
}
