//! Words between quotation marks and who said them: `"...," ujar Budi Contoh.`
//!
//! A speaker is named only where the text does so right after the words; `ujarnya` names
//! nobody. Words in marks that are no speech (`program "Bersinar"`) are left alone.

use crate::domain::release::Quote;
use crate::normalize::tokens::{self, Kind, Token};

const PAIRS: [(char, char); 4] =
    [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{ab}', '\u{bb}'), ('\u{201e}', '\u{201c}')];

const VERBS: [&str; 40] = [
    "ujar",
    "tutur",
    "kata",
    "tegas",
    "ucap",
    "jelas",
    "imbuh",
    "pungkas",
    "tandas",
    "papar",
    "terang",
    "sebut",
    "ungkap",
    "tambah",
    "lanjut",
    "kutip",
    "urai",
    "harap",
    "pesan",
    "cetus",
    "pinta",
    "ajak",
    "beber",
    "seru",
    "ingat",
    "said",
    "says",
    "added",
    "told",
    "explained",
    "stressed",
    "noted",
    "stated",
    "kata",
    "ujar",
    "according",
    "jawab",
    "tukas",
    "timpal",
    "sambut",
];

/// Offices, ranks and forms of address before a name, in small letters.
const OFFICES: [&str; 74] = [
    "kepala",
    "wakil",
    "ketua",
    "direktur",
    "deputi",
    "menteri",
    "gubernur",
    "bupati",
    "wali",
    "walikota",
    "kota",
    "kabupaten",
    "provinsi",
    "sekretaris",
    "sekda",
    "camat",
    "lurah",
    "kapolda",
    "kapolres",
    "kapolsek",
    "kapolri",
    "danrem",
    "dandim",
    "pangdam",
    "kabag",
    "kabid",
    "karo",
    "kadis",
    "kasi",
    "kasat",
    "dinas",
    "badan",
    "biro",
    "bidang",
    "bagian",
    "humas",
    "komisaris",
    "jenderal",
    "komjen",
    "irjen",
    "brigjen",
    "kombes",
    "kompol",
    "letjen",
    "mayjen",
    "kolonel",
    "letkol",
    "mayor",
    "pol",
    "pj",
    "plt",
    "plh",
    "penjabat",
    "presiden",
    "juru",
    "bicara",
    "direktorat",
    "daerah",
    "umum",
    "nasional",
    "kepolisian",
    "tim",
    "koordinator",
    "rektor",
    "minister",
    "director",
    "governor",
    "president",
    "secretary",
    "spokesperson",
    "mayor",
    "chief",
    "general",
    "head",
];
/// Small words inside names, and degrees before them.
const PARTICLES: [&str; 12] =
    ["bin", "binti", "dr", "drg", "al", "van", "von", "de", "da", "bint", "el", "ibn"];

/// Finds the quotations of a paragraph, in order. `place` tells whether words name a
/// place: those before a name belong to an office (`Gubernur Kalbar ...`).
pub(super) fn find(paragraph: &str, place: &dyn Fn(&str) -> bool) -> Vec<Quote> {
    let mut out = Vec::new();
    let mut rest = paragraph;
    while let Some((inside, after)) = next_quoted(rest) {
        rest = after;
        let said = speech(after);
        let words = inside.split_whitespace().count();
        let sentence = words >= 5 && inside.trim_start().starts_with(|c: char| !c.is_lowercase());
        if said.is_none() && !sentence {
            continue;
        }
        let named = said.map(str::trim).filter(|named| !named.is_empty());
        let (title, speaker) = named.map_or((None, None), |named| person(named, place));
        let text = inside.trim().trim_end_matches(',').trim_end().to_owned();
        out.push(Quote { text, speaker, title });
    }
    out
}

/// The words between the next pair of marks and what follows them.
fn next_quoted(text: &str) -> Option<(&str, &str)> {
    let (at, open) = text
        .char_indices()
        .find(|(at, c)| PAIRS.iter().any(|(open, _)| open == c) && !inside_word(text, *at))?;
    let close = PAIRS.iter().find(|(first, _)| *first == open)?.1;
    let inner = text.get(at + open.len_utf8()..)?;
    let end = inner.find(close)?;
    Some((inner.get(..end)?, inner.get(end + close.len_utf8()..)?))
}

/// Inches and the like: a mark right after a digit opens nothing.
fn inside_word(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|left| left.chars().last()).is_some_and(|c| c.is_ascii_digit())
}

/// The words after a verb of speech; empty after `ujarnya`; `None` without a verb.
fn speech(after: &str) -> Option<&str> {
    let after = after.trim_start_matches([',', ' ', '.']);
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    let (verb, rest) = after.split_at_checked(end)?;
    let verb = verb.to_lowercase();
    if let Some(stem) = verb.strip_suffix("nya") {
        let stem = stem.strip_suffix("kan").unwrap_or(stem);
        return VERBS.contains(&stem).then_some("");
    }
    if VERBS.contains(&verb.as_str()) {
        return Some(rest);
    }
    // English may put the name first: `..." Budi Contoh said.`
    let sentence = after.split(['.', '"', '\u{201c}']).next()?;
    let (name, verb) = sentence.rsplit_once(' ')?;
    let short = name.split_whitespace().count() <= 6 && name.starts_with(char::is_uppercase);
    (short && ["said", "says", "added"].contains(&verb)).then_some(name)
}

