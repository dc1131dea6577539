//! What programs ask for: the change log, how the instance is, and its numbers.

use warta::domain::Job;

use super::served;
use crate::support::http::ask;
use crate::support::served::Served;

#[test]
fn the_change_log_is_without_gaps_and_in_order() {
    let served = served();
    let other =
        "Ruang Layanan Dibuka\nSINGKAWANG - Kepala kantor membuka ruang baru, Rabu (5/6/2024).";
    served.drop_in("lain.txt", other);
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
fn a_server_whose_database_is_gone_says_so() {
    let served = served();
    served.lose_database();
    let health = served.get("/health");
    assert_eq!((health.status, &health.json()["status"]), (503, &"database".into()));
    let changes = served.get("/v1/changes");
    assert_eq!(changes.status, 503);
    assert_eq!(changes.header("content-type"), Some("application/problem+json"));
    let feed = served.get("/id/ID/feed.rss");
    assert_eq!(feed.status, 503);
    assert_eq!(feed.header("content-type"), Some("text/html; charset=utf-8"));
    for answer in [changes, feed] {
        assert_eq!(answer.header("retry-after"), Some("10"), "it may be back soon");
        assert_ne!(answer.header("cache-control"), Some("public, max-age=60"));
    }
    assert_eq!(ask(served.metrics, "GET", "/metrics", &[]).status, 503);
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
