//! Killed at any point and started again: no release lost, none twice, no answer that had
//! arrived asked for again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use warta::disk::Workers;
use warta::domain::Notice;
use warta::domain::job::JobState;
use warta::store::queue::JobRow;

use crate::journey::counting::{Base, Facts, Room};
use crate::journey::{RELEASE, documents, good, other};
use crate::support::home::Home;

/// Every named point that a pull passes.
const PULL: &[&str] = &[
    "store.open",
    "store.authority",
    "store.source",
    "store.feeds",
    "store.file",
    "store.house",
    "store.takeover",
    "store.record",
    "store.pulled",
    "store.claim",
    "translate",
    "memory.claim",
    "ledger.reserve",
    "engine",
    "memory.put",
    "store.translation",
    "publish",
    "store.listing",
    "store.documents",
    "store.finish",
];

/// Points that only the service passes, before it has pulled anything.
const RUN: &[&str] =
    &["store.tick", "pull", "ledger.settle", "store.forget", "store.forget.copies"];

/// Points of other stories below: a new feed, a person's word.
const OTHERS: &[&str] = &[
    "store.enter",
    // those of a bucket are in `bucket.rs`
    "store.export",
    "store.exported",
    "store.push",
    "store.receive",
    "store.reinstate",
    "store.withdraw",
];

/// Points at which one row is set by itself, so that a kill is before it or after it: a
/// failure is told, what an engine did not answer is left to others, a long job renews its
/// lease, a reader is served, a person lets through.
const ALONE: &[&str] = &[
    "engine.reopen",
    "memory.import",
    "memory.person",
    "store.edit",
    "store.review",
    "ledger.refuse",
    "memory.unclaim",
    "store.again",
    "store.alert",
    "store.archive",
    "store.coding",
    "store.confirm",
    "store.deliveries",
    "store.delivery",
    "store.recheck",
    "store.renew",
    "store.retry",
    "store.seal",
    "store.subscription",
    "store.wake",
];

/// A kill at one of these falls between a request and the storing of its answer.
const ON_THE_WIRE: &[&str] = &["engine:after", "memory.put:before"];
/// The ledger cannot tell these from a request on the wire.
const RESERVED: &[&str] = &["ledger.reserve:after", "engine:before"];

/// A room with one release in its folder.
fn furnished(base: Base) -> Option<Room> {
    let room = Room::on(base)?;
    room.home.write("drop/pelatihan.txt", RELEASE);
    Some(room)
}

/// What readers get, less the moments at which it happened.
fn timeless(home: &Home) -> BTreeMap<String, String> {
    let tags = ["updated", "atom:updated", "published", "pubDate", "lastBuildDate"];
    let each = |(path, document): (String, String)| {
        let text = if path.contains("feed.json") {
            let mut feed: Value = serde_json::from_str(&document).unwrap();
            for item in feed["items"].as_array_mut().unwrap() {
                let item = item.as_object_mut().unwrap();
                item.retain(|key, _| !key.starts_with("date_"));
            }
            feed.to_string()
        } else {
            tags.iter().fold(document, |text, tag| without(&text, tag))
        };
        (path, text)
    };
    documents(home).into_iter().map(each).collect()
}

/// A document without what stands in elements of a name.
fn without(text: &str, tag: &str) -> String {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut parts = text.split(open.as_str());
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once(close.as_str()).unwrap().1);
    }
    kept
}

/// Runs the program until it kills itself at a point.
#[track_caller]
fn kill(home: &Home, arguments: &[&str], at: &str) {
    let command = home.command(arguments);
    // The point may have lost its name: then nothing kills the service but this.
    let mut limited = Command::new("timeout");
    limited.arg("240").arg(command.get_program()).args(command.get_args());
    let output = limited.env("NO_COLOR", "1").env("WARTA_CRASH_AT", at).output().unwrap();
    let code = output.status.code();
    let killed = !output.status.success() && code != Some(124) && code != Some(1);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(killed, "{at} is not passed any more, or not in time: {code:?} {said}");
}

