//! What is served, over real HTTP on loopback from a real SQLite database: what readers
//! need to ask again cheaply, addresses in every spelling, the change log, and requests that
//! mean no good.

use std::io::Read;
use std::time::Duration;

use warta::domain::Job;

use crate::support::home;
use crate::support::http::{Answer, ask, raw};
use crate::support::served::Served;

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

/// Two languages; the world, the country, and two provinces, of which one has no news.
const FEEDS: &str = "languages = [\"id\", \"ms\"]\nregions = [\"001\", \"ID\", \"ID-KB\", \"ID-PP\"]\n\
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
    for path in ["/id/ID-KB/feed.rss", "/ms/ID/feed.atom", "/id/ID-PP/feed.json", "/feeds.opml"] {
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
    let link = served.get("/id/ID-KB/feed.rss").header("link").unwrap().to_owned();
    assert_eq!(link, "<http://127.0.0.1:8484/id/ID-KB/feed.rss>; rel=\"self\"");
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
        ["/id/ID-KB/feed.rss", "/id/ID-PP/feed.atom", "/ms/ID/", "/", "/feeds.opml", &release]
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
    let (rss, empty) = (served.get("/id/ID/feed.rss"), served.get("/id/ID-PP/feed.rss"));
    served.drop_in("pelatihan.txt", &RELEASE.replace("120 warga", "125 warga ini"));
    served.pull();
    let headers = [("If-None-Match", strong_tag(&rss))];
    let fresh = served.ask("/id/ID/feed.rss", &headers);
    assert_eq!(fresh.status, 200);
    assert!(fresh.text().contains("125 warga"));
    assert_ne!(fresh.header("last-modified"), rss.header("last-modified"));
    let headers = [("If-None-Match", strong_tag(&empty))];
    assert_eq!(served.ask("/id/ID-PP/feed.rss", &headers).status, 304);
    served.pull();
    let headers = [("If-None-Match", strong_tag(&fresh))];
    assert_eq!(served.ask("/id/ID/feed.rss", &headers).status, 304, "a pull that brings nothing");
}

#[test]
fn each_coding_has_a_tag_of_its_own_and_can_be_read() {
    let served = served();
    for path in ["/id/ID-KB/feed.rss", "/ms/ID/feed.json", "/id/ID-PP/feed.atom", "/feeds.opml"] {
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
        "/id/ID-PP/feed.json",
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
    check_moved(&served, "/id/id-pp/feed.atom", "/id/ID-PP/feed.atom");
    check_moved(&served, "//id/ID/feed.rss", "/id/ID/feed.rss");
    let release = served.only_release();
    check_moved(&served, &format!("/ID/releases/{release}"), &format!("/id/releases/{release}"));
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
        let rss = served.get("/id/ID-PP/feed.rss");
        assert_eq!(rss.status, 200);
        let channel = rss::Channel::read_from(rss.body.as_slice()).unwrap();
        assert!(channel.items.is_empty() && !channel.title.is_empty());
        assert_eq!(channel.language.as_deref(), Some("id"));
        let atom = served.get("/ms/ID-PP/feed.atom");
        let feed = atom_syndication::Feed::read_from(atom.body.as_slice()).unwrap();
        assert!(feed.entries.is_empty());
        assert_eq!(feed.id, "tag:warta.example,2026:feed/ms/ID-PP");
        assert_eq!(feed.updated.to_rfc3339(), "2024-06-06T09:00:00+00:00");
        let json = served.get("/id/ID-PP/feed.json").json();
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["items"], serde_json::json!([]));
        assert_eq!(served.get("/id/ID-PP/").status, 200);
    }
}

#[test]
fn an_empty_feed_stays_the_same_while_time_passes() {
    let served = nothing_yet();
    let paths = ["/id/ID-PP/feed.rss", "/id/ID-PP/", "/ms/feed.atom", "/style.css"];
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
    assert!(!opml.text().contains("/ID-PP/"), "no news from there yet");
    assert!(opml.text().contains("xmlUrl=\"http://127.0.0.1:8484/id/ID-KB/feed."));
    let fresh = nothing_yet();
    assert!(fresh.get("/feeds.opml").text().contains("/id/feed."), "the language's own feed");
}

