//! A release in another language: plan, remember, ask, check, assemble, record.
//!
//! - `answers`: what was answered, and what it teaches of sentences.
//! - `chain`: one engine after another, until all of it is translated as well as may be.
//! - `pivot`: the same through a language between.
//! - `makers`: who made it, told with it.
//! - [`look`]: what is remembered, of paragraphs and of their sentences.
//! - [`host`]: what is not remembered is claimed and asked for, side by side.
//! - [`people`]: what people said, for which no engine is asked.
//! - [`request`]: one request: leave, ledger, answer, memory.
//!
//! What an engine answered is remembered at once, whether it will be used or not.

mod answers;
mod chain;
pub mod host;
pub mod look;
mod makers;
pub mod people;
mod pivot;
pub mod request;

use std::time::Duration;

use tracing::info;

use crate::domain::budget::{Budget, WhenSpent};
use crate::domain::release::Status;
use crate::domain::translation::State;
use crate::domain::{Instant, Language, ReleaseId, Translation};
use crate::pipeline::house::{EngineSetup, House};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::chain::{Task, attempt};
use crate::store::memory::Shelf;

pub use crate::pipeline::translate::chain::words;

/// Translates a release into a language and records it. Does nothing when its latest text is
/// translated already, unless it is wanted anew, or when it was taken back.
///
/// # Errors
///
/// [`StepError`] when an engine has to be asked again later, or the database fails.
pub async fn translate(
    newsroom: &Newsroom,
    id: &ReleaseId,
    language: &Language,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let Some(standing) = store.release(id).await? else { return Ok(()) };
    if matches!(standing.release.status, Status::Withdrawn | Status::Held) {
        return Ok(());
    }
    let before = store.translation(id, language).await?;
    let people = store.people(id, language).await?;
    let done = |one: &Translation| {
        // The source's own translation is nobody's to edit.
        let marked = one.desk.mark == people.mark || one.state == State::Source;
        let whole = one.headline.is_some() && !waits_for_budget(one);
        one.revision == standing.revision && whole && marked
    };
    let done = before.as_ref().is_some_and(done);
    let again = store.wanted_again(id, language).await?;
    if done && again.is_none() {
        return Ok(());
    }
    let now = newsroom.clock.now();
    let embargoed = standing.release.embargo_until.is_some_and(|until| until > now);
    let house = newsroom.house();
    let local_only = house.sources.get(&id.source).is_some_and(|setup| setup.local_only);
    let local_only = match (embargoed, local_only) {
        (true, _) => Some("it is under embargo and may not leave this machine"),
        (_, true) => Some("its source allows engines of this machine only"),
        _ => None,
    };
    let (release, revision) = (&standing.release, standing.revision);
    let task = Task { release, revision, to: language, local_only, people: &people };
    let age = (now - standing.seen).to_std().unwrap_or_default();
    let made = attempt(newsroom, &task).await.map_err(|failure| later(failure, age))?;
    let mut rest = None;
    let failed = match made {
        // What people read already is better than a text without its headline.
        Ok(translation) if done && translation.headline.is_none() => Some(untitled(&translation)),
        Ok(translation) => {
            rest = waits_for_budget(&translation).then(|| next_period(&house, now));
            let moved = store.record_translation(&translation, &newsroom.follow(), now).await?;
            people::tell(newsroom, &translation, now).await?;
            newsroom.bell.notify_waiters();
            let state = translation.state.name();
            info!(release.id = %id, language = %language, state, moved,
                "Translated `{id}` into {language}: {state}");
            translation.headline.is_none().then(|| untitled(&translation))
        }
        Err(why) => {
            store.fail_translation(id, language, &why, now).await?;
            Some(why)
        }
    };
    if let Some(asked) = again {
        store.done_again(id, language, asked).await?;
    }
    tell_failure(newsroom, id, language, failed, now).await?;
    match rest {
        Some(pause) => {
            let why = format!("the text of `{id}` waits until more may be spent");
            Err(later(StepError::Waits { pause, why }, age))
        }
        None => Ok(()),
    }
}

/// Raises the alert that a release could not be translated, or ends it.
async fn tell_failure(
    newsroom: &Newsroom,
    id: &ReleaseId,
    language: &Language,
    why: Option<String>,
    now: Instant,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let key = format!("translation.failed:{id}/{language}");
    match why {
        Some(why) => {
            let words = format!("`{id}` could not be translated into {language}: {why}");
            store.raise(&key, "translation.failed", Some(&id.source), &words, now).await?;
        }
        None => {
            store.clear(&key, now).await?;
        }
    }
    Ok(())
}

/// Whether only its headline was paid for so far.
fn waits_for_budget(translation: &Translation) -> bool {
    translation.doubts.iter().any(|doubt| doubt.check == chain::BUDGET)
}

/// Until the first of the budgets that leave headlines alone begins anew.
fn next_period(house: &House, now: Instant) -> Duration {
    let leaves = |budget: &&Budget| budget.when_spent == WhenSpent::Titles;
    let ends = house.budgets.iter().filter(leaves).map(|budget| budget.per.end(now));
    let pause = ends.min().and_then(|end| (end - now).to_std().ok());
    pause.unwrap_or(Duration::from_hours(1))
}

fn untitled(translation: &Translation) -> String {
    let doubts: Vec<&str> = translation.doubts.iter().map(|doubt| doubt.check.as_str()).collect();
    format!("no headline passed the checks: {}", doubts.join(", "))
}

/// Those that wait for one engine do not come back at one moment, and the newest comes first:
/// up to half a minute, and a tenth of the pause, more for what is older.
fn later(failure: StepError, age: Duration) -> StepError {
    const HALF: f64 = 3_600.0;
    match failure {
        StepError::Waits { pause, why } => {
            let share = age.as_secs_f64() / (age.as_secs_f64() + HALF);
            let most = (pause / 10).min(Duration::from_secs(30));
            StepError::Waits { pause: pause + most.mul_f64(share), why }
        }
        other => other,
    }
}

/// What memory tells this engine's translations from others' by: among it a glossary of its
/// own that it was configured to use.
///
/// Our glossary has no part in it: what is never translated or fixed is out of the segment
/// before it gets its name, and what an engine is told of terms is in the name of the segment
/// they stand in (`translate::plan::Unit::name`). So a changed term touches the segments it
/// stands in, and no others.
#[must_use]
pub fn shelf(setup: &EngineSetup, from: &Language, to: &Language) -> Shelf {
    Shelf {
        from: from.clone(),
        to: to.clone(),
        engine: setup.name.clone(),
        model: setup.engine.model().unwrap_or_default().to_owned(),
        glossary: setup.engine.glossary().map(|id| format!("@{id}")).unwrap_or_default(),
    }
}
