//! A JSON interface, by paths into its documents, to drafts.
//!
//! ```toml
//! [api]
//! url = "https://kantor.example/api/siaran?jumlah=20"
//! list = "/data"
//! id = "/nomor"
//! title = "/judul"
//! body = "/isi"
//! date = "/terbit"
//! link = "/tautan"
//! next = "/lanjut"
//! ```
//!
//! A path is a JSON Pointer; those of a release begin at its item of the list. Where a list
//! holds no texts, `detail` names the address of each release's own document, or is a pattern
//! with `{id}` in it; `item` then is the path to the release in that document. `next` leads to
//! the next page of the list. An item whose `withdrawn` says something is taken back.
//!
//! # Source
//!
//! RFC 6901, JSON Pointer.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HttpAsk;
use crate::domain::draft::Media;
use crate::domain::{Ask, Draft, Lane, Language, Markup, ReleaseKey, Stamp, Within};
use crate::source::mark::{self, Mark};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, Warning, web_address};
use crate::text::extract::type_of;
use crate::text::{charset, date, html};

/// Items of one document that are read.
const ITEMS_MAX: usize = 2_000;

/// An example of this kind's table.
const EXAMPLE: &str = "[api]\nurl = \"https://kantor.example/api/siaran?jumlah=20\"\n\
    list = \"/data\"\nid = \"/nomor\"\ntitle = \"/judul\"\nbody = \"/isi\"\ndate = \"/terbit\"\n\
    link = \"/tautan\"\nnext = \"/lanjut\"\n";

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "api",
    sentence: "A JSON interface, by paths into its documents.",
    example: EXAMPLE,
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[api]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "api")]
struct Table {
    /// The address of the list, over `http` or `https`. Required.
    #[serde(deserialize_with = "web_address")]
    url: Url,
    /// Path to the list in its document. Without it: the whole document.
    #[serde(default)]
    list: Path,
    /// Path in an item to what the source calls it. Required.
    id: Path,
    /// Path to its headline. Required.
    title: Path,
    /// Path to its text. Required.
    body: Path,
    /// Whether texts are HTML; else a line is a paragraph. Default `true`.
    #[serde(default = "yes")]
    html: bool,
    /// Path to a shorter text.
    #[serde(default)]
    summary: Option<Path>,
    /// Path to when it was published.
    #[serde(default)]
    date: Option<Path>,
    /// Path to when it was last changed.
    #[serde(default)]
    updated: Option<Path>,
    /// Path to the tag of its language.
    #[serde(default)]
    language: Option<Path>,
    /// Path to the address of its page.
    #[serde(default)]
    link: Option<Path>,
    /// Path to who wrote it: a text, or a list of them.
    #[serde(default)]
    author: Option<Path>,
    /// Path to the address of its picture.
    #[serde(default)]
    image: Option<Path>,
    /// Path to what takes it back: anything but nothing, `false` and an empty text does.
    #[serde(default)]
    withdrawn: Option<Path>,
    /// Path in an item to the address of its own document, or an address with `{id}` in it.
    #[serde(default)]
    detail: Option<String>,
    /// Path to the release in its own document. Without it: the whole document.
    #[serde(default)]
    item: Path,
    /// Path in the list's document to the address of its next page.
    #[serde(default)]
    next: Option<Path>,
    /// Pages of the list read in one pull, 1 to 100. Default 1.
    #[serde(default)]
    pages_max: Within<1, 100, 1>,
    /// Path in a release to its versions: a list whose items name a `locale` or `language` and
    /// an `api_url` or `url`, or a table of addresses by language.
    #[serde(default)]
    versions: Option<Path>,
    /// Other languages of which versions are read and kept as the source's own translations,
    /// such as `["en"]`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    languages: Vec<Language>,
}

const fn yes() -> bool {
    true
}

/// A JSON Pointer: nothing, or parts that each begin with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Path(String);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() || text.starts_with('/') {
            return Ok(Self(text));
        }
        let meant = text.replace('.', "/");
        let said = format!("`{text}` is not a path; write `/{meant}`");
        Err(serde::de::Error::custom(said))
    }
}

