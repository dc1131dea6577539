//! Jobs that are due are claimed, worked, renewed and ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::pipeline::{Newsroom, work};
use crate::schedule::clerk;
use crate::store::StoreError;
use crate::store::batch::Ended;
use crate::store::jobs::{Ending, Lease};

/// How long a claim holds before another worker may take the job.
const LEASE: Duration = Duration::from_mins(2);
/// Longest sleep between two looks at the queue; the bell wakes earlier.
const LOOK: Duration = Duration::from_secs(1);
/// Shortest sleep between two looks.
const SOONEST: Duration = Duration::from_millis(20);
/// When fewer hands are free, a moment is waited for others.
const FEW_HANDS: usize = 8;
/// That moment.
const TOGETHER: Duration = Duration::from_millis(4);
/// What is said of a job that ended in a panic.
const PANIC: &str = "it ended in a panic; please report it with the log";

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
    if let Some(ended) = Box::pin(worked(newsroom, lease)).await {
        let now = newsroom.clock.now();
        newsroom.store.finish_pulls(&[ended], now).await?;
        newsroom.bell.notify_waiters();
    }
    Ok(())
}

/// Works a leased job; `None` when somebody else has it meanwhile.
async fn worked(newsroom: &Newsroom, lease: &Lease) -> Option<Ended> {
    let worked = tokio::select! {
        worked = work::one(newsroom, lease) => worked,
        () = lost(newsroom, lease) => {
            warn!(job.kind = lease.job.kind(), "Another worker has the job now; dropping it here");
            return None;
        }
    };
    let gap = work::gap(newsroom, lease);
    Some(Ended { lease: lease.clone(), ending: worked.ending, gap, note: worked.note })
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

/// How many jobs of each sort one process works at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hands {
    /// Pulls, which mostly wait for servers.
    pub pulls: usize,
    /// Everything else.
    pub others: usize,
}

/// Works the queue until it is told to stop; then what is at hand is ended, and what takes
/// longer than `grace` is handed back.
pub async fn run(newsroom: Newsroom, hands: Hands, grace: Duration, stop: CancellationToken) {
    let tracker = TaskTracker::new();
    let cut = CancellationToken::new();
    let (ended, ends) = mpsc::channel(hands.pulls.max(1));
    let clerk = tokio::spawn(clerk::write_down(newsroom.clone(), ends));
    for (pulls, count) in [(true, hands.pulls), (false, hands.others)] {
        let crew = Crew {
            newsroom: newsroom.clone(),
            pulls,
            free: Arc::new(Semaphore::new(count)),
            tracker: tracker.clone(),
            cut: cut.clone(),
            ended: ended.clone(),
        };
        tracker.spawn(crew.run(stop.clone()));
    }
    drop(ended);
    tracker.close();
    stop.cancelled().await;
    if tokio::time::timeout(grace, tracker.wait()).await.is_err() {
        cut.cancel();
        tracker.wait().await;
    }
    if clerk.await.is_err() {
        error!("The ends of the last pulls could not be written down");
    }
}

/// Those who work jobs of one sort.
struct Crew {
    newsroom: Newsroom,
    pulls: bool,
    free: Arc<Semaphore>,
    tracker: TaskTracker,
    cut: CancellationToken,
    ended: mpsc::Sender<Ended>,
}

impl Crew {
    /// Claims as many jobs as there are free hands, in one go, and gives each to one.
    async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let bell = self.newsroom.bell.notified();
            // Only this loop takes permits: as many as are free now are free when claimed.
            let first = tokio::select! {
                first = Arc::clone(&self.free).acquire_owned() => first,
                () = stop.cancelled() => return,
            };
            let Ok(first) = first else { return };
            if self.free.available_permits() < FEW_HANDS && self.pulls {
                // When all are busy, those that end together are replaced together.
                tokio::time::sleep(TOGETHER).await;
            }
            let free = 1 + self.free.available_permits();
            let now = self.newsroom.clock.now();
            let claimed = self.newsroom.store.claim_some(self.pulls, free, LEASE, now).await;
            let wait = match claimed {
                Ok(leases) if !leases.is_empty() => {
                    drop(first);
                    for lease in leases {
                        let hand = Arc::clone(&self.free).acquire_owned().await;
                        self.give(lease, hand.ok());
                    }
                    continue;
                }
                Ok(_) => {
                    let due = self.newsroom.store.next_due(now).await.ok().flatten();
                    due.unwrap_or(LOOK).clamp(SOONEST, LOOK)
                }
                Err(failure) => {
                    error!("The queue could not be read: {failure}");
                    LOOK
                }
            };
            drop(first);
            tokio::select! {
                () = stop.cancelled() => return,
                () = bell => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Works a job in a task of its own, so that one that panics takes only itself down.
    fn give(&self, lease: Lease, hand: Option<OwnedSemaphorePermit>) {
        let newsroom = self.newsroom.clone();
        let (cut, ended, pulls) = (self.cut.clone(), self.ended.clone(), self.pulls);
        self.tracker.spawn(async move {
            let (room, its) = (newsroom.clone(), lease.clone());
            let mut task = tokio::spawn(async move { worked(&room, &its).await });
            let (id, attempts) = (lease.id.clone(), lease.attempts);
            let end = |ending| Ended { lease, ending, gap: Duration::ZERO, note: None };
            let end = tokio::select! {
                done = &mut task => match done {
                    Ok(Some(ended)) => ended,
                    Ok(None) => return,
                    Err(_) => {
                        let pause = work::back_off(attempts, &id);
                        end(Ending::Again { pause, rest_lane: false, why: PANIC.to_owned() })
                    }
                },
                () = cut.cancelled() => {
                    task.abort();
                    end(Ending::HandedBack)
                }
            };
            if pulls {
                // The hand is free at once: the end is written down with those of others.
                drop(hand);
                ended.send(end).await.ok();
            } else {
                finish(&newsroom, &end).await;
                drop(hand);
            }
            newsroom.bell.notify_waiters();
        });
    }
}

async fn finish(newsroom: &Newsroom, ended: &Ended) {
    let now = newsroom.clock.now();
    if let Err(failure) = newsroom.store.finish(&ended.lease, &ended.ending, ended.gap, now).await {
        error!("A job's end could not be written down: {failure}");
    }
}
