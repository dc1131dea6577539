//! What may not be shown yet, and what waits for a person.

use warta::domain::feed::{Form, Verdict, Waiting, admit};
use warta::domain::notice::NoticeKind;
use warta::domain::release::Status;
use warta::domain::{Emission, Instant};
use warta::store::Store;
use warta::store::pulls::{By, Haul, Incoming};

use crate::store::{Plan, at, candidate, haul, id_of, incoming, language, on_both};

on_both!(
    an_entry_is_dated_from_the_end_of_its_embargo_on,
    what_was_shown_and_put_under_embargo_comes_back_at_its_end,
    a_held_text_stays_held_when_its_withdrawal_is_undone,
    a_held_release_is_told_until_it_is_corrected_or_let_go,
);

fn embargoed(name: &str, until: Instant) -> Incoming {
    let mut one = incoming(name, "Nanti");
    one.release.status = Status::Embargoed;
    one.release.embargo_until = Some(until);
    one.release.published = Some(at(0));
    one
}

fn held(name: &str, headline: &str) -> Incoming {
    let mut one = incoming(name, headline);
    one.release.status = Status::Held;
    one.release.note("status", "embargo.unreadable", "EMBARGO sampai acara dimulai");
    one
}

async fn stands(store: &Store, name: &str) -> Option<Emission> {
    candidate(store, name, "id").await?.emission
}

async fn status(store: &Store, name: &str) -> Status {
    store.release(&id_of(name)).await.unwrap().unwrap().release.status
}

async fn verdict(store: &Store, name: &str, now: Instant) -> Verdict {
    let Some(candidate) = candidate(store, name, "id").await else { return Verdict::Leave };
    admit(&candidate, &language("id"), Waiting::default(), now)
}

async fn kinds(store: &Store) -> Vec<NoticeKind> {
    store.notices(0, 99).await.unwrap().iter().map(|notice| notice.kind).collect()
}

/// The words of the open alerts.
async fn alerts(store: &Store) -> Vec<String> {
    store.alerts(false).await.unwrap().into_iter().map(|alert| alert.words).collect()
}

async fn an_entry_is_dated_from_the_end_of_its_embargo_on(store: Store) {
    let (plan, id, until) = (Plan::Alone, language("id"), at(3_600));
    let all = vec![embargoed("a", until), embargoed("b", until), incoming("c", "Kini")];
    store.record(&haul(all), &plan, at(0)).await.unwrap();
    assert_eq!(store.wake(&id, &plan, at(3_599)).await.unwrap(), 0);
    // one second is free at the embargo's end, and two want it
    assert_eq!(store.wake(&id, &plan, until).await.unwrap(), 1);
    let (a, b) = (stands(&store, "a").await, stands(&store, "b").await);
    let first = a.clone().or(b).unwrap();
    assert_eq!((first.updated, first.published), (until, until));
    assert_eq!(store.wake(&id, &plan, at(3_601)).await.unwrap(), 1);
    let second = if a.is_some() { "b" } else { "a" };
    assert_eq!(stands(&store, second).await.unwrap().updated, at(3_601));
}

async fn what_was_shown_and_put_under_embargo_comes_back_at_its_end(store: Store) {
    let (plan, id, until) = (Plan::Alone, language("id"), at(3_600));
    let shown = Verdict::Enter(Form::Original, None);
    store.record(&haul(vec![incoming("a", "Kini")]), &plan, at(0)).await.unwrap();
    assert_eq!(verdict(&store, "a", at(1)).await, shown);
    store.record(&haul(vec![embargoed("a", until)]), &plan, at(100)).await.unwrap();
    assert_eq!(verdict(&store, "a", at(101)).await, Verdict::Wait(until));
    assert_eq!(verdict(&store, "a", until).await, Verdict::Leave, "its second is still an old one");
    assert_eq!(store.wake(&id, &plan, until).await.unwrap(), 1);
    assert_eq!(stands(&store, "a").await.unwrap().updated, until);
    assert_eq!(verdict(&store, "a", until).await, shown);
    let wanted = [NoticeKind::Publish, NoticeKind::Hold, NoticeKind::Reinstatement];
    assert_eq!(kinds(&store).await, wanted);
}

async fn a_held_text_stays_held_when_its_withdrawal_is_undone(store: Store) {
    let (plan, id) = (Plan::Alone, id_of("a"));
    store.record(&haul(vec![incoming("a", "Kini")]), &plan, at(0)).await.unwrap();
    store.withdraw(&id, By::Source, None, &plan, at(100)).await.unwrap();
    // the source shows it again, with an embargo nobody can read
    store.record(&haul(vec![held("a", "Kini")]), &plan, at(200)).await.unwrap();
    assert_eq!(status(&store, "a").await, Status::Held);
    assert_eq!(verdict(&store, "a", at(200)).await, Verdict::Leave);
    let wanted = [NoticeKind::Publish, NoticeKind::Withdrawal, NoticeKind::Hold];
    assert_eq!(kinds(&store).await, wanted);
    assert_eq!(alerts(&store).await.len(), 1);

    store.withdraw(&id, By::Operator, None, &plan, at(300)).await.unwrap();
    assert!(alerts(&store).await.is_empty(), "what is withdrawn waits for nobody");
    assert!(store.reinstate(&id, &plan, at(400)).await.unwrap());
    assert_eq!(status(&store, "a").await, Status::Held);
    assert_eq!(alerts(&store).await.len(), 1);
    store.withdraw(&id, By::Source, None, &plan, at(500)).await.unwrap();
    let returned = Haul { returned: vec![id.clone()], ..haul(Vec::new()) };
    store.record(&returned, &plan, at(600)).await.unwrap();
    assert_eq!(status(&store, "a").await, Status::Held);
}

async fn a_held_release_is_told_until_it_is_corrected_or_let_go(store: Store) {
    let plan = Plan::Alone;
    let all = vec![held("a", "Satu"), held("b", "Dua"), incoming("c", "Tiga")];
    store.record(&haul(all), &plan, at(0)).await.unwrap();
    let told = alerts(&store).await;
    assert_eq!(told.len(), 2, "{told:?}");
    for name in ["a", "b"] {
        let id = id_of(name).to_string();
        let about = told.iter().find(|words| words.contains(&id)).unwrap();
        assert!(about.contains("EMBARGO sampai acara dimulai"), "{about}");
        assert!(about.contains(&format!("warta reinstate {id}")), "{about}");
    }
    store.record(&haul(vec![incoming("a", "Satu")]), &plan, at(100)).await.unwrap();
    assert_eq!(status(&store, "a").await, Status::Usable);
    assert_eq!(alerts(&store).await.len(), 1);
    assert!(stands(&store, "a").await.is_some());

    assert!(store.reinstate(&id_of("b"), &plan, at(200)).await.unwrap());
    assert!(!store.reinstate(&id_of("b"), &plan, at(201)).await.unwrap());
    assert!(alerts(&store).await.is_empty());
    assert!(stands(&store, "b").await.is_some());
    // the person's word stands with the text: a withdrawal undone does not hold it again
    store.withdraw(&id_of("b"), By::Operator, None, &plan, at(300)).await.unwrap();
    store.reinstate(&id_of("b"), &plan, at(400)).await.unwrap();
    assert_eq!(status(&store, "b").await, Status::Usable);
}
