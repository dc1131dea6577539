//! Requests that mean no good: they are refused, and nothing breaks.

use super::{served, strong_tag};
use crate::support::http::raw;
use crate::support::served::Served;

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
