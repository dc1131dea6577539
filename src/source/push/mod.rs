//! Documents pushed to us to drafts.
//!
//! ```toml
//! [push]
//! token = { env = "WARTA_PUSH_TOKEN" }
//! ```
//!
//! `POST /push/SOURCE` with `Authorization: Bearer TOKEN` brings a document: a text, a page or
//! Markdown, each with `?id=` that says what it is called; a feed; our own JSON; or ninjs of
//! any version. The same id and text again changes nothing, another text is a correction, and
//! `"withdrawn": true` (in ninjs `pubstatus` `canceled` or `withhold`) takes it back.
//!
//! ```text
//! {"id": "siaran-17", "headline": "Bakti sosial di Pontianak", "body": "<p>Kegiatan itu ...</p>",
//!  "language": "id", "published": "2024-06-06T08:00:00+07:00"}
//! ```
//!
//! - `json`: our own JSON.
//! - `ninjs`: IPTC's.

mod json;
mod ninjs;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use toml::de::ValueDeserializer;

use crate::domain::secret::SecretRef;
use crate::domain::{Ask, Document, Draft, Lane};
use crate::source::feed::drafts;
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, folder};
use crate::text::charset;

/// Items of one document at most.
const ITEMS_MAX: usize = 1_000;

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "push",
    sentence: "Documents that others bring by `POST /push/SOURCE`.",
    example: "[push]\ntoken = { env = \"WARTA_PUSH_TOKEN\" }\n",
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[push]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "push")]
struct Table {
    /// Where the secret lies that whoever pushes must know: `{ env = "NAME" }` or
    /// `{ file = "path" }`. Required.
    token: SecretRef,
}

fn build(
    table: ValueDeserializer<'_>,
    _: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    Ok(Arc::new(Push { token: table.token }))
}

/// A door for documents.
#[derive(Debug)]
struct Push {
    token: SecretRef,
}

impl Source for Push {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn lane(&self) -> Option<Lane> {
        None
    }

    fn push_token(&self) -> Option<&SecretRef> {
        Some(&self.token)
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        match heard {
            Heard::Document(document) => read(document),
            Heard::Listing(_) => Err(wrong("a folder")),
        }
    }
}

/// Says what a document is instead of one that can be read.
fn wrong(found: &str) -> SourceError {
    let found = found.to_owned();
    SourceError::NotOurs { wanted: "a document that can be read", found, feeds: Vec::new() }
}

/// Reads a document by its media type.
fn read(document: &Document) -> Result<Reading, SourceError> {
    let media = document.content_type.as_deref().unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let ending = match media.as_str() {
        "text/plain" => "txt",
        "text/html" | "application/xhtml+xml" => "html",
        "text/markdown" => "md",
        kind if kind.ends_with("json") => return json(document),
        kind if kind.ends_with("xml") => return drafts::read(document),
        _ => return Err(wrong("a file of another kind")),
    };
    let name = document.address.strip_prefix("push:").unwrap_or_default().trim();
    let mut reading = folder::read_as(document, ending)?;
    for draft in &mut reading.drafts {
        draft.path = None;
        if !name.is_empty() {
            draft.own_id = Some(name.to_owned());
        }
        if draft.own_id.is_none() {
            return Err(wrong("one without a name; say what it is called with `?id=`"));
        }
    }
    Ok(reading)
}

/// Reads one item of JSON, or a list of them.
fn json(document: &Document) -> Result<Reading, SourceError> {
    let text = charset::decode(&document.bytes, document.content_type.as_deref()).text;
    let value: Value = serde_json::from_str(&text)
        .map_err(|why| wrong(&format!("broken JSON, line {}", why.line())))?;
    let items = match value {
        Value::Array(items) if items.len() > ITEMS_MAX => {
            return Err(wrong(&format!("a list of more than {ITEMS_MAX} items")));
        }
        Value::Array(items) => items,
        one => vec![one],
    };
    if items.is_empty() {
        return Err(SourceError::Empty);
    }
    let drafts: Result<Vec<Draft>, SourceError> = items.iter().map(item).collect();
    Ok(Reading { drafts: drafts?, ..Reading::default() })
}

