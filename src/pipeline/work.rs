//! Takes a leased job to the function that does it, and says how it ended.

use std::time::Duration;

use tracing::{error, info, warn};

use crate::domain::job::Target;
use crate::domain::{Job, Retry, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::{deliver, export, publish, pull, receive, translate, withdraw};
use crate::store::jobs::{Ending, Lease};
use crate::store::standing::PullNote;

/// Longest pause between two tries of a job.
const PAUSE_MAX: Duration = Duration::from_hours(1);

/// How a leased job ended, and what a pull has to note of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// How it ended.
    pub ending: Ending,
    /// What is to be written down with its end.
    pub note: Option<PullNote>,
}

/// Works leased jobs: one, or several that render documents. Says how each ended, in order.
pub async fn all(newsroom: &Newsroom, leases: &[Lease]) -> Vec<Worked> {
    if let [lease] = leases {
        return vec![one(newsroom, lease).await];
    }
    for lease in leases {
        crate::domain::crash::point(lease.job.kind(), "before");
    }
    let target = |lease: &'_ Lease| match &lease.job {
        Job::Publish { target } => Some(target.clone()),
        _ => None,
    };
    let targets: Vec<Target> = leases.iter().filter_map(target).collect();
    let targets: Vec<&Target> = targets.iter().collect();
    let mut worked = Vec::with_capacity(leases.len());
    match publish::publish_all(newsroom, &targets).await {
        Ok(ends) => {
            for (lease, end) in leases.iter().zip(ends) {
                let ending = match end {
                    Ok(()) => Ending::Done,
                    Err(failure) => ending(newsroom, lease, &failure).await,
                };
                worked.push(Worked { ending, note: None });
            }
        }
        Err(failure) => {
            for lease in leases {
                let ending = ending(newsroom, lease, &failure).await;
                worked.push(Worked { ending, note: None });
            }
        }
    }
    for lease in leases {
        crate::domain::crash::point(lease.job.kind(), "after");
    }
    worked
}

/// Works one leased job.
async fn one(newsroom: &Newsroom, lease: &Lease) -> Worked {
    crate::domain::crash::point(lease.job.kind(), "before");
    let worked = match &lease.job {
        Job::Pull { source } => pulled(newsroom, lease, source).await,
        job => {
            let ending = match step(newsroom, job).await {
                Ok(()) => Ending::Done,
                Err(failure) => ending(newsroom, lease, &failure).await,
            };
            Worked { ending, note: None }
        }
    };
    crate::domain::crash::point(lease.job.kind(), "after");
    worked
}

/// A pull that failed is not tried again by the queue: its source says when.
async fn pulled(newsroom: &Newsroom, lease: &Lease, source: &SourceId) -> Worked {
    let attempt = match pull::attempt(newsroom, source).await {
        Ok(attempt) => attempt,
        Err(failure) => {
            return Worked { ending: ending(newsroom, lease, &failure).await, note: None };
        }
    };
    let ending = match attempt.result {
        Ok(_) => Ending::Done,
        Err(failure) => {
            let why = failure.to_string();
            warn!(job.kind = "pull", job.key = %source, "The pull of `{source}` failed: {why}");
            let rest = match failure.retry() {
                Retry::After(wait) => wait,
                _ => Duration::ZERO,
            };
            Ending::Over { rest, why }
        }
    };
    Worked { ending, note: Some(attempt.note) }
}

async fn step(newsroom: &Newsroom, job: &Job) -> Result<(), StepError> {
    match job {
        Job::Pull { source } => pull::pull(newsroom, source).await.map(drop),
        Job::Recheck { source } => pull::again(newsroom, source).await.map(drop),
        Job::Receive { source, document } => receive::receive(newsroom, source, document).await,
        Job::Translate { release, language } => {
            translate::translate(newsroom, release, language).await
        }
        Job::Publish { target } => publish::publish(newsroom, target).await,
        Job::Wake { language } => {
            let now = newsroom.clock.now();
            newsroom.store.wake(language, &newsroom.follow(), now).await?;
            Ok(())
        }
        Job::Withdraw { release, reason } => withdraw::withdraw(newsroom, release, reason).await,
        Job::Reinstate { release } => withdraw::reinstate(newsroom, release).await,
        Job::Deliver { to } => deliver::deliver(newsroom, to).await,
        Job::Export { place } => export::export(newsroom, place).await,
    }
}

