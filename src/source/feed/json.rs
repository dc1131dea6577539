//! JSON Feed 1.0 and 1.1.
//!
//! Numbers are taken for texts where a text is due, and what is null is absent.
//!
//! # Source
//!
//! <https://www.jsonfeed.org/version/1.1/>

use serde_json::{Map, Value};
use url::Url;

use crate::source::feed::document::ENTRIES_MAX;
use crate::source::feed::model::{
    Category, Common, Enclosure, Entry, Feed, HTML, Link, PLAIN, Parsed, Person, Text,
};
use crate::source::feed::values::{self, Around};
use crate::source::{SourceError, Warning};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, around: Around<'_>) -> Result<Parsed, SourceError> {
    let refuse = |found: &str| SourceError::NotOurs {
        wanted: "a feed",
        found: found.to_owned(),
        feeds: Vec::new(),
    };
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Err(refuse("text that begins like JSON and is none"));
    };
    let version = value.get("version").and_then(Value::as_str).unwrap_or("");
    let format = match version.split_once("jsonfeed.org/version/") {
        Some((_, version)) if version.starts_with("1.1") => "json11",
        Some(_) => "json1",
        None if value.get("items").is_some_and(Value::is_array) && value.get("title").is_some() => {
            "json11"
        }
        None => return Err(refuse("JSON that is no JSON Feed")),
    };
    let Some(map) = value.as_object() else { return Err(refuse("JSON that is no JSON Feed")) };
    let language = text_of(map, "language").map(|tag| values::tag(&tag));
    let around = Around { language: language.as_deref().or(around.language), ..around };
    let feed = feed(map, around);
    let items = map.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut warnings = Vec::new();
    if items.len() > ENTRIES_MAX {
        let beyond = items.len() - ENTRIES_MAX;
        let what = format!("{beyond} entries beyond the first {ENTRIES_MAX} were left out");
        warnings.push(Warning { line: None, what });
    }
    let mut entries: Vec<Entry> = items
        .iter()
        .take(ENTRIES_MAX)
        .filter_map(Value::as_object)
        .map(|item| entry(item, around))
        .collect();
    for entry in entries.iter_mut().filter(|entry| entry.common.authors.is_empty()) {
        entry.common.authors.clone_from(&feed.common.authors);
    }
    Ok(Parsed { format, feed, entries, warnings, ..Parsed::default() })
}

fn feed(map: &Map<String, Value>, around: Around<'_>) -> Feed {
    let mut common = common(map, "home_page_url", around);
    common.summary = words(map, "description", PLAIN, around);
    common.language = around.language.map(str::to_owned);
    if let Some(href) = address(map, "feed_url", around) {
        common.id = common.id.or(Some(href.clone()));
        common.links.push(Link { href, rel: "self".into(), ..Link::default() });
    }
    let hubs = map.get("hubs").and_then(Value::as_array);
    let hub = hubs.and_then(|hubs| hubs.first()?.get("url")?.as_str().map(str::to_owned));
    Feed { common, icon: address(map, "icon", around), hub, ..Feed::default() }
}

fn entry(map: &Map<String, Value>, around: Around<'_>) -> Entry {
    let mut common = common(map, "url", around);
    let own = text_of(map, "language").map(|tag| values::tag(&tag));
    let around = Around { language: own.as_deref().or(around.language), ..around };
    common.language = around.language.map(str::to_owned);
    common.id = text_of(map, "id");
    // A post about another page has none of its own to be named by.
    common.link = common.link.or_else(|| address(map, "external_url", around));
    common.summary = words(map, "summary", PLAIN, around);
    common.published = text_of(map, "date_published");
    common.updated = text_of(map, "date_modified");
    let tags = map.get("tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for term in tags.iter().filter_map(text) {
        common.categories.push(Category { term, ..Category::default() });
    }
    let content = [("content_html", HTML), ("content_text", PLAIN)];
    let content = content.into_iter().filter_map(|(key, kind)| words(map, key, kind, around));
    let files = map.get("attachments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let enclosures = files.iter().filter_map(Value::as_object).filter_map(|file| {
        Some(Enclosure {
            url: address(file, "url", around)?,
            media_type: text_of(file, "mime_type"),
            length: text_of(file, "size_in_bytes"),
            caption: text_of(file, "title"),
            credit: None,
        })
    });
    let thumbnails = ["image", "banner_image"].into_iter().filter_map(|k| address(map, k, around));
    Entry {
        content: content.collect(),
        enclosures: enclosures.collect(),
        thumbnails: thumbnails.collect(),
        common,
        ..Entry::default()
    }
}

fn common(map: &Map<String, Value>, page: &str, around: Around<'_>) -> Common {
    let link = address(map, page, around);
    let alternate =
        |href: &String| Link { href: href.clone(), rel: "alternate".into(), ..Link::default() };
    let people = match map.get("authors") {
        Some(Value::Array(list)) => list.as_slice(),
        _ => map.get("author").map_or(&[][..], std::slice::from_ref),
    };
    let people = people.iter().filter_map(Value::as_object).filter_map(|person| {
        let person = Person {
            name: text_of(person, "name"),
            email: None,
            uri: address(person, "url", around),
        };
        person.called().is_some().then_some(person)
    });
    Common {
        title: words(map, "title", PLAIN, around),
        links: link.iter().map(alternate).collect(),
        link,
        authors: people.collect(),
        ..Common::default()
    }
}

fn words(
    map: &Map<String, Value>,
    key: &str,
    kind: &'static str,
    around: Around<'_>,
) -> Option<Text> {
    Some(Text {
        value: text_of(map, key)?,
        media_type: kind.into(),
        language: around.language.map(str::to_owned),
        base: around.base.cloned(),
        src: None,
    })
}

fn text_of(map: &Map<String, Value>, key: &str) -> Option<String> {
    map.get(key).and_then(text)
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn address(map: &Map<String, Value>, key: &str, around: Around<'_>) -> Option<String> {
    let text = text_of(map, key)?;
    if Url::parse(&text).is_ok() {
        return Some(text);
    }
    let joined = around.base.and_then(|base| base.join(&text).ok());
    Some(joined.map_or(text, String::from))
}
