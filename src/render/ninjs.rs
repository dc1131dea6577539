//! A release to ninjs 3.1, IPTC's news in JSON: one object a language version.
//!
//! [`object`] makes it for both documents there are: [`Ninjs`], one object for one release,
//! and the lines of a feed, in [`ninjs_lines`](crate::render::ninjs_lines).

use serde_json::{Map, Value, json};

use crate::domain::entry::{Entry, Fragment, Site};
use crate::domain::instant::rfc3339;
use crate::render::media::File;
use crate::render::view::{self, View};
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

/// Where IPTC lists how a text was made.
pub(crate) const SOURCE_TYPES: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// ninjs 3.1, one release.
#[derive(Debug, Clone, Copy)]
pub struct Ninjs;

impl Format for Ninjs {
    fn name(&self) -> &'static str {
        "ninjs-release"
    }

    fn sentence(&self) -> &'static str {
        "One release as ninjs 3.1, IPTC's news in JSON."
    }

    fn scope(&self) -> Scope {
        Scope::Release
    }

    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn file_name(&self) -> &'static str {
        ".ninjs.json"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let object = object(&View::of(entry, site));
        serde_json::to_string_pretty(&object).map_err(|bad| fault(bad.to_string()))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        _: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        single(around, fragments).map_err(fault)
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "ninjs-release", what }
}

/// The document of one release: its fragment and the end of its line.
///
/// # Errors
///
/// What is wrong when the document is about something else.
pub(crate) fn single(around: Around<'_>, fragments: &[Fragment]) -> Result<Vec<u8>, String> {
    match (around, fragments) {
        (Around::Release(_), [fragment]) => Ok(format!("{}\n", fragment.text).into_bytes()),
        _ => Err("it shows one release".to_owned()),
    }
}

/// An entry as an object of ninjs 3.1.
///
/// # Source
///
/// IPTC, ninjs 3.1 (`ninjs-schema_3.1.json`).
pub(crate) fn object(view: &View<'_>) -> Map<String, Value> {
    let entry = view.entry;
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("uri", json!(entry.tag));
    put("type", json!("text"));
    put("representationType", json!(if view.is_whole() { "full" } else { "partial" }));
    put("version", json!(entry.version.to_string()));
    put("firstCreated", json!(rfc3339(entry.published)));
    put("versionCreated", json!(rfc3339(entry.updated)));
    if let Some(created) = entry.created {
        put("contentCreated", json!(rfc3339(created)));
    }
    put("pubStatus", json!(if view.is_shown() { "usable" } else { "canceled" }));
    put("language", json!(view.title_language));
    put("headlines", json!([{ "role": "main", "value": view.title }]));
    if view.is_shown() {
        put(
            "descriptions",
            json!([{ "role": "summary", "contentType": "text/plain", "value": view.summary }]),
        );
        put("bodies", json!([body(view)]));
        put("by", json!(view.creator));
    }
    if let Some(place) = view.place() {
        put("located", json!(place));
    }
    let remarks = view.remarks();
    if !remarks.is_empty() {
        put("edNote", json!(remarks.join(" ")));
    }
    put_lists(&mut map, view);
    map
}

fn put_lists(map: &mut Map<String, Value>, view: &View<'_>) {
    let entry = view.entry;
    let mut list = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            map.insert(name.to_owned(), Value::Array(values));
        }
    };
    list("places", entry.regions.iter().map(place).collect());
    list("subjects", view.subjects().into_iter().map(subject).collect());
    list("infoSources", sources(view));
    let ids = alternatives(view).into_iter();
    list("altIds", ids.map(|(role, value)| json!({ "role": role, "value": value })).collect());
    list("associations", pictures(view).map(|(n, file)| picture(view, n, file)).collect());
    map.insert("copyrightHolder".to_owned(), json!(markup::line(&entry.publisher.name)));
    if let Some(rights) = view.rights() {
        map.insert("copyrightNotice".to_owned(), json!(rights));
    }
    if let Some(source) = view.digital_source {
        let name = view.made_how();
        let made = json!({ "name": name, "uri": format!("{SOURCE_TYPES}{source}") });
        map.insert("digitalSourceType".to_owned(), made);
    }
    map.insert(
        "standard".to_owned(),
        json!({
            "name": "ninjs",
            "version": "3.1",
            "schema": "https://iptc.org/std/ninjs/ninjs-schema_3.1.json",
        }),
    );
}

fn body(view: &View<'_>) -> Value {
    let (chars, words) = view.counts();
    json!({
        "role": "main",
        "contentType": "text/html",
        "charCount": chars,
        "wordCount": words,
        "value": view.html,
    })
}

fn place(region: &crate::domain::entry::RegionLabel) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(markup::line(&region.name)));
    map.insert("rel".to_owned(), json!("about"));
    if let Some(scheme) = view::scheme(region) {
        map.insert("uri".to_owned(), json!(scheme));
    }
    map.insert("literal".to_owned(), json!(region.code));
    Value::Object(map)
}

fn subject((scheme, code): (Option<&'static str>, String)) -> Value {
    match scheme.filter(|_| code.chars().all(|c| c.is_ascii_alphanumeric())) {
        Some(scheme) => json!({ "literal": code, "uri": format!("{scheme}{code}") }),
        None => json!({ "name": code, "literal": code }),
    }
}

/// Who said it, and what translated it.
fn sources(view: &View<'_>) -> Vec<Value> {
    let name = markup::line(&view.entry.publisher.name);
    let originator = match view.publisher_url() {
        Some(uri) => json!({ "name": name, "role": "originator", "uri": uri }),
        None => json!({ "name": name, "role": "originator" }),
    };
    let engine = view.engine().map(|engine| json!({ "name": engine, "role": "translator" }));
    [Some(originator), engine].into_iter().flatten().collect()
}

/// What else it is known by, by role.
pub(crate) fn alternatives(view: &View<'_>) -> Vec<(&'static str, String)> {
    let tag = view.original_tag().map(str::to_owned);
    let all = [
        ("page", Some(view.page.clone())),
        ("source", view.source_url.clone()),
        ("translationOf", tag),
    ];
    all.into_iter().filter_map(|(role, value)| Some((role, value?))).collect()
}

/// The pictures with their numbers, from 1.
pub(crate) fn pictures<'a>(view: &'a View<'_>) -> impl Iterator<Item = (usize, &'a File)> {
    view.files.iter().enumerate().map(|(n, file)| (n + 1, file)).filter(|(_, f)| f.is_picture())
}

fn picture(view: &View<'_>, number: usize, file: &File) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("name", json!(format!("picture{number}")));
    put("uri", json!(view.media_tag(number)));
    put("type", json!("picture"));
    put("pubStatus", json!("usable"));
    if let Some(caption) = &file.caption {
        let caption = json!({ "role": "caption", "contentType": "text/plain", "value": caption });
        put("descriptions", json!([caption]));
    }
    if let Some(credit) = &file.credit {
        put("by", json!(credit));
    }
    let mut rendition = Map::new();
    rendition.insert("name".to_owned(), json!("original"));
    rendition.insert("href".to_owned(), json!(file.url));
    rendition.insert("contentType".to_owned(), json!(file.kind));
    if file.bytes > 0 {
        rendition.insert("sizeInBytes".to_owned(), json!(file.bytes));
    }
    put("renditions", json!([rendition]));
    Value::Object(map)
}
