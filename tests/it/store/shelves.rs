//! Memory, documents, sources, alerts, and the database itself.

use std::collections::BTreeSet;
use std::time::Duration;

use warta::domain::job::{Filing, Target};
use warta::domain::{Authority, Job, Validators};
use warta::store::documents::NewDocument;
use warta::store::memory::{Memory, Shelf, Spent};
use warta::store::pulls::Haul;
use warta::store::{Options, Store, StoreError};

use crate::store::{Plan, at, haul, incoming, language, on_both, run, source};

on_both!(
    a_segment_is_asked_for_by_one_and_its_answer_is_kept,
    a_document_of_the_same_bytes_has_not_changed,
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
    let request = store.reserve(&shelf, 1, 10, at(0)).await.unwrap();
    let memory = Memory { text: "one".to_owned(), unknown_share: Some(0.5) };
    let answers = [("s1".to_owned(), memory.clone())];
    store.remember(&shelf, &answers, &request, at(1)).await.unwrap();
    store.unclaim_segments("b").await.unwrap();
    assert_eq!(store.claim_segments(&shelf, &both, "c", lease, at(2)).await.unwrap(), ["s2"]);
    let found = store.remembered(&shelf, &both).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [("s1".to_owned(), memory)]);
    let released = store.reserve(&shelf, 1, 20, at(3)).await.unwrap();
    store.settle(&released, Spent::Released).await.unwrap();
    store.reserve(&shelf, 1, 30, at(4)).await.unwrap();
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
        body: body.as_bytes().to_vec(),
    };
    let put = async |body, now| store.put_documents(&[document(body)], at(now)).await.unwrap();
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

#[test]
fn a_database_of_a_newer_program_is_refused_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.db");
    run(async move {
        let options = Options::Sqlite(path.clone());
        Store::open(&options).await.unwrap().close().await;
        let file = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
        let pool = sqlx::SqlitePool::connect_with(file).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                     execution_time) VALUES (9999, 'later', 1, x'00', 0)";
        sqlx::query(newer).execute(&pool).await.unwrap();
        pool.close().await;
        let refused = Store::open(&options).await.unwrap_err().to_string();
        assert!(refused.contains("newer warta") && refused.contains("9999"), "{refused}");
    });
}
