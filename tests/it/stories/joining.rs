//! Copies that come from several sources are one entry, on both databases.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use warta::domain::Instant;
use warta::domain::instant::from_seconds;
use warta::domain::job::{Filing, Target};
use warta::domain::notice::NoticeKind;
use warta::domain::release::Status;
use warta::domain::story::{Kinship, Member, Shown, choose};
use warta::domain::{
    Edition, Job, Language, Region, Release, ReleaseId, ReleaseKey, SourceId, Validators,
};
use warta::store::Store;
use warta::store::candidates::{Selection, Span};
use warta::store::follow::{Entering, EntryFacts, Follow, ReleaseFacts};
use warta::store::pulls::{By, Change, Haul, Incoming};
use warta::text::fingerprint;

use crate::store::on_both;
use crate::stories::house::News;
use crate::stories::pairs::bases;

on_both!(
    a_copy_joins_the_first_and_brings_its_region_along,
    the_policy_chooses_the_text_and_the_entry_keeps_its_id,
    an_excerpt_is_known_as_one_and_the_whole_is_shown,
    a_sibling_is_an_entry_of_its_own,
    what_no_copy_can_be_of_any_more_is_forgotten,
    a_shown_text_taken_back_holds_the_entry_for_a_person,
    a_copy_taken_back_only_leaves_the_story,
    a_feed_of_one_source_has_the_entry_it_is_joined_to,
    a_joined_release_that_becomes_other_news_goes_its_own_way,
    a_copy_under_another_embargo_is_not_joined,
    looking_for_copies_costs_what_the_window_holds,
);

/// Indonesian feeds alone, copies joined.
#[derive(Debug, Clone, Copy)]
struct Desk(Shown);

