//! Who wrote a page, by the line that says so.

use scraper::{ElementRef, Html};

use crate::text::extract::node;

/// Words before a name.
const LEADS: [&str; 30] = [
    "ditulis oleh",
    "diposting oleh",
    "diunggah oleh",
    "dipublikasikan oleh",
    "penulis",
    "oleh",
    "reporter",
    "pewarta",
    "kontributor",
    "laporan",
    "written by",
    "posted by",
    "published by",
    "submitted by",
    "reported by",
    "author",
    "by",
    "作者",
    "撰稿",
    "记者",
    "文",
    "كتب",
    "كتبت",
    "بقلم",
    "الكاتب",
    "تحرير",
    "von",
    "par",
    "por",
    "editor",
];
/// Names that content systems give to whoever is logged in.
const NOBODY: [&str; 12] = [
    "admin",
    "administrator",
    "superadmin",
    "super user",
    "superuser",
    "webmaster",
    "root",
    "operator",
    "user",
    "editor",
    "redaksi web",
    "admin web",
];
/// A longer name is none.
const NAME_MAX: usize = 80;

/// The names in a line, without the words before them; nothing when nobody is named.
pub(super) fn name(line: &str) -> Option<String> {
    let mut line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    for _ in 0..2 {
        let lower = line.to_lowercase();
        let lead = LEADS.iter().find(|lead| {
            lower
                .strip_prefix(**lead)
                .is_some_and(|rest| rest.starts_with([' ', ':', '：', '/', '|', '-']))
        });
        let Some(lead) = lead else { break };
        // Lower case may be longer than what it is of; then nothing is cut.
        let rest = line.get(lead.len()..).unwrap_or(&line);
        line = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    }
    let end = line.find(['|', '•', '·', '—', '(', '\u{2013}']).unwrap_or(line.len());
    let line = line.get(..end).unwrap_or(&line);
    let line = line.split(" - ").next().unwrap_or(line);
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim();
    let known = NOBODY.iter().chain(&LEADS).any(|nobody| node::same(nobody, line));
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let fits =
        letters >= 2 && digits < 3 && line.chars().count() <= NAME_MAX && !line.contains("://");
    (fits && !known && !line.contains('@')).then(|| line.to_owned())
}

/// The name a line near the headline shows; gives the rule, too.
pub(super) fn shown(
    tree: &Html,
    heading: Option<ElementRef<'_>>,
) -> Option<(&'static str, String)> {
    let aside = |one: &ElementRef<'_>| {
        let around = one.ancestors().filter_map(ElementRef::wrap);
        around.into_iter().any(|outer| {
            matches!(node::name(&outer), "aside" | "footer" | "nav")
                || node::tokens(outer).iter().any(|word| {
                    matches!(
                        word.as_str(),
                        "related"
                            | "sidebar"
                            | "comment"
                            | "comments"
                            | "komentar"
                            | "terkait"
                            | "populer"
                    )
                })
        })
    };
    let links =
        node::all(tree, "[rel~='author'], .p-author, .author .fn, .author-name, .byline .author");
    if let Some(found) = links.iter().filter(|one| !aside(one)).find_map(|one| short(*one)) {
        return Some(("rel-author", found));
    }
    let named = node::all(
        tree,
        ".byline, .author, .penulis, .reporter, .createdby, .post-author, .entry-author, .writer, \
         [class*='byline'], [class*='author'], [class*='penulis'], [id*='author']",
    );
    if let Some(found) = named.iter().filter(|one| !aside(one)).find_map(|one| short(*one)) {
        return Some(("class", found));
    }
    heading.and_then(|heading| beside(tree, heading)).map(|found| ("beside-headline", found))
}

fn short(element: ElementRef<'_>) -> Option<String> {
    let words = node::words(element);
    (words.chars().count() <= NAME_MAX * 2).then(|| name(&words)).flatten().filter(|found| {
        // A line of several parts names the author after a word that says so.
        found.split_whitespace().count() <= 8
    })
}

/// `Oleh: ...` in the short lines after the headline.
fn beside(tree: &Html, heading: ElementRef<'_>) -> Option<String> {
    let body = node::first(tree, "body")?;
    let mut after = body.descendent_elements().skip_while(|one| one.id() != heading.id()).skip(1);
    after.by_ref().take(40).find_map(|one| {
        let words = node::words(one);
        if words.chars().count() > 140 {
            return None;
        }
        words.split(['|', '•', '·', ';']).find_map(led)
    })
}

/// The name behind a word that leads to one, wherever in a line that stands; it ends where a
/// number begins.
fn led(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let at = words.iter().position(|word| {
        let bare = word.trim_end_matches([':', '：']).to_lowercase();
        LEADS.contains(&bare.as_str())
            || LEADS.iter().any(|lead| {
                word.strip_prefix(lead).is_some_and(|rest| rest.starts_with([':', '：']))
            })
    })?;
    // In the midst of a line `by` may be a word as any other; a name begins with a capital.
    let lead = words.get(at)?;
    let small = words.get(at + 1).is_some_and(|next| next.starts_with(char::is_lowercase));
    if small && !lead.ends_with([':', '：']) {
        return None;
    }
    let ends = |word: &str| word.contains(|c: char| c.is_ascii_digit()) || word.ends_with(':');
    let behind = words.get(at..)?.iter().enumerate();
    let behind =
        behind.take_while(|(n, word)| *n == 0 || (*n == 1 && word.len() == 1) || !ends(word));
    let line = behind.map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
    name(&line).filter(|found| found.split_whitespace().count() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, found: Option<&str>) {
        assert_eq!(name(line).as_deref(), found, "{line}");
    }

    #[test]
    fn a_name_stands_after_the_words_that_lead_to_it() {
        check("Oleh: Rani Contoh", Some("Rani Contoh"));
        check("Ditulis oleh Rani Contoh | 6 Juni 2024", Some("Rani Contoh"));
        check("By Sam Sample - June 6, 2024", Some("Sam Sample"));
        check("作者：张示例", Some("张示例"));
        check("بقلم: سامي المثال", Some("سامي المثال"));
        check("Humas Badan Contoh", Some("Humas Badan Contoh"));
    }

    #[test]
    fn a_name_may_stand_in_the_midst_of_a_line() {
        assert_eq!(led("05/11/2024 - Oleh: Rani Contoh 231").as_deref(), Some("Rani Contoh"));
        assert_eq!(led("2026-03-01 作者：张示例").as_deref(), Some("张示例"));
        assert_eq!(led("Rabu, 4 Maret 2026"), None);
        assert_eq!(led("It was attended by delegates of three districts"), None);
    }

    #[test]
    fn who_is_logged_in_is_nobody() {
        check("Posted by Admin", None);
        check("Super User", None);
        check("Oleh", None);
        check("https://k.example/penulis/rani", None);
        check("6 Juni 2024", None);
    }
}
