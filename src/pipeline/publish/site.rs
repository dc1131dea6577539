//! The feeds there are to the documents there is one of: their list and the first page.

use std::collections::BTreeMap;

use crate::domain::Region;
use crate::domain::entry::FeedLine;
use crate::domain::job::Target;
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::shelf::keep;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Scope, feed_path};
use crate::store::documents::NewDocument;

/// What there is once: the list of feeds and the first page.
pub(super) async fn site(newsroom: &Newsroom) -> Result<(), StepError> {
    let house = newsroom.house();
    let now = newsroom.clock.now();
    let lines = lines(newsroom, &house).await?;
    let stamp = blake3::hash(format!("{:?}", (&lines, &house.site)).as_bytes()).to_hex();
    let since = newsroom.store.listed_since(stamp.as_str(), now).await?;
    let mut documents = Vec::new();
    for format in render::FORMATS.iter().filter(|one| one.scope() == Scope::Site) {
        documents.push(NewDocument {
            address: render::address(*format, ""),
            target: Target::Site,
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at: None,
            body: format.wrap(Around::Site(&lines, since), &[], &house.site)?,
        });
    }
    keep(newsroom, &documents, now).await
}

/// The feeds people are shown: those that ever held an entry, and with none of them the
/// feeds of the whole world, or else all.
async fn lines(newsroom: &Newsroom, house: &House) -> Result<Vec<FeedLine>, StepError> {
    let rows = newsroom.store.feeds().await?;
    let rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.path.clone(), row)).collect();
    let mut all = Vec::new();
    for target in house.targets() {
        let Target::Feed { edition, slug } = &target else { continue };
        let (Some(spec), Some(row)) =
            (house.feed(edition, slug.as_deref()), rows.get(&target.to_string()))
        else {
            continue;
        };
        let line = FeedLine {
            edition: edition.clone(),
            region_name: house.region_name(&newsroom.gazetteer, &edition.region, &edition.language),
            slug: slug.clone(),
            title: spec.title.clone(),
            path: feed_path(edition, slug.as_deref()),
            formats: spec.formats.clone(),
        };
        all.push((line, row.ever));
    }
    let ever = all.iter().any(|(_, ever)| *ever);
    let world = Region::world();
    let any_world = all.iter().any(|(line, _)| line.edition.region == world);
    let shown = |(line, had): &(FeedLine, bool)| {
        if ever { *had } else { !any_world || line.edition.region == world }
    };
    Ok(all.into_iter().filter(shown).map(|(line, _)| line).collect())
}
