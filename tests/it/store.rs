//! The store's contract: every story is told on SQLite, and on PostgreSQL where it is.
//!
//! - [`walk`]: a release from its first sight to its end, and the clock of its language.
//! - [`pulls`]: what a source's documents bring, refuse and take away; new configurations.
//! - [`embargo`]: what may not be shown yet, and what waits for a person.
//! - [`queue`]: jobs, lanes and leases.
//! - [`ledger`]: leave to ask engines, and what is spent.
//! - [`shelves`]: memory, documents, sources, alerts, and the database itself.
//! - [`lookups`]: what people, feeds and other machines ask.
//! - [`crowd`]: many writers and a reader by cursor.
//! - [`catalogue`]: the tables themselves; [`older`]: what older programs left in them.

mod catalogue;
mod crowd;
mod embargo;
mod found;
mod ledger;
mod lookups;
mod older;
mod pulls;
mod queue;
mod sayings;
mod shelves;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use warta::domain::feed::Candidate;
use warta::domain::instant::from_seconds;
use warta::domain::job::{Filing, Target};
use warta::domain::release::Status;
use warta::domain::{
    Block, Draft, Edition, Instant, Job, Language, Region, Release, ReleaseId, ReleaseKey,
    SourceId, Validators,
};
use warta::store::follow::{Entering, EntryFacts, Follow, ReleaseFacts};
use warta::store::pulls::{Haul, Incoming};
use warta::store::{Options, Store};

use crate::support::postgres;

/// Tells each story on both databases.
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                crate::store::on_sqlite(super::$story);
            }

            #[test]
            fn on_postgres() {
                crate::store::on_postgres(super::$story);
            }
        }
    )*};
}
pub(crate) use on_both;

/// Tells stories that open the database themselves.
macro_rules! with_options {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("news.db");
                crate::store::run(super::$story(warta::store::Options::Sqlite(file)));
            }

            #[test]
            fn on_postgres() {
                let Some(database) = crate::support::postgres() else { return };
                crate::store::run(super::$story(database.options()));
            }
        }
    )*};
}
pub(crate) use with_options;

pub(crate) fn run(work: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(work);
}

async fn tell<F: Future<Output = ()>>(options: Options, story: impl FnOnce(Store) -> F) {
    let opened = Store::open(&options).await.unwrap();
    story(opened.clone()).await;
    assert_eq!(opened.integrity().await.unwrap(), Vec::<String>::new());
    opened.close().await;
}

/// Tells a story on a file of SQLite's.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Store) -> F) {
    let folder = tempfile::tempdir().unwrap();
    run(tell(Options::Sqlite(folder.path().join("news.db")), story));
}

/// Tells a story in a schema of PostgreSQL's, where there is one.
pub(crate) fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(Store) -> F) {
    let Some(database) = postgres() else { return };
    run(tell(database.options(), story));
}

/// A moment, in seconds after the stories begin.
pub(crate) fn at(seconds: i64) -> Instant {
    from_seconds(1_800_000_000 + seconds)
}

fn source() -> SourceId {
    SourceId::parse("kantor").unwrap()
}

fn id_of(name: &str) -> ReleaseId {
    ReleaseId::new(source(), ReleaseKey::of(name))
}

/// How a release stands towards the feeds of a language in which it has an entry.
async fn candidate(store: &Store, name: &str, tag: &str) -> Option<Candidate> {
    let id = id_of(name);
    let mut facts = store.page_facts(&BTreeSet::from([id.clone()])).await.unwrap();
    facts.remove(&id)?.candidates.remove(&language(tag))
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn edition(tag: &str, region: &str) -> Edition {
    Edition::new(language(tag), Region::parse(region).unwrap())
}

/// A release about West Kalimantan, in Indonesian.
fn incoming(name: &str, headline: &str) -> Incoming {
    let draft = Draft {
        own_id: Some(name.to_owned()),
        headline: Some(headline.to_owned()),
        ..Draft::default()
    };
    let release = Release {
        id: id_of(name),
        url: None,
        language: language("id"),
        status: Status::Usable,
        headline: headline.to_owned(),
        headline_source: headline.to_owned(),
        subhead: None,
        reference: None,
        corrects: None,
        embargo_until: None,
        dateline: None,
        event: None,
        published: None,
        published_precision: None,
        byline: None,
        initials: Vec::new(),
        regions: Vec::new(),
        national: false,
        quotes: Vec::new(),
        summary: None,
        body: vec![Block::paragraph("Kantor membuka loket baru di Pontianak.")],
        contacts: Vec::new(),
        hashtags: Vec::new(),
        ed_note: None,
        media: Vec::new(),
        subjects: Vec::new(),
        evidence: BTreeMap::new(),
    };
    let regions = ["001", "ID", "ID-KB"].map(|code| Region::parse(code).unwrap()).to_vec();
    Incoming { hash: draft.hash(), release, draft, regions, last_block: None }
}

fn haul(incoming: Vec<Incoming>) -> Haul {
    Haul {
        source: source(),
        address: "https://kantor.example/feed".to_owned(),
        validators: Validators::default(),
        incoming,
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill: false,
        ahead: 0,
        watch: None,
    }
}

/// What a small newsroom has configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// Indonesian alone.
    Alone,
    /// English too, half an hour later without a translation.
    Waits,
    /// English too, never without a translation.
    Holds,
}

impl Follow for Plan {
    fn entering(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Entering> {
        let free = facts.embargo_until.map_or(now, |until| until.max(now));
        let mut entering = vec![Entering { language: language("id"), due: free }];
        let late =
            facts.embargo_until.unwrap_or(facts.seen).max(facts.seen) + TimeDelta::minutes(30);
        let english = match self {
            _ if facts.translated.contains(&language("en")) && *self != Self::Alone => Some(free),
            Self::Waits => Some(late.max(now)),
            Self::Alone | Self::Holds => None,
        };
        entering.extend(english.map(|due| Entering { language: language("en"), due }));
        entering
    }

    fn work(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Filing> {
        let english = language("en");
        if *self == Self::Alone || facts.translated.contains(&english) {
            return Vec::new();
        }
        let job = Job::Translate { release: facts.release.clone(), language: english };
        vec![Filing::free(job, now)]
    }

    fn publishing(&self, facts: &EntryFacts, now: Instant) -> Vec<Filing> {
        facts
            .languages
            .iter()
            .flat_map(|language| {
                facts.regions.iter().map(move |region| {
                    let edition = Edition::new(language.clone(), region.clone());
                    let target = Target::Feed { edition, slug: None };
                    Filing::free(Job::Publish { target }, now)
                })
            })
            .collect()
    }
}
