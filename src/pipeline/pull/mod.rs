//! One round of asking a source: read, normalise, record.
//!
//! [`pull()`] is the one way in for people, [`attempt`] for the queue. Their parts:
//!
//! - `round`: every ask, its reply, and what is recorded of it.
//! - `judge`: drafts to what is new, changed, returned and refused.
//! - `ahead`: how many new documents a round is still to read.
//! - `absent`: what is gone from a source, within bounds.
//! - `learned`: what is learned beside the news: moves, validators, hubs.
//! - `pace`: when the source is asked next.
//! - `twins`: one answer for all sources of an address.
//! - `verdict`: how the pull ended, what is noted of it, and what the operator is told.
//! - `again`: pages of published releases, asked for again.
//! - `retract`: texts that take a release back.
//! - `renamed`: sources that give old entries new ids.
//! - `report`: what a pull brought.
//! - `versions`: the source's own translations of its releases.
//! - `rehearse`: the same without recording anything.

mod absent;
mod again;
mod ahead;
mod judge;
mod learned;
mod pace;
mod rehearse;
mod renamed;
mod report;
mod retract;
mod round;
mod twins;
mod verdict;
mod versions;

use std::time::Duration;

use tracing::{info, warn};

use crate::domain::job::Filing;
use crate::domain::{Job, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::store::standing::PullNote;

pub use again::again;
pub use judge::rolled_up;
pub use pace::due;
pub use rehearse::{judged, rehearse};
pub use report::Report;
pub(super) use round::received;
pub(crate) use twins::Twins;

/// How soon what is still being written is looked at again.
const UNSETTLED: Duration = Duration::from_secs(2);

/// How a pull ended, and what is to be noted of it.
#[derive(Debug)]
pub struct Attempt {
    /// What it brought, or why it failed; what was read before that stays recorded.
    pub result: Result<Report, StepError>,
    /// What is to be noted with the source.
    pub note: PullNote,
}

/// Asks a source what is new and records it. A failure is noted with the source, which is
/// then asked less often, told to the operator, and returned.
///
/// # Errors
///
/// [`StepError`] when the source could not be read; what was read before stays recorded.
pub async fn pull(newsroom: &Newsroom, source: &SourceId) -> Result<Report, StepError> {
    let attempt = attempt(newsroom, source).await?;
    newsroom.store.note_pulls(&[attempt.note]).await?;
    attempt.result
}

/// Does what [`pull()`] does, but for noting how it ended: a queue notes many at once.
///
/// # Errors
///
/// [`StepError`] when nothing can be said of the source: it is not configured, or the
/// database fails.
pub async fn attempt(newsroom: &Newsroom, source: &SourceId) -> Result<Attempt, StepError> {
    let house = newsroom.house();
    let Some(setup) = house.sources.get(source) else {
        return Err(StepError::NotConfigured(source.to_string()));
    };
    let standing = newsroom.store.standing(source).await?;
    let (result, learned) = round::round(newsroom, setup, &standing).await;
    let now = newsroom.clock.now();
    let result = match result {
        // That says nothing of the source.
        Err(StepError::Store(failure)) => return Err(failure.into()),
        result => result,
    };
    let note = match &result {
        Ok(report) => {
            let note = verdict::went_well(newsroom, setup, &standing, report, learned, now).await?;
            told(source, report);
            if report.unsettled {
                let again = Filing {
                    job: Job::Pull { source: source.clone() },
                    lane: setup.source.lane(),
                    run_at: now + UNSETTLED,
                };
                newsroom.file(&[again]).await?;
            }
            note
        }
        Err(failure) => verdict::failed(newsroom, setup, &standing, failure, learned, now).await?,
    };
    Ok(Attempt { result, note })
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
