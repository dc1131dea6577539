//! The newest releases of the whole site to the documents that list them.
//!
//! The page of a release leaves the line behind that lists it; the list is those lines. So a
//! change costs one line, and the list once for all that changed together.

use crate::domain::entry::Entry;
use crate::domain::job::{Filing, Target};
use crate::domain::{Instant, Job, Language, ReleaseId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::shelf::keep;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format, Scope, news};
use crate::store::documents::{KeptFragment, NewDocument};

/// The name under which a line is kept: a release has one, whatever it shows.
const LINE: &str = "line";

/// Renders what lists the newest releases.
pub(super) async fn recent(newsroom: &Newsroom) -> Result<(), StepError> {
    let house = newsroom.house();
    let now = newsroom.clock.now();
    let mut documents = Vec::new();
    let mut stale: Option<Instant> = None;
    for format in formats() {
        let name = format.name();
        let (fragments, oldest) =
            newsroom.store.recent(name, now - news::KEPT, news::PAGES_MAX).await?;
        let stale_at = oldest.map(|published| published + news::KEPT);
        stale = stale_at.into_iter().chain(stale).min();
        documents.push(NewDocument {
            address: render::address(format, ""),
            target: Target::Recent,
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at,
            noindex: false,
            body: format.wrap(Around::Recent, &fragments, &house.site)?,
        });
    }
    keep(newsroom, &documents, now).await?;
    if let Some(stale) = stale {
        newsroom.file(&[filing(stale)]).await?;
    }
    Ok(())
}

/// Keeps the line of a release while it is news, and has the lists made again where it is
/// another than before.
pub(super) async fn note(
    newsroom: &Newsroom,
    facts: &Entry,
    now: Instant,
) -> Result<(), StepError> {
    let house = newsroom.house();
    if facts.published <= now - news::KEPT {
        return Ok(());
    }
    let mut lines = Vec::new();
    for format in formats() {
        let text = format.entry(facts, &house.site)?;
        lines.push(line(format, &facts.release, &facts.language, text));
    }
    put(newsroom, lines, now).await
}

/// Takes a release out of the lists that has no page any more.
pub(super) async fn forget(
    newsroom: &Newsroom,
    release: &ReleaseId,
    language: &Language,
) -> Result<(), StepError> {
    let lines = formats().map(|format| line(format, release, language, String::new())).collect();
    put(newsroom, lines, newsroom.clock.now()).await
}

async fn put(newsroom: &Newsroom, lines: Vec<KeptFragment>, now: Instant) -> Result<(), StepError> {
    let mut fresh = Vec::new();
    for line in lines {
        let id = std::slice::from_ref(&line.release);
        let kept = newsroom.store.fragments(id, &line.language, &line.format).await?;
        let before = kept.into_values().next().map(|(_, text)| text).unwrap_or_default();
        if before != line.text {
            fresh.push(line);
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    newsroom.store.keep_fragments(&fresh).await?;
    newsroom.file(&[filing(now)]).await?;
    Ok(())
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
