//! A document to the JSON that `warta read` prints.
//!
//! Every reader that speaks this schema can be compared with ours. The same bytes and
//! hints always give the same JSON.

use serde_json::{Map, Value, json};

use crate::domain::instant;
use crate::source::feed::document::{self, ReadHints};
use crate::source::feed::model::{
    Category, Common, Enclosure, Entry, Feed, Link, Parsed, Person, Text,
};
use crate::source::{SourceError, Warning};
use crate::text::{date, sanitize};

/// Reads a document and says everything about it. `raw` leaves markup as it came;
/// otherwise it is sanitised and its addresses are absolute.
///
/// `{"ok": false, "error": ...}` when the document is no feed; for a page with `feeds`,
/// the addresses of those it names.
#[must_use]
pub fn json(bytes: &[u8], hints: &ReadHints<'_>, raw: bool) -> Value {
    match document::read(bytes, hints) {
        Ok(parsed) => Printer { raw, warnings: Vec::new() }.document(parsed),
        Err(error) => {
            let mut out = Map::new();
            out.insert("ok".to_owned(), json!(false));
            out.insert("error".to_owned(), json!(error.to_string()));
            if let SourceError::NotOurs { feeds, .. } = &error
                && !feeds.is_empty()
            {
                out.insert("feeds".to_owned(), json!(feeds));
            }
            Value::Object(out)
        }
    }
}

struct Printer {
    raw: bool,
    warnings: Vec<Warning>,
}

impl Printer {
    fn document(mut self, parsed: Parsed) -> Value {
        let feed = self.feed(&parsed.feed);
        let entries: Vec<Value> = parsed.entries.iter().map(|entry| self.entry(entry)).collect();
        let mut warnings = parsed.warnings;
        let malformed = !warnings.is_empty();
        warnings.extend(self.warnings);
        json!({
            "ok": true,
            "malformed": malformed,
            "warnings": warnings,
            "encoding": parsed.encoding,
            "format": parsed.format,
            "feed": feed,
            "entries": entries,
        })
    }

    fn feed(&mut self, feed: &Feed) -> Value {
        let mut out = Map::new();
        self.common(&mut out, &feed.common, "subtitle");
        put(&mut out, "generator", feed.generator.as_deref());
        put(&mut out, "image", feed.image.as_deref());
        put(&mut out, "icon", feed.icon.as_deref());
        put(&mut out, "logo", feed.logo.as_deref());
        put(&mut out, "ttl", feed.ttl.as_deref());
        put(&mut out, "hub", feed.hub.as_deref());
        put(&mut out, "href", feed.href.as_deref());
        Value::Object(out)
    }

    fn entry(&mut self, entry: &Entry) -> Value {
        let mut out = Map::new();
        self.common(&mut out, &entry.common, "summary");
        if let Some(flag) = entry.guid_is_link {
            out.insert("guid_is_link".to_owned(), json!(flag));
        }
        let content: Vec<Value> = entry.content.iter().map(|text| self.content(text)).collect();
        list(&mut out, "content", content);
        self.time(&mut out, "expired", entry.expired.as_deref());
        list(&mut out, "enclosures", entry.enclosures.iter().map(enclosure).collect());
        list(&mut out, "media", entry.media.iter().map(enclosure).collect());
        let thumbnails = entry.thumbnails.iter().map(|url| json!({ "url": url }));
        list(&mut out, "thumbnails", thumbnails.collect());
        self.text(&mut out, "subtitle", entry.common.subtitle.as_ref());
        put(&mut out, "image", entry.image.as_deref());
        put(&mut out, "comments", entry.comments.as_deref());
        put(&mut out, "itunes_duration", entry.duration.as_deref());
        put(&mut out, "original_link", entry.original_link.as_deref());
        if let Some(source) = &entry.source {
            let source = self.feed(source);
            out.insert("source".to_owned(), source);
        }
        Value::Object(out)
    }

    fn common(&mut self, out: &mut Map<String, Value>, common: &Common, summary: &str) {
        self.text(out, "title", common.title.as_ref());
        put(out, "link", common.link.as_deref());
        list(out, "links", common.links.iter().map(link).collect());
        put(out, "id", common.id.as_deref());
        self.text(out, summary, common.summary.as_ref());
        put(out, "language", common.language.as_deref());
        self.text(out, "rights", common.rights.as_ref());
        self.time(out, "updated", common.updated.as_deref());
        self.time(out, "published", common.published.as_deref());
        self.time(out, "created", common.created.as_deref());
        list(out, "authors", common.authors.iter().map(person).collect());
        list(out, "contributors", common.contributors.iter().map(person).collect());
        list(out, "categories", common.categories.iter().map(category).collect());
    }

    fn text(&self, out: &mut Map<String, Value>, key: &str, text: Option<&Text>) {
        let Some(text) = text else { return };
        out.insert(key.to_owned(), json!(self.shown(text)));
        out.insert(format!("{key}_type"), json!(text.media_type));
        put(out, &format!("{key}_lang"), text.language.as_deref());
    }

    fn content(&self, text: &Text) -> Value {
        let mut out = Map::new();
        out.insert("value".to_owned(), json!(self.shown(text)));
        out.insert("type".to_owned(), json!(text.media_type));
        put(&mut out, "lang", text.language.as_deref());
        put(&mut out, "src", text.src.as_deref());
        Value::Object(out)
    }

    /// The text as it is printed: markup sanitised, words as they are.
    fn shown(&self, text: &Text) -> String {
        if self.raw || !text.is_html() {
            text.value.clone()
        } else {
            sanitize::structure(&text.value, text.base.as_deref())
        }
    }

    /// A date, in UTC. One that cannot be placed in time is absent and told of.
    fn time(&mut self, out: &mut Map<String, Value>, key: &str, words: Option<&str>) {
        let Some(words) = words else { return };
        if let Some(at) = date::read(words, date::Hints::default()).at {
            out.insert(key.to_owned(), json!(instant::rfc3339(at)));
        } else {
            let shown: String = words.chars().take(100).collect();
            let what = format!("{key} `{shown}` could not be placed in time");
            self.warnings.push(Warning { line: None, what });
        }
    }
}

fn put(out: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.insert(key.to_owned(), json!(value));
    }
}

fn list(out: &mut Map<String, Value>, key: &str, values: Vec<Value>) {
    if !values.is_empty() {
        out.insert(key.to_owned(), Value::Array(values));
    }
}

fn link(link: &Link) -> Value {
    let mut out = Map::new();
    put(&mut out, "href", Some(&link.href));
    put(&mut out, "rel", Some(&link.rel));
    put(&mut out, "type", link.media_type.as_deref());
    put(&mut out, "title", link.title.as_deref());
    put(&mut out, "hreflang", link.hreflang.as_deref());
    put(&mut out, "length", link.length.as_deref());
    Value::Object(out)
}

fn person(person: &Person) -> Value {
    let mut out = Map::new();
    put(&mut out, "name", person.name.as_deref());
    put(&mut out, "email", person.email.as_deref());
    put(&mut out, "uri", person.uri.as_deref());
    Value::Object(out)
}

fn category(category: &Category) -> Value {
    let mut out = Map::new();
    put(&mut out, "term", Some(&category.term));
    put(&mut out, "scheme", category.scheme.as_deref());
    put(&mut out, "label", category.label.as_deref());
    Value::Object(out)
}

fn enclosure(file: &Enclosure) -> Value {
    let mut out = Map::new();
    put(&mut out, "url", Some(&file.url));
    put(&mut out, "type", file.media_type.as_deref());
    put(&mut out, "length", file.length.as_deref());
    Value::Object(out)
}
