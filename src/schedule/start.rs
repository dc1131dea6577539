//! What is looked after once at a start or a reload: the database learns what is configured.

use std::collections::BTreeSet;
use std::time::Duration;

use tracing::{info, warn};

use crate::domain::job::{Filing, Target};
use crate::domain::region::RegionKind;
use crate::domain::{Job, SourceId};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::publish::{self, file_of};
use crate::pipeline::{Newsroom, StepError, export};
use crate::schedule::clock;
use crate::store::batch::Configured;
use crate::store::takeover::Left;

/// Tells the database what is configured now: sources and their rhythm, feeds, and who mints
/// ids. Files the publishing of every feed that holds something when the configuration is
/// another than last time, and releases what new feeds want.
///
/// # Errors
///
/// [`StepError`] when the database fails, or ids were minted under another authority.
pub async fn settle(newsroom: &Newsroom) -> Result<(), StepError> {
    let house = newsroom.house();
    let store = &newsroom.store;
    let now = newsroom.clock.now();
    store.settle_authority(&house.authority).await?;
    let enabled = house.sources.iter().filter(|(_, setup)| setup.enabled);
    let configured = |(id, setup): (&SourceId, &SourceSetup)| Configured {
        source: id.clone(),
        rhythm: format!("{} {}", setup.schedule, mark(setup)),
        next: clock::next(newsroom, setup, now),
    };
    store.settle_sources(&enabled.map(configured).collect::<Vec<_>>(), now).await?;
    let families = house.feeds.iter().map(|spec| spec.name.clone()).collect();
    let gone = store.define_feeds(&families, &|path| house.is_feed(path), now).await?;
    let stamp = stamp(&house);
    if !store.is_house(&stamp).await? {
        let follow = newsroom.follow();
        let entered = store.enter_all(&follow, now).await?;
        store.age_pages().await?;
        let mut filings: Vec<Filing> = Vec::new();
        let held: BTreeSet<String> = store.editions().await?.into_iter().collect();
        for target in house.targets() {
            let Target::Feed { edition, .. } = &target else { continue };
            // what an area holds is known only by looking
            let own = edition.region.kind() == RegionKind::Custom;
            if own || held.contains(&edition.to_string()) {
                filings.push(Filing::free(Job::Publish { target }, now));
            }
        }
        for (release, language) in store.pages().await? {
            let target = Target::Release { release, language };
            filings.push(Filing::free(Job::Publish { target }, now));
        }
        for target in [Target::Site, Target::Recent] {
            filings.push(Filing::free(Job::Publish { target }, now));
        }
        newsroom.file(&filings).await?;
        export::begin(newsroom).await?;
        store.settle_house(&stamp).await?;
        info!(entered, "The configuration is new: {} documents are rendered", filings.len());
    }
    publish::drop_gone(newsroom, &gone).await?;
    Ok(())
}

/// Takes over what killed processes left: their jobs are ready at once, and their segments
/// may be asked for. Only for who knows that no other process works on the database.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn take_over(newsroom: &Newsroom) -> Result<(), StepError> {
    tell(newsroom.store.take_over(newsroom.clock.now()).await?);
    Ok(())
}

/// Tells the operator what was taken over.
pub fn tell(left: Left) {
    if left.jobs > 0 {
        warn!(job.count = left.jobs, "Took over {} jobs of a worker that was killed", left.jobs);
    }
    told_of_requests(left.requests);
}

/// Requests to engines that nobody settled in ten minutes become uncertain: whoever sent
/// them is gone, on whatever machine that was.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn tidy(newsroom: &Newsroom) -> Result<(), StepError> {
    let age = Duration::from_mins(10);
    told_of_requests(newsroom.store.settle_lost(age, newsroom.clock.now()).await?);
    Ok(())
}

fn told_of_requests(lost: u64) {
    if lost > 0 {
        warn!("{lost} requests to engines were on the wire when warta ended; counted as spent");
    }
}

/// Writes every document as a file where that is wanted, empty editions too, and removes
/// files of ours that are published no more.
///
/// # Errors
///
/// [`StepError`] when a file cannot be written or the database fails.
pub async fn write_tree(newsroom: &Newsroom) -> Result<(), StepError> {
    let Some(tree) = newsroom.tree() else { return Ok(()) };
    let mut keep = BTreeSet::new();
    for address in newsroom.store.addresses().await? {
        let Some(document) = newsroom.store.document(&address).await? else { continue };
        let file = file_of(&address);
        tree.put(&file, &document.body)?;
        keep.insert(file);
    }
    let have = keep.clone();
    let lacks = |address: &str| !have.contains(&file_of(address));
    for empty in publish::empty_documents(newsroom, &lacks).await? {
        let file = file_of(&empty.address);
        tree.put(&file, &empty.body)?;
        keep.insert(file);
    }
    keep.insert(publish::write_style(newsroom, &tree)?);
    tree.sweep(&keep)?;
    Ok(())
}

/// Raised when documents are made anew, or more is kept of them, by the same program.
const STAMP: u32 = 2;
/// What makes a source another one when it changes: what is asked of whom. One that is gone
/// for good is asked again when that is new.
fn mark(setup: &SourceSetup) -> String {
    let hash = blake3::hash(format!("{:?}", setup.source).as_bytes()).to_hex();
    hash.chars().take(8).collect()
}

/// A hash of what documents depend on besides releases.
fn stamp(house: &crate::pipeline::House) -> String {
    let profiles: Vec<_> = house.sources.values().map(|setup| &setup.profile).collect();
    let engines: Vec<_> = house.engines.iter().map(|setup| (&setup.name, &setup.pairs)).collect();
    let facts = (
        env!("CARGO_PKG_VERSION"),
        &house.site,
        (&house.feeds, &house.areas),
        profiles,
        engines,
        house.max_age_secs,
        (&house.publish_dir, house.bucket.as_ref().map(|bucket| bucket.place().to_owned())),
        (house.versions_public, house.noindex, STAMP),
    );
    blake3::hash(format!("{facts:?}").as_bytes()).to_hex().to_string()
}
