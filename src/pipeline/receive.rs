//! What was pushed to us, read like any other document of its source.

use crate::domain::{Document, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::received;
use crate::pipeline::step::StepError;
use crate::source::Heard;
use crate::store::inbox::Pushed;

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
    let read = document_of(pushed);
    let now = newsroom.clock.now();
    let report = received(newsroom, setup, read, false).await?;
    let standing = store.standing(source).await?;
    let mut note = crate::store::standing::PullNote::of(source.clone(), now, &standing);
    note.news = report.news();
    store.note_pulls(&[note]).await?;
    store.drop_pushed(document).await?;
    Ok(())
}

/// Looks whether a document can be read, before it is taken.
///
/// # Errors
///
/// Why it cannot, for whoever brought it.
pub fn check(newsroom: &Newsroom, pushed: &Pushed) -> Result<(), String> {
    let house = newsroom.house();
    let Some(setup) = house.sources.get(&pushed.source) else {
        return Err(format!("there is no source `{}`", pushed.source));
    };
    let document = document_of(pushed.clone());
    match setup.source.read(Heard::Document(&document)) {
        Ok(reading) if reading.drafts.is_empty() => Err("there is no release in it".to_owned()),
        Ok(_) => Ok(()),
        Err(why) => Err(why.to_string()),
    }
}

fn document_of(pushed: Pushed) -> Document {
    let name = pushed.name.unwrap_or_default();
    let mut document = Document::bare(&format!("push:{name}"), pushed.body);
    document.content_type = Some(pushed.media_type);
    document
}
