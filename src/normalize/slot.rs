//! What the pieces of a dateline are: a place, an outlet, a name that may be a place.

use crate::domain::Language;
use crate::gazetteer::Place;
use crate::normalize::calendar::{self, Tongue};
use crate::normalize::casing;
use crate::normalize::dateline::Lookup;
use crate::normalize::dates::{Found, Written};
use crate::normalize::outlets;
use crate::normalize::tokens::{self, Token};

/// A piece of a dateline.
#[derive(Debug, PartialEq)]
pub(super) enum Slot<'a> {
    /// A place the gazetteer knows.
    Place(&'a str, Place),
    /// An agency, a paper, a site.
    Outlet(&'a str),
    /// A name that could be a place.
    Name(&'a str),
    /// A state after its city, by its code.
    State(&'static str),
}

/// Words in capitals that announce a text and name no place.
const LABELS: [&str; 20] = [
    "PENTING",
    "BREAKING",
    "UPDATE",
    "RALAT",
    "KOREKSI",
    "FOTO",
    "VIDEO",
    "SIARAN PERS",
    "RILIS",
    "PRESS RELEASE",
    "NEWS",
    "BERITA",
    "PERHATIAN",
    "PENGUMUMAN",
    "CATATAN",
    "EMBARGO",
    "NOTE",
    "ATTENTION",
    "WARNING",
    "REVISI",
];

/// The most words a place or an outlet has: `Kabupaten Kepulauan Siau Tagulandang Biaro`.
const LONGEST_PLACE: usize = 6;
/// Words that say what kind of place follows.
const PREFIXES: [&str; 7] =
    ["kota ", "kabupaten ", "kab. ", "kab ", "provinsi ", "prov. ", "city of "];

/// Words between a place and its date.
const ARTICLES: [&str; 18] = [
    "le", "den", "el", "em", "on", "pada", "tanggal", "dated", "am", "lundi", "في", "il", "a", "à",
    "ce", "vom", "op", "al",
];

/// A piece of text between marks, and whether it stood in brackets or between slashes.
struct Piece<'a> {
    text: &'a str,
    bracketed: bool,
}

/// Cuts the words of a dateline into pieces; `None` when one of them is none of these.
pub(super) fn classify<'a>(
    raw: &'a str,
    date: Option<&Found>,
    language: &Language,
    lookup: Lookup<'_>,
) -> Option<Vec<Slot<'a>>> {
    let mut out = Vec::new();
    let (before, after) = match date {
        Some(found) => (raw.get(..found.start)?, raw.get(found.end..)?),
        None => (raw, ""),
    };
    let before = without_article(before.trim_end(), date);
    let found = pieces(before, true).into_iter().chain(pieces(after, false));
    for Piece { text, bracketed } in found {
        let small = date.is_some() && is_article(text);
        if small || calendar::weekday(text, Tongue::of(language)).is_some() {
            continue;
        }
        if let Some(state) = state(text, language)
            && out.iter().any(|slot| matches!(slot, Slot::Place(..) | Slot::Name(_)))
        {
            out.push(Slot::State(state));
            continue;
        }
        // `Ottawa (Ontario), le 6 juin`: what signs a dateline stands after its date.
        let early = !after.is_empty() || date.is_some_and(|date| raw.len() == date.end);
        let quiet = !casing::capitals(text) && !is_known_agency(text) && before.contains('(');
        if bracketed && early && quiet && is_name(text) && !out.is_empty() && date.is_some() {
            continue;
        }
        // `АСТАНА. КАЗИНФОРМ`
        if let Some((place, agency)) = text.split_once(". ")
            && let Some(known) = lookup(place).filter(|_| lookup(text).is_none())
            && casing::capitals(text)
        {
            out.extend([Slot::Place(place, known), Slot::Outlet(agency)]);
            continue;
        }
        let short = text.chars().count() <= 40 && text.split_whitespace().count() <= 5;
        // `/قنا/` is Qatar's agency, and a city of Egypt.
        let placed = out.iter().any(|slot| matches!(slot, Slot::Place(..)));
        if (bracketed && !out.is_empty() || placed) && outlets::is_agency(&text.to_lowercase()) {
            out.push(Slot::Outlet(text));
            continue;
        }
        match slot(text, lookup) {
            // What stands in brackets after a place and is no place signs it.
            Some(Slot::Name(_)) | None if bracketed && short && !out.is_empty() => {
                if text.chars().any(char::is_alphabetic) {
                    out.push(Slot::Outlet(text));
                }
            }
            Some(slot) => out.push(slot),
            None => return None,
        }
    }
    Some(out)
}

