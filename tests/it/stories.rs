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
use crate::support::home;

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

/// A second drop folder beside the one every home has.
const SECOND: &str = r#"
[source]
name = "Koran Uji"
language = "id"
region = "ID-KB"
schedule = "every 1m"

[folder]
path = "koran"
settle_secs = 0
"#;

#[test]
fn a_story_stands_once_in_a_feed_and_says_where_else_it_is_printed() {
    let home = home();
    home.write("config/sources/koran.toml", SECOND);
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    let release = bases().first().unwrap().release(0);
    let text = release.paragraphs.join("\n");
    home.write("drop/razia.txt", &format!("{}\n{text}", release.headline));
    let output = home.warta(&["pull", "kantor"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    home.write("koran/razia.txt", &format!("Petugas Datang Malam Hari\n{text}"));
    let output = home.warta(&["pull"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for region in ["ID", "ID-KB"] {
        let feed = home.read(&format!("public/id/{region}/feed.json"));
        let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
        let items = feed["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{region}: {feed:#}");
        assert!(items[0]["id"].as_str().unwrap().contains("kantor"));
        assert_eq!(items[0]["_warta"]["also_at"][0]["name"], "Koran Uji");
        assert!(items[0]["title"].as_str().unwrap().starts_with("Razia Malam"));
    }
    let malay = home.read("public/ms/ID-KB/feed.json");
    assert_eq!(malay.matches("\"date_published\"").count(), 1, "{malay}");
}
