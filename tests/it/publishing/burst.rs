//! Many releases at once: each has its second at once, and what they share is rendered for
//! all of them together.

use std::collections::BTreeMap;

use warta::domain::SourceId;
use warta::pipeline::Newsroom;
use warta::pipeline::pull::pull;
use warta::schedule::worker;

use super::{RELEASE, feeds, newsroom, round};
use crate::support::home::Home;
use crate::support::{block_on, home};

/// More than what is always kept free on a clock.
const MANY: usize = 100;

/// A newsroom that told of one release some minutes ago.
async fn quiet(home: &Home) -> Newsroom {
    feeds(home, "");
    let newsroom = newsroom(home).await;
    home.write("drop/awal.txt", &RELEASE.replace("120", "119"));
    round(&newsroom).await;
    newsroom
}

/// Puts many releases into the folder.
fn drop_many(home: &Home) {
    for n in 0..MANY {
        let text = format!(
            "Kegiatan Nomor {n} di Tepi Kapuas\n\
             PONTIANAK - Kantor Contoh membuka kegiatan nomor {n}, Kamis (6/6/2024).\n\
             Sebanyak {n} warga hadir sejak pagi.\n"
        );
        home.write(&format!("drop/banyak-{n}.txt"), &text);
    }
}

async fn pulled(newsroom: &Newsroom) {
    pull(newsroom, &SourceId::parse("kantor").unwrap()).await.unwrap();
}

/// Works what is due now; no time passes.
async fn work(newsroom: &Newsroom) {
    while worker::next(newsroom).await.unwrap() > 0 {}
}

/// How often each document was rendered, by what it is of.
async fn rendered(newsroom: &Newsroom) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for job in newsroom.store.jobs(100_000).await.unwrap() {
        if job.kind == "publish" && job.done_at.is_some() {
            *times.entry(job.name).or_default() += 1;
        }
    }
    times
}

#[test]
fn a_folder_of_a_hundred_new_releases_waits_for_no_second() {
    block_on(async {
        let home = home();
        let newsroom = quiet(&home).await;
        let before = newsroom.store.last_seq().await.unwrap();
        drop_many(&home);
        pulled(&newsroom).await;
        let told = newsroom.store.last_seq().await.unwrap() - before;
        assert_eq!(usize::try_from(told).unwrap(), MANY, "no time has passed");
        let faults = newsroom.store.integrity().await.unwrap();
        assert!(faults.is_empty(), "{faults:?}");
    });
}

#[test]
fn a_release_that_comes_alone_is_in_its_feeds_at_once() {
    block_on(async {
        let home = home();
        let newsroom = quiet(&home).await;
        home.write("drop/sendiri.txt", &RELEASE.replace("120", "121"));
        pulled(&newsroom).await;
        work(&newsroom).await;
        for (address, words) in
            [("/id/ID-KB/feed.atom", "121 warga"), ("/ms/ID-KB/feed.atom", "121")]
        {
            let stored = newsroom.store.document(address).await.unwrap().unwrap();
            let text = String::from_utf8(stored.body).unwrap();
            assert!(text.contains(words), "{address}: {text}");
        }
    });
}

#[test]
fn what_a_hundred_releases_share_is_rendered_for_all_of_them_together() {
    block_on(async {
        let home = home();
        let newsroom = quiet(&home).await;
        let before = rendered(&newsroom).await;
        drop_many(&home);
        pulled(&newsroom).await;
        worker::until_idle(&newsroom, std::time::Duration::from_secs(2), &|| {}).await.unwrap();
        let after = rendered(&newsroom).await;
        let times = |name: &str| after.get(name).unwrap_or(&0) - before.get(name).unwrap_or(&0);
        for feed in ["id/ID", "id/ID-KB", "ms/ID", "ms/ID-KB"] {
            assert!((1..=4).contains(&times(feed)), "{feed}: {}", times(feed));
        }
        let pages = after.keys().filter(|name| name.contains("/releases/"));
        let pages: Vec<_> = pages.map(|name| times(name)).filter(|times| *times > 0).collect();
        assert_eq!(pages.len(), 2 * MANY, "a page in each of two languages");
        let most = 2 * MANY + MANY / 10;
        assert!(pages.iter().sum::<usize>() <= most, "{pages:?}");
    });
}
