//! Addresses: other spellings, what never was, what was taken back, and editions without
//! news.

use std::time::Duration;

use warta::domain::Job;

use super::{nothing_yet, served, strong_tag};
use crate::support::http::ask;
use crate::support::served::Served;

#[track_caller]
fn check_moved(served: &Served, path: &str, to: &str) {
    let answer = served.get(path);
    assert_eq!((answer.status, answer.header("location")), (308, Some(to)), "{path}");
    assert_eq!(served.get(to).status, 200, "{to}");
}

#[test]
fn another_spelling_leads_to_the_one_that_counts() {
    let served = served();
    check_moved(&served, "/ID/id-kb/feed.rss", "/id/ID-KB/feed.rss");
    check_moved(&served, "/MS/ID/", "/ms/ID/");
    check_moved(&served, "/id/ID-KB", "/id/ID-KB/");
    check_moved(&served, "/id", "/id/");
    check_moved(&served, "/in/ID/feed.atom", "/id/ID/feed.atom");
    check_moved(&served, "/id/001/feed.json", "/id/feed.json");
    check_moved(&served, "/id/id-pa/feed.atom", "/id/ID-PA/feed.atom");
    check_moved(&served, "//id/ID/feed.rss", "/id/ID/feed.rss");
    check_moved(&served, "/id/kalbar", "/id/ID-KB/");
    check_moved(&served, "/ms/Kalbar/feed.json", "/ms/ID-KB/feed.json");
    let release = served.only_release();
    check_moved(&served, &format!("/ID/releases/{release}"), &format!("/id/releases/{release}"));
    for ending in ["ninjs.json", "ninjs1.json", "newsml.xml"] {
        let path = format!("/releases/{release}.{ending}");
        check_moved(&served, &format!("/ID{path}"), &format!("/id{path}"));
    }
}

#[track_caller]
fn check_status(served: &Served, path: &str, status: u16) {
    let answer = served.get(path);
    assert_eq!(answer.status, status, "{path}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
}

#[test]
fn what_never_was_is_not_found() {
    let served = served();
    for path in [
        "/en/ID-KB/feed.rss",
        "/id/ID-JB/feed.rss",
        "/id/XX-ZZ/feed.rss",
        "/id/ID-KB/feed.xml",
        "/id/ID-KB/courts/feed.rss",
        "/id/ID-KB/a/b/c/feed.rss",
        "/id/releases/kantor/ffffffffffff",
        "/id/releases/nobody/ffffffffffff",
        "/metrics",
        "/v1/nothing",
        "/robots.txt",
        "/favicon.ico",
    ] {
        check_status(&served, path, 404);
    }
    let headers = [("Accept-Language", "id-ID,id;q=0.9")];
    assert!(served.ask("/nowhere", &headers).text().contains("lang=\"id"));
}

#[test]
fn what_was_taken_back_is_gone_in_every_language_and_comes_again() {
    let served = served();
    let release = served.only_release();
    let pages = ["id", "ms"].map(|language| format!("/{language}/releases/{release}"));
    let feed = "/ms/ID-KB/feed.rss";
    for page in &pages {
        check_status(&served, page, 200);
    }
    let tag = strong_tag(&served.get(&pages[0])).to_owned();
    let reason = "angka keliru".to_owned();
    served.job(Job::Withdraw { release: release.clone(), reason });
    for page in &pages {
        check_status(&served, page, 410);
        let text = served.get(page).text().to_owned();
        assert!(text.contains("angka keliru") && !text.contains("Pesisir"), "{text}");
    }
    assert_eq!(served.ask(&pages[0], &[("If-None-Match", &tag)]).status, 410);
    assert_eq!(served.ask(&pages[0], &[("If-None-Match", "*")]).status, 410);
    let text = served.get(feed).text().to_owned();
    assert!(text.contains("angka keliru") && !text.contains("Pesisir"), "{text}");
    served.job(Job::Reinstate { release });
    for page in &pages {
        check_status(&served, page, 200);
    }
    assert!(served.get(feed).text().contains("Pesisir"));
}

#[test]
fn a_document_that_time_alone_changes_is_rendered_before_it_is_served() {
    let served = served();
    let release = served.only_release();
    served.job(Job::Withdraw { release, reason: "angka keliru".to_owned() });
    for path in ["/id/ID/feed.rss", "/ms/ID-KB/feed.atom", "/id/ID-KB/"] {
        assert!(served.get(path).text().contains("angka keliru"), "{path}");
    }
    // a notice of withdrawal leaves the feeds after seven days, worker or no worker
    served.later(Duration::from_hours(7 * 24 + 1));
    for path in ["/id/ID/feed.rss", "/ms/ID-KB/feed.atom", "/id/ID-KB/"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains("angka keliru"), "{path}");
    }
}

