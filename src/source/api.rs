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
//! An interface that wants a key is given it by `token = { env = "NAME" }`, as `Authorization:
//! Bearer`, or under the name of `token_header`; only to the server that `url` names.
//!
//! A path is a JSON Pointer; those of a release begin at its item of the list. Where a list
//! holds no texts, `detail` names the address of each release's own document, or is a pattern
//! with `{id}` in it; `item` then is the path to the release in that document. `next` leads to
//! the next page of the list. An item whose `withdrawn` says something is taken back.
//!
//! # Source
//!
//! RFC 6901, JSON Pointer; RFC 6750, `Authorization: Bearer`.
//!
//! - `table`: its table of a source file.

mod table;

use std::sync::Arc;

use chrono_tz::Tz;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::{HeaderText, HttpAsk};
use crate::domain::draft::Media;
use crate::domain::secret::Secret;
use crate::domain::{Ask, Draft, Lane, Language, Markup, ReleaseKey, Stamp};
use crate::source::api::table::{HeaderKey, Path, Table};
use crate::source::mark::{self, Mark};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, Warning};
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

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    if table.token.is_none() && table.token_header.is_some() {
        let said = "`token_header` names the header of a `token`, and there is none";
        return Err(toml::de::Error::custom(said));
    }
    let token = table.token.as_ref().map(|token| (context.open)(token)).transpose();
    let token = token.map_err(toml::de::Error::custom)?;
    Ok(Arc::new(Api { table, token, language: context.language.clone(), zone: context.zone }))
}

/// A JSON interface.
#[derive(Debug)]
struct Api {
    table: Table,
    token: Option<Secret>,
    language: Language,
    zone: Option<Tz>,
}

impl Source for Api {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![self.ask(self.table.url.clone())]
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
    /// The ask for a document, with the key where it is one of the interface's own server.
    fn ask(&self, url: Url) -> Ask {
        let ours = url.origin() == self.table.url.origin();
        let token = self.token.clone().filter(|_| ours);
        let header = token.map(|secret| match &self.table.token_header {
            Some(HeaderKey(name)) => {
                (name.clone().into(), HeaderText::Secret { prefix: "", secret })
            }
            None => ("authorization".into(), HeaderText::Secret { prefix: "Bearer ", secret }),
        });
        Ask::Http(HttpAsk { headers: header.into_iter().collect(), ..HttpAsk::feed(url) })
    }

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
            reading.follow.push(self.ask(url));
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
        Some(self.ask(url))
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
                reading.follow.push(self.ask(url));
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
        let hints = date::Hints { language: Some(&self.language), zone: self.zone };
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
mod tests;