/// Parts words such as `Kepala BAKN Budi Contoh, Kamis` into office and name.
fn person(named: &str, place: &dyn Fn(&str) -> bool) -> (Option<String>, Option<String>) {
    let tokens = phrase(named);
    let office_end = office_end(&tokens, named, place);
    let words = |part: Option<&[Token<'_>]>| {
        let part = part?;
        let text = named.get(part.first()?.start..part.last()?.end)?;
        let text = text.trim().trim_end_matches(',');
        (!text.is_empty()).then(|| text.to_owned())
    };
    let title = words(tokens.get(..office_end));
    let name = words(tokens.get(office_end..));
    match name {
        Some(name) => (title, Some(name)),
        None => (None, title),
    }
}

/// The tokens of the phrase that names a person: up to a comma, a sentence's end, or a
/// word in small letters that no name holds.
fn phrase<'a>(named: &'a str) -> Vec<Token<'a>> {
    let mut out: Vec<Token<'a>> = Vec::new();
    for token in tokens::of(named) {
        let fits = match token.kind {
            Kind::Word => {
                token.text.starts_with(char::is_uppercase) || PARTICLES.contains(&token.text)
            }
            Kind::Mark => {
                let abbreviates = out
                    .last()
                    .is_some_and(|last| last.end == token.start && is_abbreviation(last.text));
                token.is('-') || (token.is('.') && abbreviates)
            }
            Kind::Number => false,
        };
        if !fits {
            break;
        }
        out.push(token);
    }
    while out.last().is_some_and(|last| {
        PARTICLES.contains(&last.text) || (last.kind == Kind::Mark && !last.is('.'))
    }) {
        out.pop();
    }
    out
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().count() == 1
        || matches!(word, "Pol" | "Pj" | "Plt" | "Plh" | "Dr" | "dr" | "Prof" | "Ir" | "Hj" | "Drs")
}

/// How many tokens belong to the office: up to the last word of office, acronym or place.
fn office_end(tokens: &[Token<'_>], named: &str, place: &dyn Fn(&str) -> bool) -> usize {
    let is_office = |token: &Token<'_>| {
        token.lower().is_some_and(|word| OFFICES.contains(&word.as_str()))
            || (token.text.chars().count() >= 2 && !token.text.chars().any(char::is_lowercase))
    };
    let Some(first) = tokens.first().filter(|token| is_office(token)) else { return 0 };
    let mut end = tokens.iter().rposition(is_office).map_or(0, |at| at + 1);
    if tokens.get(end).is_some_and(|token| token.is('.')) {
        end += 1;
    }
    let from = tokens.get(end).map_or(first.start, |token| token.start);
    let reach =
        |count: usize| tokens.get(end + count - 1).and_then(|last| named.get(from..last.end));
    let places = [3, 2, 1].into_iter().find(|count| reach(*count).is_some_and(place));
    // A name must be left: `Bupati Sambas` alone is the office, not a person.
    end + places.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paragraph: &str, want: &[(&str, Option<&str>, Option<&str>)]) {
        let place = |words: &str| ["Kalbar", "Kalimantan Barat", "Sambas"].contains(&words);
        let found = find(paragraph, &place);
        let got: Vec<_> = found
            .iter()
            .map(|q| (q.text.as_str(), q.speaker.as_deref(), q.title.as_deref()))
            .collect();
        assert_eq!(got, want, "{paragraph}");
    }

    #[test]
    fn the_speaker_stands_after_the_verb() {
        check("\"Kami siap,\" ujar Contoh.", &[("Kami siap", Some("Contoh"), None)]);
        check(
            "“Kami siap bekerja,” tegas Kepala BAKN Budi Contoh, Kamis (6/6).",
            &[("Kami siap bekerja", Some("Budi Contoh"), Some("Kepala BAKN"))],
        );
        check(
            "\"Kami siap,\" kata Pj. Gubernur Kalimantan Barat dr Contoh Saja menutup acara.",
            &[("Kami siap", Some("dr Contoh Saja"), Some("Pj. Gubernur Kalimantan Barat"))],
        );
        check(
            "\"Kami siap,\" tutur Komjen Pol. Contoh bin Misal.",
            &[("Kami siap", Some("Contoh bin Misal"), Some("Komjen Pol."))],
        );
        check("\"Kami siap,\" kata Bupati Sambas.", &[("Kami siap", Some("Bupati Sambas"), None)]);
    }

    #[test]
    fn a_pronoun_names_nobody() {
        check("\"Kami siap,\" ujarnya.", &[("Kami siap", None, None)]);
    }

    #[test]
    fn english_may_name_the_speaker_first() {
        check("\"We are ready,\" said Ann Sample.", &[("We are ready", Some("Ann Sample"), None)]);
        check("\"We are ready,\" Ann Sample said.", &[("We are ready", Some("Ann Sample"), None)]);
    }

    #[test]
    fn marks_around_a_name_are_no_speech() {
        check("Program \"Bersinar\" dan layar 7\" itu dibuka.", &[]);
        check(
            "Ia berkata: \"Kami akan terus bekerja bersama.\"",
            &[("Kami akan terus bekerja bersama.", None, None)],
        );
    }
}
