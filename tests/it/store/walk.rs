//! A release from its first sight to its end, and the clock of its language.

use std::collections::BTreeSet;

use warta::domain::desk::Desk;
use warta::domain::notice::{Effect, NoticeKind};
use warta::domain::release::Status;
use warta::domain::translation::{Provenance, State, Touch};
use warta::domain::{Edition, Emission, Instant, Region, Translation};
use warta::store::Store;
use warta::store::candidates::{Selection, Span};
use warta::store::pulls::{By, Change, Haul};

use crate::store::{Plan, at, candidate, edition, haul, id_of, incoming, language, on_both};

on_both!(
    a_release_is_corrected_withdrawn_returned_and_reinstated,
    a_burst_takes_the_reserve_and_the_rest_waits_behind_withdrawals,
    an_embargoed_release_enters_at_its_time_and_a_held_one_never,
    a_translation_brings_its_entry_forward_and_a_withdrawal_cancels_it,
    a_translation_of_the_same_or_an_old_text_moves_nothing,
);

/// Where an entry stands on its language's clock.
async fn stands(store: &Store, name: &str, tag: &str) -> Option<Emission> {
    candidate(store, name, tag).await?.emission
}

/// The change log in short: number, kind and version.
async fn log(store: &Store) -> Vec<(i64, NoticeKind, i64)> {
    let notices = store.notices(0, 1_000).await.unwrap();
    notices.iter().map(|one| (one.seq, one.kind, one.version)).collect()
}

/// The seconds of an edition's entries, checked to be unique and not ahead of now.
async fn seconds(store: &Store, tag: &str, now: Instant) -> BTreeSet<Instant> {
    let Edition { language, region } = edition(tag, "001");
    let selection = Selection {
        language: &language,
        regions: &[region],
        sources: &[],
        subjects: &[],
        query: None,
    };
    let span = Span { limit: 1_000, ..Span::default() };
    let entries = store.candidates(&selection, span).await.unwrap();
    let emissions: Vec<Emission> = entries.into_iter().filter_map(|one| one.emission).collect();
    let seconds: BTreeSet<Instant> = emissions.iter().map(|one| one.updated).collect();
    assert_eq!(seconds.len(), emissions.len());
    for one in &emissions {
        assert!(one.published <= one.updated && one.updated <= now, "{one:?} at {now}");
    }
    seconds
}

/// How many Indonesian entries some regions hold together.
async fn entries_in(store: &Store, regions: &[&str]) -> usize {
    let regions: Vec<Region> = regions.iter().map(|code| Region::parse(code).unwrap()).collect();
    let selection = Selection {
        language: &language("id"),
        regions: &regions,
        sources: &[],
        subjects: &[],
        query: None,
    };
    store.candidates(&selection, Span { limit: 9, ..Span::default() }).await.unwrap().len()
}

