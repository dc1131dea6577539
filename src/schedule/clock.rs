//! Sources that are due become jobs.

use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use tracing::error;

use crate::domain::job::Filing;
use crate::domain::{Instant, Job};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::{Newsroom, pull};
use crate::store::StoreError;
use crate::store::batch::Due;

/// Longest sleep between two looks, so that what another process changed is seen.
const LOOK: Duration = Duration::from_secs(5);
/// How often old jobs and the traces of old releases are forgotten.
const SWEEP: TimeDelta = TimeDelta::hours(1);
/// How long ended jobs are kept.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// Files a pull for every source that is due, and sets when it is due next. Runs missed
/// while nobody looked are one run. Any number of machines may do this: the time that was
/// set before is compared and swapped. Gives how many pulls were filed.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn tick(newsroom: &Newsroom) -> Result<usize, StoreError> {
    let now = newsroom.clock.now();
    let house = newsroom.house();
    let mut filed = 0;
    loop {
        let some = newsroom.store.due_sources(now).await?;
        let mut due = Vec::with_capacity(some.len());
        for (source, was) in some {
            let Some(setup) = house.sources.get(&source).filter(|setup| setup.enabled) else {
                // A source that is configured no more is due no more.
                newsroom.store.rest_source(&source).await?;
                continue;
            };
            let next = next(newsroom, setup, now);
            let job = Job::Pull { source: source.clone() };
            let filing = Filing { job, lane: setup.source.lane(), run_at: now };
            due.push(Due { source, was, next, filing });
        }
        if due.is_empty() {
            break;
        }
        filed += newsroom.store.tick_all(&due, now).await?;
        // Whoever is due has been given another time: the next look finds others.
        newsroom.bell.notify_waiters();
        if !due.iter().all(|one| one.next.is_none_or(|next| next > now)) {
            break;
        }
    }
    Ok(filed)
}

/// When a source is due next after `now`, its own jitter added. Its schedule is read on
/// its own clocks: the zone it names, else its region's.
#[must_use]
pub fn next(newsroom: &Newsroom, setup: &SourceSetup, now: Instant) -> Option<Instant> {
    pull::due(newsroom, setup, now, None)
}

/// Ticks until it is told to stop.
pub async fn run(newsroom: Newsroom, stop: CancellationToken) {
    let mut swept: Option<Instant> = None;
    loop {
        if let Err(failure) = tick(&newsroom).await {
            error!("The sources that are due could not be looked up: {failure}");
        }
        let now = newsroom.clock.now();
        if swept.is_none_or(|at| now - at > SWEEP) {
            swept = Some(now);
            if let Err(failure) = newsroom.store.forget_jobs(KEPT, now).await {
                error!("Ended jobs could not be forgotten: {failure}");
            }
            if let Err(failure) = newsroom.store.forget_fingerprints(now).await {
                error!("What old releases are found by could not be forgotten: {failure}");
            }
        }
        let due = newsroom.store.next_source().await.ok().flatten();
        let wait = due.map_or(LOOK, |due| (due - now).to_std().unwrap_or_default()).min(LOOK);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait.max(Duration::from_millis(200))) => {}
        }
    }
}
