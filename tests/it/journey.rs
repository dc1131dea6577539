//! The journey of a release from a dropped file to feeds in two languages, with the program
//! itself: pulled, corrected, withdrawn by its source and by a person.
//!
//! - [`killed`]: the same, killed on the way at every named point.
//! - [`people`]: a person edits, approves and refuses, and the source goes on changing.
//! - [`moved`]: a memory that goes from one database to another.
//! - [`terms`]: what an engine is asked for when a term is added.
//! - [`thrift`]: what an engine is asked for, and what not.
//! - [`apertium`]: the bundled engine, for real.
//! - [`counting`]: an engine that writes down what it is asked.

mod apertium;
mod counting;
mod killed;
mod moved;
mod people;
mod terms;
mod thrift;

use std::collections::BTreeMap;
use std::process::Output;

use serde_json::Value;

use crate::support::home::Home;
use crate::support::{home, postgres};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

/// Other news of the same form: it names another day.
fn other() -> String {
    RELEASE.replace("PESISIR", "BUKIT").replace("Kamis (6/6/2024)", "Jumat (7/6/2024)")
}

fn good(home: &Home, arguments: &[&str]) -> Output {
    let output = home.warta(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

fn json(home: &Home, arguments: &[&str]) -> Value {
    serde_json::from_slice(&good(home, arguments).stdout).unwrap()
}

/// A home whose documents are also files, so that a test can read them.
fn newsroom() -> Home {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    home
}

pub(crate) fn on_postgres(home: &Home, url: &str, schema: &str) {
    let config = home.read("config/warta.toml");
    home.write("secret", url);
    let store = format!(
        "\n[store]\nkind = \"postgres\"\npostgres = {{ file = \"secret\" }}\nschema = \"{schema}\"\n"
    );
    home.write("config/warta.toml", &format!("{config}{store}"));
}

fn kinds(home: &Home) -> Vec<(String, String)> {
    let notices = json(home, &["notices", "--json"]);
    let text = |notice: &Value, key: &str| notice[key].as_str().unwrap().to_owned();
    notices
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| (text(notice, "kind"), text(notice, "language")))
        .collect()
}

fn documents(home: &Home) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for language in ["id", "ms"] {
        for region in ["ID", "ID-KB"] {
            for format in ["rss", "atom", "json"] {
                let path = format!("public/{language}/{region}/feed.{format}");
                found.insert(path.clone(), home.read(&path));
            }
        }
    }
    found
}

#[test]
fn a_dropped_release_is_in_every_feed_it_belongs_to() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    let releases = json(&home, &["releases", "--json"]);
    let release = &releases[0];
    assert_eq!(release["headline"], "Warga Pesisir Dilatih Menyimpan Bahan Kimia");
    assert_eq!(release["dateline"]["place"], "Pontianak");
    assert_eq!(release["event"]["date"], "2024-06-06");
    assert_eq!(release["event"]["precision"], "day");
    assert_eq!(release["event"]["weekday"], true);
    assert_eq!(release["initials"][0], "xyz");
    assert_eq!(release["language"], "id");
    let regions: Vec<&str> = release["regions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|region| region["code"].as_str().unwrap())
        .collect();
    assert!(regions.contains(&"ID-KB") && regions.contains(&"ID"), "{regions:?}");
    assert!(!release["body"].to_string().contains("(xyz)"));
    for (path, document) in documents(&home) {
        assert!(document.contains("Warga Pesisir"), "{path}");
        let translated = document.contains("[ms]");
        assert_eq!(translated, path.contains("/ms/"), "{path}");
    }
}

fn walk(home: &Home) {
    home.write("drop/pelatihan.txt", RELEASE);
    home.write("drop/lain.txt", &other());
    good(home, &["pull"]);
    let before = documents(home);
    good(home, &["pull"]);
    assert_eq!(documents(home), before, "a pull that brings nothing changes no byte");
    let published = kinds(home);
    assert_eq!(published.len(), 4, "{published:?}");
    assert!(published.iter().all(|(kind, _)| kind == "publish"));

    home.write("drop/pelatihan.txt", &RELEASE.replace("120 warga", "125 warga"));
    good(home, &["pull"]);
    let corrected: Vec<_> = kinds(home).split_off(4);
    assert!(corrected.contains(&("correction".to_owned(), "id".to_owned())), "{corrected:?}");
    assert!(corrected.contains(&("correction".to_owned(), "ms".to_owned())), "{corrected:?}");
    assert!(documents(home)["public/ms/ID-KB/feed.json"].contains("125"));

    home.remove("drop/pelatihan.txt");
    good(home, &["pull"]);
    let withdrawn: Vec<_> =
        kinds(home).into_iter().filter(|(kind, _)| kind == "withdrawal").collect();
    assert_eq!(withdrawn.len(), 2, "{withdrawn:?}");
    for (path, document) in documents(home) {
        assert!(!document.contains("Warga Pesisir Dilatih"), "{path}");
    }
    good(home, &["check", "--database"]);
}

