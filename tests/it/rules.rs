//! What an operator says about one source: `[rules]` of its file, and the tests in the file.

use std::collections::BTreeSet;

use warta::domain::instant::from_seconds;
use warta::domain::release::Status;
use warta::domain::rules::{Part, Pattern, Rewrite, Rules, SubjectRule};
use warta::domain::{Draft, Language, Markup, Profile, Region, Rejection, Release, SourceId};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};

use crate::support::home;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

/// A release of an agency in Pontianak, read under these rules.
fn read(headline: &str, text: &str, rules: Rules) -> Result<Release, Rejection> {
    let profile = Profile {
        id: SourceId::parse("kantor").unwrap(),
        name: "Kantor Contoh".to_owned(),
        homepage: None,
        language: Language::parse("id").unwrap(),
        region: Some(Region::parse("ID-KB").unwrap()),
        timezone: None,
        rights: None,
        full_text: true,
        rules,
    };
    let draft = Draft {
        own_id: Some("1".to_owned()),
        headline: Some(headline.to_owned()),
        body: Some(Markup::Html(text.to_owned())),
        ..Draft::default()
    };
    let (repeated, gazetteer) = (BTreeSet::new(), Gazetteer::bundled());
    let seen = from_seconds(1_718_000_000);
    let setting = Setting { profile: &profile, gazetteer: &gazetteer, seen, repeated: &repeated };
    normalize::release(&draft, &setting)
}

const RAID: &str = "<p>PONTIANAK - Petugas menyita 2 kilogram sabu dari jaringan narkoba.</p>";
const VACANCY: &str = "<p>PONTIANAK - Kantor membuka lowongan bagi dua orang juru ketik.</p>";

#[test]
fn a_source_gives_only_what_its_operator_keeps() {
    let rules = Rules { keep: vec![pattern("narkoba"), pattern("sabu")], ..Rules::default() };
    assert!(read("Dua Kilogram Disita", RAID, rules.clone()).is_ok());
    assert_eq!(read("Lowongan Kerja", VACANCY, rules).unwrap_err().rule, "keep");
}

#[test]
fn what_is_dropped_is_refused_with_the_words_that_did_it() {
    let rules = Rules { drop: vec![pattern(r"\blowongan\b")], ..Rules::default() };
    let refused = read("Juru Ketik Dicari", VACANCY, rules.clone()).unwrap_err();
    assert_eq!((refused.rule, refused.why.contains("`lowongan`")), ("drop", true));
    assert!(read("Dua Kilogram Disita", RAID, rules).is_ok());
}

#[test]
fn what_is_held_waits_for_a_person() {
    let rules = Rules { hold: vec![pattern("^draf")], ..Rules::default() };
    let held = read("DRAF: Dua Kilogram Disita", RAID, rules.clone()).unwrap();
    assert_eq!(held.status, Status::Held);
    assert_eq!(held.evidence["status"][0].words, "DRAF");
    assert_eq!(read("Dua Kilogram Disita", RAID, rules).unwrap().status, Status::Usable);
}

