//! The names that sites hang on their titles: `Rapat Kerja - BNN` is `Rapat Kerja`.
//!
//! Behind a bar anything is a site's name. Behind a dash, and before a bar, only what the
//! source is called, a domain, an outlet that is known, or words such as `Situs Resmi`.

use std::ops::Range;

use crate::normalize::genre;
use crate::normalize::opening;
use crate::normalize::outlets;

const TABLE: &str = include_str!("tsv/sites.tsv");

/// Marks that part a title from its site, and nothing else.
const SURE: [&str; 7] =
    [" | ", " :: ", " \u{ab} ", " \u{bb} ", " \u{203a} ", "\u{ff5c}", " \u{2039} "];
/// Marks that may also stand inside a headline.
const OPEN: [&str; 6] = [" \u{2022} ", " \u{b7} ", " - ", " \u{2013} ", " \u{2014} ", " ~ "];

/// What a source may be called in its own titles.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The source's name.
    pub(super) name: &'a str,
    /// The host of the release's page.
    pub(super) host: Option<&'a str>,
    /// Where names of places stand in a line.
    pub(super) places: &'a dyn Fn(&str) -> Vec<Range<usize>>,
}

/// `BNN | Rapat Kerja` to `Rapat Kerja` and the site's name.
pub(super) fn before(text: &str, names: &Names<'_>) -> Option<(String, String)> {
    let cut = SURE.into_iter().filter_map(|mark| text.split_once(mark));
    let (site, rest) = cut.min_by_key(|(site, _)| site.len())?;
    let is_site = is_site(site.trim(), names) || genre::before(&format!("{site}: x")).is_some();
    (is_site && !rest.trim().is_empty()).then(|| (rest.trim().to_owned(), site.trim().to_owned()))
}

/// `Rapat Kerja - BNN` to `Rapat Kerja` and the site's name.
pub(super) fn after(text: &str, names: &Names<'_>) -> Option<(String, String)> {
    let marks = SURE.into_iter().chain(OPEN);
    let (at, mark) =
        marks.filter_map(|mark| Some((text.rfind(mark)?, mark))).max_by_key(|(at, _)| *at)?;
    let rest = text.get(..at)?.trim();
    let suffix = text.get(at + mark.len()..)?.trim();
    // East Asia writes a headline without blanks.
    let wide = rest.chars().filter(|c| *c >= '\u{2e80}').count() >= 4;
    let enough = wide || rest.split_whitespace().count() >= 2;
    let is_site = SURE.contains(&mark) || is_site(suffix, names) || is_kind(suffix);
    (enough && is_site).then(|| (rest.to_owned(), suffix.to_owned()))
}

fn is_kind(suffix: &str) -> bool {
    opening::is_release_line(suffix) || genre::before(&format!("[{suffix}] x")).is_some()
}

/// Tells whether words are the source's name, its short form, a domain or an outlet.
fn is_site(words: &str, names: &Names<'_>) -> bool {
    let lower = words.to_lowercase();
    let count = words.split_whitespace().count();
    let name = names.name.to_lowercase();
    let own = !name.is_empty() && lower.contains(&name);
    let more = count.saturating_sub(name.split_whitespace().count());
    if own && more <= 4 && (more == 0 || name.contains(' ')) {
        return true;
    }
    let domain = count == 1
        && words.split_once('.').is_some_and(|(name, end)| name.len() > 1 && end.len() > 1)
        && !words.contains(char::is_whitespace)
        && !words.ends_with('.');
    domain || is_outlet(words, &lower) || is_composed(words, names)
}

/// `ANTARA News`, `Reuters`
fn is_outlet(words: &str, lower: &str) -> bool {
    let shouted = words.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let known = outlets::is_agency(lower) && (shouted || lower.chars().count() > 3);
    let last = lower.rsplit_once(' ').map(|(_, last)| last);
    let paper = last.is_some_and(|last| matches!(last, "news" | "online" | "newsroom"));
    let few = lower.split_whitespace().count() <= 3;
    let named = words.split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
    known || (paper && few && named)
}

/// Words that are all a site's: its short name, a label of its host, a place, `Situs Resmi`.
fn is_composed(words: &str, names: &Names<'_>) -> bool {
    let short = initials(names.name).to_lowercase();
    let labels: Vec<&str> = names.host.unwrap_or_default().split('.').collect();
    let places = (names.places)(words);
    let (mut own, mut all) = (false, true);
    let mut at = 0;
    for word in words.split(' ') {
        let lower = word.to_lowercase();
        let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let ours = (short.chars().count() >= 2 && lower == short)
            || lower == names.name.to_lowercase()
            || (lower.len() > 2 && labels.contains(&lower));
        let kind = TABLE.lines().find_map(|row| row.split_once('\t').filter(|(w, _)| *w == lower));
        own |= ours || kind.is_some_and(|(_, kind)| kind == "alone");
        let known = ours || kind.is_some() || places.iter().any(|place| place.contains(&at));
        all &= known || lower.is_empty();
        at += word.len() + 1;
    }
    own && all
}

/// `Badan Narkotika Nasional` to `BNN`.
fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .collect()
}
