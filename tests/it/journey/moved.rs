//! A memory is taken out of one newsroom and brought into another.

use crate::journey::counting::{Base, Room};
use crate::journey::{RELEASE, documents, good, json, other};

fn said(room: &Room, arguments: &[&str]) -> String {
    String::from_utf8(good(&room.home, arguments).stdout).unwrap()
}

fn story(base: Base) {
    let (Some(first), Some(second)) = (Room::on(base), Room::on(base)) else { return };
    assert_eq!(said(&first, &["memory"]), "nothing is remembered yet\n");
    for room in [&first, &second] {
        room.home.write("drop/pelatihan.txt", RELEASE);
        room.home.write("drop/lain.txt", &other());
    }
    good(&first.home, &["pull"]);
    let stock = json(&first.home, &["memory", "--json"]);
    assert_eq!((&stock[0]["hand"], &stock[0]["segments"]), (&"machine".into(), &5.into()));
    let file = |room: &Room, name: &str| room.home.at(name).to_string_lossy().into_owned();
    let out = file(&first, "one.tmx");
    assert!(said(&first, &["memory", "--export", &out]).starts_with("wrote 5 translations"));

    // elsewhere nothing is paid for that was paid here
    let read = said(&second, &["memory", "--import", &out]);
    assert_eq!(read, "read 5 translations; 5 are new or newer\n");
    let read = said(&second, &["memory", "--import", &out]);
    assert_eq!(read, "read 5 translations; 0 are new or newer\n");
    good(&second.home, &["pull"]);
    assert_eq!(second.calls(), Vec::<Vec<String>>::new());
    let again = file(&second, "two.tmx");
    said(&second, &["memory", "--export", &again]);
    assert_eq!(second.home.read("two.tmx"), first.home.read("one.tmx"));

    // what was brought from elsewhere goes before the engine
    let tmx = "<tmx version=\"1.4\"><header srclang=\"id\"/><body><tu><tuv xml:lang=\"id\"><seg>\
        Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.</seg></tuv>\
        <tuv xml:lang=\"ms\"><seg>Seramai 120 penduduk menyertai latihan di dewan kampung itu.\
        </seg></tuv></tu></body></tmx>";
    second.home.write("others.tmx", tmx);
    let others = file(&second, "others.tmx");
    said(&second, &["memory", "--import", &others]);
    let done = said(&second, &["retranslate", "kantor"]);
    assert_eq!(done, "asked again for 2 translations of `kantor`; 2 changed\n");
    assert_eq!(second.calls(), Vec::<Vec<String>>::new());
    let feed = documents(&second.home).remove("public/ms/ID-KB/feed.json").unwrap();
    assert!(feed.contains("Seramai 120 penduduk menyertai"), "{feed}");
    assert_eq!(second.facts().faults, Vec::<String>::new());

    // a file that is broken brings nothing in
    second.home.write("broken.tmx", &tmx.replace("<tuv xml:lang=\"ms\">", "\n<tuv>"));
    let broken = file(&second, "broken.tmx");
    let refused = second.home.warta(&["memory", "--import", &broken]);
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        words.contains("line 2: a `tuv` lacks its language; nothing was brought in"),
        "{words}"
    );
}

#[test]
fn a_memory_moves_and_nothing_is_paid_for_twice_on_sqlite() {
    story(Base::Sqlite);
}

#[test]
fn a_memory_moves_and_nothing_is_paid_for_twice_on_postgresql() {
    story(Base::Postgres);
}
