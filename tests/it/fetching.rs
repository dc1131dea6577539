//! The two doors against hostile servers and untidy folders. Tests named `s1` to `s14` and `n1`
//! to `n14` are about what a request may ask and what a server may answer; more of them are in
//! `guard.rs`.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use warta::disk;
use warta::domain::ask::{HeaderText, HttpAsk, ListAsk, Purpose, ReadAsk, RunAsk};
use warta::domain::{AskError, Document, Instant, Reply, Secret, Validators};
use warta::fetch::guard::Allow;
use warta::fetch::{Client, Options};

pub(crate) fn now() -> Instant {
    "2026-06-10T08:00:00Z".parse().unwrap()
}

/// Everything a test server was asked, and its address.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<(String, HeaderMap)>>>,
}

impl Server {
    pub(crate) async fn start(answer: fn(&str, &HeaderMap) -> Response) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = heard.clone();
        let app = Router::new().fallback(move |request: Request| {
            let path = request.uri().to_string();
            ears.lock().unwrap().push((path.clone(), request.headers().clone()));
            let reply = answer(&path, request.headers());
            async move { reply }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, heard }
    }

    /// A server that writes these bytes to whoever connects, then stays silent or leaves.
    pub(crate) async fn raw(bytes: &'static [u8], stays: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut request = [0; 4_096];
                    assert!(socket.read(&mut request).await.is_ok_and(|read| read > 0));
                    socket.write_all(bytes).await.ok();
                    while stays && socket.read(&mut request).await.is_ok_and(|read| read > 0) {}
                });
            }
        });
        Self { address, heard: Arc::default() }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<(String, HeaderMap)> {
        self.heard.lock().unwrap().clone()
    }
}

pub(crate) fn options() -> Options {
    Options {
        contact: Some("desk@warta.example".to_owned()),
        allow: vec![Allow::parse("127.0.0.1").unwrap()],
        total_limit: Duration::from_millis(300),
        engine_limit: Duration::from_millis(300),
        body_bytes_max: 100_000,
        ..Options::default()
    }
}

fn client() -> Client {
    Client::new(options(), None).unwrap()
}

pub(crate) async fn ask(url: Url) -> Result<Reply, AskError> {
    client().ask(&HttpAsk::feed(url), now()).await
}

