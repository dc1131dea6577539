//! What a request may ask (`s1` to `s14`) and what a server may answer (`n1` to `n14`), beside
//! the cases in `fetching.rs`, in `src/fetch/guard.rs` (`s1`, `s2`), `request.rs` (`s8`) and
//! `words.rs` (`n14`). `n11` is the program `tools/scale.py`.

use std::collections::BTreeSet;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use warta::domain::ask::{HttpAsk, Purpose};
use warta::domain::job::Filing;
use warta::domain::{AskError, Job, Lane, Reply, SourceId};
use warta::fetch::{Client, Options};

use crate::fetching::{Server, answer, ask, fresh, now, options};
use crate::store::{at, on_both};
use crate::support::{Page, Site, home};

#[tokio::test]
async fn s1_s2_no_special_address_is_asked_however_it_is_written() {
    let client = Client::new(options(), None).unwrap();
    for host in [
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "192.0.0.8",
        "198.18.0.1",
        "240.0.0.1",
        "[::]",
        "[fc00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::]",
        "[2001::1]",
        "[::ffff:10.0.0.1]",
        "[::10.0.0.1]",
        "167772161",
        "012.0.0.1",
        "0xa.1",
        "10.1",
        "１０.0.0.1",
        "10.0.0.1.",
        "a@10.0.0.1",
    ] {
        let url = Url::parse(&format!("http://{host}/")).unwrap();
        let error = client.ask(&HttpAsk::feed(url), now()).await.unwrap_err();
        assert_eq!(error.code(), "address_forbidden", "{host}: {error}");
    }
}

#[tokio::test]
async fn s10_a_page_and_the_file_for_robots_go_through_the_same_door() {
    let client = Client::new(options(), None).unwrap();
    for purpose in [Purpose::Feed, Purpose::Page] {
        let url = Url::parse("http://10.0.0.1/siaran").unwrap();
        let ask = HttpAsk { purpose, ..HttpAsk::feed(url) };
        assert_eq!(client.ask(&ask, now()).await.unwrap_err().code(), "address_forbidden");
    }
}

#[test]
fn s12_a_proxy_of_the_environment_is_not_used() {
    let proxy = Site::start();
    let site = Site::start();
    site.put("/feed.xml", "application/rss+xml", "<rss version=\"2.0\"><channel/></rss>");
    let home = home();
    let source =
        format!("[source]\nlanguage = \"id\"\n[feed]\nurl = \"{}\"\n", site.url("/feed.xml"));
    home.write("config/sources/kantor.toml", &source);
    let config = home.read("config/warta.toml");
    let fetch = "[fetch]\ncontact = \"desk@warta.example\"\nallow = [\"127.0.0.1\"]\n";
    home.write("config/warta.toml", &format!("{config}\n{fetch}"));
    let mut command = home.command(&["pull"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, proxy.url("/"));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((site.count("/feed.xml"), proxy.asked().len()), (1, 0));
}

#[tokio::test]
async fn s13_no_other_port_than_those_of_the_web_is_asked() {
    let client = Client::new(Options { allow: Vec::new(), ..options() }, None).unwrap();
    for port in [21, 22, 25, 53, 143, 3306, 5432, 6379, 8080, 11211] {
        for host in ["1.1.1.1", "kantor.example"] {
            let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
            let error = client.ask(&HttpAsk::feed(url), now()).await.unwrap_err();
            assert_eq!(error.code(), "address_forbidden", "{host}:{port}");
        }
    }
}

#[tokio::test]
async fn s14_a_challenge_is_named_and_nothing_of_it_repeated() {
    let server = Server::start(|_, _| {
        answer(403, &[("cf-mitigated", "challenge")], "<title>server words</title>")
    })
    .await;
    let error = ask(server.url("/")).await.unwrap_err();
    assert_eq!(error, AskError::Blocked { by: "a firewall's challenge" });
    assert!(!error.to_string().contains("words"), "{error}");
}

/// A server that sends `head`, then `part` until nobody listens.
async fn endless(head: &'static str, part: &'static [u8]) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4_096];
                assert!(socket.read(&mut request).await.is_ok_and(|read| read > 0));
                socket.write_all(head.as_bytes()).await.ok();
                while socket.write_all(part).await.is_ok() {}
            });
        }
    });
    Url::parse(&format!("http://{address}/")).unwrap()
}

#[tokio::test]
async fn n1_a_body_without_end_is_cut_at_the_limit() {
    let patient = Options { total_limit: Duration::from_secs(20), ..options() };
    let client = Client::new(patient, None).unwrap();
    for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"]
    {
        let url = endless(head, &[b' '; 8_192]).await;
        let error = client.ask(&HttpAsk::feed(url), now()).await.unwrap_err();
        assert_eq!(error, AskError::TooLarge { limit: 100_000 });
    }
}

