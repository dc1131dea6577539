//! Entries to documents: what readers get, kept as golden files and read back strictly.
//!
//! `WARTA_BLESS=1` writes the golden files anew; look at the difference before keeping it.

mod bodies;
mod cast;
mod scenes;
mod wires;

use std::collections::BTreeSet;
use std::path::Path;

use atom_syndication::Feed;
use rss::Channel;
use serde_json::Value;
use warta::domain::entry::{Entry, Fragment};
use warta::domain::feed::Form;
use warta::domain::instant::rfc3339;
use warta::render::{Around, FORMATS, Format, Scope, format, pages, style};

use cast::site;
use scenes::{Scene, scenes};

const FEEDS: [&str; 3] = ["rss", "atom", "json"];

fn named(name: &str) -> &'static dyn Format {
    format(name).unwrap_or_else(|| panic!("no format `{name}`"))
}

fn fragments(format: &dyn Format, entries: &[Entry]) -> Vec<Fragment> {
    entries
        .iter()
        .map(|entry| Fragment {
            updated: entry.updated,
            text: format.entry(entry, &site()).unwrap().into(),
        })
        .collect()
}

fn feed(name: &str, scene: &Scene) -> String {
    let format = named(name);
    let fragments = fragments(format, &scene.entries);
    let bytes = format.wrap(Around::Feed(&scene.head), &fragments, &site()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn page(entry: &Entry) -> String {
    released("release", entry)
}

/// The document of one release in a format.
fn released(name: &str, entry: &Entry) -> String {
    let format = named(name);
    let fragments = fragments(format, std::slice::from_ref(entry));
    String::from_utf8(format.wrap(Around::Release(entry), &fragments, &site()).unwrap()).unwrap()
}

fn whole_site(name: &str) -> String {
    let lines = scenes::lines();
    String::from_utf8(
        named(name).wrap(Around::Site(&lines, cast::at(14), &[]), &[], &site()).unwrap(),
    )
    .unwrap()
}

#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    if std::env::var_os("WARTA_BLESS").is_some_and(|set| set == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} is not what it was; WARTA_BLESS=1 writes it anew:\n{text}");
}

#[test]
fn feeds_are_what_they_were() {
    for scene in scenes() {
        for name in FEEDS {
            golden(&format!("{}.{name}", scene.name), &feed(name, &scene));
        }
        golden(&format!("{}.html", scene.name), &feed("html", &scene));
        if !scene.entries.is_empty() {
            golden(&format!("{}.ndjson", scene.name), &feed("ninjs", &scene));
        }
    }
}

#[test]
fn pages_are_what_they_were() {
    golden(
        "release-original.html",
        &page(&cast::with_picture(cast::corrected("00000000000b", 400))),
    );
    golden("release-partial.html", &page(&cast::partial("00000000000b", 400, "ms")));
    golden("release-pending.html", &page(&cast::pending("00000000000c", 500, "ar")));
    golden("release-withdrawn.html", &page(&cast::withdrawn("00000000000e", 700, "ms")));
    golden("release-hostile.html", &page(&cast::hostile("00000000000f", 800)));
    golden("index.html", &whole_site("index"));
    golden("feeds.opml", &whole_site("opml"));
    golden("sitemap.xml", &whole_site("sitemap"));
    let error = pages::error(404, &cast::language("id"), &site());
    golden("error-404.html", &String::from_utf8(error).unwrap());
}

#[test]
fn two_renders_are_equal() {
    for scene in scenes() {
        for format in FORMATS.iter().filter(|format| format.scope() == Scope::Feed) {
            assert_eq!(feed(format.name(), &scene), feed(format.name(), &scene));
        }
    }
}

#[test]
fn a_strict_reader_reads_every_entry_back() {
    for scene in scenes() {
        let ids: Vec<&str> = scene.entries.iter().map(|entry| entry.tag.as_str()).collect();
        let channel = Channel::read_from(feed("rss", &scene).as_bytes()).unwrap();
        let guids = channel.items().iter().map(|item| item.guid().unwrap().value());
        assert_eq!(guids.collect::<Vec<_>>(), ids, "{}", scene.name);
        let atom = Feed::read_from(feed("atom", &scene).as_bytes()).unwrap();
        let entries = atom.entries().iter().map(atom_syndication::Entry::id);
        assert_eq!(entries.collect::<Vec<_>>(), ids, "{}", scene.name);
        let json: Value = serde_json::from_str(&feed("json", &scene)).unwrap();
        let items = json["items"].as_array().unwrap();
        let items = items.iter().map(|item| item["id"].as_str().unwrap());
        assert_eq!(items.collect::<Vec<_>>(), ids, "{}", scene.name);
    }
}

#[test]
fn all_formats_show_the_same_title_body_and_times() {
    for scene in scenes() {
        let channel = Channel::read_from(feed("rss", &scene).as_bytes()).unwrap();
        let atom = Feed::read_from(feed("atom", &scene).as_bytes()).unwrap();
        let json: Value = serde_json::from_str(&feed("json", &scene)).unwrap();
        for (n, item) in channel.items().iter().enumerate() {
            let (entry, object) = (&atom.entries()[n], &json["items"][n]);
            assert_eq!(item.title(), Some(entry.title().as_str()), "{}", scene.name);
            assert_eq!(item.title(), object["title"].as_str());
            assert_eq!(item.content(), entry.content().unwrap().value());
            assert_eq!(item.content(), object["content_html"].as_str());
            assert_eq!(
                object["summary"].as_str(),
                entry.summary().map(atom_syndication::Text::as_str)
            );
            let updated = rfc3339(scene.entries[n].updated);
            assert_eq!(object["date_modified"].as_str(), Some(updated.as_str()));
            assert_eq!(entry.updated().timestamp(), scene.entries[n].updated.timestamp());
        }
    }
}

#[test]
fn an_item_has_one_page_of_its_own_and_it_stands_before_the_id() {
    for scene in scenes() {
        let rss = feed("rss", &scene);
        for item in rss.split("<item").skip(1) {
            assert_eq!(item.matches("<link>").count(), 1);
            assert!(!item.contains("rel=\"alternate\""), "{item}");
        }
        for entry in feed("atom", &scene).split("<entry").skip(1) {
            assert_eq!(entry.matches("rel=\"alternate\"").count(), 1);
            assert!(entry.find("rel=\"alternate\"") < entry.find("<id>"), "{entry}");
        }
    }
}

#[test]
fn nothing_that_breaks_readers_comes_through() {
    for scene in scenes() {
        for format in FORMATS.iter().filter(|format| format.scope() == Scope::Feed) {
            let text = feed(format.name(), &scene);
            let wrong = |c: &char| match c {
                '\n' | '\t' => false,
                '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{feff}' => true,
                _ => false,
            };
            assert_eq!(text.chars().find(wrong), None, "{} {}", scene.name, format.name());
        }
        let json: Value = serde_json::from_str(&feed("json", &scene)).unwrap();
        for item in json["items"].as_array().unwrap() {
            let title = item["title"].as_str().unwrap();
            let overrides =
                |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!title.contains(overrides), "{title}");
            let opens =
                |pair: &(char, char)| pair.0 == '<' && (pair.1 == '/' || pair.1.is_alphabetic());
            assert_eq!(title.chars().zip(title.chars().skip(1)).find(opens), None, "{title}");
            assert!(item["summary"].as_str().is_some_and(|summary| !summary.is_empty()));
        }
    }
}

