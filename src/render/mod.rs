//! Entries to bytes, one format a file.
//!
//! A format has a scope and two functions: [`Format::entry`] makes a fragment of an
//! entry, which is kept; [`Format::wrap`] joins fragments into a document. Both are pure:
//! the same facts give the same bytes.
//!
//! A format is one file here and two lines in this one: its `mod`, and its entry in
//! [`FORMATS`]. What they share: [`words`] are the labels that readers see, `view` decides
//! what an entry shows and `media` what is attached to it, `body` writes its HTML,
//! `extension` makes the elements that RSS and Atom borrow, `finish` makes the crates' XML
//! ours, and [`pages`] fills the templates.

use thiserror::Error;

use crate::domain::edition::Edition;
use crate::domain::entry::{Entry, FeedLine, Fragment, Head, Publisher, Site};
use crate::domain::feed::Form;
use crate::domain::{Instant, Language, Region, ReleaseId};

pub mod about;
pub mod archive;
pub mod atom;
pub mod docs;
pub mod head;
pub mod html;
pub mod index;
pub mod json;
pub mod news;
pub mod newsml;
pub mod ninjs;
pub mod ninjs1;
pub mod ninjs_lines;
pub mod opml;
pub mod pages;
pub mod release;
pub mod rss;
pub mod search;
pub mod sitemap;
pub mod style;
pub mod versions;
pub mod words;

mod body;
mod extension;
mod finish;
mod media;
mod view;

/// Every format there is.
pub const FORMATS: &[&dyn Format] = &[
    &rss::Rss,
    &atom::Atom,
    &json::Json,
    &ninjs_lines::NinjsLines,
    &html::Html,
    &release::ReleasePage,
    &ninjs::Ninjs,
    &ninjs1::Ninjs1,
    &newsml::NewsMl,
    &opml::Opml,
    &sitemap::Sitemap,
    &index::Index,
    &index::Editions,
    &about::About,
    &docs::JsonDocs,
    &news::News,
];

/// What one document of a format is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A feed: an edition or a selection of it.
    Feed,
    /// One release in one language.
    Release,
    /// The whole site: what there is to read, not what is in it.
    Site,
    /// The newest releases of the whole site.
    Recent,
}

/// What a document is made of besides its fragments.
#[derive(Debug, Clone, Copy)]
pub enum Around<'a> {
    /// A feed's head.
    Feed(&'a Head),
    /// Nothing more: the entry's fragment says it all.
    Release(&'a Entry),
    /// All feeds there are, since when they have been these, and whose releases they hold.
    Site(&'a [FeedLine], Instant, &'a [Publisher]),
    /// Nothing more: the fragments say it all.
    Recent,
}

/// One format.
pub trait Format: Sync {
    /// The name in a feed's `formats`.
    fn name(&self) -> &'static str;

    /// What it is, in one sentence, for the reference.
    fn sentence(&self) -> &'static str;

    /// What a document of it is about.
    fn scope(&self) -> Scope;

    /// The `Content-Type` it is served with.
    fn media_type(&self) -> &'static str;

    /// The last part of its address: `feed.rss`, or nothing for a page.
    fn file_name(&self) -> &'static str;

    /// The HTTP status of the document of a release that is shown so. Programs are told in
    /// the document itself that it was taken back; people by the status.
    fn status(&self, _: Form) -> u16 {
        200
    }

    /// Makes the fragment of an entry; a format of the site shows none, and makes nothing.
    ///
    /// # Errors
    ///
    /// [`RenderError`] when the entry cannot be written in this format.
    fn entry(&self, _entry: &Entry, _site: &Site) -> Result<String, RenderError> {
        Ok(String::new())
    }

    /// Joins fragments, newest first, into a document.
    ///
    /// # Errors
    ///
    /// [`RenderError`] when the document cannot be written.
    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError>;
}

/// The format of a name.
#[must_use]
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// The public path of a document: of a feed's folder (`/en/ID-KB/`) or a release's page
/// (`/en/releases/bnn/9fa13ccdec2c`) in a format; a site's document has no path but its own.
///
/// ```
/// # use warta::render::{address, format};
/// assert_eq!(address(format("rss").unwrap(), "/en/ID-KB/"), "/en/ID-KB/feed.rss");
/// assert_eq!(address(format("opml").unwrap(), ""), "/feeds.opml");
/// ```
#[must_use]
pub fn address(format: &dyn Format, path: &str) -> String {
    match format.scope() {
        Scope::Feed | Scope::Release => format!("{path}{}", format.file_name()),
        Scope::Site | Scope::Recent => format!("/{}", format.file_name()),
    }
}

/// The folder of a feed: `/en/ID-KB/`, with a slug `/en/ID-KB/courts/`. The whole world is
/// the language's own folder: `/en/`.
#[must_use]
pub fn feed_path(edition: &Edition, slug: Option<&str>) -> String {
    let Edition { language, region } = edition;
    match slug {
        Some(slug) => format!("/{language}/{region}/{slug}/"),
        None if *region == Region::world() => format!("/{language}/"),
        None => format!("/{language}/{region}/"),
    }
}

/// The page of a release in a language: `/en/releases/bnn/9fa13ccdec2c`.
#[must_use]
pub fn release_path(release: &ReleaseId, language: &Language) -> String {
    format!("/{language}/releases/{release}")
}

/// Why something could not be rendered.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{format}: {what}")]
pub struct RenderError {
    /// The format's name.
    pub format: &'static str,
    /// What went wrong.
    pub what: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for known in FORMATS {
            assert_eq!(format(known.name()).map(Format::name), Some(known.name()));
            assert!(known.sentence().ends_with('.'), "{}", known.name());
        }
        assert!(format("gopher").is_none());
    }

    #[test]
    fn a_document_has_one_address() {
        let language = Language::parse("en").unwrap();
        let edition = |code| Edition::new(language.clone(), Region::parse(code).unwrap());
        let release = ReleaseId::parse("bnn/9fa13ccdec2c").unwrap();
        let of = |name: &str, path: &str| address(format(name).unwrap(), path);
        assert_eq!(of("atom", &feed_path(&edition("ID-KB"), None)), "/en/ID-KB/feed.atom");
        assert_eq!(of("json", &feed_path(&edition("ID"), Some("law"))), "/en/ID/law/feed.json");
        assert_eq!(of("rss", &feed_path(&edition("001"), None)), "/en/feed.rss");
        assert_eq!(of("html", &feed_path(&edition("ID"), None)), "/en/ID/");
        let page = release_path(&release, &language);
        assert_eq!(of("release", &page), "/en/releases/bnn/9fa13ccdec2c");
        let newsml = "/en/releases/bnn/9fa13ccdec2c.newsml.xml";
        assert_eq!(of("newsml-release", &page), newsml);
        assert_eq!(of("index", ""), "/");
    }
}
