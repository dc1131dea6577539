//! Google Cloud Translation, advanced edition (v3), with the key of a service account.
//!
//! ```toml
//! [[engine]]
//! name = "google"
//! kind = "google-v3"
//! key = { file = "secrets/google.json" }
//! location = "global"
//! price = 20.0
//! ```
//!
//! The key is the JSON file that Google gives for a service account. Each request carries a
//! token signed with it, good for an hour; the key itself is never sent.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error;
use serde_json::{Value, json};
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HeaderText;
use crate::domain::budget::Period;
use crate::domain::capability::{Capability, Craft, Limits, Protection, Reach, Sight};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Secret};
use crate::engine::google::{self, failed};
use crate::engine::service::{self, Address, Call, Codes};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, Kind, Step};

/// This kind of engine.
pub const KIND: Kind = Kind {
    name: "google-v3",
    sentence: "Google Cloud Translation, advanced edition, with the key of a service account",
    evidence: "built from its published description (v3), not run against the service",
    example: "[[engine]]\nname = \"google\"\nkind = \"google-v3\"\n\
              key = { file = \"secrets/google.json\" }\nlocation = \"global\"\nprice = 20.0\n",
    schema: Options::json_schema,
    build,
};

/// The table of a `google-v3` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The JSON document that is the key of a service account. Required.
    key: SecretRef,
    /// The project that is charged, where it is not that of the service account.
    #[serde(default)]
    project: Option<String>,
    /// The location: `global`, or one such as `europe-west1` with the `url` of its geography.
    #[serde(default = "global")]
    location: String,
    /// The model: `general/nmt` or `general/translation-llm`.
    #[serde(default = "nmt")]
    model: String,
    /// The id of a glossary that was made at Google, in the same project and location, which
    /// then may not be `global`. The engine is meant for the pairs it holds: name them in
    /// `pairs`. Another id has everything asked for again; terms changed under the same id do not.
    #[serde(default)]
    glossary: Option<String>,
    /// Another address than the global one: `https://translate-eu.googleapis.com`.
    #[serde(default)]
    url: Option<Url>,
    /// Codes that differ from Google's usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

fn global() -> String {
    "global".to_owned()
}

fn nmt() -> String {
    "general/nmt".to_owned()
}

const HOST: &str = "https://translation.googleapis.com";
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-translation";

/// How long a token is good for.
const TOKEN_SECS: i64 = 3_600;

/// What the key of a service account holds, as far as it is needed.
#[derive(Deserialize)]
struct KeyFile {
    project_id: String,
    private_key_id: String,
    private_key: String,
    client_email: String,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    service::named(options.glossary.as_deref())?;
    if options.glossary.is_some() && options.location == "global" {
        return Err(Error::custom("a glossary needs its `location`, such as `us-central1`"));
    }
    let key = service::open(context, &options.key)?;
    // What serde says of a wrong file may quote it.
    let file: KeyFile = serde_json::from_str(key.reveal())
        .map_err(|_| Error::custom("`key` is not the JSON of a service account"))?;
    let account = Account {
        pair: pair(&file.private_key).map_err(Error::custom)?,
        key_id: file.private_key_id,
        email: file.client_email,
    };
    let parent = format!(
        "projects/{}/locations/{}",
        options.project.unwrap_or(file.project_id),
        options.location
    );
    let url = service::address(options.url.as_ref(), HOST, &format!("v3/{parent}:translateText"))?;
    let model = format!("{parent}/models/{}", options.model);
    let codes = Codes { own: options.codes, table: google::CODES };
    let glossary =
        options.glossary.map(|id| Terms { path: format!("{parent}/glossaries/{id}"), id });
    Ok(service::engine(context, url, codes, GoogleV3 { model, account, glossary }))
}

/// Reads a private key.
///
/// # Source
///
/// RFC 7468, section 10: PKCS #8 between its two lines.
fn pair(pem: &str) -> Result<KeyPair, &'static str> {
    let inner = pem
        .split_once("-----BEGIN PRIVATE KEY-----")
        .and_then(|(_, rest)| rest.split_once("-----END PRIVATE KEY-----"));
    let (inner, _) = inner.ok_or("`private_key` of the service account is no PKCS #8 key")?;
    let letters: String = inner.split_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(letters).ok();
    bytes
        .and_then(|bytes| KeyPair::from_pkcs8(&bytes).ok())
        .ok_or("`private_key` of the service account cannot be read")
}

/// A service account.
struct Account {
    pair: KeyPair,
    key_id: String,
    email: String,
}

impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

impl Account {
    /// A token that is good for an hour from `now`; `None` when the key cannot sign.
    ///
    /// # Source
    ///
    /// RFC 7515 and 7519; Google's AIP-4111 for a token signed by the account itself.
    fn token(&self, now: Instant) -> Option<Secret> {
        let issued = now.timestamp();
        let head = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id });
        let claims = json!({
            "iss": self.email,
            "sub": self.email,
            "scope": SCOPE,
            "iat": issued,
            "exp": issued + TOKEN_SECS,
        });
        let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let words = format!("{}.{}", part(&head), part(&claims));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, words.as_bytes(), &mut signature).ok()?;
        Some(Secret::new(format!("{words}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// A glossary at Google.
#[derive(Debug)]
struct Terms {
    id: String,
    /// Its name for Google.
    path: String,
}

#[derive(Debug)]
struct GoogleV3 {
    model: String,
    account: Account,
    glossary: Option<Terms>,
}

impl Call for GoogleV3 {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "Google Translate"
    }

    fn model(&self) -> Option<&str> {
        self.model.split_once("/models/").map(|(_, model)| model)
    }

    fn glossary(&self) -> Option<&str> {
        self.glossary.as_ref().map(|glossary| glossary.id.as_str())
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            // Of 30,000 characters a call bears, 5,000 are advised.
            limits: Limits {
                texts_max: 1_024,
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

    fn ask(&self, at: &Address, batch: &Batch, now: Instant) -> Result<Step, EngineError> {
        let engine = || self.display().to_owned();
        let token = self.account.token(now);
        let secret = token.ok_or_else(|| EngineError::Key { engine: engine(), setting: "key" })?;
        let mut body = json!({
            "contents": batch.texts,
            "mimeType": "text/plain",
            "sourceLanguageCode": at.codes.of(&batch.from),
            "targetLanguageCode": at.codes.of(&batch.to),
            "model": self.model,
        });
        if let (Some(glossary), Some(fields)) = (&self.glossary, body.as_object_mut()) {
            let config = json!({ "glossary": glossary.path, "ignoreCase": true });
            fields.insert("glossaryConfig".to_owned(), config);
        }
        let headers = vec![("authorization", HeaderText::Secret { prefix: "Bearer ", secret })];
        Ok(wire::post(&at.url, headers, "application/json", body.to_string().into_bytes()))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            return Err(failed(self.display(), batch, heard, &json));
        }
        // With a glossary there are two lists: the first is what would have been said without.
        let list = if self.glossary.is_some() { "glossaryTranslations" } else { "translations" };
        google::answers(self.display(), batch, json.get(list))
    }
}
