//! The newest releases of the whole site to the documents that list them.
//!
//! The page of a release leaves the line behind that lists it; the list is those lines. So a
//! change costs one line, and the list once for all that changed together.

use crate::domain::entry::Entry;
use crate::domain::job::{Filing, Target};
use crate::domain::{Instant, Job, Language, ReleaseId};
use crate::pipeline::publish::batch::Batch;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format, Scope, news};
use crate::store::documents::{KeptFragment, NewDocument};
use crate::store::keep::Keeping;

/// The name under which a line is kept: a release has one, whatever it shows.
const LINE: &str = "line";

/// Renders what lists the newest releases.
pub(super) async fn recent(batch: &mut Batch<'_>) -> Result<Keeping, StepError> {
    let mut keeping = Keeping::default();
    let mut stale: Option<Instant> = None;
    for format in formats() {
        let (store, since) = (&batch.newsroom.store, batch.now - news::KEPT);
        let (fragments, oldest) = store.recent(format.name(), since, news::PAGES_MAX).await?;
        let stale_at = oldest.map(|published| published + news::KEPT);
        stale = stale_at.into_iter().chain(stale).min();
        keeping.documents.push(NewDocument {
            address: render::address(format, ""),
            target: Target::Recent,
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at,
            noindex: false,
            body: format.wrap(Around::Recent, &fragments, &batch.house.site)?,
        });
    }
    keeping.filings.extend(stale.map(filing));
    Ok(keeping)
}

/// The line of a release goes into `keeping` while it is news; the lists are made again where
/// it is another than before.
pub(super) fn note(
    batch: &Batch<'_>,
    facts: &Entry,
    keeping: &mut Keeping,
) -> Result<(), StepError> {
    if facts.published <= batch.now - news::KEPT {
        return Ok(());
    }
    for format in formats() {
        let text = format.entry(facts, &batch.house.site)?;
        keeping.lines.push(line(format, &facts.release, &facts.language, text));
    }
    keeping.lists = Some(filing(batch.now));
    Ok(())
}

/// Takes a release out of the lists that has no page any more.
pub(super) fn forget(
    batch: &Batch<'_>,
    release: &ReleaseId,
    language: &Language,
    keeping: &mut Keeping,
) {
    keeping.lines.extend(formats().map(|format| line(format, release, language, String::new())));
    keeping.lists = Some(filing(batch.now));
}

fn line(
    format: &dyn Format,
    release: &ReleaseId,
    language: &Language,
    text: String,
) -> KeptFragment {
    KeptFragment {
        release: release.clone(),
        language: language.clone(),
        format: format.name().to_owned(),
        form: LINE.to_owned(),
        stamp: String::new(),
        text,
    }
}

fn filing(at: Instant) -> Filing {
    Filing::free(Job::Publish { target: Target::Recent }, at)
}

fn formats() -> impl Iterator<Item = &'static dyn Format> {
    render::FORMATS.iter().copied().filter(|one| one.scope() == Scope::Recent)
}
