//! Where most prose stands, where nothing else tells.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::text::extract::node;

/// A line shorter than this says nothing of where the text is.
const LINE_MIN: usize = 25;
/// Blocks that hold lines rather than other blocks.
const BLOCKS: [&str; 14] = [
    "p",
    "div",
    "td",
    "pre",
    "blockquote",
    "section",
    "article",
    "main",
    "li",
    "center",
    "dd",
    "body",
    "th",
    "table",
];
/// Words in classes of what holds a text.
const GOOD: [&str; 18] = [
    "article", "artikel", "body", "content", "konten", "entry", "post", "story", "text", "isi",
    "berita", "news", "release", "siaran", "main", "page", "detail", "read",
];
/// Words in classes of what holds something else.
const BAD: [&str; 18] = [
    "list", "card", "teaser", "headline", "latest", "recent", "archive", "widget", "item", "box",
    "caption", "banner", "gallery", "slider", "carousel", "ticker", "header", "intro",
];

/// The element that holds the prose of a page.
pub(super) fn best(tree: &Html) -> Option<ElementRef<'_>> {
    let body = node::first(tree, "body")?;
    let mut scores: HashMap<NodeId, f64> = HashMap::new();
    for block in body.descendent_elements().filter(|one| BLOCKS.contains(&node::name(one))) {
        let (own, links, commas) = own_words(block);
        if own < LINE_MIN || links * 2 > own || is_teaser(block) {
            continue;
        }
        let worth = 1.0 + number(commas).min(6.0) + (number(own) / 100.0).min(8.0);
        let leaf = matches!(node::name(&block), "p" | "pre" | "li" | "blockquote" | "dd");
        let mut share = 1.0;
        let above = block.ancestors().filter_map(ElementRef::wrap);
        let start = (!leaf).then_some(block);
        for outer in start.into_iter().chain(above).take(4) {
            *scores.entry(outer.id()).or_default() += worth * share;
            share *= 0.5;
        }
    }
    let mut best: Option<(ElementRef<'_>, f64)> = None;
    for element in body.descendent_elements() {
        let Some(score) = scores.get(&element.id()) else { continue };
        let weight = node::weight(element).max(1);
        let density = number(node::linked(element)) / number(weight);
        let score = score * (1.0 - density) * named(element);
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((element, score));
        }
    }
    best.map(|(element, score)| widened(element, score, &scores))
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// What a block says itself, in its own lines and not in blocks inside it: letters, letters
/// of links, and commas.
fn own_words(block: ElementRef<'_>) -> (usize, usize, usize) {
    let (mut own, mut links, mut commas) = (0, 0, 0);
    for child in block.children() {
        let (text, link) = match child.value() {
            Node::Text(text) => (text.to_string(), false),
            Node::Element(tag) if !BLOCKS.contains(&tag.name()) => {
                let Some(element) = ElementRef::wrap(child) else { continue };
                let has_blocks =
                    element.descendent_elements().any(|one| BLOCKS.contains(&node::name(&one)));
                if has_blocks {
                    continue;
                }
                (element.text().collect(), tag.name() == "a")
            }
            _ => continue,
        };
        own += node::heft(&text);
        links += if link { node::heft(&text) } else { 0 };
        commas += text.chars().filter(|c| matches!(c, ',' | '，' | '、' | '،')).count();
    }
    (own, links, commas)
}

/// Lines under a heading that is a link tell of another page.
fn is_teaser(block: ElementRef<'_>) -> bool {
    let mut before = block.prev_siblings().filter_map(ElementRef::wrap);
    before.next().is_some_and(|one| {
        matches!(node::name(&one), "h2" | "h3" | "h4" | "h5" | "h6")
            && one.descendent_elements().any(|inner| node::name(&inner) == "a")
    })
}

fn named(element: ElementRef<'_>) -> f64 {
    let tokens = node::tokens(element);
    let any = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.as_str()));
    let tag = if matches!(node::name(&element), "article" | "main") { 1.2 } else { 1.0 };
    match (any(&GOOD), any(&BAD)) {
        (true, false) => 1.25 * tag,
        (false, true) => 0.75 * tag,
        _ => tag,
    }
}

/// The parent, when the text goes on beside the best element.
fn widened<'a>(
    mut element: ElementRef<'a>,
    score: f64,
    scores: &HashMap<NodeId, f64>,
) -> ElementRef<'a> {
    for _ in 0..3 {
        let Some(parent) = element.parent().and_then(ElementRef::wrap) else { break };
        if matches!(node::name(&parent), "body" | "html") {
            break;
        }
        let own = node::weight(element);
        let more: usize = parent
            .child_elements()
            .filter(|child| child.id() != element.id())
            .filter(|child| {
                let prose = matches!(node::name(child), "p" | "blockquote" | "ul" | "ol" | "pre");
                let alike = child.value().name() == element.value().name()
                    && child.attr("class") == element.attr("class");
                let told = alike && scores.get(&child.id()).is_some_and(|one| *one > score * 0.25);
                (prose || told) && node::linked(*child) * 3 < node::weight(*child)
            })
            .map(node::weight)
            .sum();
        if more * 8 < own {
            break;
        }
        element = parent;
    }
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "Sebanyak 120 warga pesisir dilatih menyimpan bahan kimia, kata panitia, \
        di balai desa itu sejak pagi hingga petang.";

    #[track_caller]
    fn check(page: &str, id: &str) {
        let tree = Html::parse_document(page);
        assert_eq!(best(&tree).and_then(|one| one.attr("id")), Some(id));
    }

    #[test]
    fn the_text_stands_where_the_prose_is() {
        let links =
            "<li><a href=x>Berita lain yang panjang sekali judulnya hari ini</a></li>".repeat(20);
        check(
            &format!("<ul id=menu>{links}</ul><div id=isi><p>{LINE}<p>{LINE}<p>{LINE}</div>"),
            "isi",
        );
    }

    #[test]
    fn line_breaks_in_a_cell_are_paragraphs_too() {
        check(
            &format!(
                "<table id=a><tr><td id=kiri>Menu</td><td id=isi>{LINE}<br><br>{LINE}</td></tr></table>"
            ),
            "isi",
        );
    }

    #[test]
    fn a_text_in_sections_is_kept_together() {
        let section = format!("<section><p>{LINE}</p><p>{LINE}</p></section>");
        check(&format!("<div id=isi>{section}{section}{section}</div>"), "isi");
    }
}