/// Kills at a point, starts again, and compares with a walk that nobody disturbed.
fn killed_at(room: &Room, arguments: &[&str], at: &str, undisturbed: &BTreeMap<String, String>) {
    let home = &room.home;
    kill(home, arguments, at);
    good(home, &["pull"]);
    let facts = room.facts();
    assert_eq!(facts.faults, Vec::<String>::new(), "{at}");
    // a look at what still waits half an hour from now is no work left over, nor is that at
    // what is no news any more in two days
    let later = |job: &JobRow| job.kind == "wake" || job.name == "recent";
    let wake = |job: &JobRow| later(job) && job.state == JobState::Ready;
    let alive = |job: &&JobRow| job.state != JobState::Done && !wake(job);
    assert_eq!(facts.jobs.iter().find(alive), None, "{at}: the walk is finished");
    assert_eq!(facts.releases.len(), 1, "{at}: none lost, none twice");
    assert_eq!(told(&facts), ["publish id", "publish ms"], "{at}: each language was told once");
    let found = timeless(home);
    for (path, document) in undisturbed {
        assert_eq!(&found[path], document, "{at}: {path}");
    }
    let most = if ON_THE_WIRE.contains(&at) { 2 } else { 1 };
    let counted = room.segments();
    assert_eq!(counted.len(), 4, "{at}: a headline and three paragraphs: {counted:?}");
    assert!(counted.values().all(|times| *times == most), "{at}: {counted:?}");
    let lost = i64::from(ON_THE_WIRE.contains(&at) || RESERVED.contains(&at));
    let ledger = &facts.ledger;
    assert_eq!(ledger.get("spent"), Some(&1), "{at}: {ledger:?}");
    assert_eq!(ledger.get("uncertain").copied().unwrap_or(0), lost, "{at}: {ledger:?}");
    assert_eq!(ledger.get("reserved"), None, "{at}: {ledger:?}");
}

/// The notices, as words.
fn told(facts: &Facts) -> Vec<String> {
    let each = |one: &Notice| format!("{} {}", one.kind.name(), one.language);
    let mut told: Vec<String> = facts.notices.iter().map(each).collect();
    told.sort();
    told
}

fn every_point(base: Base, arguments: &[&str], points: &[&str]) {
    let Some(room) = furnished(base) else { return };
    good(&room.home, &["pull"]);
    let undisturbed = timeless(&room.home);
    for point in points {
        for side in ["before", "after"] {
            let Some(room) = furnished(base) else { return };
            killed_at(&room, arguments, &format!("{point}:{side}"), &undisturbed);
        }
    }
}

#[test]
fn a_pull_killed_at_any_point_is_finished_on_sqlite() {
    every_point(Base::Sqlite, &["pull"], PULL);
}

#[test]
fn a_pull_killed_at_any_point_is_finished_on_postgresql() {
    every_point(Base::Postgres, &["pull"], PULL);
}

#[test]
fn a_service_killed_at_any_point_is_finished_on_sqlite() {
    every_point(Base::Sqlite, &["run"], RUN);
}

#[test]
fn a_service_killed_at_any_point_is_finished_on_postgresql() {
    every_point(Base::Postgres, &["run"], RUN);
}

/// Points of a pull that finds one file edited and one gone.
const EDIT: &[&str] = &[
    "store.record",
    "store.pulled",
    "memory.put",
    "store.translation",
    "publish",
    "store.documents",
];

/// Pulls two releases; then one paragraph is edited, and the other release's file deleted.
fn edited(base: Base) -> Option<Room> {
    let room = furnished(base)?;
    room.home.write("drop/lain.txt", &other());
    good(&room.home, &["pull"]);
    room.forget();
    room.home.write("drop/lain.txt", &other().replace("120", "125"));
    room.home.remove("drop/pelatihan.txt");
    Some(room)
}

/// Killed at a correction and a withdrawal, each is told once, and the new paragraph asked
/// for once.
fn killed_at_an_edit(base: Base) {
    let Some(room) = edited(base) else { return };
    good(&room.home, &["pull"]);
    let undisturbed = (timeless(&room.home), told(&room.facts()));
    assert_eq!(undisturbed.1[..2], ["correction id", "correction ms"]);
    // the correction is told at once, in Malay too, and its translation when it is there
    assert_eq!(undisturbed.1[6..], ["update ms", "withdrawal id", "withdrawal ms"]);
    for at in EDIT.iter().flat_map(|at| ["before", "after"].map(|side| format!("{at}:{side}"))) {
        let Some(room) = edited(base) else { return };
        kill(&room.home, &["pull"], &at);
        good(&room.home, &["pull"]);
        assert_eq!((timeless(&room.home), told(&room.facts())), undisturbed, "{at}");
        let most = if ON_THE_WIRE.contains(&at.as_str()) { 2 } else { 1 };
        let segments: Vec<usize> = room.segments().into_values().collect();
        assert_eq!(segments, [most], "{at}");
    }
}

