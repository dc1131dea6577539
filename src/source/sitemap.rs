//! The pages a sitemap names to drafts.
//!
//! ```toml
//! [sitemap]
//! url = "https://kantor.example/sitemap.xml"
//! only = "/siaran/"
//! newest_max = 30
//! ```
//!
//! An index of sitemaps is followed into the sitemaps changed last; of all pages named, those
//! changed last are read, each as [`crate::text::extract`] reads it. A news sitemap is read
//! the same way, and a packed file (`.xml.gz`) comes unpacked from `fetch`. Pages are asked
//! with their validators, so one that has not changed costs next to nothing.
//!
//! # Source
//!
//! sitemaps.org, protocol 0.9.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::{Ask, Document, Instant, Lane, Language, Within};
use crate::source::mark::{self, Mark};
use crate::source::page::{article, ask};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, Warning, web_address};
use crate::text::extract::{Picker, Picks};
use crate::text::sanitize::{entity, read_tag};
use crate::text::{charset, date};

/// Sitemaps of an index that are read in one pull, those changed last.
const SITEMAPS_MAX: usize = 5;
/// Pages one sitemap may name, by its protocol.
const PAGES_MAX: usize = 50_000;

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "sitemap",
    sentence: "The pages a sitemap, an index of sitemaps or a news sitemap names.",
    example: "[sitemap]\nurl = \"https://kantor.example/sitemap.xml\"\nonly = \"/siaran/\"\n\
              newest_max = 30\n",
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[sitemap]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "sitemap")]
struct Table {
    /// The sitemap's address, over `http` or `https`. Required.
    #[serde(deserialize_with = "web_address")]
    url: Url,
    /// Words an address must hold to be read, such as `/siaran/`. Without it: any.
    #[serde(default)]
    only: Option<String>,
    /// Pages read in one pull from each sitemap, those changed last, 1 to 2000. Default 30.
    #[serde(default)]
    newest_max: Within<1, 2_000, 30>,
    /// Whether the sitemap names every release there is, so that one that is gone from it is
    /// taken back. Default `false`.
    #[serde(default)]
    complete: bool,
    /// CSS selector of the headline on a release's page. Without it: found.
    #[serde(default)]
    headline: Option<Picker>,
    /// CSS selector of the date of publication. Without it: found.
    #[serde(default)]
    date: Option<Picker>,
    /// CSS selector of the text; all it finds, in the order of the page. Without it: found.
    #[serde(default)]
    body: Option<Picker>,
    /// CSS selector of the picture. Without it: found.
    #[serde(default)]
    image: Option<Picker>,
    /// CSS selector of who wrote it. Without it: found.
    #[serde(default)]
    byline: Option<Picker>,
    /// CSS selector of what is no part of a release, wherever it stands.
    #[serde(default)]
    drop: Option<Picker>,
    /// Other languages in which the site has its releases, such as `["en"]`: versions a page
    /// links to by `hreflang` are read and kept as the source's own translations.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    languages: Vec<Language>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    Ok(Arc::new(Sitemap {
        reader: article::Reader {
            picks: Picks {
                headline: table.headline,
                date: table.date,
                body: table.body,
                image: table.image,
                byline: table.byline,
                drop: table.drop,
            },
            language: context.language.clone(),
            zone: context.zone,
            languages: table.languages,
        },
        url: table.url,
        only: table.only,
        newest_max: table.newest_max.count(),
        complete: table.complete,
    }))
}

/// A sitemap and the pages it names.
#[derive(Debug)]
struct Sitemap {
    reader: article::Reader,
    url: Url,
    only: Option<String>,
    newest_max: usize,
    complete: bool,
}

impl Source for Sitemap {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![ask(self.url.clone())]
    }

    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.url)
    }

    fn whole(&self, address: &Url) -> bool {
        self.complete && matches!(mark::take(address.as_str()).1, Some(Mark::List(_)))
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        let Heard::Document(document) = heard else {
            return Err(SourceError::not_ours("a sitemap", "a folder"));
        };
        let (bare, mark) = mark::take(&document.address);
        match mark {
            Some(Mark::VersionOf(key)) => self.reader.version(document, key),
            Some(Mark::List(_)) => self.map(document),
            None if bare == self.url.as_str().split('#').next().unwrap_or("") => self.map(document),
            None => self.reader.read(document),
        }
    }
}

impl Sitemap {
    fn map(&self, document: &Document) -> Result<Reading, SourceError> {
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let Some(map) = read(&decoded.text) else {
            return Err(SourceError::not_ours("a sitemap", "another kind of document"));
        };
        let mut reading = Reading::default();
        if map.index {
            let all = map.places.len();
            let some = newest(map.places, SITEMAPS_MAX);
            if self.complete && all > some.len() {
                let what = format!(
                    "{} of {all} sitemaps are read: what is gone from them is not looked for",
                    some.len()
                );
                reading.warnings.push(Warning { line: None, what });
            }
            // A complete reading would need them all; one that is not says nothing of absence.
            let number = if self.complete && all == some.len() { 2 } else { 3 };
            reading.follow = some
                .into_iter()
                .map(|place| ask(mark::put(place.url, &Mark::List(number))))
                .collect();
            return Ok(reading);
        }
        let fits = |place: &Place| {
            self.only.as_deref().is_none_or(|words| place.url.as_str().contains(words))
        };
        let places: Vec<Place> = map.places.into_iter().filter(fits).collect();
        let partial = matches!(mark::take(&document.address).1, Some(Mark::List(3)));
        if self.complete && !partial {
            let present: BTreeSet<String> =
                places.iter().map(|place| place.url.to_string()).collect();
            reading.present = Some(present);
        }
        let some = newest(places, self.newest_max);
        reading.follow = some.into_iter().map(|place| ask(place.url)).collect();
        Ok(reading)
    }
}

