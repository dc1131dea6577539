//! Jobs that are due are claimed, worked, renewed and ended.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::pipeline::{Newsroom, work};
use crate::store::StoreError;
use crate::store::jobs::{Ending, Lease};

/// How long a claim holds before another worker may take the job.
const LEASE: Duration = Duration::from_mins(2);
/// Longest sleep between two looks at the queue; the bell wakes earlier.
const LOOK: Duration = Duration::from_secs(1);

/// Claims and works one job; `false` when none was due.
///
/// # Errors
///
/// [`StoreError`] when the database fails; the job's lease then runs out by itself.
pub async fn one(newsroom: &Newsroom) -> Result<bool, StoreError> {
    let Some(lease) = newsroom.store.claim(LEASE, newsroom.clock.now()).await? else {
        return Ok(false);
    };
    work_leased(newsroom, &lease).await?;
    Ok(true)
}

async fn work_leased(newsroom: &Newsroom, lease: &Lease) -> Result<(), StoreError> {
    let ending = tokio::select! {
        ending = work::one(newsroom, lease) => ending,
        () = lost(newsroom, lease) => {
            warn!(job.kind = lease.job.kind(), "Another worker has the job now; dropping it here");
            return Ok(());
        }
    };
    let now = newsroom.clock.now();
    newsroom.store.finish(lease, &ending, work::gap(newsroom, lease), now).await?;
    newsroom.bell.notify_waiters();
    Ok(())
}

/// Renews a lease for as long as the job is worked; returns when somebody else has it.
async fn lost(newsroom: &Newsroom, lease: &Lease) {
    loop {
        tokio::time::sleep(LEASE / 3).await;
        match newsroom.store.renew(lease, LEASE, newsroom.clock.now()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => error!("A lease could not be renewed: {failure}"),
        }
    }
}

/// Works the queue until nothing is due within `patience`. With a clock that stands still,
/// it is moved to what is due; otherwise it is waited for. `told` hears of every job.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn until_idle(
    newsroom: &Newsroom,
    patience: Duration,
    told: &(dyn Fn() + Sync),
) -> Result<usize, StoreError> {
    let mut worked = 0;
    loop {
        while one(newsroom).await? {
            worked += 1;
            told();
        }
        match newsroom.store.next_due(newsroom.clock.now()).await? {
            Some(wait) if wait <= patience => {
                let wait = wait.max(Duration::from_millis(5));
                if newsroom.clock.runs() {
                    tokio::time::sleep(wait).await;
                } else {
                    newsroom.clock.advance(wait);
                    newsroom.store.shift_clock(newsroom.clock.now()).await?;
                }
            }
            _ => return Ok(worked),
        }
    }
}

/// Runs `count` workers until they are told to stop; then each finishes what it has, and
/// what takes longer than `grace` is handed back.
pub async fn run(newsroom: Newsroom, count: usize, grace: Duration, stop: CancellationToken) {
    let tracker = TaskTracker::new();
    let cut = CancellationToken::new();
    for _ in 0..count {
        tracker.spawn(loop_of(newsroom.clone(), stop.clone(), cut.clone()));
    }
    tracker.close();
    stop.cancelled().await;
    if tokio::time::timeout(grace, tracker.wait()).await.is_err() {
        cut.cancel();
        tracker.wait().await;
    }
}

async fn loop_of(newsroom: Newsroom, stop: CancellationToken, cut: CancellationToken) {
    while !stop.is_cancelled() {
        let bell = newsroom.bell.notified();
        // A look costs less than a claim, and most workers wake for nothing.
        let due = newsroom.store.next_due(newsroom.clock.now()).await;
        let claimed = match due {
            Ok(Some(Duration::ZERO)) => newsroom.store.claim(LEASE, newsroom.clock.now()).await,
            Ok(_) => Ok(None),
            Err(failure) => Err(failure),
        };
        match claimed {
            Ok(Some(lease)) => guarded(&newsroom, &lease, &cut).await,
            Ok(None) => {
                let due = newsroom.store.next_due(newsroom.clock.now()).await.ok().flatten();
                let wait = due.unwrap_or(LOOK).clamp(Duration::from_millis(20), LOOK);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = bell => {}
                    () = tokio::time::sleep(wait) => {}
                }
            }
            Err(failure) => {
                error!("The queue could not be read: {failure}");
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
        }
    }
}

/// Works a job in a task of its own, so that one that panics takes only itself down.
async fn guarded(newsroom: &Newsroom, lease: &Lease, cut: &CancellationToken) {
    let (room, its) = (newsroom.clone(), lease.clone());
    let mut task = tokio::spawn(async move { work_leased(&room, &its).await });
    let ending = tokio::select! {
        done = &mut task => match done {
            Ok(Ok(())) => return,
            Ok(Err(failure)) => {
                error!("A job's end could not be written down: {failure}");
                return;
            }
            Err(_) => Ending::Again {
                pause: work::back_off(lease.attempts, &lease.id),
                rest_lane: false,
                why: "it ended in a panic; please report it with the log".to_owned(),
            },
        },
        () = cut.cancelled() => {
            task.abort();
            Ending::HandedBack
        }
    };
    let now = newsroom.clock.now();
    if let Err(failure) = newsroom.store.finish(lease, &ending, Duration::ZERO, now).await {
        error!("A job could not be handed back: {failure}");
    }
}
