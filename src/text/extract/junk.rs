//! What of a page is no part of a release: navigation, share bars, comment forms, boxes of
//! related news, advertisements.

use ego_tree::NodeId;
use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::text::extract::node;
use crate::text::extract::phrases::{is_pointer, without_videos};

/// Elements that hold no part of a text wherever they stand.
const ELEMENTS: [&str; 10] =
    ["nav", "aside", "footer", "form", "button", "input", "dialog", "menu", "audio", "video"];
/// Roles that hold no part of a text.
const ROLES: [&str; 8] =
    ["navigation", "banner", "complementary", "contentinfo", "search", "menu", "dialog", "alert"];
/// Words in classes and ids of what is no part of a text.
const TOKENS: [&str; 85] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "footer",
    "sidebar",
    "share",
    "sharing",
    "shares",
    "sharedaddy",
    "sharer",
    "social",
    "sosmed",
    "socials",
    "related",
    "terkait",
    "relatedposts",
    "comment",
    "comments",
    "komentar",
    "disqus",
    "respond",
    "reply",
    "newsletter",
    "subscribe",
    "subscription",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "advert",
    "advertisement",
    "advertising",
    "ads",
    "adsense",
    "adsbygoogle",
    "adslot",
    "iklan",
    "promo",
    "promoted",
    "popup",
    "modal",
    "popular",
    "populer",
    "terpopuler",
    "trending",
    "recommended",
    "recommendation",
    "recommendations",
    "rekomendasi",
    "bacajuga",
    "pagination",
    "pager",
    "paging",
    "pagenav",
    "toolbar",
    "skip",
    "tags",
    "tagcloud",
    "taglist",
    "tagged",
    "sponsor",
    "sponsored",
    "outbrain",
    "taboola",
    "addtoany",
    "sharethis",
    "addthis",
    "rating",
    "ratings",
    "login",
    "signup",
    "searchform",
    "masthead",
    "topbar",
    "copyright",
    "prevnext",
    "postnav",
    "hidden",
    "infobox",
    "noprint",
];
/// Names that stand as a whole class for what the single words would not tell.
const CLASSES: [&str; 22] = [
    "baca-juga",
    "lihat-juga",
    "read-also",
    "read-more",
    "see-also",
    "author-box",
    "author-bio",
    "about-author",
    "post-author-box",
    "sr-only",
    "screen-reader-text",
    "visually-hidden",
    "jp-relatedposts",
    "post-navigation",
    "more-news",
    "latest-news",
    "berita-lain",
    "nav-links",
    "print-only",
    "d-none",
    "visuallyhidden",
    "editsection",
];
/// Words in the classes of page builders, for which every part is a widget.
const BUILDERS: [&str; 4] = ["elementor", "wpb", "vc", "fusion"];
/// Words in the classes of lines about a text: who, when, how often read.
const LINES: [&str; 22] = [
    "meta",
    "byline",
    "author",
    "authors",
    "penulis",
    "reporter",
    "editor",
    "date",
    "tanggal",
    "waktu",
    "posted",
    "published",
    "timestamp",
    "datetime",
    "views",
    "hits",
    "dibaca",
    "counter",
    "publish",
    "createdate",
    "info",
    "details",
];
/// What is heavier than this share of the page is its text, whatever it is called.
const SHARE_MAX: f64 = 0.4;
/// A line about a text is not longer than so many letters.
const LINE_HEFT_MAX: usize = 150;

/// Takes junk out of the tree of a whole page.
pub(super) fn prune(tree: &mut Html) {
    let Some(body) = node::first(tree, "body") else { return };
    let whole = node::weight(body).max(1);
    let mut junk: Vec<NodeId> = Vec::new();
    let mut inside: Option<ElementRef<'_>> = None;
    for element in body.descendent_elements().skip(1) {
        // What stands in junk goes with it.
        if inside.is_some_and(|outer| node::holds(outer, element)) {
            continue;
        }
        if is_junk(element) && !outweighs(element, whole) {
            junk.push(element.id());
            inside = Some(element);
        }
    }
    detach(tree, &junk);
    let Some(body) = node::first(tree, "body") else { return };
    let pointers = pointers(body, whole);
    detach(tree, &pointers);
    mute_videos(tree);
}

/// Takes lines about the text, and the headline, out of the part that is the text.
pub(super) fn tidy(tree: &mut Html, root: NodeId, headline: Option<&str>) {
    let Some(root) = tree.tree.get(root).and_then(ElementRef::wrap) else { return };
    let mut junk: Vec<NodeId> = Vec::new();
    for element in root.descendent_elements().skip(1) {
        let name = node::name(&element);
        let title = name == "h1"
            || (matches!(name, "h2" | "h3" | "title")
                || node::tokens(element).contains(&"title".to_owned()))
                && headline.is_some_and(|words| node::same(words, &node::words(element)));
        let line =
            matches!(name, "div" | "span" | "p" | "ul" | "dl" | "small" | "time" | "address")
                && !inside_a_sentence(element)
                && is_line_about(&node::tokens(element))
                && node::weight(element) <= LINE_HEFT_MAX
                && !has_sentence(element);
        if title || line {
            junk.push(element.id());
        }
    }
    detach(tree, &junk);
}

fn is_line_about(tokens: &[String]) -> bool {
    let any = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.as_str()));
    any(&LINES) && !any(&BUILDERS)
}

