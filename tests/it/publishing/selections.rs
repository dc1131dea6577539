//! Feeds by selection: sources, subjects, what was translated, and both languages in one.

use std::time::Duration;

use warta::pipeline::Newsroom;
use warta::schedule::worker;

use super::{RELEASE, newsroom, round};
use crate::support::home::Home;
use crate::support::{block_on, home};

/// A newsroom with one feed file, to which one release came.
async fn with(home: &Home, feed: &str) -> Newsroom {
    home.write("feeds/uji.toml", feed);
    home.write("drop/a.txt", RELEASE);
    let newsroom = newsroom(home).await;
    round(&newsroom).await;
    newsroom.clock.advance(Duration::from_hours(1));
    worker::until_idle(&newsroom, Duration::from_secs(2), &|| {}).await.unwrap();
    newsroom
}

async fn items(newsroom: &Newsroom, address: &str) -> Vec<String> {
    let Some(stored) = newsroom.store.document(address).await.unwrap() else { return Vec::new() };
    let json: serde_json::Value = serde_json::from_slice(&stored.body).unwrap();
    let items = json["items"].as_array().unwrap();
    items.iter().map(|item| item["content_html"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn check(more: &str, expected: &[(&str, usize)]) {
    let feed = format!("languages = [\"id\", \"ms\"]\nregions = [\"ID-KB\"]\n{more}");
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(path, count)| ((*path).to_owned(), *count)).collect();
    block_on(async move {
        let home = home();
        let newsroom = with(&home, &feed).await;
        for (path, count) in expected {
            assert_eq!(items(&newsroom, &path).await.len(), count, "{feed}: {path}");
        }
    });
}

#[test]
fn a_feed_of_translations_holds_no_original() {
    check(
        "slug = \"terjemahan\"\nonly = \"translations\"\n",
        &[("/id/ID-KB/terjemahan/feed.json", 0), ("/ms/ID-KB/terjemahan/feed.json", 1)],
    );
}

#[test]
fn a_feed_of_originals_asks_for_no_translation() {
    block_on(async {
        let home = home();
        let feed = "languages = [\"id\", \"ms\"]\nregions = [\"ID-KB\"]\nonly = \"originals\"\n";
        let newsroom = with(&home, feed).await;
        assert_eq!(items(&newsroom, "/id/ID-KB/feed.json").await.len(), 1);
        assert!(items(&newsroom, "/ms/ID-KB/feed.json").await.is_empty());
        let release = newsroom.store.find("kantor/").await.unwrap();
        let standing = newsroom.store.release(&release).await.unwrap().unwrap();
        assert!(standing.translations.is_empty(), "{:?}", standing.translations);
    });
}

#[test]
fn a_feed_of_a_subject_holds_what_is_about_it() {
    check("subjects = [\"medtop:20000450\"]\n", &[("/id/ID-KB/feed.json", 0)]);
    check("subjects = []\n", &[("/id/ID-KB/feed.json", 1)]);
}

#[test]
fn a_bilingual_feed_shows_the_original_after_its_translation() {
    block_on(async {
        let home = home();
        home.write("feeds/dua.toml", "languages = [\"ms\"]\nregions = [\"ID-KB\"]\n");
        let feed = "languages = [\"ms\"]\nregions = [\"ID-KB\"]\nslug = \"dwibahasa\"\n\
                    bilingual = true\n";
        let newsroom = with(&home, feed).await;
        let both = items(&newsroom, "/ms/ID-KB/dwibahasa/feed.json").await;
        let original = "<div class=\"warta-original\" lang=\"id\">\n<p>PONTIANAK - Badan Contoh";
        assert!(both[0].contains(original), "{both:?}");
        let plain = items(&newsroom, "/ms/ID-KB/feed.json").await;
        assert!(!plain[0].contains("warta-original"), "{plain:?}");
    });
}

/// A newsroom with a feed of a query, beside the whole edition.
async fn asking(home: &Home, query: &str) -> Newsroom {
    home.write("feeds/semua.toml", "languages = [\"id\", \"ms\"]\nregions = [\"ID-KB\"]\n");
    let feed = format!(
        "languages = [\"id\", \"ms\"]\nregions = [\"ID-KB\"]\nslug = \"kimia\"\n\
         query = \"{query}\"\nentries = 1\n"
    );
    with(home, &feed).await
}

#[test]
fn a_feed_of_a_query_holds_what_is_found_in_its_language() {
    block_on(async {
        for (query, count) in [("kimia kalbar -sungai", 1), ("sungai", 0), ("kimia -pesisir", 0)] {
            let home = home();
            let newsroom = asking(&home, query).await;
            for language in ["id", "ms"] {
                let path = format!("/{language}/ID-KB/kimia/feed.json");
                assert_eq!(items(&newsroom, &path).await.len(), count, "{query}: {path}");
            }
        }
    });
}

#[test]
fn a_correction_takes_a_release_out_of_a_query_and_a_withdrawal_is_told_in_it() {
    block_on(async {
        let home = home();
        let newsroom = asking(&home, "kimia").await;
        let shown = async || items(&newsroom, "/id/ID-KB/kimia/feed.json").await;
        home.write("drop/a.txt", &RELEASE.replace("Bahan Kimia", "Bahan Pangan"));
        round(&newsroom).await;
        assert!(shown().await.is_empty());
        home.write("drop/a.txt", RELEASE);
        round(&newsroom).await;
        assert_eq!(shown().await.len(), 1);
        std::fs::remove_file(home.at("drop/a.txt")).unwrap();
        home.write(
            "drop/b.txt",
            "Jalan Desa Diperbaiki\nPONTIANAK - Dinas Contoh memperbaiki jalan, Jumat (7/6/2024).\n\
             Pekerjaan selesai sore hari.\n",
        );
        round(&newsroom).await;
        let notice = shown().await;
        assert!(notice.len() == 1 && !notice[0].contains("Kimia"), "{notice:?}");
    });
}

#[test]
fn pages_of_a_query_miss_nothing_that_came_at_once() {
    block_on(async {
        let home = home();
        for n in 0..5 {
            home.write(&format!("drop/{n}.txt"), &RELEASE.replace("120", &format!("{}", 200 + n)));
        }
        let newsroom = asking(&home, "kimia").await;
        let mut ids = std::collections::BTreeSet::new();
        let mut next = Some("/id/ID-KB/kimia/feed.json".to_owned());
        while let Some(path) = next {
            let stored = newsroom.store.document(&path).await.unwrap().unwrap();
            let json: serde_json::Value = serde_json::from_slice(&stored.body).unwrap();
            let each = |item: &serde_json::Value| item["id"].as_str().unwrap().to_owned();
            ids.extend(json["items"].as_array().unwrap().iter().map(each));
            let site = "http://127.0.0.1:8484";
            next = json["next_url"].as_str().map(|url| url.trim_start_matches(site).to_owned());
        }
        let all = newsroom.store.pages().await.unwrap();
        let all = all.iter().filter(|(_, language)| language.as_str() == "id").count();
        assert!(all >= 5 && ids.len() == all, "{} of {all}: {ids:?}", ids.len());
    });
}

#[test]
fn a_reviewed_feed_shows_a_translation_when_a_person_approved_it() {
    block_on(async {
        let home = home();
        let feed = "languages = [\"id\", \"ms\"]\nregions = [\"ID-KB\"]\nreviewed = true\n";
        let newsroom = with(&home, feed).await;
        assert_eq!(items(&newsroom, "/id/ID-KB/feed.json").await.len(), 1, "its own language");
        assert!(items(&newsroom, "/ms/ID-KB/feed.json").await.is_empty(), "a machine's");
        let release = newsroom.store.find("kantor/").await.unwrap();
        let ms = warta::domain::Language::parse("ms").unwrap();
        let machine = newsroom.store.translation(&release, &ms).await.unwrap().unwrap();
        let approved = warta::domain::Translation {
            state: warta::domain::translation::State::Approved,
            headline: Some("Penduduk Pesisir Dilatih".to_owned()),
            ..machine
        };
        let (follow, now) = (newsroom.follow(), newsroom.clock.now());
        assert!(newsroom.store.record_translation(&approved, &follow, now).await.unwrap());
        worker::until_idle(&newsroom, Duration::from_secs(2), &|| {}).await.unwrap();
        assert_eq!(items(&newsroom, "/ms/ID-KB/feed.json").await.len(), 1, "a person's");
    });
}
