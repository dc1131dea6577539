//! A news sitemap, read as the feed it is: the newest pages of a site with their titles.
//!
//! # Source
//!
//! <https://www.sitemaps.org/protocol.html> and the `sitemap-news/0.9` and
//! `sitemap-image/1.1` extensions.

use crate::source::feed::model::{Category, Entry, Link, PLAIN, Text};
use crate::source::feed::tree::{Id, Tree};
use crate::source::feed::values::{self, Around};

/// Whether a root is a list of addresses with news in it.
pub(super) fn is_news(tree: &Tree<'_>, root: Id) -> bool {
    tree.get(root).is_some_and(|element| element.local() == "urlset")
        && tree.below(root).any(|(url, _)| tree.child(url, "news").is_some())
}

/// The addresses of a sitemap.
pub(super) fn urls(tree: &Tree<'_>, root: Id) -> Vec<Id> {
    tree.below(root).filter(|(_, element)| element.local() == "url").map(|(id, _)| id).collect()
}

/// One address as an entry.
pub(super) fn entry(tree: &Tree<'_>, id: Id, around: Around<'_>) -> Entry {
    let mut entry = Entry::default();
    let common = &mut entry.common;
    let address = |id: Id, local: &str| {
        let text = tree.text_of(id, local)?;
        Some(values::resolve(tree, id, text, around))
    };
    common.link = address(id, "loc");
    common.links.extend(common.link.iter().map(|href| Link {
        href: href.clone(),
        rel: "alternate".into(),
        ..Link::default()
    }));
    common.id.clone_from(&common.link);
    common.updated = tree.text_of(id, "lastmod");
    let news = tree.child(id, "news");
    let word = |local: &str| news.and_then(|news| tree.text_of(news, local));
    let publication = news.and_then(|news| tree.child(news, "publication"));
    common.language = publication
        .and_then(|publication| tree.text_of(publication, "language"))
        .map(|tag| values::tag(&tag))
        .or_else(|| around.language.map(str::to_owned));
    common.title = word("title").map(|value| Text {
        value,
        media_type: PLAIN.into(),
        language: common.language.clone(),
        ..Text::default()
    });
    common.published = word("publication_date");
    for term in word("keywords").unwrap_or_default().split(',').map(str::trim) {
        if !term.is_empty() {
            common.categories.push(Category { term: term.to_owned(), ..Category::default() });
        }
    }
    let images = tree.below(id).filter(|(_, element)| element.local() == "image");
    entry.thumbnails = images.filter_map(|(image, _)| address(image, "loc")).collect();
    entry
}
