//! Every text a source ever showed, what each changed, and what it takes back.
//!
//! The stories run on the program itself, so that a person would see the same.

use serde_json::{Value, json};
use warta::domain::story::Change;
use warta::text::difference;

use crate::journey::on_postgres;
use crate::stories::house::News;
use crate::support::home::Home;
use crate::support::{Site, home, postgres};

const LINES: [&str; 4] = [
    "Lumbung Desa Dibuka di Sambas",
    "SAMBAS - Kantor Pangan Contoh membuka lumbung desa, Kamis (6/6/2024).",
    "Sebanyak 14 ton padi disimpan pada hari pertama oleh kelompok tani setempat.",
    "\"Lumbung ini milik bersama,\" kata kepala kantor, Raden Contohwan.",
];

const PASAR: &str = "Pasar Terapung Dibuka Kembali\n\
    PONTIANAK - Kantor Pangan Contoh membuka pasar terapung bagi 40 pedagang sayur.\n\
    Pasar itu buka setiap pagi kecuali Jumat.";

fn good(home: &Home, arguments: &[&str]) -> String {
    let output = home.warta(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn listed(home: &Home, arguments: &[&str]) -> Value {
    serde_json::from_str(&good(home, arguments)).unwrap()
}

/// Drops a release and pulls.
fn shown(home: &Home, name: &str, text: &str) {
    home.write(&format!("drop/{name}.txt"), text);
    good(home, &["pull"]);
}

fn only(home: &Home) -> String {
    let releases = listed(home, &["releases", "--json"]);
    assert_eq!(releases.as_array().unwrap().len(), 1, "{releases:#}");
    releases[0]["id"].as_str().unwrap().to_owned()
}

fn kinds(home: &Home, release: &str) -> Vec<String> {
    let notices = listed(home, &["notices", "--json"]);
    let of = |one: &&Value| one["release"] == release && one["language"] == "id";
    let each = |one: &Value| one["kind"].as_str().unwrap().to_owned();
    notices.as_array().unwrap().iter().filter(of).map(each).collect()
}

#[test]
fn every_text_is_a_version_with_its_hash_its_time_and_what_it_changed() {
    let home = home();
    let text = LINES.join("\n");
    shown(&home, "lumbung", &text);
    let id = only(&home);
    shown(&home, "lumbung", &text.replace("14 ton", "12 ton"));
    let longer =
        format!("{}\nGudang kedua menyusul bulan depan.", text.replace("14 ton", "12 ton"));
    shown(&home, "lumbung", &longer);
    // nothing a reader sees: two blanks, an empty line, other quotation marks
    let spaced = longer.replace(" pada ", "  pada ").replace('"', "\u{201d}").replace('\n', "\n\n");
    shown(&home, "lumbung", &spaced);

    let versions = listed(&home, &["release", &id, "--versions", "--json"]);
    let changes: Vec<Value> =
        versions.as_array().unwrap().iter().map(|one| one["change"].clone()).collect();
    assert_eq!(changes, [Value::Null, json!("correction"), json!("update")], "{versions:#}");
    assert!(
        versions.as_array().unwrap().iter().all(|one| one["hash"].as_str().unwrap().len() == 64)
    );
    assert!(versions[0]["at"].as_str().unwrap() <= versions[1]["at"].as_str().unwrap());
    assert_eq!(kinds(&home, &id), ["publish", "correction", "update"]);

    let table = good(&home, &["release", &id, "--versions"]);
    assert!(table.starts_with("VERSION") || table.contains("correction"), "{table}");
    let page = good(&home, &["release", &id, "--diff", "1", "2"]);
    assert!(page.contains("Sebanyak [-14-] {+12+} ton padi"), "{page}");
    let diff = listed(&home, &["release", &id, "--diff", "2", "3", "--json"]);
    let added: Vec<&Value> =
        diff["pieces"].as_array().unwrap().iter().filter(|one| one["op"] != "kept").collect();
    assert_eq!(added.len(), 1, "{diff:#}");
    assert_eq!(added[0]["op"], "added");
    assert_eq!(added[0]["text"].as_str().unwrap().trim(), "Gudang kedua menyusul bulan depan.");

    let whole = listed(&home, &["release", &id, "--json"]);
    assert_eq!((&whole["id"], &whole["revision"]), (&json!(id), &json!(3)));
    assert!(whole["story"].is_string() && whole["evidence"].is_object());
    assert!(good(&home, &["release", &id]).contains("version        3, of "));
}

#[test]
fn what_is_asked_for_wrongly_is_told() {
    let home = home();
    shown(&home, "lumbung", &LINES.join("\n"));
    let id = only(&home);
    let wrong = |arguments: &[&str], words: &str| {
        let output = home.warta(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    };
    wrong(&["release", "tiada/0"], "no release begins with");
    wrong(&["release", &id, "--diff", "1", "2"], "no version 2");
    wrong(&["release", &id, "--diff", "1"], "2 values required");
}

#[track_caller]
fn check(before: &str, after: &str, wanted: Change) {
    let news = |text: &str| News {
        language: "id".to_owned(),
        headline: text.lines().next().unwrap().to_owned(),
        paragraphs: text.lines().skip(1).map(str::to_owned).collect(),
    };
    let (before, after) = (news(before).release("kantor", "a"), news(after).release("kantor", "a"));
    let words = ["RALAT".to_owned()];
    assert_eq!(difference::change(&before, &after, &words), wanted);
}

#[test]
fn a_change_is_a_correction_an_update_or_nothing() {
    let text = LINES.join("\n");
    check(&text, &text, Change::Nothing);
    check(&text, &text.replace(" ton ", "  ton\u{a0}"), Change::Nothing);
    check(&text, &text.replace('"', "\u{201c}"), Change::Nothing);
    check(&text, &text.replace("14 ton", "12 ton"), Change::Correction);
    check(&text, &text.replace(" setempat", ""), Change::Correction);
    check(&text, &format!("{text}\nGudang kedua menyusul."), Change::Update);
    check(&text, &text.replace("14 ton", "14 ton lebih"), Change::Update);
    check(&text, &format!("RALAT: {text}"), Change::Correction);
}

#[test]
fn a_headline_of_withdrawal_takes_its_release_back_and_gives_the_reason() {
    let home = home();
    let text = LINES.join("\n");
    shown(&home, "lumbung", &text);
    let id = only(&home);
    shown(&home, "lumbung", &text.replace(LINES[0], "DITARIK: Lumbung Desa Dibuka di Sambas"));
    assert_eq!(kinds(&home, &id), ["publish", "withdrawal"]);
    let release = listed(&home, &["release", &id, "--json"]);
    assert_eq!(release["status"], "withdrawn");
    let (source, key) = id.split_once('/').unwrap();
    assert_eq!((&release["source"], &release["key"]), (&json!(source), &json!(key)));
    assert_eq!(release["withdrawal"]["reason"], "DITARIK: Lumbung Desa Dibuka di Sambas");
    // the source shows it again
    shown(&home, "lumbung", &text);
    assert_eq!(kinds(&home, &id), ["publish", "withdrawal", "reinstatement"]);
}

#[test]
fn a_text_of_its_own_takes_back_the_release_it_names() {
    let home = home();
    shown(&home, "lumbung", &LINES.join("\n"));
    let id = only(&home);
    let notice = "PENARIKAN SIARAN PERS: Lumbung Desa Dibuka di Sambas\n\
                  Mohon abaikan siaran pers sebelumnya karena datanya keliru.";
    shown(&home, "penarikan", notice);
    assert_eq!(kinds(&home, &id), ["publish", "withdrawal"]);
    assert_eq!(only(&home), id, "the notice itself is no release");
    let refused = listed(&home, &["sources", "--refused", "--json"]);
    assert!(refused.to_string().contains(&format!("it takes back `{id}`")), "{refused}");

    // one that names nothing we know waits for a person
    shown(&home, "lain", "DITARIK: Berita Yang Tidak Pernah Ada\nMohon diabaikan.");
    let held = listed(&home, &["releases", "--status", "held", "--json"]);
    assert_eq!(held.as_array().unwrap().len(), 1);
    assert!(good(&home, &["alerts"]).contains("waits for a person"));
}

#[test]
fn words_of_withdrawal_are_the_operators_own() {
    let home = home();
    let config = home.read("config/warta.toml");
    let own = "\n[stories]\nwithdrawal_words = [\"DIBATALKAN\"]\n";
    home.write("config/warta.toml", &format!("{config}{own}"));
    let text = LINES.join("\n");
    shown(&home, "lumbung", &text);
    let id = only(&home);
    shown(&home, "lumbung", &text.replace(LINES[0], "DITARIK: Lumbung Desa Dibuka di Sambas"));
    assert_eq!(kinds(&home, &id), ["publish", "update"], "a word like any other");
    shown(&home, "lumbung", &text.replace(LINES[0], "Dibatalkan - Lumbung Desa Dibuka"));
    assert_eq!(kinds(&home, &id), ["publish", "update", "withdrawal"]);
}

#[test]
fn words_of_correction_and_withdrawal_are_a_sources_own_too() {
    let home = home();
    let source = home.read("config/sources/kantor.toml");
    let own = "\n[rules]\nwithdrawal_words = [\"DICABUT\"]\ncorrection_words = [\"BETUL\"]\n";
    home.write("config/sources/kantor.toml", &format!("{source}{own}"));
    let text = LINES.join("\n");
    shown(&home, "lumbung", &text);
    let id = only(&home);
    shown(&home, "lumbung", &text.replace(LINES[0], "BETUL: Lumbung Desa Dibuka di Sambas"));
    assert_eq!(kinds(&home, &id), ["publish", "correction"]);
    shown(&home, "lumbung", &text.replace(LINES[0], "DICABUT: Lumbung Desa Dibuka di Sambas"));
    assert_eq!(kinds(&home, &id), ["publish", "correction", "withdrawal"]);
}

#[test]
fn a_correction_of_its_own_is_told_with_the_release_it_mends() {
    let home = home();
    shown(&home, "lumbung", &LINES.join("\n"));
    let earlier = only(&home);
    let notice = "RALAT: Lumbung Desa Dibuka di Sambas\n\
                  Padi yang disimpan adalah 12 ton, bukan 14 ton seperti tertulis semula.";
    shown(&home, "ralat", notice);
    assert_eq!(kinds(&home, &earlier), ["publish", "correction"]);
    let notices = listed(&home, &["notices", "--json"]);
    let told = notices.as_array().unwrap().iter().find(|one| one["kind"] == "correction").unwrap();
    assert_eq!(told["note"], "RALAT: Lumbung Desa Dibuka di Sambas");
    let releases = listed(&home, &["releases", "--json"]);
    let of_its_own = |one: &&Value| one["id"] != earlier.as_str();
    let mends = releases.as_array().unwrap().iter().find(of_its_own).unwrap();
    assert_eq!(mends["corrects"], earlier.as_str());
    assert_eq!(mends["headline"], "RALAT: Lumbung Desa Dibuka di Sambas");
    assert_eq!(kinds(&home, mends["id"].as_str().unwrap()), ["publish"]);
}

#[test]
fn a_correction_may_name_a_release_by_its_number() {
    let home = home();
    shown(&home, "lumbung", &LINES.join("\n"));
    shown(&home, "pasar", &format!("{}\n{}", "Siaran Pers Nomor 15/HM/2024", PASAR));
    let all = listed(&home, &["releases", "--json"]);
    let pasar = all.as_array().unwrap().iter().find(|one| one["reference"] == "15/HM/2024");
    let pasar = pasar.expect("the second has its number")["id"].as_str().unwrap().to_owned();
    let notice = "KOREKSI: Jumlah Pedagang\nDalam siaran pers 15/HM/2024 tertulis 40 pedagang; \
                  yang benar 44 pedagang.";
    shown(&home, "koreksi", notice);
    assert_eq!(kinds(&home, &pasar), ["publish", "correction"]);
    // one that names nothing we know is a release like any other
    shown(&home, "lain", "RALAT: Berita Lain Sama Sekali\nAngka yang benar adalah tujuh.");
    let all = listed(&home, &["releases", "--json"]);
    let lone = all.as_array().unwrap().iter().filter(|one| one["corrects"].is_null()).count();
    assert_eq!((all.as_array().unwrap().len(), lone), (4, 3));
}

#[test]
fn an_empty_listing_takes_nothing_back_until_a_person_says_so() {
    let home = home();
    shown(&home, "lumbung", &LINES.join("\n"));
    let id = only(&home);
    home.remove("drop/lumbung.txt");
    good(&home, &["pull"]);
    assert_eq!(kinds(&home, &id), ["publish"]);
    assert!(good(&home, &["alerts"]).contains("sources confirm kantor"));
    good(&home, &["sources", "confirm", "kantor"]);
    good(&home, &["pull"]);
    assert_eq!(kinds(&home, &id), ["publish", "withdrawal"]);
}

/// A feed that shows only its newest releases.
fn feed(names: &[&str]) -> String {
    let item = |name: &&str| {
        format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><title>Loket {name} Dibuka</title>\
             <description>Kantor Contoh membuka loket {name} di Pontianak.</description></item>"
        )
    };
    let items: String = names.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Kantor</title>{items}</channel></rss>")
}

/// Releases roll off the end of a feed, one, then all of them at once.
fn rolled_off(home: &Home) {
    let site = Site::start();
    let config = home.read("config/warta.toml");
    let fetch = "\n[fetch]\ncontact = \"desk@warta.example\"\nallow = [\"127.0.0.0/8\"]\n";
    home.write("config/warta.toml", &format!("{config}{fetch}"));
    let source = "[source]\nlanguage = \"id\"\nregion = \"ID\"\nschedule = \"every 5m\"\n[feed]\n";
    let url = site.url("/feed.xml");
    home.write("config/sources/kantor.toml", &format!("{source}url = \"{url}\"\n"));
    for names in [&["satu", "dua"][..], &["dua", "tiga"], &["empat", "lima"]] {
        site.put("/feed.xml", "application/rss+xml", feed(names));
        good(home, &["pull"]);
    }
    let releases = listed(home, &["releases", "--json"]);
    let usable = |one: &&Value| one["status"] == "usable";
    assert_eq!(releases.as_array().unwrap().iter().filter(usable).count(), 5);
    let notices = listed(home, &["notices", "--json"]);
    let kinds: Vec<&str> =
        notices.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert!(kinds.iter().all(|kind| *kind == "publish"), "{kinds:?}");
    assert!(!good(home, &["alerts"]).contains("gone at once"));
}

#[test]
fn a_feed_that_merely_rolled_on_takes_nothing_back() {
    rolled_off(&home());
}

#[test]
fn a_feed_that_merely_rolled_on_takes_nothing_back_on_postgresql() {
    let Some(database) = postgres() else { return };
    let home = home();
    on_postgres(&home, &database.url, &database.schema);
    rolled_off(&home);
}

#[test]
fn a_sealed_version_is_shown_to_the_desk_alone() {
    let home = home();
    let config = home.read("config/warta.toml");
    let publish = "[publish]\ndir = \"public\"\nversions = \"public\"\n";
    home.write("config/warta.toml", &format!("{config}\n{publish}"));
    let text = LINES.join("\n");
    shown(&home, "lumbung", &text);
    let id = only(&home);
    shown(&home, "lumbung", &text.replace("14 ton", "97 ton milik Raden"));
    shown(&home, "lumbung", &text.replace("14 ton", "12 ton"));
    let page = || home.read(&format!("public/id/releases/{id}/versions/index.html"));
    assert!(page().contains("<ins>milik Raden"), "{}", page());

    good(&home, &["seal", &id, "2"]);
    assert!(!page().contains("97"), "{}", page());
    assert!(page().contains("<del>14 </del><ins>12 </ins>ton"), "{}", page());
    let versions = listed(&home, &["release", &id, "--versions", "--json"]);
    assert!(versions[1]["sealed"].is_string() && versions[0]["sealed"].is_null(), "{versions:#}");
    assert!(good(&home, &["release", &id, "--versions"]).contains("correction, sealed"));
    assert!(good(&home, &["release", &id, "--diff", "1", "2"]).contains("{+97"));
    assert!(good(&home, &["seal", &id, "2"]).contains("sealed already"));

    good(&home, &["seal", &id, "2", "--off"]);
    assert!(page().contains("<ins>milik Raden"), "{}", page());
    for (version, words) in [("3", "the one that feeds show"), ("4", "no version 4")] {
        let output = home.warta(&["seal", &id, version]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}