/// What a sitemap names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Map {
    /// Whether it names sitemaps rather than pages.
    pub index: bool,
    /// Whether it is of news.
    pub news: bool,
    /// What it names.
    pub places: Vec<Place>,
}

/// One address in a sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The address.
    pub url: Url,
    /// When it was last changed or, in a news sitemap, published.
    pub changed: Option<Instant>,
}

/// Those changed last, newest first; without a time, in the order of the sitemap.
fn newest(mut places: Vec<Place>, most: usize) -> Vec<Place> {
    places.sort_by_key(|place| std::cmp::Reverse(place.changed));
    places.truncate(most);
    places
}

/// Reads a sitemap or an index of them; nothing when it is neither. What is broken in one
/// address costs that address.
pub(super) fn read(text: &str) -> Option<Map> {
    let mut map = Map::default();
    let mut root = false;
    let mut place: (Option<Url>, Option<Instant>) = (None, None);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if after.starts_with(['?', '!']) {
            rest = after.split_once('>').map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, inner)) = read_tag(after) else { break };
        rest = inner;
        let name = tag.name.rsplit(':').next().unwrap_or("");
        let content = || {
            let text = inner.split_once('<').map_or("", |(text, _)| text);
            let text = if text.trim().is_empty() {
                inner
                    .trim_start()
                    .strip_prefix("<![CDATA[")
                    .and_then(|text| text.split_once("]]>"))
                    .map_or("", |(text, _)| text)
            } else {
                text
            };
            entity::decode(text.trim()).into_owned()
        };
        match (name, tag.closing) {
            ("sitemapindex", false) => (root, map.index) = (true, true),
            ("urlset", false) => root = true,
            ("news", false) => map.news = true,
            ("loc", false) if !tag.name.starts_with("image") && !tag.name.starts_with("video") => {
                place.0 = Url::parse(&content())
                    .ok()
                    .filter(|url| matches!(url.scheme(), "http" | "https"));
            }
            ("lastmod" | "publication_date", false) => {
                let at = date::read(&content(), date::Hints::default()).at;
                place.1 = place.1.max(at);
            }
            ("url" | "sitemap", true) => {
                if let Some(url) = place.0.take().filter(|_| map.places.len() < PAGES_MAX) {
                    map.places.push(Place { url, changed: place.1.take() });
                }
                place = (None, None);
            }
            _ if !root && !tag.closing && name != "xml" => return None,
            _ => {}
        }
    }
    root.then_some(map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant;

    #[test]
    fn a_sitemap_names_pages_and_when_they_changed() {
        let map = read(
            "<?xml version='1.0'?><!-- x --><urlset xmlns:image='i'><url><loc> https://k.example/a?b=1&amp;c=2 </loc>\
             <lastmod>2026-03-01T08:00:00+07:00</lastmod><image:image><image:loc>https://k.example/a.jpg</image:loc>\
             </image:image></url><url><loc><![CDATA[https://k.example/b]]></loc></url>\
             <url><loc>javascript:x</loc></url></urlset>",
        )
        .unwrap();
        assert!(!map.index);
        let of = |place: &Place| (place.url.to_string(), place.changed.map(instant::rfc3339));
        let places: Vec<_> = map.places.iter().map(of).collect();
        assert_eq!(places.len(), 2);
        assert_eq!(places[0].0, "https://k.example/a?b=1&c=2");
        assert_eq!(places[0].1.as_deref(), Some("2026-03-01T01:00:00Z"));
        assert_eq!(places[1], ("https://k.example/b".to_owned(), None));
    }

    #[test]
    fn an_index_and_a_news_sitemap_are_known() {
        let index = read(
            "<sitemapindex><sitemap><loc>https://k.example/1.xml</loc></sitemap></sitemapindex>",
        );
        assert!(index.unwrap().index);
        let news = read(
            "<urlset xmlns:news='n'><url><loc>https://k.example/a</loc><news:news>\
             <news:publication_date>2026-03-01</news:publication_date></news:news></url></urlset>",
        );
        assert!(news.as_ref().unwrap().news && news.unwrap().places[0].changed.is_some());
    }

    #[test]
    fn what_is_no_sitemap_is_not_read() {
        assert_eq!(read("<html><loc>https://k.example/</loc></html>"), None);
        assert_eq!(read("tidak ada"), None);
        assert_eq!(read(""), None);
    }
}
