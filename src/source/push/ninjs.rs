//! IPTC's ninjs, of any version, to a draft.

use serde_json::{Map, Value};

use crate::domain::draft::Media;
use crate::domain::{Draft, Language, Markup, Region};
use crate::source::push::json::{is_web, stamp, words};

/// Whether an item is ninjs: it has a `uri`, and calls nothing `id`.
pub(super) fn is_ninjs(map: &Map<String, Value>) -> bool {
    map.contains_key("uri") && !map.contains_key("id")
}

/// Reads one item.
///
/// # Errors
///
/// What it is, when it is not to be taken: an embargo is read from the text alone, and what
/// says it elsewhere would be out too early.
///
/// # Source
///
/// IPTC ninjs 1.4 (`body_*`, `description_*`, `byline`), 2.1 and 3.0 (`bodies`,
/// `descriptions`, `headlines`, `associations` as a list).
pub(super) fn read(map: &Map<String, Value>) -> Result<Draft, &'static str> {
    let status = words(map, "pubstatus").unwrap_or_default();
    let withdrawn = matches!(status.as_str(), "canceled" | "cancelled" | "withhold" | "withheld");
    if words(map, "embargoed").is_some() && !withdrawn {
        return Err("an item under an embargo; write it into the text, or send it when it ends");
    }
    let language = words(map, "language").and_then(|tag| Language::parse(&tag).ok());
    let date = |key: &str| words(map, key).map(|raw| stamp(&raw, language.as_ref()));
    let places = objects(map.get("place"));
    let regions = places.iter().filter_map(|place| words(place, "code"));
    Ok(Draft {
        own_id: words(map, "uri"),
        url: words(map, "url").filter(|url| is_web(url)),
        headline: words(map, "headline").or_else(|| plain(map, "headlines")),
        summary: words(map, "description_text")
            .or_else(|| plain(map, "descriptions"))
            .map(Markup::Plain),
        body: body(map),
        published: date("firstcreated")
            .or_else(|| date("contentcreated"))
            .or_else(|| date("versioncreated")),
        updated: date("versioncreated"),
        language: language.clone(),
        authors: words(map, "byline").or_else(|| words(map, "by")).into_iter().collect(),
        categories: objects(map.get("subject"))
            .iter()
            .filter_map(|one| words(one, "name"))
            .collect(),
        regions: regions.filter_map(|code| Region::parse(&code).ok()).collect(),
        media: media(map),
        withdrawn,
        ..Draft::default()
    })
}

/// The text as HTML where there is such, else as it is.
fn body(map: &Map<String, Value>) -> Option<Markup> {
    let html = ["body_xhtml", "body_html", "body_html5"].iter().find_map(|key| words(map, key));
    if let Some(html) = html {
        return Some(Markup::Html(html));
    }
    let bodies = objects(map.get("bodies"));
    let kind = |one: &Map<String, Value>| {
        words(one, "contenttype").or_else(|| words(one, "contentType")).unwrap_or_default()
    };
    let html = bodies.iter().find(|one| kind(one).contains("html"));
    if let Some(html) = html.and_then(|one| words(one, "value")) {
        return Some(Markup::Html(html));
    }
    let plain = words(map, "body_text");
    let plain = plain.or_else(|| bodies.iter().find_map(|one| words(one, "value")));
    plain.map(Markup::Plain)
}

/// The first of some texts that plays no part beside the main one.
fn plain(map: &Map<String, Value>, key: &str) -> Option<String> {
    let all = objects(map.get(key));
    let main = |one: &&&Map<String, Value>| {
        words(one, "role").is_none_or(|role| matches!(role.as_str(), "main" | "headline"))
    };
    all.iter().find(main).or_else(|| all.first()).and_then(|one| words(one, "value"))
}

/// Pictures and files: of each the largest rendition.
fn media(map: &Map<String, Value>) -> Vec<Media> {
    let mut media = Vec::new();
    for one in objects(map.get("associations")) {
        let size = |one: &&Map<String, Value>| one.get("sizeinbytes").and_then(Value::as_u64);
        let renditions = objects(one.get("renditions"));
        let Some(largest) = renditions.into_iter().max_by_key(size) else { continue };
        let Some(url) = words(largest, "href").filter(|url| is_web(url)) else { continue };
        media.push(Media {
            url,
            media_type: words(largest, "mimetype").or_else(|| words(largest, "contenttype")),
            bytes: size(&largest),
            caption: words(one, "description_text").or_else(|| plain(one, "descriptions")),
            credit: words(one, "byline").or_else(|| words(one, "by")),
        });
    }
    media
}

/// The objects of a list, or of a map of them.
fn objects(value: Option<&Value>) -> Vec<&Map<String, Value>> {
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(all)) => all.values().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    }
}
