//! Our own JSON to a draft.

use serde_json::{Map, Value};

use crate::domain::draft::Media;
use crate::domain::{Draft, Language, Markup, Region, Stamp};
use crate::text::date;

/// Reads one item.
pub(super) fn read(map: &Map<String, Value>) -> Draft {
    let html = words(map, "body").or_else(|| words(map, "html")).map(Markup::Html);
    let language = words(map, "language").and_then(|tag| Language::parse(&tag).ok());
    let stamp = |key: &str| words(map, key).map(|raw| stamp(&raw, language.as_ref()));
    Draft {
        own_id: words(map, "id"),
        url: words(map, "url").filter(|url| is_web(url)),
        headline: words(map, "headline").or_else(|| words(map, "title")),
        summary: words(map, "summary").map(Markup::Plain),
        body: html.or_else(|| words(map, "text").map(Markup::Plain)),
        published: stamp("published"),
        updated: stamp("updated"),
        language: language.clone(),
        authors: words(map, "byline").into_iter().chain(list(map, "authors")).collect(),
        categories: list(map, "categories"),
        regions: list(map, "regions").iter().filter_map(|code| Region::parse(code).ok()).collect(),
        media: map.get("media").and_then(Value::as_array).map(|all| media(all)).unwrap_or_default(),
        withdrawn: map.get("withdrawn").and_then(Value::as_bool).unwrap_or(false),
        ..Draft::default()
    }
}

fn media(all: &[Value]) -> Vec<Media> {
    let one = |value: &Value| {
        let map = value.as_object()?;
        Some(Media {
            url: words(map, "url").filter(|url| is_web(url))?,
            media_type: words(map, "type"),
            bytes: map.get("bytes").and_then(Value::as_u64),
            caption: words(map, "caption"),
            credit: words(map, "credit"),
        })
    };
    all.iter().filter_map(one).collect()
}

/// A text, or a number as one; empty is absent.
pub(super) fn words(map: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match map.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A list of texts.
pub(super) fn list(map: &Map<String, Value>, key: &str) -> Vec<String> {
    let all = map.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A date as it was written.
pub(super) fn stamp(raw: &str, language: Option<&Language>) -> Stamp {
    date::read(raw, date::Hints { language, zone: None })
}

/// Whether an address is one of the web.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
