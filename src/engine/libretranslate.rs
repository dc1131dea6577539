//! LibreTranslate: a server of your own, or a hosted one.
//!
//! ```toml
//! [[engine]]
//! name = "libretranslate"
//! kind = "libretranslate"
//! url = "http://127.0.0.1:5000"
//! key = { env = "LIBRETRANSLATE_KEY" }
//! ```
//!
//! Texts go as plain text: in its HTML mode the server turns escaped markup into live
//! markup. The language is always named: left to detect it, the server takes one for the
//! whole batch.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Secret, Within};
use crate::engine::service::{self, Address, Call, Codes};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "libretranslate",
    sentence: "a LibreTranslate server, your own or a hosted one",
    evidence: "run against a real server, 1.9.6",
    example: "[[engine]]\nname = \"libretranslate\"\nkind = \"libretranslate\"\n\
              url = \"http://127.0.0.1:5000\"\nkey = { env = \"LIBRETRANSLATE_KEY\" }\n",
    schema: Options::json_schema,
    build,
};

/// The table of a `libretranslate` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The address of the server, without `/translate`. Required.
    url: Url,
    /// The key, where the server wants one.
    #[serde(default)]
    key: Option<SecretRef>,
    /// Texts in one request, 1 to 100; each counts against the server's rate. Default 20.
    #[serde(default)]
    texts_max: Within<1, 100, 20>,
    /// Characters in one request, 100 to 100,000: the server's own limit or less.
    /// Default 2,000.
    #[serde(default)]
    chars_max: Within<100, 100_000, 2000>,
    /// Codes that differ from the server's usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let url = wire::address(&options.url, "translate")?;
    let key = options.key.as_ref().map(|key| service::open(context, key)).transpose()?;
    let codes = Codes { own: options.codes.clone(), table: CODES };
    Ok(service::engine(context, url, codes, LibreTranslate { key, options }))
}

/// Codes of the server that are not the tag's first subtag.
const CODES: &[(&str, &str)] =
    &[("zh", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("zh-TW", "zh-Hant"), ("pt-BR", "pt-BR")];

/// How long a server that says `Slowdown` and names no time is left alone: its limits
/// are by the minute.
const SLOWDOWN: Duration = Duration::from_mins(1);

#[derive(Debug)]
struct LibreTranslate {
    key: Option<Secret>,
    options: Options,
}

impl LibreTranslate {
    fn failed(&self, batch: &Batch, heard: Heard<'_>, words: &str) -> EngineError {
        let engine = self.display().to_owned();
        let low = words.to_lowercase();
        match heard.status {
            400 if low.contains("api key") => EngineError::Key { engine, setting: "key" },
            400 if low.contains("limit") => EngineError::TooLarge { engine },
            400 if low.contains("not supported") || low.contains("not available") => {
                EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
            }
            429 => EngineError::Busy { engine, wait: heard.retry_after.unwrap_or(SLOWDOWN) },
            _ => wire::failed(&engine, heard, "key", words),
        }
    }
}

impl Call for LibreTranslate {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "LibreTranslate"
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            limits: Limits {
                texts_max: self.options.texts_max.count(),
                text_chars_max: self.options.chars_max.count(),
                request_chars_max: self.options.chars_max.count(),
                gap: Duration::ZERO,
            },
            paid: reach == Reach::ThirdParty && self.key.is_some(),
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn ask(&self, at: &Address, batch: &Batch, _: Instant) -> Result<Step, EngineError> {
        let mut body = json!({
            "q": batch.texts,
            "source": at.codes.of(&batch.from),
            "target": at.codes.of(&batch.to),
            "format": "text",
        });
        // The server reads its key from the body and from nowhere else.
        if let (Some(key), Some(fields)) = (&self.key, body.as_object_mut()) {
            fields.insert("api_key".to_owned(), Value::from(key.reveal()));
        }
        Ok(wire::post(&at.url, Vec::new(), "application/json", body.to_string().into_bytes()))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            let words = json.get("error").and_then(Value::as_str).unwrap_or_default();
            return Err(self.failed(batch, heard, words));
        }
        let text = |one: &Value| one.as_str().map(str::to_owned);
        let texts: Vec<Option<String>> = match json.get("translatedText") {
            Some(one @ Value::String(_)) => vec![text(one)],
            Some(Value::Array(texts)) => texts.iter().map(text).collect(),
            _ => return Err(wire::malformed(self.display(), "no `translatedText`")),
        };
        let answers = wire::answers(self.display(), batch, texts)?;
        // A server that does not trust the caller answers 200 with a picture sign.
        let wordless = |text: &str| !text.chars().any(char::is_alphanumeric);
        if answers.iter().all(|one| wordless(&one.text))
            && !batch.texts.iter().all(|text| wordless(text))
        {
            return Err(wire::malformed(self.display(), "no words"));
        }
        Ok(answers)
    }
}