#[test]
fn words_are_rewritten_before_any_rule_reads_them() {
    let rewrite = |part, find, with: &str| {
        let find = pattern(find);
        Rewrite { part, find, with: with.to_owned() }
    };
    let rules = Rules {
        rewrite: vec![
            rewrite(Part::Headline, r"^siaran pagi\s*\|\s*", ""),
            rewrite(Part::Text, r#"<div class="iklan">.*?</div>"#, ""),
            rewrite(Part::Text, "^<p>PTK", "<p>PONTIANAK"),
        ],
        ..Rules::default()
    };
    let text = "<p>PTK - Kantor dibuka.</p><div class=\"iklan\">Beli!</div><p>Ramai.</p>";
    let release = read("Siaran Pagi | Kantor Baru Dibuka", text, rules).unwrap();
    assert_eq!(release.headline, "Kantor Baru Dibuka");
    assert_eq!(release.dateline.as_ref().unwrap().place.as_deref(), Some("Pontianak"));
    assert_eq!(release.text(), "Kantor dibuka.\nRamai.");
}

#[test]
fn pinned_regions_and_languages_stand_whatever_the_text_says() {
    let rules = Rules {
        regions: vec![Region::parse("ID-SN").unwrap(), Region::parse("ID").unwrap()],
        language: Some(Language::parse("ms").unwrap()),
        ..Rules::default()
    };
    let release = read("Dua Kilogram Disita", RAID, rules).unwrap();
    let codes: Vec<&str> = release.regions.iter().map(|region| region.code.as_str()).collect();
    assert_eq!((codes, release.national), (vec!["ID-SN", "ID"], true));
    assert_eq!(release.language.as_str(), "ms");
}

#[test]
fn a_release_has_the_topics_of_its_words_and_those_of_its_operator() {
    let found = read("Sabu Dua Kilogram Disita", RAID, Rules::default()).unwrap();
    assert_eq!(found.subjects, ["medtop:20000095", "medtop:02000000"]);
    let none = read("Juru Ketik Dicari", VACANCY, Rules::default()).unwrap();
    assert_eq!(none.subjects, [""; 0], "one word in the text is no topic");
    let when = pattern("juru ketik");
    let rule = SubjectRule { when, add: vec!["medtop:20000509".into(), "kantor".into()] };
    let rules = Rules { subjects: vec![rule], ..Rules::default() };
    let own = read("Juru Ketik Dicari", VACANCY, rules).unwrap();
    assert_eq!(own.subjects, ["medtop:20000509", "kantor"]);
}

#[test]
fn the_tests_of_a_source_hold_its_rules() {
    let home = home();
    home.write(
        "config/sources/kantor.toml",
        "[source]\nlanguage = \"id\"\nregion = \"ID-KB\"\n[folder]\npath = \"drop\"\n\
         [rules]\ndrop = ['\\blowongan\\b']\nhold = ['^draf']\nregions = [\"ID-SN\"]\n\
         [[test]]\ndocument = \"lowongan.txt\"\nrefused = \"drop\"\nreleases = 0\n\
         [[test]]\ndocument = \"draf.txt\"\nheld = true\nregions = [\"ID-SN\"]\n\
         subjects = [\"medtop:20000095\"]\n",
    );
    let document = |name: &str, text: &str| home.write(&format!("config/documents/{name}"), text);
    document("lowongan.txt", "Juru Ketik Dicari\nPONTIANAK - Kantor membuka lowongan kerja.\n");
    document("draf.txt", "Draf: Sabu Disita\nPONTIANAK - Petugas menyita sabu di pasar.\n");
    let output = home.warta(&["check"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("tests of sources: 2 of 2 passed"), "{told}");
    // and they fail when the rules are gone
    let file = home.read("config/sources/kantor.toml");
    home.write("config/sources/kantor.toml", &file.replace("drop = ['\\blowongan\\b']\n", ""));
    let output = home.warta(&["check"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("is refused by nothing, not by `drop`"), "{told}");
}

#[test]
fn what_is_held_or_never_translated_stays_out_of_feeds_until_a_person_says_so() {
    let home = home();
    home.write(
        "config/sources/kantor.toml",
        "[source]\nlanguage = \"id\"\nregion = \"ID-KB\"\n[folder]\npath = \"drop\"\n\
         [rules]\nhold = ['^draf']\ntranslate = false\n",
    );
    home.write("drop/a.txt", "Draf: Sabu Disita\nPONTIANAK - Petugas menyita sabu di pasar.\n");
    home.write("drop/b.txt", "Kantor Baru Dibuka\nPONTIANAK - Kantor baru dibuka di kota itu.\n");
    assert_eq!(home.warta(&["pull"]).status.code(), Some(0));
    let told = |args: &[&str]| String::from_utf8(home.warta(args).stdout).unwrap();
    assert!(told(&["releases", "--status", "held"]).contains("Draf: Sabu Disita"));
    assert!(told(&["alerts"]).contains("warta reinstate"));
    let translations = || {
        let jobs: serde_json::Value = serde_json::from_str(&told(&["jobs", "--json"])).unwrap();
        jobs.as_array().unwrap().iter().filter(|job| job["kind"] == "translate").count()
    };
    assert_eq!(translations(), 0);
    let file = home.read("config/sources/kantor.toml");
    home.write("config/sources/kantor.toml", &file.replace("translate = false", ""));
    home.write("drop/c.txt", "Kantor Lama Ditutup\nPONTIANAK - Kantor lama di kota itu ditutup.\n");
    assert_eq!(home.warta(&["pull"]).status.code(), Some(0));
    assert_ne!(translations(), 0, "only the rule kept it from the engines");
}
