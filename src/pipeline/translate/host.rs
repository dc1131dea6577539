//! Units to what is remembered of them, by way of an engine where nothing is.
//!
//! What is not remembered (`look` says what that is) is claimed, so that no two workers ask for the same, cut into
//! requests, and asked for side by side as far as the engine bears it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tracing::debug;

use crate::domain::capability::Capability;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::look::{is_wrong, look, recall};
use crate::pipeline::translate::request::{Errand, Halt, Load, Trouble, send};
use crate::translate::batch::cut;
use crate::translate::plan::{Remembered, Unit};
use crate::translate::sentences::Parted;

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

/// Units that are asked for together, and the words they are taken from.
type Group<'a> = (Vec<&'a Unit>, String);

/// What is known of units after asking an engine for those that were not: for whole ones, or
/// for the sentences that are missing in them. Sentences that do not make a good paragraph
/// together are let be, and it is asked for whole.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn ask_engine(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    units: &[&Unit],
) -> Result<Found, StepError> {
    let judge = errand.judge();
    let on = (errand.shelf, errand.told());
    let looked = look(&newsroom.store, on, errand.rules, units).await?;
    let mut found = Found { known: looked.known, ..Found::default() };
    let mut answers = looked.sentences;
    let groups = grouped(errand, &looked.whole, &looked.parted, &answers);
    ask_for(newsroom, errand, groups, &mut found, &mut answers).await?;
    let mut whole: Vec<&Unit> = Vec::new();
    for one in &looked.parted {
        match one.joined(&answers, &judge) {
            Some(text) if is_wrong(one.unit, &text, &judge) => whole.push(one.unit),
            Some(text) => drop(found.known.insert(one.unit.hash.clone(), text)),
            None => {}
        }
    }
    if !whole.is_empty() && found.halt.is_none() {
        let group = (whole.clone(), String::new());
        ask_for(newsroom, errand, vec![group], &mut found, &mut answers).await?;
    }
    for unit in looked.whole.iter().chain(&whole) {
        if let Some(answer) = answers.remove(&unit.hash) {
            found.known.insert(unit.hash.clone(), answer);
        }
    }
    Ok(found)
}

/// What is asked for, together where the engine does not look at what stands around a
/// sentence.
fn grouped<'a>(
    errand: &Errand<'_>,
    whole: &[&'a Unit],
    parted: &'a [Parted<'a>],
    known: &BTreeMap<String, Remembered>,
) -> Vec<Group<'a>> {
    let looks = errand.setup.engine.capability().sees.context();
    let mut first = whole.to_vec();
    let mut groups = Vec::new();
    for one in parted {
        let missing = one.missing(known);
        if looks {
            groups.push((missing, one.context()));
        } else {
            first.extend(missing);
        }
    }
    groups.insert(0, (first, String::new()));
    groups
}

/// Claims units, asks for those that are ours, and adds their answers.
async fn ask_for<'a>(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    groups: Vec<Group<'a>>,
    found: &mut Found,
    answers: &mut BTreeMap<String, Remembered>,
) -> Result<(), StepError> {
    let (store, shelf, told) = (&newsroom.store, errand.shelf, errand.told());
    let units = groups.iter().flat_map(|(units, _)| units);
    let names: BTreeMap<&'a str, String> =
        units.map(|unit| (unit.hash.as_str(), unit.name(told))).collect();
    if names.is_empty() {
        return Ok(());
    }
    let claimant = uuid::Uuid::now_v7().to_string();
    let wanted: Vec<String> = names.values().cloned().collect();
    let now = newsroom.clock.now();
    let mine = store.claim_segments(shelf, &wanted, &claimant, CLAIM, now).await?;
    let mine: BTreeSet<String> = mine.into_iter().collect();
    let ours = names.iter().filter(|(_, name)| mine.contains(*name)).map(|(hash, _)| *hash);
    let mine: BTreeSet<&str> = ours.collect();
    let (mut seen, mut theirs) = (BTreeSet::new(), Vec::new());
    let mut asked: Vec<Group<'a>> = Vec::new();
    for (units, context) in groups {
        let fresh = units.into_iter().filter(|unit| seen.insert(&unit.hash));
        let (ours, others): (Vec<_>, Vec<_>) =
            fresh.partition(|unit| mine.contains(unit.hash.as_str()));
        theirs.extend(others);
        asked.push((ours, context));
    }
    let outcome = ask_all(newsroom, errand, &asked, answers).await;
    // what was answered is nobody's any more
    if mine.iter().any(|hash| !answers.contains_key(*hash)) {
        store.unclaim_segments(&claimant).await?;
    }
    found.halt = outcome?;
    if !theirs.is_empty() {
        answers.extend(recall(store, (shelf, told), &theirs).await?);
        found.shared |= theirs.iter().any(|unit| !answers.contains_key(&unit.hash));
    }
    Ok(())
}

/// Asks for units in requests within the engine's limits. An answer on the wire is waited for
/// whatever became of the others: it is paid for.
async fn ask_all(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    groups: &[Group<'_>],
    known: &mut BTreeMap<String, Remembered>,
) -> Result<Option<Halt>, StepError> {
    let capability = errand.setup.engine.capability();
    let mut waiting: VecDeque<Load<'_>> = VecDeque::new();
    for (units, context) in groups {
        for request in cut(units, &capability, &errand.shelf.from) {
            let units = request.into_iter().map(|asked| asked.unit).collect();
            waiting.push_back(Load { units, capability, context: context.clone() });
        }
    }
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
            waiting.push_front(Load { units: units.to_vec(), ..load.clone() });
        }
        return;
    }
    let mut limits = load.capability.limits;
    let longest = load.units.iter().map(|unit| unit.segment.chars()).max().unwrap_or(0);
    limits.text_chars_max = limits.text_chars_max.min(longest) / 2;
    if too_large && limits.text_chars_max >= PIECE_MIN {
        // one text a request: its pieces together are as large as it was
        let capability = Capability { limits, ..load.capability };
        waiting.push_front(Load { capability, ..load.clone() });
    }
}
