//! The head of a page to what it tells of itself: Open Graph, `meta`, links to versions in
//! other languages.

use scraper::Html;
use url::Url;

use crate::domain::Language;
use crate::text::extract::node;
use crate::text::extract::told::{Told, fill};

/// Names of `meta` elements that tell when a page was published, best first.
const PUBLISHED: [&str; 34] = [
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date.published",
    "dcterms.date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "publication_date",
    "publication-date",
    "pubdate",
    "article.published",
    "article:create_at",
    "article.created",
    "citation_publication_date",
    "citation_online_date",
    "date_published",
    "created",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
    "pub_date",
    "weibo:article:create_at",
    "date",
];
/// Names of `meta` elements that tell when a page was changed, best first.
const UPDATED: [&str; 12] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "article:modified",
    "last-modified",
    "lastmod",
    "modified",
    "article.updated",
    "revised",
    "weibo:article:update_at",
];
/// Names of `meta` elements that tell who wrote a page, best first.
const AUTHORS: [&str; 9] = [
    "article:author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author_name",
    "twitter:creator_name",
];
/// Names of `meta` elements that tell the headline, best first.
const HEADLINES: [&str; 6] =
    ["og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"];

/// What the head tells, and the versions it links to.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Open Graph and other `meta` elements.
    pub told: Told,
    /// The `title`.
    pub title: Option<String>,
    /// The page's own address, as it says itself.
    pub canonical: Option<String>,
    /// The same in other languages.
    pub versions: Vec<(Language, String)>,
    /// The `base` of relative addresses, where the page sets another than its own.
    pub base: Option<Url>,
    /// The language of the root element.
    pub language: Option<String>,
}

/// Reads the head of a page. `location` is where the page came from.
pub(super) fn read(tree: &Html, location: Option<&Url>) -> Head {
    let mut head = Head { told: Told::by("meta"), ..Head::default() };
    head.base = node::first(tree, "base[href]")
        .and_then(|element| element.attr("href"))
        .and_then(|href| resolve(href, location));
    let base = head.base.clone().or_else(|| location.cloned());
    let metas = metas(tree);
    let get = |names: &[&str]| {
        names.iter().find_map(|name| metas.iter().find(|(known, _)| known == name))
    };
    let mut set = |field: fn(&mut Told) -> &mut Option<String>, names: &[&str]| {
        if let Some((_, value)) = get(names) {
            fill(field(&mut head.told), value);
        }
    };
    set(|told| &mut told.headline, &HEADLINES);
    set(|told| &mut told.published, &PUBLISHED);
    set(|told| &mut told.updated, &UPDATED);
    set(|told| &mut told.summary, &["og:description", "description", "twitter:description"]);
    set(
        |told| &mut told.image,
        &["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"],
    );
    set(|told| &mut told.site, &["og:site_name", "application-name", "dc.publisher"]);
    set(|told| &mut told.language, &["og:locale", "content-language", "dc.language", "language"]);
    for name in AUTHORS {
        for (_, value) in metas.iter().filter(|(known, _)| known == name) {
            let fresh = !head.told.authors.contains(value) && !value.contains("://");
            if fresh && (head.told.authors.is_empty() || name == "author") {
                head.told.authors.push(value.clone());
            }
        }
    }
    head.title = node::first(tree, "head title, title").map(node::words);
    head.language = node::first(tree, "html")
        .and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")))
        .map(str::to_owned);
    links(tree, base.as_ref(), &mut head);
    head
}

fn metas(tree: &Html) -> Vec<(String, String)> {
    node::all(tree, "meta[content]")
        .into_iter()
        .filter(|meta| meta.attr("itemprop").is_none() || meta.attr("name").is_some())
        .filter_map(|meta| {
            let name = ["property", "name", "http-equiv"].iter().find_map(|key| meta.attr(key))?;
            let value = meta.attr("content")?.split_whitespace().collect::<Vec<_>>().join(" ");
            Some((name.trim().to_ascii_lowercase(), value)).filter(|(_, value)| !value.is_empty())
        })
        .take(400)
        .collect()
}

fn links(tree: &Html, base: Option<&Url>, head: &mut Head) {
    for link in node::all(tree, "link[rel][href], a[hreflang][href]") {
        let rel = link.attr("rel").unwrap_or("").to_ascii_lowercase();
        let Some(to) = link.attr("href").and_then(|href| resolve(href, base)) else { continue };
        let rels: Vec<&str> = rel.split_whitespace().collect();
        if rels.contains(&"canonical") && head.canonical.is_none() {
            head.canonical = Some(to.to_string());
        }
        let alternate = rels.contains(&"alternate") && link.attr("type").is_none_or(is_page);
        let Some(language) = link.attr("hreflang").filter(|_| alternate) else { continue };
        let Ok(language) = Language::parse(language) else { continue };
        if head.versions.len() < 40 && !head.versions.iter().any(|(known, _)| *known == language) {
            head.versions.push((language, to.to_string()));
        }
    }
}

fn is_page(media_type: &str) -> bool {
    media_type.trim().is_empty() || media_type.contains("html")
}

/// An absolute address over HTTP.
pub(super) fn resolve(href: &str, base: Option<&Url>) -> Option<Url> {
    let href = href.trim();
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_graph_and_links_are_read() {
        let tree = Html::parse_document(
            "<html lang=id><head><title>Judul | Kantor</title>\
             <meta property='og:title' content='Judul'><meta name=date content='2026-03-01'>\
             <meta property='article:published_time' content='2026-03-02T08:00:00+07:00'>\
             <meta property='og:site_name' content='Kantor'><base href='/siaran/'>\
             <link rel=canonical href='a'>\
             <link rel=alternate hreflang=en href='/en/a'><link rel=alternate hreflang=x-default href='/'>",
        );
        let at = Url::parse("https://k.example/x").unwrap();
        let head = read(&tree, Some(&at));
        assert_eq!(head.told.headline.as_deref(), Some("Judul"));
        assert_eq!(head.told.published.as_deref(), Some("2026-03-02T08:00:00+07:00"));
        assert_eq!(head.title.as_deref(), Some("Judul | Kantor"));
        assert_eq!(head.canonical.as_deref(), Some("https://k.example/siaran/a"));
        let versions: Vec<_> =
            head.versions.iter().map(|(l, u)| (l.as_str(), u.as_str())).collect();
        assert_eq!(versions, [("en", "https://k.example/en/a")]);
    }
}
