//! The release with every trap, in the bundled home's own feeds, translated by its own
//! engine: Apertium, for real.

use std::path::Path;

use serde_json::Value;

use crate::journey::{good, json};
use crate::support::apertium;
use crate::support::home::{Home, home};

const VISIT: &str = include_str!("../fixtures/releases/kunjungan.txt");
const HEADLINE: &str = "Langkah Bersama Jaga Sungai Kapuas dari Sampah";

/// A drop folder between the configuration and the feeds of the bundled home.
fn bundled() -> Home {
    let home = home();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
    home.remove("feeds/uji.toml");
    home.write("feeds/provinces.toml", &read("feeds/provinces.toml"));
    let config = read("config/warta.toml");
    assert!(
        config.contains("arguments = [\"ind-zlm\"]") && config.contains("marks_unknown = true")
    );
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    home
}

fn facts(release: &Value) {
    assert_eq!(release["headline"], HEADLINE);
    assert_eq!(release["dateline"]["place"], "Pontianak");
    assert_eq!(release["event"]["date"], "2024-06-06");
    assert_eq!(release["event"]["precision"], "day");
    assert_eq!(release["event"]["weekday"], true);
    assert_eq!(release["initials"], serde_json::json!(["tsn"]));
    assert_eq!(release["language"], "id");
    assert!(!release["body"].to_string().contains("(tsn)"));
    let regions = release["regions"].as_array().unwrap();
    let codes: Vec<&str> = regions.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"ID-KB") && codes.contains(&"ID"), "{codes:?}");
}

#[test]
fn a_release_with_every_trap_is_read_and_translated_by_apertium() {
    if apertium().is_none() {
        return;
    }
    let home = bundled();
    home.write("drop/kunjungan.txt", VISIT);
    good(&home, &["pull"]);
    facts(&json(&home, &["releases", "--json"])[0]);
    for path in ["id/ID-KB/feed.rss", "id/ID-KB/feed.atom", "id/ID-KB/feed.json", "id/ID/feed.rss"]
    {
        let document = home.read(&format!("public/{path}"));
        assert!(document.contains(HEADLINE), "{path}");
        assert!(!document.contains("algorithmicMedia"), "{path}: an original is no translation");
    }
    let translated = home.read("public/ms/ID-KB/feed.atom");
    assert!(translated.contains("<entry xml:lang=\"ms\">"), "{translated}");
    assert!(translated.contains("term=\"algorithmicMedia\""), "labelled for machines");
    assert!(translated.contains("Terjemahan mesin daripada bahasa Indonesia oleh Apertium"));
    assert!(translated.contains("Gabenor Kalimantan Barat"), "the Malay word: {translated}");
    assert!(translated.contains("Khamis (6/6/2024)"), "the Malay weekday: {translated}");
    // names that Apertium cannot know came back marked, and are shown bare
    assert!(translated.contains("Contohwan") && !translated.contains('*'), "{translated}");
    assert!(!translated.contains("(tsn)&lt;/p&gt;"), "{translated}");
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// What a check says of a translation that is as good as rules make it is a false alarm.
#[test]
fn the_samples_translated_for_real_raise_few_doubts() {
    if apertium().is_none() {
        return;
    }
    let home = home();
    home.remove("feeds/uji.toml");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["config", "feeds"] {
        copied(&root.join(folder), &home.at(folder));
    }
    good(&home, &["pull"]);
    let releases = json(&home, &["releases", "--json"]);
    let mut lines = Vec::new();
    for release in releases.as_array().unwrap() {
        let page = good(&home, &["release", release["id"].as_str().unwrap()]).stdout;
        let page = String::from_utf8(page).unwrap();
        let found =
            page.lines().filter(|line| line.contains("(warning):") || line.contains("(error):"));
        lines.extend(found.map(str::to_owned));
    }
    let all = lines.join("\n");
    let unknown = lines.iter().filter(|line| line.contains("unknown (warning)")).count();
    assert!(unknown > 0, "Apertium does not know every word, and says so: {all}");
    assert!(!all.contains("(error)"), "{all}");
    // A word the glossary prefers and Apertium does not know is told; little else is.
    let preferred = lines.iter().filter(|line| line.contains("glossary (warning)")).count();
    assert!(preferred <= 3 && lines.len() - unknown - preferred <= 2, "{all}");
}