impl JsonSchema for Path {
    fn schema_name() -> Cow<'static, str> {
        "Pointer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(/.*)?$" })
    }

    fn inline_schema() -> bool {
        true
    }
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    Ok(Arc::new(Api { table, language: context.language.clone(), context: context.clone() }))
}

/// A JSON interface.
#[derive(Debug)]
struct Api {
    table: Table,
    language: Language,
    context: Context,
}

impl Source for Api {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![Ask::Http(HttpAsk::feed(self.table.url.clone()))]
    }

    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.table.url)
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        let Heard::Document(document) = heard else {
            return Err(SourceError::not_ours("a JSON interface", "a folder"));
        };
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let value: Value = serde_json::from_str(&decoded.text)
            .map_err(|_| SourceError::not_ours("a JSON interface", "no JSON"))?;
        let at = Url::parse(&document.location).ok();
        let (bare, mark) = mark::take(&document.address);
        let first = bare == self.table.url.as_str().split('#').next().unwrap_or("");
        match mark {
            Some(Mark::VersionOf(key)) => {
                let item = self.own(&value)?;
                let draft = self.draft(item, at.as_ref()).ok_or_else(no_release)?;
                let draft = Draft { version_of: Some(key), ..draft };
                Ok(Reading { drafts: vec![draft], ..Reading::default() })
            }
            Some(Mark::List(number)) => self.list(&value, number, at.as_ref()),
            None if first => self.list(&value, 1, at.as_ref()),
            None => {
                let item = self.own(&value)?;
                let mut reading = Reading::default();
                self.take(item, at.as_ref(), &mut reading)?;
                Ok(reading)
            }
        }
    }
}

fn no_release() -> SourceError {
    SourceError::NoRelease { why: "the item has no id, no headline or no text".to_owned() }
}

