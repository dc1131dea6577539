//! The address of a site to the sources it could be, best first.
//!
//! A discovery does no input or output: it says what to ask ([`Discovery::asks`]), is told
//! what came back ([`Discovery::hear`]), and ends when there is nothing left to ask. It looks
//! for the feeds a page names, feeds at the usual paths, WordPress, sitemaps, and last at the
//! page itself; of each it says what it found, and writes the table of a source file.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;
use url::Url;

use crate::domain::ask::HttpAsk;
use crate::domain::{Ask, Document, Language, Markup};
use crate::source::feed::drafts;
use crate::source::page::listing;
use crate::source::{Reading, sitemap};
use crate::text::extract::{self, Hints, Picks, links, relations};
use crate::text::{charset, html, markup};

/// Addresses asked for at most.
const ASKS_MAX: usize = 16;
/// Where feeds stand on most sites.
const FEEDS: [&str; 6] = ["/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml"];
/// Where sitemaps stand on most sites.
const SITEMAPS: [&str; 3] = ["/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"];
/// Where posts of a WordPress site stand.
const POSTS: &str = "wp-json/wp/v2/posts?per_page=3";
/// Fewer letters than this are a summary, not a text.
const FULL_MIN: usize = 400;

/// A source a site could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The kind of source.
    pub kind: &'static str,
    /// How good it is: the higher the better.
    rank: u32,
    /// What was found, for a person to judge.
    pub why: String,
    /// The keys of its table, without its header.
    keys: Vec<(&'static str, String)>,
    /// The site's name.
    pub name: String,
    /// The site's language, by its own word.
    pub language: Option<Language>,
}

impl Proposal {
    /// The keys of its table, a line each; for a trial `few` bounds what is pulled.
    #[must_use]
    pub fn table(&self, few: Option<usize>) -> String {
        let most = match self.kind {
            "page" => Some("links_max"),
            "sitemap" => Some("newest_max"),
            "wordpress" => Some("posts_max"),
            _ => None,
        };
        let most = most.zip(few).map(|(key, few)| (key, few.clamp(1, 30).to_string()));
        let keys = self.keys.iter().cloned().chain(most);
        keys.map(|(key, value)| [key, " = ", &value, "\n"].concat()).collect()
    }

    /// A source file that is ready to be kept; `language` where the site says none.
    #[must_use]
    pub fn file(&self, language: &Language) -> String {
        let language = self.language.as_ref().unwrap_or(language);
        let name = quoted(&self.name);
        let head = format!("[source]\nname = {name}\nlanguage = \"{language}\"\n");
        format!("{head}\n[{}]\n{}", self.kind, self.table(None))
    }
}

/// A site being looked at.
#[derive(Debug)]
pub struct Discovery {
    start: Url,
    queue: VecDeque<Url>,
    asked: BTreeSet<String>,
    /// Feeds the page itself names.
    named: BTreeSet<String>,
    name: Option<String>,
    language: Option<Language>,
    versions: Vec<Language>,
    found: Vec<Proposal>,
}

impl Discovery {
    /// Begins at an address.
    #[must_use]
    pub fn new(start: Url) -> Self {
        Self {
            queue: VecDeque::from([start.clone()]),
            start,
            asked: BTreeSet::new(),
            named: BTreeSet::new(),
            name: None,
            language: None,
            versions: Vec::new(),
            found: Vec::new(),
        }
    }

    /// What to ask next; nothing when all is known.
    pub fn asks(&mut self) -> Option<Ask> {
        while let Some(url) = self.queue.pop_front() {
            if self.asked.len() < ASKS_MAX && self.asked.insert(url.to_string()) {
                return Some(Ask::Http(HttpAsk::feed(url)));
            }
        }
        None
    }

    /// Hears what came back for an address.
    pub fn hear(&mut self, document: &Document) {
        let first = document.address == self.start.as_str();
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let Ok(location) = Url::parse(&document.location) else { return };
        if let Ok(reading) = drafts::read(document) {
            self.feed(&location, &reading, first);
        } else if let Some(map) = sitemap::read(&decoded.text) {
            self.map(&location, &map, first);
        } else if location.path().contains("/wp-json/") {
            self.posts(&decoded.text);
        } else if location.path().ends_with("/robots.txt") {
            for line in decoded.text.lines().take(500) {
                let sitemap = line.to_ascii_lowercase().starts_with("sitemap:");
                let to = line.split_once(':').map(|(_, to)| to.trim()).filter(|_| sitemap);
                self.queue.extend(to.and_then(|to| location.join(to).ok()));
            }
        } else if first {
            self.page(&decoded.text, &location);
        }
    }

