//! One round of asking a source: read, normalise, record.
//!
//! [`pull()`] is the one way in for the queue. Its parts:
//!
//! - `round`: every ask, its reply, and what is recorded of it.
//! - `judge`: drafts to what is new, changed, returned and refused.
//! - `absent`: what is gone from a source, within bounds.
//! - `report`: what a pull brought.
//! - `rehearse`: the same without recording anything.

mod absent;
mod judge;
mod rehearse;
mod report;
mod round;

use std::time::Duration;

use chrono::TimeDelta;
use tracing::{info, warn};

use crate::domain::job::Filing;
use crate::domain::{AskError, Instant, Job, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;

pub use judge::rolled_up;
pub use rehearse::{judged, rehearse};
pub use report::Report;

/// How soon what is still being written is looked at again.
const UNSETTLED: Duration = Duration::from_secs(2);
/// First pause after a failed pull over the network, doubled with every further one.
const PAUSE: TimeDelta = TimeDelta::hours(1);
/// Longest pause after failed pulls.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(24);

/// Asks a source what is new and records it. A failure is noted with the source, which is
/// then asked less often, told to the operator, and returned.
///
/// # Errors
///
/// [`StepError`] when the source could not be read; what was read before stays recorded.
pub async fn pull(newsroom: &Newsroom, source: &SourceId) -> Result<Report, StepError> {
    let house = newsroom.house();
    let Some(setup) = house.sources.get(source) else {
        return Err(StepError::NotConfigured(source.to_string()));
    };
    let result = round::round(newsroom, setup).await;
    let now = newsroom.clock.now();
    match &result {
        Ok(report) => {
            newsroom.store.note_pull(source, None, report.news(), now).await?;
            newsroom.store.clear(&failing(source), now).await?;
            told(source, report);
            if report.unsettled {
                let again = Filing {
                    job: Job::Pull { source: source.clone() },
                    lane: setup.source.lane(),
                    run_at: now + UNSETTLED,
                };
                newsroom.file(&[again]).await?;
            }
        }
        Err(failure) => {
            failed(newsroom, source, failure, now).await?;
        }
    }
    result
}

fn told(source: &SourceId, report: &Report) {
    for warning in &report.warnings {
        warn!(source.id = %source, "In `{source}`: {warning}");
    }
    if report.news() {
        info!(
            source.id = %source, release.new = report.new, release.corrected = report.corrected,
            release.withdrawn = report.withdrawn,
            "Pulled `{source}`: {} new, {} corrected, {} withdrawn",
            report.new, report.corrected, report.withdrawn
        );
    }
}

fn failing(source: &SourceId) -> String {
    format!("source.failing:{source}")
}

async fn failed(
    newsroom: &Newsroom,
    source: &SourceId,
    failure: &StepError,
    now: Instant,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let why = failure.to_string();
    store.note_pull(source, Some(&why), false, now).await?;
    let failures = store.failures(source).await?;
    let words = format!("`{source}` could not be read {failures} times in a row: {why}");
    store.raise(&failing(source), "source.failing", Some(source), &words, now).await?;
    if let StepError::Ask(AskError::File { .. } | AskError::Unsettled { .. }) = failure {
        return Ok(());
    }
    let doublings = u32::try_from(failures.clamp(1, 6) - 1).unwrap_or(0);
    let mut pause = (PAUSE * 2_i32.saturating_pow(doublings)).min(PAUSE_MAX);
    if let StepError::Ask(AskError::Status { retry_after: Some(asked), .. }) = failure {
        pause = pause.max(TimeDelta::from_std(*asked).unwrap_or(PAUSE_MAX));
    }
    store.delay_source(source, now + pause).await?;
    Ok(())
}
