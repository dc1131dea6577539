//! Amazon Translate, with the keys of an account.
//!
//! ```toml
//! [[engine]]
//! name = "amazon"
//! kind = "amazon"
//! access_key_id = { env = "AWS_ACCESS_KEY_ID" }
//! secret_access_key = { env = "AWS_SECRET_ACCESS_KEY" }
//! region = "ap-southeast-1"
//! price = 15.0
//! ```
//!
//! The service takes one text a request, of at most 10,000 bytes. Each request is signed
//! with the secret key, which itself is never sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ring::{digest, hmac};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error;
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
    name: "amazon",
    sentence: "Amazon Translate, with the keys of an account",
    evidence: "built from its published description, not run against the service",
    example: "[[engine]]\nname = \"amazon\"\nkind = \"amazon\"\n\
              access_key_id = { env = \"AWS_ACCESS_KEY_ID\" }\n\
              secret_access_key = { env = \"AWS_SECRET_ACCESS_KEY\" }\n\
              region = \"ap-southeast-1\"\nprice = 15.0\n",
    schema: Options::json_schema,
    build,
};

/// The table of an `amazon` engine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The id of the access key. Required.
    access_key_id: SecretRef,
    /// The secret of the access key. Required.
    secret_access_key: SecretRef,
    /// The token of a session, where the key is a temporary one.
    #[serde(default)]
    session_token: Option<SecretRef>,
    /// The region, such as `ap-southeast-1`. Required.
    region: String,
    /// Another address than that of the region.
    #[serde(default)]
    url: Option<Url>,
    /// Codes that differ from Amazon's usual ones.
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Engine>, toml::de::Error> {
    let options = Options::deserialize(table)?;
    let open = |secret: &SecretRef| (context.open)(secret).map_err(Error::custom);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if options.region.is_empty() || !options.region.chars().all(is_plain) {
        let why = format!("`{}` is no region; write one such as `ap-southeast-1`", options.region);
        return Err(Error::custom(why));
    }
    let url = match options.url {
        Some(url) => url,
        None => Url::parse(&format!("https://translate.{}.amazonaws.com/", options.region))
            .map_err(Error::custom)?,
    };
    let signer = Signer {
        id: open(&options.access_key_id)?,
        secret: open(&options.secret_access_key)?,
        token: options.session_token.as_ref().map(open).transpose()?,
        region: options.region,
        service: "translate",
    };
    let url = wire::address(&url, "")?;
    let codes = Codes { own: options.codes, table: CODES };
    Ok(service::engine(context, url, codes, Amazon { signer }))
}

/// Amazon's codes where they are not the tag's first subtag.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("es-MX", "es-MX"),
    ("fil", "tl"),
    ("fr-CA", "fr-CA"),
    ("nb", "no"),
    ("nn", "no"),
    ("pt-PT", "pt-PT"),
    ("zh-Hant", "zh-TW"),
    ("zh-TW", "zh-TW"),
];

const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
const TARGET: &str = "AWSShineFrontendService_20170701.TranslateText";

#[derive(Debug)]
struct Amazon {
    signer: Signer,
}

impl Amazon {
    /// Most faults have the status 400; the name of the exception tells them apart.
    fn failed(&self, batch: &Batch, heard: Heard<'_>, json: &Value) -> EngineError {
        let engine = self.display().to_owned();
        let word = |keys: [&str; 2]| {
            keys.iter().find_map(|key| json.get(key)).and_then(Value::as_str).unwrap_or_default()
        };
        let named = word(["__type", "code"]);
        let named = named.rsplit('#').next().unwrap_or(named);
        match named.trim_end_matches("Exception") {
            "TextSizeLimitExceeded" => EngineError::TooLarge { engine },
            "TooManyRequests" | "Throttling" | "ThrottledRequest" | "LimitExceeded" => {
                let wait = heard.retry_after.unwrap_or(wire::PATIENCE);
                EngineError::Busy { engine, wait }
            }
            "UnsupportedLanguagePair" => {
                EngineError::Pair { engine, from: batch.from.clone(), to: batch.to.clone() }
            }
            "UnrecognizedClient"
            | "InvalidSignature"
            | "IncompleteSignature"
            | "AccessDenied"
            | "MissingAuthenticationToken"
            | "ExpiredToken"
            | "InvalidClientTokenId" => EngineError::Key { engine, setting: "secret_access_key" },
            "ServiceUnavailable" | "InternalServer" | "InternalFailure" => {
                EngineError::Unavailable { engine, what: named.to_owned() }
            }
            _ => wire::failed(&engine, heard, "secret_access_key", word(["message", "Message"])),
        }
    }
}

