//! What the pieces of a dateline are: a place, an outlet, a name that may be a place.

use crate::domain::Language;
use crate::gazetteer::Place;
use crate::normalize::calendar;
use crate::normalize::casing;
use crate::normalize::dateline::Lookup;
use crate::normalize::dates::Found;

/// A piece of a dateline.
#[derive(Debug, PartialEq)]
pub(super) enum Slot<'a> {
    /// A place the gazetteer knows.
    Place(&'a str, Place),
    /// An agency, a paper, a site.
    Outlet(&'a str),
    /// A name that could be a place.
    Name(&'a str),
}

/// Agencies that sign datelines, in small letters.
const AGENCIES: [&str; 30] = [
    "antara",
    "antara news",
    "reuters",
    "ap",
    "afp",
    "dpa",
    "efe",
    "lusa",
    "ansa",
    "tass",
    "xinhua",
    "bernama",
    "kyodo",
    "kompas",
    "tempo",
    "detik",
    "infopublik",
    "rri",
    "tvri",
    "humas",
    "lpds",
    "kominfo",
    "komdigi",
    "upi",
    "ap news",
    "anadolu",
    "yonhap",
    "pna",
    "vna",
    "pr newswire",
];

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

/// Words that say what kind of place follows.
const PREFIXES: [&str; 7] =
    ["kota ", "kabupaten ", "kab. ", "kab ", "provinsi ", "prov. ", "city of "];

/// The states a dateline of an American agency names after the city.
const STATES: [&str; 18] = [
    "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "D.C", "Fla", "Ga", "Ill", "Ind", "Mass",
    "Mich", "Minn", "N.Y", "Pa", "Va", "Wash",
];

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
    for piece in pieces(before).into_iter().chain(pieces(after)) {
        if calendar::weekday(piece).is_some() || is_state(piece, language) {
            continue;
        }
        out.push(slot(piece, lookup)?);
    }
    Some(out)
}

fn pieces(text: &str) -> Vec<&str> {
    let mark = |c: char| matches!(c, ',' | '(' | ')' | '|' | '/' | ';' | '[' | ']');
    [" - ", " \u{2013} ", " \u{2014} ", " -- "]
        .iter()
        .fold(vec![text], |parts, dash| {
            parts.into_iter().flat_map(|part| part.split(dash)).collect()
        })
        .into_iter()
        .flat_map(|part| part.split(mark))
        .map(|piece| piece.trim_matches(|c: char| c.is_whitespace() || ".-\u{2013}:".contains(c)))
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn slot<'a>(piece: &'a str, lookup: Lookup<'_>) -> Option<Slot<'a>> {
    if is_domain(piece) {
        return Some(Slot::Outlet(piece));
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
    if is_agency(&lower) || is_office(piece, lookup) {
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

/// A known agency, alone or with the name of an office after it: `Antara Kalbar`.
fn is_agency(lower: &str) -> bool {
    let first = lower.split_whitespace().next().unwrap_or_default();
    let words = lower.split_whitespace().count();
    AGENCIES.contains(&lower)
        || (words <= 4 && matches!(first, "antara" | "humas" | "kompas" | "rri" | "tribun"))
}

fn is_state(piece: &str, language: &Language) -> bool {
    language.primary() == "en" && STATES.contains(&piece)
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
