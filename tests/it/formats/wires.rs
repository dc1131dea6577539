//! What newsroom systems and search engines are sent of one release.

use serde_json::{Value, json};
use warta::domain::Entry;
use warta::domain::feed::Form;
use warta::render::{Around, FORMATS, Scope};

use super::cast::{self, site};
use super::{fragments, golden, named, released};

const WIRES: [(&str, &str); 3] = [
    ("ninjs-release", "ninjs.json"),
    ("ninjs1-release", "ninjs1.json"),
    ("newsml-release", "newsml.xml"),
];

/// A release in each form that systems are sent.
fn releases() -> Vec<(&'static str, Entry)> {
    vec![
        ("original", cast::with_picture(cast::corrected("00000000000b", 400))),
        ("partial", cast::partial("00000000000b", 400, "ms")),
        ("translated", cast::with_picture(cast::translated("00000000000a", 300, "en"))),
        ("ar", cast::translated("00000000000a", 300, "ar")),
        ("zh", cast::translated("00000000000a", 300, "zh-Hant")),
        ("title", cast::title_only("00000000000d", 600, "ms")),
        ("withdrawn", cast::withdrawn("00000000000e", 700, "ms")),
        ("hostile", cast::hostile("00000000000f", 800)),
    ]
}

fn news() -> String {
    let format = named("news");
    let entries: Vec<Entry> = releases().into_iter().map(|(_, entry)| entry).collect();
    let mut fragments = fragments(format, &entries);
    fragments.retain(|fragment| !fragment.text.is_empty());
    String::from_utf8(format.wrap(Around::Recent, &fragments, &site()).unwrap()).unwrap()
}

fn json(name: &str, entry: &Entry) -> Value {
    serde_json::from_str(&released(name, entry)).unwrap()
}

#[test]
fn what_systems_are_sent_is_what_it_was() {
    for (name, entry) in releases() {
        for (format, ending) in WIRES {
            golden(&format!("release-{name}.{ending}"), &released(format, &entry));
        }
    }
    golden("sitemap-news.xml", &news());
}

#[test]
fn both_versions_of_ninjs_say_the_same() {
    for (_, entry) in releases() {
        let (new, old) = (json("ninjs-release", &entry), json("ninjs1-release", &entry));
        assert_eq!(new["uri"], old["uri"]);
        assert_eq!(new["headlines"][0]["value"], old["headline"]);
        assert_eq!(new["versionCreated"], old["versioncreated"]);
        assert_eq!(new["edNote"], old["ednote"]);
        assert_eq!(new["bodies"][0]["value"], old["body_html"]);
        assert_eq!(new["pubStatus"], old["pubstatus"]);
        assert!(!old["versioncreated"].as_str().unwrap().contains('.'), "Superdesk fails on it");
    }
}

#[test]
fn a_system_is_told_that_a_release_was_taken_back() {
    let entry = cast::withdrawn("00000000000e", 700, "ms");
    let ninjs = json("ninjs-release", &entry);
    assert_eq!(ninjs["pubStatus"], "canceled");
    assert_eq!((&ninjs["bodies"], &ninjs["descriptions"]), (&Value::Null, &Value::Null));
    assert!(ninjs["edNote"].as_str().unwrap().contains("Salah kirim"), "{ninjs}");
    let newsml = released("newsml-release", &entry);
    assert!(newsml.contains("<pubStatus qcode=\"stat:canceled\"/>"), "{newsml}");
    assert!(!newsml.contains("contentSet"), "{newsml}");
    for format in FORMATS.iter().filter(|format| format.scope() == Scope::Release) {
        let gone = if format.name() == "release" { 410 } else { 200 };
        assert_eq!(format.status(Form::Withdrawn), gone, "{}", format.name());
        assert_eq!(format.status(Form::Original), 200);
    }
}

#[test]
fn a_correction_and_a_machine_are_named_to_editors() {
    let corrected = json("ninjs-release", &cast::corrected("00000000000b", 400));
    assert_eq!(corrected["edNote"], "Dikoreksi oleh sumbernya pada 1 Juni 2026.");
    assert_eq!(corrected["version"], "2");
    let entry = cast::translated("00000000000a", 300, "en");
    let ninjs = json("ninjs-release", &entry);
    let made = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    assert_eq!(ninjs["digitalSourceType"]["uri"], made);
    assert_eq!(ninjs["infoSources"][1], json!({ "name": "DeepL", "role": "translator" }));
    let newsml = released("newsml-release", &entry);
    assert!(newsml.contains(&format!("<digitalSourceType uri=\"{made}\"/>")), "{newsml}");
    assert!(newsml.contains("<contributor>"), "{newsml}");
    let plain = json("ninjs-release", &cast::original("00000000000a", 300));
    assert_eq!((&plain["edNote"], &plain["digitalSourceType"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_body_goes_out_as_xhtml_and_as_it_is() {
    let newsml = released("newsml-release", &cast::original("00000000000a", 300));
    let (xhtml, data) = (newsml.find("<inlineXML"), newsml.find("<inlineData"));
    assert!(xhtml.is_some() && xhtml < data, "the one with all its markup is last: {newsml}");
}

#[test]
fn a_picture_is_named_alike_in_all_languages() {
    let picture = |entry: Entry| {
        let ninjs = json("ninjs-release", &cast::with_picture(entry));
        ninjs["associations"][0]["uri"].clone()
    };
    let id = picture(cast::original("00000000000a", 300));
    assert_eq!(id, "tag:warta.example,2026:release/sungai/00000000000a/media/1");
    assert_eq!(picture(cast::translated("00000000000a", 300, "en")), id);
}

#[test]
fn only_what_can_be_read_in_its_language_is_news() {
    let news = news();
    assert_eq!(news.matches("<url>").count(), 6, "{news}");
    assert!(!news.contains("00000000000e") && !news.contains("00000000000d"), "{news}");
    assert!(news.contains("<news:language>zh-tw</news:language>"), "{news}");
    assert_eq!(news.matches("hreflang=\"zh-Hant\"").count(), 1, "its own language too: {news}");
}