#[test]
fn rss_text_has_hexadecimal_references_only() {
    let hostile = scenes().into_iter().find(|scene| scene.name == "hostile").unwrap();
    let mut rest = feed("rss", &hostile);
    while let Some(start) = rest.find("<![CDATA[") {
        let end = rest.find("]]>").unwrap();
        rest.replace_range(start..end + 3, "");
    }
    let texts: String =
        rest.split('<').filter_map(|part| part.split_once('>')).map(|p| p.1).collect();
    assert!(texts.contains("&#x26;") && texts.contains("&#x3C;"), "{texts}");
    assert!(!texts.contains("&amp;") && !texts.contains("&lt;"), "{texts}");
}

#[test]
fn a_withdrawal_tells_nothing_of_what_was_taken_back() {
    for tag in ["id", "ms", "ar"] {
        let entry = cast::withdrawn("00000000000e", 700, tag);
        let secrets = [
            entry.headline.as_str(),
            "sumur",
            "siaran-pers/",
            "translationOfWork",
            "releases/sungai/00000000000e/id\"",
            "digitalsourcetype",
            "Apertium",
            "medtop",
            "tkc",
        ];
        for format in FORMATS.iter().filter(|format| format.scope() != Scope::Site) {
            let text = if format.scope() == Scope::Release {
                released(format.name(), &entry)
            } else {
                format.entry(&entry, &site()).unwrap()
            };
            for secret in secrets {
                assert!(!text.contains(secret), "{tag} {} tells {secret}: {text}", format.name());
            }
        }
        let json: Value =
            serde_json::from_str(&named("json").entry(&entry, &site()).unwrap()).unwrap();
        assert!(json["content_html"].as_str().unwrap().contains("Salah kirim &lt;b&gt;oleh"));
        assert!(json["title"].as_str().unwrap().contains("Badan Sungai Contoh"));
    }
}

