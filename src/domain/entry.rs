//! What a format is given to render: every fact of an entry, a feed and the site, and no
//! words of our own. Words for labels are `render::words`' business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::draft::Media;
use crate::domain::edition::Edition;
use crate::domain::feed::Form;
use crate::domain::id::ReleaseId;
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;
use crate::domain::release::{Dateline, Precision};
use crate::domain::translation::{Origin, Provenance};

/// Facts about the whole site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name feeds carry: `Warta`.
    pub name: String,
    /// The public base address with its final slash: `https://warta.example/`.
    pub base: String,
    /// Where readers and partners can write to, if anywhere.
    pub contact: Option<String>,
    /// The hubs that tell subscribers of changes: ours, and those of others.
    pub hubs: Vec<String>,
    /// Templates of the operator's own, by file name: `base.html`, `style.css`.
    pub templates: BTreeMap<String, String>,
}

impl Site {
    /// The address of our own hub, whether it is one of [`Site::hubs`] or not.
    #[must_use]
    pub fn own_hub(&self) -> String {
        self.address("/hub")
    }

    /// The hubs of others, which are told of changes.
    #[must_use]
    pub fn outside_hubs(&self) -> Vec<String> {
        let own = self.own_hub();
        self.hubs.iter().filter(|hub| **hub != own).cloned().collect()
    }

    /// The absolute address of a path that begins with a slash.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.trim_end_matches('/'))
    }
}

/// A region with its name in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionLabel {
    /// The code.
    pub code: Region,
    /// The name, English where the language has none.
    pub name: String,
}

/// Who printed a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// The source's name: `Badan Narkotika Nasional`.
    pub name: String,
    /// Its home page.
    pub url: Option<String>,
    /// Its language.
    pub language: Language,
    /// The line of rights to show, such as `© Badan Narkotika Nasional`.
    pub rights: Option<String>,
}

/// One part of an entry's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryBlock {
    /// The block.
    pub block: crate::domain::block::Block,
    /// The language it is in.
    pub language: Language,
    /// Whether it is the original standing in for a translation, or a translation.
    pub origin: Option<Origin>,
}

/// The text a translation was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalText {
    /// Its headline.
    pub headline: String,
    /// Its body.
    pub body: Vec<EntryBlock>,
}

/// The same release in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sister {
    /// The language.
    pub language: Language,
    /// Its tag.
    pub tag: String,
    /// The path of its page.
    pub path: String,
    /// Whether it is the original.
    pub original: bool,
}

/// Another source that prints the same release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The source's name.
    pub name: String,
    /// The page there.
    pub url: Option<String>,
}

/// A correction by the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When the source's change was seen.
    pub at: Instant,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub at: Instant,
    /// Why, if anybody said so.
    pub reason: Option<String>,
}

/// Every fact of one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The release.
    pub release: ReleaseId,
    /// The language of the feed it stands in.
    pub language: Language,
    /// What it shows.
    pub form: Form,
    /// The language its headline is in.
    pub headline_language: Language,
    /// Its public id.
    pub tag: String,
    /// The public id of the original, when this is not it.
    pub original_tag: Option<String>,
    /// The path of its page: `/en/releases/bnn/9fa13ccdec2c`.
    pub path: String,
    /// The source's page.
    pub source_url: Option<String>,
    /// The headline; for a withdrawal the words of `render::words` replace it.
    pub headline: String,
    /// The summary.
    pub summary: Option<String>,
    /// The dateline, to open the body with.
    pub dateline: Option<Dateline>,
    /// The text; empty where only the title is shown.
    pub body: Vec<EntryBlock>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Initials at its end.
    pub initials: Vec<String>,
    /// Who printed it.
    pub publisher: Publisher,
    /// The original's language.
    pub original_language: Language,
    /// When it first went out in this language.
    pub published: Instant,
    /// Its place on the language's clock.
    pub updated: Instant,
    /// Counts every change of `updated`.
    pub version: i64,
    /// The source's own date.
    pub created: Option<Instant>,
    /// How exactly that is known.
    pub created_precision: Option<Precision>,
    /// Regions it is about, most specific first, not rolled up.
    pub regions: Vec<RegionLabel>,
    /// Subjects by code.
    pub subjects: Vec<String>,
    /// Pictures and files.
    pub media: Vec<Media>,
    /// What made the translation.
    pub provenance: Option<Provenance>,
    /// Whether parts of it stay in the original language.
    pub partial: bool,
    /// The original's text, to be shown after a translation that is read beside it.
    pub beside: Vec<EntryBlock>,
    /// The same release in other languages.
    pub sisters: Vec<Sister>,
    /// Where else the same release stands.
    pub also_at: Vec<Elsewhere>,
    /// The text it was translated from, where the source allows it to be shown.
    pub original: Option<OriginalText>,
    /// Whether its earlier versions are shown to the public.
    pub versions_shown: bool,
    /// The source's latest correction.
    pub correction: Option<Correction>,
    /// That it was taken back.
    pub withdrawal: Option<Withdrawal>,
}

/// A feed in another language, or another region's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SisterFeed {
    /// The language.
    pub language: Language,
    /// Its folder: `/id/ID-KB/`.
    pub path: String,
}

/// Where a document stands among the pages of its feed, which are numbered from the oldest.
///
/// # Source
///
/// RFC 5005, section 4 (archived feeds).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paging {
    /// The page it is; none for the feed's own document.
    pub own: Option<i64>,
    /// The page with what is older than everything in it.
    pub previous: Option<i64>,
    /// The page with what is newer; none for the newest page and the feed's own document.
    pub next: Option<i64>,
}

/// Every fact of one feed document but its entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The edition.
    pub edition: Edition,
    /// The region's name in the edition's language.
    pub region_name: String,
    /// The selection's name, if it is one.
    pub slug: Option<String>,
    /// A title instead of the one made of region and language.
    pub title: Option<String>,
    /// Its public id.
    pub tag: String,
    /// Its folder, with slashes at both ends: `/en/ID-KB/`.
    pub path: String,
    /// The newest `updated` of its entries, or when the empty feed was first defined.
    pub updated: Instant,
    /// The formats it has, by name, in the order of its file.
    pub formats: Vec<String>,
    /// The same region in other languages.
    pub sisters: Vec<SisterFeed>,
    /// Where it stands among the feed's pages.
    pub paging: Paging,
    /// Seconds a reader may keep the document.
    pub max_age_secs: u32,
}

/// One line of the list of all feeds. Nothing of its entries stands in it: the list is made
/// again only when the feeds change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// The edition.
    pub edition: Edition,
    /// The region's name in the edition's language.
    pub region_name: String,
    /// The selection's name, if it is one.
    pub slug: Option<String>,
    /// A title instead of the one made of region and language.
    pub title: Option<String>,
    /// Its folder.
    pub path: String,
    /// The formats it has.
    pub formats: Vec<String>,
}

/// A rendered entry and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The entry's place on the clock.
    pub updated: Instant,
    /// What `Format::entry` made.
    pub text: std::sync::Arc<str>,
}
