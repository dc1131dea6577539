//! How a pull ended, to what is noted of it and what the operator is told.

use std::time::Duration;

use crate::domain::schedule::rhythm::{quiet_limit, usual_gap};
use crate::domain::{AskError, Instant, SourceId};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::learned::Learned;
use crate::pipeline::pull::pace::{self, Pace};
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::store::standing::{Failure, Next, PullNote, Standing};

/// Releases that a rhythm is told from.
const RELEASES: i64 = 20;

/// The alert that our own network is down: its key and its kind.
pub(crate) const OFFLINE: &str = "network.down";

/// Notes a pull that went well.
pub(super) async fn went_well(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    standing: &Standing,
    report: &Report,
    learned: Learned,
    now: Instant,
) -> Result<PullNote, StepError> {
    let (id, store) = (&setup.profile.id, &newsroom.store);
    let mut note = PullNote::of(id.clone(), now, standing);
    note.news = report.news();
    if note.news {
        note.gap = usual_gap(&store.latest_times(id, RELEASES).await?);
    }
    if learned.read {
        note.pause = learned.pause;
        note.hub.clone_from(&learned.hub);
    }
    note.gone_at = None;
    if standing.failures > 0 {
        store.clear(&format!("source.failing:{id}"), now).await?;
    }
    if standing.gone_at.is_some() {
        store.clear(&format!("source.gone:{id}"), now).await?;
    }
    back_online(newsroom, now).await?;
    tell_of_moves(newsroom, id, &learned, now).await?;
    let news_at = if note.news { Some(now) } else { standing.news_at.or(standing.first_seen) };
    let idle = news_at.and_then(|at| (now - at).to_std().ok()).unwrap_or_default();
    note.quiet_at = listen(newsroom, setup, standing, note.gap, idle, now).await?;
    let pace = Pace {
        gap: note.gap,
        idle,
        fresh_for: learned.fresh_for,
        pause: note.pause,
        unvalidated: learned.unvalidated,
    };
    note.next = pace::after_success(newsroom, setup, &pace, now);
    note.addresses = learned.addresses;
    Ok(note)
}

/// Notes a pull that failed, and tells the operator.
pub(super) async fn failed(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    standing: &Standing,
    failure: &StepError,
    learned: Learned,
    now: Instant,
) -> Result<PullNote, StepError> {
    let (id, store) = (&setup.profile.id, &newsroom.store);
    let words = failure.to_string();
    let code = if learned.unreached { "unreached" } else { failure.code() };
    let down = newsroom.fetch.online().down_since().filter(|_| learned.unreached);
    let mut note = PullNote::of(id.clone(), now, standing);
    note.addresses = learned.addresses;
    note.failure = Some(Failure { code, words: words.clone(), counts: down.is_none() });
    if down.is_some() {
        let words = "no host at all can be reached: is this machine's network down? No source \
                     is blamed; all are asked again when it is back";
        store.raise(OFFLINE, OFFLINE, None, words, now).await?;
        note.next = pace::while_offline(id, now);
        return Ok(note);
    }
    if !learned.unreached {
        back_online(newsroom, now).await?;
    }
    if matches!(failure, StepError::Ask(AskError::Gone)) {
        let words = format!("`{id}` is not asked any more: {words}");
        store.raise(&format!("source.gone:{id}"), "source.gone", Some(id), &words, now).await?;
        note.gone_at = Some(now);
        note.next = Next::Never;
        return Ok(note);
    }
    let failures = standing.failures + 1;
    let said = format!("`{id}` could not be read {failures} times in a row: {words}");
    store.raise(&format!("source.failing:{id}"), "source.failing", Some(id), &said, now).await?;
    if let StepError::Ask(AskError::File { .. } | AskError::Unsettled { .. }) = failure {
        return Ok(note);
    }
    let asked = match failure {
        StepError::Ask(AskError::Status { retry_after, .. }) => *retry_after,
        _ => None,
    };
    note.next = pace::after_failure(newsroom, setup, failures, asked, now);
    Ok(note)
}

/// After our own network was down: nobody is blamed for it, and all who could not be reached
/// are asked again.
async fn back_online(newsroom: &Newsroom, now: Instant) -> Result<(), StepError> {
    if let Some(since) = newsroom.fetch.online().back() {
        newsroom.store.forgive(since, now).await?;
        newsroom.store.clear(OFFLINE, now).await?;
    }
    Ok(())
}

/// Tells the operator of a source that is silent for longer than its rhythm explains, or than
/// he said; gives since when he knows.
async fn listen(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    standing: &Standing,
    gap: Option<Duration>,
    idle: Duration,
    now: Instant,
) -> Result<Option<Instant>, StepError> {
    let id = &setup.profile.id;
    let key = format!("source.quiet:{id}");
    let limit = setup.manners.quiet_after.or_else(|| quiet_limit(gap));
    if limit.is_none_or(|limit| idle < limit) {
        if standing.quiet_at.is_some() {
            newsroom.store.clear(&key, now).await?;
        }
        return Ok(None);
    }
    if standing.quiet_at.is_some() {
        return Ok(standing.quiet_at);
    }
    let days = idle.as_secs() / 86_400;
    let words = format!(
        "`{id}` is read well but has brought nothing new for {days} days, longer than usual; \
         look whether it still publishes there"
    );
    newsroom.store.raise(&key, "source.quiet", Some(id), &words, now).await?;
    Ok(Some(now))
}

/// Tells the operator of documents that are asked for at another place from now on.
async fn tell_of_moves(
    newsroom: &Newsroom,
    id: &SourceId,
    learned: &Learned,
    now: Instant,
) -> Result<(), StepError> {
    let Some((from, to)) = learned.adopted.first() else { return Ok(()) };
    let key = format!("source.moved:{id}");
    let words = format!(
        "`{id}` moved for good from {from} to {to}, where it is asked now; write the new address \
         into its file"
    );
    if !newsroom.store.is_raised(&key, &words).await? {
        newsroom.store.raise(&key, "source.moved", Some(id), &words, now).await?;
    }
    Ok(())
}