/// Tells whether a word is one that stands between a place and its date.
pub(super) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word.to_lowercase().as_str())
}

/// `Genève, le 6 juin`, `القاهرة في 6 يونيو`: the word before the date goes.
fn without_article<'a>(before: &'a str, date: Option<&Found>) -> &'a str {
    let Some((rest, last)) = before.rsplit_once(|c: char| c.is_whitespace() || c == ',') else {
        return before;
    };
    let article = date.is_some() && is_article(last);
    if article { rest } else { before }
}

/// `Manado (6/6)`, `Sidoarjo, 6/6`: day and month beside a place.
pub(super) fn short_date(raw: &str) -> Option<Found> {
    let tokens = tokens::of(raw);
    let at = (0..tokens.len()).find(|at| {
        let short = |one: &Token<'_>| one.number().is_some() && one.digits() <= 2;
        let number = |ahead: usize| tokens.get(at + ahead).is_some_and(short);
        let slash = |ahead: usize| tokens.get(at + ahead).is_some_and(|one| one.is('/'));
        number(0) && slash(1) && number(2) && !slash(3)
    })?;
    let (day, month) = (tokens.get(at)?.number()?, tokens.get(at + 2)?.number()?);
    chrono::NaiveDate::from_ymd_opt(2024, month, day)?;
    let before = at.checked_sub(1).and_then(|at| tokens.get(at))?;
    let bracketed = before.is('(');
    if !bracketed && !before.is(',') {
        return None;
    }
    let last = tokens.get(at + 2)?;
    let close = tokens.get(at + 3).filter(|next| bracketed && next.is(')'));
    Some(Found {
        start: if bracketed { before.start } else { tokens.get(at)?.start },
        end: close.map_or(last.end, |close| close.end),
        first: Written { year: None, month, day },
        last: None,
        weekday: None,
        bracketed,
        spelled: false,
        month: false,
        swapped: None,
    })
}

/// Cuts a part of a dateline; `leads` tells that the dateline begins with it.
fn pieces(text: &str, leads: bool) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[', '/']) {
        let (outside, inside) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let close = match inside.chars().next() {
            Some('(') => ')',
            Some('[') => ']',
            _ => '/',
        };
        out.extend(parts(outside));
        let inside = inside.get(1..).unwrap_or_default();
        // `BERLIN/WIEN` has one slash: both sides are places.
        let spaced = close != '/' || outside.is_empty() || outside.ends_with([' ', '.', ',']);
        match inside.split_once(close).filter(|_| spaced || inside.contains("/ ")) {
            Some((inner, after)) => {
                // `(Washington, DC) - `: the whole dateline stands in brackets.
                if leads && out.is_empty() && close != '/' {
                    out.extend(parts(inner));
                } else {
                    out.extend(trimmed(inner).map(|text| Piece { text, bracketed: true }));
                }
                rest = after;
            }
            None => rest = inside,
        }
    }
    out.extend(parts(rest));
    out
}

/// The pieces outside of brackets.
fn parts(text: &str) -> Vec<Piece<'_>> {
    let mark = |c: char| matches!(c, ',' | '\u{60c}' | ')' | '|' | ';' | ']');
    [" - ", " \u{2013} ", " \u{2014} ", " -- ", "--"]
        .iter()
        .fold(vec![text], |parts, dash| {
            parts.into_iter().flat_map(|part| part.split(dash)).collect()
        })
        .into_iter()
        .flat_map(|part| part.split(mark))
        .filter_map(trimmed)
        .map(|text| Piece { text, bracketed: false })
        .collect()
}

fn trimmed(piece: &str) -> Option<&str> {
    let piece =
        piece.trim_matches(|c: char| c.is_whitespace() || ".-\u{2013}\u{2014}:=".contains(c));
    (!piece.is_empty()).then_some(piece)
}

