//! The line that opens a release: `PONTIANAK - Kepala BNN ...` gives the city and where
//! the sentence begins.
//!
//! The words before a separator are cut into pieces, and every piece must be something a
//! dateline holds: a place, a date, an outlet. One that is none of these makes the whole
//! a sentence, which is left alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::domain::Language;
use crate::domain::Region;
use crate::gazetteer::Place;
use crate::normalize::casing;
use crate::normalize::dates::{self, Found, Habit};
use crate::normalize::east_line;
use crate::normalize::filed::{Where, lists_provinces};
use crate::normalize::slot::{self, Slot};

/// A dateline and where the sentence after it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    /// The place in readable casing.
    pub(super) name: String,
    /// What the gazetteer makes of it; `None` for a place it does not know.
    pub(super) place: Option<Place>,
    /// The region named beside a place the gazetteer does not know.
    pub(super) region: Option<Region>,
    /// The outlet named.
    pub(super) agency: Option<String>,
    /// The date named.
    pub(super) date: Option<Found>,
    /// The words without the separator.
    pub(super) raw: String,
    /// Where the sentence begins, in bytes.
    pub(super) rest: usize,
}

/// What a name means in the slot of a dateline.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<Place>;

/// How far into a paragraph a separator may stand, in characters.
const REACH: usize = 110;
const DASHES: [char; 4] = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];

/// A separator found: where the slot ends, where the sentence begins, how sure it is.
#[derive(Debug, Clone, Copy)]
struct Cut {
    end: usize,
    rest: usize,
    kind: Separator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Separator {
    /// A dash with a blank or a mark beside it, or a bar.
    Dash,
    /// A dash between letters.
    Glued,
    Colon,
    /// A comma or full stop: only after an outlet or a date.
    Weak,
    /// Nothing: right after a date or a bracket.
    Bare,
}

/// Finds the dateline of a first paragraph.
pub(super) fn take(
    text: &str,
    language: &Language,
    habit: Habit,
    lookup: Lookup<'_>,
) -> Option<Taken> {
    if let Some(taken) = east_line::take(text, lookup) {
        return Some(taken);
    }
    let cuts = cuts(text, habit);
    let strength = |cut: &Cut| match cut.kind {
        Separator::Weak => 1,
        Separator::Bare => 2,
        _ => 0,
    };
    let mut order: Vec<Cut> = cuts.clone();
    order.sort_by_key(strength);
    // A cut that was judged is asked of again for what stands behind it.
    let judged = RefCell::new(BTreeMap::new());
    let slots = |cut: &Cut| -> Option<Taken> {
        let judge = || judge(text, *cut, language, habit, lookup);
        judged.borrow_mut().entry((cut.end, cut.rest, cut.kind)).or_insert_with(judge).clone()
    };
    let mut found = order.iter().find_map(slots)?;
    // `МОСКВА, 6 июня. /ТАСС/.`: an outlet may stand after the first separator.
    if found.agency.is_none() {
        let later = cuts.iter().filter(|cut| cut.rest > found.rest).filter_map(slots).find(|t| {
            let between = text.get(found.rest..t.rest).unwrap_or_default();
            t.agency.as_deref().is_some_and(|agency| {
                slot::is_known_agency(agency) || between.starts_with(['(', '/', '['])
            })
        });
        found = later.unwrap_or(found);
    }
    // `Springfield, Ill. — June 6, 2024 — State parks ...`
    if found.date.is_none() {
        let later = cuts.iter().filter(|cut| cut.rest > found.rest).find_map(slots);
        let dated = later.filter(|later| {
            let between = text.get(found.rest..later.rest).unwrap_or_default();
            let words = between.trim_end_matches(|c: char| !c.is_alphanumeric());
            later.date.is_some()
                && dates::find(words, habit).first().is_some_and(|date| {
                    let lead = words.get(..date.start).unwrap_or_default().trim();
                    (lead.is_empty() || slot::is_article(lead)) && date.end >= words.len()
                })
        });
        found = dated.unwrap_or(found);
    }
    Some(found)
}

/// Every place where a dateline could end, in order.
fn cuts(text: &str, habit: Habit) -> Vec<Cut> {
    let mut out: Vec<Cut> = Vec::new();
    let mut depth = 0;
    let head: &str =
        text.char_indices().nth(REACH).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let dates = dates::find(head, habit);
    for (at, c) in head.char_indices() {
        let after = at + c.len_utf8();
        let before = text.get(..at).and_then(|left| left.chars().last());
        let next = text.get(after..).and_then(|right| right.chars().next());
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        let rest = text.get(after..).unwrap_or_default();
        let skipped = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || DASHES.contains(&c) || matches!(c, '|' | '\u{2022}')
        });
        let rest = text.len() - skipped.len();
        if depth == 0 && matches!(c, ')' | ']' | '/') && next.is_none_or(char::is_whitespace) {
            out.push(Cut { end: after, rest, kind: Separator::Bare });
            continue;
        }
        let ends_date = c != '.' && dates.iter().any(|date| date.end == after);
        if ends_date && next.is_none_or(char::is_whitespace) {
            out.push(Cut { end: after, rest, kind: Separator::Bare });
            continue;
        }
        if depth > 0 {
            continue;
        }
        let letters = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let kind = if DASHES.contains(&c) {
            if next.is_some_and(|n| DASHES.contains(&n)) {
                continue;
            }
            if letters(before) && letters(next) { Separator::Glued } else { Separator::Dash }
        } else if matches!(c, '|' | '\u{2022}') {
            Separator::Dash
        } else if c == ':' && !next.is_some_and(|n| n.is_ascii_digit() || n == '/') {
            Separator::Colon
        } else if matches!(c, ',' | '.' | ';') && next.is_none_or(char::is_whitespace) {
            Separator::Weak
        } else {
            continue;
        };
        out.push(Cut { end: at, rest, kind });
    }
    out
}

