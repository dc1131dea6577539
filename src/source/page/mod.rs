//! Pages of a site to drafts: a listing that links to releases, and a page for each.
//!
//! ```toml
//! [page]
//! listing = "https://kantor.example/siaran-pers/"
//! links = ".daftar h3 a"
//! headline = "h1"
//! body = ".isi"
//! links_max = 20
//! ```
//!
//! Every selector may be left out: links are then those that look like releases, and a page
//! is read as [`crate::text::extract`] reads any. What a selector does not find is found the
//! same way, and the evidence of a release says which rule it was.
//!
//! A listing is a window on what is new; with `complete = true` it is all there is, and a
//! release that is not in it any more is taken back. Pages are asked with their validators,
//! so one that has not changed costs next to nothing.
//!
//! - [`article`]: one page to a draft.
//! - `listing`: which links of a listing lead to releases.
//! - [`read`]: one page to the JSON that `warta read --as page` prints.

pub mod article;
pub(super) mod listing;
pub mod read;

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::{Ask, Document, Lane, Language, Within};
use crate::source::mark::{self, Mark};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, Warning, web_address};
use crate::text::charset;
use crate::text::extract::{Picker, Picks, links};

/// An example of this kind's table.
const EXAMPLE: &str = "[page]\nlisting = \"https://kantor.example/siaran-pers/\"\n\
    links = \".daftar h3 a\"\nheadline = \"h1\"\nbody = \".isi\"\nlinks_max = 20\n";

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "page",
    sentence: "Pages of a site: a listing that links to releases, and a page for each.",
    example: EXAMPLE,
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[page]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "page")]
struct Table {
    /// The page that lists the newest releases, over `http` or `https`. Required.
    #[serde(deserialize_with = "web_address")]
    listing: Url,
    /// CSS selector of the links to releases, or of what holds each. Without it: the links
    /// that look like releases.
    #[serde(default)]
    links: Option<Picker>,
    /// Words an address must hold to be followed, such as `/siaran/`. Without it: any.
    #[serde(default)]
    only: Option<String>,
    /// CSS selector of the link to the next page of the listing. Without it: the link that
    /// says so.
    #[serde(default)]
    next: Option<Picker>,
    /// Pages of the listing read in one pull, 1 to 50. Default 1.
    #[serde(default)]
    pages_max: Within<1, 50, 1>,
    /// Links followed at most in one pull, from each page of the listing, 1 to 500. Default 30.
    #[serde(default)]
    links_max: Within<1, 500, 30>,
    /// Whether the listing holds every release there is, so that one that is gone from it is
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
    Ok(Arc::new(Pages {
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
        listing: table.listing,
        links: table.links,
        only: table.only,
        next: table.next,
        listing_max: table.pages_max.get(),
        links_max: table.links_max.count(),
        complete: table.complete,
    }))
}

/// A listing and the pages it links to.
#[derive(Debug)]
struct Pages {
    reader: article::Reader,
    listing: Url,
    links: Option<Picker>,
    only: Option<String>,
    next: Option<Picker>,
    listing_max: u64,
    links_max: usize,
    complete: bool,
}

/// A request for a page; `robots.txt` is obeyed for it.
pub(super) fn ask(url: Url) -> Ask {
    Ask::Http(HttpAsk { purpose: Purpose::Page, ..HttpAsk::feed(url) })
}

impl Source for Pages {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![ask(self.listing.clone())]
    }

    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.listing)
    }

    fn whole(&self, address: &Url) -> bool {
        self.complete && matches!(mark::take(address.as_str()).1, Some(Mark::List(_)))
    }

    fn is_of_a_release(&self, address: &Url) -> bool {
        mark::take(address.as_str()).1.is_none() && *address != self.listing
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        let Heard::Document(document) = heard else {
            return Err(SourceError::not_ours("a page", "a folder"));
        };
        let (bare, mark) = mark::take(&document.address);
        let first = bare == self.listing.as_str().split('#').next().unwrap_or("");
        match mark {
            Some(Mark::VersionOf(key)) => self.reader.version(document, key),
            Some(Mark::List(number)) => self.list(document, number),
            None if first => self.list(document, 1),
            None => self.reader.read(document),
        }
    }
}

