//! What a database of an older program remembers, after its tables were brought up to date.

use std::collections::BTreeMap;

use warta::store::memory::Shelf;
use warta::store::{Options, Store};

use crate::store::catalogue::Beside;
use crate::store::{language, with_options};

with_options!(a_memory_told_apart_by_whole_glossaries_keeps_the_latest_of_each_segment);

/// Segment, engine, model, glossary, text (`NULL`: claimed), made at.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, i64);

const ROWS: &[Row] = &[
    // three glossaries: the latest stays
    ("s1", "e", "", "g1", Some("old"), 10),
    ("s1", "e", "", "g2", Some("latest"), 30),
    ("s1", "e", "", "g3", Some("middle"), 20),
    // two of one moment: one stays
    ("s2", "e", "", "g1", Some("one"), 10),
    ("s2", "e", "", "g2", Some("other"), 10),
    // alone, and under no glossary
    ("s3", "e", "", "g1", Some("alone"), 10),
    ("s4", "e", "", "", Some("bare"), 10),
    // bare and newer than one under a glossary, and the other way round
    ("s5", "e", "", "", Some("newer"), 20),
    ("s5", "e", "", "g1", Some("older"), 10),
    ("s6", "e", "", "", Some("older"), 10),
    ("s6", "e", "", "g1", Some("newer"), 20),
    // other engines and models have memories of their own
    ("s1", "f", "", "g1", Some("of f"), 5),
    ("s1", "e", "large", "g1", Some("of the large one"), 5),
    // a trial is nobody's, and takes nobody's place
    ("s1", "e", "", "trial-7", Some("trial"), 99),
    // who was asking then asks no more, and hides no answer
    ("s7", "e", "", "g1", None, 50),
    ("s8", "e", "", "g1", Some("answered"), 10),
    ("s8", "e", "", "g2", None, 50),
];

const TAKEN_BACK: &[&str] = &[
    "DROP TABLE segment",
    "DROP TABLE saying",
    "DELETE FROM _sqlx_migrations WHERE version = 701",
];

fn shelf(engine: &str, model: &str, glossary: &str) -> Shelf {
    Shelf {
        from: language("id"),
        to: language("en"),
        engine: engine.to_owned(),
        model: model.to_owned(),
        glossary: glossary.to_owned(),
    }
}

async fn texts(store: &Store, shelf: &Shelf) -> BTreeMap<String, String> {
    let all: Vec<String> = (1..=8).map(|number| format!("s{number}")).collect();
    let found = store.remembered(shelf, &all).await.unwrap();
    found.into_iter().map(|(segment, one)| (segment, one.text)).collect()
}

async fn a_memory_told_apart_by_whole_glossaries_keeps_the_latest_of_each_segment(
    options: Options,
) {
    Store::open(&options).await.unwrap().close().await;
    let mut beside = Beside::open(&options).await;
    for sql in TAKEN_BACK {
        beside.run(sql).await;
    }
    for (segment, engine, model, glossary, text, made_at) in ROWS {
        let text = text.map_or_else(|| "NULL".to_owned(), |text| format!("'{text}'"));
        beside
            .run(&format!(
                "INSERT INTO memory (segment, source_language, language, engine, model, \
                 glossary, text, origin, made_at) VALUES ('{segment}', 'id', 'en', '{engine}', \
                 '{model}', '{glossary}', {text}, 'machine', {made_at})"
            ))
            .await;
    }
    drop(beside);

    let store = Store::open(&options).await.unwrap();
    let mut kept = texts(&store, &shelf("e", "", "")).await;
    let second = kept.remove("s2").unwrap();
    assert!(["one", "other"].contains(&second.as_str()), "{second}");
    let wanted = [
        ("s1", "latest"),
        ("s3", "alone"),
        ("s4", "bare"),
        ("s5", "newer"),
        ("s6", "newer"),
        ("s8", "answered"),
    ];
    let wanted = wanted.map(|(segment, text)| (segment.to_owned(), text.to_owned()));
    assert_eq!(kept, BTreeMap::from(wanted));
    let first = |text: &str| BTreeMap::from([("s1".to_owned(), text.to_owned())]);
    assert_eq!(texts(&store, &shelf("f", "", "")).await, first("of f"));
    assert_eq!(texts(&store, &shelf("e", "large", "")).await, first("of the large one"));
    assert_eq!(texts(&store, &shelf("e", "", "trial-7")).await, first("trial"));
    for left in ["g1", "g2", "g3"] {
        assert_eq!(texts(&store, &shelf("e", "", left)).await, BTreeMap::new());
    }
    // the words of what was remembered then are not known
    assert_eq!(store.wordless().await.unwrap(), 9);
    store.close().await;
}