fn judge(
    text: &str,
    cut: Cut,
    language: &Language,
    habit: Habit,
    lookup: Lookup<'_>,
) -> Option<Taken> {
    let raw = text.get(..cut.end)?.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '|') || DASHES.contains(&c)
    });
    let rest = text.get(cut.rest..)?;
    let found = dates::find(raw, habit);
    // No dateline holds two dates, or a month alone.
    if found.len() > 1 || found.iter().any(|found| found.month) {
        return None;
    }
    let date = found.into_iter().next().or_else(|| slot::short_date(raw));
    let slots = slot::classify(raw, date.as_ref(), language, lookup)?;
    let outlet = slots.iter().any(|slot| matches!(slot, Slot::Outlet(_)));
    let sure = outlet || date.is_some() || casing::capitals(raw);
    if date.is_none() && !outlet && lists_provinces(&slots) {
        return None;
    }
    let where_ = Where::of(&slots, sure)?;
    let dash = matches!(cut.kind, Separator::Dash);
    if where_.place.is_none() && where_.region.is_none() && !(dash && sure) {
        return None;
    }
    let known = where_.place.is_some();
    let named = slots.iter().filter(|slot| matches!(slot, Slot::Place(..))).count();
    let fits = match cut.kind {
        Separator::Dash => opens(rest, sure) && !is_route(raw, rest, lookup),
        Separator::Glued => opens(rest, false) && sure && begins_with_place(rest, lookup).is_none(),
        Separator::Colon => opens(rest, sure) && !rest.is_empty(),
        Separator::Weak => {
            let stop = text.get(cut.end..)?.starts_with('.');
            let set_off = date.is_some() || (casing::capitals(raw) && named > 1);
            let alone = language.primary() == "de" && slots.len() == 1;
            opens(rest, false)
                && ((outlet && ends_in_place(&slots))
                    || (!stop && known && signs(&slots, rest) && raw.contains(DASHES))
                    || (stop && known && (set_off || alone))
                    || (stop && outlet && date.is_some()))
        }
        Separator::Bare => {
            let year = date.as_ref().is_some_and(|date| date.first.year.is_some());
            known && opens(rest, false) && (year || (outlet && date.is_some()))
        }
    };
    let agency = slots.iter().find_map(|slot| match slot {
        Slot::Outlet(words) => Some((*words).to_owned()),
        _ => None,
    });
    let agency = where_.outlet.map(str::to_owned).or(agency);
    let name = shown(where_.words, where_.place.as_ref(), language);
    let (place, region) = (where_.place, where_.region);
    let raw = raw.to_owned();
    fits.then_some(Taken { name, place, region, agency, date, raw, rest: cut.rest })
}

/// The place as readers are told of it: by the gazetteer's name where it has the language's
/// own, else as printed.
fn shown(words: &str, place: Option<&Place>, language: &Language) -> String {
    let printed = casing::name(words, language);
    let ours = matches!(language.primary(), "id" | "ms" | "en");
    place.filter(|_| ours).map_or(printed, |place| place.name.clone())
}

