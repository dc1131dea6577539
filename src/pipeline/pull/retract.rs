//! Texts that take a release back, such as `DITARIK: ...`, to withdrawals.
//!
//! A release whose own headline opens so now is taken back, with that headline as the reason.
//! A text of its own is no release: it takes back the one whose headline it names, and is
//! kept among what was refused. One that names none waits for a person.

use chrono::TimeDelta;

use crate::domain::release::Status;
use crate::domain::{Rejection, ReleaseId};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::store::pulls::{By, Haul, Incoming, Rejected};
use crate::text::difference;

/// Releases older than this are not looked through for the one that is meant.
const WITHIN: TimeDelta = TimeDelta::days(30);

/// Sorts such texts out of what a document brought. It is done before the rest is recorded:
/// after a kill between the two it is done once more, and nothing happens twice.
pub(super) async fn retract(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    haul: &mut Haul,
    report: &mut Report,
) -> Result<(), StepError> {
    let house = newsroom.house();
    let words = &house.withdrawal_words;
    for mut incoming in std::mem::take(&mut haul.incoming) {
        let headline = incoming.release.headline_source.clone();
        let Some(named) = difference::after_opening(&headline, words) else {
            haul.incoming.push(incoming);
            continue;
        };
        if let Some(release) = meant(newsroom, setup, &incoming, named).await? {
            withdraw(newsroom, &release, &headline, report).await?;
            if release != incoming.release.id {
                haul.rejected.push(refused(&incoming, &release));
            }
        } else {
            incoming.release.status = Status::Held;
            incoming.release.note("status", "withdrawal", &headline);
            haul.incoming.push(incoming);
        }
    }
    Ok(())
}

/// The release that is meant: the one that has this name itself, else the one it names.
async fn meant(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    incoming: &Incoming,
    named: &str,
) -> Result<Option<ReleaseId>, StepError> {
    let (store, id) = (&newsroom.store, &incoming.release.id);
    if store.release(id).await?.is_some() {
        return Ok(Some(id.clone()));
    }
    let since = newsroom.clock.now() - WITHIN;
    let known = store.headlines(&setup.profile.id, since).await?;
    let fits = known.into_iter().filter(|(_, headline)| difference::names(named, headline));
    Ok(fits.max_by_key(|(_, headline)| headline.len()).map(|(release, _)| release))
}

async fn withdraw(
    newsroom: &Newsroom,
    release: &ReleaseId,
    reason: &str,
    report: &mut Report,
) -> Result<(), StepError> {
    let (follow, now) = (newsroom.follow(), newsroom.clock.now());
    if newsroom.store.withdraw(release, By::Source, Some(reason), &follow, now).await? {
        report.withdrawn += 1;
    }
    Ok(())
}

fn refused(incoming: &Incoming, release: &ReleaseId) -> Rejected {
    let why = format!("it takes back `{release}`");
    let rejection =
        Rejection { key: Some(incoming.release.id.key.clone()), rule: "withdrawal", why };
    let name = incoming.draft.name().unwrap_or_default().to_owned();
    Rejected { name, hash: incoming.hash.clone(), rejection }
}
