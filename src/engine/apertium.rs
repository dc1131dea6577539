//! Apertium's web service, APy: translation by rules.
//!
//! ```toml
//! [[engine]]
//! name = "apertium"
//! kind = "apertium"
//! url = "http://127.0.0.1:2737"
//! ```
//!
//! APy takes one text a request, cuts a long one and drops the rest without a word, so
//! that no text it is sent has more than 1,000 characters. Its codes have three letters.
//! Words it does not know come back with a `*` before them: their share is a signal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use toml::de::ValueDeserializer;
use url::{Url, form_urlencoded};

use crate::domain::capability::{Capability, Craft, Limits, Protection, Sight};
use crate::domain::{Instant, Lane, Language, Reply};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "apertium",
    sentence: "Apertium's web service (APy): free, on a machine of your own, by rules",
    evidence: "run against APy 0.11.7 of Debian",
    example: "[[engine]]\nname = \"apertium\"\nkind = \"apertium\"\n\
              url = \"http://127.0.0.1:2737\"\n",
    schema: Options::json_schema,
    build,
};

/// The table of an `apertium` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The address of the service, without `/translate`. Required.
    url: Url,
    /// Codes that differ from Apertium's usual ones: `{ pt-BR = "por_BR" }`.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let url = wire::address(&options.url, "translate")?;
    Ok(Arc::new(Apertium { name: context.name.clone(), url, codes: options.codes }))
}

/// Apertium's codes where they are not the language's own three letters.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("af", "afr"),
    ("ar", "ara"),
    ("be", "bel"),
    ("bg", "bul"),
    ("br", "bre"),
    ("bs", "hbs"),
    ("ca", "cat"),
    ("cy", "cym"),
    ("da", "dan"),
    ("en", "eng"),
    ("eo", "epo"),
    ("es", "spa"),
    ("eu", "eus"),
    ("fr", "fra"),
    ("gl", "glg"),
    ("hi", "hin"),
    ("hr", "hbs"),
    ("id", "ind"),
    ("is", "isl"),
    ("it", "ita"),
    ("kk", "kaz"),
    ("mk", "mkd"),
    ("ms", "zlm"),
    ("mt", "mlt"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("nn", "nno"),
    ("oc", "oci"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("sl", "slv"),
    ("sr", "hbs"),
    ("sv", "swe"),
    ("tr", "tur"),
    ("tt", "tat"),
    ("uk", "ukr"),
    ("ur", "urd"),
];

#[derive(Debug)]
struct Apertium {
    name: String,
    url: Url,
    codes: BTreeMap<String, String>,
}

impl Apertium {
    fn code(&self, language: &Language) -> String {
        wire::code(language, &self.codes, CODES)
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Answer, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            let word = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
            let explanation = word("explanation");
            if heard.status == 400 && explanation.contains("not installed") {
                return Err(EngineError::Pair {
                    engine: self.display().to_owned(),
                    from: batch.from.clone(),
                    to: batch.to.clone(),
                });
            }
            return Err(wire::failed(self.display(), heard, "url", explanation));
        }
        let text = json.pointer("/responseData/translatedText").and_then(Value::as_str);
        let text = text.ok_or_else(|| wire::malformed(self.display(), "no `translatedText`"))?;
        Ok(Answer::plain(text.to_owned()))
    }
}

impl Engine for Apertium {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn display(&self) -> &'static str {
        "Apertium"
    }

    fn capability(&self) -> Capability {
        Capability {
            reach: wire::reach(&self.url),
            craft: Craft::Rules,
            protection: Protection::Marks,
            limits: Limits {
                texts_max: 20,
                text_chars_max: 1000,
                request_chars_max: 20_000,
                gap: Duration::ZERO,
            },
            paid: false,
            marks_unknown: true,
            sees: Sight::Text,
        }
    }

    fn takes(&self, from: &Language, to: &Language) -> bool {
        self.code(from) != self.code(to)
    }

    fn lane(&self) -> Lane {
        Lane::engine(&self.name)
    }

    /// Asks for one text after another; the replies are the answers so far.
    fn next(&self, batch: &Batch, replies: &[Reply], _: Instant) -> Result<Step, EngineError> {
        let mut answers = Vec::new();
        for reply in replies {
            answers.push(self.read(batch, wire::heard(self.display(), reply)?)?);
        }
        let Some(text) = batch.texts.get(answers.len()) else { return Ok(Step::Answers(answers)) };
        if text.chars().count() > self.capability().limits.text_chars_max {
            return Err(EngineError::TooLarge { engine: self.display().to_owned() });
        }
        let pair = format!("{}|{}", self.code(&batch.from), self.code(&batch.to));
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("langpair", &pair)
            .append_pair("markUnknown", "yes")
            .append_pair("format", "txt")
            .append_pair("q", text)
            .finish();
        let media_type = "application/x-www-form-urlencoded";
        Ok(wire::post(&self.url, Vec::new(), media_type, form.into_bytes()))
    }
}
