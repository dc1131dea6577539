//! A feed's releases to its documents: one join a format, and pages of what is older.

use std::sync::Arc;

use tracing::debug;

use crate::domain::entry::{Head, Paging};
use crate::domain::feed::FeedSpec;
use crate::domain::job::{Filing, Target};
use crate::domain::{Edition, Instant, Job};
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::batch::Batch;
use crate::pipeline::publish::entries::{Desk, fitting, in_format};
use crate::pipeline::publish::pages::{Left, pages};
use crate::pipeline::publish::shelf::drop_feed;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format};
use crate::store::documents::NewDocument;
use crate::store::keep::Keeping;
use crate::store::listing::FeedNote;

pub(super) async fn feed(
    batch: &mut Batch<'_>,
    edition: &Edition,
    slug: Option<&str>,
) -> Result<Keeping, StepError> {
    let (newsroom, house) = (batch.newsroom, Arc::clone(&batch.house));
    let target = Target::Feed { edition: edition.clone(), slug: slug.map(str::to_owned) };
    let Some(spec) = house.feed(edition, slug) else {
        drop_feed(newsroom, edition, slug).await?;
        return Ok(Keeping::default());
    };
    let mut desk = Desk::new(batch, &house, spec, edition);
    let now = desk.now;
    let round = desk.window().await?;
    let formats: Vec<_> = formats(spec).collect();
    let mut shown = desk.fragments(&formats, &round.entries).await?;
    let fits = fitting(&shown);
    let cut = fits < shown.len();
    let full = cut || round.entries.len() == spec.entries;
    shown.truncate(fits);
    let path = target.to_string();
    let first_seen = desk.batch.rows.first_seen(&newsroom.store, &path, &spec.name).await?;
    let first_seen = first_seen.unwrap_or(now);
    let newest = shown.first().map_or(first_seen, |one| one.updated);
    let mut head = head(newsroom, &house, spec, edition, newest);
    let oldest = shown.last().filter(|_| full).map(|one| one.updated);
    let left = Left { oldest_shown: oldest, beyond: round.beyond.filter(|_| !cut) };
    let pages = pages(&mut desk, &head, &target, &left).await?;
    head.paging = Paging { previous: pages.newest, ..Paging::default() };
    let mut keeping = Keeping { fragments: desk.fresh, ..Keeping::default() };
    for (place, format) in formats.iter().enumerate() {
        let fragments = in_format(&shown, place);
        keeping.documents.push(NewDocument {
            address: render::address(*format, &head.path),
            target: target.clone(),
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at: round.stale_at,
            noindex: false,
            body: format.wrap(Around::Feed(&head), &fragments, &house.site)?,
        });
    }
    let stale_at = round.stale_at.into_iter().chain(pages.stale_at).min();
    keeping.filings.extend(stale_at.map(|at| Filing::free(Job::Publish { target }, at)));
    debug!(feed = %path, entries = shown.len(), "Rendered `{path}`");
    keeping.feeds.push(FeedNote {
        path,
        entries: i64::try_from(shown.len()).unwrap_or(i64::MAX),
        first_seen,
        updated: head.updated,
        listing: Filing::free(Job::Publish { target: Target::Site }, now),
    });
    Ok(keeping)
}

/// The formats of a feed: those it names, and always the page for people.
fn formats(spec: &FeedSpec) -> impl Iterator<Item = &'static dyn Format> + '_ {
    let page = ["html"].into_iter().filter(|name| !spec.formats.iter().any(|one| one == name));
    spec.formats.iter().map(String::as_str).chain(page).filter_map(render::format)
}

/// A feed's head: every fact of its document but the entries.
fn head(
    newsroom: &Newsroom,
    house: &House,
    spec: &FeedSpec,
    edition: &Edition,
    updated: Instant,
) -> Head {
    let name = house.region_name(&newsroom.gazetteer, &edition.region, &edition.language);
    let (authority, age) = (&house.authority, house.max_age_secs);
    render::head::head(authority, &house.feeds, spec, edition, name, updated, age)
}

/// A document of a feed that never held an entry.
#[derive(Debug)]
pub struct EmptyDocument {
    /// Its public address.
    pub address: String,
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The addresses of every feed there is.
#[must_use]
pub fn addresses(house: &House) -> Vec<String> {
    let each = house.editions().flat_map(|(spec, edition)| {
        let path = render::feed_path(&edition, spec.slug.as_deref());
        formats(spec).map(move |format| render::address(format, &path))
    });
    each.collect()
}

/// The documents of feeds that have none yet, rendered empty: those whose addresses are wanted.
///
/// # Errors
///
/// [`StepError`] when the database fails or a document cannot be written.
pub async fn empty_documents(
    newsroom: &Newsroom,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Vec<EmptyDocument>, StepError> {
    let house = newsroom.house();
    let now = newsroom.clock.now();
    let mut documents = Vec::new();
    for (spec, edition) in house.editions() {
        let slug = spec.slug.as_deref();
        let path = render::feed_path(&edition, slug);
        let all = formats(spec).map(|format| (format, render::address(format, &path)));
        let all: Vec<_> = all.filter(|(_, address)| wanted(address)).collect();
        if all.is_empty() {
            continue;
        }
        let target = Target::Feed { edition: edition.clone(), slug: slug.map(str::to_owned) };
        let seen = newsroom.store.first_seen(&target.to_string(), &spec.name).await?;
        let head = head(newsroom, &house, spec, &edition, seen.unwrap_or(now));
        for (format, address) in all {
            let body = format.wrap(Around::Feed(&head), &[], &house.site)?;
            documents.push(EmptyDocument { address, media_type: format.media_type(), body });
        }
    }
    Ok(documents)
}
