//! Texts that take a release back, such as `DITARIK: ...`, to withdrawals, and texts of their
//! own that mend one, such as `RALAT: ...`, to corrections.
//!
//! A release whose own headline opens so now is taken back, with that headline as the reason.
//! A text of its own is no release: it takes back the one that it names, and is
//! kept among what was refused. One that names none waits for a person.

use chrono::TimeDelta;

use crate::domain::release::Status;
use crate::domain::{Rejection, Release, ReleaseId};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::store::members::Named;
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
    let words = &house.withdrawal_words(&setup.profile.id);
    for mut incoming in std::mem::take(&mut haul.incoming) {
        let headline = incoming.release.headline_source.clone();
        let Some(named) = difference::after_opening(&headline, words) else {
            mends(newsroom, setup, &mut incoming).await?;
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

/// Notes which earlier release a text of its own mends: `RALAT: ...`. It stays a release,
/// whose headline says what it is; one that names none is a release like any other.
async fn mends(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    incoming: &mut Incoming,
) -> Result<(), StepError> {
    let words = newsroom.house().correction_words(&setup.profile.id);
    let printed = incoming.release.headline_source.clone();
    let Some(named) = difference::after_opening(&printed, &words) else { return Ok(()) };
    let earlier = meant(newsroom, setup, incoming, named).await?;
    let Some(earlier) = earlier.filter(|earlier| *earlier != incoming.release.id) else {
        return Ok(());
    };
    let release = &mut incoming.release;
    let opening = printed.split(named).next().filter(|_| !named.is_empty()).unwrap_or(&printed);
    let opening = opening.trim_matches(|letter: char| !letter.is_alphanumeric());
    if !difference::opens_with(&release.headline, &words) {
        release.headline = format!("{opening}: {}", release.headline);
    }
    release.note("corrects", "correction", &printed);
    release.corrects = Some(earlier);
    Ok(())
}

/// The release that is meant: the one that has this name itself, else the one it names by its
/// address, its number or its headline.
async fn meant(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    incoming: &Incoming,
    named: &str,
) -> Result<Option<ReleaseId>, StepError> {
    let (store, release) = (&newsroom.store, &incoming.release);
    if store.release(&release.id).await?.is_some() {
        return Ok(Some(release.id.clone()));
    }
    let since = newsroom.clock.now() - WITHIN;
    let known = store.named(&setup.profile.id, since).await?;
    let text = release.body.iter().map(|block| block.text.as_str());
    let said: Vec<&str> = [named].into_iter().chain(text).collect();
    let fits = |one: &Named| by(one, release, &said).map(|rank| (rank, one.headline.len()));
    let best = known.iter().filter_map(|one| Some((fits(one)?, one))).max_by_key(|(rank, _)| *rank);
    Ok(best.map(|(_, one)| one.release.clone()))
}

/// How surely a text names a release: 3 by its address, 2 by its number, 1 by its headline.
fn by(one: &Named, release: &Release, said: &[&str]) -> Option<u8> {
    let address = one.url.as_deref().map(|url| url.trim_end_matches('/'));
    let linked = address.is_some_and(|url| {
        release.body.iter().any(|block| block.html.contains(url) || block.text.contains(url))
    });
    let numbered = one.reference.as_deref().is_some_and(|number| {
        let stands = |text: &&str| {
            text.split(|c: char| c.is_whitespace() || ",;()".contains(c))
                .any(|word| word.trim_end_matches(['.', ':']) == number)
        };
        release.reference.as_deref() == Some(number) || said.iter().any(stands)
    });
    let headed = said.iter().any(|text| difference::names(text, &one.headline));
    match (linked, numbered, headed) {
        (true, ..) => Some(3),
        (_, true, _) => Some(2),
        (.., true) => Some(1),
        _ => None,
    }
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
