//! A release in one language to its page, and to the documents beside it.

use std::sync::Arc;

use crate::domain::entry::{Entry, Fragment};
use crate::domain::feed::{Form, Verdict, admit};
use crate::domain::job::Target;
use crate::domain::{Language, ReleaseId};
use crate::pipeline::entry;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::batch::Batch;
use crate::pipeline::publish::recent;
use crate::pipeline::search;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format, Scope, release_path};
use crate::store::documents::NewDocument;
use crate::store::keep::Keeping;

/// Versions of a release that its page of versions shows, at most.
const VERSIONS_MAX: usize = 50;

/// The page of one release in one language.
pub(super) async fn page(
    batch: &mut Batch<'_>,
    release: &ReleaseId,
    language: &Language,
) -> Result<Keeping, StepError> {
    let house = Arc::clone(&batch.house);
    let (newsroom, now) = (batch.newsroom, batch.now);
    let mut keeping = Keeping::default();
    let path = release_path(release, language);
    let pages = batch.rows.page(&newsroom.store, release).await?;
    let waiting = house.waiting_for(&pages.sources, language, &pages.regions);
    let verdict = pages
        .candidates
        .get(language)
        .zip(waiting)
        .map(|(one, waiting)| admit(one, language, waiting, now));
    let regions = pages.regions.clone();
    let row = batch.rows.entry(&newsroom.store, release, language).await?;
    let form = match verdict {
        Some(Verdict::Enter(form, _)) => Some(form),
        // A notice of withdrawal leaves the feeds after a while; its page stays.
        Some(Verdict::Leave) => {
            row.and_then(|row| row.standing.withdrawal.as_ref()).map(|_| Form::Withdrawn)
        }
        _ => None,
    };
    let facts = form
        .zip(row)
        .and_then(|(form, row)| entry::facts(&house, &newsroom.gazetteer, row, language, form));
    let Some(facts) = facts else {
        recent::forget(batch, release, language, &mut keeping);
        keeping.hidden.push((release.clone(), language.clone(), true));
        keeping.dropped.extend(formats().map(|one| render::address(one, &path)));
        keeping.dropped.push(render::versions::path(&path));
        return Ok(keeping);
    };
    let unread = house.noindex && is_unread(&facts);
    for format in formats() {
        let text = format.entry(&facts, &house.site)?.into();
        let fragment = Fragment { updated: facts.updated, text };
        keeping.documents.push(NewDocument {
            address: render::address(format, &path),
            target: Target::Release { release: release.clone(), language: language.clone() },
            media_type: format.media_type().to_owned(),
            status: format.status(facts.form),
            stale_at: None,
            noindex: unread && format.media_type().starts_with("text/html"),
            body: format.wrap(Around::Release(&facts), &[fragment], &house.site)?,
        });
    }
    newsroom.tally.entries(keeping.documents.len());
    keeping.documents.extend(versions(newsroom, &facts).await?);
    if !facts.versions_shown {
        keeping.dropped.push(render::versions::path(&path));
    }
    search::note(newsroom, &facts, &regions, &mut keeping);
    recent::note(batch, &facts, &mut keeping)?;
    Ok(keeping)
}

/// Whether a machine made it and no person stands for it.
fn is_unread(facts: &Entry) -> bool {
    let approved = facts.provenance.as_ref().is_some_and(|one| one.approved.is_some());
    facts.form == Form::Translated && !approved
}

/// The page of the release's versions, where the public sees them.
async fn versions(newsroom: &Newsroom, facts: &Entry) -> Result<Option<NewDocument>, StepError> {
    if facts.form != Form::Original || !facts.versions_shown {
        return Ok(None);
    }
    let house = newsroom.house();
    let (release, language) = (facts.release.clone(), facts.language.clone());
    let setup = house.sources.get(&release.source);
    let full_text = setup.is_none_or(|setup| setup.profile.full_text);
    let rows = newsroom.store.revisions(&release).await?;
    let versions: Vec<_> = rows
        .into_iter()
        .rev()
        .filter(|row| row.sealed.is_none())
        .take(VERSIONS_MAX)
        .map(|row| render::versions::Version {
            number: row.revision,
            at: row.at,
            release: row.release,
        })
        .collect();
    Ok(Some(NewDocument {
        address: render::versions::path(&facts.path),
        target: Target::Release { release, language },
        media_type: "text/html; charset=utf-8".to_owned(),
        status: 200,
        stale_at: None,
        noindex: false,
        body: render::versions::page(facts, &versions, full_text, &house.site)?,
    }))
}

/// The formats of a release.
fn formats() -> impl Iterator<Item = &'static dyn Format> {
    render::FORMATS.iter().copied().filter(|one| one.scope() == Scope::Release)
}