/// `Jakarta - Humas BKN, Sebanyak 12 ...`: an office signs, and what follows is a sentence, not
/// the name of who speaks for it.
fn signs(slots: &[Slot<'_>], rest: &str) -> bool {
    let office = matches!(slots.last(), Some(Slot::Outlet(words)) if slot::is_known_agency(words));
    let clause = rest.split(',').next().unwrap_or(rest);
    let words = clause.split_whitespace().filter(|word| word.starts_with(char::is_lowercase));
    office && words.count() > 0
}

fn ends_in_place(slots: &[Slot<'_>]) -> bool {
    matches!(slots.last(), Some(Slot::Place(..)))
}

/// Tells whether a sentence can begin so: with a capital, a quotation, a figure; with a
/// small letter (a brand such as `eFishery`) only after a sure dateline.
fn opens(rest: &str, sure: bool) -> bool {
    let Some(first) = rest.chars().find(|c| !c.is_whitespace()) else { return true };
    if first.is_lowercase() {
        let word = rest.split_whitespace().next().unwrap_or_default();
        return sure && word.chars().skip(1).take(2).any(char::is_uppercase);
    }
    first.is_alphanumeric() || "\"'\u{201c}\u{2018}\u{ab}\u{201e}([#@\u{20ac}$£".contains(first)
}

/// `Jakarta - Bandung masih macet` is a road, not a dateline.
fn is_route(raw: &str, rest: &str, lookup: Lookup<'_>) -> bool {
    if casing::capitals(raw) {
        return false;
    }
    begins_with_place(rest, lookup)
        .and_then(|place| rest.get(place.len()..))
        .is_some_and(|after| !after.starts_with([',', '(']))
        && !raw.contains(['(', ',', '.'])
}

/// The place a text begins with, of up to three words.
fn begins_with_place<'a>(text: &'a str, lookup: Lookup<'_>) -> Option<&'a str> {
    let mut ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| !c.is_alphanumeric())
        .map(|(at, _)| at)
        .filter(|at| *at > 0)
        .take(3)
        .collect();
    ends.push(text.len());
    ends.into_iter()
        .rev()
        .filter_map(|end| text.get(..end))
        .find(|name| name.split_whitespace().count() <= 3 && lookup(name.trim()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::PlaceKind;

    fn lookup(name: &str) -> Option<Place> {
        let known = [
            ("pontianak", "Pontianak", "ID-KB"),
            ("jakarta", "Jakarta", "ID-JK"),
            ("kalbar", "Kalimantan Barat", "ID-KB"),
            ("denpasar", "Denpasar", "ID-BA"),
            ("palangka raya", "Palangka Raya", "ID-KT"),
            ("tarakan", "Tarakan", "ID-KU"),
            ("batu", "Batu", "ID-JI"),
            ("banda aceh", "Banda Aceh", "ID-AC"),
            ("bandung", "Bandung", "ID-JB"),
            ("baden-baden", "Baden-Baden", "DE-BW"),
            ("london", "London", "GB-ENG"),
            ("indonesia", "Indonesia", "ID"),
            ("bali", "Bali", "ID-BA"),
        ];
        let lower = name.to_lowercase();
        let (_, name, region) = known.into_iter().find(|(key, ..)| *key == lower)?;
        let region = Region::parse(region).unwrap();
        Some(Place { name: name.to_owned(), region, code: None, kind: PlaceKind::Town })
    }

    #[track_caller]
    fn check(language: &str, paragraph: &str, want: &str) {
        let language = Language::parse(language).unwrap();
        let got = take(paragraph, &language, Habit::of(&language, false), &lookup).map_or_else(
            || "-".to_owned(),
            |taken| {
                let region = taken.place.map_or_else(String::new, |p| p.region.to_string());
                let agency = taken.agency.unwrap_or_default();
                let date = taken.date.map_or_else(String::new, |found| {
                    let day = found.first;
                    let year = day.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
                    format!("{year}-{}-{}", day.month, day.day)
                });
                let rest = paragraph.get(taken.rest..).unwrap();
                format!("{}|{region}|{agency}|{date}|{rest}", taken.name)
            },
        );
        assert_eq!(got, want, "{paragraph}");
    }

    #[test]
    fn datelines_of_the_vectors_are_taken_and_sentences_left() {
        let vectors = include_str!("../../tests/it/fixtures/vectors/datelines.tsv");
        let mut rows = 0;
        for row in vectors.lines().filter(|row| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            check(cells[0], cells[1], cells[2]);
            rows += 1;
        }
        assert!(rows > 30, "{rows}");
    }
}
