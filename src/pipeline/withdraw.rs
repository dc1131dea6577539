//! Takes a release back everywhere, and undoes it.

use tracing::info;

use crate::domain::ReleaseId;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::store::pulls::By;

/// Takes a release back in every language; no engine is asked.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn withdraw(
    newsroom: &Newsroom,
    release: &ReleaseId,
    reason: &str,
) -> Result<(), StepError> {
    let now = newsroom.clock.now();
    let follow = newsroom.follow();
    let reason = Some(reason).filter(|words| !words.trim().is_empty());
    if newsroom.store.withdraw(release, By::Operator, reason, &follow, now).await? {
        info!(release.id = %release, "Withdrew `{release}` everywhere");
    }
    Ok(())
}

/// Gives a withdrawn release again, or lets a held one go.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn reinstate(newsroom: &Newsroom, release: &ReleaseId) -> Result<(), StepError> {
    let now = newsroom.clock.now();
    if newsroom.store.reinstate(release, &newsroom.follow(), now).await? {
        info!(release.id = %release, "Reinstated `{release}`");
    }
    Ok(())
}