#[test]
fn the_change_log_is_without_gaps_and_in_order() {
    let served = served();
    served.drop_in("lain.txt", &RELEASE.replace("PESISIR", "BUKIT"));
    served.pull();
    served
        .job(Job::Withdraw { release: first_release(&served), reason: "angka keliru".to_owned() });
    let all = served.get("/v1/changes?after=0").json();
    let changes = all["changes"].as_array().unwrap();
    let numbers: Vec<i64> = changes.iter().map(|one| one["seq"].as_i64().unwrap()).collect();
    let gapless: Vec<i64> = (1..=6).collect();
    assert_eq!(numbers, gapless, "two releases and a withdrawal, each in two languages");
    assert_eq!((&all["next"], &all["more"]), (&6.into(), &false.into()));
    let kinds: Vec<_> = changes.iter().map(|one| (&one["kind"], &one["effect"])).collect();
    assert!(kinds[..4].iter().all(|(kind, effect)| *kind == "publish" && *effect == "put"));
    assert!(kinds[4..].iter().all(|(kind, effect)| *kind == "withdrawal" && *effect == "remove"));
    assert_eq!(changes[5]["note"], "angka keliru");
    let regions = changes[0]["regions"].as_array().unwrap();
    assert!(regions.contains(&"ID-KB".into()) && regions.contains(&"001".into()), "{regions:?}");
    check_pages(&served, changes, all["log"].as_str().unwrap());
    let answer = served.get("/v1/changes?after=6");
    assert_eq!(answer.json()["changes"], serde_json::json!([]));
    assert_eq!(
        (answer.json()["next"].as_i64(), answer.json()["more"].as_bool()),
        (Some(6), Some(false))
    );
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
}

fn first_release(served: &Served) -> warta::domain::ReleaseId {
    let changes = served.get("/v1/changes?after=0&limit=1").json();
    changes["changes"][0]["release"].as_str().unwrap().parse().unwrap()
}

