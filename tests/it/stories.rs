//! The same release from several sources: one story, once in a feed.
//!
//! - [`pairs`]: releases printed twice, and siblings of one template, made of our own texts.
//! - [`joining`]: copies are one entry, on both databases.
//! - [`house`]: a release of a test's own.

pub(crate) mod house;
mod joining;
mod pairs;

use warta::domain::Release;
use warta::domain::story::Kinship;
use warta::text::fingerprint;

use crate::stories::pairs::{Pair, bases, excerpts, siblings, true_pairs};

/// Whether two releases would be joined: found by the index, then confirmed.
fn joined(pair: &Pair) -> (Kinship, Release, Release) {
    let one = pair.one.release("pusat", "satu");
    let other = pair.other.release("kantor", "dua");
    let known = fingerprint::index(&one);
    let found = fingerprint::index(&other).iter().any(|hash| known.contains(hash));
    let kinship = if found { fingerprint::kinship(&other, &one) } else { Kinship::Apart };
    (kinship, one, other)
}

#[test]
fn copies_are_joined_and_siblings_are_not() {
    let mut missed = Vec::new();
    let pairs = true_pairs();
    for pair in &pairs {
        if joined(pair).0 == Kinship::Apart {
            missed.push(pair.what.clone());
        }
    }
    let mut wrong = Vec::new();
    let siblings = siblings();
    for pair in &siblings {
        if joined(pair).0 != Kinship::Apart {
            wrong.push(pair.what.clone());
        }
    }
    let right = pairs.len() - missed.len();
    let share = |part: usize, all: usize| {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(all).unwrap())
    };
    let precision = share(right, right + wrong.len());
    let recall = share(right, pairs.len());
    println!(
        "stories: {} true pairs, {} siblings; precision {precision:.4}, recall {recall:.4}",
        pairs.len(),
        siblings.len()
    );
    println!("not joined: {missed:?}; joined wrongly: {wrong:?}");
    assert!(pairs.len() >= 200 && siblings.len() >= 200);
    assert!(precision >= 0.99, "joined although they are siblings: {wrong:#?}");
    assert!(recall >= 0.95, "not joined although they are one: {missed:#?}");
}

#[test]
fn different_news_is_never_joined() {
    let bases = bases();
    for (at, one) in bases.iter().enumerate() {
        for other in bases.iter().skip(at + 1).filter(|other| other.language == one.language) {
            let (one, other) = (one.release(at), other.release(at));
            let pair = Pair { what: String::new(), one, other };
            assert_eq!(joined(&pair).0, Kinship::Apart, "{:?}", pair.one.headline);
        }
    }
}

#[test]
fn a_teaser_is_an_excerpt_of_the_whole() {
    for pair in excerpts() {
        let (kinship, one, other) = joined(&pair);
        assert_eq!(kinship, Kinship::Excerpt, "{}", pair.what);
        assert_eq!(fingerprint::kinship(&one, &other), Kinship::Whole, "{}", pair.what);
    }
}