impl Pages {
    /// Reads the page of this number of the listing.
    fn list(&self, document: &Document, number: u64) -> Result<Reading, SourceError> {
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let location = Url::parse(&document.location)
            .map_err(|_| SourceError::not_ours("a page at an address", "a file"))?;
        let mut reading = Reading::default();
        let mut found = match &self.links {
            Some(picker) => listing::chosen(links(&decoded.text, &location, Some(picker))),
            None => listing::likely(links(&decoded.text, &location, None), &location),
        };
        found.retain(|url| {
            self.only.as_deref().is_none_or(|words| url.as_str().contains(words))
                && *url != self.listing
        });
        if found.is_empty() && number == 1 {
            return Err(SourceError::NotOurs {
                wanted: "a listing",
                found: "a page without links to releases; it may be built by scripts, or \
                        `links` and `only` find nothing on it"
                    .to_owned(),
                feeds: Vec::new(),
            });
        }
        let next = listing::next(&decoded.text, &location, self.next.as_ref());
        let whole = next.is_none();
        let present: BTreeSet<String> = found.iter().map(Url::to_string).collect();
        if found.len() > self.links_max {
            let what = format!(
                "it links to {} releases and {} are read; raise `links_max` to read more",
                found.len(),
                self.links_max
            );
            reading.warnings.push(Warning { line: None, what });
        }
        reading.follow = found.into_iter().take(self.links_max).map(ask).collect();
        match next {
            Some(url) if number < self.listing_max => {
                reading.follow.push(ask(mark::put(url, &Mark::List(number + 1))));
                reading.present = self.complete.then_some(present);
            }
            _ if self.complete && whole => reading.present = Some(present),
            _ if self.complete => {
                let what = "the listing goes on: what is gone from it is not looked for; raise \
                            `pages_max`";
                reading.warnings.push(Warning { line: None, what: what.to_owned() });
            }
            _ => {}
        }
        Ok(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(more: &str) -> Arc<dyn Source> {
        let text = format!("{{ listing = \"https://k.example/siaran/\", {more} }}");
        let value = ValueDeserializer::parse(&text).unwrap();
        let context = Context {
            home: ".".into(),
            language: Language::parse("id").unwrap(),
            zone: None,
            open: &|_| Err(String::new()),
        };
        build(value, &context).unwrap()
    }

    fn document(address: &str, html: &str) -> Document {
        Document::bare(address, html.as_bytes().to_vec())
    }

    fn addresses(reading: &Reading) -> Vec<String> {
        let of = |ask: &Ask| match ask {
            Ask::Http(ask) => ask.url.to_string(),
            _ => String::new(),
        };
        reading.follow.iter().map(of).collect()
    }

    const LISTING: &str = "<base href='https://k.example/'><nav><a href='/'>Beranda</a></nav>\
        <a href='siaran/warga-pesisir-dilatih-lagi'>Warga pesisir dilatih lagi hari ini</a>\
        <a href='siaran/balai-desa-dibuka-kembali?utm_source=x'>Balai desa dibuka kembali besok</a>\
        <a href='https://lain.example/a-b-c-d'>Situs lain yang tidak diikuti sama sekali</a>\
        <a rel=next href='/siaran/?hal=2'>2</a>";

    #[test]
    fn a_listing_is_followed_by_what_looks_like_releases() {
        let source = pages("pages_max = 2");
        let listing = document("https://k.example/siaran/", LISTING);
        let reading = source.read(Heard::Document(&listing)).unwrap();
        assert_eq!(
            addresses(&reading),
            [
                "https://k.example/siaran/warga-pesisir-dilatih-lagi",
                "https://k.example/siaran/balai-desa-dibuka-kembali",
                "https://k.example/siaran/?hal=2#warta-list-2",
            ]
        );
        assert_eq!(reading.present, None);
        let second = document("https://k.example/siaran/?hal=2#warta-list-2", "<p>kosong</p>");
        assert_eq!(source.read(Heard::Document(&second)).unwrap().follow, []);
    }

    #[test]
    fn a_complete_listing_says_what_is_there() {
        let page = LISTING.replace("rel=next", "");
        let source = pages("complete = true, links_max = 1");
        let listing = document("https://k.example/siaran/", &page);
        let reading = source.read(Heard::Document(&listing)).unwrap();
        assert_eq!(reading.follow.len(), 1);
        assert_eq!(reading.present.unwrap().len(), 2);
        assert_eq!(reading.warnings.len(), 1);
        // One that goes on is not complete.
        let listing = document("https://k.example/siaran/", LISTING);
        assert_eq!(source.read(Heard::Document(&listing)).unwrap().present, None);
    }

    #[test]
    fn a_page_built_by_scripts_is_no_empty_listing() {
        let source = pages("complete = true");
        let page = "<div id=app></div><script>render([{href: '/siaran/a-b-c-d'}])</script>";
        let listing = document("https://k.example/siaran/", page);
        assert!(source.read(Heard::Document(&listing)).is_err());
    }

    #[test]
    fn a_selector_decides_where_it_is_given() {
        let source = pages("links = \"nav a\", only = \"k.example\"");
        let listing = document("https://k.example/siaran/", LISTING);
        let reading = source.read(Heard::Document(&listing)).unwrap();
        assert_eq!(addresses(&reading), ["https://k.example/"]);
    }
}