/// A failure is logged once, here, and becomes what the queue does next.
async fn ending(newsroom: &Newsroom, lease: &Lease, failure: &StepError) -> Ending {
    let (kind, key) = (lease.job.kind(), lease.job.key());
    let why = failure.to_string();
    let last = lease.attempts >= lease.attempts_max;
    if let StepError::Waits { pause, .. } = failure {
        info!(job.kind = kind, job.key = %key, "The {kind} of `{key}` waits: {why}");
        return Ending::PutOff { pause: *pause, why };
    }
    let ending = match failure.retry() {
        Retry::Never => Ending::Dead { why: why.clone() },
        Retry::After(pause) => Ending::Again { pause, rest_lane: true, why: why.clone() },
        Retry::Later | Retry::Split if matches!(failure, StepError::Engine(_)) => {
            let pause = jittered(lease.attempts, &lease.id);
            Ending::Again { pause, rest_lane: false, why: why.clone() }
        }
        Retry::Later | Retry::Split => {
            let pause = back_off(lease.attempts, &lease.id);
            Ending::Again { pause, rest_lane: false, why: why.clone() }
        }
    };
    if last || matches!(ending, Ending::Dead { .. }) {
        error!(job.kind = kind, job.key = %key, "The {kind} of `{key}` is given up: {why}");
        let words = format!(
            "the {kind} of `{key}` was given up: {why}; `warta jobs --retry` tries it again"
        );
        let now = newsroom.clock.now();
        let alert = format!("job.dead:{kind}:{key}");
        if let Err(failure) = newsroom.store.raise(&alert, "job.dead", None, &words, now).await {
            error!("The alert about it could not be raised: {failure}");
        }
    } else {
        warn!(job.kind = kind, job.key = %key, "The {kind} of `{key}` failed: {why}");
    }
    ending
}

/// 2 s doubling to an hour, and up to a quarter more by the job's own id, so that jobs that
/// failed together do not come back together.
#[must_use]
pub fn back_off(attempts: i64, id: &str) -> Duration {
    let pause = doubled(attempts);
    let spread = blake3::hash(id.as_bytes()).as_bytes().first().copied().unwrap_or(0);
    pause + pause.mul_f64(f64::from(spread) / 1_024.0)
}

fn doubled(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    Duration::from_secs(2_u64.saturating_pow(doublings + 1)).min(PAUSE_MAX)
}

/// Anything from half a second to 2 s doubling to an hour, by the job's own id and try: what
/// an engine failed at together comes back scattered.
#[must_use]
pub fn jittered(attempts: i64, id: &str) -> Duration {
    let share = share(&format!("{id} {attempts}"));
    doubled(attempts).mul_f64(share).max(Duration::from_millis(500))
}

/// A share from 0 to 1 that hangs on the words alone.
fn share(words: &str) -> f64 {
    let bytes = *blake3::hash(words.as_bytes()).as_bytes();
    let [one, two, ..] = bytes;
    f64::from(u16::from_be_bytes([one, two])) / f64::from(u16::MAX)
}

/// The pause a lane needs after a job before it bears the next. Engines are paced by the
/// request, not by the job.
#[must_use]
pub fn gap(newsroom: &Newsroom, lease: &Lease) -> Duration {
    match (&lease.job, &lease.lane) {
        (Job::Pull { .. } | Job::Recheck { .. }, Some(lane)) => newsroom.fetch.lane_gap(lane),
        _ => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_differ_between_jobs() {
        assert!(back_off(1, "a") >= Duration::from_secs(2));
        assert!(back_off(1, "a") < Duration::from_secs(3));
        assert!(back_off(4, "a") >= Duration::from_secs(16));
        assert!(back_off(99, "a") >= PAUSE_MAX);
        assert!(back_off(99, "a") <= PAUSE_MAX + PAUSE_MAX / 4);
        assert_ne!(back_off(5, "a"), back_off(5, "b"));
    }
}
