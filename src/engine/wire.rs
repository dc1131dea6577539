//! What all engines over HTTP share: statuses to errors, addresses, languages.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::Error;
use serde_json::Value;
use url::{Host, Url};

use crate::domain::ask::{HeaderText, HttpAsk, Purpose};
use crate::domain::capability::Reach;
use crate::domain::validators::Validators;
use crate::domain::{Ask, Language, Reply};
use crate::engine::{Answer, Batch, EngineError, Step};
use crate::text::markup;

/// How long an engine that is busy and names no time is left alone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// An engine's HTTP answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard<'a> {
    /// The status code.
    pub(crate) status: u16,
    /// `Retry-After`, if one came.
    pub(crate) retry_after: Option<Duration>,
    /// The body.
    pub(crate) body: &'a [u8],
}

/// Takes an HTTP answer out of a reply.
pub(crate) fn heard<'a>(engine: &str, reply: &'a Reply) -> Result<Heard<'a>, EngineError> {
    match reply {
        Reply::Answer { status, retry_after, body } => {
            Ok(Heard { status: *status, retry_after: *retry_after, body })
        }
        _ => Err(malformed(engine, "no HTTP answer")),
    }
}

/// A `POST` of a body.
pub(crate) fn post(
    url: &Url,
    headers: Vec<(&'static str, HeaderText)>,
    media_type: &'static str,
    body: Vec<u8>,
) -> Step {
    Step::Ask(Box::new(Ask::Http(HttpAsk {
        purpose: Purpose::Engine,
        url: url.clone(),
        headers: headers.into_iter().map(|(name, text)| (name.into(), text)).collect(),
        body: Some((media_type, body)),
        validators: Validators::default(),
    })))
}

/// Reads a body as JSON, whatever was done to its bytes: a mark of the order of bytes before
/// it is taken off, and what is no UTF-8 is read as Windows-1252.
pub(crate) fn json(body: &[u8]) -> Value {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if let Ok(text) = std::str::from_utf8(body) {
        return serde_json::from_str(text).unwrap_or(Value::Null);
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(body);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// The answers to a batch: exactly one for each of its texts, each of them a text.
pub(crate) fn answers(
    engine: &str,
    batch: &Batch,
    texts: Vec<Option<String>>,
) -> Result<Vec<Answer>, EngineError> {
    let mismatch = |answers: usize| EngineError::Mismatch {
        engine: engine.to_owned(),
        answers,
        texts: batch.texts.len(),
    };
    if texts.len() != batch.texts.len() {
        return Err(mismatch(texts.len()));
    }
    let there = texts.iter().flatten().count();
    let whole: Option<Vec<String>> = texts.into_iter().collect();
    let whole = whole.ok_or_else(|| mismatch(there))?;
    Ok(whole.into_iter().map(Answer::plain).collect())
}

/// Characters of a text in XML without its tags, entities counted as what they stand for.
pub(crate) fn untagged(text: &str) -> usize {
    let (mut count, mut outside, mut entity) = (0, true, false);
    for c in text.chars() {
        match c {
            '<' => outside = false,
            '>' if !outside => outside = true,
            '&' if outside => entity = true,
            ';' if entity => {
                entity = false;
                count += 1;
            }
            _ if outside && !entity => count += 1,
            _ => {}
        }
    }
    count
}

/// An answer that makes no sense.
pub(crate) fn malformed(engine: &str, what: &str) -> EngineError {
    EngineError::Malformed { engine: engine.to_owned(), what: what.to_owned() }
}

/// What a status means where a service gives it no meaning of its own.
///
/// # Source
///
/// RFC 9110, section 15; 529 is DeepL's word for 429.
pub(crate) fn failed(
    engine: &str,
    heard: Heard<'_>,
    setting: &'static str,
    words: &str,
) -> EngineError {
    let engine = engine.to_owned();
    let what = || {
        let words: String = markup::line(words).chars().take(160).collect();
        if words.is_empty() { format!("status {}", heard.status) } else { words }
    };
    match (heard.status, heard.retry_after) {
        (401 | 403, _) => EngineError::Key { engine, setting },
        (413 | 414, _) => EngineError::TooLarge { engine },
        (429 | 529, wait) => EngineError::Busy { engine, wait: wait.unwrap_or(PATIENCE) },
        (500..=599, Some(wait)) => EngineError::Busy { engine, wait },
        (300..=399 | 404 | 405 | 408, _) | (500..=599, None) => {
            EngineError::Unavailable { engine, what: what() }
        }
        _ => EngineError::Refused { engine, what: what() },
    }
}

/// The address of a service's call below its base address.
pub(crate) fn address(base: &Url, call: &str) -> Result<Url, toml::de::Error> {
    if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
        return Err(Error::custom(format!("`{base}` is not an address of HTTP")));
    }
    let mut url = base.clone();
    let path = format!("{}/{call}", base.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Whether texts sent to an address stay on this machine.
pub(crate) fn reach(url: &Url) -> Reach {
    let here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if here { Reach::Local } else { Reach::ThirdParty }
}

/// An engine's code of a language: the operator's, else the one in the engine's table,
/// by the whole tag and then by its first subtag, else the first subtag itself.
pub(crate) fn code(
    language: &Language,
    own: &BTreeMap<String, String>,
    table: &[(&str, &str)],
) -> String {
    let named = |tag: &str| {
        let listed = || table.iter().find(|(ours, _)| *ours == tag).map(|(_, its)| *its);
        own.get(tag).map(String::as_str).or_else(listed).map(str::to_owned)
    };
    named(language.as_str())
        .or_else(|| named(language.primary()))
        .unwrap_or_else(|| language.primary().to_owned())
}
