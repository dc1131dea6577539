//! A page to the JSON that `warta read --as page` prints.

use serde_json::{Value, json};
use url::Url;

use crate::domain::{Language, Stamp, instant};
use crate::source::page::article::spoken;
use crate::text::extract::{self, Hints, Picks};
use crate::text::{charset, sanitize};

/// Reads a page and says what is on it. The same bytes and hints give the same JSON.
///
/// `{"ok": false, "error": ...}` when there is no text on it.
#[must_use]
pub fn json(
    bytes: &[u8],
    location: Option<&str>,
    content_type: Option<&str>,
    content_language: Option<&str>,
) -> Value {
    let decoded = charset::decode(bytes, content_type);
    let location = location.and_then(|address| Url::parse(address).ok());
    let language = content_language.and_then(|tag| Language::parse(tag).ok());
    let hints = Hints { location: location.as_ref(), language: language.as_ref(), zone: None };
    let article = extract::read(&decoded.text, hints, &Picks::default());
    if article.text.trim().is_empty() {
        return json!({ "ok": false, "error": "there is no text on the page" });
    }
    let at = |stamp: &Option<Stamp>| stamp.as_ref().and_then(|one| one.at).map(instant::rfc3339);
    let evidence: Vec<Value> = article
        .evidence
        .iter()
        .map(|one| json!({ "field": one.field, "rule": one.rule, "words": one.words }))
        .collect();
    let byline = Some(article.authors.join(", ")).filter(|names| !names.is_empty());
    json!({
        "ok": true,
        "title": article.title,
        "text": article.text,
        "html": sanitize::clean(&article.html, location.as_ref()),
        "published": at(&article.published),
        "updated": at(&article.updated),
        "byline": byline,
        "image": article.image,
        "language": spoken(&article).or(language),
        "evidence": evidence,
    })
}
