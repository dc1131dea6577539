//! Memory, documents, sources, alerts, and the database itself.

use std::collections::BTreeSet;
use std::time::Duration;

use warta::domain::breaker::Heard;
use warta::domain::budget::Fare;
use warta::domain::job::{Filing, Target};
use warta::domain::{Authority, Instant, Job, Validators};
use warta::store::documents::NewDocument;
use warta::store::fragments::KeptFragment;
use warta::store::keep::{Keeping, Told};
use warta::store::ledger::{Grant, Rules, Spent, Wish};
use warta::store::listing::FeedNote;
use warta::store::memory::{Brought, Memory, Shelf};
use warta::store::pulls::Haul;
use warta::store::{Store, StoreError};

use crate::store::{Plan, at, haul, id_of, incoming, language, on_both, source};

on_both!(
    a_segment_is_asked_for_by_one_and_its_answer_is_kept,
    a_document_of_the_same_bytes_has_not_changed,
    a_rendered_entry_is_found_by_release_and_form,
    a_feed_keeps_when_it_was_first_seen_and_one_taken_away_is_named,
    a_feed_changes_when_its_entries_do,
    a_configuration_is_new_until_it_is_settled,
    an_alert_is_told_once_until_it_is_cleared,
    two_tickers_file_one_pull,
    validators_are_saved_with_the_record,
    a_last_block_of_three_releases_is_the_sources_own,
    ids_are_minted_under_one_authority,
);

async fn a_segment_is_asked_for_by_one_and_its_answer_is_kept(store: Store) {
    let shelf = Shelf {
        from: language("id"),
        to: language("en"),
        engine: "rehearsal".to_owned(),
        model: String::new(),
        glossary: String::new(),
    };
    let both = ["s1".to_owned(), "s2".to_owned()];
    let lease = Duration::from_mins(1);
    assert_eq!(store.claim_segments(&shelf, &both[..1], "a", lease, at(0)).await.unwrap(), ["s1"]);
    assert_eq!(store.claim_segments(&shelf, &both, "b", lease, at(0)).await.unwrap(), ["s2"]);
    let reserve = async |chars, now| {
        let fare = Fare { chars, cost_micros: 0 };
        let wish = Wish { source: None, asked: "", segments: 1, fare, headlines: false };
        match store.reserve(&shelf, &wish, &Rules::default(), at(now)).await.unwrap() {
            Grant::Go(request) => request,
            refused => panic!("{refused:?}"),
        }
    };
    let request = reserve(10, 0).await;
    let memory = Memory { text: "one".to_owned(), unknown_share: Some(0.5) };
    let other = Memory { text: "learned".to_owned(), unknown_share: None };
    let brought = Brought {
        answers: vec![("s1".to_owned(), memory.clone())],
        // what was answered stays, and what somebody asks for just now is his to answer
        taught: ["s1", "s2", "s3"].map(|name| (name.to_owned(), other.clone())).to_vec(),
        words: Vec::new(),
    };
    store.remember(&shelf, &brought, &request, None, at(1)).await.unwrap();
    store.unclaim_segments("b").await.unwrap();
    assert_eq!(store.claim_segments(&shelf, &both, "c", lease, at(2)).await.unwrap(), ["s2"]);
    let all = [both.as_slice(), &["s3".to_owned()]].concat();
    let found = store.remembered(&shelf, &all).await.unwrap();
    let kept = [("s1".to_owned(), memory), ("s3".to_owned(), other)];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), kept);
    let released = reserve(20, 3).await;
    store.settle(&shelf.engine, &released, Spent::Released, &Heard::Neither, at(3)).await.unwrap();
    reserve(30, 4).await;
    assert_eq!(store.settle_lost(Duration::ZERO, at(5)).await.unwrap(), 1);
    let ledger = store.ledger().await.unwrap();
    let states: Vec<_> =
        ledger.iter().map(|(_, state, n, chars)| (state.as_str(), *n, *chars)).collect();
    assert_eq!(states, [("released", 1, 20), ("spent", 1, 10), ("uncertain", 1, 30)]);
}

