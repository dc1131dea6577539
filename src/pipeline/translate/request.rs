//! One request to an engine: leave is asked, it goes out, and what came of it is written down
//! before anything else happens.

use std::time::Duration;

use crate::domain::breaker::{Heard, Shut};
use crate::domain::budget::{Budget, WhenSpent};
use crate::domain::capability::Capability;
use crate::domain::segment::Hint;
use crate::domain::{AskError, Instant, Reply, Retry, SourceId};
use crate::engine::{Answer, Batch, EngineError, Step};
use crate::pipeline::ask;
use crate::pipeline::house::EngineSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::answers::{brought, received, swapped};
use crate::store::StoreError;
use crate::store::ledger::{Grant, Rules, Spent, Wish};
use crate::store::memory::Shelf;
use crate::translate::batch::{Asked, cut};
use crate::translate::check;
use crate::translate::plan::{Place, Remembered, Unit};

/// Asks an engine may make for one batch before it is taken for broken, beside one a text.
const ASKS_MAX: usize = 8;
/// A longer pause is left to the queue.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often one looks whether another machine has ended a request.
const LOOK: Duration = Duration::from_millis(50);
/// The longest pause an engine is granted that asks for one.
const REST_MAX: Duration = Duration::from_hours(1);
/// After so long it is looked again whether the configuration was mended.
const MENDED: Duration = Duration::from_hours(1);
/// Who asks for a longer pause is away: the next engine is asked.
const AWAY: Duration = Duration::from_mins(1);

/// Whom an engine is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Errand<'a> {
    /// The engine.
    pub setup: &'a EngineSetup,
    /// Where its answers are remembered.
    pub shelf: &'a Shelf,
    /// The source whose text it is.
    pub source: Option<&'a SourceId>,
    /// What may be spent.
    pub budgets: &'a [Budget],
    /// What answers are checked by.
    pub rules: &'a check::Rules,
}

impl Errand<'_> {
    /// Whether the engine is told of terms, so that memory goes by these too.
    #[must_use]
    pub fn told(&self) -> bool {
        self.setup.engine.capability().sees.terms()
    }

    /// Between which languages and by which rules its answers are checked.
    #[must_use]
    pub const fn judge(&self) -> check::Judge<'_> {
        check::Judge { from: &self.shelf.from, to: &self.shelf.to, rules: self.rules }
    }
}

/// Units for one request, and how long its texts may be.
#[derive(Debug, Clone)]
pub(super) struct Load<'a> {
    pub(super) units: Vec<&'a Unit>,
    pub(super) capability: Capability,
    /// The words they are taken from; empty where they stand for themselves.
    pub(super) context: String,
}

/// Why an engine was asked no further.
#[derive(Debug)]
pub enum Halt {
    /// It never will do this.
    Never(EngineError),
    /// It is to be left alone for a while; `away` when the next engine may be asked meanwhile.
    Wait {
        /// How long.
        pause: Duration,
        /// Why.
        why: String,
        /// Whether that is long.
        away: bool,
    },
    /// It failed; the job comes back.
    Failed(StepError),
    /// A budget leaves no room.
    Spent {
        /// What is done then.
        when: WhenSpent,
        /// Until its next period.
        pause: Duration,
        /// Which budget.
        why: String,
    },
    /// The same request went out before, and no answer came, too often for today.
    Lost {
        /// Until it may be made again.
        pause: Duration,
        /// In words.
        why: String,
    },
}

/// What is to be done about a request that brought nothing.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Something in it is too large, or refused: ask for each half.
    Halves { too_large: bool },
    /// The answers were not one for each text: ask for one after another.
    Singles,
    /// Ask this engine no further.
    Halt(Halt),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(failure: StoreError) -> Self {
        Self::Store(failure)
    }
}

