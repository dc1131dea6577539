//! The program itself: running as a service in several roles, stopped, told to read its
//! configuration again, beside the commands an operator types meanwhile. What is
//! taken back meanwhile, and the commands that need no service, have files of their own.

mod commands;
mod withdrawal;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::home;
use crate::support::home::Home;
use crate::support::http::get;
use crate::support::running::{Running, address};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

/// How long a document may take to show what happened. Two seconds are promised; a machine
/// full of tests is given more.
const SHOWN_WITHIN: Duration = Duration::from_secs(8);

fn listed(home: &Home, arguments: &[&str]) -> Vec<Value> {
    let output = home.warta(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every feed of the test's home, and every page of the edition.
fn addresses() -> Vec<String> {
    let mut all = Vec::new();
    for edition in ["id/ID", "id/ID-KB", "ms/ID", "ms/ID-KB"] {
        for file in ["feed.rss", "feed.atom", "feed.json", ""] {
            all.push(format!("/{edition}/{file}"));
        }
    }
    all
}

/// Asks for a document until it is as it should be.
#[track_caller]
fn until_shown(server: SocketAddr, path: &str, right: impl Fn(u16, &str) -> bool) {
    let end = Instant::now() + SHOWN_WITHIN;
    loop {
        let answer = get(server, path);
        if right(answer.status, answer.text()) {
            return;
        }
        assert!(Instant::now() < end, "{path}: {} {}", answer.status, answer.text());
        std::thread::yield_now();
    }
}

#[test]
fn a_service_pulls_translates_and_serves_and_stops_when_it_is_told() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    for path in addresses() {
        let translated = path.starts_with("/ms/");
        until_shown(server, &path, |status, text| {
            status == 200 && text.contains("Warga Pesisir") && text.contains("[ms]") == translated
        });
    }
    // a reader that keeps its connection open does not hold the service up
    let mut idle = TcpStream::connect(server).unwrap();
    idle.write_all(b"HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut some = [0; 16];
    idle.read_exact(&mut some).unwrap();
    let (status, log) = running.stop();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    assert!(log.last().unwrap().contains("Stopped"), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("cut off")), "{log:#?}");
    assert!(TcpStream::connect(server).is_err(), "nobody listens any more");
    assert!(home.warta(&["check", "--database"]).status.success());
}

/// An engine that takes its time, and writes down which process it is.
const SLOW: &str = r#"
[[engine]]
name = "slow"
kind = "command"
pairs = ["id-ms"]
program = "sh"
arguments = ["-c", "echo $$ >PIDFILE; exec sleep 300"]
display = "slow"
craft = "rules"
"#;

/// Whether a process is there and has not ended.
fn alive(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    state.is_ok_and(|state| !state.contains(") Z"))
}

#[test]
fn what_takes_too_long_is_handed_back_when_it_stops() {
    let home = home();
    let config = home.read("config/warta.toml");
    let (rehearsal, _) = config.split_once("[[engine]]").unwrap();
    let slow = SLOW.replace("PIDFILE", &home.at("pid").display().to_string());
    home.write("config/warta.toml", &format!("{rehearsal}{slow}"));
    home.write("drop/pelatihan.txt", RELEASE);
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    let end = Instant::now() + SHOWN_WITHIN;
    while !home.at("pid").exists() || home.read("pid").is_empty() {
        assert!(Instant::now() < end, "the engine was not asked");
        std::thread::yield_now();
    }
    // nor does a reader that never ends its question hold it up for longer than promised
    let mut half = TcpStream::connect(server).unwrap();
    half.write_all(b"GET /id/ID/feed.rss HT").unwrap();
    let (status, log) = running.stop();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    assert!(!alive(home.read("pid").trim()), "the engine's program goes with it");
    let jobs = listed(&home, &["jobs", "--json"]);
    let translate = jobs.iter().find(|job| job["kind"] == "translate").unwrap();
    assert_eq!(translate["state"], "ready", "{translate}");
    assert!(home.warta(&["check", "--database"]).status.success());
}

#[track_caller]
fn check_stops(signal: &str, after: &str) {
    let home = home();
    let mut running = Running::start(&home, &[]);
    running.until(after);
    running.signal(signal);
    let (status, log) = running.ended();
    assert_eq!(status.code(), Some(0), "{signal} after {after}: {log:#?}");
    assert!(log.last().unwrap().contains("Stopped"), "{signal} after {after}: {log:#?}");
}

#[test]
fn it_stops_in_order_on_the_keyboard_too_and_while_it_is_still_starting() {
    check_stops("INT", "Running");
    check_stops("INT", "The configuration is new");
    check_stops("TERM", "The configuration is new");
}

#[test]
fn the_numbers_are_on_loopback_and_not_for_the_public() {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write(
        "config/warta.toml",
        &config.replace("metrics = false", "metrics = \"127.0.0.1:0\""),
    );
    let mut running = Running::start(&home, &["--roles", "serve"]);
    let server = running.serving();
    let metrics = address(&running.until("Metrics on"));
    assert!(metrics.ip().is_loopback() && metrics != server);
    assert!(get(metrics, "/metrics").text().contains("warta_notices_total 0"));
    assert_eq!(get(server, "/metrics").status, 404);
    home.write("config/warta.toml", &config.replace("metrics = false", "metrics = \"0.0.0.0:0\""));
    let refused = home.warta(&["check"]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}

/// The kinds of jobs in the queue, and whether all of them have ended.
fn queue(home: &Home) -> (BTreeSet<String>, bool) {
    let jobs = listed(home, &["jobs", "--json"]);
    let kinds = jobs.iter().map(|job| job["kind"].as_str().unwrap().to_owned()).collect();
    (kinds, jobs.iter().all(|job| job["state"] == "done"))
}

#[test]
fn each_role_does_its_own_part_and_no_other() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);

    let mut running = Running::start(&home, &["--roles", "serve"]);
    let server = running.serving();
    running.until("Running: serve");
    assert_eq!(get(server, "/id/ID/feed.rss").status, 200);
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    let (kinds, _) = queue(&home);
    assert!(!kinds.contains("pull"), "nobody asked for a pull: {kinds:?}");

    let mut running = Running::start(&home, &["--roles", "work"]);
    running.until("Running: work");
    let (_, log) = running.stop();
    assert!(!log.iter().any(|line| line.contains("Serving")), "{log:#?}");
    assert!(!queue(&home).0.contains("pull"), "who works asks for nothing");
    assert!(listed(&home, &["releases", "--json"]).is_empty());

    let mut running = Running::start(&home, &["--roles", "schedule"]);
    running.until("Running: schedule");
    until_filed(&home, "pull");
    let (_, log) = running.stop();
    assert!(!log.iter().any(|line| line.contains("Pulled")), "{log:#?}");
    assert!(listed(&home, &["releases", "--json"]).is_empty(), "nobody works");

    let mut running = Running::start(&home, &["--roles", "work"]);
    running.until("Pulled `kantor`: 1 new");
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    assert_eq!(listed(&home, &["releases", "--json"]).len(), 1);

    let mut running = Running::start(&home, &["--roles", "work,serve"]);
    let server = running.serving();
    running.until("Running: work, serve");
    until_shown(server, "/ms/ID-KB/feed.rss", |_, text| text.contains("Warga Pesisir"));
    assert_eq!(home.warta(&["run", "--roles", "dance"]).status.code(), Some(2));
}