impl Call for Amazon {
    const KIND: &'static str = KIND.name;

    fn display(&self) -> &'static str {
        "Amazon Translate"
    }

    fn capability(&self, reach: Reach) -> Capability {
        Capability {
            reach,
            craft: Craft::Trained,
            protection: Protection::Marks,
            // 10,000 bytes, of up to four to a character.
            limits: Limits {
                texts_max: 1,
                text_chars_max: 2_500,
                request_chars_max: 2_500,
                gap: Duration::ZERO,
            },
            paid: true,
            marks_unknown: false,
            sees: Sight::Text,
        }
    }

    fn ask(&self, at: &Address, batch: &Batch, now: Instant) -> Result<Step, EngineError> {
        let body = json!({
            "Text": batch.texts.first(),
            "SourceLanguageCode": at.codes.of(&batch.from),
            "TargetLanguageCode": at.codes.of(&batch.to),
        });
        let body = body.to_string().into_bytes();
        let time = now.format("%Y%m%dT%H%M%SZ").to_string();
        let host = match (at.url.host_str(), at.url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let mut signed = vec![
            ("content-type", MEDIA_TYPE),
            ("host", host.as_str()),
            ("x-amz-date", time.as_str()),
        ];
        let token = self.signer.token.as_ref();
        signed.extend(token.map(|token| ("x-amz-security-token", token.reveal())));
        signed.push(("x-amz-target", TARGET));
        let signature = self.signer.sign(at.url.path(), &signed, &body, &time);
        let mut headers = vec![
            ("x-amz-target", HeaderText::Clear(TARGET.to_owned())),
            ("x-amz-date", HeaderText::Clear(time.clone())),
            ("authorization", HeaderText::Secret { prefix: "", secret: signature }),
        ];
        headers.extend(token.map(|token| {
            ("x-amz-security-token", HeaderText::Secret { prefix: "", secret: token.clone() })
        }));
        Ok(wire::post(&at.url, headers, MEDIA_TYPE, body))
    }

    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError> {
        let json = wire::json(heard.body);
        if heard.status != 200 {
            return Err(self.failed(batch, heard, &json));
        }
        if !json.is_object() {
            return Err(wire::malformed(self.display(), "no JSON"));
        }
        let text = json.get("TranslatedText").and_then(Value::as_str).map(str::to_owned);
        wire::answers(self.display(), batch, vec![text])
    }
}

/// Signs requests.
///
/// # Source
///
/// AWS Signature Version 4 for API requests.
#[derive(Debug)]
struct Signer {
    id: Secret,
    secret: Secret,
    token: Option<Secret>,
    region: String,
    service: &'static str,
}

impl Signer {
    /// The `Authorization` header of a `POST` to a path without a query. `headers` are those
    /// to be signed, names in lower case and in order; `time` is that of `x-amz-date`.
    fn sign(&self, path: &str, headers: &[(&str, &str)], body: &[u8], time: &str) -> Secret {
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let mut request = format!("POST\n{path}\n\n");
        for (name, value) in headers {
            request.extend([*name, ":", value.trim(), "\n"]);
        }
        request.extend(["\n", &names, "\n", &hex(&sha256(body))]);
        let day = time.get(..8).unwrap_or(time);
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let words = hex(&sha256(request.as_bytes()));
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{words}");
        let mut key = format!("AWS4{}", self.secret.reveal()).into_bytes();
        for part in [day, &self.region, self.service, "aws4_request"] {
            key = keyed(&key, part);
        }
        let signature = hex(&keyed(&key, &to_sign));
        Secret::new(format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.id.reveal()
        ))
    }
}

fn keyed(key: &[u8], words: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), words.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(u32::from);
    bytes.iter().flat_map(digits).filter_map(|digit| char::from_digit(digit, 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_signed_as_the_published_test_of_the_signature_has_it() {
        let secret = |words: &str| Secret::new(words.to_owned());
        let signer = Signer {
            id: secret("AKIDEXAMPLE"),
            secret: secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            token: None,
            region: "us-east-1".to_owned(),
            service: "service",
        };
        let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
        let header = signer.sign("/", &headers, b"", "20150830T123600Z");
        let wanted = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/\
                      aws4_request, SignedHeaders=host;x-amz-date, Signature=\
                      5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
        assert_eq!(header.reveal(), wanted);
    }
}
