//! The same documents as objects in a bucket: only what changed is put there, what is gone is
//! removed, and neither a kill nor a storage that fails leaves it wrong.

use std::time::Duration;

use warta::domain::Job;
use warta::pipeline::publish::file_of;

use crate::export::files;
use crate::support::home;
use crate::support::home::Home;
use crate::support::served::Served;
use crate::support::storage::{Storage, storage};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

/// A home whose documents go into a bucket of the test's own.
fn home_of(storage: &Storage, bucket: &str) -> Home {
    let home = home();
    home.write("kunci.txt", "rahasia sekali\n");
    let config = home.read("config/warta.toml");
    let table = format!(
        "\n[bucket]\nurl = \"s3://{bucket}/kabar\"\nendpoint = \"{}\"\n\
         key_id = {{ file = \"kunci.txt\" }}\nkey = {{ file = \"kunci.txt\" }}\n",
        storage.url()
    );
    home.write("config/warta.toml", &format!("{config}{table}"));
    home
}

fn served(storage: &Storage, bucket: &str) -> Served {
    storage.make(bucket);
    let served = Served::start(home_of(storage, bucket));
    served.drop_in("a.txt", RELEASE);
    served.pull();
    served
}

/// Fails unless the bucket holds what all addresses answer, and nothing else.
fn assert_same(served: &Served, storage: &Storage, bucket: &str) {
    let mut objects = storage.all(bucket);
    let addresses = served.block_on(served.newsroom.store.addresses()).unwrap();
    for address in addresses {
        let object = objects.remove(&format!("kabar/{}", file_of(&address)));
        assert_eq!(object, Some(served.get(&address).body), "{address}");
    }
    let style = objects.remove("kabar/style.css");
    assert_eq!(style, Some(served.get("/style.css").body));
    // what is left are feeds that hold nothing yet
    for (name, bytes) in objects {
        let path = name.trim_start_matches("kabar").trim_end_matches("index.html");
        assert_eq!(bytes, served.get(path).body, "{name}");
    }
}

#[test]
fn an_object_holds_what_its_address_answers() {
    let Some(storage) = storage() else { return };
    let served = served(storage, "isi");
    assert_same(&served, storage, "isi");
    let feed = storage.get("isi", "kabar/id/ID-KB/feed.rss");
    assert_eq!(feed.header("content-type"), Some("application/rss+xml; charset=utf-8"));
    assert_eq!(feed.header("cache-control"), Some("public, max-age=60"));
    storage.make("kosong");
    let empty = Served::start(home_of(storage, "kosong"));
    assert_same(&empty, storage, "kosong");
    assert!(storage.all("kosong").contains_key("kabar/ms/ID/feed.json"));
}

#[test]
fn only_what_changed_is_put_again() {
    let Some(storage) = storage() else { return };
    let served = served(storage, "ubah");
    let before = storage.all("ubah");
    for name in before.keys() {
        storage.steal("ubah", name);
    }
    served.pull();
    assert!(storage.all("ubah").is_empty(), "a poll that changes nothing puts nothing");
    served.drop_in("a.txt", &RELEASE.replace("120", "1.210"));
    served.pull();
    let after = storage.all("ubah");
    assert_ne!(after["kabar/id/ID-KB/feed.rss"], before["kabar/id/ID-KB/feed.rss"]);
    for same in ["feeds.opml", "about/index.html", "editions/index.html", "style.css"] {
        assert!(before.contains_key(&format!("kabar/{same}")), "{same}");
        assert!(!after.contains_key(&format!("kabar/{same}")), "{same}");
    }
}

#[test]
fn a_new_age_is_told_with_every_object() {
    let Some(storage) = storage() else { return };
    let served = served(storage, "umur");
    let config = served.home.read("config/warta.toml");
    served.home.write("config/warta.toml", &format!("{config}\n[publish]\nmax_age_secs = 300\n"));
    served.reload();
    for name in ["feeds.opml", "style.css", "id/ID-KB/feed.rss", "ms/ID/feed.json"] {
        let object = storage.get("umur", &format!("kabar/{name}"));
        assert_eq!(object.header("cache-control"), Some("public, max-age=300"), "{name}");
    }
}

#[test]
fn what_is_gone_is_removed_and_what_was_taken_back_tells_nothing() {
    let Some(storage) = storage() else { return };
    let served = served(storage, "tarik");
    let (release, reason) = (served.only_release(), "keliru".to_owned());
    served.job(Job::Withdraw { release, reason });
    for (name, bytes) in storage.all("tarik") {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("pesisir"), "{name}");
    }
    served.home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"ID\"]\n");
    served.reload();
    let left = storage.all("tarik");
    assert!(left.contains_key("kabar/id/ID/feed.rss"));
    let gone = |name: &&String| name.contains("/id/ID-KB/") || name.contains("/ms/ID");
    assert_eq!(left.keys().find(gone), None);
    assert_same(&served, storage, "tarik");
}

#[test]
fn a_storage_that_fails_is_told_of_and_loses_nothing() {
    let Some(storage) = storage() else { return };
    let served = Served::start(home_of(storage, "nanti"));
    served.drop_in("a.txt", RELEASE);
    served.pull();
    let alerts = || served.block_on(served.newsroom.store.alerts(false)).unwrap();
    let words = alerts().into_iter().map(|alert| alert.words).collect::<String>();
    assert!(words.contains("s3://nanti/kabar") && words.contains("is not there"), "{words}");
    assert!(!words.contains("rahasia"), "{words}");
    storage.make("nanti");
    served.later(Duration::from_hours(2));
    served.work();
    assert_same(&served, storage, "nanti");
    assert!(alerts().is_empty(), "{:?}", alerts());
}

#[cfg(debug_assertions)]
#[test]
fn a_kill_at_any_point_of_an_export_leaves_the_bucket_right() {
    let Some(storage) = storage() else { return };
    for (number, at) in [
        "store.export:before",
        "store.export:after",
        "export:before",
        "store.exported:before",
        "store.exported:after",
        "store.exported:before:2",
        "export:after",
    ]
    .iter()
    .enumerate()
    {
        let bucket = format!("mati-{number}");
        storage.make(&bucket);
        let home = home_of(storage, &bucket);
        let config = home.read("config/warta.toml");
        home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
        home.write("drop/a.txt", RELEASE);
        let killed = home.command(&["pull", "kantor"]).env("WARTA_CRASH_AT", at).output().unwrap();
        assert!(!killed.status.success(), "{at} was not passed");
        assert!(home.warta(&["pull", "kantor"]).status.success(), "{at}");
        let objects = storage.all(&bucket);
        let files = files(&home.at("public"));
        assert!(files.contains_key("id/ID-KB/feed.rss"), "{at}");
        for (name, (_, bytes)) in files.into_iter().filter(|(name, _)| !name.starts_with('.')) {
            assert_eq!(objects.get(&format!("kabar/{name}")), Some(&bytes), "{at}: {name}");
        }
    }
}