/// Waits until a job of a kind is in the queue.
#[track_caller]
fn until_filed(home: &Home, kind: &str) {
    let end = Instant::now() + SHOWN_WITHIN;
    while !queue(home).0.contains(kind) {
        assert!(Instant::now() < end, "no {kind} was filed");
    }
}

#[test]
fn a_new_configuration_is_used_at_once_and_a_bad_one_is_not() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    running.until("Running");
    let feeds = home.read("feeds/uji.toml");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 404);

    home.write("feeds/uji.toml", &feeds.replace("\"ID-KB\"", "\"ID-KB\", \"ID-PA\""));
    running.signal("HUP");
    running.until("The configuration was read again");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 200);

    home.write("feeds/uji.toml", &feeds.replace("\"ms\"", "\"bahasa melayu\""));
    running.signal("HUP");
    running.until("The new configuration is not used, the old one stays");
    running.until("feeds/uji.toml:2:");
    running.until("bahasa melayu");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 200, "the old one stays");

    let config = home.read("config/warta.toml");
    home.write("feeds/uji.toml", &feeds);
    home.write("config/warta.toml", &config.replace("warta.example,2026", "warta.example,2025"));
    running.signal("HUP");
    running.until("`[site] authority` cannot be changed");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 200, "the old one stays");

    home.write("blocked", "no folder");
    home.write("feeds/uji.toml", &feeds.replace(", \"ID-KB\"", ""));
    home.write("config/warta.toml", &format!("{config}\n[publish]\ndir = \"blocked\"\n"));
    running.signal("HUP");
    running.until("The new configuration is not used, the old one stays");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 200, "the old one stays");
    home.write("feeds/uji.toml", &feeds);

    let moved = config.replace("metrics = false", "metrics = \"127.0.0.1:0\"");
    home.write("config/warta.toml", &moved);
    running.signal("HUP");
    running.until("`[server]` was changed; that takes effect at the next start");
    running.until("The configuration was read again");
    assert_eq!(get(server, "/ms/ID-PA/feed.rss").status, 404, "nothing was ever in it");
    assert_eq!(get(server, "/ms/ID/feed.rss").status, 200);
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_source_added_while_it_runs_is_pulled() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    running.until("Running");
    home.write("lain/pelatihan.txt", RELEASE);
    let source = home.read("config/sources/kantor.toml").replace("drop", "lain");
    home.write("config/sources/lain.toml", &source);
    running.signal("HUP");
    running.until("The configuration was read again");
    until_shown(server, "/ms/ID-KB/feed.atom", |_, text| text.contains("Warga Pesisir"));
}

#[test]
fn a_second_service_on_one_database_is_refused() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    let second = home.warta(&["run"]);
    assert_eq!(second.status.code(), Some(1));
    let said = text(&second.stderr);
    assert!(said.contains("a second `warta run` on one database"), "{said}");
    assert!(said.contains("is running on this home; stop it first"), "{said}");
    assert_eq!(get(server, "/health").status, 200, "the first goes on");
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    let mut third = Running::start(&home, &[]);
    third.serving();
}

#[test]
fn a_port_that_is_taken_is_told_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = home();
    let config = home.read("config/warta.toml");
    let address = taken.local_addr().unwrap().to_string();
    home.write("config/warta.toml", &config.replace("127.0.0.1:0", &address));
    let output = home.warta(&["run"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&address) && said.contains("`[server] listen`"), "{said}");
}
