//! What publishing costs: one changed release costs the same in a large newsroom as in a
//! small one, and the list of feeds is made when the feeds change.

mod burst;
mod growth;
mod late;
mod many;
mod selections;

use std::sync::Arc;
use std::time::Duration;

use warta::domain::SourceId;
use warta::domain::instant::from_seconds;
use warta::fetch::Client;
use warta::gazetteer::Gazetteer;
use warta::pipeline::pull::pull;
use warta::pipeline::tally::Counts;
use warta::pipeline::{Clock, Newsroom};
use warta::schedule::{start, worker};
use warta::store::Store;

use crate::support::home::Home;
use crate::support::{block_on, home};

const RELEASE: &str = "Warga Pesisir Dilatih Menyimpan Bahan Kimia\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih 120 warga pesisir, Kamis (6/6/2024).\n\
Pelatihan digelar di balai desa itu sejak pagi.\n";

/// Regions the releases are not about.
const OTHERS: &str =
    "\"ID-JK\", \"ID-BA\", \"ID-AC\", \"ID-PA\", \"ID-JT\", \"ID-JI\", \"MY\", \"TL\"";

/// Feeds of three entries in two languages for the country, one province and `more`.
fn feeds(home: &Home, more: &str) {
    let regions = format!("\"ID\", \"ID-KB\"{}{more}", if more.is_empty() { "" } else { ", " });
    home.write(
        "feeds/uji.toml",
        &format!(
            "languages = [\"id\", \"ms\"]\nregions = [{regions}]\n\
             formats = [\"rss\", \"atom\", \"json\"]\nentries = 3\n"
        ),
    );
}

/// The newsroom of a home, on a clock that stands long after every file was written.
async fn newsroom(home: &Home) -> Newsroom {
    let config = warta::config::load(home.path(), None, &|_| None).unwrap();
    std::fs::create_dir_all(home.at("data")).unwrap();
    let store = Store::open(&config.store).await.unwrap();
    let fetch = Client::new(config.fetch.clone(), None).unwrap();
    let clock = Clock::standing(from_seconds(4_000_000_000));
    let gazetteer = Arc::new(Gazetteer::bundled());
    let newsroom = Newsroom::new(config.house, store, Arc::new(fetch), gazetteer, clock);
    start::settle(&newsroom).await.unwrap();
    newsroom
}

/// Pulls and works the queue until it is empty; gives what publishing cost.
async fn round(newsroom: &Newsroom) -> Counts {
    let before = newsroom.tally.counts();
    pull(newsroom, &SourceId::parse("kantor").unwrap()).await.unwrap();
    worker::until_idle(newsroom, Duration::from_secs(2), &|| {}).await.unwrap();
    let after = newsroom.tally.counts();
    newsroom.clock.advance(Duration::from_mins(5));
    Counts {
        candidates: after.candidates - before.candidates,
        entries: after.entries - before.entries,
        documents: after.documents - before.documents,
    }
}

/// What a correction of one release costs where there are `releases` and feeds for `more`
/// regions; and whether the list of feeds stayed as it was.
fn cost_of_a_correction(releases: usize, more: &'static str) -> (Counts, bool) {
    block_on(async move {
        let home = home();
        feeds(&home, more);
        for n in 0..releases {
            home.write(&format!("drop/{n}.txt"), &RELEASE.replace("120", &format!("{}", 200 + n)));
        }
        let newsroom = newsroom(&home).await;
        round(&newsroom).await;
        let list = async || newsroom.store.document("/feeds.opml").await.unwrap().unwrap();
        let before = list().await;
        home.write("drop/0.txt", &RELEASE.replace("sejak pagi", "sejak siang"));
        let cost = round(&newsroom).await;
        let nothing = round(&newsroom).await;
        assert_eq!(nothing, Counts { candidates: 0, entries: 0, documents: 0 });
        (cost, list().await == before)
    })
}

#[test]
fn a_correction_costs_the_same_however_many_feeds_there_are() {
    let (few, same) = cost_of_a_correction(2, "");
    assert!(same, "a correction leaves the list of feeds alone");
    // two languages in two regions, each in four formats; two releases in four; the news
    assert!((25..=2 * 25).contains(&few.documents), "{few:?}");
    assert_eq!(cost_of_a_correction(2, OTHERS), (few, true));
}

#[test]
fn a_correction_costs_the_same_however_many_releases_there_are() {
    let few = cost_of_a_correction(16, "");
    assert_eq!(cost_of_a_correction(64, ""), few);
    assert!(few.0.candidates <= 13 * 8, "a feed of three looks at thirteen: {few:?}");
}

#[test]
fn a_feed_that_holds_its_first_entry_comes_into_the_list() {
    block_on(async {
        let home = home();
        feeds(&home, OTHERS);
        home.write("drop/a.txt", RELEASE);
        let newsroom = newsroom(&home).await;
        round(&newsroom).await;
        let list = async || newsroom.store.document("/feeds.opml").await.unwrap().unwrap();
        let before = list().await;
        let said = String::from_utf8(before.body.clone()).unwrap();
        assert!(said.contains("/ID-KB/") && !said.contains("/ID-JK/"), "{said}");
        home.write("drop/b.txt", &RELEASE.replace("PONTIANAK", "JAKARTA"));
        round(&newsroom).await;
        let said = String::from_utf8(list().await.body).unwrap();
        assert!(said.contains("/ID-JK/"), "{said}");
        assert_ne!(list().await.etag, before.etag);
    });
}