async fn a_release_is_corrected_withdrawn_returned_and_reinstated(store: Store) {
    let (plan, id) = (Plan::Alone, id_of("a"));
    let changes = store.record(&haul(vec![incoming("a", "Satu")]), &plan, at(0)).await.unwrap();
    assert_eq!(changes, [Change::New(id.clone())]);
    let first = stands(&store, "a", "id").await.unwrap();

    let mut corrected = incoming("a", "Dua");
    corrected.regions = ["001", "ID", "ID-JK"].map(|code| Region::parse(code).unwrap()).to_vec();
    let changes = store.record(&haul(vec![corrected]), &plan, at(100)).await.unwrap();
    assert_eq!(changes, [Change::Corrected(id.clone())]);
    let second = stands(&store, "a", "id").await.unwrap();
    assert!(second.updated > first.updated && second.published == first.published);
    assert_eq!(entries_in(&store, &["ID-KB"]).await, 0);
    assert_eq!(entries_in(&store, &["ID-JK"]).await, 1);
    assert_eq!(entries_in(&store, &["ID-KB", "ID", "ID-JK"]).await, 1, "in two, but not twice");
    let jobs = store.jobs(99).await.unwrap();
    assert!(jobs.iter().any(|job| job.name == "id/ID-KB"), "the region it left is rendered too");

    assert!(store.withdraw(&id, By::Source, None, &plan, at(200)).await.unwrap());
    assert!(!store.withdraw(&id, By::Source, None, &plan, at(201)).await.unwrap());
    let standing = store.release(&id).await.unwrap().unwrap();
    assert_eq!((standing.release.status, standing.revision), (Status::Withdrawn, 2));
    let known = store.known(&id.source, std::slice::from_ref(&id.key)).await.unwrap();
    assert!(known[&id.key].withdrawn_by_source);

    let returned = Haul { returned: vec![id.clone()], ..haul(Vec::new()) };
    let changes = store.record(&returned, &plan, at(300)).await.unwrap();
    assert_eq!(changes, [Change::Reinstated(id.clone())]);

    let words = Some("salah angka");
    assert!(store.withdraw(&id, By::Operator, words, &plan, at(400)).await.unwrap());
    // while a person holds it back, the source's corrections are kept and not shown
    let changes = store.record(&haul(vec![incoming("a", "Tiga")]), &plan, at(450)).await.unwrap();
    assert_eq!(changes, [Change::Corrected(id.clone())]);
    let standing = store.release(&id).await.unwrap().unwrap();
    assert_eq!((standing.release.status, standing.revision), (Status::Withdrawn, 3));
    assert!(store.reinstate(&id, &plan, at(500)).await.unwrap());
    assert!(!store.reinstate(&id, &plan, at(501)).await.unwrap());

    let kinds = [
        NoticeKind::Publish,
        NoticeKind::Correction,
        NoticeKind::Withdrawal,
        NoticeKind::Reinstatement,
        NoticeKind::Withdrawal,
        NoticeKind::Reinstatement,
    ];
    let wanted: Vec<_> = kinds.into_iter().zip(1..).map(|(kind, n)| (n, kind, n)).collect();
    assert_eq!(log(&store).await, wanted);
    let notices = store.notices(2, 10).await.unwrap();
    assert_eq!(notices[0].effect, Effect::Remove);
    assert_eq!(notices[1].effect, Effect::Put);
    assert_eq!(notices[2].note.as_deref(), words);
    assert_eq!(notices[3].regions.len(), 3);
    seconds(&store, "id", at(500)).await;
}

async fn a_burst_takes_the_reserve_and_the_rest_waits_behind_withdrawals(store: Store) {
    let plan = Plan::Alone;
    store.record(&haul(vec![incoming("first", "Awal")]), &plan, at(0)).await.unwrap();
    let many = (0..200).map(|n| incoming(&format!("r{n}"), "Serentak")).collect();
    store.record(&haul(many), &plan, at(0)).await.unwrap();
    assert_eq!(seconds(&store, "id", at(0)).await.len(), 61);
    let jobs = store.jobs(999).await.unwrap();
    assert!(jobs.iter().any(|job| job.kind == "wake" && job.name == "id"));

    let first = id_of("first");
    assert!(store.withdraw(&first, By::Operator, None, &plan, at(0)).await.unwrap());
    assert_eq!(store.last_seq().await.unwrap(), 61, "no second is free yet");
    assert_eq!(store.wake(&language("id"), &plan, at(1)).await.unwrap(), 1);
    let last = store.notices(61, 9).await.unwrap();
    assert_eq!((last[0].kind, &last[0].release), (NoticeKind::Withdrawal, &first));
    assert_eq!(store.wake(&language("id"), &plan, at(1_000)).await.unwrap(), 140);
    assert_eq!(seconds(&store, "id", at(1_000)).await.len(), 201);
    let numbers: Vec<i64> = log(&store).await.into_iter().map(|(seq, _, _)| seq).collect();
    assert_eq!(numbers, (1..=202).collect::<Vec<_>>());
}

