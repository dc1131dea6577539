//! A release in another language: plan, remember, ask, check, assemble, record.
//!
//! Engines are tried in the order of the configuration. An engine that fails for now stops
//! the chain, and the job comes back; one that can never do this passes it on. What an engine
//! answered is remembered at once, whether it will be used or not.

use std::collections::BTreeMap;
use std::time::Duration;

use tracing::{debug, info};

use crate::domain::capability::{Craft, Reach};
use crate::domain::release::Status;
use crate::domain::translation::Provenance;
use crate::domain::{AskError, Language, Release, ReleaseId, Reply, Retry, Translation};
use crate::engine::{Batch, EngineError, Step};
use crate::pipeline::ask;
use crate::pipeline::house::EngineSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::store::memory::{Memory, Shelf, Spent};
use crate::translate::batch::{Asked, cut};
use crate::translate::plan::{Plan, Remembered, Unit};
use crate::translate::{assemble, notation, plan, protect};

/// How long a claim on segments holds when its worker dies.
const CLAIM: Duration = Duration::from_mins(5);
/// Asks an engine may make for one batch before it is taken for broken.
const ASKS_MAX: usize = 8;

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
    let outcome = attempt(newsroom, &standing.release, standing.revision, language, embargoed);
    match outcome.await? {
        Ok(translation) => {
            let moved = store.record_translation(&translation, &newsroom.follow(), now).await?;
            newsroom.bell.notify_waiters();
            let state = translation.state.name();
            info!(release.id = %id, language = %language, state, moved,
                "Translated `{id}` into {language}: {state}");
        }
        Err(why) => {
            store.fail_translation(id, language, &why, now).await?;
            let key = format!("translation.failed:{id}/{language}");
            let words = format!("`{id}` could not be translated into {language}: {why}");
            store.raise(&key, "translation.failed", Some(&id.source), &words, now).await?;
        }
    }
    Ok(())
}

/// Tries one engine after the other; the inner error says why none could do it.
async fn attempt(
    newsroom: &Newsroom,
    release: &Release,
    revision: i64,
    to: &Language,
    embargoed: bool,
) -> Result<Result<Translation, String>, StepError> {
    let house = newsroom.house();
    let from = &release.language;
    let terms = house.terms_for(from, to);
    let plan = plan::make(release, to, terms);
    let mut why = format!(
        "no engine translates from {from} to {to}; add one to `[[engine]]` in config/warta.toml"
    );
    let mut best: Option<Translation> = None;
    for setup in house.engines_for(from, to) {
        if embargoed && setup.engine.capability().reach == Reach::ThirdParty {
            "it is under embargo and may not leave this machine".clone_into(&mut why);
            continue;
        }
        let shelf = shelf(setup, from, to, terms);
        let known = match ask_engine(newsroom, setup, &shelf, &plan).await {
            Ok(known) => known,
            Err(StepError::Engine(error)) if error.retry() == Retry::Never => {
                why = error.to_string();
                continue;
            }
            Err(error) => return Err(error),
        };
        let provenance = provenance(newsroom, setup, &known);
        let made = assemble::translation(release, revision, to, &plan, &known, provenance);
        if made.headline.is_some() {
            return Ok(Ok(made));
        }
        why = format!("no headline by {} passed the checks: {:?}", setup.name, doubts(&made));
        best.get_or_insert(made);
    }
    // Without a headline it is kept, to be seen, but never shown in a feed.
    Ok(best.ok_or(why))
}

fn doubts(made: &Translation) -> Vec<&str> {
    made.doubts.iter().map(|doubt| doubt.check.as_str()).collect()
}

/// What memory tells this engine's translations from others' by.
#[must_use]
pub fn shelf(setup: &EngineSetup, from: &Language, to: &Language, terms: &[String]) -> Shelf {
    let glossary = if terms.is_empty() {
        String::new()
    } else {
        let mut hex = blake3::hash(terms.join("\n").as_bytes()).to_hex().to_string();
        hex.truncate(12);
        hex
    };
    Shelf {
        from: from.clone(),
        to: to.clone(),
        engine: setup.name.clone(),
        model: setup.engine.model().unwrap_or_default().to_owned(),
        glossary,
    }
}

fn provenance(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    known: &BTreeMap<String, Remembered>,
) -> Provenance {
    let shares: Vec<f64> = known.values().filter_map(|one| one.unknown_share).collect();
    let count = u32::try_from(shares.len()).unwrap_or(u32::MAX);
    Provenance {
        engine: setup.name.clone(),
        display: setup.engine.display().to_owned(),
        model: setup.engine.model().map(str::to_owned),
        craft: match setup.engine.capability().craft {
            Craft::Rules => "rules",
            Craft::Trained => "trained",
            Craft::None => "none",
        }
        .to_owned(),
        at: newsroom.clock.now(),
        unknown_share: (count > 0).then(|| shares.iter().sum::<f64>() / f64::from(count)),
    }
}

/// What is known of a plan's segments after asking the engine for those that were not.
///
/// # Errors
///
/// [`StepError::Shared`] when somebody else is asking for some of them just now.
pub async fn ask_engine(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    shelf: &Shelf,
    plan: &Plan,
) -> Result<BTreeMap<String, Remembered>, StepError> {
    let store = &newsroom.store;
    let mut known = remembered(store.remembered(shelf, &plan.hashes()).await?);
    let missing = plan.missing(&known);
    if missing.is_empty() {
        return Ok(known);
    }
    let claimant = uuid::Uuid::now_v7().to_string();
    let hashes: Vec<String> = missing.iter().map(|unit| unit.hash.clone()).collect();
    let now = newsroom.clock.now();
    let mine = store.claim_segments(shelf, &hashes, &claimant, CLAIM, now).await?;
    let shared = mine.len() < hashes.len();
    let mine: Vec<&Unit> = missing.into_iter().filter(|unit| mine.contains(&unit.hash)).collect();
    let outcome = ask_all(newsroom, setup, shelf, &mine, &mut known).await;
    store.unclaim_segments(&claimant).await?;
    outcome?;
    if shared {
        known = remembered(store.remembered(shelf, &plan.hashes()).await?);
        if !plan.missing(&known).is_empty() {
            return Err(StepError::Shared);
        }
    }
    Ok(known)
}

