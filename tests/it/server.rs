//! What is served, over real HTTP on loopback from a real SQLite database: what readers
//! need to ask again cheaply. In files of their own: addresses, what programs ask for, and
//! requests that mean no good.

mod addresses;
mod hostile;
mod machines;

use std::io::Read;
use std::time::Duration;

use crate::support::home;
use crate::support::http::{Answer, ask};
use crate::support::served::Served;

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

/// Two languages; the world, the country, and two provinces, of which one has no news.
const FEEDS: &str = "languages = [\"id\", \"ms\"]\nregions = [\"001\", \"ID\", \"ID-KB\", \"ID-PA\"]\n\
formats = [\"rss\", \"atom\", \"json\"]\n";

/// A house with one release in it, served.
fn served() -> Served {
    let served = nothing_yet();
    served.drop_in("pelatihan.txt", RELEASE);
    served.pull();
    served
}

/// A house that never had a release.
fn nothing_yet() -> Served {
    let home = home();
    home.write("feeds/uji.toml", FEEDS);
    Served::start(home)
}

fn gunzipped(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(body).read_to_end(&mut out).unwrap();
    out
}

fn unbrotlied(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    brotli::Decompressor::new(body, 4_096).read_to_end(&mut out).unwrap();
    out
}

/// A strong entity tag: quoted, and not marked as weak.
#[track_caller]
fn strong_tag(answer: &Answer) -> &str {
    let tag = answer.header("etag").unwrap();
    assert!(tag.len() > 10 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    tag
}

#[track_caller]
fn check_type(served: &Served, path: &str, media_type: &str, holds: &str) {
    let answer = served.get(path);
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.header("content-type"), Some(media_type), "{path}");
    let length = answer.body.len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()), "{path}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    assert!(answer.text().contains(holds), "{path}: {}", answer.text());
}

#[test]
fn every_document_says_what_it_is() {
    let served = served();
    let headline = "Warga Pesisir Dilatih";
    let page = format!("/id/releases/{}", served.only_release());
    check_type(&served, "/id/ID-KB/feed.rss", "application/rss+xml; charset=utf-8", headline);
    check_type(&served, "/id/ID/feed.atom", "application/atom+xml; charset=utf-8", headline);
    check_type(&served, "/id/feed.json", "application/feed+json", headline);
    check_type(&served, "/ms/ID-KB/feed.json", "application/feed+json", "[ms]");
    check_type(&served, "/id/ID-KB/", "text/html; charset=utf-8", headline);
    check_type(&served, &page, "text/html; charset=utf-8", headline);
    check_type(&served, "/feeds.opml", "text/x-opml; charset=utf-8", "/ms/ID-KB/feed.");
    check_type(&served, "/", "text/html; charset=utf-8", "/id/ID-KB/");
    check_type(&served, "/style.css", "text/css; charset=utf-8", "{");
}

