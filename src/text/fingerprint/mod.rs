//! A release to what it is found again by, and two releases to what they are to each other.
//!
//! [`index`] gives the numbers a release is filed under: a stretch of sixteen words that two
//! texts share is always under a number that both have, whatever stands around it.
//! [`kinship`] then lays the two texts side by side. Nearly all of the shorter one must stand
//! in the longer one, and no day, place or figure may differ where they run together: many
//! offices fill in the same form every day, and each time it is other news.
//!
//! # Source
//!
//! Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document fingerprinting",
//! SIGMOD 2003, section 3: choosing the least hash of every window.

mod clash;
mod words;

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::domain::Release;
use crate::domain::story::Kinship;
use crate::text::fingerprint::clash::{Keys, align, is_short_for};
use crate::text::fingerprint::words::{Class, Word, words};

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Shingles in a window, of which the least is kept.
const WINDOW: usize = 12;
/// Words that are looked at; what differs further down tells no releases apart.
const WORDS_MAX: usize = 2_000;
/// A shorter text than this, in words, is joined only to its equal.
const SHORT: usize = 20;
/// Parts in a hundred of the shorter text's shingles that the longer one must have.
const CONTAINED: usize = 90;
/// The same where single words were edited, each of which spoils five shingles.
const CONTAINED_EDITED: usize = 55;
/// Parts in a hundred of the shorter text's words that must stand in the longer one in order.
const IN_ORDER: usize = 90;
/// Parts in a hundred of the longer text; a text shorter than that is an excerpt.
const EXCERPT: usize = 60;

/// The numbers a release is filed under, those of one text without repetition. The last
/// stands for its reference, where it has one.
#[must_use]
pub fn index(release: &Release) -> Vec<i64> {
    let hashes = shingles(&body(release));
    let mut kept = BTreeSet::new();
    let windows = hashes.windows(WINDOW.min(hashes.len().max(1)));
    kept.extend(windows.filter_map(|window| window.iter().min().copied()));
    kept.extend(reference(release).map(|reference| number(&["reference", &reference])));
    kept.into_iter().collect()
}

/// What `new` is to `kept`.
#[must_use]
pub fn kinship(new: &Release, kept: &Release) -> Kinship {
    if !new.language.same_primary(&kept.language) || datelines_clash(new, kept) {
        return Kinship::Apart;
    }
    let (a, b) = (body(new), body(kept));
    let (one, other) = (shingle_set(&a), shingle_set(&b));
    let smaller = one.len().min(other.len()).max(1);
    let contained = one.intersection(&other).count() * 100 / smaller;
    match (reference(new), reference(kept)) {
        (Some(a), Some(b)) if a != b => return Kinship::Apart,
        (Some(_), Some(_)) if contained * 2 >= CONTAINED_EDITED => {
            return by_length(a.len(), b.len());
        }
        _ => {}
    }
    if contained < CONTAINED_EDITED || undated_repeat(new, kept, &a) {
        return Kinship::Apart;
    }
    let all = (keys(new, &a), keys(kept, &b));
    let all = (&all.0, &all.1);
    let aligned = align(&a, &b);
    let shorter = a.len().min(b.len()).max(1);
    let in_order = aligned.equal * 100 / shorter;
    let near = contained >= CONTAINED || in_order >= IN_ORDER;
    let equal = a.len() == b.len() && in_order == 100;
    if !near || (shorter < SHORT && !equal) || aligned.clash(&a, &b, all) {
        return Kinship::Apart;
    }
    if headlines_clash(new, kept, all) {
        return Kinship::Apart;
    }
    by_length(a.len(), b.len())
}

fn by_length(new: usize, kept: usize) -> Kinship {
    if new * 100 < kept * EXCERPT {
        Kinship::Excerpt
    } else if kept * 100 < new * EXCERPT {
        Kinship::Whole
    } else {
        Kinship::Same
    }
}

fn body(release: &Release) -> Vec<Word> {
    let mut all = words(&release.text());
    all.truncate(WORDS_MAX);
    all
}

fn keys(release: &Release, body: &[Word]) -> Keys {
    let headline = words(&release.headline_source);
    let place = release.dateline.iter().flat_map(|dateline| words(&dateline.raw));
    body.iter().cloned().chain(headline).chain(place).map(|word| word.key).collect()
}

fn shingles(words: &[Word]) -> Vec<i64> {
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    keys.windows(SHINGLE.min(keys.len().max(1))).map(number).collect()
}

fn shingle_set(words: &[Word]) -> BTreeSet<i64> {
    shingles(words).into_iter().collect()
}

fn number(words: &[&str]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for word in words {
        hasher.update(word.as_bytes());
        hasher.update(b" ");
    }
    let hash = hasher.finalize();
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    i64::from_le_bytes(bytes)
}

/// A reference without its signs; one too short to be one of a kind does not count.
fn reference(release: &Release) -> Option<String> {
    let reference = release.reference.as_deref()?;
    let kept: String = reference.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let several = kept.chars().any(char::is_alphabetic) && kept.chars().any(char::is_numeric);
    (several && kept.chars().count() >= 6).then(|| kept.to_lowercase())
}

/// Whether the lines that open two releases name other places or other days.
fn datelines_clash(new: &Release, kept: &Release) -> bool {
    let (Some(a), Some(b)) = (&new.dateline, &kept.dateline) else { return false };
    let days = a.date.zip(b.date).is_some_and(|(a, b)| a != b);
    let places = a.place.as_deref().zip(b.place.as_deref()).is_some_and(|(a, b)| {
        let join = |text: &str| words(text).into_iter().map(|word| word.key).collect::<String>();
        let (a, b) = (join(a), join(b));
        let within = a.contains(&b) || b.contains(&a);
        !within && !is_short_for(&a, &b) && !is_short_for(&b, &a)
    });
    days || places
}

/// Headlines made by one form that name another day, place or figure. Headlines that have
/// little in common are two ways to announce the same text.
fn headlines_clash(new: &Release, kept: &Release, all: (&Keys, &Keys)) -> bool {
    let (a, b) = (words(&new.headline_source), words(&kept.headline_source));
    let aligned = align(&a, &b);
    let one_form = aligned.equal * 3 >= a.len().max(b.len()) * 2;
    let strange = |words: &[Word], known: &Keys| {
        words.iter().any(|word| {
            matches!(word.class, Class::Figure | Class::Day) && !known.contains(&word.key)
        })
    };
    let figures = strange(&a, all.1) && strange(&b, all.0);
    figures || (one_form && aligned.clash(&a, &b, all))
}

/// The same words from the same source on another day, with no day and no figure in them:
/// a bulletin that says every day that all is well.
fn undated_repeat(new: &Release, kept: &Release, body: &[Word]) -> bool {
    let days = new.published.zip(kept.published).map(|(a, b)| (a - b).abs());
    let dated = body.iter().any(|word| matches!(word.class, Class::Figure | Class::Day));
    new.id.source == kept.id.source
        && !dated
        && days.is_some_and(|apart| apart >= TimeDelta::hours(20))
}
