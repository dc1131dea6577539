//! An entry to what is found of it.
//!
//! Kept when the page is: whatever has a page is found, and nothing else. A withdrawal hides
//! it, but keeps the words, so that feeds made of a query still show the notice.

use crate::domain::entry::Entry;
use crate::domain::feed::Form;
use crate::domain::job::{Filing, Target};
use crate::domain::{Edition, FeedSpec, Instant, Job, Region};
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::render;
use crate::store::keep::{Keeping, Lookers};
use crate::store::search::Findable;
use crate::text::search;

/// What is to be found of an entry goes into `keeping`; `regions` are those of its release,
/// rolled up.
pub fn note(newsroom: &Newsroom, entry: &Entry, regions: &[Region], keeping: &mut Keeping) {
    if entry.form == Form::Withdrawn {
        keeping.hidden.push((entry.release.clone(), entry.language.clone(), false));
        return;
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
    let lookers = lookers(&house, newsroom.clock.now(), entry, &regions);
    let findable = Findable { hit, words, updated: entry.updated, shown: true };
    keeping.findables.push((findable, lookers));
}

/// The feeds made of a query that an entry may be found by, or was.
fn lookers(house: &House, now: Instant, entry: &Entry, regions: &[Region]) -> Lookers {
    let asks = |spec: &&FeedSpec| spec.query.is_some() && spec.languages.contains(&entry.language);
    let mut lookers = Lookers::default();
    for spec in house.feeds.iter().filter(asks) {
        let held = |one: &&Region| house.areas.holds(one, |code| regions.contains(code));
        for region in spec.regions.iter().filter(held) {
            let edition = Edition::new(entry.language.clone(), region.clone());
            let target = Target::Feed { edition, slug: spec.slug.clone() };
            lookers.feeds.push(target.to_string());
            lookers.filings.push(Filing::free(Job::Publish { target }, now));
        }
    }
    lookers
}
