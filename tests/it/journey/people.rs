//! A person edits, approves and refuses a translation, and the source goes on changing.

use serde_json::Value;

use crate::journey::counting::{Base, Room};
use crate::journey::{RELEASE, documents, good, json};

const WRITTEN: &str = "Seramai 120 penduduk kampung menyertai kursus di dewan orang ramai.";
const NOT_YET: &str = "diubah oleh manusia; belum diluluskan";

fn feed(room: &Room) -> String {
    room.home.read("public/ms/ID-KB/feed.json")
}

fn item(room: &Room) -> Value {
    let feed: Value = serde_json::from_str(&feed(room)).unwrap();
    feed["items"][0].clone()
}

fn state(room: &Room) -> String {
    let releases = json(&room.home, &["releases", "--json"]);
    releases[0]["translations"][0]["state"].as_str().unwrap().to_owned()
}

fn id(room: &Room) -> String {
    json(&room.home, &["releases", "--json"])[0]["id"].as_str().unwrap().to_owned()
}

/// Says something to the program and gives what it says.
fn say(room: &Room, arguments: &[&str]) -> String {
    let mut all = vec![arguments[0]];
    let id = id(room);
    all.extend([id.as_str(), "--lang", "ms"]);
    all.extend(&arguments[1..]);
    String::from_utf8(good(&room.home, &all).stdout).unwrap()
}

