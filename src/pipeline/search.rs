//! An entry to what is found of it.
//!
//! Kept when the page is: whatever has a page is found, and nothing else. A withdrawal hides
//! it, but keeps the words, so that feeds made of a query still show the notice.

use crate::domain::entry::Entry;
use crate::domain::feed::Form;
use crate::domain::job::{Filing, Target};
use crate::domain::{Edition, FeedSpec, Job, Language, Region, ReleaseId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::render;
use crate::store::search::Findable;
use crate::text::search;

/// Keeps what is found of an entry; `regions` are those of its release, rolled up.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn note(newsroom: &Newsroom, entry: &Entry, regions: &[Region]) -> Result<(), StepError> {
    if entry.form == Form::Withdrawn {
        newsroom.store.hide_findable(&entry.release, &entry.language, false).await?;
        return Ok(());
    }
    let house = newsroom.house();
    let hit = render::search::hit(entry, &house.site);
    let place = entry.dateline.as_ref().and_then(|dateline| dateline.place.as_deref());
    let mut texts = vec![hit.title.as_str(), &hit.summary, &hit.publisher];
    texts.extend(place.into_iter().chain(entry.byline.as_deref()));
    texts.extend(entry.body.iter().map(|one| one.block.text.as_str()));
    let own =
        house.areas.slugs().filter(|slug| house.areas.holds(slug, |one| regions.contains(one)));
    let regions: Vec<Region> = regions.iter().chain(own).cloned().collect();
    let words = search::words(&texts, &regions);
    let findable = Findable { hit, words, updated: entry.updated, shown: true };
    if newsroom.store.put_findable(&findable).await? {
        tell_queries(newsroom, entry, &regions).await?;
    }
    Ok(())
}

/// Renders the feeds made of a query again that an entry is found in, or was: they look into
/// the index, which knows its words only now.
async fn tell_queries(
    newsroom: &Newsroom,
    entry: &Entry,
    regions: &[Region],
) -> Result<(), StepError> {
    let house = newsroom.house();
    let asks = |spec: &&FeedSpec| spec.query.is_some() && spec.languages.contains(&entry.language);
    let mut targets = Vec::new();
    for spec in house.feeds.iter().filter(asks) {
        let held = |one: &&Region| house.areas.holds(one, |code| regions.contains(code));
        for region in spec.regions.iter().filter(held) {
            let edition = Edition::new(entry.language.clone(), region.clone());
            targets.push(Target::Feed { edition, slug: spec.slug.clone() });
        }
    }
    if targets.is_empty() {
        return Ok(());
    }
    let paths: Vec<String> = targets.iter().map(Target::to_string).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    newsroom.store.touch_pages(&paths, entry.updated).await?;
    let now = newsroom.clock.now();
    let filing = |target| Filing::free(Job::Publish { target }, now);
    newsroom.file(&targets.into_iter().map(filing).collect::<Vec<_>>()).await?;
    Ok(())
}

/// Nothing is found of a release in a language any more.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn forget(
    newsroom: &Newsroom,
    release: &ReleaseId,
    language: &Language,
) -> Result<(), StepError> {
    newsroom.store.hide_findable(release, language, true).await?;
    Ok(())
}