async fn a_document_of_the_same_bytes_has_not_changed(store: Store) {
    let document = |body: &str| NewDocument {
        address: "/feeds.opml".to_owned(),
        target: Target::Site,
        media_type: "text/x-opml".to_owned(),
        status: 200,
        stale_at: None,
        noindex: false,
        body: body.as_bytes().to_vec(),
    };
    let put = async |body, now| {
        let keeping = Keeping { documents: vec![document(body)], ..Keeping::default() };
        store.keep(keeping, Told::default(), at(now)).await.unwrap().changed
    };
    assert_eq!(put("<a/>", 0).await, ["/feeds.opml"]);
    let first = store.document("/feeds.opml").await.unwrap().unwrap();
    store.keep_coding("/feeds.opml", "gzip", &first.etag, b"z").await.unwrap();
    assert!(put("<a/>", 10).await.is_empty());
    assert_eq!(store.document("/feeds.opml").await.unwrap().unwrap(), first);
    let kept = store.coding("/feeds.opml", "gzip", &first.etag).await.unwrap();
    assert_eq!(kept.as_deref(), Some(b"z".as_slice()));
    assert_eq!(put("<b/>", 20).await, ["/feeds.opml"]);
    assert_eq!(store.coding("/feeds.opml", "gzip", &first.etag).await.unwrap(), None);
    let second = store.document("/feeds.opml").await.unwrap().unwrap();
    assert!(second.changed > first.changed && second.etag != first.etag);
}

async fn an_alert_is_told_once_until_it_is_cleared(store: Store) {
    let raise = async |now| {
        store.raise("source.failing:kantor", "source.failing", None, "diam", at(now)).await.unwrap()
    };
    assert!(raise(0).await);
    assert!(!raise(10).await);
    let open = store.alerts(false).await.unwrap();
    assert_eq!((open[0].since, open[0].renewed), (at(0), at(10)));
    assert!(store.clear("source.failing:kantor", at(20)).await.unwrap());
    assert!(store.alerts(false).await.unwrap().is_empty());
    assert!(raise(30).await);
}

async fn two_tickers_file_one_pull(store: Store) {
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    let due = store.due_sources(at(0)).await.unwrap();
    assert_eq!(due, [(source(), at(0))]);
    let filing = Filing::free(Job::Pull { source: source() }, at(0));
    let tick = || store.tick(&due[0].0, due[0].1, Some(at(600)), &filing, at(0));
    let (one, other) = tokio::join!(tick(), tick());
    assert!(one.unwrap() != other.unwrap(), "one of the two files it");
    assert_eq!(store.alive().await.unwrap(), [("pull".to_owned(), 1)]);
    assert_eq!(store.next_source().await.unwrap(), Some(at(600)));
}

async fn validators_are_saved_with_the_record(store: Store) {
    let validators = Validators { etag: Some("\"1\"".to_owned()), ..Validators::default() };
    let haul = Haul { validators: validators.clone(), ..haul(vec![incoming("a", "Satu")]) };
    store.record(&haul, &Plan::Alone, at(0)).await.unwrap();
    assert_eq!(store.validators(&source(), &haul.address).await.unwrap(), validators);
}

async fn a_last_block_of_three_releases_is_the_sources_own(store: Store) {
    let with = |name: &str, headline: &str, hash: &str| {
        let mut one = incoming(name, headline);
        one.last_block = Some(hash.to_owned());
        one
    };
    let two = vec![with("a", "Satu", "tentang"), with("b", "Dua", "tentang")];
    store.record(&haul(two), &Plan::Alone, at(0)).await.unwrap();
    // a correction is no third release
    let again = vec![with("a", "Satu.", "tentang"), with("c", "Tiga", "lain")];
    store.record(&haul(again), &Plan::Alone, at(1)).await.unwrap();
    assert!(store.repeated(&source()).await.unwrap().is_empty());
    let third = vec![with("d", "Empat", "tentang")];
    store.record(&haul(third), &Plan::Alone, at(2)).await.unwrap();
    assert_eq!(store.repeated(&source()).await.unwrap(), BTreeSet::from(["tentang".to_owned()]));
    let other = warta::domain::SourceId::parse("lain").unwrap();
    assert!(store.repeated(&other).await.unwrap().is_empty());
}

async fn ids_are_minted_under_one_authority(store: Store) {
    let ours = Authority::parse("kantor.example,2026").unwrap();
    let other = Authority::parse("lain.example,2026").unwrap();
    store.settle_authority(&ours).await.unwrap();
    store.settle_authority(&ours).await.unwrap();
    let refused = store.settle_authority(&other).await;
    assert!(matches!(refused, Err(StoreError::Authority { .. })));
}

fn fragment(name: &str, tag: &str, form: &str, stamp: &str) -> KeptFragment {
    KeptFragment {
        release: id_of(name),
        language: language(tag),
        format: "rss".to_owned(),
        form: form.to_owned(),
        stamp: stamp.to_owned(),
        text: format!("<item>{name} {stamp}</item>"),
    }
}