fn item(value: &Value) -> Result<Draft, SourceError> {
    let Some(map) = value.as_object() else { return Err(wrong("JSON that is no object")) };
    let ninjs = ninjs::is_ninjs(map).then(|| ninjs::read(map)).transpose().map_err(wrong)?;
    let draft = ninjs.unwrap_or_else(|| json::read(map));
    let named = draft.name().is_some();
    let says =
        draft.withdrawn || draft.body.as_ref().is_some_and(|body| !body.raw().trim().is_empty());
    match (named, says) {
        (false, _) => Err(wrong("an item without an id")),
        (_, false) => Err(wrong("an item without a text")),
        _ => Ok(draft),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Markup;

    fn pushed(name: &str, media: &str, text: &str) -> Result<Reading, SourceError> {
        let mut document = Document::bare(&format!("push:{name}"), text.as_bytes().to_vec());
        document.content_type = Some(media.to_owned());
        read(&document)
    }

    #[test]
    fn a_text_a_page_and_markdown_are_read_as_in_a_folder_under_the_name_given() {
        for (media, text) in [
            ("text/plain", "Judul siaran\n\nSatu."),
            ("text/html; charset=utf-8", "<article><h1>Judul siaran</h1><p>Satu.</p></article>"),
            ("text/markdown", "# Judul siaran\n\nSatu."),
        ] {
            let draft = pushed("s-17", media, text).unwrap().drafts.remove(0);
            assert_eq!(draft.own_id.as_deref(), Some("s-17"), "{media}");
            assert_eq!(draft.headline.as_deref(), Some("Judul siaran"), "{media}");
            assert!(draft.body.unwrap().raw().contains("Satu."), "{media}");
            let nameless = pushed("", media, text).unwrap_err().to_string();
            assert!(nameless.contains("?id="), "{nameless}");
        }
    }

    #[test]
    fn our_own_json_is_read_one_item_or_many() {
        let one = r#"{"id": 17, "headline": "Judul", "body": "<p>Satu.</p>", "language": "id",
            "published": "2024-06-06T08:00:00+07:00", "byline": "Humas", "regions": ["ID-KB"],
            "media": [{"url": "https://kantor.example/a.jpg", "type": "image/jpeg",
            "caption": "Foto", "bytes": 9}, {"url": "javascript:x"}]}"#;
        let draft = pushed("", "application/json", one).unwrap().drafts.remove(0);
        assert_eq!(draft.own_id.as_deref(), Some("17"));
        assert_eq!(draft.body, Some(Markup::Html("<p>Satu.</p>".to_owned())));
        assert_eq!(draft.published.unwrap().at.unwrap().to_rfc3339(), "2024-06-06T01:00:00+00:00");
        assert_eq!((draft.authors, draft.regions.len()), (vec!["Humas".to_owned()], 1));
        assert_eq!(draft.media.len(), 1, "{:?}", draft.media);
        let many = r#"[{"id": "a", "text": "Satu & dua."}, {"id": "b", "withdrawn": true}]"#;
        let drafts = pushed("", "application/json", many).unwrap().drafts;
        assert_eq!(drafts[0].body, Some(Markup::Plain("Satu & dua.".to_owned())));
        assert!(drafts[1].withdrawn);
    }

    #[test]
    fn ninjs_of_every_version_is_read() {
        let old = r#"{"uri": "urn:kantor:17", "type": "text", "pubstatus": "usable",
            "headline": "Judul", "body_text": "Satu.", "language": "id", "versioncreated":
            "2024-06-06T01:00:00Z", "byline": "Humas", "subject": [{"name": "kesehatan"}],
            "associations": {"foto": {"type": "picture", "description_text": "Foto bersama",
            "renditions": {"asli": {"href": "https://kantor.example/a.jpg",
            "mimetype": "image/jpeg", "sizeinbytes": 900}, "kecil": {"href":
            "https://kantor.example/k.jpg", "sizeinbytes": 9}}}}}"#;
        let draft = pushed("", "application/json", old).unwrap().drafts.remove(0);
        assert_eq!(draft.own_id.as_deref(), Some("urn:kantor:17"));
        assert_eq!(draft.body, Some(Markup::Plain("Satu.".to_owned())));
        assert_eq!(draft.categories, ["kesehatan"]);
        assert_eq!(draft.media[0].url, "https://kantor.example/a.jpg");
        assert_eq!(draft.media[0].caption.as_deref(), Some("Foto bersama"));
        let new = r#"{"uri": "urn:kantor:17", "pubstatus": "usable", "standard": {"name": "ninjs",
            "version": "2.1"}, "headlines": [{"role": "sub", "value": "Sub"}, {"value": "Judul"}],
            "bodies": [{"contenttype": "text/plain", "value": "Satu."},
            {"contenttype": "text/html", "value": "<p>Satu.</p>"}]}"#;
        let draft = pushed("", "application/vnd.iptc.ninjs+json", new).unwrap().drafts.remove(0);
        assert_eq!(draft.headline.as_deref(), Some("Judul"));
        assert_eq!(draft.body, Some(Markup::Html("<p>Satu.</p>".to_owned())));
        for status in ["canceled", "withhold"] {
            let kill = format!(r#"{{"uri": "urn:kantor:17", "pubstatus": "{status}"}}"#);
            assert!(pushed("", "application/json", &kill).unwrap().drafts[0].withdrawn);
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_the_reason() {
        for (media, text, why) in [
            ("application/json", "{\n\"id\": ", "line 2"),
            ("application/json", "[]", "empty"),
            ("application/json", "[1]", "no object"),
            ("application/json", r#"{"headline": "J", "body": "x"}"#, "without an id"),
            ("application/json", r#"{"id": "a", "headline": "J"}"#, "without a text"),
            (
                "application/json",
                r#"{"uri": "a", "body_text": "x", "embargoed": "2030-01-01T00:00:00Z"}"#,
                "embargo",
            ),
            ("application/rss+xml", "<html></html>", "not"),
            ("text/plain", "", "empty"),
            ("image/png", "x", "another kind"),
        ] {
            let said = pushed("a", media, text).unwrap_err().to_string();
            assert!(said.contains(why), "{media} {text}: {said}");
        }
    }
}