#[tokio::test]
async fn n5_what_broke_off_is_asked_for_once_more_and_no_more() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            assert!(socket.read(&mut request).await.is_ok_and(|read| read > 0));
            let whole = ASKED.fetch_add(1, Ordering::SeqCst) == 1;
            let body = if whole { "news!" } else { "n" };
            let reply =
                format!("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{body}");
            socket.write_all(reply.as_bytes()).await.unwrap();
        }
    });
    let url = Url::parse(&format!("http://{address}/")).unwrap();
    assert_eq!(fresh(ask(url.clone()).await).bytes, b"news!");
    assert_eq!(ASKED.load(Ordering::SeqCst), 2);
    assert_eq!(ask(url).await.unwrap_err().code(), "network");
    assert_eq!(ASKED.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn n7_monstrous_headers_are_refused_and_no_cookie_is_kept() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(20_000));
    let long = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(4_000_000));
    for reply in [many, long] {
        let server = Server::raw(Box::leak(reply.into_boxed_str()).as_bytes(), false).await;
        assert_eq!(ask(server.url("/")).await.unwrap_err().code(), "network");
    }
    let server = Server::start(|_, _| {
        let tag = format!("\"{}\"", "x".repeat(60_000));
        answer(200, &[("etag", &tag), ("set-cookie", "a=b; Max-Age=99999")], "news")
    })
    .await;
    let client = Client::new(options(), None).unwrap();
    for _ in 0..2 {
        let document = fresh(client.ask(&HttpAsk::feed(server.url("/")), now()).await);
        assert_eq!(document.validators.etag, None);
    }
    assert!(server.asked().iter().all(|(_, headers)| !headers.contains_key("cookie")));
}

on_both!(n12_a_host_with_thousands_of_feeds_keeps_nobody_else_waiting,);

async fn n12_a_host_with_thousands_of_feeds_keeps_nobody_else_waiting(store: warta::store::Store) {
    let pull = |name: String, host: &str| {
        let source = SourceId::parse(&name).unwrap();
        let lane = Lane::host(&Url::parse(&format!("http://{host}/")).unwrap());
        Filing { job: Job::Pull { source }, lane, run_at: at(0) }
    };
    let big = (0..1_000).map(|n| pull(format!("besar-{n}"), "besar.example"));
    store.file(&big.collect::<Vec<_>>(), at(0)).await.unwrap();
    let small = (0..9).map(|n| pull(format!("kecil-{n}"), &format!("kecil-{n}.example")));
    store.file(&small.collect::<Vec<_>>(), at(0)).await.unwrap();
    let lease = Duration::from_mins(2);
    let claimed = store.claim_some(true, 16, lease, at(1)).await.unwrap();
    let lanes: BTreeSet<String> =
        claimed.iter().map(|one| one.lane.as_ref().unwrap().to_string()).collect();
    assert_eq!((claimed.len(), lanes.len()), (10, 10), "one of the big host and all the others");
    assert_eq!(store.claim_some(true, 16, lease, at(1)).await.unwrap(), []);
    assert_eq!(store.claim_some(false, 16, lease, at(1)).await.unwrap(), []);
}

/// A look-up that counts, and answers with what it was given.
struct Counting(Mutex<usize>, Vec<&'static str>);

impl Resolve for Counting {
    fn resolve(&self, _: Name) -> Resolving {
        *self.0.lock().unwrap() += 1;
        let found: Vec<SocketAddr> =
            self.1.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
        Box::pin(async move {
            if found.is_empty() {
                return Err("no such name".into());
            }
            Ok::<Addrs, _>(Box::new(found.into_iter()))
        })
    }
}

#[tokio::test]
async fn n13_a_name_that_does_not_exist_is_not_looked_up_again_at_once() {
    let names = Arc::new(Counting(Mutex::new(0), Vec::new()));
    let client = Client::new(options(), Some(names.clone())).unwrap();
    let ask = HttpAsk::feed(Url::parse("http://tidak-ada.test/").unwrap());
    for _ in 0..3 {
        let visit = client.visit(&ask, now()).await;
        assert_eq!(visit.reply.unwrap_err().code(), "network");
        assert!(visit.heard.unreached);
    }
    assert_eq!(*names.0.lock().unwrap(), 1);
}

#[tokio::test]
async fn n13_of_a_thousand_addresses_a_few_are_looked_at() {
    let server = Server::start(|_, _| answer(200, &[], "news")).await;
    let mut addresses = vec!["10.0.0.1"; 1_000];
    addresses.push("127.0.0.1");
    let names = Arc::new(Counting(Mutex::new(0), addresses));
    let client = Client::new(options(), Some(names)).unwrap();
    let url = format!("http://banyak.test:{}/", server.address.port());
    let error = client.ask(&HttpAsk::feed(Url::parse(&url).unwrap()), now()).await.unwrap_err();
    assert_eq!(error.code(), "address_forbidden");
    assert!(server.asked().is_empty());
}

/// A server with a certificate that nobody signed.
fn self_signed() -> SocketAddr {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
    let certificate = include_bytes!("fixtures/tls/self-signed.cert.der").to_vec();
    let key = include_bytes!("fixtures/tls/self-signed.key.der").to_vec();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for socket in listener.incoming().take(4) {
            let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut socket = socket.unwrap();
            tls.complete_io(&mut socket).ok();
        }
    });
    address
}