async fn an_embargoed_release_enters_at_its_time_and_a_held_one_never(store: Store) {
    let plan = Plan::Alone;
    let mut embargoed = incoming("e", "Nanti");
    embargoed.release.status = Status::Embargoed;
    embargoed.release.embargo_until = Some(at(3_600));
    let mut held = incoming("h", "Tahan");
    held.release.status = Status::Held;
    store.record(&haul(vec![embargoed, held]), &plan, at(0)).await.unwrap();
    assert_eq!(store.wake(&language("id"), &plan, at(3_599)).await.unwrap(), 0);
    assert_eq!(store.last_seq().await.unwrap(), 0);
    assert_eq!(store.wake(&language("id"), &plan, at(3_600)).await.unwrap(), 1);
    let standing = store.release(&id_of("e")).await.unwrap().unwrap();
    assert_eq!(standing.release.status, Status::Usable);
    assert_eq!(store.wake(&language("id"), &plan, at(99_999)).await.unwrap(), 0);
    assert_eq!(stands(&store, "h", "id").await, None);
    seconds(&store, "id", at(3_600)).await;
}

fn translation(name: &str, revision: i64, headline: &str) -> Translation {
    Translation {
        release: id_of(name),
        revision,
        from: language("id"),
        language: language("en"),
        state: State::Machine,
        headline: Some(headline.to_owned()),
        summary: None,
        body: Vec::new(),
        doubts: Vec::new(),
        provenance: Provenance {
            engine: "rehearsal".to_owned(),
            display: "Rehearsal".to_owned(),
            model: None,
            craft: "none".to_owned(),
            at: at(0),
            unknown_share: None,
            hand: Touch::None,
            approved: None,
        },
        desk: Desk::default(),
    }
}

async fn a_translation_brings_its_entry_forward_and_a_withdrawal_cancels_it(store: Store) {
    let plan = Plan::Waits;
    let en = language("en");
    let three = ["late", "soon", "gone"].map(|name| incoming(name, "Judul")).to_vec();
    store.record(&haul(three), &plan, at(0)).await.unwrap();
    assert!(
        store.record_translation(&translation("soon", 1, "Soon"), &plan, at(60)).await.unwrap()
    );
    assert!(stands(&store, "soon", "en").await.is_some());
    assert!(store.withdraw(&id_of("gone"), By::Operator, None, &plan, at(90)).await.unwrap());
    assert_eq!(store.wake(&en, &plan, at(1_799)).await.unwrap(), 0);
    assert_eq!(store.wake(&en, &plan, at(1_800)).await.unwrap(), 1);
    assert!(stands(&store, "late", "en").await.is_some());
    assert_eq!(stands(&store, "gone", "en").await, None);
    let gone = translation("gone", 1, "Gone");
    assert!(!store.record_translation(&gone, &plan, at(1_900)).await.unwrap());
    assert_eq!(stands(&store, "gone", "en").await, None);
    seconds(&store, "en", at(1_900)).await;
}

async fn a_translation_of_the_same_or_an_old_text_moves_nothing(store: Store) {
    let plan = Plan::Holds;
    store.record(&haul(vec![incoming("a", "Satu")]), &plan, at(0)).await.unwrap();
    assert!(store.record_translation(&translation("a", 1, "One"), &plan, at(100)).await.unwrap());
    let before = stands(&store, "a", "en").await;
    assert!(!store.record_translation(&translation("a", 1, "One"), &plan, at(200)).await.unwrap());
    assert_eq!(stands(&store, "a", "en").await, before);
    assert!(store.record_translation(&translation("a", 1, "Uno"), &plan, at(300)).await.unwrap());

    // the first to come is of a text that was corrected meanwhile; the next one reads the same
    store.record(&haul(vec![incoming("b", "Dua")]), &plan, at(400)).await.unwrap();
    store.record(&haul(vec![incoming("b", "Dua.")]), &plan, at(500)).await.unwrap();
    assert!(!store.record_translation(&translation("b", 1, "Two"), &plan, at(600)).await.unwrap());
    assert_eq!(stands(&store, "b", "en").await, None);
    assert!(store.record_translation(&translation("b", 2, "Two"), &plan, at(700)).await.unwrap());
    let before = stands(&store, "b", "en").await;
    assert!(before.is_some());
    // a worker that was slow brings the old text's after the new one's: it changes nothing
    assert!(!store.record_translation(&translation("b", 1, "Twa"), &plan, at(800)).await.unwrap());
    assert_eq!(stands(&store, "b", "en").await, before);
    let kept = store.translation(&id_of("b"), &language("en")).await.unwrap().unwrap();
    assert_eq!((kept.revision, kept.headline.as_deref()), (2, Some("Two")));
}
