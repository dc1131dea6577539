//! Entries to bytes, one format a file.
//!
//! A format has a scope and two functions: [`Format::entry`] makes a fragment of an
//! entry, which is kept; [`Format::wrap`] joins fragments into a document. Both are pure:
//! the same facts give the same bytes.
//!
//! A format is one file here and two lines in this one: its `mod`, and its entry in
//! [`FORMATS`].

use thiserror::Error;

use crate::domain::entry::{Entry, FeedLine, Fragment, Head, Site};

/// Every format there is.
pub const FORMATS: &[&dyn Format] = &[];

/// What one document of a format is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A feed: an edition or a selection of it.
    Feed,
    /// One release in one language.
    Release,
    /// The whole site.
    Site,
}

/// What a document is made of besides its fragments.
#[derive(Debug, Clone, Copy)]
pub enum Around<'a> {
    /// A feed's head.
    Feed(&'a Head),
    /// Nothing more: the entry's fragment says it all.
    Release(&'a Entry),
    /// All feeds there are.
    Site(&'a [FeedLine]),
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

    /// Makes the fragment of an entry.
    ///
    /// # Errors
    ///
    /// [`RenderError`] when the entry cannot be written in this format.
    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError>;

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

/// Why something could not be rendered.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{format}: {what}")]
pub struct RenderError {
    /// The format's name.
    pub format: &'static str,
    /// What went wrong.
    pub what: String,
}