/// A new feed lets in releases that are there: killed there, each enters once.
fn killed_at_a_new_feed(base: Base) {
    for side in ["before", "after"] {
        let Some(room) = furnished(base) else { return };
        let feeds = room.home.read("feeds/uji.toml");
        room.home.write("feeds/uji.toml", &feeds.replace("\"id\", \"ms\"", "\"id\""));
        good(&room.home, &["pull"]);
        assert_eq!(told(&room.facts()), ["publish id"]);
        room.home.write("feeds/uji.toml", &feeds);
        kill(&room.home, &["pull"], &format!("store.enter:{side}"));
        good(&room.home, &["pull"]);
        assert_eq!(told(&room.facts()), ["publish id", "publish ms"], "{side}");
        assert_eq!(room.calls().len(), 1, "{side}");
    }
}

/// A person's word is kept: whoever starts next does what was filed.
fn killed_at_a_withdrawal(base: Base) {
    for at in ["store.file:after", "withdraw:before", "store.withdraw:before", "withdraw:after"] {
        let Some(room) = furnished(base) else { return };
        good(&room.home, &["pull"]);
        let id = room.facts().releases[0].release.id.to_string();
        kill(&room.home, &["withdraw", &id, "--reason", "angka keliru"], at);
        good(&room.home, &["pull"]);
        let all = ["publish id", "publish ms", "withdrawal id", "withdrawal ms"];
        assert_eq!(told(&room.facts()), all, "{at}");
        for (path, document) in documents(&room.home) {
            assert!(document.contains("angka keliru"), "{at}: {path}");
        }
        kill(&room.home, &["reinstate", &id], &at.replace("withdraw", "reinstate"));
        good(&room.home, &["pull"]);
        let more = ["reinstatement id", "reinstatement ms"];
        assert_eq!(told(&room.facts())[2..4], more, "{at}");
        for (path, document) in documents(&room.home) {
            assert!(document.contains("Warga Pesisir"), "{at}: {path}");
        }
        assert_eq!(room.calls().len(), 1, "{at}: nothing is asked for twice");
    }
}

#[test]
fn a_kill_at_a_correction_and_a_withdrawal_loses_neither_on_sqlite() {
    killed_at_an_edit(Base::Sqlite);
}

#[test]
fn a_kill_at_a_correction_and_a_withdrawal_loses_neither_on_postgresql() {
    killed_at_an_edit(Base::Postgres);
}

#[test]
fn a_kill_at_a_new_feed_or_at_a_persons_word_loses_nothing_on_sqlite() {
    killed_at_a_new_feed(Base::Sqlite);
    killed_at_a_withdrawal(Base::Sqlite);
}

#[test]
fn a_kill_at_a_new_feed_or_at_a_persons_word_loses_nothing_on_postgresql() {
    killed_at_a_new_feed(Base::Postgres);
    killed_at_a_withdrawal(Base::Postgres);
}

#[test]
fn what_a_dead_worker_had_waits_while_another_one_lives() {
    let Some(room) = furnished(Base::Sqlite) else { return };
    kill(&room.home, &["pull"], "engine:before");
    let mut living = Workers::join(&room.home.at("data/warta.workers")).unwrap();
    assert!(living.are_alone(), "the lock of a killed process is free");
    living.let_others_in().unwrap();
    good(&room.home, &["pull"]);
    let translate = |job: &&JobRow| job.kind == "translate";
    let state = |room: &Room| room.facts().jobs.iter().find(translate).unwrap().state;
    assert_eq!(state(&room), JobState::Running, "the living one may be at it");
    assert_eq!(room.calls().len(), 0);
    drop(living);
    good(&room.home, &["pull"]);
    assert_eq!(state(&room), JobState::Done);
    assert_eq!(room.calls().len(), 1);
}

/// Names in `("...` after a word, in every file below a folder.
fn names(folder: &Path, after: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names(&path, after, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let each = text.split(after).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(each.map(str::to_owned));
        }
    }
}

#[test]
fn every_named_point_is_in_a_list() {
    let mut found = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    names(&sources, ".commit(\"", &mut found);
    names(&sources, "crash::point(\"", &mut found);
    assert!(found.contains("store.claim") && found.contains("engine"), "{found:?}");
    let listed: BTreeSet<String> =
        [PULL, RUN, OTHERS, ALONE].concat().into_iter().map(str::to_owned).collect();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert_eq!(unlisted, Vec::<&String>::new(), "name them in PULL, RUN, OTHERS or ALONE");
    // the rest of the lists are kinds of job, named where they are worked
    let kinds = ["pull", "publish", "translate"];
    let gone: Vec<_> =
        listed.difference(&found).filter(|name| !kinds.contains(&name.as_str())).collect();
    assert_eq!(gone, Vec::<&String>::new(), "no commit has these names any more");
}
