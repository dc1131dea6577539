//! DeepL, by its API v2.
//!
//! ```toml
//! [[engine]]
//! name = "deepl"
//! kind = "deepl"
//! key = { env = "DEEPL_KEY" }
//! ```
//!
//! A key that ends in `:fx` belongs to the free service, which has a host of its own.
//! Texts go as XML: `<g>` stands for an element around words, `<x>` for what is left
//! alone. DeepL does not bill tags.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HeaderText;
use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Language, Secret};
use crate::engine::service::{self, Address, Call, Codes};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "deepl",
    sentence: "DeepL's paid or free service, with a key of your own",
    evidence: "built from its published description (3.11.0), not run against the service",
    example: "[[engine]]\nname = \"deepl\"\nkind = \"deepl\"\nkey = { env = \"DEEPL_KEY\" }\n",
    schema: Options::json_schema,
    build,
};

/// How the reader is spoken to, where the language knows a difference.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Formality {
    /// As a stranger.
    PreferMore,
    /// As a friend.
    PreferLess,
}

/// Which of DeepL's models is asked.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
enum Model {
    /// The best one, or an error.
    #[serde(rename = "quality_optimized")]
    Quality,
    /// The best one there is for the pair.
    #[serde(rename = "prefer_quality_optimized")]
    PreferQuality,
    /// The fast one.
    #[serde(rename = "latency_optimized")]
    Latency,
}

impl Model {
    const fn name(self) -> &'static str {
        match self {
            Self::Quality => "quality_optimized",
            Self::PreferQuality => "prefer_quality_optimized",
            Self::Latency => "latency_optimized",
        }
    }
}

/// The table of a `deepl` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The key. Required.
    key: SecretRef,
    /// Another address than DeepL's own, without `/v2/translate`.
    #[serde(default)]
    url: Option<Url>,
    /// How the reader is spoken to: `prefer_more` or `prefer_less`. Default: as DeepL does.
    #[serde(default)]
    formality: Option<Formality>,
    /// The id of a glossary that was made at DeepL. The engine is meant for the pairs it holds:
    /// name them in `pairs`. Another id has everything asked for again; terms changed under the
    /// same id do not.
    #[serde(default)]
    glossary: Option<String>,
    /// The model: `quality_optimized`, `prefer_quality_optimized` or `latency_optimized`.
    /// Default: DeepL's choice.
    #[serde(default)]
    model: Option<Model>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    service::named(options.glossary.as_deref())?;
    let key = service::open(context, &options.key)?;
    let own = if key.reveal().trim_end().ends_with(":fx") { FREE } else { PRO };
    let url = service::address(options.url.as_ref(), own, "v2/translate")?;
    Ok(service::engine(context, url, Codes::default(), DeepL { key, options }))
}

const FREE: &str = "https://api-free.deepl.com";
const PRO: &str = "https://api.deepl.com";

/// Targets that need a region or a script.
const TARGETS: &[(&str, &str)] = &[
    ("en", "EN-GB"),
    ("en-US", "EN-US"),
    ("es-419", "ES-419"),
    ("no", "NB"),
    ("pt", "PT-PT"),
    ("pt-BR", "PT-BR"),
    ("zh", "ZH-HANS"),
    ("zh-Hant", "ZH-HANT"),
    ("zh-TW", "ZH-HANT"),
];

fn target(language: &Language) -> String {
    wire::code(language, &std::collections::BTreeMap::new(), TARGETS).to_uppercase()
}

fn source(language: &Language) -> String {
    match language.primary() {
        "no" => "NB".to_owned(),
        primary => primary.to_uppercase(),
    }
}

#[derive(Debug)]
struct DeepL {
    key: Secret,
    options: Options,
}

impl DeepL {
    fn failed(&self, batch: &Batch, heard: Heard<'_>) -> EngineError {
        let engine = self.display().to_owned();
        let json = wire::json(heard.body);
        let word = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
        let words = format!("{} {}", word("message"), word("detail"));
        // a glossary without a list for the pair
        let pair =
            ["target_lang", "source_lang", "ictionary"].iter().any(|key| words.contains(key));
        match heard.status {
            400 if pair => {
                EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
            }
            456 => EngineError::Quota { engine, wait: heard.retry_after },
            _ => wire::failed(&engine, heard, "key", &words),
        }
    }
}

impl Call for DeepL {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "DeepL"
    }

    fn model(&self) -> Option<&str> {
        self.options.model.map(Model::name)
    }

    fn glossary(&self) -> Option<&str> {
        self.options.glossary.as_deref()
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Xml,
            // A body may have 128 KiB, and a character up to four bytes.
            limits: Limits {
                texts_max: 50,
                text_chars_max: 10_000,
                request_chars_max: 30_000,
                gap: Duration::from_millis(20),
            },
            paid: true,
            marks_unknown: false,
            sees: Sight::Context,
        }
    }

    fn takes(&self, _: &Codes, from: &Language, to: &Language) -> bool {
        !from.same_primary(to)
    }

    /// Tags are not counted.
    fn counts(&self, text: &str) -> usize {
        wire::untagged(text)
    }

    fn price_rule(&self) -> Option<&'static str> {
        Some("characters of the source text, tags not counted")
    }

    fn ask(&self, at: &Address, batch: &Batch, _: Instant) -> Result<Step, EngineError> {
        let mut body = json!({
            "text": batch.texts,
            "source_lang": source(&batch.from),
            "target_lang": target(&batch.to),
            "tag_handling": "xml",
            "outline_detection": false,
            "ignore_tags": ["x"],
            "non_splitting_tags": ["g", "x"],
            "show_billed_characters": true,
        });
        if let Some(fields) = body.as_object_mut() {
            if let Some(formality) = self.options.formality {
                fields.insert("formality".to_owned(), json!(formality));
            }
            if let Some(glossary) = &self.options.glossary {
                fields.insert("glossary_id".to_owned(), Value::from(glossary.as_str()));
            }
            if !batch.context.is_empty() {
                fields.insert("context".to_owned(), Value::from(batch.context.as_str()));
            }
            if let Some(model) = self.options.model {
                fields.insert("model_type".to_owned(), Value::from(model.name()));
            }
        }
        let key = HeaderText::Secret { prefix: "DeepL-Auth-Key ", secret: self.key.clone() };
        let headers = vec![("authorization", key)];
        Ok(wire::post(&at.url, headers, "application/json", body.to_string().into_bytes()))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        if heard.status != 200 {
            return Err(self.failed(batch, heard));
        }
        let json = wire::json(heard.body);
        let found = json.get("translations").and_then(Value::as_array);
        let found = found.ok_or_else(|| wire::malformed(self.display(), "no `translations`"))?;
        let text = |one: &Value| one.get("text").and_then(Value::as_str).map(str::to_owned);
        let mut answers = wire::answers(self.display(), batch, found.iter().map(text).collect())?;
        let billed = |one: &Value| one.get("billed_characters").and_then(Value::as_u64);
        for (answer, one) in answers.iter_mut().zip(found) {
            answer.billed = billed(one).and_then(|count| usize::try_from(count).ok());
        }
        Ok(answers)
    }
}
