//! When a page was published, by what it tells and by what it shows.

use chrono::{DateTime, Datelike};
use regex::Regex;
use scraper::{ElementRef, Html};
use std::sync::LazyLock;

use crate::domain::Stamp;
use crate::domain::release::Precision;
use crate::text::date::{self, Hints};
use crate::text::extract::node;

/// Words looked at in one line.
const WORDS_MAX: usize = 24;
/// Words one date is made of at most.
const SPAN_MAX: usize = 9;
/// A line longer than this is a paragraph; a date in it is the text's own.
const LINE_MAX: usize = 160;

/// Elements between a headline and its date at most.
const NEAR: usize = 30;

/// Words in the classes of lines that tell when a text was published.
const NAMES: [&str; 24] = [
    "date",
    "published",
    "publish",
    "tanggal",
    "waktu",
    "posted",
    "timestamp",
    "datetime",
    "pubdate",
    "postdate",
    "createdate",
    "created",
    "time",
    "entrydate",
    "pubtime",
    "fecha",
    "meta",
    "byline",
    "info",
    "details",
    "tgl",
    "subtitle",
    "source",
    "submitted",
];

/// A date in an address: `/2024/06/06/` or `2024-06-06`.
static IN_ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_-])((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|t|$)").ok()
});

/// Reads one date that is told as such. A time without a zone is at least a day.
pub(super) fn told(words: &str, hints: Hints<'_>) -> Option<Stamp> {
    let stamp = date::read(words, hints);
    if stamp.at.is_some() {
        return sane(stamp);
    }
    let day = words.get(..10).filter(|_| words.get(10..11).is_none_or(|c| c == "T" || c == " "));
    let day = day.map(|day| date::read(day, hints)).and_then(sane);
    let zoneless = day.filter(|_| words.starts_with(|c: char| c.is_ascii_digit()));
    let found = zoneless.or_else(|| within(words, hints))?;
    Some(Stamp { raw: words.trim().to_owned(), ..found })
}

/// The first date in a line of words, such as `Diterbitkan: Kamis, 6 Juni 2024 | 08:00 WIB`.
pub(super) fn within(line: &str, hints: Hints<'_>) -> Option<Stamp> {
    let apart: String = line
        .chars()
        .map(|c| {
            if matches!(c, '|' | '،' | '•' | '·' | '(' | ')' | '[' | ']' | '\u{a0}' | '–' | '—')
            {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = apart.split_whitespace().take(WORDS_MAX).collect();
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    for start in 0..words.len() {
        if words.get(start).is_none_or(bare) {
            continue;
        }
        for end in (start + 1..=(start + SPAN_MAX).min(words.len())).rev() {
            let Some(some) = words.get(start..end) else { continue };
            let some: Vec<&str> = some.iter().filter(|word| !bare(word)).copied().collect();
            let text = some.join(" ");
            let text = text.trim_matches(|c: char| !c.is_alphanumeric());
            // A number alone, or a day and a month, is no date.
            if !has_year(text) || text.len() < 6 {
                continue;
            }
            let stamp = date::read(text, hints);
            if let Some(stamp) = sane(stamp).filter(|one| one.precision >= Precision::Day) {
                return Some(stamp);
            }
        }
    }
    glued(line, hints)
}

/// A date behind a colon without a blank, as in `发布时间：2024-06-06`.
fn glued(line: &str, hints: Hints<'_>) -> Option<Stamp> {
    let (_, rest) = line.split_once([':', '：'])?;
    let starts = rest.starts_with(|c: char| c.is_ascii_digit())
        && !line.starts_with(|c: char| c.is_ascii_digit());
    starts.then(|| within(rest, hints)).flatten()
}

fn has_year(text: &str) -> bool {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.into_iter().any(|run| {
        run.len() == 4 && (run.starts_with("19") || run.starts_with("20")) || run.len() == 8
    }) || text.split(['/', '.', '-']).count() == 3
}

/// No press release on the web is older than the web, and none is of another century.
fn sane(stamp: Stamp) -> Option<Stamp> {
    let year = stamp.at.map(|at| at.year())?;
    (1995..2100).contains(&year).then_some(stamp)
}

/// The date a `time` element or a line beside the headline shows; gives the rule, too.
pub(super) fn shown(
    tree: &Html,
    heading: Option<ElementRef<'_>>,
    hints: Hints<'_>,
) -> Option<(&'static str, Stamp)> {
    let times: Vec<ElementRef<'_>> = node::all(tree, "time").into_iter().take(60).collect();
    let own = |time: &&ElementRef<'_>| !stands_aside(**time);
    let read = |time: &ElementRef<'_>| {
        let said = time.attr("datetime").filter(|words| !words.trim().is_empty());
        said.and_then(|words| told(words, hints)).or_else(|| within(&node::words(*time), hints))
    };
    let marked = times.iter().filter(own).find(|time| {
        time.attr("pubdate").is_some()
            || node::tokens(**time).iter().any(|word| word == "published" || word == "pubdate")
    });
    if let Some(stamp) = marked.and_then(read) {
        return Some(("time", stamp));
    }
    if let Some(stamp) = times.iter().filter(own).find_map(read) {
        return Some(("time", stamp));
    }
    let beside = |most: usize, long: usize| {
        heading
            .and_then(|heading| beside(tree, heading, hints, most, long))
            .map(|stamp| ("beside-headline", stamp))
    };
    let near = || heading.and_then(|heading| named(tree, Some(heading), hints));
    beside(8, LINE_MAX / 2)
        .or_else(|| near().map(|stamp| ("class", stamp)))
        .or_else(|| beside(40, LINE_MAX))
        .or_else(|| named(tree, None, hints).map(|stamp| ("class", stamp)))
}

/// Whether an element stands in a list of other news, or in comments.
fn stands_aside(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
        let name = node::name(&outer);
        matches!(name, "aside" | "footer" | "nav")
            || node::tokens(outer).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "related"
                        | "terkait"
                        | "sidebar"
                        | "comment"
                        | "comments"
                        | "komentar"
                        | "popular"
                        | "populer"
                        | "latest"
                        | "terbaru"
                        | "recent"
                        | "footer"
                        | "trending"
                        | "recommended"
                        | "ticker"
                        | "topbar"
                        | "clock"
                )
            })
    })
}

