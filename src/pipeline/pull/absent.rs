//! What is gone from a source to withdrawals, within bounds.

use std::collections::BTreeSet;

use crate::domain::{Instant, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;

/// A withdrawal of more releases than this, and of more than [`SHARE`] of a source's, waits
/// for a person.
const FEW: usize = 3;
/// One part in so many of a source's releases.
const SHARE: usize = 20;

/// Takes back what was read from documents that are no more, within bounds: an empty
/// listing takes back nothing, and many at once wait for a person.
pub(super) async fn withdraw_absent(
    newsroom: &Newsroom,
    source: &SourceId,
    present: &BTreeSet<String>,
    report: &mut Report,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let (addresses, releases) = store.absent(source, present).await?;
    if addresses.is_empty() {
        return Ok(());
    }
    let now = newsroom.clock.now();
    let standing = usize::try_from(store.standing_releases(source).await?).unwrap_or(0);
    let many = is_many(releases.len(), standing);
    let vanished = present.is_empty() && !releases.is_empty();
    if (many || vanished) && !store.is_confirmed(source, now).await? {
        report.held_back = releases.len();
        tell_of_many(newsroom, source, releases.len(), standing, now).await?;
        return Ok(());
    }
    // A look at a page that still answers would give its release back.
    store.end_rechecks(source, &addresses).await?;
    let follow = newsroom.follow();
    let changes = store.withdraw_gone(source, &releases, &addresses, &follow, now).await?;
    newsroom.bell.notify_waiters();
    report.count(&changes);
    store.clear(&key(source), now).await?;
    Ok(())
}

/// Whether so many withdrawals at once wait for a person.
pub(super) const fn is_many(gone: usize, standing: usize) -> bool {
    gone > FEW && gone * SHARE > standing
}

/// Tells the operator of withdrawals that wait for him.
pub(super) async fn tell_of_many(
    newsroom: &Newsroom,
    source: &SourceId,
    gone: usize,
    standing: usize,
    now: Instant,
) -> Result<(), StepError> {
    let words = format!(
        "{gone} of {standing} releases of `{source}` are gone at once; if that is meant, \
         `warta sources confirm {source}` lets their withdrawal through"
    );
    let store = &newsroom.store;
    store.raise(&key(source), "source.mass-withdrawal", Some(source), &words, now).await?;
    Ok(())
}

fn key(source: &SourceId) -> String {
    format!("source.mass-withdrawal:{source}")
}
