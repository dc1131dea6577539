//! The same documents as files: only what changed is written, what is gone is removed, and a
//! reader of the folder never sees half of one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use warta::domain::Job;

use crate::support::home;
use crate::support::served::Served;

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

fn served() -> Served {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"public\"\n"));
    let served = Served::start(home);
    served.drop_in("a.txt", RELEASE);
    served.pull();
    served
}

/// Every file of a folder, with its time and bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        for entry in fs::read_dir(&one).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            found.insert(name, (time, fs::read(&path).unwrap()));
        }
    }
    found
}

#[test]
fn a_file_holds_what_its_address_answers() {
    let served = served();
    let release = served.only_release();
    let page = format!("/id/releases/{release}");
    for (path, file) in [
        ("/id/ID-KB/feed.rss", "id/ID-KB/feed.rss".to_owned()),
        ("/ms/ID/feed.atom", "ms/ID/feed.atom".to_owned()),
        ("/id/ID-KB/", "id/ID-KB/index.html".to_owned()),
        ("/feeds.opml", "feeds.opml".to_owned()),
        ("/editions/", "editions/index.html".to_owned()),
        ("/about", "about/index.html".to_owned()),
        ("/docs/json", "docs/json/index.html".to_owned()),
        ("/", "index.html".to_owned()),
        (&page, format!("id/releases/{release}/index.html")),
    ] {
        let bytes = fs::read(served.home.at(&format!("public/{file}"))).unwrap();
        assert_eq!(bytes, served.get(path).body, "{path}");
    }
}

#[test]
fn only_what_changed_is_written_again() {
    let served = served();
    let folder = served.home.at("public");
    let before = files(&folder);
    served.pull();
    assert_eq!(files(&folder), before, "a poll that changes nothing touches no file");
    served.drop_in("a.txt", &RELEASE.replace("120", "1.210"));
    served.pull();
    let after = files(&folder);
    assert_ne!(after["id/ID-KB/feed.rss"], before["id/ID-KB/feed.rss"]);
    for same in ["feeds.opml", "about/index.html", "editions/index.html"] {
        assert_eq!(after[same], before[same], "{same}");
    }
}

#[test]
fn what_is_gone_is_removed_and_what_was_taken_back_tells_nothing() {
    let served = served();
    let folder = served.home.at("public");
    let (release, reason) = (served.only_release(), "keliru".to_owned());
    served.job(Job::Withdraw { release, reason });
    for (name, (_, bytes)) in files(&folder) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("pesisir"), "{name}");
    }
    served.home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"ID\"]\n");
    served.reload();
    let left = files(&folder);
    assert!(left.contains_key("id/ID/feed.rss"));
    assert!(!left.keys().any(|name| name.starts_with("id/ID-KB/") || name.starts_with("ms/ID")));
}

#[test]
fn a_reader_of_the_folder_never_sees_half_a_file() {
    let served = served();
    let file = served.home.at("public/id/ID-KB/feed.rss");
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let reader = std::thread::spawn(move || {
        let mut seen = 0;
        while !told.load(Ordering::Relaxed) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.trim_end().ends_with("</rss>"), "{text}");
            seen += 1;
        }
        seen
    });
    for n in 0..5 {
        served.drop_in("a.txt", &RELEASE.replace("120", &"1".repeat(n + 4)));
        served.pull();
    }
    done.store(true, Ordering::Relaxed);
    assert!(reader.join().unwrap() > 5);
}