#[test]
fn an_edition_without_news_is_an_empty_feed_that_can_be_read() {
    for served in [nothing_yet(), served()] {
        let rss = served.get("/id/ID-PA/feed.rss");
        assert_eq!(rss.status, 200);
        let channel = rss::Channel::read_from(rss.body.as_slice()).unwrap();
        assert!(channel.items.is_empty() && !channel.title.is_empty());
        assert_eq!(channel.language.as_deref(), Some("id"));
        let atom = served.get("/ms/ID-PA/feed.atom");
        let feed = atom_syndication::Feed::read_from(atom.body.as_slice()).unwrap();
        assert!(feed.entries.is_empty());
        assert_eq!(feed.id, "tag:warta.example,2026:feed/ms/ID-PA");
        assert_eq!(feed.updated.to_rfc3339(), "2024-06-06T09:00:00+00:00");
        let json = served.get("/id/ID-PA/feed.json").json();
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["items"], serde_json::json!([]));
        assert_eq!(served.get("/id/ID-PA/").status, 200);
    }
}

#[test]
fn an_empty_feed_stays_the_same_while_time_passes() {
    let served = nothing_yet();
    let paths = ["/id/ID-PA/feed.rss", "/id/ID-PA/", "/ms/feed.atom", "/style.css"];
    let before = paths.map(|path| served.get(path));
    served.later(Duration::from_hours(30));
    assert_eq!(before[0].header("last-modified"), Some("Thu, 06 Jun 2024 09:00:00 GMT"));
    for (path, before) in paths.iter().zip(&before) {
        let after = served.get(path);
        assert_eq!((after.status, &after.body), (200, &before.body), "{path}");
        assert_eq!(after.header("etag"), before.header("etag"), "{path}");
        assert_eq!(after.header("last-modified"), before.header("last-modified"), "{path}");
    }
}

#[test]
fn the_first_page_and_the_list_show_the_feeds_that_had_news() {
    let served = served();
    let (index, opml) = (served.get("/"), served.get("/feeds.opml"));
    for edition in ["/id/ID-KB/", "/ms/ID-KB/", "/id/ID/", "/ms/ID/"] {
        assert!(index.text().contains(&format!("href=\"{edition}\"")), "{edition}");
        assert!(opml.text().contains(edition), "{edition}");
    }
    assert!(!opml.text().contains("/ID-PA/"), "no news from there yet");
    assert!(opml.text().contains("xmlUrl=\"http://127.0.0.1:8484/id/ID-KB/feed."));
    let fresh = nothing_yet();
    assert!(fresh.get("/feeds.opml").text().contains("/id/feed."), "the language's own feed");
}

#[test]
fn whoever_wants_more_than_reading_is_told_what_is_allowed() {
    let served = served();
    for path in ["/", "/id/ID-KB/feed.rss", "/nowhere", "/health", "/v1/changes"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
            let answer = ask(served.address, method, path, &[("Content-Length", "0")]);
            assert_eq!(answer.status, 405, "{method} {path}");
            let allowed = answer.header("allow").unwrap().replace(' ', "");
            assert_eq!(allowed, "GET,HEAD", "{method} {path}");
        }
    }
}
