//! A term is added to a glossary, and what an engine is asked for because of it.

use serde_json::Value;

use crate::journey::counting::{Base, Room};
use crate::journey::{RELEASE, documents, good, json, other};

const GLOSSARY: &str = "config/glossary/id-ms.tsv";
/// The one paragraph of both releases in which the village hall is named.
const TOUCHED: &str =
    "Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di \u{27e6}1/\u{27e7} itu.";

/// What the translation of a source costs: now, and again, in characters.
fn plan(room: &Room) -> (Value, Value) {
    let rows = json(&room.home, &["plan", "kantor", "--json"]);
    let row = rows.as_array().unwrap().iter().find(|row| row["language"] == "ms").unwrap();
    (row["now"]["chars"].clone(), row["again"]["chars"].clone())
}

/// What the engine was asked since this was looked at last.
fn asked(room: &Room) -> Vec<Vec<String>> {
    let calls = room.calls();
    room.forget();
    calls
}

fn malay(room: &Room) -> String {
    documents(&room.home).remove("public/ms/ID-KB/feed.json").unwrap()
}

fn retranslate(room: &Room) -> String {
    let output = good(&room.home, &["retranslate", "kantor"]);
    String::from_utf8(output.stdout).unwrap()
}

fn story(base: Base) {
    let Some(room) = Room::on(base) else { return };
    room.home.write("drop/pelatihan.txt", RELEASE);
    room.home.write("drop/lain.txt", &other());
    good(&room.home, &["pull"]);
    let first = asked(&room).concat();
    assert_eq!(first.len(), 5, "{first:?}");
    assert_eq!(plan(&room), (0.into(), 0.into()));

    // a name: the plan says what it costs, and nobody pays before he says so
    room.home.write(GLOSSARY, "balai desa\tnever\n");
    let chars = TOUCHED.chars().count();
    assert_eq!(plan(&room), (0.into(), chars.into()));
    good(&room.home, &["pull"]);
    assert_eq!(asked(&room), Vec::<Vec<String>>::new());
    let said = retranslate(&room);
    assert_eq!(
        said, "asked again for 2 translations of `kantor`; 0 changed\n",
        "the mark is alike"
    );
    assert_eq!(asked(&room), [[TOUCHED]], "the segment it stands in, once");
    assert_eq!(plan(&room), (0.into(), 0.into()));

    // its translation: nobody is asked, and the feed says it
    room.home.write(GLOSSARY, "balai desa\tfixed\tdewan kampung\n");
    assert_eq!(plan(&room), (0.into(), 0.into()));
    let said = retranslate(&room);
    assert_eq!(said, "asked again for 2 translations of `kantor`; 2 changed\n");
    assert_eq!(asked(&room), Vec::<Vec<String>>::new());
    let feed = malay(&room);
    assert!(
        feed.contains("digelar di dewan kampung itu") && !feed.contains("balai desa"),
        "{feed}"
    );

    // a preference is the engine's to heed; the segment is as it was before there were terms
    room.home.write(GLOSSARY, "balai desa\tpreferred\tdewan kampung\n");
    retranslate(&room);
    assert_eq!(asked(&room), Vec::<Vec<String>>::new());
    assert!(malay(&room).contains("digelar di balai desa itu"));
    assert_eq!(room.facts().faults, Vec::<String>::new());
}

#[test]
fn a_new_term_asks_for_the_segments_it_stands_in_on_sqlite() {
    story(Base::Sqlite);
}

#[test]
fn a_new_term_asks_for_the_segments_it_stands_in_on_postgresql() {
    story(Base::Postgres);
}

#[test]
fn a_glossary_goes_to_another_newsroom_as_tbx() {
    let (first, second) = (crate::support::home(), crate::support::home());
    let lines =
        "BCN\nrapat kerja\tfixed\tmesyuarat kerja\npenyuluhan\tpreferred\tceramah | taklimat\n";
    first.write(GLOSSARY, lines);
    second.write(GLOSSARY, "BCN\tnever\t\t\tours");
    let file = first.at("out.tbx").to_string_lossy().into_owned();
    good(&first, &["glossary", "id-ms", "--export", &file]);
    let read = good(&second, &["glossary", "id-ms", "--import", &file]);
    assert!(String::from_utf8_lossy(&read.stdout).starts_with("read 3 terms; added 2 to "));
    let added = "rapat kerja\tfixed\tmesyuarat kerja\tany\npenyuluhan\tpreferred\tceramah | taklimat\tany\n";
    assert_eq!(second.read(GLOSSARY), format!("BCN\tnever\t\t\tours\n{added}"));
    let counted = json(&second, &["glossary", "--json"]);
    let counts = ["never", "fixed", "preferred"].map(|class| counted[0][class].clone());
    assert_eq!(counts, [1, 1, 1].map(Value::from));
    second.write("broken.tbx", "<tbx>\n<conceptEntry>");
    let broken = second.at("broken.tbx").to_string_lossy().into_owned();
    let refused = second.warta(&["glossary", "id-ms", "--import", &broken]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("line 2: "));
}
