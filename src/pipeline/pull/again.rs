//! Pages of published releases, asked for again after an hour, six hours, and one, three and
//! seven days: silent edits become corrections, removals withdrawals.

use chrono::TimeDelta;

use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::job::Filing;
use crate::domain::{Ask, AskError, Instant, Job, Reply, SourceId};
use crate::pipeline::ask;
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::absent::{is_many, tell_of_many};
use crate::pipeline::pull::received;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::store::rechecks::{Page, Seen};

/// Pages asked for in one job; the rest are the next one's.
const PAGES_MAX: i64 = 50;

/// A page that could not be had, or was not there for the first time, is asked for again
/// after so long.
const SOON: TimeDelta = TimeDelta::hours(1);

/// When the page of a release that is new now is looked at first; `None` for a source that
/// asks no host.
pub(super) fn first(setup: &SourceSetup, now: Instant) -> Option<Filing> {
    let lane = setup.source.lane()?;
    let job = Job::Recheck { source: setup.profile.id.clone() };
    Some(Filing { job, lane: Some(lane), run_at: now + SOON })
}

/// Asks for the pages of a source that are due to be looked at again.
///
/// # Errors
///
/// [`StepError`] when the database fails. What a page's server says is no failure: it is
/// asked again later.
pub async fn again(newsroom: &Newsroom, source: &SourceId) -> Result<Report, StepError> {
    let store = &newsroom.store;
    let house = newsroom.house();
    let Some(setup) = house.sources.get(source).filter(|setup| setup.enabled) else {
        store.forget_rechecks(source).await?;
        return Ok(Report::default());
    };
    let now = newsroom.clock.now();
    let mut report = Report::default();
    let mut gone = Vec::new();
    for page in store.rechecks(source, PAGES_MAX, now).await? {
        let seen = look(newsroom, setup, &page, &mut report).await?;
        if seen == Seen::Gone {
            gone.push(page.address);
        } else {
            store.rechecked(source, &page, seen, newsroom.clock.now()).await?;
        }
    }
    withdraw(newsroom, source, gone, &mut report).await?;
    if let Some(run_at) = store.next_recheck(source).await? {
        let job = Job::Recheck { source: source.clone() };
        newsroom.file(&[Filing { job, lane: setup.source.lane(), run_at }]).await?;
    }
    Ok(report)
}

async fn look(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    page: &Page,
    report: &mut Report,
) -> Result<Seen, StepError> {
    let Ok(url) = page.address.parse() else { return Ok(Seen::Same) };
    let validators = newsroom.store.validators(&setup.profile.id, &page.address).await?;
    let ask = HttpAsk { purpose: Purpose::Page, validators, ..HttpAsk::feed(url) };
    let (reply, _) = ask::visit(newsroom, &Ask::Http(ask), &setup.manners).await;
    match reply {
        Ok(Reply::Fresh(document)) => {
            match received(newsroom, setup, *document, true).await {
                Ok(brought) => report.add(&brought),
                Err(failure @ StepError::Store(_)) => return Err(failure),
                Err(failure) => {
                    report.warnings.push(format!("{}: {failure}", page.address));
                    return Ok(Seen::Nothing);
                }
            }
            Ok(Seen::Same)
        }
        Ok(Reply::Gone) => Ok(Seen::Gone),
        Err(AskError::Status { status: 404, .. }) if page.missing > 0 => Ok(Seen::Gone),
        Err(AskError::Status { status: 404, .. }) => Ok(Seen::Missing),
        Ok(_) => {
            report.unchanged += 1;
            Ok(Seen::Same)
        }
        Err(_) => Ok(Seen::Nothing),
    }
}

/// Takes back what was read from pages that are gone: not many at once without a person.
async fn withdraw(
    newsroom: &Newsroom,
    source: &SourceId,
    gone: Vec<String>,
    report: &mut Report,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let now = newsroom.clock.now();
    let mut releases = Vec::new();
    for address in &gone {
        releases.extend(store.read_from(source, address).await?);
    }
    if gone.is_empty() {
        return Ok(());
    }
    let standing = usize::try_from(store.standing_releases(source).await?).unwrap_or(0);
    if is_many(releases.len(), standing) && !store.is_confirmed(source, now).await? {
        report.held_back = releases.len();
        tell_of_many(newsroom, source, releases.len(), standing, now).await?;
        return store.postpone_rechecks(source, &gone, now + SOON).await.map_err(StepError::from);
    }
    let follow = newsroom.follow();
    let changes = store.withdraw_gone(source, &releases, &gone, &follow, now).await?;
    store.end_rechecks(source, &gone).await?;
    newsroom.bell.notify_waiters();
    report.count(&changes);
    Ok(())
}