fn remembered(memory: BTreeMap<String, Memory>) -> BTreeMap<String, Remembered> {
    let each = |(hash, one): (String, Memory)| {
        (hash, Remembered { text: one.text, unknown_share: one.unknown_share })
    };
    memory.into_iter().map(each).collect()
}

/// Asks for units in requests within the engine's limits. What it finds too large, or
/// answers nonsense to, is asked for in halves; a single unit it cannot do stays unknown.
async fn ask_all(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    shelf: &Shelf,
    units: &[&Unit],
    known: &mut BTreeMap<String, Remembered>,
) -> Result<(), StepError> {
    let capability = setup.engine.capability();
    let mut stack: Vec<Vec<&Unit>> = cut(units, &capability, &shelf.from)
        .into_iter()
        .rev()
        .map(|request| request.into_iter().map(|asked| asked.unit).collect())
        .collect();
    while let Some(request) = stack.pop() {
        let asked: Vec<Asked<'_>> =
            cut(&request, &capability, &shelf.from).into_iter().flatten().collect();
        match ask_once(newsroom, setup, shelf, &asked).await {
            Ok(answers) => known.extend(answers),
            Err(StepError::Engine(error)) if error.retry() == Retry::Split => {
                debug!(engine = %setup.name, "A request of {} is split: {error}", request.len());
                if request.len() > 1 {
                    let (head, tail) = request.split_at(request.len() / 2);
                    stack.push(tail.to_vec());
                    stack.push(head.to_vec());
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// One request: reserved before, remembered the moment it is answered.
async fn ask_once(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    shelf: &Shelf,
    asked: &[Asked<'_>],
) -> Result<Vec<(String, Remembered)>, StepError> {
    let store = &newsroom.store;
    let texts: Vec<String> = asked.iter().flat_map(|one| one.texts.iter().cloned()).collect();
    let chars = texts.iter().map(|text| text.chars().count()).sum();
    let batch = Batch { from: shelf.from.clone(), to: shelf.to.clone(), texts };
    let request = store.reserve(shelf, asked.len(), chars, newsroom.clock.now()).await?;
    crate::domain::crash::point("engine", "before");
    let answered = converse(newsroom, setup, &batch).await;
    crate::domain::crash::point("engine", "after");
    let answers = match answered {
        Ok(answers) => answers,
        Err((error, spent)) => {
            store.settle(&request, spent).await?;
            return Err(error);
        }
    };
    let mut rest = answers.as_slice();
    let mut kept = Vec::new();
    for one in asked {
        let (its, after) = rest.split_at_checked(one.texts.len()).unwrap_or((rest, &[]));
        rest = after;
        let capability = setup.engine.capability();
        // A damaged answer was answered all the same: it is kept, and the checks refuse it.
        let read = protect::receive(one.unit, &capability, &one.texts, its).unwrap_or_else(|_| {
            Remembered { text: notation::escape(&its.join(" ")), unknown_share: None }
        });
        kept.push((one.unit.hash.clone(), read));
    }
    let memory: Vec<(String, Memory)> = kept
        .iter()
        .map(|(hash, one)| {
            let (text, unknown_share) = (one.text.clone(), one.unknown_share);
            (hash.clone(), Memory { text, unknown_share })
        })
        .collect();
    store.remember(shelf, &memory, &request, newsroom.clock.now()).await?;
    Ok(kept)
}

/// Takes what the engine wants to its door until it has its answers.
async fn converse(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    batch: &Batch,
) -> Result<Vec<String>, (StepError, Spent)> {
    let engine = &setup.engine;
    let mut replies: Vec<Reply> = Vec::new();
    for _ in 0..ASKS_MAX {
        let step = engine
            .next(batch, &replies, newsroom.clock.now())
            .map_err(|error| (StepError::Engine(error), Spent::Released))?;
        match step {
            Step::Answers(answers) if answers.len() == batch.texts.len() => {
                return Ok(answers.into_iter().map(|answer| answer.text).collect());
            }
            Step::Answers(answers) => {
                let what = format!("{} answers to {} texts", answers.len(), batch.texts.len());
                let engine = engine.display().to_owned();
                let error = EngineError::Malformed { engine, what };
                return Err((StepError::Engine(error), Spent::Spent));
            }
            Step::Ask(ask) => match ask::answer(newsroom, &ask).await {
                Ok(reply) => replies.push(reply),
                Err(error) => return Err(unreached(engine.display(), &error)),
            },
        }
    }
    let engine = engine.display().to_owned();
    let what = "it kept asking".to_owned();
    Err((StepError::Engine(EngineError::Malformed { engine, what }), Spent::Uncertain))
}

/// A door without an answer, as the engine's failure, and whether it may have cost something.
fn unreached(engine: &str, error: &AskError) -> (StepError, Spent) {
    let spent = match error {
        AskError::Network { uncertain: true, .. } => Spent::Uncertain,
        _ => Spent::Released,
    };
    let (engine, what) = (engine.to_owned(), error.to_string());
    (StepError::Engine(EngineError::Unavailable { engine, what }), spent)
}
