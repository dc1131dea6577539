//! A release to ninjs 1.6, the version that newsroom systems of today read: Superdesk takes
//! 1.x only.

use serde_json::{Map, Value, json};

use crate::domain::entry::{Entry, Fragment, Site};
use crate::domain::instant::rfc3339;
use crate::render::media::File;
use crate::render::ninjs::{self, SOURCE_TYPES};
use crate::render::view::{self, View};
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

/// ninjs 1.6, one release.
#[derive(Debug, Clone, Copy)]
pub struct Ninjs1;

impl Format for Ninjs1 {
    fn name(&self) -> &'static str {
        "ninjs1-release"
    }

    fn sentence(&self) -> &'static str {
        "One release as ninjs 1.6, which Superdesk takes."
    }

    fn scope(&self) -> Scope {
        Scope::Release
    }

    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn file_name(&self) -> &'static str {
        ".ninjs1.json"
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
        ninjs::single(around, fragments).map_err(fault)
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "ninjs1-release", what }
}

/// An entry as an object of ninjs 1.6. It has no `guid`: Superdesk makes one of the `uri`.
///
/// # Source
///
/// IPTC, ninjs 1.6 (`ninjs-schema_1.6.json`).
fn object(view: &View<'_>) -> Map<String, Value> {
    let entry = view.entry;
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("uri", json!(entry.tag));
    put("type", json!("text"));
    put("representationtype", json!(if view.is_whole() { "complete" } else { "incomplete" }));
    put("version", json!(entry.version.to_string()));
    put("firstcreated", json!(rfc3339(entry.published)));
    put("versioncreated", json!(rfc3339(entry.updated)));
    if let Some(created) = entry.created {
        put("contentcreated", json!(rfc3339(created)));
    }
    put("pubstatus", json!(if view.is_shown() { "usable" } else { "canceled" }));
    put("language", json!(view.title_language));
    put("headline", json!(view.title));
    if view.is_shown() {
        let (chars, words) = view.counts();
        put("description_text", json!(view.summary));
        put("body_html", json!(view.html));
        put("charcount", json!(chars));
        put("wordcount", json!(words));
        put("byline", json!(view.creator));
    }
    if let Some(place) = view.place() {
        put("located", json!(place));
    }
    let remarks = view.remarks();
    if !remarks.is_empty() {
        put("ednote", json!(remarks.join(" ")));
    }
    put("copyrightholder", json!(markup::line(&entry.publisher.name)));
    if let Some(rights) = view.rights() {
        put("copyrightnotice", json!(rights));
    }
    if let Some(source) = view.digital_source {
        let name = view.made_how();
        let uri = format!("{SOURCE_TYPES}{source}");
        put("digitalsourcetype", json!({ "name": name, "uri": uri }));
    }
    put_lists(&mut map, view);
    map
}

fn put_lists(map: &mut Map<String, Value>, view: &View<'_>) {
    let mut list = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            map.insert(name.to_owned(), Value::Array(values));
        }
    };
    let regions = view.entry.regions.iter();
    let places = regions.map(|region| {
        let name = markup::line(&region.name);
        coded(&name, region.code.as_str(), Some("about"), view::scheme(region).as_deref())
    });
    list("place", places.collect());
    let subjects = view.subjects().into_iter();
    list("subject", subjects.map(|(scheme, code)| coded(&code, &code, None, scheme)).collect());
    list("infosource", sources(view));
    let ids = ninjs::alternatives(view).into_iter();
    let ids: Map<String, Value> = ids.map(|(role, id)| (role.to_owned(), json!(id))).collect();
    map.insert("altids".to_owned(), Value::Object(ids));
    let pictures: Map<String, Value> = ninjs::pictures(view)
        .map(|(number, file)| (format!("picture{number}"), picture(view, number, file)))
        .collect();
    if !pictures.is_empty() {
        map.insert("associations".to_owned(), Value::Object(pictures));
    }
    map.insert(
        "$standard".to_owned(),
        json!({
            "name": "ninjs",
            "version": "1.6",
            "schema": "https://iptc.org/std/ninjs/ninjs-schema_1.6.json",
        }),
    );
}

fn coded(name: &str, code: &str, rel: Option<&str>, scheme: Option<&str>) -> Value {
    let all = [("name", Some(name)), ("rel", rel), ("scheme", scheme), ("code", Some(code))];
    let known = all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?))));
    Value::Object(known.collect())
}

fn sources(view: &View<'_>) -> Vec<Value> {
    let name = markup::line(&view.entry.publisher.name);
    let originator = json!({ "name": name, "rel": "originator" });
    let engine = view.engine().map(|engine| json!({ "name": engine, "rel": "translator" }));
    [Some(originator), engine].into_iter().flatten().collect()
}

fn picture(view: &View<'_>, number: usize, file: &File) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("uri", json!(view.media_tag(number)));
    put("type", json!("picture"));
    put("mimetype", json!(file.kind));
    put("pubstatus", json!("usable"));
    if let Some(caption) = &file.caption {
        put("description_text", json!(caption));
    }
    if let Some(credit) = &file.credit {
        put("byline", json!(credit));
    }
    let mut rendition = Map::new();
    rendition.insert("href".to_owned(), json!(file.url));
    rendition.insert("mimetype".to_owned(), json!(file.kind));
    if file.bytes > 0 {
        rendition.insert("sizeinbytes".to_owned(), json!(file.bytes));
    }
    put("renditions", json!({ "original": rendition }));
    Value::Object(map)
}