impl Follow for Desk {
    fn entering(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Entering> {
        let due = facts.embargo_until.map_or(now, |until| until.max(now));
        vec![Entering { language: language(), due }]
    }

    fn work(&self, _: &ReleaseFacts, _: Instant) -> Vec<Filing> {
        Vec::new()
    }

    fn publishing(&self, facts: &EntryFacts, now: Instant) -> Vec<Filing> {
        let each = |region: &Region| {
            let target =
                Target::Feed { edition: Edition::new(language(), region.clone()), slug: None };
            Filing::free(Job::Publish { target }, now)
        };
        facts.regions.iter().map(each).collect()
    }

    fn index(&self, release: &Release) -> Vec<i64> {
        fingerprint::index(release)
    }

    fn kinship(&self, new: &Release, kept: &Release) -> Kinship {
        fingerprint::kinship(new, kept)
    }

    fn shown(&self, members: &[Member]) -> Option<ReleaseId> {
        choose(members, self.0).map(|member| member.release.clone())
    }
}

const FIRST: Desk = Desk(Shown::First);

fn language() -> Language {
    Language::parse("id").unwrap()
}

fn at(seconds: i64) -> Instant {
    from_seconds(1_800_000_000 + seconds)
}

fn source(name: &str) -> SourceId {
    SourceId::parse(name).unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn id(name: &str) -> ReleaseId {
    ReleaseId::new(source(name), ReleaseKey::of(name))
}

/// A release of the source called like it, with its regions rolled up.
fn incoming(name: &str, news: &News, regions: &[&str]) -> Incoming {
    let draft = news.draft(name);
    let mut release = news.release(name, name);
    release.id = id(name);
    release.regions.clear();
    let regions = ["001", "ID"].iter().chain(regions).map(|code| region(code)).collect();
    Incoming { hash: draft.hash(), release, draft, regions, last_block: None }
}

fn haul(name: &str, incoming: Incoming) -> Haul {
    Haul {
        source: source(name),
        address: format!("https://{name}.example/feed"),
        validators: Validators::default(),
        incoming: vec![incoming],
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill: false,
        ahead: 0,
        watch: None,
    }
}

async fn record(store: &Store, desk: Desk, name: &str, news: &News, code: &str, when: i64) {
    let one = haul(name, incoming(name, news, &[code]));
    store.record(&one, &desk, at(when)).await.unwrap();
}

fn news() -> News {
    bases().first().unwrap().release(0)
}

/// The entries of an edition, and of some sources in it.
async fn entries(store: &Store, code: &str, sources: &[&str]) -> Vec<ReleaseId> {
    let sources: Vec<SourceId> = sources.iter().map(|name| source(name)).collect();
    let selection = Selection {
        query: None,
        language: &language(),
        regions: &[region(code)],
        sources: &sources,
        subjects: &[],
    };
    let found = store.candidates(&selection, Span { limit: 9, ..Span::default() }).await.unwrap();
    let mut ids: Vec<ReleaseId> = found.into_iter().map(|one| one.release).collect();
    ids.sort();
    ids
}

async fn told(store: &Store) -> Vec<(NoticeKind, ReleaseId)> {
    let notices = store.notices(0, 99).await.unwrap();
    notices.into_iter().map(|one| (one.kind, one.release)).collect()
}

async fn a_copy_joins_the_first_and_brings_its_region_along(store: Store) {
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    assert_eq!(entries(&store, "ID-KB", &[]).await, []);
    record(&store, FIRST, "kantor", &news(), "ID-KB", 60).await;
    assert_eq!(entries(&store, "ID-KB", &[]).await, [id("pusat")]);
    assert_eq!(entries(&store, "ID", &[]).await, [id("pusat")], "once in a feed");
    let (publish, update) = (NoticeKind::Publish, NoticeKind::Update);
    assert_eq!(told(&store).await, [(publish, id("pusat")), (update, id("pusat"))]);
    let entry = store.release(&id("pusat")).await.unwrap().unwrap();
    let copy = store.release(&id("kantor")).await.unwrap().unwrap();
    assert_eq!(entry.story, copy.story);
    let elsewhere = entry.also_at.first().unwrap();
    assert_eq!(elsewhere.release, id("kantor"));
    assert_eq!(elsewhere.url.as_deref(), Some("https://kantor.example/berita"));
    assert_eq!(copy.also_at.first().unwrap().release, id("pusat"));
    // and a third one, with nothing new about it but its address
    record(&store, FIRST, "koran", &news(), "ID-KB", 120).await;
    assert_eq!(entries(&store, "ID", &[]).await, [id("pusat")]);
    assert_eq!(store.also_at(&id("pusat")).await.unwrap().len(), 2);
}

async fn the_policy_chooses_the_text_and_the_entry_keeps_its_id(store: Store) {
    let desk = Desk(Shown::Longest);
    let mut short = news();
    short.paragraphs.pop();
    record(&store, desk, "kantor", &short, "ID-KB", 0).await;
    record(&store, desk, "pusat", &news(), "ID-JK", 60).await;
    let row = store.entry(&id("kantor"), &language()).await.unwrap().unwrap();
    assert_eq!(row.standing.release.id, id("kantor"), "the id of the first member");
    assert_eq!(row.shown, id("pusat"));
    assert!(row.standing.release.text().contains("melapor tanpa harus"), "the longer text");
    assert_eq!(row.standing.also_at.first().unwrap().release, id("kantor"));
    // what is shown is corrected: so is the entry
    let mut other = news();
    other.paragraphs[1] = other.paragraphs[1].replace("48", "47");
    record(&store, desk, "pusat", &other, "ID-JK", 120).await;
    assert_eq!(told(&store).await.last(), Some(&(NoticeKind::Correction, id("kantor"))));
    let row = store.entry(&id("kantor"), &language()).await.unwrap().unwrap();
    assert!(row.standing.release.text().contains("47 orang"));
}

/// The release whose text the entry of a release shows.
async fn shown(store: &Store, release: &ReleaseId) -> ReleaseId {
    let id = Language::parse("id").unwrap();
    store.entry(release, &id).await.unwrap().unwrap().shown
}

async fn an_excerpt_is_known_as_one_and_the_whole_is_shown(store: Store) {
    let mut teaser = news();
    teaser.paragraphs.truncate(2);
    record(&store, FIRST, "koran", &teaser, "ID-KB", 0).await;
    record(&store, FIRST, "pusat", &news(), "ID-JK", 60).await;
    let one = store.release(&id("koran")).await.unwrap().unwrap();
    assert_eq!(one.excerpt_of, Some(id("pusat").to_string()));
    assert_eq!(shown(&store, &id("koran")).await, id("pusat"));
    let mut other = news();
    other.paragraphs.truncate(2);
    record(&store, FIRST, "radio", &other, "ID-KB", 90).await;
    let late = store.release(&id("radio")).await.unwrap().unwrap();
    assert!(late.excerpt_of.is_some() || late.story == one.story);
    assert_eq!(entries(&store, "ID", &[]).await, [id("koran")]);
}

async fn what_no_copy_can_be_of_any_more_is_forgotten(store: Store) {
    let day = 86_400;
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    let filed = u64::try_from(fingerprint::index(&news().release("pusat", "pusat")).len()).unwrap();
    assert!(filed > 0);
    assert_eq!(store.forget_fingerprints(at(28 * day - 1)).await.unwrap(), 0, "still in reach");
    // a copy that is fourteen days late still finds it
    record(&store, FIRST, "kantor", &news(), "ID-KB", 13 * day).await;
    assert_eq!(entries(&store, "ID-KB", &[]).await, [id("pusat")]);
    assert_eq!(store.forget_fingerprints(at(28 * day + 1)).await.unwrap(), filed);
    assert_eq!(store.forget_fingerprints(at(42 * day)).await.unwrap(), filed, "of the copy");
    assert_eq!(store.forget_fingerprints(at(42 * day)).await.unwrap(), 0);
    // what is shown stays as it is
    assert_eq!(entries(&store, "ID", &[]).await, [id("pusat")]);
}

async fn a_sibling_is_an_entry_of_its_own(store: Store) {
    let base = bases().remove(0);
    record(&store, FIRST, "kantor", &base.release(0), "ID-KB", 0).await;
    record(&store, FIRST, "cabang", &base.release(1), "ID-KB", 60).await;
    assert_eq!(entries(&store, "ID-KB", &[]).await, [id("cabang"), id("kantor")]);
    assert!(store.looked().compared > 0, "they were laid side by side");
}

async fn a_shown_text_taken_back_holds_the_entry_for_a_person(store: Store) {
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    record(&store, FIRST, "kantor", &news(), "ID-KB", 60).await;
    let (pusat, kantor) = (id("pusat"), id("kantor"));
    assert!(store.withdraw(&pusat, By::Source, None, &FIRST, at(100)).await.unwrap());
    assert!(!store.withdraw(&pusat, By::Source, None, &FIRST, at(101)).await.unwrap(), "once");
    let held = store.release(&pusat).await.unwrap().unwrap();
    assert_eq!(held.release.status, Status::Held);
    assert_eq!(told(&store).await.last(), Some(&(NoticeKind::Hold, pusat.clone())));
    let alert = store.alerts(false).await.unwrap().remove(0);
    assert_eq!(alert.kind, "release.held");
    assert!(alert.words.contains("reinstate"), "{}", alert.words);

    // a person lets it go: the text that is left is shown
    assert!(store.reinstate(&pusat, &FIRST, at(200)).await.unwrap());
    assert_eq!(shown(&store, &pusat).await, kantor);
    assert_eq!(told(&store).await.last(), Some(&(NoticeKind::Reinstatement, pusat.clone())));
    assert_eq!(store.alerts(false).await.unwrap(), []);
    assert_eq!(entries(&store, "ID", &[]).await, std::slice::from_ref(&pusat));

    // and when that one goes too, a person is asked once more
    assert!(store.withdraw(&kantor, By::Source, None, &FIRST, at(300)).await.unwrap());
    assert_eq!(store.release(&pusat).await.unwrap().unwrap().release.status, Status::Held);
    assert!(store.withdraw(&pusat, By::Operator, Some("keliru"), &FIRST, at(400)).await.unwrap());
    assert_eq!(told(&store).await.last(), Some(&(NoticeKind::Withdrawal, pusat)));
}

async fn a_copy_taken_back_only_leaves_the_story(store: Store) {
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    record(&store, FIRST, "kantor", &news(), "ID-KB", 60).await;
    let kantor = id("kantor");
    assert!(store.withdraw(&kantor, By::Source, None, &FIRST, at(100)).await.unwrap());
    let entry = store.release(&id("pusat")).await.unwrap().unwrap();
    assert_eq!((entry.release.status, entry.also_at.len()), (Status::Usable, 0));
    assert_eq!(entries(&store, "ID-KB", &[]).await, [], "its region goes with it");
    assert_eq!(told(&store).await.last(), Some(&(NoticeKind::Update, id("pusat"))));
    // it comes back
    let back = Haul {
        returned: vec![kantor.clone()],
        incoming: vec![],
        ..haul("kantor", incoming("kantor", &news(), &[]))
    };
    let changes = store.record(&back, &FIRST, at(200)).await.unwrap();
    assert_eq!(changes, [Change::Reinstated(kantor)]);
    assert_eq!(entries(&store, "ID-KB", &[]).await, [id("pusat")]);
}

async fn a_feed_of_one_source_has_the_entry_it_is_joined_to(store: Store) {
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    record(&store, FIRST, "kantor", &news(), "ID-KB", 60).await;
    assert_eq!(entries(&store, "ID", &["kantor"]).await, [id("pusat")]);
    assert_eq!(entries(&store, "ID", &["koran"]).await, []);
    let facts = store.page_facts(&BTreeSet::from([id("pusat")])).await.unwrap();
    assert_eq!(facts[&id("pusat")].sources, [source("pusat"), source("kantor")]);
}

async fn a_joined_release_that_becomes_other_news_goes_its_own_way(store: Store) {
    record(&store, FIRST, "pusat", &news(), "ID-JK", 0).await;
    record(&store, FIRST, "kantor", &news(), "ID-KB", 60).await;
    let mut other = news();
    other.paragraphs[1] = other.paragraphs[1].replace("48", "84");
    record(&store, FIRST, "kantor", &other, "ID-KB", 120).await;
    assert_eq!(entries(&store, "ID", &[]).await, [id("kantor"), id("pusat")]);
    assert_eq!(store.also_at(&id("pusat")).await.unwrap(), []);
}

async fn a_copy_under_another_embargo_is_not_joined(store: Store) {
    record(&store, FIRST, "kantor", &news(), "ID-KB", 0).await;
    let mut late = incoming("pusat", &news(), &["ID-JK"]);
    late.release.status = Status::Embargoed;
    late.release.embargo_until = Some(at(9_000));
    store.record(&haul("pusat", late.clone()), &FIRST, at(60)).await.unwrap();
    assert_eq!(store.also_at(&id("kantor")).await.unwrap(), [], "nothing tells of it before");
    // two that are held back until the same moment are one
    late.release.id = id("koran");
    store.record(&haul("koran", late), &FIRST, at(120)).await.unwrap();
    assert_eq!(store.also_at(&id("pusat")).await.unwrap().len(), 1);
    assert_eq!(entries(&store, "ID", &[]).await, [id("kantor")]);
}

/// Old releases of the same words, so many days ago.
async fn fill(store: &Store, from: usize, to: usize) {
    for n in from..to {
        let name = format!("arsip-{n}");
        let mut old = incoming(&name, &news(), &["ID-KB"]);
        old.release.published = Some(at(0) - TimeDelta::days(30 + i64::try_from(n).unwrap() * 15));
        store.record(&haul(&name, old), &FIRST, at(0)).await.unwrap();
    }
}

async fn looking_for_copies_costs_what_the_window_holds(store: Store) {
    let mut costs = BTreeSet::new();
    for (round, size) in [5_usize, 20].into_iter().enumerate() {
        fill(&store, if round == 0 { 0 } else { 5 }, size).await;
        let before = store.looked();
        let base = bases().remove(0);
        let name = format!("kantor-{round}");
        let mut fresh = incoming(&name, &base.release(0), &["ID-KB"]);
        let days = i64::try_from(round).unwrap() * 40;
        fresh.release.published = Some(at(days * 86_400));
        store.record(&haul(&name, fresh), &FIRST, at(100 + days * 86_400)).await.unwrap();
        let after = store.looked();
        costs.insert((after.rows - before.rows, after.compared - before.compared));
    }
    assert_eq!(costs.len(), 1, "n and 4n releases beyond the window cost the same: {costs:?}");
    assert_eq!(costs.first(), Some(&(0, 0)), "and nothing of them is read");
    // within the window the copy is found, and one text is laid beside it
    let before = store.looked();
    record(&store, FIRST, "cabang", &news(), "ID-KB", 40 * 86_400 + 200).await;
    let after = store.looked();
    assert_eq!(after.compared - before.compared, 1);
    assert!(after.rows - before.rows > 5);
}
