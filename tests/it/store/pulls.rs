//! What a source's documents bring, refuse and take away; and what a new configuration
//! wants of releases that are there already.

use std::collections::BTreeSet;

use warta::domain::notice::NoticeKind;
use warta::domain::release::Status;
use warta::domain::{Draft, Rejection, Validators};
use warta::store::Store;
use warta::store::pulls::{By, Change, Haul, Incoming, Rejected};

use crate::store::{Plan, at, haul, id_of, incoming, language, on_both, source};

on_both!(
    a_draft_that_became_good_is_refused_no_more,
    a_document_that_could_be_read_again_is_refused_no_more,
    a_document_that_is_gone_takes_its_releases_and_its_refusal_along,
    what_a_person_took_back_is_not_taken_back_again_by_its_absence,
    a_new_language_gets_every_release_and_an_old_one_nothing,
    a_haul_that_cannot_be_written_changes_nothing,
);

fn refusal(name: &str, rule: &'static str, hash: &str) -> Rejected {
    let rejection = Rejection { key: None, rule, why: "tanpa isi".to_owned() };
    Rejected { name: name.to_owned(), hash: hash.to_owned(), rejection }
}

fn from(address: &str, incoming: Vec<Incoming>, rejected: Vec<Rejected>) -> Haul {
    Haul { address: address.to_owned(), rejected, ..haul(incoming) }
}

/// The names and hashes of what is refused.
async fn refused(store: &Store) -> Vec<(String, String)> {
    store.refused(&source()).await.unwrap().into_iter().collect()
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect()
}

async fn a_draft_that_became_good_is_refused_no_more(store: Store) {
    let plan = Plan::Alone;
    let bad = vec![refusal("a", "headline", "h1"), refusal("b", "body", "h2")];
    store.record(&from("/feed", vec![], bad), &plan, at(0)).await.unwrap();
    assert_eq!(refused(&store).await, pairs(&[("a", "h1"), ("b", "h2")]));
    let again = vec![refusal("b", "headline", "h3")];
    store.record(&from("/feed", vec![], again), &plan, at(5)).await.unwrap();
    let row = store.refusals().await.unwrap().remove(0);
    assert_eq!((row.name.as_str(), row.rule.as_str(), row.at), ("b", "headline", at(5)));
    let good = from("/feed", vec![incoming("a", "Satu")], vec![]);
    store.record(&good, &plan, at(10)).await.unwrap();
    assert_eq!(refused(&store).await, pairs(&[("b", "h3")]));
    assert_eq!(store.sources().await.unwrap().len(), 0, "the source itself is not configured");
}

async fn a_document_that_could_be_read_again_is_refused_no_more(store: Store) {
    let plan = Plan::Alone;
    let unread = vec![refusal("a.txt", "document", "h1"), refusal("b.txt", "headline", "h2")];
    store.record(&from("a.txt", vec![], unread), &plan, at(0)).await.unwrap();
    let mut good = incoming("a", "Satu");
    good.draft = Draft { path: Some("lain/a.txt".to_owned()), ..Draft::default() };
    store.record(&from("a.txt", vec![good], vec![]), &plan, at(10)).await.unwrap();
    assert_eq!(refused(&store).await, pairs(&[("b.txt", "h2")]));
    // a draft may be called like its document; it is refused as long as its text is the same
    store.record(&from("b.txt", vec![], vec![]), &plan, at(20)).await.unwrap();
    assert_eq!(refused(&store).await, pairs(&[("b.txt", "h2")]));
}

fn present(addresses: &[&str]) -> BTreeSet<String> {
    addresses.iter().map(|address| (*address).to_owned()).collect()
}

