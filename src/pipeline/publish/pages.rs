//! What leaves a feed's documents to its pages, so that who comes late misses nothing.
//!
//! A page is closed as soon as the feed's documents can no longer show all that is on no page
//! yet: it takes the oldest of that. It holds a part of the clock, so it never gains an entry;
//! one that is corrected moves to a later second and so out of it. A page is rendered again
//! when something in it changes, and once when it gets a follower.

use crate::domain::Instant;
use crate::domain::entry::{Head, Paging};
use crate::domain::job::Target;
use crate::pipeline::publish::entries::{Desk, fitting, in_format, updated};
use crate::pipeline::publish::shelf::{forget, keep};
use crate::pipeline::step::StepError;
use crate::render::{Around, Format, archive};
use crate::store::archive::ArchivePage;
use crate::store::candidates::Span;
use crate::store::documents::NewDocument;
use crate::store::keep::Keeping;

/// Pages looked up at once.
const SOME: i64 = 20;
/// Candidates of one page at most: as many as it was closed with, and more in an area whose
/// parts changed.
const CANDIDATES_MAX: i64 = 500;

/// A feed's pages as they are after a round.
#[derive(Default)]
pub(super) struct Pages {
    /// The newest one.
    pub(super) newest: Option<i64>,
    /// When time alone changes one of them.
    pub(super) stale_at: Option<Instant>,
}

/// What the feed's documents leave to the pages.
pub(super) struct Left {
    /// The oldest entry that they show; `None` where they show everything.
    pub(super) oldest_shown: Option<Instant>,
    /// The place of what comes right after it, where that is known.
    pub(super) beyond: Option<Instant>,
}

/// Closes pages until nothing that is older than what the feed's documents show is on none,
/// and renders those that changed.
pub(super) async fn pages(
    desk: &mut Desk<'_, '_>,
    head: &Head,
    target: &Target,
    left: &Left,
) -> Result<Pages, StepError> {
    let (newsroom, feed, selected) = (desk.newsroom(), target.to_string(), desk.selected());
    let of = desk.batch.rows.pages_of(&feed);
    let (old, of): (Vec<_>, Vec<_>) = of.into_iter().partition(|of| of.selection != selected);
    if !old.is_empty() {
        let gone = newsroom.store.drop_pages(&feed).await?;
        forget(newsroom, &addresses(&head.path, &gone)).await?;
    }
    let of = of.into_iter().next();
    let formats: Vec<_> = archive::formats(&desk.spec.formats).collect();
    if formats.is_empty() {
        return Ok(Pages::default());
    }
    let mut stale = of.as_ref().is_some_and(|of| of.stale);
    let stale_at = of.as_ref().and_then(|of| of.stale_at);
    let mut newest = of.map(|of| of.newest);
    if let Some(oldest) = left.oldest_shown
        && left.beyond.zip(newest.as_ref()).is_none_or(|(beyond, page)| beyond > page.until)
    {
        while let Some(page) = next(desk, &formats, newest.as_ref(), oldest).await? {
            newsroom.store.close_page(&feed, &selected, &page).await?;
            newest = Some(page);
            stale = true;
        }
    }
    let Some(newest) = newest.map(|page| page.number) else { return Ok(Pages::default()) };
    if !stale {
        return Ok(Pages { newest: Some(newest), stale_at });
    }
    loop {
        let stale = newsroom.store.stale_pages(&feed, desk.now, SOME).await?;
        if stale.is_empty() {
            break;
        }
        for page in &stale {
            let stale_at = render(desk, head, target, &formats, page, newest).await?;
            newsroom.store.settle_page(&feed, page, stale_at).await?;
        }
    }
    let stale_at = newsroom.store.pages_stale_at(&feed).await?;
    Ok(Pages { newest: Some(newest), stale_at })
}

/// The addresses of pages in all formats.
pub(super) fn addresses(folder: &str, numbers: &[i64]) -> Vec<String> {
    let all = ["atom".to_owned(), "json".to_owned()];
    let formats: Vec<_> = archive::formats(&all).collect();
    let of = |number: &i64| {
        let number = *number;
        formats.iter().map(move |format| archive::address(*format, folder, number))
    };
    numbers.iter().flat_map(of).collect()
}

/// The page to be closed now, if something older than `oldest_shown` is on none.
async fn next(
    desk: &mut Desk<'_, '_>,
    formats: &[&'static dyn Format],
    newest: Option<&ArchivePage>,
    oldest_shown: Instant,
) -> Result<Option<ArchivePage>, StepError> {
    let after = newest.map(|page| page.until);
    let span = Span { after, oldest_first: true, limit: 1, ..Span::default() };
    let left = desk.candidates(Span { before: Some(oldest_shown), ..span }).await?;
    if left.is_empty() {
        return Ok(None);
    }
    let limit = i64::try_from(archive::PAGE.min(desk.spec.entries)).unwrap_or(1);
    let candidates = desk.candidates(Span { limit, ..span }).await?;
    let all = candidates.last().and_then(updated);
    let round = desk.admitted(candidates);
    let shown = desk.fragments(formats, &round.entries).await?;
    let fits = fitting(&shown);
    let until = if fits == shown.len() { all } else { shown.get(fits - 1).map(|one| one.updated) };
    Ok(until.map(|until| ArchivePage {
        number: newest.map_or(0, |page| page.number) + 1,
        after: after.unwrap_or_default(),
        until,
        stale: 1,
    }))
}

/// Renders a page in its formats; gives when time alone changes it.
async fn render(
    desk: &mut Desk<'_, '_>,
    head: &Head,
    target: &Target,
    formats: &[&'static dyn Format],
    page: &ArchivePage,
    newest: i64,
) -> Result<Option<Instant>, StepError> {
    let span = Span {
        after: Some(page.after),
        before: Some(page.until + chrono::TimeDelta::milliseconds(1)),
        limit: CANDIDATES_MAX,
        oldest_first: false,
    };
    let round = desk.admitted(desk.candidates(span).await?);
    let shown = desk.fragments(formats, &round.entries).await?;
    let number = page.number;
    let paging = Paging {
        own: Some(number),
        previous: (number > 1).then_some(number - 1),
        next: (number < newest).then_some(number + 1),
    };
    let updated = shown.first().map_or(page.until, |one| one.updated);
    let head = Head { updated, paging, ..head.clone() };
    let fragments = std::mem::take(&mut desk.fresh);
    let mut keeping = Keeping { fragments, ..Keeping::default() };
    for (place, format) in formats.iter().enumerate() {
        keeping.documents.push(NewDocument {
            address: archive::address(*format, &head.path, number),
            target: target.clone(),
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at: round.stale_at,
            noindex: false,
            body: format.wrap(Around::Feed(&head), &in_format(&shown, place), &desk.house.site)?,
        });
    }
    keep(desk.newsroom(), keeping, desk.now).await?;
    Ok(round.stale_at)
}