/// Sends one request and remembers its answers, by segment.
pub(super) async fn send(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    load: &Load<'_>,
) -> Result<Vec<(String, Remembered)>, Trouble> {
    let Errand { setup, shelf, .. } = errand;
    let asked: Vec<Asked<'_>> =
        cut(&load.units, &load.capability, &shelf.from).into_iter().flatten().collect();
    let texts: Vec<String> = asked.iter().flat_map(|one| one.texts.iter().cloned()).collect();
    let (from, to, context) = (shelf.from.clone(), shelf.to.clone(), load.context.clone());
    let hints = if errand.told() { hints(&asked) } else { Vec::new() };
    let batch = Batch { from, to, texts, context, hints };
    // Held until what came of it is written down.
    let _place = newsroom.gate.pass(&setup.name, setup.conduct.in_flight).await;
    let request = leave(newsroom, errand, load, &batch).await?;
    crate::domain::crash::point("engine", "before");
    let limit = setup.conduct.limit;
    let answered = match tokio::time::timeout(limit, converse(newsroom, setup, &batch)).await {
        Ok(answered) => answered,
        Err(_) => Err((too_slow(setup), Spent::Uncertain)),
    };
    crate::domain::crash::point("engine", "after");
    let answers = match answered {
        Ok(answers) => answers,
        Err((error, spent)) => {
            return Err(trouble(newsroom, setup, &request, error, spent).await?);
        }
    };
    let billed: Option<usize> = answers.iter().map(|answer| answer.billed).sum();
    let kept = received(&asked, &load.capability, &answers);
    let billed = billed.map(|chars| setup.conduct.fare(chars));
    if swapped(&asked, &load.capability, &answers, shelf) {
        let (store, now) = (&newsroom.store, newsroom.clock.now());
        store.settle(&setup.name, &request, Spent::Spent, &Heard::Answer, now).await?;
        return Err(Trouble::Singles);
    }
    let brought = brought(errand, &asked, &kept);
    let (store, now) = (&newsroom.store, newsroom.clock.now());
    store.remember(shelf, &brought, &request, billed, now).await?;
    Ok(kept)
}