/// What the program says to who uses it wrongly.
fn refused(room: &Room, arguments: &[&str]) -> String {
    let mut all = vec![arguments[0]];
    let id = id(room);
    all.extend([id.as_str(), "--lang", "ms"]);
    all.extend(&arguments[1..]);
    let output = room.home.warta(&all);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn sourced(room: &Room, text: &str) {
    room.home.write("drop/pelatihan.txt", text);
    room.forget();
    good(&room.home, &["pull"]);
}

fn alerts(room: &Room) -> String {
    json(&room.home, &["alerts", "--json"]).to_string()
}

fn edited(room: &Room) {
    let sheet = say(room, &["edit"]);
    assert!(sheet.contains("# 1 headline, machine"), "{sheet}");
    assert!(sheet.contains("3\t[ms] Sebanyak 120 warga ikut serta"), "{sheet}");
    let said = refused(room, &["edit", "--segment", "9", "--text", "x"]);
    assert!(said.contains("there is no segment 9; there are 1 to 4"), "{said}");
    assert_eq!(state(room), "machine");
    let before = item(room);
    say(room, &["edit", "--segment", "3", "--text", WRITTEN, "--by", "Rani"]);
    let after = item(room);
    assert!(after.to_string().contains(WRITTEN), "{after}");
    assert!(after.to_string().contains(NOT_YET), "{after}");
    assert_eq!(after["_warta"]["translation"]["hand"], "edited");
    assert_eq!(after["id"], before["id"]);
    assert!(after["date_modified"].as_str() > before["date_modified"].as_str());
    assert_eq!(state(room), "edited");
    assert!(say(room, &["edit"]).contains("# 3 paragraph 2, person"));
}

fn approved(room: &Room) {
    say(room, &["approve", "--by", "Rani Contoh"]);
    let shown = item(room).to_string();
    assert_eq!(state(room), "approved");
    assert!(shown.contains("\"reviewed\":true") && !shown.contains("diluluskan"), "{shown}");
    for (path, document) in documents(&room.home) {
        assert!(!document.contains("Rani"), "{path}");
    }
    let bytes = documents(&room.home);
    good(&room.home, &["pull"]);
    assert_eq!(documents(&room.home), bytes, "a pull that brings nothing changes nothing");
}

/// A translator takes the file home, and brings it back.
fn translated_elsewhere(room: &Room) {
    let (file, id) = (room.home.at("ms.xlf"), id(room));
    let path = file.to_string_lossy().into_owned();
    good(&room.home, &["xliff", "export", &id, "--lang", "ms", &path]);
    let text = room.home.read("ms.xlf");
    assert!(text.contains("srcLang=\"id\" trgLang=\"ms\""), "{text}");
    assert!(text.contains("state=\"final\" subState=\"warta:approved\""), "{text}");
    let output = good(&room.home, &["xliff", "import", &path]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("edited 0 of 4 segments"), "{said}");
    assert_eq!(state(room), "approved", "what comes back as it went changes nothing");
    room.home.write("ms.xlf", &text.replace("[ms] Warga Pesisir", "Penduduk Pesisir"));
    good(&room.home, &["xliff", "import", &path, "--by", "Penterjemah Contoh"]);
    assert!(feed(room).contains("Penduduk Pesisir"));
    assert_eq!(state(room), "edited", "nobody has approved that yet");
    say(room, &["edit", "--segment", "1", "--text", "[ms] Warga Pesisir Dilatih"]);
}

/// Refused: nobody has read the release as it is now.
fn a_file_for_another_source(room: &Room) {
    let path = room.home.at("ms.xlf");
    let output = room.home.warta(&["xliff", "import", &path.to_string_lossy()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("u4 (paragraph 3); export it again"), "{said}");
}

fn another_paragraph_changes(room: &Room) -> String {
    let text = RELEASE.replace("makin paham", "semakin paham");
    sourced(room, &text);
    assert_eq!(room.calls().concat().len(), 1, "the changed paragraph alone is asked for");
    let shown = item(room).to_string();
    assert!(shown.contains(WRITTEN) && shown.contains("semakin paham"), "{shown}");
    assert!(shown.contains("\"reviewed\":false") && shown.contains(NOT_YET), "{shown}");
    assert_eq!(state(room), "edited");
    assert!(!alerts(room).contains("translation.changed"), "nobody's words are concerned");
    text
}

fn the_edited_paragraph_changes(room: &Room, text: &str) {
    // the same facts: the person's words stay in sight, and both are kept
    sourced(room, &text.replace("balai desa itu", "aula desa itu"));
    let shown = item(room).to_string();
    assert!(shown.contains(WRITTEN) && !shown.contains("aula desa"), "{shown}");
    let sheet = say(room, &["edit"]);
    assert!(sheet.contains("Rani wrote (shown): Seramai 120"), "{sheet}");
    assert!(sheet.contains("the machine proposes: [ms] Sebanyak 120 warga"), "{sheet}");
    assert!(alerts(room).contains("the source of"), "{}", alerts(room));
    let page = String::from_utf8(good(&room.home, &["release", &id(room)]).stdout).unwrap();
    assert!(page.contains("source_changed (warning)"), "{page}");
    // other facts: what the person wrote is wrong now, and not shown
    sourced(room, &text.replace("120 warga", "125 warga"));
    let shown = item(room).to_string();
    assert!(!shown.contains(WRITTEN) && shown.contains("[ms] Sebanyak 125 warga"), "{shown}");
    let sheet = say(room, &["edit"]);
    assert!(sheet.contains("Rani wrote (not shown: it tells another thing)"), "{sheet}");
    // the person writes it again
    let again = WRITTEN.replace("120", "125");
    room.home.write("sheet.tsv", &sheet.replace("3\t[ms] Sebanyak 125", &format!("3\t{again} x")));
    let path = room.home.at("sheet.tsv");
    let said = say(room, &["edit", "--file", &path.to_string_lossy(), "--by", "Rani"]);
    assert!(said.contains("edited 1 of 4 segments"), "{said}");
    assert!(item(room).to_string().contains(&again));
    let open = json(&room.home, &["alerts", "--json"]);
    assert!(!open.to_string().contains("had edited"), "{open}");
}

fn refusal(room: &Room) {
    let headline = "[ms] Warga Pesisir";
    assert!(feed(room).contains(headline));
    say(room, &["reject", "--by", "Rani Contoh", "--reason", "salah terjemah"]);
    assert_eq!(state(room), "rejected");
    for (path, document) in documents(&room.home) {
        assert!(!document.contains(headline) && !document.contains("Seramai"), "{path}");
        assert!(!document.contains("salah terjemah"), "{path}");
    }
    good(&room.home, &["pull"]);
    assert_eq!(state(room), "rejected", "no machine overrules a person");
    say(room, &["approve", "--by", "Rani Contoh"]);
    assert_eq!(state(room), "approved");
    assert!(feed(room).contains(headline));
}

fn story(base: Base) {
    let Some(room) = Room::on(base) else { return };
    sourced(&room, RELEASE);
    edited(&room);
    approved(&room);
    translated_elsewhere(&room);
    let text = another_paragraph_changes(&room);
    a_file_for_another_source(&room);
    the_edited_paragraph_changes(&room, &text);
    refusal(&room);
    assert_eq!(room.facts().faults, Vec::<String>::new());
}

#[test]
fn a_persons_words_last_and_are_flagged_where_the_source_changed_on_sqlite() {
    story(Base::Sqlite);
}

#[test]
fn a_persons_words_last_and_are_flagged_where_the_source_changed_on_postgresql() {
    story(Base::Postgres);
}