#[track_caller]
pub(crate) fn fresh(reply: Result<Reply, AskError>) -> Document {
    match reply {
        Ok(Reply::Fresh(document)) => *document,
        other => panic!("no document but {other:?}"),
    }
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

#[tokio::test]
async fn a_feed_that_did_not_change_is_not_read_again() {
    let server = Server::start(|_, headers| match headers.get("if-none-match") {
        Some(tag) if tag == "\"a\"" => {
            answer(304, &[("last-modified", "Wed, 10 Jun 2026 07:00:00 GMT")], "")
        }
        _ => answer(
            200,
            &[("etag", "\"a\""), ("content-type", "application/rss+xml"), ("set-cookie", "a=b")],
            "<rss/>",
        ),
    })
    .await;
    let client = client();
    let mut first = HttpAsk::feed(server.url("/feed#top"));
    first.url.set_username("desk").unwrap();
    first.url.set_password(Some("hunter2")).unwrap();
    let document = fresh(client.ask(&first, now()).await);
    assert_eq!(document.address, server.url("/feed#top").to_string(), "with a source's own mark");
    assert_eq!(document.location, server.url("/feed").to_string());
    assert_eq!(document.bytes, b"<rss/>");
    assert_eq!(document.content_type.as_deref(), Some("application/rss+xml"));
    assert_eq!(document.validators.etag.as_deref(), Some("\"a\""));
    first.validators = document.validators.clone();
    let Ok(Reply::Same(renewed)) = client.ask(&first, now()).await else { panic!("not the same") };
    assert_eq!(renewed.etag, document.validators.etag);
    assert_eq!(renewed.body, document.validators.body);
    assert_eq!(renewed.last_modified.as_deref(), Some("Wed, 10 Jun 2026 07:00:00 GMT"));
    let (_, headers) = server.asked().pop().unwrap();
    let agent = headers["user-agent"].to_str().unwrap();
    assert!(agent.starts_with("warta/") && agent.ends_with("(+desk@warta.example)"), "{agent}");
    assert_eq!(headers["authorization"], "Basic ZGVzazpodW50ZXIy");
    assert!(!headers.contains_key("cookie") && !headers.contains_key("referer"));
}

#[tokio::test]
async fn n8_a_body_known_by_its_hash_is_the_same_whatever_the_tag_says() {
    let server = Server::start(|_, _| answer(200, &[("etag", "\"new\"")], "news")).await;
    let mut ask = HttpAsk::feed(server.url("/"));
    let hash = blake3::hash(b"news").to_hex().to_string();
    ask.validators = Validators { body: Some(hash), ..Validators::default() };
    let Ok(Reply::Same(validators)) = client().ask(&ask, now()).await else { panic!("not same") };
    assert_eq!(validators.etag.as_deref(), Some("\"new\""));
}

#[tokio::test]
async fn n10_s14_a_status_is_a_failure_with_a_number_and_none_of_the_servers_words() {
    let server = Server::start(|path, _| {
        let status = path.trim_start_matches('/').parse().unwrap();
        answer(status, &[("retry-after", "7")], "<b>server words</b>")
    })
    .await;
    for status in [204, 304, 401, 403, 404, 418, 451, 500, 502, 504] {
        let error = ask(server.url(&format!("/{status}"))).await.unwrap_err();
        let wait = Some(Duration::from_mins(1));
        assert_eq!(error, AskError::Status { status, retry_after: wait });
        assert!(!error.to_string().contains("words"));
    }
    assert_eq!(ask(server.url("/410")).await, Ok(Reply::Gone));
}

#[tokio::test]
async fn n9_a_host_that_asked_for_a_pause_is_left_in_peace_by_all_its_sources() {
    let server = Server::start(|_, _| answer(429, &[("retry-after", "600")], "")).await;
    let client = client();
    let busy =
        |secs| Err(AskError::Status { status: 429, retry_after: Some(Duration::from_secs(secs)) });
    assert_eq!(client.ask(&HttpAsk::feed(server.url("/a")), now()).await, busy(600));
    let later = now() + chrono::TimeDelta::seconds(100);
    assert_eq!(client.ask(&HttpAsk::feed(server.url("/b")), later).await, busy(500));
    assert_eq!(server.asked().len(), 1);
    let after = now() + chrono::TimeDelta::seconds(600);
    assert_eq!(client.ask(&HttpAsk::feed(server.url("/b")), after).await, busy(600));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn n6_redirects_are_followed_so_far_and_no_further() {
    let server = Server::start(|path, _| {
        let left: u32 = path.trim_start_matches('/').parse().unwrap();
        match left {
            0 => answer(200, &[], "there"),
            _ => answer(301, &[("location", &format!("/{}", left - 1))], ""),
        }
    })
    .await;
    let document = fresh(ask(server.url("/5")).await);
    assert_eq!(document.location, server.url("/0").to_string());
    assert_eq!(document.address, server.url("/5").to_string());
    assert_eq!(ask(server.url("/6")).await.unwrap_err().code(), "redirect");
}

#[tokio::test]
async fn s6_a_redirect_to_a_forbidden_place_is_refused_on_that_hop() {
    let server = Server::start(|path, _| {
        let to = path.split_once('=').map_or("", |(_, to)| to);
        answer(302, &[("location", to)], "")
    })
    .await;
    for (to, code) in [
        ("http://169.254.169.254/latest", "address_forbidden"),
        ("http://10.0.0.1/", "address_forbidden"),
        ("http://[::ffff:10.0.0.1]/", "address_forbidden"),
        ("http://2130706434/", "address_forbidden"),
        ("http://1.1.1.1:22/", "address_forbidden"),
        ("file:///etc/passwd", "redirect"),
        ("gopher://127.0.0.1/", "redirect"),
        ("data:text/html,x", "redirect"),
        ("http://a:b@127.0.0.1/", "redirect"),
        ("", "redirect"),
    ] {
        let error = ask(server.url(&format!("/?to={to}"))).await.unwrap_err();
        assert_eq!(error.code(), code, "{to}: {error}");
    }
}

#[tokio::test]
async fn s9_a_key_never_follows_a_redirect_to_another_host() {
    static THERE: Mutex<Option<String>> = Mutex::new(None);
    let there = Server::start(|_, _| answer(200, &[], "there")).await;
    *THERE.lock().unwrap() = Some(there.url("/").to_string());
    let here = Server::start(|_, _| {
        answer(302, &[("location", THERE.lock().unwrap().as_deref().unwrap())], "")
    })
    .await;
    let mut ask = HttpAsk::feed(here.url("/"));
    let secret = Secret::new("hunter2".to_owned());
    ask.headers = vec![
        ("authorization".into(), HeaderText::Secret { prefix: "Bearer ", secret }),
        ("accept-language".into(), HeaderText::Clear("id".to_owned())),
    ];
    fresh(client().ask(&ask, now()).await);
    assert_eq!(here.asked()[0].1["authorization"], "Bearer hunter2");
    let (_, headers) = there.asked().pop().unwrap();
    assert!(!headers.contains_key("authorization") && !headers.contains_key("referer"));
    assert_eq!(headers["accept-language"], "id");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[tokio::test]
async fn n2_n3_a_compressed_body_counts_by_its_size_when_unpacked() {
    let server = Server::start(|path, _| match path {
        "/bomb" => answer(200, &[("content-encoding", "gzip")], gzip(&vec![b' '; 5_000_000])),
        "/large" => answer(200, &[], vec![b' '; 100_001]),
        "/broken" => answer(200, &[("content-encoding", "gzip")], "no gzip at all"),
        "/twice" => answer(200, &[("content-encoding", "gzip")], gzip(&gzip(b"news"))),
        "/foreign" => answer(200, &[("content-encoding", "zstd")], "news"),
        _ => answer(200, &[("content-encoding", "gzip")], gzip(b"news")),
    })
    .await;
    // The server packs its bombs when asked, which is slow without optimisation.
    let patient = Options { total_limit: Duration::from_secs(10), ..options() };
    let client = Client::new(patient, None).unwrap();
    let ask = async |path: &str| client.ask(&HttpAsk::feed(server.url(path)), now()).await;
    assert_eq!(fresh(ask("/").await).bytes, b"news");
    for (path, code) in [
        ("/bomb", "too_large"),
        ("/large", "too_large"),
        ("/broken", "network"),
        ("/twice", "network"),
        ("/foreign", "network"),
    ] {
        assert_eq!(ask(path).await.unwrap_err().code(), code, "{path}");
    }
}

#[tokio::test]
async fn a_packed_sitemap_is_unpacked_once_and_within_the_limit() {
    let server = Server::start(|path, _| match path {
        "/peta.xml.gz" | "/peta.xml" => answer(200, &[], gzip(b"<urlset/>")),
        "/robots.txt" => answer(404, &[], ""),
        "/bom.xml.gz" => answer(200, &[], gzip(&vec![b' '; 100_001])),
        "/dua.xml.gz" => answer(200, &[], gzip(&gzip(b"<urlset/>"))),
        _ => answer(200, &[], &b"\x1f\x8b\x08rusak"[..]),
    })
    .await;
    let client = Client::new(options(), None).unwrap();
    let ask = async |purpose, path: &str| {
        client.ask(&HttpAsk { purpose, ..HttpAsk::feed(server.url(path)) }, now()).await
    };
    assert_eq!(fresh(ask(Purpose::Page, "/peta.xml.gz").await).bytes, b"<urlset/>");
    for (purpose, path, code) in [
        (Purpose::Page, "/bom.xml.gz", "too_large"),
        (Purpose::Page, "/dua.xml.gz", "network"),
        (Purpose::Page, "/rusak.xml.gz", "network"),
        (Purpose::Page, "/peta.xml", "network"),
        (Purpose::Feed, "/peta.xml.gz", "network"),
    ] {
        assert_eq!(ask(purpose, path).await.unwrap_err().code(), code, "{path}");
    }
}

#[tokio::test]
async fn n4_n5_a_server_that_stalls_breaks_off_or_babbles_is_a_named_failure() {
    let cases: [(&[u8], bool, &str); 6] = [
        (b"", true, "in time"),
        (b"HTTP/1.1 200 OK\r\nX: ", true, "in time"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", true, "in time"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false, "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf", false, "broke off"),
        (b"SSH-2.0-babble\r\n", false, "no HTTP"),
    ];
    for (bytes, stays, words) in cases {
        let server = Server::raw(bytes, stays).await;
        let error = ask(server.url("/?key=hunter2")).await.unwrap_err();
        let said = error.to_string();
        assert_eq!(error.code(), "network", "{said}");
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
}

#[tokio::test]
async fn nobody_at_the_door_is_a_named_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = ask(Url::parse(&url).unwrap()).await.unwrap_err();
    assert!(matches!(error, AskError::Network { uncertain: false, .. }), "{error}");
}

/// Names and what they mean, one answer after another.
struct Names(Mutex<HashMap<&'static str, Vec<Vec<&'static str>>>>);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let mut names = self.0.lock().unwrap();
        let answers = names.get_mut(name.as_str()).expect("a name of the test");
        let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        let found: Vec<SocketAddr> =
            answer.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
        Box::pin(async move { Ok::<Addrs, _>(Box::new(found.into_iter())) })
    }
}

#[tokio::test]
async fn s3_s4_s5_a_name_is_judged_by_the_address_that_is_connected_to() {
    let server = Server::start(|_, _| answer(200, &[("connection", "close")], "news")).await;
    let names = HashMap::from([
        ("inside.test", vec![vec!["10.0.0.1", "::1", "169.254.169.254"]]),
        ("mixed.test", vec![vec!["10.0.0.1", "127.0.0.1"]]),
        ("rebinding.test", vec![vec!["127.0.0.1"], vec!["127.0.0.2"]]),
    ]);
    let options = Options { gap: Duration::ZERO, ..options() };
    let client = Client::new(options, Some(Arc::new(Names(Mutex::new(names))))).unwrap();
    let ask = async |host: &str| {
        let url = format!("http://{host}:{}/", server.address.port());
        client.ask(&HttpAsk::feed(Url::parse(&url).unwrap()), now()).await
    };
    let refused = ask("inside.test").await.unwrap_err();
    assert!(
        matches!(&refused, AskError::Forbidden { address } if address.starts_with("inside.test:"))
    );
    assert_eq!(fresh(ask("mixed.test").await).bytes, b"news");
    assert_eq!(fresh(ask("rebinding.test").await).bytes, b"news");
    assert_eq!(ask("rebinding.test").await.unwrap_err().code(), "address_forbidden");
}

#[tokio::test]
async fn s11_an_allow_rule_for_a_port_opens_no_other_port_of_the_name() {
    let server = Server::start(|_, _| answer(200, &[], "news")).await;
    let names = HashMap::from([("desk.test", vec![vec!["127.0.0.1"]])]);
    let port = server.address.port();
    let other = Allow::parse(&format!("127.0.0.2:{port}")).unwrap();
    let options = Options { allow: vec![Allow::parse("127.0.0.1:1").unwrap(), other], ..options() };
    let client = Client::new(options, Some(Arc::new(Names(Mutex::new(names))))).unwrap();
    let url = Url::parse(&format!("http://desk.test:{port}/")).unwrap();
    let error = client.ask(&HttpAsk::feed(url), now()).await.unwrap_err();
    assert_eq!(error.code(), "address_forbidden");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn without_a_contact_nothing_outside_this_machine_is_asked() {
    let server = Server::start(|_, _| answer(200, &[], "news")).await;
    let client = Client::new(Options { contact: None, ..options() }, None).unwrap();
    fresh(client.ask(&HttpAsk::feed(server.url("/")), now()).await);
    for url in ["https://warta.example/feed", "http://1.1.1.1/"] {
        let ask = HttpAsk::feed(Url::parse(url).unwrap());
        assert_eq!(client.ask(&ask, now()).await, Err(AskError::Contact), "{url}");
    }
}

#[tokio::test]
async fn s10_an_engine_on_this_machine_is_asked_and_its_answer_handed_over_as_it_is() {
    let server = Server::start(|_, _| {
        answer(
            StatusCode::FOUND.as_u16(),
            &[("location", "http://10.0.0.1/"), ("retry-after", "9")],
            "why",
        )
    })
    .await;
    let client =
        Client::new(Options { contact: None, allow: Vec::new(), ..options() }, None).unwrap();
    let mut ask = HttpAsk::feed(server.url("/translate"));
    ask.purpose = Purpose::Engine;
    ask.body = Some(("application/json", b"{}".to_vec()));
    let wait = Some(Duration::from_secs(9));
    let answered = Reply::Answer { status: 302, retry_after: wait, body: b"why".to_vec() };
    assert_eq!(client.ask(&ask, now()).await, Ok(answered));
    ask.purpose = Purpose::Feed;
    assert_eq!(client.ask(&ask, now()).await.unwrap_err().code(), "address_forbidden");
    let stalling = Server::raw(b"", true).await;
    ask.purpose = Purpose::Engine;
    ask.url = stalling.url("/");
    let error = client.ask(&ask, now()).await.unwrap_err();
    assert!(matches!(error, AskError::Network { uncertain: true, .. }), "{error}");
}

#[tokio::test]
async fn n12_one_host_is_asked_one_request_at_a_time_with_a_pause_between() {
    let pace = warta::fetch::pace::Pace::default();
    let lane = |text| warta::domain::Lane::host(&Url::parse(text).unwrap()).unwrap();
    let (bnn, other) = (lane("https://bnn.example/feed"), lane("https://kalbar.example/feed"));
    let gap = Duration::from_millis(40);
    let first = pace.turn(&bnn, gap).await;
    let second = pace.turn(&bnn, gap);
    tokio::pin!(second);
    let waits = tokio::time::timeout(Duration::from_millis(20), &mut second).await;
    assert!(waits.is_err(), "two requests at a time");
    drop(pace.turn(&other, gap).await);
    let released = tokio::time::Instant::now();
    drop(first);
    drop(second.await);
    assert!(released.elapsed() >= gap, "no pause between");
}

fn listing(folder: &std::path::Path) -> ListAsk {
    ListAsk {
        folder: folder.to_owned(),
        extensions: vec!["html", "md"],
        settle: Duration::from_secs(2),
    }
}

fn file(folder: &std::path::Path, path: &str) -> ReadAsk {
    ReadAsk { folder: folder.to_owned(), path: path.to_owned(), validators: Validators::default() }
}

#[tokio::test]
async fn a_folder_is_listed_without_what_editors_leave_and_what_lies_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("drop");
    fs::create_dir_all(folder.join("2026/.git")).unwrap();
    fs::write(home.path().join("secret.html"), "secret").unwrap();
    for name in [
        "b.html",
        "a.HTML",
        "2026/c.md",
        "2026/.git/x.md",
        ".~lock.b.html",
        "b.html~",
        "d.html.part",
        "e.html.tmp",
        "f.pdf",
    ] {
        fs::write(folder.join(name), "x").unwrap();
    }
    std::os::unix::fs::symlink("../secret.html", folder.join("link.html")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("up")).unwrap();
    let young: Instant = fs::metadata(folder.join("b.html")).unwrap().modified().unwrap().into();
    for (at, settled) in [(young, false), (young + chrono::TimeDelta::hours(1), true)] {
        let Ok(Reply::Listing(seen)) = disk::list(&listing(&folder), at).await else { panic!() };
        let paths: Vec<_> = seen.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["2026/c.md", "a.HTML", "b.html"]);
        assert!(seen.iter().all(|file| file.settled == settled && file.bytes == 1));
    }
    for path in ["../secret.html", "link.html", "up/secret.html", "", "/etc/hostname"] {
        assert_eq!(disk::read(&file(&folder, path)).await.unwrap_err().code(), "file", "{path}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_a_failure_and_never_empty() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("not mounted");
    let error = disk::list(&listing(&folder), now()).await.unwrap_err();
    assert!(error.to_string().contains("no such file or folder"), "{error}");
    assert_eq!(disk::read(&file(&folder, "a.html")).await.unwrap_err().code(), "file");
}

#[tokio::test]
async fn a_file_is_read_once_until_it_changes_and_gone_when_it_is_gone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.html");
    fs::write(&path, "one").unwrap();
    let mut ask = file(home.path(), "a.html");
    let document = fresh(disk::read(&ask).await);
    assert_eq!((document.address.as_str(), document.bytes.as_slice()), ("a.html", &b"one"[..]));
    assert_eq!(document.content_type.as_deref(), Some("text/html"));
    let millis = document.modified.unwrap().timestamp_millis();
    assert_eq!(document.validators.etag, Some(format!("3-{millis}")));
    ask.validators = document.validators;
    assert_eq!(disk::read(&ask).await, Ok(Reply::Same(ask.validators.clone())));
    fs::write(&path, "other").unwrap();
    assert_eq!(fresh(disk::read(&ask).await).bytes, b"other");
    fs::File::create(&path).unwrap().set_len(10_000_001).unwrap();
    assert_eq!(disk::read(&ask).await, Err(AskError::TooLarge { limit: 10_000_000 }));
    fs::remove_file(&path).unwrap();
    assert_eq!(disk::read(&ask).await, Ok(Reply::Gone));
}

fn program(program: &str, arguments: &[&str], input: Vec<u8>) -> RunAsk {
    RunAsk {
        program: program.to_owned(),
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        input,
        limit: Duration::from_secs(3),
    }
}

#[tokio::test]
async fn a_program_hears_its_input_while_it_speaks() {
    let long = vec![b'x'; 1_000_000];
    let heard = disk::run(&program("cat", &[], long.clone())).await;
    assert_eq!(heard, Ok(Reply::Output(long.clone())));
    assert_eq!(disk::run(&program("true", &[], long)).await, Ok(Reply::Output(Vec::new())));
    let literal = disk::run(&program("echo", &["$(id); `id`"], Vec::new())).await;
    assert_eq!(literal, Ok(Reply::Output(b"$(id); `id`\n".to_vec())));
}

#[tokio::test]
async fn a_program_that_fails_says_why() {
    let error = disk::run(&program("warta-no-such", &[], Vec::new())).await.unwrap_err();
    assert!(error.to_string().contains("not installed"), "{error}");
    let script = "echo; echo 'no pair id-ms' >&2; echo more >&2; exit 3";
    let error = disk::run(&program("sh", &["-c", script], Vec::new())).await.unwrap_err();
    assert_eq!(error.to_string(), "sh: it ended with exit status: 3: no pair id-ms");
    let slow = RunAsk { limit: Duration::from_millis(50), ..program("sleep", &["60"], Vec::new()) };
    let error = disk::run(&slow).await.unwrap_err();
    assert!(error.to_string().contains("longer than 0.05 s"), "{error}");
    let endless = disk::run(&program("cat", &["/dev/zero"], Vec::new())).await;
    assert_eq!(endless, Err(AskError::TooLarge { limit: 16_000_000 }));
}
