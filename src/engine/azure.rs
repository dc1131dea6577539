//! Microsoft Translator in Azure, by its API v3.
//!
//! ```toml
//! [[engine]]
//! name = "azure"
//! kind = "azure"
//! key = { env = "AZURE_TRANSLATOR_KEY" }
//! region = "southeastasia"
//! price = 10.0
//! ```
//!
//! Texts go as plain text: Azure charges for tags as for words.

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
    name: "azure",
    sentence: "Microsoft Translator in Azure, with a key of your own",
    evidence: "built from its published description (v3.0), not run against the service",
    example: "[[engine]]\nname = \"azure\"\nkind = \"azure\"\n\
              key = { env = \"AZURE_TRANSLATOR_KEY\" }\nregion = \"southeastasia\"\n\
              price = 10.0\n",
    schema: Options::json_schema,
    build,
};

/// The table of an `azure` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The key. Required.
    key: SecretRef,
    /// The region of the resource: required by Azure unless the resource is a global one.
    #[serde(default)]
    region: Option<String>,
    /// Another address than the global one, without `/translate`: that of a geography, such as
    /// `https://api-apc.cognitive.microsofttranslator.com`.
    #[serde(default)]
    url: Option<Url>,
    /// Codes that differ from Azure's usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

const HOST: &str = "https://api.cognitive.microsofttranslator.com";

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let key = service::open(context, &options.key)?;
    let url = service::address(options.url.as_ref(), HOST, "translate")?;
    let codes = Codes { own: options.codes, table: CODES };
    Ok(service::engine(context, url, codes, Azure { key, region: options.region }))
}

/// Azure's codes where they are not the tag's first subtag.
const CODES: &[(&str, &str)] = &[
    ("no", "nb"),
    ("pt", "pt-pt"),
    ("pt-BR", "pt"),
    ("sr", "sr-Cyrl"),
    ("sr-Latn", "sr-Latn"),
    ("zh", "zh-Hans"),
    ("zh-Hant", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// Its limits of speed slide over a minute.
const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug)]
struct Azure {
    key: Secret,
    region: Option<String>,
}

impl Azure {
    /// Azure's own codes have six digits, the status first. A 401 may come without a body.
    fn failed(&self, batch: &Batch, heard: Heard<'_>, json: &Value) -> EngineError {
        let engine = self.display().to_owned();
        let code = json.pointer("/error/code").and_then(Value::as_u64).unwrap_or(0);
        let words = json.pointer("/error/message").and_then(Value::as_str).unwrap_or_default();
        let wait = heard.retry_after;
        match (heard.status, code) {
            (_, 403_001) => EngineError::Quota { engine, wait },
            (400, 400_019 | 400_021 | 400_023 | 400_035 | 400_036) => {
                EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
            }
            (400, 400_050 | 400_052 | 400_072 | 400_075 | 400_077) => {
                EngineError::TooLarge { engine }
            }
            (429, _) => EngineError::Busy { engine, wait: wait.unwrap_or(MINUTE) },
            _ => wire::failed(&engine, heard, "key", words),
        }
    }
}

impl Call for Azure {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "Microsoft Translator"
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            // Its limits are wider; the free tier bears no more than 33,300 in a minute.
            limits: Limits {
                texts_max: 100,
                text_chars_max: 10_000,
                request_chars_max: 10_000,
                gap: Duration::ZERO,
            },
            paid: true,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn ask(&self, at: &Address, batch: &Batch, _: Instant) -> Result<Step, EngineError> {
        let mut url = at.url.clone();
        url.query_pairs_mut()
            .append_pair("api-version", "3.0")
            .append_pair("from", &at.codes.of(&batch.from))
            .append_pair("to", &at.codes.of(&batch.to))
            .append_pair("textType", "plain");
        let body: Vec<Value> = batch.texts.iter().map(|text| json!({ "Text": text })).collect();
        let key = HeaderText::Secret { prefix: "", secret: self.key.clone() };
        let mut headers = vec![("ocp-apim-subscription-key", key)];
        if let Some(region) = &self.region {
            let region = HeaderText::Clear(region.clone());
            headers.push(("ocp-apim-subscription-region", region));
        }
        Ok(wire::post(
            &url,
            headers,
            "application/json",
            Value::from(body).to_string().into_bytes(),
        ))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            return Err(self.failed(batch, heard, &json));
        }
        let found = json.as_array();
        let found = found.ok_or_else(|| wire::malformed(self.display(), "no list of answers"))?;
        let text = |one: &Value| {
            one.pointer("/translations/0/text").and_then(Value::as_str).map(str::to_owned)
        };
        wire::answers(self.display(), batch, found.iter().map(text).collect())
    }
}