    /// What was found, best first.
    #[must_use]
    pub fn proposals(mut self) -> Vec<Proposal> {
        self.found.sort_by_key(|one| std::cmp::Reverse(one.rank));
        let host = self.start.host_str().unwrap_or("site").to_owned();
        for one in &mut self.found {
            if one.name.is_empty() {
                one.name = self.name.clone().unwrap_or_else(|| host.clone());
            }
            one.language = one.language.take().or_else(|| self.language.clone());
            let others: Vec<String> = self
                .versions
                .iter()
                .filter(|version| {
                    !one.language.as_ref().is_some_and(|own| own.same_primary(version))
                })
                .map(|version| quoted(version.as_str()))
                .collect();
            if !others.is_empty() && matches!(one.kind, "page" | "sitemap") {
                one.keys.push(("languages", format!("[{}]", others.join(", "))));
            }
        }
        self.found
    }

    fn propose(
        &mut self,
        kind: &'static str,
        rank: u32,
        why: String,
        keys: Vec<(&'static str, String)>,
    ) {
        let double = self.found.iter().any(|one| one.kind == kind && one.keys == keys);
        if !double {
            let language = None;
            self.found.push(Proposal { kind, rank, why, keys, name: String::new(), language });
        }
    }

    fn feed(&mut self, at: &Url, reading: &Reading, first: bool) {
        let count = reading.drafts.len();
        let comments = at.as_str().contains("comment") || at.as_str().contains("komentar");
        if (count == 0 && !first) || comments {
            return;
        }
        let texts = reading.drafts.iter().map(|draft| {
            let body = draft.body.as_ref().map_or("", Markup::raw);
            html::words(body).chars().count()
        });
        let full = texts.filter(|length| *length >= FULL_MIN).count() * 2 > count;
        let named = first || self.named.contains(at.as_str());
        let rank = match (named, full) {
            (true, true) => 100,
            (false, true) => 90,
            // A summary is no release: WordPress gives the whole text.
            (true, false) => 76,
            (false, false) => 74,
        };
        let text = if full { "whole texts" } else { "summaries only" };
        let whose = if named { "the page names it" } else { "it stands where feeds usually do" };
        let why = format!("a feed of {count} entries with {text}; {whose}");
        if self.language.is_none() {
            self.language = reading.drafts.iter().find_map(|draft| draft.language.clone());
        }
        self.propose("feed", rank, why, vec![("url", quoted(at.as_str()))]);
    }

    fn map(&mut self, at: &Url, map: &sitemap::Map, first: bool) {
        if map.places.is_empty() {
            return;
        }
        let what = if map.index { "sitemaps" } else { "pages" };
        let news = map.news || at.path().contains("news");
        let rank = match (first, news) {
            (true, _) => 95,
            (false, true) => 70,
            (false, false) => 60,
        };
        let kind = if news { "a news sitemap" } else { "a sitemap" };
        let why = format!("{kind} that names {} {what}", map.places.len());
        let mut keys = vec![("url", quoted(at.as_str()))];
        let below = self.start.path();
        let some = map.places.iter().any(|place| place.url.path().starts_with(below));
        if below.len() > 1 && !first && !map.index && some {
            keys.push(("only", quoted(below)));
        }
        self.propose("sitemap", rank, why, keys);
    }

    fn posts(&mut self, text: &str) {
        let Ok(Value::Array(posts)) = serde_json::from_str(text) else { return };
        let whole = |post: &&Value| post.pointer("/content/rendered").is_some();
        let count = posts.iter().filter(whole).count();
        let Ok(site) = self.start.join("/") else { return };
        if count > 0 {
            let why = "WordPress gives its posts with their whole texts".to_owned();
            self.propose("wordpress", 80, why, vec![("url", quoted(site.as_str()))]);
        }
    }

    fn page(&mut self, page: &str, location: &Url) {
        let hints = Hints { location: Some(location), ..Hints::default() };
        let article = extract::read(page, hints, &Picks::default());
        self.language = crate::source::page::article::spoken(&article);
        self.versions = article.versions.iter().map(|(language, _)| language.clone()).collect();
        self.versions.truncate(5);
        self.name = site_name(page, &article);
        let mut feeds = Vec::new();
        for link in relations(page, location) {
            let kind =
                ["rss", "atom", "feed+json", "rdf"].iter().any(|kind| link.kind.contains(kind));
            let rels: Vec<&str> = link.rel.split_whitespace().collect();
            if rels.contains(&"alternate") && kind {
                self.named.insert(link.url.to_string());
                feeds.push(link.url);
            }
        }
        let named = !feeds.is_empty();
        self.queue.extend(feeds.into_iter().take(4));
        let at = |path: &str| location.join(path).ok();
        if page.contains("wp-content") || page.contains("wp-json") || !named {
            self.queue.extend(at(&format!("/{POSTS}")));
        }
        if !named {
            self.queue.extend(FEEDS.iter().filter_map(|path| at(path)));
        }
        self.queue.extend(at("/robots.txt"));
        self.queue.extend(SITEMAPS.iter().filter_map(|path| at(path)));
        let found = listing::likely(links(page, location, None), location);
        if !found.is_empty() {
            let why = format!("a page with {} links that look like releases", found.len());
            self.propose("page", 50, why, vec![("listing", quoted(location.as_str()))]);
        } else if !article.text.is_empty() {
            let why = "a page with a text and no links to releases".to_owned();
            self.propose("page", 10, why, vec![("listing", quoted(location.as_str()))]);
        }
    }
}

/// The name of the site: the shorter end of its title.
fn site_name(page: &str, article: &extract::Article) -> Option<String> {
    let title = page.split_once("<title").and_then(|(_, rest)| rest.split_once('>'));
    let title =
        title.and_then(|(_, rest)| rest.split_once('<')).map(|(title, _)| html::words(title));
    let title = title.filter(|title| !title.is_empty()).or_else(|| article.title.clone())?;
    let apart = title.replace(" - ", "|").replace(['–', '—', '»'], "|");
    let mut parts = apart.split('|').map(str::trim).filter(|part| part.chars().count() > 2);
    let short = parts.next_back();
    Some(markup::line(short.unwrap_or(&title)))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    Value::String(markup::line(text)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks a site of these addresses; gives the kinds and tables proposed, best first.
    fn walk(start: &str, site: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let mut discovery = Discovery::new(Url::parse(start).unwrap());
        while let Some(ask) = discovery.asks() {
            let Ask::Http(ask) = ask else { panic!("not over HTTP") };
            let page = site.iter().find(|(address, _)| *address == ask.url.as_str());
            if let Some((address, text)) = page {
                discovery.hear(&Document::bare(address, text.as_bytes().to_vec()));
            }
        }
        discovery.proposals().iter().map(|one| (one.kind, one.table(None))).collect()
    }

    const PAGE: &str = "<html lang=id><title>Siaran Pers | Kantor</title>\
        <link rel=alternate type='application/rss+xml' href='/siaran.xml'>\
        <link rel=alternate type='application/rss+xml' href='/comments/feed/'>\
        <link rel=alternate hreflang=en href='/en/'><meta name=generator content='wp-content'>\
        <a href='/siaran/warga-pesisir-dilatih'>Warga pesisir dilatih lagi</a>";

    fn rss(words: usize) -> String {
        let text = "kata ".repeat(words);
        format!(
            "<rss><channel><item><title>A</title><guid>1</guid><description>{text}</description></item></channel></rss>"
        )
    }

    #[test]
    fn a_feed_the_page_names_is_best() {
        let posts = "[{\"content\": {\"rendered\": \"x\"}}]";
        let map = "<urlset><url><loc>https://k.example/a</loc></url></urlset>";
        let site = [
            ("https://k.example/", PAGE),
            ("https://k.example/siaran.xml", &rss(200)),
            ("https://k.example/wp-json/wp/v2/posts?per_page=3", posts),
            ("https://k.example/sitemap.xml", map),
        ];
        let found = walk("https://k.example/", &site);
        let kinds: Vec<_> = found.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, ["feed", "wordpress", "sitemap", "page"]);
        assert_eq!(found[0].1, "url = \"https://k.example/siaran.xml\"\n");
        assert!(found[3].1.ends_with("languages = [\"en\"]\n"));
    }

    #[test]
    fn whole_texts_are_better_than_a_feed_of_summaries() {
        let posts = "[{\"content\": {\"rendered\": \"x\"}}]";
        let site = [
            ("https://k.example/", PAGE),
            ("https://k.example/siaran.xml", &rss(5)),
            ("https://k.example/wp-json/wp/v2/posts?per_page=3", posts),
        ];
        assert_eq!(walk("https://k.example/", &site)[0].0, "wordpress");
    }

    #[test]
    fn robots_may_name_a_sitemap() {
        let site = [
            ("https://k.example/", "<p>Halo"),
            ("https://k.example/robots.txt", "User-agent: *\nSitemap: https://k.example/peta.xml"),
            (
                "https://k.example/peta.xml",
                "<urlset><url><loc>https://k.example/a</loc></url></urlset>",
            ),
        ];
        assert_eq!(walk("https://k.example/", &site)[0].0, "sitemap");
    }

    #[test]
    fn a_feed_is_itself_and_nothing_else_is_asked() {
        let site = [("https://k.example/feed", rss(9))];
        let site: Vec<(&str, &str)> = site.iter().map(|(a, b)| (*a, b.as_str())).collect();
        assert_eq!(walk("https://k.example/feed", &site).len(), 1);
        assert_eq!(walk("https://k.example/tidak-ada", &[]), []);
    }
}
