//! Nothing is lost to a reader who comes late: what left a feed's documents stands on pages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use warta::pipeline::Newsroom;

use super::{RELEASE, feeds, newsroom, round};
use crate::support::home::Home;
use crate::support::{block_on, home};

/// A newsroom of feeds of three, to which eleven releases came one by one.
async fn eleven(home: &Home) -> Newsroom {
    feeds(home, "");
    let newsroom = newsroom(home).await;
    for n in 0..11 {
        home.write(&format!("drop/{n}.txt"), &RELEASE.replace("120", &format!("{}", 200 + n)));
        round(&newsroom).await;
    }
    newsroom
}

async fn document(newsroom: &Newsroom, address: &str) -> String {
    let stored = newsroom.store.document(address).await.unwrap();
    let stored = stored.unwrap_or_else(|| panic!("there is no {address}"));
    String::from_utf8(stored.body).unwrap()
}

/// The path of the first link of a relation.
fn link(atom: &str, rel: &str) -> Option<String> {
    let tag = atom.split("<link ").find(|tag| tag.contains(&format!("rel=\"{rel}\"")))?;
    let href = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(href.trim_start_matches("http://127.0.0.1:8484").to_owned())
}

/// The ids of a document's entries and their versions of the text, as they stand in it.
fn entries(atom: &str) -> Vec<(String, String)> {
    let entry = |text: &str| {
        let id = text.split("<id>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        (id, text.to_owned())
    };
    atom.split("<entry").skip(1).map(entry).collect()
}

/// Every Atom document of a feed by its path, from the feed itself to its first page.
async fn chain(newsroom: &Newsroom, feed: &str) -> Vec<(String, String)> {
    let mut chain = Vec::new();
    let mut next = Some(feed.to_owned());
    while let Some(path) = next {
        let text = document(newsroom, &path).await;
        next = link(&text, "prev-archive");
        chain.push((path, text));
    }
    chain
}

#[test]
fn who_follows_the_pages_gets_every_entry() {
    block_on(async {
        let home = home();
        let newsroom = eleven(&home).await;
        let chain = chain(&newsroom, "/id/ID-KB/feed.atom").await;
        let paths: Vec<&str> = chain.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths.len(), 4, "three on each of three pages: {paths:?}");
        assert_eq!(paths.last(), Some(&"/id/ID-KB/archive/1.atom"));
        let all: BTreeSet<String> =
            chain.iter().flat_map(|(_, text)| entries(text)).map(|(id, _)| id).collect();
        assert_eq!(all.len(), 11);
        assert!(chain.iter().all(|(_, text)| entries(text).len() == 3), "{paths:?}");
        let (_, page) = &chain[2];
        assert!(page.contains("<fh:archive/>"), "{page}");
        assert_eq!(link(page, "current").as_deref(), Some("/id/ID-KB/feed.atom"));
        assert_eq!(link(page, "next-archive").as_deref(), Some("/id/ID-KB/archive/3.atom"));
        assert_eq!(link(page, "self").as_deref(), Some("/id/ID-KB/archive/2.atom"));
        assert!(!chain[0].1.contains("fh:archive"));
        let rss = document(&newsroom, "/id/ID-KB/feed.rss").await;
        assert!(rss.contains("rel=\"prev-archive\""), "{rss}");
    });
}

#[test]
fn json_readers_are_led_to_the_pages_too() {
    block_on(async {
        let home = home();
        let newsroom = eleven(&home).await;
        let mut ids = BTreeSet::new();
        let mut next = Some("/id/ID/feed.json".to_owned());
        while let Some(path) = next {
            let json: Value = serde_json::from_str(&document(&newsroom, &path).await).unwrap();
            assert!(json["feed_url"].as_str().unwrap().ends_with(&path));
            let items = json["items"].as_array().unwrap();
            ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let further = json["next_url"].as_str();
            next = further.map(|url| url.trim_start_matches("http://127.0.0.1:8484").to_owned());
        }
        assert_eq!(ids.len(), 11);
    });
}

/// The pages of a feed by their paths.
async fn pages(newsroom: &Newsroom, feed: &str) -> BTreeMap<String, String> {
    chain(newsroom, feed).await.into_iter().skip(1).collect()
}

#[test]
fn a_correction_leaves_its_page_and_all_others_alone() {
    block_on(async {
        let home = home();
        let newsroom = eleven(&home).await;
        let before = pages(&newsroom, "/id/ID-KB/feed.atom").await;
        home.write("drop/1.txt", &RELEASE.replace("120", "201").replace("pagi", "siang"));
        round(&newsroom).await;
        let after = chain(&newsroom, "/id/ID-KB/feed.atom").await;
        let newest = &entries(&after[0].1)[0];
        assert!(newest.1.contains("siang"), "{}", newest.1);
        let after: BTreeMap<String, String> = after.into_iter().skip(1).collect();
        for (path, text) in &before {
            let ids = |text: &str| entries(text).into_iter().map(|(id, _)| id);
            let mut left: Vec<String> = ids(text).collect();
            if left.contains(&newest.0) {
                left.retain(|id| *id != newest.0);
                assert_eq!(ids(&after[path]).collect::<Vec<_>>(), left, "it moved to the front");
            } else if after.len() == before.len() || !path.ends_with("3.atom") {
                assert!(after[path] == *text, "{path} changed");
            }
        }
    });
}

#[test]
fn a_release_taken_back_stands_on_no_page() {
    block_on(async {
        let home = home();
        let newsroom = eleven(&home).await;
        let path = |n: u32| format!("/id/ID-KB/archive/{n}.json");
        let text = document(&newsroom, &path(1)).await;
        assert!(text.contains("201 warga"), "{text}");
        std::fs::remove_file(home.at("drop/1.txt")).unwrap();
        round(&newsroom).await;
        for address in newsroom.store.addresses().await.unwrap() {
            let text = document(&newsroom, &address).await;
            assert!(!text.contains("201 warga"), "{address}: {text}");
        }
        let feed = document(&newsroom, "/id/ID-KB/feed.json").await;
        assert!(feed.contains("Ditarik"), "{feed}");
    });
}

#[test]
fn a_round_that_brings_nothing_changes_no_byte() {
    block_on(async {
        let home = home();
        let newsroom = eleven(&home).await;
        let all = async || {
            let addresses = newsroom.store.addresses().await.unwrap();
            newsroom.store.etags(&addresses).await.unwrap()
        };
        let before = all().await;
        assert!(before.len() > 30, "{before:?}");
        round(&newsroom).await;
        assert_eq!(all().await, before);
    });
}

#[test]
fn pages_of_a_selection_that_changed_are_made_anew() {
    block_on(async {
        let home = home();
        eleven(&home).await;
        home.write(
            "feeds/uji.toml",
            "languages = [\"id\"]\nregions = [\"ID-KB\"]\nformats = [\"rss\"]\nentries = 5\n\
             sources = [\"kantor\"]\n",
        );
        let newsroom = newsroom(&home).await;
        warta::schedule::worker::until_idle(&newsroom, std::time::Duration::from_secs(2), &|| {})
            .await
            .unwrap();
        let addresses = newsroom.store.addresses().await.unwrap();
        let pages: Vec<&String> =
            addresses.iter().filter(|address| address.contains("/archive/")).collect();
        assert_eq!(pages, ["/id/ID-KB/archive/1.atom", "/id/ID-KB/archive/2.atom"]);
        let first = document(&newsroom, pages[0]).await;
        assert_eq!(entries(&first).len(), 5, "{first}");
    });
}
