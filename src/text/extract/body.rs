//! Where on a page its text stands.

use ego_tree::NodeId;
use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::text::extract::{node, score};
use crate::text::{markup, sanitize};

/// Selectors of the parts that content systems put a text into.
const KNOWN: &str = "[itemprop~='articleBody'], [property~='articleBody'], .e-content, \
    .entry-content, .post-content, .article-content, .article-body, .article__body, \
    .article__content, .articleBody, .article-text, .story-body, .story-content, .post-body, \
    .td-post-content, .content-inner, .single-content, .news-content, .news-detail, \
    .news-body, .detail-text, .detail__body-text, .detail-content, .detail-berita, .read__content, \
    .isi-berita, .isi_berita, .isi-artikel, .berita-isi, .konten-berita, .post-entry, \
    .com-content-article__body, .field--name-body, .field-name-body, .node__content, \
    .press-release-body, .pressrelease, .release-body, .TRS_Editor, .TRS_UEDITOR, .article-con, \
    .pages_content, #article-body, #articleBody, #article_body, #story-body, #isi, #isiberita, \
    #content-body, #zoom, #UCAP-CONTENT, #vsb_content, .v_news_content, .rich_media_content, \
    .govspeak, .ecl-editor, .prose, .body-copy, .bodytext, .tx-news .news-text-wrap, \
    .article-single__content, .entry__content, .c-article-body, .elementor-widget-theme-post-content, \
    .post-single-content, .the-content, .article_content, .post_content, .content-article, \
    .artikel-isi, .text-content, .rte, .rich-text, .richtext";

/// Less than this is no text, in letters.
const TEXT_MIN: usize = 140;
/// Words at the beginning and the end of a told text by which it is found on the page.
const SNIPPET: usize = 32;

/// The text of a page: its part of the tree, or markup of its own.
#[derive(Debug)]
pub(super) enum Body {
    /// A part of the page's tree.
    Part(NodeId),
    /// Markup that stands for itself.
    Markup(String),
}

/// Finds the text; gives the rule that found it, too. `told` is the text as JSON-LD tells it.
pub(super) fn find(tree: &Html, told: Option<&str>) -> Option<(&'static str, Body)> {
    let scored = score::best(tree);
    let best = scored.map_or(0, prose);
    if let Some(found) = told.and_then(|told| by_told(tree, told, best)) {
        return Some(found);
    }
    if let Some(part) = known(tree)
        && prose(part) * 10 >= best * 4
    {
        return Some((rule_of(part), Body::Part(part.id())));
    }
    let readable = readable(tree).filter(|markup| heft_of(markup) >= TEXT_MIN);
    match (scored.filter(|_| best >= TEXT_MIN), readable) {
        (Some(part), Some(markup)) => {
            let (ours, theirs) = (node::weight(part), heft_of(&markup));
            // They rather take too much; ours is left only where it is plainly a small part.
            if theirs > ours * 5 / 2 {
                Some(("readability", Body::Markup(markup)))
            } else {
                Some(("score", Body::Part(part.id())))
            }
        }
        (Some(part), None) => Some(("score", Body::Part(part.id()))),
        (None, Some(markup)) => Some(("readability", Body::Markup(markup))),
        (None, None) => short(tree),
    }
}

/// A page with hardly any text: the article, the main part, or all that is left.
fn short(tree: &Html) -> Option<(&'static str, Body)> {
    if let Some(part) = known(tree) {
        return Some((rule_of(part), Body::Part(part.id())));
    }
    let part = score::best(tree).or_else(|| {
        ["article", "main", "[role=main]", "#content", "body"]
            .iter()
            .find_map(|selector| node::first(tree, selector))
    })?;
    (node::weight(part) > 0).then(|| ("whole-page", Body::Part(part.id())))
}

fn rule_of(part: ElementRef<'_>) -> &'static str {
    let prop = part.attr("itemprop").or_else(|| part.attr("property")).unwrap_or("");
    let class = part.attr("class").unwrap_or("");
    if prop.contains("articleBody") {
        "microdata"
    } else if class.split_whitespace().any(|name| name == "e-content") {
        "microformats2"
    } else {
        "class"
    }
}

/// Of the parts that content systems name, the one that holds most prose.
fn known(tree: &Html) -> Option<ElementRef<'_>> {
    let parts = node::all(tree, KNOWN);
    let best =
        parts.iter().copied().max_by_key(|part| (prose(*part), std::cmp::Reverse(depth(*part))))?;
    // The innermost of those that hold nearly all of it.
    let most = prose(best);
    let inner = parts.into_iter().filter(|part| prose(*part) * 10 >= most * 9);
    inner.max_by_key(|part| depth(*part)).filter(|part| node::weight(*part) >= TEXT_MIN / 2)
}

fn depth(element: ElementRef<'_>) -> usize {
    element.ancestors().count()
}

/// What is written below an element outside of links.
pub(super) fn prose(element: ElementRef<'_>) -> usize {
    node::weight(element).saturating_sub(node::linked(element))
}

/// JSON-LD tells the text without its paragraphs: the part of the page that holds it, from
/// its first words to its last, has them.
fn by_told(tree: &Html, told: &str, best: usize) -> Option<(&'static str, Body)> {
    let html = told.contains("</") || told.contains("/>");
    let words = crate::text::html::words(told);
    let weight = node::heft(&words);
    if weight < TEXT_MIN {
        return None;
    }
    let flat = bare(&words);
    let letters: Vec<char> = flat.chars().collect();
    let start: String = letters.iter().take(SNIPPET).collect();
    let end: String = letters.iter().rev().take(SNIPPET).rev().collect();
    let body = node::first(tree, "body")?;
    let holds = |element: ElementRef<'_>| {
        let text = bare(&node::words(element));
        text.find(&start).is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains(&end)))
    };
    if holds(body) {
        let mut part = body;
        while let Some(inner) = part.child_elements().find(|child| holds(*child)) {
            part = inner;
        }
        if node::weight(part) <= weight * 3 / 2 {
            return Some(("json-ld", Body::Part(part.id())));
        }
    }
    // A text cut short tells less than the page shows.
    if weight * 10 < best * 7 {
        return None;
    }
    let markup = if html { told.to_owned() } else { paragraphs(told) };
    Some(("json-ld", Body::Markup(markup)))
}

fn paragraphs(text: &str) -> String {
    let text = sanitize::entity::decode(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| ["<p>".to_owned(), markup::text(line), "</p>".to_owned()]).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The last resort: what the readability rules of `dom_smoothie` find.
fn readable(tree: &Html) -> Option<String> {
    let config = dom_smoothie::Config {
        disable_json_ld: true,
        keep_classes: true,
        char_threshold: 200,
        max_elements_to_parse: 50_000,
        ..dom_smoothie::Config::default()
    };
    let html = tree.html();
    let mut reader = dom_smoothie::Readability::new(html.as_str(), None, Some(config)).ok()?;
    reader.parse().ok().map(|article| article.content.to_string())
}

fn heft_of(markup: &str) -> usize {
    let tree = Html::parse_fragment(markup);
    let texts = tree.tree.nodes().filter_map(|one| match one.value() {
        Node::Text(text) => Some(node::heft(text)),
        _ => None,
    });
    texts.sum()
}