/// Takes nodes out of the tree.
pub(super) fn detach(tree: &mut Html, nodes: &[NodeId]) {
    for id in nodes {
        if let Some(mut node) = tree.tree.get_mut(*id) {
            node.detach();
        }
    }
}

fn outweighs(element: ElementRef<'_>, whole: usize) -> bool {
    let share = u32::try_from(node::weight(element)).unwrap_or(u32::MAX);
    let whole = u32::try_from(whole).unwrap_or(u32::MAX);
    f64::from(share) > f64::from(whole) * SHARE_MAX && !is_mostly_links(element)
}

fn is_mostly_links(element: ElementRef<'_>) -> bool {
    node::linked(element) * 2 > node::weight(element)
}

fn is_junk(element: ElementRef<'_>) -> bool {
    let name = node::name(&element);
    if ELEMENTS.contains(&name) || is_hidden(element) {
        return true;
    }
    if name == "header" {
        let within = element.ancestors().filter_map(ElementRef::wrap);
        let mut names = within.map(|one| node::name(&one));
        let page_wide = !names.any(|outer| matches!(outer, "article" | "main"));
        return page_wide || element.descendent_elements().any(|one| node::name(&one) == "h1");
    }
    if element.attr("role").is_some_and(|role| ROLES.contains(&role)) {
        return true;
    }
    if matches!(name, "html" | "body" | "main" | "article" | "p" | "img" | "figure") {
        return false;
    }
    if is_named_junk(element) {
        return true;
    }
    matches!(name, "ul" | "ol" | "table" | "dl") && is_list_of_links(element)
}

fn is_named_junk(element: ElementRef<'_>) -> bool {
    let classes = element.attr("class").unwrap_or("").to_ascii_lowercase();
    let ids = element.attr("id").unwrap_or("").to_ascii_lowercase();
    let whole = |name: &&str| {
        classes.split_whitespace().any(|class| class == *name) || ids.replace('_', "-") == **name
    };
    if CLASSES.iter().any(whole) {
        return true;
    }
    if ["no-sidebar", "has-sidebar", "with-sidebar", "no-comments"]
        .iter()
        .any(|one| classes.contains(one))
    {
        return false;
    }
    let tokens = node::tokens(element);
    let widget = tokens.iter().any(|word| word == "widget")
        && !tokens.iter().any(|word| BUILDERS.contains(&word.as_str()));
    let named = tokens.iter().any(|word| TOKENS.contains(&word.as_str()));
    (named || widget) && !tokens.iter().any(|word| word == "body")
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or("").to_ascii_lowercase().replace(' ', "");
    element.attr("hidden").is_some()
        || (element.attr("aria-hidden") == Some("true") && node::name(&element) != "img")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// Three links or more, short ones, and hardly a word beside them.
fn is_list_of_links(element: ElementRef<'_>) -> bool {
    let links = element.descendent_elements().filter(|one| node::name(one) == "a").count();
    let (all, linked) = (node::weight(element), node::linked(element));
    links >= 3 && linked * 10 > all * 7 && all / links < 140
}

/// `Baca juga: ...` and the like, with the list that follows such a heading.
fn pointers(body: ElementRef<'_>, whole: usize) -> Vec<NodeId> {
    let mut found = Vec::new();
    for element in body.descendent_elements() {
        let name = node::name(&element);
        if !matches!(
            name,
            "p" | "div"
                | "li"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "strong"
                | "b"
                | "span"
                | "table"
                | "blockquote"
                | "em"
        ) || outweighs(element, whole)
            || node::weight(element) > 600
        {
            continue;
        }
        let words = node::words(element);
        let Some(bare) = is_pointer(&words) else { continue };
        // In the midst of a paragraph the words are the release's own.
        if matches!(name, "strong" | "b" | "span" | "em") && inside_a_sentence(element) {
            continue;
        }
        let links = node::linked(element);
        if !bare && links == 0 && name != "p" {
            continue;
        }
        if !bare && links * 3 < node::weight(element) && words.chars().count() > 160 {
            continue;
        }
        found.push(element.id());
        if bare
            && let Some(next) = element.next_siblings().find_map(ElementRef::wrap)
            && is_mostly_links(next)
        {
            found.push(next.id());
        }
    }
    found
}

/// Whether an element stands in a line with words of others around it.
fn inside_a_sentence(element: ElementRef<'_>) -> bool {
    let own = node::weight(element);
    let around = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|one| matches!(node::name(one), "p" | "li" | "td" | "blockquote" | "figcaption"));
    around.is_some_and(|outer| node::weight(outer) > own + own / 2 + 40)
}

/// A long sentence of its own makes a line a paragraph.
fn has_sentence(element: ElementRef<'_>) -> bool {
    let words = node::words(element);
    words.chars().count() > 100 && words.ends_with(['.', '。', '”', '"', '!', '?'])
}

/// `[Gambas:Video 20detik]` stands for a film that is not there.
fn mute_videos(tree: &mut Html) {
    let films = |node: &Node| node.as_text().is_some_and(|text| text.contains('['));
    let ids: Vec<NodeId> =
        tree.tree.nodes().filter(|one| films(one.value())).map(|one| one.id()).collect();
    for id in ids {
        let Some(mut one) = tree.tree.get_mut(id) else { continue };
        if let Node::Text(text) = one.value() {
            let kept = without_videos(text).into_owned();
            text.text = kept.as_str().into();
        }
    }
}
