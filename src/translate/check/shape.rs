//! Whether a translation is there, whole, and said once: `truncated`, `repetition`,
//! `untranslated`.

use std::collections::BTreeMap;

use crate::domain::Language;
use crate::domain::segment::SegmentKind;
use crate::domain::translation::Gravity;
use crate::text::sentence;
use crate::translate::check::are_alike;
use crate::translate::check::case::{Case, Found, shown};

/// Languages written without blanks, in far fewer characters.
const DENSE: &[&str] = &["zh", "ja", "ko"];

/// A text shorter than this says nothing by its length.
const LENGTH_FROM: usize = 40;

/// Much shorter or longer than the source, cut in a sentence, or with sentences missing.
pub(super) fn truncated(case: &Case<'_>) -> Option<Found> {
    let (source, target) = (case.source.trim(), case.target.trim());
    let wrong = || Some(case.whole(Gravity::Error, shown(target)));
    let (s, t) = (length(source), length(target));
    if source.chars().count() < LENGTH_FROM {
        return if t > s * 10.0 + 60.0 { wrong() } else { None };
    }
    let (least, most) = bounds(case.from, case.to);
    if t < s * least || t > s * most {
        return wrong();
    }
    let ends = |text: &str| text.ends_with(['.', '!', '?', '"', '”', '。', '！', '？', '…', ')']);
    let cut = target.ends_with(char::is_alphanumeric) && !target.ends_with(is_unmarked);
    if case.kind == SegmentKind::Paragraph && ends(source) && cut {
        let tail = target.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
        let before = case.target.len() - case.target.trim_start().len();
        return Some(case.target_at(Gravity::Error, before + tail..before + target.len()));
    }
    let sentences = |text: &str, language: &Language| sentence::split(text, language).len();
    let (all, left) = (sentences(source, case.from), sentences(target, case.to));
    let few = all >= 4 && left * 2 < all;
    few.then(|| case.whole(Gravity::Error, format!("{left} of {all} sentences")))
}

/// Letters of scripts whose sentences may end without a mark of their own.
const fn is_unmarked(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn length(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
}

/// Between which shares of the source's length a translation must lie.
fn bounds(from: &Language, to: &Language) -> (f64, f64) {
    let dense = |language: &Language| DENSE.contains(&language.primary());
    match (dense(from), dense(to)) {
        _ if are_alike(from, to) => (0.7, 1.4),
        (false, true) => (0.12, 1.2),
        (true, false) => (1.0, 8.0),
        _ => (0.45, 2.6),
    }
}

/// Engines that learned from texts sometimes say the same words over and over.
pub(super) fn repetition(case: &Case<'_>) -> Option<Found> {
    // A list may well repeat itself, in other words than its translation.
    let usual = four_words(case.source).into_values().max().unwrap_or(0).max(1);
    let (words, _) =
        four_words(case.target).into_iter().find(|(_, times)| *times >= 4 && *times > usual * 2)?;
    Some(case.whole(Gravity::Error, words))
}

fn four_words(text: &str) -> BTreeMap<String, usize> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut times = BTreeMap::new();
    for four in words.windows(4) {
        *times.entry(four.join(" ")).or_insert(0) += 1;
    }
    times
}

/// The same words in both languages are no translation, unless the languages are alike
/// or the words are names. A headline left as it was is none to publish as one.
pub(super) fn untranslated(case: &Case<'_>) -> Option<Found> {
    let prose = is_prose(case.source);
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let alike = are_alike(case.from, case.to);
    let same = prose && !alike && fold(case.source) == fold(case.target);
    let title = case.kind == SegmentKind::Title;
    let gravity = if title { Gravity::Error } else { Gravity::Warning };
    same.then(|| case.whole(gravity, shown(case.target)))
}

/// Four words or more, and not all of them names.
pub(super) fn is_prose(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = |word: &&&str| word.chars().next().is_some_and(char::is_lowercase);
    words.len() >= 4 && words.iter().filter(plain).count() >= 2
}
