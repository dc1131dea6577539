//! Small questions about the elements of a page's tree.

use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

/// Elements that stand inside a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
];

/// Words below an element that are read at most; enough for any question but the text itself.
const WORDS_MAX: usize = 400_000;

/// The words below an element, blanks collapsed, with a blank at the borders of blocks.
pub(super) fn words(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    gather(element, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        if out.len() > WORDS_MAX {
            return;
        }
        match child.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(tag) => {
                let apart = !INLINE.contains(&tag.name());
                out.push_str(if apart { " " } else { "" });
                if let Some(element) = ElementRef::wrap(child) {
                    gather(element, out);
                }
                out.push_str(if apart { " " } else { "" });
            }
            _ => {}
        }
    }
}

/// How much is written below an element, in letters; a letter of a script without blanks
/// counts twice, since it says more.
pub(super) fn weight(element: ElementRef<'_>) -> usize {
    element.text().map(heft).sum()
}

/// How much a text is, in letters.
pub(super) fn heft(text: &str) -> usize {
    let seen = text.chars().filter(|c| !c.is_whitespace());
    seen.map(|c| if is_dense(c) { 3 } else { 1 }).sum()
}

/// Whether a letter is of a script written without blanks.
pub(super) const fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{e7f}')
}

/// How much of what is below an element is links.
pub(super) fn linked(element: ElementRef<'_>) -> usize {
    let links = element.descendent_elements().filter(|one| one.value().name() == "a");
    links.map(weight).sum()
}

/// The words of an element's classes, id and role, in lower case, cut at every sign and
/// where a capital begins a word.
pub(super) fn tokens(element: ElementRef<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for key in ["class", "id", "data-component", "data-testid"] {
        for name in element.attr(key).unwrap_or("").split_whitespace().take(24) {
            split(name, &mut all);
        }
    }
    all
}

fn split(name: &str, all: &mut Vec<String>) {
    let mut word = String::new();
    let mut small = false;
    for c in name.chars().take(80) {
        let apart = !c.is_alphanumeric() || (c.is_uppercase() && small);
        if apart && !word.is_empty() {
            all.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    if !word.is_empty() {
        all.push(word);
    }
}

/// The name of an element.
pub(super) fn name<'a>(element: &ElementRef<'a>) -> &'a str {
    element.value().name()
}

/// The first element a selector of ours finds.
pub(super) fn first<'a>(tree: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    all(tree, selector).into_iter().next()
}

/// All elements a selector of ours finds, in the order of the page.
pub(super) fn all<'a>(tree: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    tree.select(&selector).collect()
}

/// Whether one element is below another, or the same.
pub(super) fn holds(outer: ElementRef<'_>, inner: ElementRef<'_>) -> bool {
    outer.id() == inner.id() || inner.ancestors().any(|one| one.id() == outer.id())
}

/// Two texts are the same to a reader: letters and digits alone count, in any case.
pub(super) fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (bare(one), bare(other));
    !one.is_empty() && one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_cut_into_words() {
        let tree = Html::parse_fragment("<div id=relatedPosts class='td_share-bar entry2'>x</div>");
        let element = first(&tree, "div").unwrap();
        let found = tokens(element);
        assert_eq!(found, ["td", "share", "bar", "entry2", "related", "posts"]);
    }

    #[test]
    fn words_are_apart_where_blocks_are() {
        let tree = Html::parse_fragment("<p>Sa<b>tu</b></p><p>dua<br>tiga</p>");
        assert_eq!(words(tree.root_element()), "Satu dua tiga");
    }
}