async fn a_document_that_is_gone_takes_its_releases_and_its_refusal_along(store: Store) {
    let plan = Plan::Alone;
    let one = from("a.txt", vec![incoming("a1", "Satu"), incoming("a2", "Dua")], vec![]);
    store.record(&one, &plan, at(0)).await.unwrap();
    let two = from("b.txt", vec![incoming("b", "Tiga")], vec![]);
    store.record(&two, &plan, at(0)).await.unwrap();
    let bad = from("c.txt", vec![], vec![refusal("c.txt", "document", "h1")]);
    store.record(&bad, &plan, at(0)).await.unwrap();
    assert_eq!(store.standing_releases(&source()).await.unwrap(), 3);

    let here = present(&["a.txt", "b.txt", "c.txt"]);
    assert_eq!(store.absent(&source(), &here).await.unwrap(), (vec![], vec![]));
    let (gone, releases) = store.absent(&source(), &present(&["b.txt"])).await.unwrap();
    let mut wanted = vec![id_of("a1"), id_of("a2")];
    wanted.sort();
    assert_eq!(
        (gone.as_slice(), &releases),
        (["a.txt", "c.txt"].map(str::to_owned).as_slice(), &wanted)
    );

    let changes = store.withdraw_gone(&source(), &releases, &gone, &plan, at(100)).await.unwrap();
    assert_eq!(changes, wanted.iter().cloned().map(Change::Withdrawn).collect::<Vec<_>>());
    assert_eq!(refused(&store).await, []);
    assert_eq!(store.standing_releases(&source()).await.unwrap(), 1);
    assert_eq!(store.absent(&source(), &present(&["b.txt"])).await.unwrap(), (vec![], vec![]));
    let notices = store.notices(3, 9).await.unwrap();
    assert!(notices.iter().all(|one| one.kind == NoticeKind::Withdrawal));
    let mut told: Vec<_> = notices.into_iter().map(|one| one.release).collect();
    told.sort();
    assert_eq!(told, wanted);

    // and when the file comes back as it was, so do they
    let back = Haul { returned: wanted.clone(), ..from("a.txt", vec![], vec![]) };
    let changes = store.record(&back, &plan, at(200)).await.unwrap();
    assert_eq!(changes, wanted.iter().cloned().map(Change::Reinstated).collect::<Vec<_>>());
}

async fn what_a_person_took_back_is_not_taken_back_again_by_its_absence(store: Store) {
    let (plan, id) = (Plan::Alone, id_of("a"));
    store.record(&from("a.txt", vec![incoming("a", "Satu")], vec![]), &plan, at(0)).await.unwrap();
    assert!(store.withdraw(&id, By::Operator, Some("keliru"), &plan, at(10)).await.unwrap());
    let (gone, releases) = store.absent(&source(), &present(&[])).await.unwrap();
    assert_eq!((gone.len(), releases.len()), (1, 0));
    let ids = [id.clone()];
    let changes = store.withdraw_gone(&source(), &ids, &gone, &plan, at(20)).await.unwrap();
    assert_eq!(changes, []);
    let known = store.known(&source(), std::slice::from_ref(&id.key)).await.unwrap();
    assert!(!known[&id.key].withdrawn_by_source, "its return does not undo a person's word");
    assert_eq!(store.last_seq().await.unwrap(), 2);
}

async fn a_new_language_gets_every_release_and_an_old_one_nothing(store: Store) {
    let mut held = incoming("held", "Tahan");
    held.release.status = Status::Held;
    let all = vec![incoming("a", "Satu"), incoming("b", "Dua"), incoming("gone", "Tiga"), held];
    store.record(&haul(all), &Plan::Alone, at(0)).await.unwrap();
    let gone = id_of("gone");
    store.withdraw(&gone, By::Operator, None, &Plan::Alone, at(10)).await.unwrap();
    let before = store.last_seq().await.unwrap();

    // the wait for a translation is over: English enters with what there is
    let now = at(7_200);
    assert_eq!(store.enter_all(&Plan::Waits, now).await.unwrap(), 2);
    let notices = store.notices(before, 99).await.unwrap();
    let mut told: Vec<_> =
        notices.iter().map(|one| (one.kind, one.language.clone(), one.release.clone())).collect();
    told.sort_by(|one, other| one.2.cmp(&other.2));
    let mut wanted = [id_of("a"), id_of("b")];
    wanted.sort();
    assert_eq!(told, wanted.map(|id| (NoticeKind::Publish, language("en"), id)));
    let jobs = store.jobs(99).await.unwrap();
    assert_eq!(jobs.iter().filter(|job| job.kind == "translate").count(), 2);

    assert_eq!(store.enter_all(&Plan::Waits, at(7_300)).await.unwrap(), 2);
    assert_eq!(store.last_seq().await.unwrap(), before + 2, "nothing is told twice");
}

async fn a_haul_that_cannot_be_written_changes_nothing(store: Store) {
    let plan = Plan::Alone;
    let mut broken = incoming("b", "Dua");
    // the same region twice cannot be written
    broken.regions.push(broken.regions[0].clone());
    let both = from("/feed", vec![incoming("a", "Satu"), broken], vec![refusal("c", "body", "h")]);
    let etag = Some("\"1\"".to_owned());
    let both = Haul { validators: Validators { etag, ..Validators::default() }, ..both };
    assert!(store.record(&both, &plan, at(0)).await.is_err());
    assert_eq!(store.release(&id_of("a")).await.unwrap(), None);
    assert_eq!((store.last_seq().await.unwrap(), refused(&store).await.len()), (0, 0));
    assert_eq!(store.alive().await.unwrap(), []);
    assert_eq!(store.validators(&source(), "/feed").await.unwrap(), Validators::default());
}
