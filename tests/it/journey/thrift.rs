//! What an engine is asked for, and what not: one edited paragraph is one segment.

use std::collections::BTreeMap;

use serde_json::Value;
use warta::domain::Notice;
use warta::domain::notice::NoticeKind;

use crate::journey::counting::{Base, Facts, Room};
use crate::journey::{RELEASE, documents, good, other};

/// The one entry of a JSON Feed that is about the training.
fn entry(room: &Room, language: &str) -> Value {
    let feed = room.home.read(&format!("public/{language}/ID-KB/feed.json"));
    let feed: Value = serde_json::from_str(&feed).unwrap();
    let items = feed["items"].as_array().unwrap();
    let about = |item: &&Value| item["title"].as_str().unwrap().contains("Pesisir");
    items.iter().find(about).unwrap().clone()
}

/// Versions of a kind of notice, by language.
fn versions(facts: &Facts, kind: NoticeKind) -> BTreeMap<String, i64> {
    let of_kind = |one: &&Notice| one.kind == kind;
    let each = |one: &Notice| (one.language.to_string(), one.version);
    facts.notices.iter().filter(of_kind).map(each).collect()
}

fn pulled_twice(room: &Room) {
    room.home.write("drop/pelatihan.txt", RELEASE);
    room.home.write("drop/lain.txt", &other());
    good(&room.home, &["pull"]);
    let counted = room.segments();
    assert_eq!(counted.len(), 5, "two headlines, and three paragraphs they share: {counted:?}");
    assert!(counted.values().all(|times| *times == 1), "{counted:?}");
    room.forget();
    let (bytes, facts) = (documents(&room.home), room.facts());
    assert!(!facts.etags.is_empty());
    good(&room.home, &["pull"]);
    let again = room.facts();
    assert_eq!(documents(&room.home), bytes);
    assert_eq!(again.etags, facts.etags);
    assert_eq!(again.notices.len(), facts.notices.len());
    assert_eq!(room.calls(), Vec::<Vec<String>>::new());
}

fn one_paragraph_edited(room: &Room) {
    let languages = ["id", "ms"];
    let before = languages.map(|language| entry(room, language));
    room.home.write("drop/pelatihan.txt", &RELEASE.replace("120 warga", "125 warga"));
    good(&room.home, &["pull"]);
    let calls = room.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    let asked = "Sebanyak 125 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";
    assert_eq!(calls[0], [asked]);
    for (language, before) in languages.iter().zip(&before) {
        let after = entry(room, language);
        assert_eq!(after["id"], before["id"], "{language}");
        assert_eq!(after["date_published"], before["date_published"], "{language}");
        let modified = |item: &Value| item["date_modified"].as_str().unwrap().to_owned();
        assert!(modified(&after) > modified(before), "{language}: {after}");
        assert!(after.to_string().contains("125 warga"), "{language}: {after}");
    }
    let corrected = versions(&room.facts(), NoticeKind::Correction);
    assert_eq!(corrected, [("id".to_owned(), 2), ("ms".to_owned(), 2)].into());
    // as it was before: everything of it is remembered
    room.forget();
    room.home.write("drop/pelatihan.txt", RELEASE);
    good(&room.home, &["pull"]);
    assert_eq!(room.calls(), Vec::<Vec<String>>::new());
    assert!(entry(room, "ms").to_string().contains("120 warga"));
}

fn the_file_deleted(room: &Room) {
    let addresses = ["id", "ms"].map(|language| {
        let url = entry(room, language)["url"].as_str().unwrap().to_owned();
        url.split_once("8484").unwrap().1.to_owned()
    });
    let before = room.facts().etags;
    assert!(addresses.iter().all(|address| before.contains_key(address)), "{addresses:?}");
    room.home.remove("drop/pelatihan.txt");
    good(&room.home, &["pull"]);
    for (path, document) in documents(&room.home) {
        assert!(!document.contains("Warga Pesisir"), "{path}");
        assert!(document.contains("Warga Bukit"), "{path}");
    }
    let facts = room.facts();
    let withdrawn = versions(&facts, NoticeKind::Withdrawal);
    assert_eq!(withdrawn.into_keys().collect::<Vec<_>>(), ["id", "ms"]);
    // only pages that stand with 200 are counted here; these are 410 now
    assert!(addresses.iter().all(|address| !facts.etags.contains_key(address)), "{addresses:?}");
    assert_eq!(room.calls(), Vec::<Vec<String>>::new(), "no engine has a say in it");
}

fn story(base: Base) {
    let Some(room) = Room::on(base) else { return };
    pulled_twice(&room);
    one_paragraph_edited(&room);
    the_file_deleted(&room);
    assert_eq!(room.facts().faults, Vec::<String>::new());
}

#[test]
fn an_engine_is_asked_for_nothing_but_what_is_new_on_sqlite() {
    story(Base::Sqlite);
}

#[test]
fn an_engine_is_asked_for_nothing_but_what_is_new_on_postgresql() {
    story(Base::Postgres);
}
