//! The hub: a subscriber on loopback asks, confirms, and is told; nobody is told in the name
//! of another.

use std::time::Duration;

use warta::domain::Job;
use warta::pipeline::deliver::signature;

use crate::support::home;
use crate::support::http::{Answer, raw};
use crate::support::served::Served;
use crate::support::site::{Asked, Page, Site};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

const TOPIC: &str = "http://127.0.0.1:8484/id/ID-KB/feed.atom";

/// A house that may ask loopback, with one release in it, and what more its file says.
fn served_with(more: &str) -> Served {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("config/warta.toml", &format!("{config}\n{more}"));
    let served = Served::start(home);
    served.drop_in("pelatihan.txt", RELEASE);
    served.pull();
    served
}

fn served() -> Served {
    served_with("[fetch]\nallow = [\"127.0.0.1\"]\n")
}

/// A subscriber that confirms whatever it is asked.
fn agreeing() -> Site {
    let site = Site::start();
    site.on("/callback", |asked| match value(asked, "hub.challenge") {
        Some(challenge) => Page::new("text/plain", challenge),
        None => Page::status(204),
    });
    site
}

fn value(asked: &Asked, name: &str) -> Option<String> {
    let query = asked.path.split_once('?')?.1;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Sends a form to the hub and lets the queue be worked.
fn ask(served: &Served, pairs: &[(&str, &str)]) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let request = format!(
        "POST /hub HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = raw(served.address, request.as_bytes()).unwrap();
    served.work();
    answer
}

fn subscribe(served: &Served, site: &Site, more: &[(&str, &str)]) -> Answer {
    let callback = site.url("/callback");
    let mut pairs =
        vec![("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", callback.as_str())];
    pairs.extend_from_slice(more);
    ask(served, &pairs)
}

/// The documents a subscriber was sent.
fn sent(site: &Site) -> Vec<Asked> {
    site.asked().into_iter().filter(|asked| asked.method == "POST").collect()
}

/// The source corrects its release, which every feed of the province shows.
fn news(served: &Served, number: &str) {
    let text = format!("{RELEASE}\nJumlah itu dibetulkan untuk kali yang {number}.\n");
    served.drop_in("pelatihan.txt", &text);
    served.pull();
}

#[test]
fn a_subscriber_confirms_and_is_sent_the_whole_feed_signed() {
    let (served, site) = (served(), agreeing());
    let link = served.get("/id/ID-KB/feed.atom").header("link").unwrap().to_owned();
    assert!(link.contains("<http://127.0.0.1:8484/hub>; rel=\"hub\""), "{link}");
    assert!(served.get("/id/ID-KB/feed.atom").text().contains("rel=\"hub\""));
    let answer =
        subscribe(&served, &site, &[("hub.secret", "rahasia"), ("hub.lease_seconds", "3600")]);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let asked = site.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(value(&asked[0], "hub.mode").as_deref(), Some("subscribe"));
    assert_eq!(value(&asked[0], "hub.topic").as_deref(), Some(TOPIC));
    assert_eq!(value(&asked[0], "hub.lease_seconds").as_deref(), Some("3600"));
    assert!(sent(&site).is_empty(), "what he can fetch he is not sent");
    news(&served, "kedua");
    let sent = sent(&site);
    assert_eq!(sent.len(), 1, "one change, one delivery");
    assert_eq!(sent[0].body, served.get("/id/ID-KB/feed.atom").body);
    let header = |name: &str| sent[0].headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(header("x-hub-signature"), signature("rahasia", &sent[0].body));
    assert!(header("link").contains(&format!("<{TOPIC}>; rel=\"self\"")), "{}", header("link"));
}

#[test]
fn a_withdrawal_is_sent_like_any_other_change() {
    let (served, site) = (served(), agreeing());
    subscribe(&served, &site, &[]);
    let reason = "angka keliru".to_owned();
    served.job(Job::Withdraw { release: served.only_release(), reason });
    let sent = sent(&site);
    let last = String::from_utf8(sent.last().unwrap().body.to_vec()).unwrap();
    assert!(last.contains("angka keliru") && !last.contains("Pesisir"), "{last}");
    assert_eq!(sent[0].headers.get("x-hub-signature"), None, "no secret, no signature");
}

#[test]
fn who_did_not_ask_is_not_subscribed() {
    let served = served();
    let site = Site::start();
    site.set("/callback", Page::new("text/plain", "yes, of course"));
    assert_eq!(subscribe(&served, &site, &[]).status, 202);
    news(&served, "kedua");
    assert!(sent(&site).is_empty());
    let site = Site::start();
    assert_eq!(subscribe(&served, &site, &[]).status, 202);
    news(&served, "ketiga");
    assert!(sent(&site).is_empty(), "a callback that is not there wants nothing");
}

#[test]
fn nobody_ends_or_changes_the_subscription_of_another() {
    let (served, site) = (served(), agreeing());
    subscribe(&served, &site, &[("hub.secret", "rahasia")]);
    // from now on the callback confirms nothing
    site.set("/callback", Page::status(404));
    let callback = site.url("/callback");
    let end = [("hub.mode", "unsubscribe"), ("hub.topic", TOPIC), ("hub.callback", &callback)];
    assert_eq!(ask(&served, &end).status, 202);
    assert_eq!(subscribe(&served, &site, &[("hub.secret", "other")]).status, 202);
    site.set("/callback", Page::status(200));
    news(&served, "kedua");
    let sent = sent(&site);
    assert_eq!(sent.len(), 1);
    let signed = sent[0].headers.get("x-hub-signature").unwrap().to_str().unwrap();
    assert_eq!(signed, signature("rahasia", &sent[0].body));
}

#[test]
fn a_subscription_ends_when_its_subscriber_says_so_or_its_lease_is_over() {
    let (served, site) = (served(), agreeing());
    subscribe(&served, &site, &[]);
    let callback = site.url("/callback");
    let end = [("hub.mode", "unsubscribe"), ("hub.topic", TOPIC), ("hub.callback", &callback)];
    assert_eq!(ask(&served, &end).status, 202);
    news(&served, "kedua");
    assert!(sent(&site).is_empty(), "he said so");
    subscribe(&served, &site, &[("hub.lease_seconds", "99999999999")]);
    let lease = site.asked().iter().filter_map(|asked| value(asked, "hub.lease_seconds")).last();
    assert_eq!(lease.as_deref(), Some("2592000"), "none is for ever");
    served.later(Duration::from_hours(31 * 24));
    news(&served, "ketiga");
    assert!(sent(&site).is_empty(), "its lease is over");
}

#[test]
fn what_could_not_be_delivered_comes_again_and_what_is_gone_ends() {
    let (served, site) = (served(), agreeing());
    subscribe(&served, &site, &[]);
    site.set("/callback", Page::status(503));
    news(&served, "kedua");
    assert!(!sent(&site).is_empty());
    site.set("/callback", Page::status(200));
    served.later(Duration::from_hours(2));
    served.work();
    let last = sent(&site).pop().unwrap();
    assert_eq!((last.status, last.body), (200, served.get("/id/ID-KB/feed.atom").body.into()));
    site.set("/callback", Page::status(410));
    news(&served, "ketiga");
    let count = sent(&site).len();
    news(&served, "keempat");
    assert_eq!(sent(&site).len(), count, "410 means never again");
}

#[test]
fn a_feed_that_is_no_longer_published_says_so_to_its_subscribers() {
    let (served, site) = (served(), agreeing());
    subscribe(&served, &site, &[]);
    served.home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"ID\"]\n");
    served.reload();
    let denied = site.asked().pop().unwrap();
    assert_eq!(value(&denied, "hub.mode").as_deref(), Some("denied"));
    assert_eq!(value(&denied, "hub.topic").as_deref(), Some(TOPIC));
    assert_eq!(subscribe(&served, &site, &[]).status, 400);
}

