//! The feeds there are to the documents there is one of: their list and the first page.

use std::collections::BTreeMap;

use crate::domain::entry::{FeedLine, Publisher};
use crate::domain::job::Target;
use crate::domain::{Region, SourceId};
use crate::pipeline::house::{House, SourceSetup};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::batch::Batch;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Scope, feed_path};
use crate::store::documents::NewDocument;
use crate::store::keep::Keeping;

/// What there is once: the list of feeds and the first page.
pub(super) async fn site(batch: &Batch<'_>) -> Result<Keeping, StepError> {
    let Batch { newsroom, house, now, .. } = batch;
    let lines = lines(newsroom, house).await?;
    let sources = sources(house);
    let stamp = blake3::hash(format!("{:?}", (&lines, &house.site)).as_bytes()).to_hex();
    let since = newsroom.store.listed_since(stamp.as_str(), *now).await?;
    let mut keeping = Keeping::default();
    for format in render::FORMATS.iter().filter(|one| one.scope() == Scope::Site) {
        keeping.documents.push(NewDocument {
            address: render::address(*format, ""),
            target: Target::Site,
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at: None,
            noindex: false,
            body: format.wrap(Around::Site(&lines, since, &sources), &[], &house.site)?,
        });
    }
    Ok(keeping)
}

/// The sources whose releases are asked for, in the order of their names.
fn sources(house: &House) -> Vec<Publisher> {
    let enabled = house.sources.iter().filter(|(_, setup)| setup.enabled);
    let each =
        |(id, setup): (&SourceId, &SourceSetup)| house.publisher(id, &setup.profile.language);
    let mut sources: Vec<Publisher> = enabled.map(each).collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// The feeds people are shown: those that ever held an entry, and with none of them the
/// feeds of the whole world, or else all.
async fn lines(newsroom: &Newsroom, house: &House) -> Result<Vec<FeedLine>, StepError> {
    let rows = newsroom.store.feeds().await?;
    let rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.path.clone(), row)).collect();
    let mut all = Vec::new();
    let any_ever = rows.values().any(|row| row.ever);
    let world = Region::world();
    let any_world = house.feeds.iter().any(|spec| spec.regions.contains(&world));
    for (spec, edition) in house.editions() {
        let slug = spec.slug.clone();
        let target = Target::Feed { edition: edition.clone(), slug: slug.clone() };
        let shown = if any_ever {
            rows.get(&target.to_string()).is_some_and(|row| row.ever)
        } else {
            !any_world || edition.region == world
        };
        if shown {
            let (region, language) = (&edition.region, &edition.language);
            all.push(FeedLine {
                region_name: house.region_name(&newsroom.gazetteer, region, language),
                path: feed_path(&edition, slug.as_deref()),
                edition,
                slug,
                title: spec.title.clone(),
                formats: spec.formats.clone(),
            });
        }
    }
    Ok(all)
}
