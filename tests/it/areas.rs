//! Regions of the operator's own, from `config/regions.toml` to feeds, with the program itself.

use std::process::Output;

use crate::support::home;
use crate::support::home::Home;

const RELEASE: &str = "Warga Pesisir Dilatih Menyimpan Bahan Kimia\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

const REGIONS: &str = "[borneo]\n\
regions = [\"ID-KB\", \"ID-KI\", \"MY-12\"]\n\
names = { id = \"Kalimantan Raya\", en = \"Borneo\" }\n\
[sulawesi]\n\
regions = [\"ID-SN\", \"ID-SA\"]\n";

fn good(home: &Home, arguments: &[&str]) -> Output {
    let output = home.warta(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

/// A home with two regions of its own, and a feed of each and of the country.
fn newsroom() -> Home {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    home.write("config/regions.toml", REGIONS);
    let feeds = "languages = [\"id\"]\nregions = [\"ID\", \"borneo\", \"sulawesi\"]\n";
    home.write("feeds/uji.toml", feeds);
    home
}

#[test]
fn a_release_of_a_part_is_in_the_feed_of_the_whole() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    let feed = home.read("public/id/borneo/feed.rss");
    assert!(feed.contains("Kalimantan Raya") && feed.contains("Warga Pesisir"), "{feed}");
    assert_eq!(feed.matches("</item>").count(), 1);
    let other = home.read("public/id/sulawesi/feed.rss");
    assert!(!other.contains("Warga Pesisir"), "{other}");
    home.remove("drop/pelatihan.txt");
    home.write("drop/lain.txt", "Kantor Baru Dibuka\nMAKASSAR - Kantor baru dibuka di kota itu.");
    good(&home, &["pull"]);
    let feed = home.read("public/id/borneo/feed.rss");
    assert!(!feed.contains("Sebanyak 120 warga"), "taken back by its source: {feed}");
    assert!(home.read("public/id/sulawesi/feed.rss").contains("Kantor Baru Dibuka"));
}

#[test]
fn another_definition_changes_what_old_releases_are_in() {
    let home = newsroom();
    home.write("drop/pelatihan.txt", RELEASE);
    good(&home, &["pull"]);
    home.write("config/regions.toml", &REGIONS.replace("\"ID-KB\", ", ""));
    good(&home, &["pull"]);
    assert!(!home.read("public/id/borneo/feed.rss").contains("Warga Pesisir"));
    home.write("config/regions.toml", &REGIONS.replace("\"ID-SN\"", "\"ID-KB\""));
    good(&home, &["pull"]);
    assert!(home.read("public/id/sulawesi/feed.rss").contains("Warga Pesisir"));
}

/// What lies in all its parts' country is the country's, too; never what is above one alone.
#[test]
fn a_source_may_be_of_a_region_of_ones_own() {
    let home = newsroom();
    let source = home.read("config/sources/kantor.toml");
    let source = source.replace("region = \"ID\"", "region = \"sulawesi\"");
    home.write("config/sources/kantor.toml", &source);
    home.write("drop/a.txt", "Kantor Baru Dibuka\nKantor baru itu dibuka untuk umum kemarin pagi.");
    good(&home, &["pull"]);
    for region in ["sulawesi", "ID"] {
        let feed = home.read(&format!("public/id/{region}/feed.json"));
        assert!(feed.contains("Kantor Baru Dibuka"), "{region}: {feed}");
    }
    assert!(!home.read("public/id/borneo/feed.json").contains("Kantor Baru Dibuka"));
}

#[test]
fn a_feed_into_which_nothing_can_come_is_warned_of() {
    let home = home();
    let said = |home: &Home| String::from_utf8(good(home, &["check"]).stdout).unwrap();
    assert!(!said(&home).contains("warning"), "{}", said(&home));
    let config = home.read("config/warta.toml");
    let engines = config.find("[[engine]]").unwrap();
    home.write("config/warta.toml", config.split_at(engines).0);
    let without = said(&home);
    let warning = "feeds/uji.toml: no source of it writes `ms`, and no engine translates into it";
    assert!(without.contains(warning) && without.contains("show originals"), "{without}");
    assert!(!without.contains("writes `id`"), "{without}");
}