#[test]
fn our_own_network_is_reached_by_nobody_who_subscribes() {
    // without the allow list, loopback is as closed as any private network
    let (served, site) = (served_with(""), agreeing());
    assert_eq!(subscribe(&served, &site, &[]).status, 202);
    let other = [
        ("hub.mode", "subscribe"),
        ("hub.topic", TOPIC),
        ("hub.callback", "http://169.254.169.254/latest/meta-data"),
    ];
    assert_eq!(ask(&served, &other).status, 202);
    news(&served, "kedua");
    assert!(site.asked().is_empty());
}

#[test]
fn what_is_no_request_for_a_subscription_is_refused_with_words() {
    let served = served();
    let good = [
        ("hub.mode", "subscribe"),
        ("hub.topic", TOPIC),
        ("hub.callback", "http://127.0.0.1:9/cb"),
    ];
    let long = "x".repeat(200);
    let far = format!("http://a.example/{}", "x".repeat(3_000));
    for (name, bad) in [
        ("hub.mode", "publish"),
        ("hub.mode", ""),
        ("hub.topic", "http://evil.example/feed.atom"),
        ("hub.topic", "http://127.0.0.1:8484/id/ID-KB/"),
        ("hub.topic", "http://127.0.0.1:8484/en/ID-KB/feed.atom"),
        ("hub.topic", "http://127.0.0.1:8484/id/id-kb/feed.atom"),
        ("hub.topic", "http://127.0.0.1:8484.evil.example/id/ID-KB/feed.atom"),
        ("hub.callback", "ftp://a.example/"),
        ("hub.callback", "http://user:word@a.example/"),
        ("hub.callback", "javascript:alert(1)"),
        ("hub.callback", "http://a.example/#part"),
        ("hub.callback", &far),
        ("hub.secret", &long),
    ] {
        let mut pairs: Vec<(&str, &str)> =
            good.iter().copied().filter(|(known, _)| *known != name).collect();
        pairs.push((name, bad));
        let answer = ask(&served, &pairs);
        assert_eq!(answer.status, 400, "{name}={bad}: {}", answer.text());
        assert!(answer.text().contains(name), "{name}: {}", answer.text());
    }
    let answer = crate::support::http::ask(
        served.address,
        "POST",
        "/hub",
        &[("Content-Type", "application/json"), ("Content-Length", "0")],
    );
    assert_eq!(answer.status, 415);
    assert_eq!(served.get("/hub").status, 405);
    let off = served_with("[publish]\nhub = false\n");
    assert_eq!(ask(&off, &good).status, 404);
    assert!(!off.get("/id/ID-KB/feed.atom").text().contains("rel=\"hub\""));
}

#[test]
fn hubs_of_others_are_told_which_feed_changed() {
    let hub = Site::start();
    hub.set("/publish", Page::status(204));
    let served = served_with(&format!(
        "[fetch]\nallow = [\"127.0.0.1\"]\n[publish]\nhub = false\nhubs = [\"{}\"]\n",
        hub.url("/publish")
    ));
    let told: Vec<String> =
        sent(&hub).iter().map(|asked| String::from_utf8(asked.body.to_vec()).unwrap()).collect();
    let topic: String = url::form_urlencoded::byte_serialize(TOPIC.as_bytes()).collect();
    let wanted = format!("hub.mode=publish&hub.url={topic}&hub.topic={topic}");
    assert!(told.contains(&wanted), "{told:?}");
    let link = served.get("/id/ID-KB/feed.rss").header("link").unwrap().to_owned();
    assert!(link.contains(&hub.url("/publish")), "{link}");
}
