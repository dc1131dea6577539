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
