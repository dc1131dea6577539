//! Shows that the helpers themselves do what they say.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::support::{Page, Site, apertium, apy, block_on, home, postgres};

#[test]
fn a_schema_is_there_while_its_test_runs() {
    let Some(database) = postgres() else { return };
    let url = database.url.clone();
    let schema = database.schema.clone();
    let count = move || {
        let (url, schema) = (url.clone(), schema.clone());
        block_on(async move {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let text = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1";
            let count: i64 =
                sqlx::query_scalar(text).bind(schema).fetch_one(&mut connection).await.unwrap();
            count
        })
    };
    assert_eq!(count(), 1);
    drop(database);
    assert_eq!(count(), 0);
}

/// Asks the site once with a bare socket, and answers the status line.
fn ask(site: &Site, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(site.address()).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_site_answers_what_was_set_and_counts_who_asked() {
    let site = Site::start();
    assert_eq!(ask(&site, "/feed.xml", ""), "HTTP/1.1 404 Not Found");
    site.put("/feed.xml", "application/rss+xml", "<rss/>");
    assert_eq!(ask(&site, "/feed.xml?a=1", ""), "HTTP/1.1 200 OK");
    let tag = format!("If-None-Match: \"{}\"\r\n", blake3::hash(b"<rss/>").to_hex());
    assert_eq!(ask(&site, "/feed.xml", &tag), "HTTP/1.1 304 Not Modified");
    site.put("/feed.xml", "application/rss+xml", "<rss></rss>");
    assert_eq!(ask(&site, "/feed.xml", &tag), "HTTP/1.1 200 OK");
    site.set("/late", Page::status(503).with("retry-after", "120"));
    assert_eq!(ask(&site, "/late", ""), "HTTP/1.1 503 Service Unavailable");
    site.remove("/late");
    assert_eq!(ask(&site, "/late", ""), "HTTP/1.1 404 Not Found");
    assert_eq!(site.count("/feed.xml"), 4);
    let statuses: Vec<u16> = site.asked().iter().map(|asked| asked.status).collect();
    assert_eq!(statuses, [404, 200, 304, 200, 503, 404]);
}

#[test]
fn a_home_is_a_folder_with_a_configuration() {
    let home = home();
    for file in ["config/warta.toml", "config/sources/kantor.toml", "feeds/uji.toml"] {
        assert!(home.read(file).parse::<toml::Table>().is_ok(), "{file}");
    }
    home.write("drop/satu.txt", "JUDUL");
    assert!(home.at("drop/satu.txt").exists());
    home.remove("drop/satu.txt");
    assert!(!home.at("drop/satu.txt").exists());
}

#[test]
fn apertium_is_there_or_left_out() {
    if apertium().is_some() {
        let mut translator = Command::new("apertium");
        let output = translator.arg("-h").output().unwrap();
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty());
    }
}

#[test]
fn apy_answers_on_loopback_or_is_left_out() {
    if let Some(apy) = apy() {
        assert!(apy.url.starts_with("http://127.0.0.1:"), "{}", apy.url);
    }
}