impl Api {
    /// The release in its own document.
    fn own<'a>(&self, value: &'a Value) -> Result<&'a Value, SourceError> {
        let path = &self.table.item.0;
        value.pointer(path).ok_or_else(|| SourceError::NoRelease {
            why: format!("nothing stands at `item = \"{path}\"`"),
        })
    }

    fn list(&self, value: &Value, number: u64, base: Option<&Url>) -> Result<Reading, SourceError> {
        let path = &self.table.list.0;
        let Some(items) = value.pointer(path).and_then(Value::as_array) else {
            let found = format!("a document without a list at `{path}`");
            return Err(SourceError::not_ours("a JSON interface", &found));
        };
        let mut reading = Reading::default();
        if items.len() > ITEMS_MAX {
            let what = format!("{} items stand in it; {ITEMS_MAX} are read", items.len());
            reading.warnings.push(Warning { line: None, what });
        }
        for (at, item) in items.iter().take(ITEMS_MAX).enumerate() {
            let taken = if let Some(detail) = &self.table.detail {
                self.detail(detail, item, base)
                    .map(|ask| reading.follow.push(ask))
                    .ok_or_else(no_release)
            } else {
                self.take(item, base, &mut reading)
            };
            if let Err(why) = taken {
                let what = format!("item {}: {why}", at + 1);
                reading.warnings.push(Warning { line: None, what });
            }
        }
        let next = self.table.next.as_ref().and_then(|path| address(value, path, base));
        if let Some(url) = next.filter(|_| number < self.table.pages_max.get()) {
            let url = mark::put(url, &Mark::List(number + 1));
            reading.follow.push(Ask::Http(HttpAsk::feed(url)));
        }
        Ok(reading)
    }

    /// The ask for an item's own document.
    fn detail(&self, detail: &str, item: &Value, base: Option<&Url>) -> Option<Ask> {
        let url = if detail.starts_with('/') && !detail.contains("{id}") {
            address(item, &Path(detail.to_owned()), base)?
        } else {
            let id = text(item, &self.table.id)?;
            let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
            let address = detail.replace("{id}", &id);
            base.map_or_else(|| Url::parse(&address), |base| base.join(&address)).ok()?
        };
        Some(Ask::Http(HttpAsk::feed(url)))
    }

    /// Takes an item as a draft, and asks for its versions.
    fn take(
        &self,
        item: &Value,
        base: Option<&Url>,
        reading: &mut Reading,
    ) -> Result<(), SourceError> {
        let mut draft = self.draft(item, base).ok_or_else(no_release)?;
        let key = draft.name().map(ReleaseKey::of);
        for (language, url) in self.versions(item, base) {
            if let Some(key) = key.clone() {
                draft.versions.push(language);
                let url = mark::put(url, &Mark::VersionOf(key));
                reading.follow.push(Ask::Http(HttpAsk::feed(url)));
            }
        }
        reading.drafts.push(draft);
        Ok(())
    }

    fn versions(&self, item: &Value, base: Option<&Url>) -> Vec<(Language, Url)> {
        let all = self.table.versions.as_ref().and_then(|path| item.pointer(&path.0));
        let mut named: Vec<(&str, &str)> = Vec::new();
        match all {
            Some(Value::Array(list)) => named.extend(list.iter().filter_map(|one| {
                let of = |keys: &[&str]| keys.iter().find_map(|key| one.get(*key)?.as_str());
                Some((of(&["locale", "language", "lang"])?, of(&["api_url", "url", "href"])?))
            })),
            Some(Value::Object(map)) => {
                named.extend(map.iter().filter_map(|(tag, to)| Some((tag.as_str(), to.as_str()?))));
            }
            _ => {}
        }
        let wanted = named.into_iter().filter_map(|(tag, to)| {
            let language = Language::parse(tag).ok()?;
            let asked = self.table.languages.iter().any(|one| one.same_primary(&language));
            let url = base.map_or_else(|| Url::parse(to), |base| base.join(to)).ok()?;
            (asked && !self.language.same_primary(&language)).then_some((language, url))
        });
        wanted.take(20).collect()
    }

    fn draft(&self, item: &Value, base: Option<&Url>) -> Option<Draft> {
        let table = &self.table;
        let get = |path: &Option<Path>| path.as_ref().and_then(|path| text(item, path));
        let body = text(item, &table.body)?;
        let marked =
            |text: String| if table.html { Markup::Html(text) } else { Markup::Plain(text) };
        let hints = date::Hints { language: Some(&self.language), zone: self.context.zone };
        let stamp = |path: &Option<Path>| -> Option<Stamp> { Some(date::read(&get(path)?, hints)) };
        let authors = table.author.as_ref().and_then(|path| item.pointer(&path.0));
        let image = table.image.as_ref().and_then(|path| address(item, path, base));
        let gone = table.withdrawn.as_ref().and_then(|path| item.pointer(&path.0));
        Some(Draft {
            own_id: Some(text(item, &table.id)?),
            url: table.link.as_ref().and_then(|path| address(item, path, base)).map(String::from),
            headline: Some(html::words(&text(item, &table.title)?)),
            summary: get(&table.summary).map(marked),
            body: Some(if table.html { Markup::Html(body) } else { Markup::Plain(body) }),
            language: get(&table.language).and_then(|tag| Language::parse(&tag).ok()),
            published: stamp(&table.date),
            updated: stamp(&table.updated),
            authors: authors.map(names).unwrap_or_default(),
            media: image
                .map(|url| Media {
                    media_type: type_of(url.as_str()).map(str::to_owned),
                    url: url.into(),
                    bytes: None,
                    caption: None,
                    credit: None,
                })
                .into_iter()
                .collect(),
            withdrawn: gone.is_some_and(|value| match value {
                Value::Null | Value::Bool(false) => false,
                Value::String(text) => !text.is_empty(),
                _ => true,
            }),
            ..Draft::default()
        })
    }
}