#[tokio::test]
async fn n14_a_certificate_nobody_signed_and_a_host_without_tls_are_refused_in_plain_words() {
    let patient = Options { total_limit: Duration::from_secs(10), ..options() };
    let client = Client::new(patient, None).unwrap();
    let plain = Server::raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", false).await;
    for (address, words) in
        [(self_signed(), "signed by nobody"), (plain.address, "does not speak TLS")]
    {
        let ask = HttpAsk::feed(Url::parse(&format!("https://{address}/")).unwrap());
        let visit = client.visit(&ask, now()).await;
        let said = visit.reply.unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
        assert!(!visit.heard.unreached, "the host is there");
    }
}

#[tokio::test]
async fn robots_are_obeyed_for_pages_and_asked_for_once() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer(200, &[], "User-agent: *\nDisallow: /rahasia\n"),
        _ => answer(200, &[], "news"),
    })
    .await;
    let client = Client::new(options(), None).unwrap();
    let page = |path: &str| HttpAsk { purpose: Purpose::Page, ..HttpAsk::feed(server.url(path)) };
    fresh(client.ask(&page("/siaran"), now()).await);
    let closed = client.ask(&page("/rahasia/1"), now()).await.unwrap_err();
    assert_eq!(closed.code(), "robots");
    assert!(closed.to_string().contains("robots = \"ignore\""), "{closed}");
    fresh(client.ask(&HttpAsk::feed(server.url("/rahasia/feed")), now()).await);
    let asked: Vec<String> = server.asked().into_iter().map(|(path, _)| path).collect();
    assert_eq!(asked, ["/robots.txt", "/siaran", "/rahasia/feed"]);
    let tomorrow = now() + chrono::TimeDelta::hours(25);
    fresh(client.ask(&page("/siaran"), tomorrow).await);
    assert_eq!(server.asked().len(), 5, "the file is asked for again after a day");
}

#[tokio::test]
async fn a_host_that_cannot_say_what_robots_may_is_left_alone_for_an_hour() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer(503, &[], ""),
        _ => answer(200, &[], "news"),
    })
    .await;
    let client = Client::new(options(), None).unwrap();
    let ask = HttpAsk { purpose: Purpose::Page, ..HttpAsk::feed(server.url("/siaran")) };
    assert_eq!(client.ask(&ask, now()).await.unwrap_err().code(), "robots");
    assert_eq!(client.ask(&ask, now()).await.unwrap_err().code(), "robots");
    assert_eq!(server.asked().len(), 1);
    let none = Server::start(|path, _| match path {
        "/robots.txt" => answer(404, &[], ""),
        _ => answer(200, &[], "news"),
    })
    .await;
    let ask = HttpAsk { purpose: Purpose::Page, ..HttpAsk::feed(none.url("/siaran")) };
    fresh(client.ask(&ask, now()).await);
}

#[test]
fn s7_a_move_to_a_forbidden_place_is_never_believed() {
    let site = Site::start();
    site.set("/feed.xml", Page::status(301).with("location", "http://169.254.169.254/latest"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::new(options(), None).unwrap();
        let ask = HttpAsk::feed(Url::parse(&site.url("/feed.xml")).unwrap());
        let visit = client.visit(&ask, now()).await;
        assert_eq!(visit.reply.unwrap_err().code(), "address_forbidden");
        assert_eq!(visit.heard.moved, None);
        site.set("/feed.xml", Page::status(301).with("location", "/b"));
        site.set("/b", Page::status(302).with("location", "/c"));
        site.set("/c", Page::new("text/plain", "news"));
        let visit = client.visit(&ask, now()).await;
        assert!(matches!(visit.reply, Ok(Reply::Fresh(_))));
        assert_eq!(visit.heard.moved, None, "one hop of it is not for good");
        site.set("/b", Page::status(308).with("location", "/c"));
        let visit = client.visit(&ask, now()).await;
        assert_eq!(visit.heard.moved.unwrap().as_str(), site.url("/c"));
    });
}

#[test]
fn a_listener_on_loopback_is_there_to_be_refused() {
    // the table of addresses is worth nothing if a refused address could not have answered
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(async {
        let client = Client::new(Options { allow: Vec::new(), ..options() }, None).unwrap();
        let url = Url::parse(&format!("http://{address}/")).unwrap();
        client.ask(&HttpAsk::feed(url), now()).await.unwrap_err()
    });
    assert_eq!(error.code(), "address_forbidden");
    listener.set_nonblocking(true).unwrap();
    let silent = listener.accept().map(|(mut socket, _)| socket.read(&mut [0; 1]).is_ok());
    assert!(silent.is_err(), "no packet was sent");
}
