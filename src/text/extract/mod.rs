//! A page to the release on it: headline, text, dates, names, pictures.
//!
//! [`read`] asks in one order, and says which rule won: what the operator's selectors name;
//! JSON-LD; Open Graph and `meta`; microdata; microformats2; `time` elements; then what the
//! page shows, scored for where its prose stands. Navigation, share bars, comment forms,
//! boxes of related news and the name of the site are not part of a release.
//!
//! - `lighten`: the page before a tree is built of it, so that none costs too much.
//! - `linked`, `meta`, `marked`: what a page tells of itself (`told`).
//! - `heading`, `moment`, `byline`, `media`: what it shows.
//! - `junk`, `phrases`: what goes. `body`, `score`: where the text stands.
//! - `reader`: one page, field by field. `links`: where it leads.
//! - `pick`: the operator's selectors. `node`: questions about elements.

mod body;
mod byline;
mod heading;
mod junk;
mod lighten;
mod linked;
mod links;
mod marked;
mod media;
mod meta;
mod moment;
mod node;
mod phrases;
mod pick;
mod reader;
mod score;
mod told;

use chrono_tz::Tz;
use url::Url;

pub use links::{Relation, links, relations};
pub use media::type_of;
pub use pick::Picker;
pub use reader::read;

use crate::domain::draft::Media;
use crate::domain::{Language, Stamp};

/// What an operator's selectors name; what is `None` is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picks {
    /// The headline.
    pub headline: Option<Picker>,
    /// The date of publication.
    pub date: Option<Picker>,
    /// The text; all it finds, in the order of the page.
    pub body: Option<Picker>,
    /// The picture.
    pub image: Option<Picker>,
    /// Who wrote it.
    pub byline: Option<Picker>,
    /// What is no part of the text, wherever it stands.
    pub drop: Option<Picker>,
}

/// What a page cannot say itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Where it came from, for relative addresses.
    pub location: Option<&'a Url>,
    /// The language it is expected in.
    pub language: Option<&'a Language>,
    /// The zone of times that name none.
    pub zone: Option<Tz>,
}

/// Which rule filled a field, from which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The field: `title`, `published`, `text` ...
    pub field: &'static str,
    /// The rule: `json-ld`, `meta`, `time` ...
    pub rule: &'static str,
    /// The words it went by.
    pub words: String,
}

/// What is on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The headline.
    pub title: Option<String>,
    /// The text: sanitised HTML with absolute addresses, the borders of blocks kept.
    pub html: String,
    /// The text in words, a line a paragraph, without captions.
    pub text: String,
    /// A shorter text the page tells.
    pub summary: Option<String>,
    /// When it was published.
    pub published: Option<Stamp>,
    /// When it was last changed.
    pub updated: Option<Stamp>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its picture.
    pub image: Option<String>,
    /// Its language.
    pub language: Option<Language>,
    /// The page's own address, as it says itself.
    pub canonical: Option<String>,
    /// The same in other languages.
    pub versions: Vec<(Language, String)>,
    /// Pictures and attachments of the text.
    pub media: Vec<Media>,
    /// Why each field is what it is.
    pub evidence: Vec<Found>,
    /// Whether the page was so large or so deep that some of its tags were left out.
    pub cut: bool,
}