fn slot<'a>(piece: &'a str, lookup: Lookup<'_>) -> Option<Slot<'a>> {
    if is_domain(piece) {
        return Some(Slot::Outlet(piece));
    }
    // A sentence is no place; asking the gazetteer for it would only take time.
    if piece.split_whitespace().count() > LONGEST_PLACE {
        return None;
    }
    if let Some(place) = lookup(piece) {
        return Some(Slot::Place(piece, place));
    }
    let lower = piece.to_lowercase();
    let prefix = PREFIXES.iter().find(|prefix| lower.starts_with(*prefix));
    if let Some(name) = prefix.and_then(|prefix| piece.get(prefix.len()..))
        && let Some(place) = lookup(name)
    {
        return Some(Slot::Place(name, place));
    }
    if is_agency(piece) || is_office(piece, lookup) {
        return Some(Slot::Outlet(piece));
    }
    if LABELS.contains(&piece.to_uppercase().as_str()) || !is_name(piece) {
        return None;
    }
    let short = piece.chars().all(char::is_uppercase) && piece.chars().count() <= 4;
    Some(if short { Slot::Outlet(piece) } else { Slot::Name(piece) })
}

/// `BNNP Kalbar`: an agency by its letters and the place it answers for.
fn is_office(piece: &str, lookup: Lookup<'_>) -> bool {
    piece.split_once(' ').is_some_and(|(agency, place)| {
        (2..=8).contains(&agency.chars().count())
            && agency.chars().all(char::is_uppercase)
            && place.chars().any(char::is_lowercase)
            && lookup(place).is_some()
    })
}

/// The longest last label in use, `travelersinsurance`, has so many letters. Those of five or
/// more are as good as the short ones: `kantor.agency`, `berita.digital`, `bpzn.example`.
const LAST_LABEL_MAX: usize = 18;

/// `KOMPAS.com`, `bnn.go.id`: letters, dots inside, no blank.
///
/// # Source
///
/// RFC 1123, section 2.1 (labels of hosts); IANA's list of top-level domains for their length.
fn is_domain(piece: &str) -> bool {
    let mut labels = piece.split('.');
    let ends = piece.rsplit('.').next().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    labels.clone().count() >= 2
        && labels.all(label)
        && (2..=LAST_LABEL_MAX).contains(&ends.len())
        && piece.split('.').any(|label| label.len() > 2)
        && ends.chars().all(|c| c.is_ascii_alphabetic())
}

/// How offices that sign their own datelines begin: `Diskominfotik`, `Humas Pemkab`.
const OFFICES: [&str; 8] =
    ["diskominfo", "kominfo", "humas", "prokopim", "mmc", "infokom", "kemen", "setda"];

/// A known agency, alone or with the name of an office after it: `Antara Kalbar`.
fn is_agency(piece: &str) -> bool {
    let lower = piece.to_lowercase();
    let lower = lower.as_str();
    // `Kementerian menerbitkan pedoman` is a sentence.
    let named = !piece.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let mut words = lower.split_whitespace();
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    let few = lower.split_whitespace().count() <= 4;
    let opens = named && OFFICES.iter().any(|office| first.starts_with(office))
        || matches!(first, "antara" | "kompas" | "rri" | "tribun");
    let ends = matches!(last, "online" | "news" | "post" | "pos" | "tv" | "radio" | "network");
    outlets::is_agency(lower) || (few && (opens || ends || first.ends_with("kominfo")))
}

fn state(piece: &str, language: &Language) -> Option<&'static str> {
    let counts = matches!(language.primary(), "en" | "fr");
    let found = outlets::state(piece).filter(|_| counts);
    let federal = (piece == "DF" && language.primary() == "pt").then_some("BR-DF");
    let capital = (piece == "D.C" && language.primary() == "es").then_some("CO-DC");
    found.or(federal).or(capital)
}

/// An agency by its own name, not by its looks.
pub(super) fn is_known_agency(words: &str) -> bool {
    is_agency(words)
}

/// One to three words of letters, each with a capital, not all short: `ENTIKONG`.
fn is_name(piece: &str) -> bool {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let word = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '.'))
    };
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = casing::capitals(piece);
    (1..=3).contains(&words.len()) && words.iter().all(word) && (letters >= 3 || shouted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_a_domain_or_a_known_agency() {
        for outlet in [
            "KOMPAS.com",
            "bnn.go.id",
            "Sonora.ID",
            "TEMPO.CO",
            "ANTARA",
            "kantor.example",
            "Antara Kalbar",
        ] {
            assert_eq!(slot(outlet, &|_| None), Some(Slot::Outlet(outlet)));
        }
        assert_eq!(slot("M.Si", &|_| None), Some(Slot::Name("M.Si")));
    }

    #[test]
    fn a_sentence_is_no_slot() {
        assert_eq!(slot("Kepala hadir", &|_| None), None);
        assert_eq!(slot("PENTING", &|_| None), None);
    }
}
