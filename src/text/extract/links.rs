//! The links of a page: those a reader can follow, and those its head names.

use scraper::{ElementRef, Html};
use url::Url;

use crate::text::extract::pick::Picker;
use crate::text::extract::{lighten, meta, node};

/// Links of a page, absolute, with the words of each, in the order of the page; only those
/// that `within` finds or holds, where it is given.
#[must_use]
pub fn links(page: &str, location: &Url, within: Option<&Picker>) -> Vec<(Url, String)> {
    let light = lighten::lighten(page);
    let tree = Html::parse_document(&light.html);
    let base = meta::read(&tree, Some(location)).base.unwrap_or_else(|| location.clone());
    let found: Vec<ElementRef<'_>> = match within {
        Some(picker) => picker.all(&tree),
        None => node::all(&tree, "a[href]"),
    };
    let mut links: Vec<(Url, String)> = Vec::new();
    for element in found {
        let inner = element.descendent_elements().find(|one| node::name(one) == "a");
        let Some(link) = inner else { continue };
        let to = link.attr("href").filter(|to| !to.trim_start().starts_with('#'));
        let Some(mut url) = to.and_then(|to| meta::resolve(to, Some(&base))) else { continue };
        url.set_fragment(None);
        links.push((url, node::words(link)));
    }
    links
}

/// Addresses a page's head links to, by their relation and media type.
#[must_use]
pub fn relations(page: &str, location: &Url) -> Vec<Relation> {
    let light = lighten::lighten(page);
    let tree = Html::parse_document(&light.html);
    let base = meta::read(&tree, Some(location)).base.unwrap_or_else(|| location.clone());
    let links = node::all(&tree, "link[rel][href]").into_iter().take(300);
    links
        .filter_map(|link| {
            Some(Relation {
                rel: link.attr("rel")?.to_ascii_lowercase(),
                kind: link.attr("type").unwrap_or("").trim().to_ascii_lowercase(),
                title: link.attr("title").unwrap_or("").to_owned(),
                url: meta::resolve(link.attr("href")?, Some(&base))?,
            })
        })
        .collect()
}

/// A `link` element of a page's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its relations, blanks between them.
    pub rel: String,
    /// Its media type.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub url: Url,
}