#[test]
fn a_correction_and_a_withdrawal_reach_every_language() {
    walk(&newsroom());
}

#[test]
fn the_same_holds_on_postgresql() {
    let Some(database) = postgres() else { return };
    let home = newsroom();
    on_postgres(&home, &database.url, &database.schema);
    walk(&home);
}

#[test]
fn a_person_takes_a_release_back_and_gives_it_again() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    let id = json(&home, &["releases", "--json"])[0]["id"].as_str().unwrap().to_owned();
    good(&home, &["withdraw", &id, "--reason", "angka keliru"]);
    for (path, document) in documents(&home) {
        assert!(!document.contains("Warga Pesisir"), "{path}");
        assert!(document.contains("angka keliru"), "{path}");
    }
    good(&home, &["reinstate", &id]);
    for (path, document) in documents(&home) {
        assert!(document.contains("Warga Pesisir"), "{path}");
    }
    let missing = home.warta(&["withdraw", "kantor/ffff", "--reason", "x"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_correction_with_an_unreadable_embargo_leaves_every_feed() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    let (headline, rest) = RELEASE.split_once('\n').unwrap();
    let held = format!("{headline}\nEMBARGO sampai pemberitahuan berikutnya\n{rest}");
    home.write("drop/pelatihan.txt", &held);
    good(&home, &["pull"]);
    assert_eq!(json(&home, &["releases", "--json"])[0]["status"], "held");
    let holds: Vec<_> = kinds(&home).into_iter().filter(|(kind, _)| kind == "hold").collect();
    assert_eq!(holds.len(), 2, "{holds:?}");
    for (path, document) in documents(&home) {
        assert!(!document.contains("Warga Pesisir"), "{path}");
    }
    let alerts = json(&home, &["alerts", "--json"]);
    assert_eq!(alerts[0]["kind"], "release.held", "{alerts}");
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    assert!(documents(&home)["public/id/ID/feed.rss"].contains("Warga Pesisir"));
    assert_eq!(json(&home, &["alerts", "--json"]), Value::Array(Vec::new()));
}

#[test]
fn a_person_lets_a_release_with_an_unreadable_embargo_go() {
    let home = newsroom();
    let (headline, rest) = RELEASE.split_once('\n').unwrap();
    let held = format!("{headline}\nEMBARGO sampai pemberitahuan berikutnya\n{rest}");
    home.write("drop/pelatihan.txt", &held);
    good(&home, &["pull"]);
    assert!(kinds(&home).is_empty());
    let told = String::from_utf8(good(&home, &["alerts"]).stdout).unwrap();
    assert!(told.contains("EMBARGO sampai pemberitahuan berikutnya"), "{told}");
    let id = json(&home, &["releases", "--json"])[0]["id"].as_str().unwrap().to_owned();
    good(&home, &["reinstate", &id]);
    for (path, document) in documents(&home) {
        assert!(document.contains("Warga Pesisir"), "{path}");
    }
    assert_eq!(json(&home, &["alerts", "--json"]), Value::Array(Vec::new()));
    good(&home, &["check", "--database"]);
}

#[test]
fn what_stands_under_three_releases_is_no_part_of_the_fourth() {
    let home = newsroom();
    let printed = |number: &str| {
        let text = RELEASE.replace("PESISIR", number).replace("(xyz)", "");
        format!("{text}\nTentang BCN: badan yang melayani warga di seluruh kepulauan.")
    };
    for number in ["SATU", "DUA", "TIGA"] {
        home.write(&format!("drop/{number}.txt"), &printed(number));
    }
    good(&home, &["pull"]);
    home.write("drop/EMPAT.txt", &printed("EMPAT"));
    good(&home, &["pull"]);
    let releases = json(&home, &["releases", "--json"]);
    let with = |one: &&Value| one["body"].to_string().contains("Tentang BCN");
    let releases = releases.as_array().unwrap();
    assert_eq!((releases.len(), releases.iter().filter(with).count()), (4, 3));
    let fourth = releases.iter().find(|one| !with(one)).unwrap();
    assert_eq!(fourth["headline"], "Warga Empat Dilatih Menyimpan Bahan Kimia");
    assert!(fourth["body"].to_string().contains("makin paham"));
}

#[test]
fn an_empty_folder_takes_nothing_back() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    home.remove("drop/pelatihan.txt");
    good(&home, &["pull"]);
    assert!(kinds(&home).iter().all(|(kind, _)| kind == "publish"));
    assert!(!json(&home, &["alerts", "--json"]).as_array().unwrap().is_empty());
}
