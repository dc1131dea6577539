//! Marks in a page's own text to what it tells of itself: microdata, microformats2, and the
//! class names that content systems use.

use scraper::{ElementRef, Html};

use crate::text::extract::node;
use crate::text::extract::told::{Told, fill};

/// Microdata of schema.org: `itemprop` on elements.
pub(super) fn microdata(tree: &Html) -> Told {
    let mut told = Told::by("microdata");
    let article = "[itemtype*='Article'], [itemtype*='BlogPosting'], [itemtype*='NewsArticle']";
    let around = node::first(tree, article);
    let inside = |element: &ElementRef<'_>| around.is_none_or(|outer| node::holds(outer, *element));
    for element in node::all(tree, "[itemprop]").into_iter().filter(inside).take(200) {
        for name in element.attr("itemprop").unwrap_or("").split_whitespace() {
            match name {
                "headline" => fill(&mut told.headline, &value(element)),
                "datePublished" => fill(&mut told.published, &value(element)),
                "dateModified" => fill(&mut told.updated, &value(element)),
                "inLanguage" => fill(&mut told.language, &value(element)),
                "image" if told.image.is_none() => {
                    let image = address(element).unwrap_or_default();
                    fill(&mut told.image, &image);
                }
                "author" | "creator" => {
                    let names = node_named(element);
                    let name = names.map_or_else(|| value(element), value);
                    if !name.is_empty() && !told.authors.contains(&name) {
                        told.authors.push(name);
                    }
                }
                _ => {}
            }
        }
    }
    told
}

fn node_named(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.descendent_elements().find(|one| one.attr("itemprop") == Some("name"))
}

/// The value of a property: what its attributes say, else its words.
fn value(element: ElementRef<'_>) -> String {
    let said = ["content", "datetime"].iter().find_map(|key| element.attr(key));
    said.map_or_else(|| node::words(element), str::to_owned)
}

fn address(element: ElementRef<'_>) -> Option<String> {
    let own = ["content", "src", "href"].iter().find_map(|key| element.attr(key));
    own.map(str::to_owned).or_else(|| {
        let inner = element.descendent_elements().skip(1);
        inner.filter(|one| one.attr("itemprop") == Some("url")).find_map(address)
    })
}

/// The microformats2 entry of a page.
///
/// # Source
///
/// microformats.org, h-entry.
pub(super) fn microformats(tree: &Html) -> Told {
    let mut told = Told::by("microformats2");
    let Some(entry) = node::first(tree, ".h-entry, .hentry") else { return told };
    for element in entry.descendent_elements() {
        let classes: Vec<&str> = element.attr("class").unwrap_or("").split_whitespace().collect();
        let has = |names: &[&str]| names.iter().any(|name| classes.contains(name));
        if has(&["p-name", "entry-title"]) {
            fill(&mut told.headline, &node::words(element));
        }
        if has(&["dt-published", "published"]) {
            fill(&mut told.published, &value(element));
        }
        if has(&["dt-updated", "updated"]) {
            fill(&mut told.updated, &value(element));
        }
        if has(&["p-author", "fn"]) && told.authors.is_empty() {
            let name = node::words(element);
            told.authors.extend(Some(name).filter(|name| !name.is_empty()));
        }
        if has(&["u-featured", "u-photo"]) {
            fill(
                &mut told.image,
                element.attr("src").or_else(|| element.attr("href")).unwrap_or(""),
            );
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microdata_is_read() {
        let tree = Html::parse_document(
            "<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop=headline>Judul</h1>\
             <meta itemprop=datePublished content='2026-03-01'>\
             <span itemprop=author itemscope><b itemprop=name>Rani</b>, staf</span>\
             <img itemprop=image src=a.jpg></div>",
        );
        let told = microdata(&tree);
        assert_eq!(told.headline.as_deref(), Some("Judul"));
        assert_eq!(told.published.as_deref(), Some("2026-03-01"));
        assert_eq!(told.authors, ["Rani"]);
        assert_eq!(told.image.as_deref(), Some("a.jpg"));
    }

    #[test]
    fn an_h_entry_is_read() {
        let tree = Html::parse_document(
            "<article class=h-entry><h1 class=p-name>Judul</h1>\
             <time class=dt-published datetime='2026-03-01T08:00+07:00'>kemarin</time>\
             <a class=p-author>Rani</a></article>",
        );
        let told = microformats(&tree);
        assert_eq!(told.headline.as_deref(), Some("Judul"));
        assert_eq!(told.published.as_deref(), Some("2026-03-01T08:00+07:00"));
        assert_eq!(told.authors, ["Rani"]);
    }
}
