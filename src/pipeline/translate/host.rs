//! Units to what is remembered of them, by way of an engine where nothing is.
//!
//! What is not remembered is claimed, so that no two workers ask for the same, cut into
//! requests, and asked for side by side as far as the engine bears it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tracing::debug;

use crate::domain::capability::Capability;
use crate::domain::segment::Hand;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::request::{Errand, Halt, Load, Trouble, send};
use crate::store::memory::Memory;
use crate::translate::batch::cut;
use crate::translate::plan::{Remembered, Unit};

/// How long a claim on segments holds when its worker dies.
const CLAIM: Duration = Duration::from_mins(5);
/// A text that is too large for an engine is not cut into smaller pieces than this.
const PIECE_MIN: usize = 150;

/// What is known of units, and why no more is.
#[derive(Debug, Default)]
pub struct Found {
    /// By hash of the segment.
    pub known: BTreeMap<String, Remembered>,
    /// Why the engine was asked no further.
    pub halt: Option<Halt>,
    /// Whether somebody else is asking for some of them just now.
    pub shared: bool,
}

/// What is known of units after asking an engine for those that were not.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn ask_engine(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    units: &[&Unit],
) -> Result<Found, StepError> {
    let (store, shelf) = (&newsroom.store, errand.shelf);
    let all: BTreeSet<&String> = units.iter().map(|unit| &unit.hash).collect();
    let all: Vec<String> = all.into_iter().cloned().collect();
    let mut found = Found { known: recall(newsroom, errand, &all).await?, ..Found::default() };
    let mut seen = BTreeSet::new();
    let unknown = |unit: &&&Unit| !found.known.contains_key(&unit.hash);
    let missing: Vec<&Unit> =
        units.iter().filter(unknown).filter(|unit| seen.insert(&unit.hash)).copied().collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let claimant = uuid::Uuid::now_v7().to_string();
    let hashes: Vec<String> = missing.iter().map(|unit| unit.hash.clone()).collect();
    let now = newsroom.clock.now();
    let mine = store.claim_segments(shelf, &hashes, &claimant, CLAIM, now).await?;
    let shared = mine.len() < hashes.len();
    let mine: BTreeSet<&String> = mine.iter().collect();
    let mine: Vec<&Unit> = missing.into_iter().filter(|unit| mine.contains(&unit.hash)).collect();
    let outcome = ask_all(newsroom, errand, &mine, &mut found.known).await;
    // what was answered is nobody's any more
    if mine.iter().any(|unit| !found.known.contains_key(&unit.hash)) {
        store.unclaim_segments(&claimant).await?;
    }
    found.halt = outcome?;
    if shared {
        found.known.extend(recall(newsroom, errand, &all).await?);
        found.shared = all.iter().any(|hash| !found.known.contains_key(hash));
    }
    Ok(found)
}

async fn recall(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    hashes: &[String],
) -> Result<BTreeMap<String, Remembered>, StepError> {
    let each = |(hash, one): (String, Memory)| {
        (hash, Remembered { text: one.text, unknown_share: one.unknown_share, hand: Hand::Machine })
    };
    let memory = newsroom.store.remembered(errand.shelf, hashes).await?;
    Ok(memory.into_iter().map(each).collect())
}

/// Asks for units in requests within the engine's limits. An answer on the wire is waited for
/// whatever became of the others: it is paid for.
async fn ask_all(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    units: &[&Unit],
    known: &mut BTreeMap<String, Remembered>,
) -> Result<Option<Halt>, StepError> {
    let capability = errand.setup.engine.capability();
    let mut waiting: VecDeque<Load<'_>> = cut(units, &capability, &errand.shelf.from)
        .into_iter()
        .map(|request| request.into_iter().map(|asked| asked.unit).collect())
        .map(|units| Load { units, capability })
        .collect();
    let (mut halt, mut failure) = (None, None);
    let mut wire = FuturesUnordered::new();
    loop {
        while halt.is_none() && failure.is_none() && wire.len() < errand.setup.conduct.in_flight {
            let Some(load) = waiting.pop_front() else { break };
            wire.push(async move {
                let done = send(newsroom, errand, &load).await;
                (done, load)
            });
        }
        let Some((done, load)) = wire.next().await else { break };
        match done {
            Ok(answers) => known.extend(answers),
            Err(Trouble::Store(why)) => failure = Some(why),
            Err(Trouble::Halt(why)) => halt = halt.or(Some(why)),
            Err(Trouble::Singles) => parted(&mut waiting, &load, 1, false),
            Err(Trouble::Halves { too_large }) => {
                parted(&mut waiting, &load, load.units.len().div_ceil(2), too_large);
            }
        }
    }
    match failure {
        Some(failure) => Err(failure.into()),
        None => Ok(halt),
    }
}

/// Puts a request back in parts of so many units. A single unit that is too large is asked
/// for in smaller pieces; one that the engine cannot do stays unknown.
fn parted<'a>(waiting: &mut VecDeque<Load<'a>>, load: &Load<'a>, part: usize, too_large: bool) {
    debug!("A request of {} is parted", load.units.len());
    if load.units.len() > 1 {
        for units in load.units.chunks(part.max(1)).rev() {
            waiting.push_front(Load { units: units.to_vec(), capability: load.capability });
        }
        return;
    }
    let mut limits = load.capability.limits;
    let longest = load.units.iter().map(|unit| unit.segment.chars()).max().unwrap_or(0);
    limits.text_chars_max = limits.text_chars_max.min(longest) / 2;
    if too_large && limits.text_chars_max >= PIECE_MIN {
        // one text a request: its pieces together are as large as it was
        let capability = Capability { limits, ..load.capability };
        waiting.push_front(Load { units: load.units.clone(), capability });
    }
}
