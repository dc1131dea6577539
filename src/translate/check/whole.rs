//! What only a whole translation shows: `unknown`, `language`, `consistency`, `attribution`.

use std::collections::BTreeMap;

use crate::domain::Language;
use crate::domain::translation::Gravity;
use crate::text::detect;
use crate::translate::check::are_alike;
use crate::translate::check::case::{Found, folded, shown};
use crate::translate::check::script;

/// Above this share of words the engine did not know a translation is flagged.
const UNKNOWN_MAX: f64 = 0.15;

/// Fewer characters say nothing sure of a language.
const LANGUAGE_FROM: usize = 200;

/// A whole translation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole<'a> {
    pub(super) from: &'a Language,
    pub(super) to: &'a Language,
    /// The words of each segment that could be translated, source and target.
    pub(super) pairs: &'a [(String, String)],
    /// The share of words the engine said it does not know.
    pub(super) unknown_share: Option<f64>,
    /// The place the release is dated from.
    pub(super) place: Option<&'a str>,
}

fn warning(words: String) -> Found {
    Found { gravity: Gravity::Warning, words, spans: Vec::new() }
}

/// Too many words that the engine did not know.
pub(super) fn unknown(whole: &Whole<'_>) -> Vec<Found> {
    let share = whole.unknown_share.filter(|share| *share > UNKNOWN_MAX);
    let said = |share| format!("{:.0} % of the words are unknown to the engine", share * 100.0);
    share.map(|share| warning(said(share))).into_iter().collect()
}

/// The text as a whole is in another language than the one wanted, and surely so.
pub(super) fn language(whole: &Whole<'_>) -> Vec<Found> {
    let text: Vec<&str> = whole.pairs.iter().map(|(_, target)| target.as_str()).collect();
    let text = text.join(" ");
    if text.chars().count() < LANGUAGE_FROM {
        return Vec::new();
    }
    let Some(found) = detect::language(&text) else { return Vec::new() };
    let fits = found.same_primary(whole.to) || are_alike(&found, whole.to);
    if fits { Vec::new() } else { vec![warning(format!("it reads as {found}"))] }
}

/// The same words, translated in two ways.
pub(super) fn consistency(whole: &Whole<'_>) -> Vec<Found> {
    let mut known: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    for (source, target) in whole.pairs {
        let words = folded(source);
        // A word alone may well be a noun here and a verb there.
        if words.len() < 2 {
            continue;
        }
        let before = *known.entry(words).or_insert(target);
        if folded(before) != folded(target) {
            return vec![warning(format!("{} / {}", shown(before), shown(target)))];
        }
    }
    Vec::new()
}

/// The place the release is dated from stands in its text and not in the translation's.
pub(super) fn attribution(whole: &Whole<'_>) -> Vec<Found> {
    let Some(place) = whole.place.map(folded).filter(|place| !place.is_empty()) else {
        return Vec::new();
    };
    if script::of_language(whole.from) != script::of_language(whole.to) {
        return Vec::new();
    }
    let holds = |text: &str| folded(text).windows(place.len()).any(|words| *words == *place);
    let lost = |(source, target): &&(String, String)| holds(source) && !holds(target);
    let lost = whole.pairs.iter().any(|pair| lost(&pair));
    if lost { vec![warning(place.join(" "))] } else { Vec::new() }
}
