//! A feed's definition to the head of its documents.

use crate::domain::entry::{Head, Paging, SisterFeed};
use crate::domain::{Authority, Edition, FeedSpec, Instant};
use crate::render::feed_path;

/// Makes the head of a feed's documents: every fact but the entries.
///
/// `feeds` are all feeds there are: those with the same selection and region in other
/// languages are its sisters. `updated` is that of the newest entry, or when an empty feed
/// was first defined.
#[must_use]
pub fn head(
    authority: &Authority,
    feeds: &[FeedSpec],
    spec: &FeedSpec,
    edition: &Edition,
    region_name: String,
    updated: Instant,
    max_age_secs: u32,
) -> Head {
    let slug = spec.slug.as_deref();
    let mut sisters: Vec<SisterFeed> = feeds
        .iter()
        .filter(|one| one.slug == spec.slug && one.regions.contains(&edition.region))
        .flat_map(|one| &one.languages)
        .filter(|language| **language != edition.language)
        .map(|language| {
            let sister = Edition::new(language.clone(), edition.region.clone());
            SisterFeed { language: language.clone(), path: feed_path(&sister, slug) }
        })
        .collect();
    sisters.dedup();
    Head {
        edition: edition.clone(),
        region_name,
        slug: spec.slug.clone(),
        title: spec.title.clone(),
        tag: authority.feed(edition, slug),
        path: feed_path(edition, slug),
        updated,
        formats: spec.formats.clone(),
        sisters,
        paging: Paging::default(),
        max_age_secs,
    }
}
