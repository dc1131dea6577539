//! What is found in both databases, and in which order.

use warta::domain::feed::Form;
use warta::domain::instant::from_seconds;
use warta::domain::job::{Filing, Target};
use warta::domain::search::{Hit, Query};
use warta::domain::{Areas, Job};
use warta::gazetteer::Gazetteer;
use warta::render;
use warta::store::Store;
use warta::store::candidates::{Selection, Span};
use warta::store::keep::{Keeping, Lookers, Told};
use warta::store::pulls::By;
use warta::store::search::Findable;
use warta::text::search;

use crate::store::{Plan, at, haul, id_of, incoming, language, on_both};

/// What tells that the words of an entry changed.
fn told() -> Filing {
    Filing::free(Job::Publish { target: Target::Site }, at(0))
}

async fn hide(store: &Store, key: &str, forget: bool) {
    let hidden = vec![(id_of(key), language("id"), forget)];
    store.keep(Keeping { hidden, ..Keeping::default() }, Told::default(), at(9)).await.unwrap();
}

on_both!(
    a_text_is_found_in_its_language_newest_first,
    chinese_is_found_by_a_part_of_a_word,
    what_is_withdrawn_is_found_by_nobody_though_its_words_are_kept,
    a_feed_of_a_query_asks_the_index_of_its_own_language,
);

/// Records a release and keeps what is found of it.
async fn keep(store: &Store, key: &str, tag: &str, title: &str, seconds: i64) {
    let now = at(seconds);
    store.record(&haul(vec![incoming(key, title)]), &Plan::Alone, now).await.unwrap();
    put(store, key, tag, title, seconds).await;
}

async fn put(store: &Store, key: &str, tag: &str, title: &str, seconds: i64) -> bool {
    let findable = Findable {
        hit: Hit {
            release: id_of(key),
            language: language(tag),
            path: format!("/{tag}/releases/{}", id_of(key)),
            title: title.to_owned(),
            title_language: language(tag),
            summary: String::new(),
            publisher: "Kantor".to_owned(),
            day: from_seconds(0),
            form: Form::Original,
            hand: None,
        },
        words: search::words(&[title], &[]),
        updated: at(seconds),
        shown: true,
    };
    let lookers = Lookers { feeds: Vec::new(), filings: vec![told()] };
    let keeping = Keeping { findables: vec![(findable, lookers)], ..Keeping::default() };
    store.keep(keeping, Told::default(), at(seconds)).await.unwrap().filed
}

fn query(typed: &str) -> Query {
    render::search::query(typed, &Gazetteer::bundled(), &Areas::default()).unwrap()
}

async fn titles(store: &Store, typed: &str, tag: Option<&str>) -> Vec<String> {
    let tag = tag.map(language);
    let (hits, _) = store.search(&query(typed), tag.as_ref(), (0, 10), at(1_000)).await.unwrap();
    hits.into_iter().map(|hit| hit.title).collect()
}

async fn a_feed_of_a_query_asks_the_index_of_its_own_language(store: Store) {
    keep(&store, "a", "id", "Gudang beras diperiksa", 0).await;
    keep(&store, "b", "id", "Gudang garam diperiksa", 10).await;
    put(&store, "b", "ms", "Gudang beras disemak", 20).await;
    for (typed, keys) in [("gudang", &["b", "a"][..]), ("beras", &["a"]), ("disemak", &[])] {
        let (language, region) = (language("id"), warta::domain::Region::parse("ID").unwrap());
        let query = query(typed);
        let selection = Selection {
            language: &language,
            regions: &[region],
            sources: &[],
            subjects: &[],
            query: Some(&query),
        };
        let span = Span { limit: 9, ..Span::default() };
        let found = store.candidates(&selection, span).await.unwrap();
        let ids: Vec<_> = found.into_iter().map(|one| one.release).collect();
        assert_eq!(ids, keys.iter().map(|key| id_of(key)).collect::<Vec<_>>(), "{typed}");
    }
}

async fn a_text_is_found_in_its_language_newest_first(store: Store) {
    keep(&store, "a", "id", "Gudang beras diperiksa", 0).await;
    keep(&store, "b", "id", "Gudang garam diperiksa lagi", 10).await;
    keep(&store, "c", "ms", "Gudang beras disemak", 20).await;
    let all = ["Gudang beras disemak", "Gudang garam diperiksa lagi", "Gudang beras diperiksa"];
    assert_eq!(titles(&store, "gudang", None).await, all);
    assert_eq!(titles(&store, "gudang", Some("id")).await, all[1..]);
    assert_eq!(titles(&store, "gudang beras -disemak", None).await, all[2..]);
    assert_eq!(titles(&store, "diperik*", None).await, all[1..]);
    assert!(titles(&store, "diperik", None).await.is_empty());
    assert!(!put(&store, "a", "id", "Gudang beras diperiksa", 30).await, "the same words");
    assert!(put(&store, "a", "id", "Gudang beras ditutup", 30).await);
    assert_eq!(titles(&store, "diperiksa", None).await, all[1..2]);
    assert_eq!(titles(&store, "ditutup", None).await, ["Gudang beras ditutup"]);
    let first = store.search(&query("gudang"), None, (0, 1), at(1_000)).await.unwrap();
    assert!(first.1 && first.0[0].title == "Gudang beras ditutup");
    let last = store.search(&query("gudang"), None, (2, 1), at(1_000)).await.unwrap();
    assert!(!last.1 && last.0.len() == 1);
}

async fn chinese_is_found_by_a_part_of_a_word(store: Store) {
    keep(&store, "a", "zh-Hant", "\u{5370}\u{5c3c}\u{67e5}\u{7372}\u{6bd2}\u{54c1}", 0).await;
    for part in ["\u{6bd2}\u{54c1}", "\u{67e5}\u{7372}\u{6bd2}\u{54c1}", "\u{67e5}"] {
        assert_eq!(titles(&store, part, None).await.len(), 1, "{part}");
    }
    assert!(titles(&store, "\u{54c1}\u{6bd2}", None).await.is_empty());
}

async fn what_is_withdrawn_is_found_by_nobody_though_its_words_are_kept(store: Store) {
    keep(&store, "a", "id", "Gudang beras diperiksa", 0).await;
    store.withdraw(&id_of("a"), By::Operator, None, &Plan::Alone, at(5)).await.unwrap();
    assert!(titles(&store, "gudang", None).await.is_empty(), "before any page is rendered");
    hide(&store, "a", false).await;
    store.reinstate(&id_of("a"), &Plan::Alone, at(9)).await.unwrap();
    assert!(titles(&store, "gudang", None).await.is_empty(), "hidden until its page is there");
    put(&store, "a", "id", "Gudang beras diperiksa", 9).await;
    assert_eq!(titles(&store, "gudang", None).await.len(), 1);
    hide(&store, "a", true).await;
    assert!(titles(&store, "gudang", None).await.is_empty());
}