/// A short line whose class says that it is a date; of those near the headline, the one
/// nearest to it, rather after it than before.
fn named(tree: &Html, heading: Option<ElementRef<'_>>, hints: Hints<'_>) -> Option<Stamp> {
    let body = node::first(tree, "body")?;
    let all: Vec<ElementRef<'_>> = body.descendent_elements().collect();
    let at = heading.and_then(|heading| all.iter().position(|one| one.id() == heading.id()));
    let mut lines: Vec<(usize, ElementRef<'_>)> = Vec::new();
    for (place, element) in all.iter().enumerate() {
        let far = match at {
            Some(at) if place >= at => place - at,
            Some(at) => (at - place) * 2,
            None => place,
        };
        let near = at.is_none() || far <= NEAR;
        let called = || node::tokens(*element).iter().any(|word| NAMES.contains(&word.as_str()));
        if near && called() && !stands_aside(*element) && node::weight(*element) <= LINE_MAX {
            lines.push((far, *element));
        }
    }
    lines.sort_by_key(|(far, _)| *far);
    lines.iter().find_map(|(_, element)| within(&node::words(*element), hints))
}

/// The first date in the lines right after the headline, else right before it: of `most`
/// elements those that are no longer than `long`.
fn beside(
    tree: &Html,
    heading: ElementRef<'_>,
    hints: Hints<'_>,
    most: usize,
    long: usize,
) -> Option<Stamp> {
    let body = node::first(tree, "body")?;
    let leaves: Vec<ElementRef<'_>> = body.descendent_elements().collect();
    let at = leaves.iter().position(|one| one.id() == heading.id())?;
    let line = |element: &&ElementRef<'_>| {
        let weight = node::weight(**element);
        weight > 0 && weight <= long && !stands_aside(**element)
    };
    let after = leaves.iter().skip(at + 1).take(most).filter(line);
    if let Some(stamp) = after.clone().find_map(|one| within(&node::words(*one), hints)) {
        return Some(stamp);
    }
    let before = leaves.iter().take(at).rev().take(most / 2).filter(line);
    before.clone().find_map(|one| within(&node::words(*one), hints))
}

/// The day an address names.
pub(super) fn in_address(address: &str) -> Option<Stamp> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest).to_ascii_lowercase();
    let found = IN_ADDRESS.as_ref()?.captures(&path)?;
    let part = |n: usize| found.get(n).map_or("", |one| one.as_str());
    let day = format!("{}-{}-{}", part(1), part(2), part(3));
    let at = DateTime::parse_from_rfc3339(&format!("{day}T00:00:00Z")).ok()?;
    let stamp = Stamp { raw: day, at: Some(at.to_utc()), precision: Precision::Day };
    sane(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant;

    #[track_caller]
    fn check(line: &str, moment: Option<&str>) {
        let found = within(line, Hints::default());
        let at = found.and_then(|stamp| stamp.at).map(instant::rfc3339);
        assert_eq!(at.as_deref(), moment, "{line}");
    }

    #[test]
    fn a_date_is_found_among_other_words() {
        check("Diterbitkan: Kamis, 06 Juni 2024 | 08:00 WIB", Some("2024-06-06T01:00:00Z"));
        check("Posted on 6 June 2024 by Admin", Some("2024-06-06T00:00:00Z"));
        check("Oleh Humas - 06/06/2024", Some("2024-06-06T00:00:00Z"));
        check("发布时间：2024-06-06 来源：办公室", Some("2024-06-06T00:00:00Z"));
        check("Dibaca 2024 kali", None);
        check("Telepon 0561 2024 17", None);
    }

    #[test]
    fn a_time_without_a_zone_is_a_day() {
        let stamp = told("2024-06-06T08:00:00", Hints::default()).unwrap();
        assert_eq!(stamp.at.map(instant::rfc3339).as_deref(), Some("2024-06-06T00:00:00Z"));
        assert_eq!(stamp.precision, Precision::Day);
    }

    #[test]
    fn an_address_may_name_a_day() {
        let day = |address: &str| in_address(address).map(|stamp| stamp.raw);
        assert_eq!(day("https://k.example/2024/06/06/judul").as_deref(), Some("2024-06-06"));
        assert_eq!(day("https://k.example/read/20240606-judul").as_deref(), Some("2024-06-06"));
        assert_eq!(day("https://k.example/berita/20240631123"), None);
    }
}
