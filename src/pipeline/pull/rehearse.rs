//! What a source would bring, without recording anything, and without a database: what other
//! releases of the source have in common with one is not looked at.

use std::collections::{BTreeSet, VecDeque};

use crate::domain::draft::Draft;
use crate::domain::{Ask, Rejection, Release, Reply};
use crate::normalize::{self, Setting};
use crate::pipeline::ask;
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::round::{is_feed, is_one_page};
use crate::pipeline::step::StepError;
use crate::source::Heard;

/// What a source would bring, without recording anything: for `warta try` and `warta check`.
///
/// # Errors
///
/// [`StepError`] when it could not be read.
pub async fn rehearse(
    newsroom: &Newsroom,
    setup: &SourceSetup,
) -> Result<(Vec<Result<Release, Rejection>>, Vec<String>), StepError> {
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    let mut asks: VecDeque<Ask> = setup.source.start().into();
    while let Some(ask) = asks.pop_front() {
        let reading = match ask::answer(newsroom, &ask).await? {
            Reply::Listing(files) => setup.source.read(Heard::Listing(&files))?,
            Reply::Fresh(document) => match setup.source.read(Heard::Document(&document)) {
                Ok(reading) => reading,
                Err(error) if is_feed(setup) && !is_one_page(&error) => return Err(error.into()),
                Err(error) => {
                    warnings.push(format!("{}: {error}", document.address));
                    continue;
                }
            },
            _ => continue,
        };
        warnings.extend(reading.warnings.into_iter().map(|warning| warning.what));
        found.extend(reading.drafts.iter().map(|draft| judged(newsroom, setup, draft)));
        asks.extend(reading.follow);
    }
    Ok((found, warnings))
}

/// Normalises one draft without recording anything.
///
/// # Errors
///
/// The rejection, when it is no release.
pub fn judged(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    draft: &Draft,
) -> Result<Release, Rejection> {
    let repeated = BTreeSet::new();
    let setting = Setting {
        profile: &setup.profile,
        gazetteer: &newsroom.gazetteer,
        seen: newsroom.clock.now(),
        repeated: &repeated,
    };
    normalize::release(draft, &setting)
}
