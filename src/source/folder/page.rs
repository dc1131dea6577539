//! A page to a draft: its heading, and its article without it.

use scraper::{ElementRef, Html, Selector};

use crate::domain::{Draft, Language, Markup};
use crate::text::{html, sanitize};

/// Reads a page.
pub(super) fn read(page: &str) -> Draft {
    let flat = sanitize::structure(body_of(page), None);
    let tree = Html::parse_fragment(&flat);
    let heading = first(page, "h1").map(html::words).filter(|words| !words.is_empty());
    let title = || first(page, "title").map(html::words).filter(|words| !words.is_empty());
    let headline = heading.clone().or_else(title);
    Draft {
        body: Some(Markup::Html(without_heading(&tree, heading.as_deref()))),
        headline,
        language: language(page),
        ..Draft::default()
    }
}

/// The part of a page that is read: its article, else its main part, else its body.
fn body_of(page: &str) -> &str {
    ["article", "main", "body"].into_iter().find_map(|name| first(page, name)).unwrap_or(page)
}

/// What stands in the first element of a name; to the end when it is not closed.
fn first<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let lower = page.to_ascii_lowercase();
    let (at, _) = lower.match_indices('<').find(|(at, _)| {
        let rest = lower.get(at + 1..).unwrap_or("");
        rest.strip_prefix(name).is_some_and(|tail| {
            tail.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
        })
    })?;
    let (_, inner) = sanitize::read_tag(page.get(at + 1..)?)?;
    let lower = lower.get(page.len() - inner.len()..)?;
    let end_tag = format!("</{name}");
    let whole = matches!(name, "main" | "body");
    let end = if whole { lower.rfind(&end_tag) } else { lower.find(&end_tag) };
    inner.get(..end.unwrap_or(inner.len()))
}

/// The body without the heading that is the headline already.
fn without_heading(tree: &Html, heading: Option<&str>) -> String {
    let Ok(selector) = Selector::parse("h2") else { return tree.root_element().inner_html() };
    let whole = tree.root_element().inner_html();
    let Some(heading) = heading else { return whole };
    let same = |element: &ElementRef<'_>| html::words(&element.inner_html()) == heading;
    match tree.select(&selector).next().filter(same) {
        Some(element) => whole.replacen(&element.html(), "", 1),
        None => whole,
    }
}

/// The language of the page's root element.
fn language(page: &str) -> Option<Language> {
    let at = page.to_ascii_lowercase().find("<html")?;
    let (tag, _) = sanitize::read_tag(page.get(at + 1..)?)?;
    let (_, tag) = tag.attributes.into_iter().find(|(key, _)| key == "lang")?;
    Language::parse(tag).ok()
}
