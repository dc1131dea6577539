//! What people, feeds and other machines ask of the database.

use std::collections::BTreeSet;
use std::time::Duration;

use warta::domain::job::Target;
use warta::domain::release::Status;
use warta::domain::{Region, SourceId};
use warta::store::documents::{NewDocument, etag_of};
use warta::store::keep::{Keeping, Told};
use warta::store::pulls::By;
use warta::store::releases::Filter;
use warta::store::standing::{Failure, Next, PullNote, Standing};
use warta::store::{Store, StoreError};

use crate::store::{Plan, at, haul, id_of, incoming, language, on_both, source};

on_both!(
    a_release_is_found_by_the_beginning_of_its_id,
    a_list_of_releases_is_narrowed_and_the_newest_come_first,
    an_entry_comes_with_its_languages_and_its_edition_is_listed,
    a_translation_that_failed_is_shown_and_is_none,
    a_source_that_fails_is_counted_until_it_is_well,
    a_network_that_was_down_is_held_against_no_source,
    a_source_that_asks_for_patience_is_not_due_before,
    a_source_configured_no_more_is_due_no_more,
    a_person_lets_one_mass_withdrawal_through_for_a_while,
    other_machines_see_documents_change_by_their_etags,
);

async fn a_release_is_found_by_the_beginning_of_its_id(store: Store) {
    let names = ["a", "b", "c"];
    let all = names.map(|name| incoming(name, "Judul")).to_vec();
    store.record(&haul(all), &Plan::Alone, at(0)).await.unwrap();
    let whole = id_of("a").to_string();
    assert_eq!(store.find(&whole).await.unwrap(), id_of("a"));
    let (beginning, _) = whole.split_at(whole.len() - 2);
    assert_eq!(store.find(beginning).await.unwrap(), id_of("a"));
    let several = store.find("kantor/").await.unwrap_err().to_string();
    assert!(names.iter().all(|name| several.contains(&id_of(name).to_string())), "{several}");
    // what a person typed is no pattern
    for typed in ["lain/", "kantor_", "%"] {
        let none = store.find(typed).await;
        assert!(matches!(none, Err(StoreError::NoSuch(_))), "{typed}: {none:?}");
    }
}

async fn a_list_of_releases_is_narrowed_and_the_newest_come_first(store: Store) {
    for (n, name) in (0..).zip(["a", "b", "c"]) {
        let mut one = incoming(name, name);
        if name == "b" {
            one.regions = vec![Region::parse("ID-JK").unwrap()];
        }
        store.record(&haul(vec![one]), &Plan::Alone, at(n)).await.unwrap();
    }
    store.withdraw(&id_of("c"), By::Operator, None, &Plan::Alone, at(9)).await.unwrap();
    let listed = async |filter: Filter| -> Vec<String> {
        let found = store.releases(&filter).await.unwrap();
        found.into_iter().map(|one| one.release.headline).collect()
    };
    let all = Filter { limit: 9, ..Filter::default() };
    assert_eq!(listed(all.clone()).await, ["c", "b", "a"]);
    assert_eq!(listed(Filter { limit: 2, ..all.clone() }).await, ["c", "b"]);
    let status = Some(Status::Usable);
    assert_eq!(listed(Filter { status, ..all.clone() }).await, ["b", "a"]);
    let region = Region::parse("ID-JK").ok();
    assert_eq!(listed(Filter { region, ..all.clone() }).await, ["b"]);
    let other = SourceId::parse("lain").ok();
    assert_eq!(listed(Filter { source: other, ..all.clone() }).await, Vec::<String>::new());
    assert_eq!(listed(Filter { source: Some(source()), ..all }).await.len(), 3);
    let counts = store.release_counts().await.unwrap();
    assert_eq!(counts, [("usable".to_owned(), 2), ("withdrawn".to_owned(), 1)]);
}

async fn an_entry_comes_with_its_languages_and_its_edition_is_listed(store: Store) {
    let (id, en) = (language("id"), language("en"));
    store.record(&haul(vec![incoming("a", "Satu")]), &Plan::Waits, at(0)).await.unwrap();
    assert_eq!(store.pages().await.unwrap(), [(id_of("a"), id.clone())]);
    store.wake(&en, &Plan::Waits, at(1_800)).await.unwrap();
    let entry = store.entry(&id_of("a"), &en).await.unwrap().unwrap();
    assert_eq!(entry.languages, [en.clone(), id.clone()]);
    assert_eq!((entry.translation, entry.emission.unwrap().version), (None, 1));
    assert_eq!(store.entry(&id_of("b"), &en).await.unwrap(), None);
    let editions = ["en/001", "en/ID", "en/ID-KB", "id/001", "id/ID", "id/ID-KB"];
    assert_eq!(store.editions().await.unwrap(), editions);
    let regions = ["001", "ID", "ID-KB"].map(|code| Region::parse(code).unwrap());
    let facts = store.page_facts(&BTreeSet::from([id_of("a")])).await.unwrap();
    assert_eq!(facts[&id_of("a")].regions, regions);
    assert_eq!(store.pages().await.unwrap(), [(id_of("a"), en), (id_of("a"), id)]);
}

async fn a_translation_that_failed_is_shown_and_is_none(store: Store) {
    let (release, en) = (id_of("a"), language("en"));
    store.record(&haul(vec![incoming("a", "Satu")]), &Plan::Holds, at(0)).await.unwrap();
    for why in ["the engine is shut", "the key is wrong"] {
        store.fail_translation(&release, &en, why, at(10)).await.unwrap();
    }
    assert_eq!(store.translation(&release, &en).await.unwrap(), None);
    let standing = store.release(&release).await.unwrap().unwrap();
    let line = &standing.translations[0];
    assert_eq!((line.state.as_str(), line.why.as_deref()), ("failed", Some("the key is wrong")));
    assert_eq!(store.last_seq().await.unwrap(), 1, "readers are told nothing of it");
}

