//! A release in another language: plan, remember, ask, check, assemble, record.
//!
//! - `chain`: one engine after another, until all of it is translated as well as may be.
//! - [`host`]: what is not remembered is claimed and asked for, side by side.
//! - [`people`]: what people said, for which no engine is asked.
//! - [`request`]: one request: leave, ledger, answer, memory.
//!
//! What an engine answered is remembered at once, whether it will be used or not.

mod chain;
pub mod host;
pub mod people;
pub mod request;

use std::time::Duration;

use tracing::info;

use crate::domain::release::Status;
use crate::domain::{Language, ReleaseId};
use crate::pipeline::house::EngineSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::chain::{Task, attempt};
use crate::store::memory::Shelf;

pub use crate::pipeline::translate::chain::words;

/// Translates a release into a language and records it. Does nothing when its latest text is
/// translated already, or when it was taken back.
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
    if before.is_some_and(|one| one.revision == standing.revision && one.headline.is_some()) {
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
    let task = Task { release, revision, to: language, local_only };
    let age = (now - standing.seen).to_std().unwrap_or_default();
    let made = attempt(newsroom, &task).await.map_err(|failure| later(failure, age))?;
    let failed = match made {
        Ok(translation) => {
            let moved = store.record_translation(&translation, &newsroom.follow(), now).await?;
            newsroom.bell.notify_waiters();
            let state = translation.state.name();
            info!(release.id = %id, language = %language, state, moved,
                "Translated `{id}` into {language}: {state}");
            let doubts: Vec<&str> =
                translation.doubts.iter().map(|doubt| doubt.check.as_str()).collect();
            let why = format!("no headline passed the checks: {}", doubts.join(", "));
            translation.headline.is_none().then_some(why)
        }
        Err(why) => {
            store.fail_translation(id, language, &why, now).await?;
            Some(why)
        }
    };
    let key = format!("translation.failed:{id}/{language}");
    match failed {
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

/// What memory tells this engine's translations from others' by.
///
/// The glossary has no part in it: what is never translated or fixed is out of the segment
/// before it gets its name, and what is preferred is told to no engine. So a changed term
/// touches the segments it stands in, and no others.
#[must_use]
pub fn shelf(setup: &EngineSetup, from: &Language, to: &Language) -> Shelf {
    Shelf {
        from: from.clone(),
        to: to.clone(),
        engine: setup.name.clone(),
        model: setup.engine.model().unwrap_or_default().to_owned(),
        glossary: String::new(),
    }
}
