//! Entries to JSON Feed 1.1. What it has no field for stands in one object, `_warta`.

use serde_json::{Map, Value, json};

use crate::domain::entry::{Elsewhere, Entry, Fragment, Head, Site};
use crate::domain::feed::Form;
use crate::domain::instant::rfc3339;
use crate::domain::translation::Touch;
use crate::render::archive;
use crate::render::body;
use crate::render::media::File;
use crate::render::view::{self, View};
use crate::render::words::Words;
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

/// JSON Feed 1.1.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn sentence(&self) -> &'static str {
        "JSON Feed 1.1, for programs."
    }

    fn scope(&self) -> Scope {
        Scope::Feed
    }

    fn media_type(&self) -> &'static str {
        "application/feed+json"
    }

    fn file_name(&self) -> &'static str {
        "feed.json"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let view = View::of(entry, site);
        serde_json::to_string(&item(&view, site)).map_err(|bad| fault(bad.to_string()))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Feed(head) = around else {
            return Err(fault("it lists the entries of a feed".to_owned()));
        };
        let facts = facts(head, site);
        let facts: Vec<String> = facts
            .iter()
            .map(|(name, value)| format!("{}: {value},", Value::from(name.as_str())))
            .collect();
        let items: Vec<&str> = fragments.iter().map(|fragment| &*fragment.text).collect();
        let (facts, items) = (facts.join("\n"), items.join(",\n"));
        Ok(format!("{{\n{facts}\n\"items\": [\n{items}\n]\n}}\n").into_bytes())
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "json", what }
}

/// A feed's own fields. It names no authors: Miniflux would add them to every item's.
fn facts(head: &Head, site: &Site) -> Map<String, Value> {
    let words = Words::of(&head.edition.language);
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("version", json!("https://jsonfeed.org/version/1.1"));
    put("title", json!(view::plain_title(&words.feed_title(&site.name, head))));
    put("home_page_url", json!(site.address(&head.path)));
    let page = |number: i64| site.address(&archive::address(&Json, &head.path, number));
    let feed = site.address(&format!("{}feed.json", head.path));
    put("feed_url", json!(head.paging.own.map_or(feed, page)));
    if let Some(number) = head.paging.previous {
        put("next_url", json!(page(number)));
    }
    put("description", json!(markup::line(&words.feed_description(head))));
    put("language", json!(head.edition.language));
    if !site.hubs.is_empty() && head.paging.own.is_none() {
        let hubs = site.hubs.iter().map(|hub| json!({ "type": "WebSub", "url": hub }));
        put("hubs", hubs.collect());
    }
    map
}

fn item(view: &View<'_>, site: &Site) -> Map<String, Value> {
    let entry = view.entry;
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("id", json!(entry.tag));
    put("url", json!(view.page));
    if let Some(href) = &view.source_url {
        put("external_url", json!(href));
    }
    put("title", json!(view.title));
    put("summary", json!(view.summary));
    put("content_html", json!(view.html));
    if let Some(picture) = view.files.iter().find(|file| file.is_picture()) {
        put("image", json!(picture.url));
    }
    put("date_published", json!(rfc3339(entry.published)));
    put("date_modified", json!(rfc3339(entry.updated)));
    put("authors", json!([author(view)]));
    let tags = tags(view);
    if !tags.is_empty() {
        put("tags", json!(tags));
    }
    put("language", json!(view.title_language));
    if !view.files.is_empty() {
        put("attachments", view.files.iter().map(attachment).collect());
    }
    put("_warta", Value::Object(own(view, site)));
    map
}

fn author(view: &View<'_>) -> Value {
    match view.publisher_url() {
        Some(url) => json!({ "name": view.creator, "url": url }),
        None => json!({ "name": view.creator }),
    }
}

fn tags(view: &View<'_>) -> Vec<String> {
    let regions = view.entry.regions.iter().map(|region| markup::line(&region.name));
    let subjects = view.subjects().into_iter().map(|(_, code)| code);
    let mut tags: Vec<String> = Vec::new();
    for tag in regions.chain(subjects) {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn attachment(file: &File) -> Value {
    let mut map = Map::new();
    map.insert("url".to_owned(), json!(file.url));
    map.insert("mime_type".to_owned(), json!(file.kind));
    if let Some(caption) = &file.caption {
        map.insert("title".to_owned(), json!(caption));
    }
    if file.bytes > 0 {
        map.insert("size_in_bytes".to_owned(), json!(file.bytes));
    }
    Value::Object(map)
}

fn own(view: &View<'_>, site: &Site) -> Map<String, Value> {
    let entry = view.entry;
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("about", json!(site.address("/docs/json")));
    put("version", json!(entry.version));
    put("form", json!(entry.form));
    put("regions", entry.regions.iter().map(|region| json!(region.code)).collect());
    if entry.form == Form::Translated {
        let engine = entry.provenance.as_ref().map(|made| made.engine.as_str());
        let mut translation = json!({
            "of": view.original_tag(),
            "engine": engine,
            "reviewed": body::is_approved(entry),
            "partial": entry.partial,
        });
        let hand = match body::hand(entry) {
            Touch::None => None,
            Touch::Edited => Some("edited"),
            Touch::Person => Some("person"),
        };
        if let (Some(hand), Some(map)) = (hand, translation.as_object_mut()) {
            map.insert("hand".to_owned(), json!(hand));
        }
        put("translation", translation);
    }
    if !entry.also_at.is_empty() {
        let each = |one: &Elsewhere| json!({ "name": one.name, "url": one.url });
        put("also_at", entry.also_at.iter().map(each).collect());
    }
    if let Some(created) = entry.created {
        put("created", json!(rfc3339(created)));
    }
    if let Some(place) = view.place() {
        put("place", json!(place));
    }
    if let Some(rights) = view.rights() {
        put("rights", json!(rights));
    }
    map
}