/// A note of a pull of `kantor`.
fn note(seconds: i64) -> PullNote {
    PullNote::of(source(), at(seconds), &Standing::default())
}

fn failed(seconds: i64) -> PullNote {
    let failure = Failure { code: "network", words: "timeout".to_owned(), counts: true };
    PullNote { failure: Some(failure), ..note(seconds) }
}

async fn a_source_that_fails_is_counted_until_it_is_well(store: Store) {
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    assert_eq!(store.standing(&source()).await.unwrap().ok_at, None);
    for n in 1..=2 {
        store.note_pulls(&[failed(n)]).await.unwrap();
        assert_eq!(store.standing(&source()).await.unwrap().failures, n);
    }
    let row = store.sources().await.unwrap().remove(0);
    assert_eq!((row.last_error.as_deref(), row.ok_at), (Some("timeout"), None));
    assert_eq!(row.code.as_deref(), Some("network"));
    let news = PullNote { news: true, ..note(3) };
    store.note_pulls(&[news, note(4)]).await.unwrap();
    let row = store.sources().await.unwrap().remove(0);
    assert_eq!((row.failures, row.last_error), (0, None));
    assert_eq!((row.pulled_at, row.ok_at, row.news_at), (Some(at(4)), Some(at(4)), Some(at(3))));
}

async fn a_network_that_was_down_is_held_against_no_source(store: Store) {
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    let failure = Failure { code: "unreached", words: "no connection".to_owned(), counts: true };
    let unreached = PullNote { failure: Some(failure), next: Next::At(at(9_000)), ..note(100) };
    store.note_pulls(&[failed(50), unreached]).await.unwrap();
    assert_eq!(store.standing(&source()).await.unwrap().failures, 2);
    assert_eq!(store.forgive(at(101), at(200)).await.unwrap(), 0, "it failed before");
    assert_eq!(store.forgive(at(100), at(200)).await.unwrap(), 1);
    assert_eq!(store.standing(&source()).await.unwrap().failures, 1);
    assert_eq!(store.next_source().await.unwrap(), Some(at(200)));
}

async fn a_source_that_asks_for_patience_is_not_due_before(store: Store) {
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    let later = PullNote { next: Next::At(at(600)), ..note(1) };
    store.note_pulls(&[later, note(2)]).await.unwrap();
    assert_eq!(store.due_sources(at(599)).await.unwrap(), []);
    assert_eq!(store.due_sources(at(600)).await.unwrap(), [(source(), at(600))]);
    let never = PullNote { next: Next::Never, gone_at: Some(at(700)), ..note(700) };
    store.note_pulls(&[never]).await.unwrap();
    assert_eq!(store.next_source().await.unwrap(), None);
    assert_eq!(store.standing(&source()).await.unwrap().gone_at, Some(at(700)));
}

async fn a_source_configured_no_more_is_due_no_more(store: Store) {
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    store.rest_source(&source()).await.unwrap();
    assert_eq!(
        (store.due_sources(at(9_000)).await.unwrap(), store.next_source().await.unwrap()),
        (vec![], None)
    );
    // configured again, with the rhythm it had, it is due again: at once, as it was never pulled
    store.settle_source(&source(), "every 10m", Some(at(9_600)), at(9_000)).await.unwrap();
    assert_eq!(store.next_source().await.unwrap(), Some(at(9_000)));
}

async fn a_person_lets_one_mass_withdrawal_through_for_a_while(store: Store) {
    let hour = Duration::from_hours(1);
    let unknown = store.confirm_source(&source(), hour, at(0)).await;
    assert!(matches!(unknown, Err(StoreError::NoSuch(_))));
    store.settle_source(&source(), "every 10m", None, at(0)).await.unwrap();
    assert!(!store.is_confirmed(&source(), at(0)).await.unwrap());
    store.confirm_source(&source(), hour, at(0)).await.unwrap();
    assert!(store.is_confirmed(&source(), at(3_599)).await.unwrap());
    assert!(!store.is_confirmed(&source(), at(3_600)).await.unwrap());
}

fn page(address: &str, status: u16, body: &str) -> NewDocument {
    NewDocument {
        address: address.to_owned(),
        target: Target::Site,
        media_type: "text/html".to_owned(),
        status,
        stale_at: None,
        noindex: false,
        body: body.as_bytes().to_vec(),
    }
}

async fn other_machines_see_documents_change_by_their_etags(store: Store) {
    let put = async |pages: &[NewDocument]| {
        let keeping = Keeping { documents: pages.to_vec(), ..Keeping::default() };
        store.keep(keeping, Told::default(), at(0)).await.unwrap().changed
    };
    put(&[page("/a", 200, "1"), page("/b", 200, "2"), page("/c", 410, "3")]).await;
    let all = store.addresses().await.unwrap();
    assert_eq!(all, ["/a", "/b", "/c"], "a page taken back says why, and is listed");
    let asked = ["/a", "/c", "/d"].map(str::to_owned);
    let etags = store.etags(&asked).await.unwrap();
    let wanted = [("/a", etag_of(b"1")), ("/c", etag_of(b"3"))];
    assert_eq!(etags, wanted.map(|(at, etag)| (at.to_owned(), etag)).into());
    // the same bytes with another status are another answer
    assert_eq!(put(&[page("/a", 410, "1")]).await, ["/a"]);
    let keeping = Keeping { dropped: asked.to_vec(), ..Keeping::default() };
    store.keep(keeping, Told::default(), at(0)).await.unwrap();
    assert_eq!(store.document("/a").await.unwrap(), None);
    assert_eq!(store.addresses().await.unwrap(), ["/b"]);
}
