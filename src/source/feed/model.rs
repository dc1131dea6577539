//! A feed as every dialect means it: what the readers of RSS, Atom and JSON Feed fill in.
//!
//! Absent means absent. Dates are kept as they were written; `text::date` reads them.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use crate::source::Warning;

/// Media types of the texts of feeds.
pub(super) const PLAIN: &str = "text/plain";
pub(super) const HTML: &str = "text/html";
pub(super) const XHTML: &str = "application/xhtml+xml";

/// A text and what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text: words, or markup with one level of escaping undone.
    pub value: String,
    /// Its media type.
    pub media_type: Cow<'static, str>,
    /// Its language, by the tag the feed gave.
    pub language: Option<String>,
    /// Where it lies, when it is not in the feed.
    pub src: Option<String>,
    /// What relative addresses in it start from.
    pub base: Option<Arc<Url>>,
}

impl Text {
    /// Tells whether it is markup.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.media_type == HTML || self.media_type == XHTML
    }
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Its address, absolute when a base was known.
    pub href: String,
    /// What it leads to: `alternate`, `self`, `enclosure`, ...
    pub rel: Cow<'static, str>,
    /// The media type there.
    pub media_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The language there.
    pub hreflang: Option<String>,
    /// The bytes there.
    pub length: Option<String>,
}

/// Somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// The address for mail.
    pub email: Option<String>,
    /// The page.
    pub uri: Option<String>,
}

impl Person {
    /// What to call somebody: the name, else the address.
    #[must_use]
    pub fn called(&self) -> Option<&str> {
        self.name.as_deref().or(self.email.as_deref()).or(self.uri.as_deref())
    }
}

/// A category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// The word itself.
    pub term: String,
    /// Whose list it is from.
    pub scheme: Option<String>,
    /// The word to be shown.
    pub label: Option<String>,
}

/// A file that belongs to an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its bytes, as written.
    pub length: Option<String>,
    /// The words under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// What feeds and entries have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Common {
    /// The title.
    pub title: Option<Text>,
    /// The page.
    pub link: Option<String>,
    /// All links.
    pub links: Vec<Link>,
    /// What the feed calls it.
    pub id: Option<String>,
    /// A short text: the subtitle of a feed, the summary of an entry.
    pub summary: Option<Text>,
    /// A line under the title, as Apple's elements have it.
    pub subtitle: Option<Text>,
    /// The language, by the tag the feed gave.
    pub language: Option<String>,
    /// Rights.
    pub rights: Option<Text>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was last changed.
    pub updated: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Who helped.
    pub contributors: Vec<Person>,
    /// Categories.
    pub categories: Vec<Category>,
}

/// A feed's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// What it has in common with entries.
    pub common: Common,
    /// The program that wrote it.
    pub generator: Option<String>,
    /// The address of its picture.
    pub image: Option<String>,
    /// The address of its small picture.
    pub icon: Option<String>,
    /// The address of its wide picture.
    pub logo: Option<String>,
    /// Minutes it may be kept.
    pub ttl: Option<String>,
    /// The hub that tells of changes.
    pub hub: Option<String>,
    /// Its address, where it is named as the source of an entry.
    pub href: Option<String>,
}

/// An entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it has in common with feeds.
    pub common: Common,
    /// Whether the id is the address of the page: the source said so, or said nothing else,
    /// and named no other page. Absent where there is no `guid`.
    pub guid_is_link: Option<bool>,
    /// The full texts.
    pub content: Vec<Text>,
    /// When it ceases to be true.
    pub expired: Option<String>,
    /// Files.
    pub enclosures: Vec<Enclosure>,
    /// Files by Media RSS.
    pub media: Vec<Enclosure>,
    /// Small pictures.
    pub thumbnails: Vec<String>,
    /// The address of its picture.
    pub image: Option<String>,
    /// The page of its comments.
    pub comments: Option<String>,
    /// How long it runs.
    pub duration: Option<String>,
    /// Its address before a service put its own in between.
    pub original_link: Option<String>,
    /// The feed it came from.
    pub source: Option<Box<Feed>>,
}

/// A document that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The dialect: `rss20`, `atom10`, `json11`, ...
    pub format: &'static str,
    /// The encoding decided on.
    pub encoding: &'static str,
    /// The feed's own fields.
    pub feed: Feed,
    /// Its entries, in its own order.
    pub entries: Vec<Entry>,
    /// What was repaired or left out.
    pub warnings: Vec<Warning>,
}
