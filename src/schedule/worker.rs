//! Jobs that are due are claimed, worked, renewed and ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::domain::Job;
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
/// Documents rendered together at most.
const AT_ONCE: usize = 64;
/// What is said of a job that ended in a panic.
const PANIC: &str = "it ended in a panic; please report it with the log";

/// Claims and works what goes first: one job, or documents that are rendered together. Gives
/// how many jobs it was, 0 when none was due.
///
/// # Errors
///
/// [`StoreError`] when the database fails; the leases then run out by themselves.
pub async fn next(newsroom: &Newsroom) -> Result<usize, StoreError> {
    let Some(lease) = newsroom.store.claim(LEASE, newsroom.clock.now()).await? else {
        return Ok(0);
    };
    let leases =
        if together(&lease) { with_others(newsroom, vec![lease]).await? } else { vec![lease] };
    let ended = Box::pin(worked(newsroom, &leases)).await;
    if !ended.is_empty() {
        newsroom.store.finish_all(&ended, newsroom.clock.now()).await?;
        newsroom.bell.notify_waiters();
    }
    Ok(leases.len())
}

/// Whether a job is worked with others of its kind. One that failed before is worked alone,
/// so that it spoils no other.
const fn together(lease: &Lease) -> bool {
    matches!(lease.job, Job::Publish { .. }) && lease.attempts <= 1
}

/// Claims more documents to be rendered with some.
async fn with_others(
    newsroom: &Newsroom,
    mut leases: Vec<Lease>,
) -> Result<Vec<Lease>, StoreError> {
    let (free, now) = (AT_ONCE.saturating_sub(leases.len()), newsroom.clock.now());
    leases.extend(newsroom.store.claim_publishing(free, LEASE, now).await?);
    Ok(leases)
}

/// Works leased jobs; those that somebody else has meanwhile are left out.
async fn worked(newsroom: &Newsroom, leases: &[Lease]) -> Vec<Ended> {
    let worked = tokio::select! {
        worked = work::all(newsroom, leases) => worked,
        () = lost(newsroom, leases) => {
            let kind = leases.first().map_or("", |lease| lease.job.kind());
            warn!(job.kind = kind, "Another worker has the job now; dropping it here");
            return Vec::new();
        }
    };
    let end = |(lease, worked): (&Lease, work::Worked)| {
        let gap = work::gap(newsroom, lease);
        Ended { lease: lease.clone(), ending: worked.ending, gap, note: worked.note }
    };
    leases.iter().zip(worked).map(end).collect()
}

/// Renews leases for as long as their jobs are worked; returns when somebody else has all of
/// them. What one of them still does is done by the other, too: it ends the same.
async fn lost(newsroom: &Newsroom, leases: &[Lease]) {
    loop {
        tokio::time::sleep(LEASE / 3).await;
        let mut ours = false;
        for lease in leases {
            match newsroom.store.renew(lease, LEASE, newsroom.clock.now()).await {
                Ok(renewed) => ours |= renewed,
                Err(failure) => {
                    ours = true;
                    error!("A lease could not be renewed: {failure}");
                }
            }
        }
        if !ours {
            return;
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
        loop {
            let count = next(newsroom).await?;
            if count == 0 {
                break;
            }
            worked += count;
            (0..count).for_each(|_| told());
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
                    for leases in self.shares(leases).await {
                        let hand = Arc::clone(&self.free).acquire_owned().await;
                        self.give(leases, hand.ok());
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

    /// Who works what: documents together, each other job alone.
    async fn shares(&self, leases: Vec<Lease>) -> Vec<Vec<Lease>> {
        let (documents, others): (Vec<_>, Vec<_>) = leases.into_iter().partition(together);
        let mut shares: Vec<Vec<Lease>> = others.into_iter().map(|lease| vec![lease]).collect();
        if documents.is_empty() {
            return shares;
        }
        let first = documents.clone();
        shares.push(with_others(&self.newsroom, documents).await.unwrap_or_else(|failure| {
            error!("The queue could not be read: {failure}");
            first
        }));
        shares
    }

    /// Works jobs in a task of their own, so that one that panics takes only itself down.
    fn give(&self, leases: Vec<Lease>, hand: Option<OwnedSemaphorePermit>) {
        let newsroom = self.newsroom.clone();
        let (cut, sender, pulls) = (self.cut.clone(), self.ended.clone(), self.pulls);
        self.tracker.spawn(async move {
            let (room, its) = (newsroom.clone(), leases.clone());
            let mut task = tokio::spawn(async move { worked(&room, &its).await });
            let ended = tokio::select! {
                done = &mut task => done.unwrap_or_else(|_| ended_by(leases, |lease| {
                    let pause = work::back_off(lease.attempts, &lease.id);
                    Ending::Again { pause, rest_lane: false, why: PANIC.to_owned() }
                })),
                () = cut.cancelled() => {
                    task.abort();
                    ended_by(leases, |_| Ending::HandedBack)
                }
            };
            if pulls {
                // The hand is free at once: the end is written down with those of others.
                drop(hand);
                for one in ended {
                    sender.send(one).await.ok();
                }
            } else {
                clerk::write(&newsroom, &ended).await;
                drop(hand);
            }
            newsroom.bell.notify_waiters();
        });
    }
}

/// How jobs end that were not worked to their end.
fn ended_by(leases: Vec<Lease>, ending: impl Fn(&Lease) -> Ending) -> Vec<Ended> {
    let end = |lease: Lease| {
        let ending = ending(&lease);
        Ended { lease, ending, gap: Duration::ZERO, note: None }
    };
    leases.into_iter().map(end).collect()
}