#[test]
fn importers_get_the_pictures_they_take() {
    let entry = cast::with_picture(cast::original("00000000000a", 0));
    let rss = named("rss").entry(&entry, &site()).unwrap();
    assert!(
        rss.contains(
            "<enclosure url=\"https://sungai.example/foto/sumur.jpg?a=1&amp;b=2\" \
        length=\"48211\" type=\"image/jpeg\"/>"
        ),
        "{rss}"
    );
    assert!(!rss.contains("webp"), "{rss}");
    assert!(page(&entry).contains("sumur.webp"));
}

#[test]
fn a_long_text_gets_a_summary_that_ends_at_a_word() {
    let mut entry = cast::original("00000000000a", 0);
    let again = entry.body.clone();
    entry.body.extend(again);
    let json = named("json").entry(&entry, &site()).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let summary = json["summary"].as_str().unwrap();
    assert!(summary.starts_with("Kepala Badan Sungai Contoh"), "{summary}");
    assert!(!summary.contains("Tiga tahap"), "a heading is no part of it: {summary}");
    assert!(summary.chars().count() <= 301 && summary.ends_with('\u{2026}'), "{summary}");
}

#[test]
fn a_hundred_kilobytes_of_body_are_one_entry() {
    let mut entry = cast::original("00000000000a", 0);
    let block = entry.body[0].clone();
    entry.body = vec![block; 800];
    for name in FEEDS {
        assert!(named(name).entry(&entry, &site()).unwrap().len() > 100_000, "{name}");
    }
}

#[test]
fn the_list_of_feeds_names_each_once() {
    let opml = whole_site("opml");
    let addresses: Vec<&str> =
        opml.split("xmlUrl=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(addresses.len(), scenes::lines().len());
    assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), addresses.len());
    assert!(addresses.contains(&"https://warta.example/id/feed.rss"), "{addresses:?}");
}

#[test]
fn pages_need_no_script_and_no_style_of_their_own() {
    let mut all = vec![whole_site("index"), page(&cast::hostile("00000000000f", 800))];
    all.extend(scenes().iter().map(|scene| feed("html", scene)));
    for page in all {
        assert!(!page.contains("style=") && !page.contains("<style"), "{page}");
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, page.matches("<script type=\"application/ld+json\">").count());
        assert!(page.contains("<link rel=\"stylesheet\" href=\"/style.css\">"));
        assert!(page.starts_with("<!doctype html>\n<html lang=\""), "{page}");
        assert!(!page.contains("javascript:"), "{page}");
    }
    assert!(style::CSS.contains("prefers-color-scheme: dark"));
}

#[test]
fn every_form_has_a_page() {
    let forms = [
        cast::original("00000000000a", 0),
        cast::translated("00000000000a", 0, "en"),
        cast::pending("00000000000a", 0, "en"),
        cast::title_only("00000000000a", 0, "en"),
        cast::withdrawn("00000000000a", 0, "en"),
    ];
    let known: BTreeSet<Form> = forms.iter().map(|entry| entry.form).collect();
    assert_eq!(known.len(), forms.len());
    for entry in &forms {
        assert!(page(entry).contains("<h1"), "{:?}", entry.form);
    }
}

#[test]
fn a_feed_links_to_each_other_language_once() {
    let mut scene = scenes().remove(0);
    scene.head.sisters.extend(scene.head.sisters.clone());
    scene.head.sisters.push(warta::domain::entry::SisterFeed {
        language: cast::language("id"),
        path: "/id/ID/".to_owned(),
    });
    for name in ["rss", "atom"] {
        let text = feed(name, &scene);
        let alternates = text.matches(&format!("/feed.{name}\"")).count();
        assert_eq!(alternates, 3, "itself, English and Malay: {text}");
    }
}

#[test]
fn a_selection_is_called_by_its_title_or_else_by_its_slug() {
    let mut scene = scenes().remove(0);
    scene.head.slug = Some("sungai".to_owned());
    assert!(
        feed("rss", &scene)
            .contains("<title>Warta: Kalimantan Barat, sungai (Bahasa Indonesia)</title>")
    );
    scene.head.title = Some("Sungai & Danau".to_owned());
    assert!(feed("rss", &scene).contains("<title>Sungai &#x26; Danau</title>"));
}

#[test]
fn a_format_refuses_what_it_is_not_about() {
    let scene = scenes().remove(0);
    for format in FORMATS {
        let wrong = match format.scope() {
            Scope::Site | Scope::Recent => Around::Feed(&scene.head),
            Scope::Feed | Scope::Release => Around::Site(&[], cast::at(0), &[]),
        };
        let refused = format.wrap(wrong, &[], &site()).unwrap_err();
        assert_eq!(refused.format, format.name());
    }
}