async fn a_rendered_entry_is_found_by_release_and_form(store: Store) {
    let keep = async |fragments: Vec<KeptFragment>| {
        let keeping = Keeping { fragments, ..Keeping::default() };
        store.keep(keeping, Told::default(), at(0)).await.unwrap();
    };
    keep(Vec::new()).await;
    let many: Vec<_> = (0..450).map(|n| fragment(&format!("r{n}"), "id", "full", "1")).collect();
    keep(many).await;
    let more = [fragment("r0", "id", "notice", "2"), fragment("r0", "en", "full", "3")];
    keep(more.to_vec()).await;
    // of one that is kept twice at once the last stays
    keep(vec![fragment("r1", "id", "full", "0"), fragment("r1", "id", "full", "4")]).await;
    let releases: Vec<_> = (0..450).map(|n| id_of(&format!("r{n}"))).collect();
    let found = store.fragments_in(&releases, &language("id"), &["rss"]).await.unwrap();
    assert_eq!(found.len(), 451);
    let one =
        |name: &str, form: &str| found[&(id_of(name), "rss".to_owned(), form.to_owned())].clone();
    assert_eq!(one("r0", "notice"), ("2".to_owned(), "<item>r0 2</item>".to_owned()));
    assert_eq!(one("r1", "full"), ("4".to_owned(), "<item>r1 4</item>".to_owned()));
    let none = store.fragments_in(&releases, &language("id"), &["atom"]).await.unwrap();
    assert!(none.is_empty());
    let two = store.fragments_in(&releases[..1], &language("en"), &["rss"]).await.unwrap();
    assert_eq!(two.into_values().collect::<Vec<_>>(), [("3".to_owned(), more[1].text.clone())]);
}

async fn a_feed_keeps_when_it_was_first_seen_and_one_taken_away_is_named(store: Store) {
    let define = async |families: &[&str], names: &[&str], now| {
        let families = families.iter().map(|name| (*name).to_owned()).collect();
        store.define_feeds(&families, &|path| names.contains(&path), at(now)).await.unwrap()
    };
    let seen = async |path: &str, family: &str| store.first_seen(path, family).await.unwrap();
    assert_eq!(define(&["id", "en"], &["id/ID", "id/ID-KB"], 0).await, [""; 0]);
    assert!(store.feeds().await.unwrap().is_empty(), "nothing was rendered yet");
    assert_eq!(seen("id/ID-KB", "id").await, Some(at(0)));
    note(&store, "id/ID", 0, at(0), at(50)).await;
    assert_eq!(define(&["id", "ms"], &["id/ID-KB", "ms/ID"], 100).await, ["id/ID"]);
    assert_eq!(seen("id/ID", "id").await, Some(at(0)), "its family stays");
    assert_eq!(seen("ms/ID", "ms").await, Some(at(100)));
    assert_eq!(seen("en/ID", "en").await, None);
    assert_eq!(store.feed("id/ID").await.unwrap(), None);
}

/// Notes how many entries a feed holds.
async fn note(store: &Store, path: &str, entries: i64, seen: Instant, now: Instant) -> bool {
    let listing = Filing::free(Job::Wake { language: language("id") }, at(0));
    let path = path.to_owned();
    let feed = FeedNote { path, entries, first_seen: seen, updated: now, listing };
    let keeping = Keeping { feeds: vec![feed], ..Keeping::default() };
    store.keep(keeping, Told::default(), now).await.unwrap().filed
}

async fn a_feed_changes_when_its_entries_do(store: Store) {
    let note = async |path, entries, now| note(&store, path, entries, at(0), at(now)).await;
    assert!(!note("id/ID", 0, 0).await, "rendered empty");
    let empty = store.feed("id/ID").await.unwrap().unwrap();
    assert_eq!((empty.entries, empty.ever, empty.updated), (0, false, at(0)));
    assert!(note("id/ID", 2, 50).await, "its first entries put it on the list");
    assert!(!note("id/ID", 2, 60).await, "one of them was corrected");
    assert!(!note("id/ID", 0, 60).await, "the list keeps what once held an entry");
    let feed = store.feed("id/ID").await.unwrap().unwrap();
    assert_eq!((feed.entries, feed.ever, feed.updated), (0, true, at(60)));
    assert_eq!(feed.first_seen, at(0));
}

async fn a_configuration_is_new_until_it_is_settled(store: Store) {
    assert!(!store.is_house("h1").await.unwrap());
    store.settle_house("h1").await.unwrap();
    assert!(store.is_house("h1").await.unwrap());
    store.settle_house("h2").await.unwrap();
    assert!(store.is_house("h2").await.unwrap() && !store.is_house("h1").await.unwrap());
}