/// A text or a number at a path.
fn text(value: &Value, path: &Path) -> Option<String> {
    let text = match value.pointer(&path.0)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// An address over HTTP at a path.
fn address(value: &Value, path: &Path, base: Option<&Url>) -> Option<Url> {
    let text = text(value, path)?;
    let url = base.map_or_else(|| Url::parse(&text), |base| base.join(&text)).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![html::words(name)],
        Value::Array(list) => list.iter().flat_map(names).collect(),
        Value::Object(map) => map.get("name").map(names).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::Document;

    const MORE: &str = "list = \"/data\", id = \"/nomor\", title = \"/judul\", body = \"/isi\"";

    fn api(more: &str) -> Arc<dyn Source> {
        let text = format!("{{ url = \"https://k.example/api\", {MORE}, {more} }}");
        let value = ValueDeserializer::parse(&text).unwrap();
        let language = Language::parse("id").unwrap();
        build(value, &Context { home: ".".into(), language, zone: None }).unwrap()
    }

    fn read(source: &Arc<dyn Source>, address: &str, value: &Value) -> Reading {
        let document = Document::bare(address, value.to_string().into_bytes());
        source.read(Heard::Document(&document)).unwrap()
    }

    fn asked(ask: &Ask) -> &str {
        let Ask::Http(ask) = ask else { panic!("not over HTTP") };
        ask.url.as_str()
    }

    #[test]
    fn items_are_drafts_and_the_list_goes_on() {
        let source =
            api("date = \"/terbit\", link = \"/tautan\", next = \"/lanjut\", pages_max = 2, \
                          withdrawn = \"/ditarik\"");
        let value = json!({"data": [
            {"nomor": 17, "judul": "Warga Dilatih", "isi": "<p>Isi.</p>", "terbit": "2026-03-01", "tautan": "/17"},
            {"nomor": 18, "judul": "Ralat", "isi": "x", "ditarik": {"pada": "2026-03-02"}},
            {"judul": "Tanpa nomor", "isi": "x"}], "lanjut": "?hal=2"});
        let reading = read(&source, "https://k.example/api", &value);
        assert_eq!(reading.drafts.len(), 2);
        assert_eq!(reading.drafts[0].own_id.as_deref(), Some("17"));
        assert_eq!(reading.drafts[0].url.as_deref(), Some("https://k.example/17"));
        assert!(!reading.drafts[0].withdrawn && reading.drafts[1].withdrawn);
        assert_eq!(reading.warnings.len(), 1);
        assert_eq!(asked(&reading.follow[0]), "https://k.example/api?hal=2#warta-list-2");
        let second = read(&source, "https://k.example/api?hal=2#warta-list-2", &value);
        assert_eq!(second.follow, []);
    }

    #[test]
    fn texts_may_stand_in_documents_of_their_own() {
        let source = api("detail = \"/api/satu?ref={id}\", item = \"/rilis\"");
        let reading =
            read(&source, "https://k.example/api", &json!({"data": [{"nomor": "IP/26/1"}]}));
        assert_eq!(asked(&reading.follow[0]), "https://k.example/api/satu?ref=IP%2F26%2F1");
        let own = json!({"rilis": {"nomor": "IP/26/1", "judul": "Judul", "isi": "Isi"}});
        let reading = read(&source, "https://k.example/api/satu?ref=IP%2F26%2F1", &own);
        assert_eq!(reading.drafts[0].own_id.as_deref(), Some("IP/26/1"));
    }

    #[test]
    fn versions_in_wanted_languages_are_followed() {
        let source = api("versions = \"/available_translations\", languages = [\"en\"]");
        let value = json!({"data": [{"nomor": "1", "judul": "J", "isi": "I", "available_translations":
            [{"locale": "en", "api_url": "/api/1.en"}, {"locale": "cy", "api_url": "/api/1.cy"}]}]});
        let reading = read(&source, "https://k.example/api", &value);
        assert_eq!(reading.drafts[0].versions, [Language::english()]);
        assert_eq!(reading.follow.len(), 1);
        let own = json!({"nomor": "1", "judul": "Title", "isi": "Text"});
        let version = read(&source, asked(&reading.follow[0]), &own);
        assert_eq!(version.drafts[0].version_of, Some(ReleaseKey::of("1")));
    }

    #[test]
    fn what_is_no_such_interface_is_refused() {
        let document =
            |text: &str| Document::bare("https://k.example/api", text.as_bytes().to_vec());
        for text in ["", "<html>", "{}", "{\"data\": {}}"] {
            assert!(api("").read(Heard::Document(&document(text))).is_err(), "{text}");
        }
        let dotted =
            ValueDeserializer::parse("{ url = \"https://k.example\", id = \"a.b\" }").unwrap();
        let language = Language::parse("id").unwrap();
        let context = Context { home: ".".into(), language, zone: None };
        assert!(build(dotted, &context).unwrap_err().to_string().contains("write `/a/b`"));
    }
}
