//! The program as a person meets it: exit codes, errors with a way out, output for programs.

use serde_json::Value;

use crate::support::home;

#[test]
fn wrong_use_and_wrong_configuration_end_with_two() {
    let home = home();
    assert_eq!(home.warta(&["fly"]).status.code(), Some(2));
    assert_eq!(home.warta(&["pull", "nobody"]).status.code(), Some(2));
    home.write("feeds/uji.toml", "languages = [\"indonesia\"]\nregions = [\"ID\"]\n");
    let output = home.warta(&["check"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("feeds/uji.toml:1:") && said.contains('^'), "{said}");
}

#[test]
fn help_is_no_failure() {
    let output = home().warta(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("withdraw"));
}

#[test]
fn a_feed_is_read_as_json_and_a_page_is_refused() {
    let home = home();
    home.write("a.rss", "<rss version='2.0'><channel><title>A</title></channel></rss>");
    home.write("b.html", "<html><body>no feed</body></html>");
    let path = home.at("a.rss").display().to_string();
    let read: Value = serde_json::from_slice(&home.warta(&["read", &path]).stdout).unwrap();
    assert_eq!((&read["ok"], &read["format"]), (&Value::Bool(true), &"rss20".into()));
    let path = home.at("b.html").display().to_string();
    assert_eq!(home.warta(&["read", &path]).status.code(), Some(1));
}

#[test]
fn trying_a_source_writes_nothing() {
    let home = home();
    home.write(
        "drop/a.txt",
        "Judul yang dicoba\nPONTIANAK - Isi siaran yang dicoba, Kamis (6/6/2024).",
    );
    let output = home.warta(&["try", "kantor", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["releases"][0]["headline"], "Judul yang dicoba");
    assert!(!home.at("data").exists());
}

#[test]
fn a_pull_leaves_a_whole_site_in_the_folder() {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    home.write("drop/a.txt", "Kantor Baru Dibuka\nMAKASSAR - Kantor baru dibuka di kota itu.");
    assert_eq!(home.warta(&["pull"]).status.code(), Some(0));
    assert!(home.read("public/id/ID/feed.rss").contains("Kantor Baru Dibuka"));
    assert!(home.read("public/id/ID-KB/feed.rss").contains("</channel>"), "empty, and there");
    assert!(home.read("public/style.css").contains("font-family"));
}