#[test]
fn a_reader_is_told_how_to_ask_again() {
    let served = served();
    for path in ["/id/ID-KB/feed.rss", "/ms/ID/feed.atom", "/id/ID-PA/feed.json", "/feeds.opml"] {
        let answer = served.get(path);
        strong_tag(&answer);
        let modified = answer.header("last-modified").unwrap();
        assert!(modified.starts_with("Thu, 06 Jun 2024 09:") && modified.ends_with(" GMT"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"), "{path}");
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("expires"), None, "{path}");
        assert_eq!(served.get(path).body, answer.body, "{path}: asked twice");
    }
    // a feed names itself and its hub, one that never held an entry too
    for path in ["/id/ID-KB/feed.rss", "/id/ID-PA/feed.atom"] {
        let link = served.get(path).header("link").unwrap().to_owned();
        let hub = "<http://127.0.0.1:8484/hub>; rel=\"hub\"";
        assert_eq!(link, format!("<http://127.0.0.1:8484{path}>; rel=\"self\", {hub}"));
    }
}

#[test]
fn what_is_in_memory_is_answered_as_what_was_just_read() {
    let served = served();
    let release = format!("/id/releases/{}", served.only_release());
    for path in ["/id/ID-KB/feed.rss", "/ms/ID/feed.atom", "/id/ID-KB/", "/feeds.opml", &release] {
        for coding in ["identity", "gzip", "br"] {
            let wanted = [("Accept-Encoding", coding)];
            let read = served.ask(path, &wanted);
            let tag = strong_tag(&read).to_owned();
            let (hot, read) = (undated(served.ask(path, &wanted)), undated(read));
            assert_eq!(hot, read, "{path} {coding}");
            let known = [("Accept-Encoding", coding), ("If-None-Match", tag.as_str())];
            let hot = undated(served.ask(path, &known));
            served.later(Duration::from_secs(2));
            assert_eq!(hot, undated(served.ask(path, &known)), "{path} {coding}");
        }
    }
}

/// An answer without the moment it was given.
fn undated(answer: Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.into_iter().filter(|(name, _)| name != "date").collect();
    (answer.status, headers, answer.body)
}

#[test]
fn the_first_page_sends_readers_on_though_it_is_in_memory() {
    let served = served();
    assert_eq!(served.get("/").status, 200);
    let malay = served.ask("/", &[("Accept-Language", "ms")]);
    assert_eq!((malay.status, malay.header("location")), (302, Some("/ms/")));
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn a_reload_changes_what_is_said_of_a_document_in_memory() {
    let served = served();
    let path = "/id/ID-KB/feed.rss";
    let kept = |served: &Served| served.get(path).header("cache-control").unwrap().to_owned();
    assert_eq!((kept(&served), kept(&served)), (kept(&served), "public, max-age=60".into()));
    let settings = served.home.read("config/warta.toml");
    served.home.write("config/warta.toml", &format!("{settings}\n[publish]\nmax_age_secs = 5\n"));
    served.reload();
    assert_eq!((kept(&served), kept(&served)), (kept(&served), "public, max-age=5".into()));
}

#[track_caller]
fn check_condition(served: &Served, path: &str, headers: &[(&str, &str)], status: u16) {
    let answer = served.ask(path, headers);
    assert_eq!(answer.status, status, "{path} {headers:?}");
    assert_eq!(answer.body.is_empty(), status == 304, "{path} {headers:?}");
    for name in ["etag", "cache-control", "vary", "last-modified"] {
        assert!(answer.header(name).is_some(), "{path} {headers:?} tells no {name}");
    }
    assert_eq!(answer.header("content-type").is_some(), status == 200, "{path} {headers:?}");
}

#[test]
fn whoever_has_a_document_is_not_sent_it_again() {
    let served = served();
    let release = format!("/id/releases/{}", served.only_release());
    for path in
        ["/id/ID-KB/feed.rss", "/id/ID-PA/feed.atom", "/ms/ID/", "/", "/feeds.opml", &release]
    {
        let full = served.get(path);
        let (tag, modified) = (strong_tag(&full), full.header("last-modified").unwrap());
        let (weak, listed) = (format!("W/{tag}"), format!("\"a\", {tag} , \"b\""));
        let (old, other) = ("Mon, 01 Jan 1990 00:00:00 GMT", "\"other\"");
        let (none, since) = ("If-None-Match", "If-Modified-Since");
        check_condition(&served, path, &[(none, tag)], 304);
        check_condition(&served, path, &[(none, &weak)], 304);
        check_condition(&served, path, &[(none, &listed)], 304);
        check_condition(&served, path, &[(none, "*")], 304);
        check_condition(&served, path, &[(none, other)], 200);
        check_condition(&served, path, &[(since, modified)], 304);
        check_condition(&served, path, &[(since, old)], 200);
        check_condition(&served, path, &[(none, tag), (since, old)], 304);
        check_condition(&served, path, &[(none, other), (since, modified)], 200);
    }
}

#[test]
fn a_document_that_changed_is_sent_and_an_untouched_one_is_not() {
    let served = served();
    let (rss, empty) = (served.get("/id/ID/feed.rss"), served.get("/id/ID-PA/feed.rss"));
    served.drop_in("pelatihan.txt", &RELEASE.replace("120 warga", "125 warga ini"));
    served.pull();
    let headers = [("If-None-Match", strong_tag(&rss))];
    let fresh = served.ask("/id/ID/feed.rss", &headers);
    assert_eq!(fresh.status, 200);
    assert!(fresh.text().contains("125 warga"));
    assert_ne!(fresh.header("last-modified"), rss.header("last-modified"));
    let headers = [("If-None-Match", strong_tag(&empty))];
    assert_eq!(served.ask("/id/ID-PA/feed.rss", &headers).status, 304);
    served.pull();
    let headers = [("If-None-Match", strong_tag(&fresh))];
    assert_eq!(served.ask("/id/ID/feed.rss", &headers).status, 304, "a pull that brings nothing");
}

#[test]
fn a_clock_that_is_put_back_keeps_no_old_document() {
    let served = served();
    assert!(served.get("/ms/ID/feed.rss").text().contains("120 warga"));
    served.put_clock_back(Duration::from_hours(1));
    served.drop_in("pelatihan.txt", &RELEASE.replace("120 warga", "125 warga ini"));
    served.pull();
    assert!(served.get("/ms/ID/feed.rss").text().contains("125 warga"));
}

#[test]
fn each_coding_has_a_tag_of_its_own_and_can_be_read() {
    let served = served();
    for path in ["/id/ID-KB/feed.rss", "/ms/ID/feed.json", "/id/ID-PA/feed.atom", "/feeds.opml"] {
        let plain = served.get(path);
        let in_coding = |accept: &str| served.ask(path, &[("Accept-Encoding", accept)]);
        let (gzip, brotli) = (in_coding("gzip"), in_coding("gzip, deflate, br, zstd"));
        assert_eq!(plain.header("content-encoding"), None, "{path}");
        assert_eq!(gzip.header("content-encoding"), Some("gzip"), "{path}");
        assert_eq!(brotli.header("content-encoding"), Some("br"), "{path}");
        assert_eq!(gunzipped(&gzip.body), plain.body, "{path}");
        assert_eq!(unbrotlied(&brotli.body), plain.body, "{path}");
        let tags = [strong_tag(&plain), strong_tag(&gzip), strong_tag(&brotli)];
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[2] != tags[0], "{tags:?}");
        for (accept, tag, status) in [
            ("gzip", tags[1], 304),
            ("br", tags[2], 304),
            ("identity", tags[0], 304),
            ("gzip", tags[0], 200),
            ("identity", tags[1], 200),
        ] {
            let headers = [("Accept-Encoding", accept), ("If-None-Match", tag)];
            check_condition(&served, path, &headers, status);
        }
        let refused = in_coding("gzip;q=0, br;q=0, identity");
        assert_eq!(refused.header("content-encoding"), None, "{path}");
        assert_eq!(refused.body, plain.body, "{path}");
    }
}

#[test]
fn a_head_says_what_a_get_says_without_the_body() {
    let served = served();
    let release = format!("/id/releases/{}", served.only_release());
    for path in [
        "/",
        "/id/ID-KB/feed.rss",
        "/id/ID-PA/feed.json",
        "/feeds.opml",
        "/style.css",
        "/health",
        "/v1/changes",
        "/v1/changes?after=x",
        "/en/nowhere",
        "/ID/id-kb/feed.rss",
        &release,
    ] {
        let told = |method: &str| {
            let mut answer = ask(served.address, method, path, &[("Accept-Encoding", "gzip")]);
            // the second in which it was asked is no part of the document
            answer.headers.retain(|(name, _)| name != "date");
            answer.headers.sort();
            answer
        };
        let (get, head) = (told("GET"), told("HEAD"));
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}
