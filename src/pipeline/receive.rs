//! What was pushed to us, read like any other document of its source.

use crate::domain::{Document, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::received;
use crate::pipeline::step::StepError;

/// Reads and records one pushed document, then lets go of it. Documents of one source are
/// read in the order in which they came: a correction never is before what it corrects.
///
/// # Errors
///
/// [`StepError`] when an older one is not read yet, the source is not configured any more,
/// or the database fails; the document stays.
pub async fn receive(
    newsroom: &Newsroom,
    source: &SourceId,
    document: &str,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let Some(pushed) = store.pushed(document).await? else { return Ok(()) };
    let house = newsroom.house();
    let Some(setup) = house.sources.get(source) else {
        return Err(StepError::NotConfigured(source.to_string()));
    };
    if store.pushed_before(source, document).await? {
        return Err(StepError::Shared);
    }
    let name = pushed.name.unwrap_or_default();
    let mut read = Document::bare(&format!("push:{name}"), pushed.body);
    read.content_type = Some(pushed.media_type);
    let now = newsroom.clock.now();
    let report = received(newsroom, setup, read, false).await?;
    let standing = store.standing(source).await?;
    let mut note = crate::store::standing::PullNote::of(source.clone(), now, &standing);
    note.news = report.news();
    store.note_pulls(&[note]).await?;
    store.drop_pushed(document).await?;
    Ok(())
}
