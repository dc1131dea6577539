//! The `[api]` table of a source file: paths, the key, and what may stand in them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::domain::secret::SecretRef;
use crate::domain::{Language, Within};
use crate::source::web_address;

/// The `[api]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "api")]
pub(super) struct Table {
    /// The address of the list, over `http` or `https`. Required.
    #[serde(deserialize_with = "web_address")]
    pub(super) url: Url,
    /// Where the key lies that the interface wants: `{ env = "NAME" }` or `{ file = "path" }`.
    /// It is sent to the server of `url` alone, as `Authorization: Bearer`.
    #[serde(default)]
    pub(super) token: Option<SecretRef>,
    /// The header in which the key is sent, bare, where it is not `Authorization: Bearer`.
    #[serde(default)]
    pub(super) token_header: Option<HeaderKey>,
    /// Path to the list in its document. Without it: the whole document.
    #[serde(default)]
    pub(super) list: Path,
    /// Path in an item to what the source calls it. Required.
    pub(super) id: Path,
    /// Path to its headline. Required.
    pub(super) title: Path,
    /// Path to its text. Required.
    pub(super) body: Path,
    /// Whether texts are HTML; else a line is a paragraph. Default `true`.
    #[serde(default = "yes")]
    pub(super) html: bool,
    /// Path to a shorter text.
    #[serde(default)]
    pub(super) summary: Option<Path>,
    /// Path to when it was published.
    #[serde(default)]
    pub(super) date: Option<Path>,
    /// Path to when it was last changed.
    #[serde(default)]
    pub(super) updated: Option<Path>,
    /// Path to the tag of its language.
    #[serde(default)]
    pub(super) language: Option<Path>,
    /// Path to the address of its page.
    #[serde(default)]
    pub(super) link: Option<Path>,
    /// Path to who wrote it: a text, or a list of them.
    #[serde(default)]
    pub(super) author: Option<Path>,
    /// Path to the address of its picture.
    #[serde(default)]
    pub(super) image: Option<Path>,
    /// Path to what takes it back: anything but nothing, `false` and an empty text does.
    #[serde(default)]
    pub(super) withdrawn: Option<Path>,
    /// Path in an item to the address of its own document, or an address with `{id}` in it.
    #[serde(default)]
    pub(super) detail: Option<String>,
    /// Path to the release in its own document. Without it: the whole document.
    #[serde(default)]
    pub(super) item: Path,
    /// Path in the list's document to the address of its next page.
    #[serde(default)]
    pub(super) next: Option<Path>,
    /// Pages of the list read in one pull, 1 to 100. Default 1.
    #[serde(default)]
    pub(super) pages_max: Within<1, 100, 1>,
    /// Path in a release to its versions: a list whose items name a `locale` or `language` and
    /// an `api_url` or `url`, or a table of addresses by language.
    #[serde(default)]
    pub(super) versions: Option<Path>,
    /// Other languages of which versions are read and kept as the source's own translations,
    /// such as `["en"]`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) languages: Vec<Language>,
}

const fn yes() -> bool {
    true
}

/// A JSON Pointer: nothing, or parts that each begin with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) String);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() || text.starts_with('/') {
            return Ok(Self(text));
        }
        let meant = text.replace('.', "/");
        let said = format!("`{text}` is not a path; write `/{meant}`");
        Err(D::Error::custom(said))
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

/// The name of a header: letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeaderKey(pub(super) String);

impl<'de> Deserialize<'de> for HeaderKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        // These say where a message ends and whom it is for.
        let kept = ["host", "connection", "content-length", "transfer-encoding", "cookie"];
        let free = !kept.contains(&text.to_ascii_lowercase().as_str());
        if !text.is_empty() && text.chars().all(plain) && free {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("`{text}` is not the name of a header a key is sent in")))
    }
}

impl JsonSchema for HeaderKey {
    fn schema_name() -> Cow<'static, str> {
        "HeaderKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" })
    }

    fn inline_schema() -> bool {
        true
    }
}
