//! `[publish]` of `config/warta.toml`: how documents reach readers besides being asked for.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::Within;

/// Who sees the versions of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Versions {
    /// Operators alone.
    Desk,
    /// Everybody.
    Public,
}

/// Where documents are published besides the HTTP server, and how long they keep.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PublishTable {
    /// A folder into which every document is also written as a file; a relative path starts at
    /// the home. Default none.
    pub(super) dir: Option<PathBuf>,
    /// Whether warta is a WebSub hub itself, so that readers learn of changes at once. Default
    /// `true`.
    pub(super) hub: Option<bool>,
    /// Hubs of others that are told of changes, and named in feeds. Default none.
    #[schemars(with = "Vec<String>")]
    pub(super) hubs: Vec<Spanned<String>>,
    /// Who sees earlier versions of a release, and what changed between them: the `desk` alone,
    /// or the `public`, on a page of the release. Default `desk`.
    pub(super) versions: Option<Versions>,
    /// Whether search engines are asked, by `X-Robots-Tag`, to leave out the pages of machine
    /// translations that no person approved. Default `false`.
    pub(super) noindex: bool,
    /// Seconds a reader may keep a document without asking again.
    pub(super) max_age_secs: Within<0, 86_400, 60>,
}
