//! The headline of a page, without the name of its site.

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use crate::text::extract::node;

/// Signs between a headline and the name of a site.
const SIGNS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", "_", "｜", "-", "|"];
/// A name of a site is not longer than so many words.
const SITE_WORDS_MAX: usize = 7;

/// The element that shows the headline: of all first-level headings the one most like the
/// title, else one that is named so.
pub(super) fn element<'a>(tree: &'a Html, titles: &[&str]) -> Option<ElementRef<'a>> {
    let outside = |one: &ElementRef<'_>| {
        let around = one.ancestors().filter_map(ElementRef::wrap);
        !around.into_iter().any(|outer| matches!(node::name(&outer), "footer" | "aside" | "nav"))
    };
    let shown: Vec<ElementRef<'a>> = node::all(
        tree,
        "h1, h2, h3, [itemprop~='headline'], .entry-title, .p-name, .contentheading, .judul, \
         .title, .article-title, .post-title, .page-title, .news-title",
    )
    .into_iter()
    .filter(outside)
    .filter(|one| (4..=400).contains(&node::words(*one).chars().count()))
    .take(80)
    .collect();
    let alike = |one: &ElementRef<'a>| {
        let words = node::words(*one);
        titles.iter().any(|title| node::same(title, &words) || starts(title, &words))
    };
    let named = |one: &ElementRef<'a>| {
        let class = one.attr("class").unwrap_or("");
        one.attr("itemprop").is_some_and(|prop| prop.contains("headline"))
            || class.split_whitespace().any(|c| c == "entry-title" || c == "p-name")
    };
    let first_level = |one: &ElementRef<'a>| {
        node::name(one) == "h1" && !is_logo(*one) && says(&node::words(*one))
    };
    let by = |test: &dyn Fn(&ElementRef<'a>) -> bool| shown.iter().find(|one| test(one)).copied();
    by(&|one| alike(one) && matches!(node::name(one), "h1" | "h2"))
        .or_else(|| by(&alike))
        .or_else(|| by(&named))
        .or_else(|| by(&first_level))
}

/// Whether a line says enough to be a headline rather than the name of a section.
fn says(line: &str) -> bool {
    let dense = line.chars().filter(|c| node::is_dense(*c)).count();
    line.split_whitespace().count() >= 3 || dense >= 6
}

/// The line right before a text that is set apart as a headline: a heading, or words in bold
/// or large letters. For pages that have no heading of the first level.
pub(super) fn before(tree: &Html, text: NodeId) -> Option<ElementRef<'_>> {
    let text = tree.tree.get(text).and_then(ElementRef::wrap)?;
    let body = node::first(tree, "body")?;
    let apart = |one: &ElementRef<'_>| {
        let large =
            one.attr("size").and_then(|size| size.parse::<u8>().ok()).is_some_and(|n| n >= 3);
        matches!(node::name(one), "h1" | "h2" | "h3" | "h4" | "b" | "strong" | "big")
            || (node::name(one) == "font" && large)
            || node::tokens(*one).iter().any(|word| {
                matches!(word.as_str(), "title" | "judul" | "heading" | "contentheading")
            })
    };
    let fits = |one: &ElementRef<'_>| {
        let words = node::words(*one);
        says(&words) && words.chars().count() <= 300
    };
    let above = body.descendent_elements().take_while(|one| one.id() != text.id());
    above.filter(|one| !node::holds(*one, text)).filter(apart).filter(fits).last()
}

/// The site's own name is often a first-level heading, with a link to the front page.
fn is_logo(element: ElementRef<'_>) -> bool {
    let home = |one: ElementRef<'_>| {
        node::name(&one) == "a"
            && one.attr("href").is_some_and(|to| to.trim_end_matches('/').matches('/').count() < 3)
    };
    node::tokens(element).iter().any(|word| word == "logo" || word == "site" || word == "brand")
        || element.child_elements().any(home)
}

/// Whether a longer title begins with a headline of some length.
fn starts(title: &str, words: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (title, words) = (bare(title), bare(words));
    words.chars().count() >= 8 && title.starts_with(&words)
}

/// A title without the name of the site before or after it.
pub(super) fn without_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(site) = site {
        for sign in SIGNS {
            if let Some((head, tail)) = title.rsplit_once(sign)
                && is_site(tail, site)
                && !head.trim().is_empty()
            {
                return without_site(head.trim(), Some(site), host);
            }
            if let Some((head, tail)) = title.split_once(sign)
                && is_site(head, site)
                && !tail.trim().is_empty()
            {
                return tail.trim().to_owned();
            }
        }
    }
    for sign in SIGNS {
        if let Some((head, tail)) = title.rsplit_once(sign)
            && looks_like_site(head, tail, sign, host)
        {
            return head.trim().to_owned();
        }
    }
    title
}

fn is_site(part: &str, site: &str) -> bool {
    node::same(part, site)
}

/// Whether what follows a sign is rather a site than the end of a headline.
fn looks_like_site(head: &str, tail: &str, sign: &str, host: Option<&str>) -> bool {
    let words = tail.split_whitespace().count();
    let bare: String =
        tail.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let host: String = host.unwrap_or("").chars().filter(|c| c.is_alphanumeric()).collect();
    if bare.chars().count() >= 3 && host.contains(&bare) {
        return true;
    }
    let spaced = sign.starts_with(' ') || matches!(sign, "_" | "｜");
    let dense = head.chars().any(node::is_dense);
    let long_enough =
        if dense { head.chars().count() >= 6 } else { head.split_whitespace().count() >= 3 };
    let shorter = tail.chars().count() < head.chars().count();
    (spaced || dense)
        && long_enough
        && shorter
        && words <= SITE_WORDS_MAX
        && !tail.trim().is_empty()
        && (sign != " / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, site: Option<&str>, host: Option<&str>, headline: &str) {
        assert_eq!(without_site(title, site, host), headline);
    }

    #[test]
    fn the_name_of_the_site_is_not_in_the_headline() {
        check("Warga Dilatih - Kantor Contoh", Some("Kantor Contoh"), None, "Warga Dilatih");
        check("Kantor Contoh | Warga Dilatih", Some("kantor contoh"), None, "Warga Dilatih");
        check(
            "Warga Pesisir Dilatih Lagi | Badan Contoh",
            None,
            None,
            "Warga Pesisir Dilatih Lagi",
        );
        check("Dilatih – kantor.example", None, Some("kantor.example"), "Dilatih");
        check("沿海居民接受培训_示例办公室", None, None, "沿海居民接受培训");
    }

    #[test]
    fn a_dash_of_the_headline_stays() {
        check(
            "Latihan - tahap dua dari tiga tahap yang direncanakan semula",
            None,
            None,
            "Latihan - tahap dua dari tiga tahap yang direncanakan semula",
        );
        check("Pra-Musrenbang", None, None, "Pra-Musrenbang");
    }
}