/// A partner that asks in small pages reads the same records.
fn check_pages(served: &Served, all: &[serde_json::Value], log: &str) {
    let (mut read, mut after) = (Vec::new(), 0);
    loop {
        let page = served.get(&format!("/v1/changes?after={after}&limit=4")).json();
        assert_eq!(page["log"], log);
        read.extend(page["changes"].as_array().unwrap().clone());
        after = page["next"].as_i64().unwrap();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(read, all);
}

#[test]
fn a_question_the_change_log_cannot_answer_is_refused_with_a_reason() {
    let served = served();
    for query in [
        "after=",
        "after=x",
        "after=-1",
        "after=1.5",
        "after=99999999999999999999",
        "after=1&after=2",
        "limit=0",
        "limit=-3",
        "limit=1001",
        "after=0%00",
        "after=%FF%FE",
        "since=3",
    ] {
        let answer = served.get(&format!("/v1/changes?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{query}");
        assert_eq!(answer.json()["status"], 400, "{query}");
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{query}");
    }
    let far = served.get("/v1/changes?after=9223372036854775807&limit=1000");
    assert_eq!((far.status, &far.json()["more"]), (200, &false.into()));
    assert_eq!(
        served.get("/v1/changes").json()["next"],
        2,
        "from the beginning when nothing is said"
    );
}

#[test]
fn an_instance_tells_how_it_is() {
    let served = served();
    let answer = served.get("/health");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let health = answer.json();
    assert_eq!((&health["status"], &health["seq"]), (&"ok".into(), &2.into()));
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(health["log"], served.get("/v1/changes").json()["log"]);
}

#[test]
fn the_numbers_have_an_address_of_their_own() {
    let served = served();
    assert_eq!(served.get("/metrics").status, 404, "not on the public address");
    let answer = ask(served.metrics, "GET", "/metrics", &[]);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let lines: Vec<&str> = answer.text().lines().collect();
    assert!(lines.contains(&"warta_notices_total 2"), "{lines:#?}");
    assert!(lines.contains(&"warta_releases{status=\"usable\"} 1"), "{lines:#?}");
    assert!(lines.contains(&"warta_source_failures{source=\"kantor\"} 0"), "{lines:#?}");
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        assert!(lines.iter().any(|one| one.starts_with(&format!("# TYPE {name} "))), "{line}");
        assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
    }
    assert_eq!(ask(served.metrics, "GET", "/id/ID/feed.rss", &[]).status, 404);
}

#[test]
fn an_address_that_means_no_good_is_refused_and_nothing_breaks() {
    let served = served();
    let long = format!("/id/{}/feed.rss", "A".repeat(20_000));
    let deep = "/a".repeat(10_000);
    let slashes = "/".repeat(10_000);
    for path in [
        "/../../etc/passwd",
        "/id/../../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/config/warta.toml",
        "/id/ID-KB/..%5c..%5cfeed.rss",
        "/id/ID-KB/%00",
        "/id/ID-KB/feed.rss%00.html",
        "/%",
        "/%zz/%2",
        "/%ff%fe/feed.rss",
        "/id/%C3%28/feed.rss",
        "/id/ID-KB/feed.rss/",
        "/id/ID-KB/'%20OR%201=1--",
        "/id/releases/../kantor/x",
        "/id/releases/%00/%00",
        "/id/ID-KB/\u{202e}",
        "/x-y-z/ID/",
        "/-/-/-",
        "/id-u-ca-buddhist/ID/feed.rss",
        "/und/ID/",
        &long,
        &deep,
        &slashes,
    ] {
        let answer = served.get(path);
        let shown: String = path.chars().take(60).collect();
        assert!([400, 404].contains(&answer.status), "{shown}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{shown}");
    }
    assert_eq!(served.get("/id/ID-KB/feed.rss").status, 200, "the others are served as before");
}

#[track_caller]
fn check_raw(served: &Served, request: &[u8], allowed: &[u16]) {
    let shown = String::from_utf8_lossy(request).chars().take(80).collect::<String>();
    // hanging up is an answer too
    if let Some(answer) = raw(served.address, request) {
        assert!(allowed.contains(&answer.status), "{shown:?}: {}", answer.status);
    }
}

#[test]
fn a_request_that_is_no_http_gets_no_further() {
    let served = served();
    let huge = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(200_000));
    let many = format!(
        "GET / HTTP/1.1\r\nHost: a\r\n{}Connection: close\r\n\r\n",
        "X-A: b\r\n".repeat(500)
    );
    let body = format!(
        "POST /v1/changes HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n{}",
        "x".repeat(100_000)
    );
    check_raw(&served, b"GET /id\0/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &[400]);
    check_raw(
        &served,
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        &[400, 404],
    );
    check_raw(&served, b"GET id/ID HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &[400, 404]);
    check_raw(&served, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", &[400]);
    check_raw(&served, b"GET / HTTP/9.9\r\n\r\n", &[400, 505]);
    check_raw(&served, huge.as_bytes(), &[414, 431, 400]);
    check_raw(&served, many.as_bytes(), &[431, 400]);
    check_raw(&served, body.as_bytes(), &[405, 413]);
    assert_eq!(served.get("/id/ID-KB/feed.rss").status, 200, "the others are served as before");
}

#[test]
fn headers_that_make_no_sense_are_passed_over() {
    let served = served();
    let tag = strong_tag(&served.get("/id/ID-KB/feed.rss")).to_owned();
    let bare = tag.trim_matches('"').to_owned();
    let long = format!("{}{tag}", "\"x\", ".repeat(1_000));
    for (name, value, status) in [
        ("If-None-Match", "", 200),
        ("If-None-Match", "\"", 200),
        ("If-None-Match", "\"\"", 200),
        ("If-None-Match", "W/", 200),
        ("If-None-Match", ",,,,", 200),
        ("If-None-Match", &bare, 200),
        ("If-None-Match", "\u{e4}\u{f6}\u{fc}", 200),
        ("If-None-Match", &long, 304),
        ("If-Modified-Since", "yesterday", 200),
        ("If-Modified-Since", "Thu, 99 Foo 9999 99:99:99 GMT", 200),
        ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT", 304),
        ("Accept-Encoding", ";;;q=,br;q=x, gzip;q=-1", 200),
        ("Accept-Encoding", "br;q=99999999999999999999", 200),
        ("Accept-Language", ",;q=,*,\u{e4}", 200),
        ("Range", "bytes=0-10", 200),
    ] {
        let answer = served.ask("/id/ID-KB/feed.rss", &[(name, value)]);
        assert_eq!(answer.status, status, "{name}: {value}");
    }
    let answer = served.ask("/nowhere", &[("Accept-Language", "<script>, \"><b>;q=1")]);
    assert_eq!(answer.status, 404);
    assert!(!answer.text().contains("<script>"));
}