/// How terms are to be said, for each text.
fn hints(asked: &[Asked<'_>]) -> Vec<Vec<Hint>> {
    let each = |one: &Asked<'_>| vec![one.unit.hints(); one.texts.len()];
    asked.iter().flat_map(each).collect()
}

/// Waits for leave to send a request, as long as that is short; gives its place in the ledger.
async fn leave(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    load: &Load<'_>,
    batch: &Batch,
) -> Result<String, Trouble> {
    let Errand { setup, shelf, .. } = errand;
    let engine = &setup.engine;
    let texts: usize = batch.texts.iter().map(|text| engine.counts(text)).sum();
    let counted = texts + engine.counts_context(&batch.context);
    let asked = name(shelf, batch);
    let wish = Wish {
        source: errand.source,
        asked: &asked,
        segments: load.units.len(),
        fare: setup.conduct.fare(counted),
        headlines: load.units.iter().all(|unit| unit.place == Place::Title),
    };
    let rules = Rules {
        stamp: &setup.conduct.stamp,
        in_flight: setup.conduct.in_flight,
        gap: setup.conduct.gap(&**engine, counted),
        budgets: errand.budgets,
    };
    loop {
        let now = newsroom.clock.now();
        let until = match newsroom.store.reserve(shelf, &wish, &rules, now).await? {
            Grant::Go(request) => return Ok(request),
            Grant::Full => now + LOOK,
            Grant::Wait(Some(until)) => until,
            Grant::Wait(None) => {
                let why =
                    format!("`{}` is not asked until its configuration is mended", setup.name);
                return Err(Trouble::Halt(Halt::Wait { pause: MENDED, why, away: true }));
            }
            Grant::Spent { when, until, budget } => {
                let (pause, why) = (span(now, until), format!("the budget `{budget}` is spent"));
                return Err(Trouble::Halt(Halt::Spent { when, pause, why }));
            }
            Grant::Lost(until) => {
                let why = format!("`{}` never answered this, and was asked twice", setup.name);
                return Err(Trouble::Halt(Halt::Lost { pause: span(now, until), why }));
            }
        };
        let pause = span(now, until);
        if pause > PATIENCE {
            let why = format!("`{}` is left alone for {} s", setup.name, pause.as_secs());
            return Err(Trouble::Halt(Halt::Wait { pause, why, away: pause > AWAY }));
        }
        newsroom.clock.pass(pause).await;
    }
}

/// The name of a request: the same texts asked of the same engine have the same.
fn name(shelf: &Shelf, batch: &Batch) -> String {
    let whole = format!("{} {} {:?}", shelf.engine, shelf.to, batch.texts);
    let mut name = blake3::hash(whole.as_bytes()).to_hex().to_string();
    name.truncate(24);
    name
}

fn span(now: Instant, until: Instant) -> Duration {
    (until - now).to_std().unwrap_or(Duration::ZERO).max(Duration::from_millis(1))
}

fn too_slow(setup: &EngineSetup) -> EngineError {
    let what = format!("it gave no answer within {} s", setup.conduct.limit.as_secs());
    EngineError::Unavailable { engine: setup.engine.display().to_owned(), what }
}

/// Takes what the engine wants to its door until it has its answers.
async fn converse(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    batch: &Batch,
) -> Result<Vec<Answer>, (EngineError, Spent)> {
    let engine = &setup.engine;
    let display = || engine.display().to_owned();
    let mut replies: Vec<Reply> = Vec::new();
    for _ in 0..ASKS_MAX + batch.texts.len() {
        let step = engine.next(batch, &replies, newsroom.clock.now()).map_err(|error| {
            let spent = match &error {
                EngineError::Mismatch { .. } => Spent::Spent,
                EngineError::Malformed { .. } => Spent::Uncertain,
                _ => Spent::Released,
            };
            (error, spent)
        })?;
        match step {
            Step::Answers(answers) if answers.len() == batch.texts.len() => return Ok(answers),
            Step::Answers(answers) => {
                let (answers, texts) = (answers.len(), batch.texts.len());
                let error = EngineError::Mismatch { engine: display(), answers, texts };
                return Err((error, Spent::Spent));
            }
            Step::Ask(ask) => match ask::answer(newsroom, &ask).await {
                Ok(reply) => replies.push(reply),
                Err(error) => return Err(unreached(display(), &error)),
            },
        }
    }
    let what = "it kept asking".to_owned();
    Err((EngineError::Malformed { engine: display(), what }, Spent::Uncertain))
}

/// A door without an answer, as the engine's failure, and whether it may have cost something.
fn unreached(engine: String, error: &AskError) -> (EngineError, Spent) {
    let spent = match error {
        AskError::Network { uncertain: true, .. } | AskError::TooLarge { .. } => Spent::Uncertain,
        _ => Spent::Released,
    };
    let what = error.to_string();
    let error = match error.retry() {
        Retry::Never => EngineError::Barred { engine, what },
        _ => EngineError::Unavailable { engine, what },
    };
    (error, spent)
}

/// Settles a request that failed, and says what is to be done.
async fn trouble(
    newsroom: &Newsroom,
    setup: &EngineSetup,
    request: &str,
    error: EngineError,
    spent: Spent,
) -> Result<Trouble, StoreError> {
    let now = newsroom.clock.now();
    let period = setup.conduct.quota.end(now);
    let heard = match &error {
        EngineError::Key { .. } => Heard::Shut(Shut::Key, None),
        EngineError::Barred { .. } => Heard::Shut(Shut::Barred, None),
        EngineError::Quota { wait, .. } => {
            Heard::Shut(Shut::Quota, Some(wait.map_or(period, |wait| now + wait)))
        }
        EngineError::Busy { wait, .. } => Heard::Rest((*wait).min(REST_MAX)),
        EngineError::Unavailable { .. } | EngineError::Malformed { .. } => Heard::Failure,
        EngineError::TooLarge { .. }
        | EngineError::Pair { .. }
        | EngineError::Mismatch { .. }
        | EngineError::Refused { .. } => Heard::Neither,
    };
    let shut = newsroom.store.settle(&setup.name, request, spent, &heard, now).await?;
    let why = error.to_string();
    let halt = match (error, heard) {
        (EngineError::TooLarge { .. }, _) => return Ok(Trouble::Halves { too_large: true }),
        (EngineError::Refused { .. }, _) => return Ok(Trouble::Halves { too_large: false }),
        (EngineError::Mismatch { .. }, _) => return Ok(Trouble::Singles),
        (error @ EngineError::Pair { .. }, _) => Halt::Never(error),
        (_, Heard::Rest(pause)) => Halt::Wait { pause, why, away: pause > AWAY },
        (_, Heard::Shut(_, until)) => {
            let pause = until.map_or(MENDED, |until| span(now, until));
            Halt::Wait { pause, why, away: true }
        }
        (_, Heard::Failure) if shut => {
            let until = newsroom.store.breaker(&setup.name).await?.until;
            let pause = until.map_or(AWAY, |until| span(now, until));
            Halt::Wait { pause, why, away: true }
        }
        (error, _) => Halt::Failed(StepError::Engine(error)),
    };
    Ok(Trouble::Halt(halt))
}
