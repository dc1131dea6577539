//! What is remembered of units, before anybody is asked: of each paragraph, and where nothing
//! is, of its sentences.
//!
//! One statement for all paragraphs, and one more for the sentences of those that are not
//! known. Of a paragraph half of which is known only the rest is asked for; of any other one
//! the whole, since an engine understands more of that.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::segment::Hand;
use crate::store::memory::{Memory, Shelf};
use crate::store::{Store, StoreError};
use crate::translate::check::{self, Judge, Rules};
use crate::translate::plan::{Remembered, Unit};
use crate::translate::sentences::{self, Parted};

/// How units stand.
#[derive(Debug, Default)]
pub struct Looked<'a> {
    /// What is known of them, by hash.
    pub known: BTreeMap<String, Remembered>,
    /// What is known of the sentences of others, by hash.
    pub sentences: BTreeMap<String, Remembered>,
    /// Those that have to be asked for as they are, each once.
    pub whole: Vec<&'a Unit>,
    /// Those of which some sentences have to be asked for.
    pub parted: Vec<Parted<'a>>,
}

/// Looks at units in the memory, and at what is said of their sentences; `told` says whether
/// the engine of the shelf is told of terms.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn look<'a>(
    store: &Store,
    (shelf, told): (&Shelf, bool),
    rules: &Rules,
    units: &[&'a Unit],
) -> Result<Looked<'a>, StoreError> {
    let judge = Judge { from: &shelf.from, to: &shelf.to, rules };
    let known = recall(store, (shelf, told), units).await?;
    let mut looked = Looked { known, ..Looked::default() };
    let mut seen = BTreeSet::new();
    let mut parted = Vec::new();
    for unit in units.iter().copied() {
        if looked.known.contains_key(&unit.hash) || !seen.insert(&unit.hash) {
            continue;
        }
        match sentences::part(unit, &shelf.from) {
            Some(parts) => parted.push(parts),
            None => looked.whole.push(unit),
        }
    }
    if parted.is_empty() {
        return Ok(looked);
    }
    let all: Vec<&Unit> =
        parted.iter().flat_map(|one| one.parts.iter().map(|part| &part.unit)).collect();
    looked.sentences = recall(store, (shelf, told), &all).await?;
    looked.sentences.extend(said(store, shelf, &all, &judge).await?);
    for one in parted {
        if !one.is_half_known(&looked.sentences, &judge) {
            looked.whole.push(one.unit);
            continue;
        }
        match one.joined(&looked.sentences, &judge) {
            None => looked.parted.push(one),
            Some(text) if is_wrong(one.unit, &text, &judge) => looked.whole.push(one.unit),
            Some(text) => drop(looked.known.insert(one.unit.hash.clone(), text)),
        }
    }
    Ok(looked)
}

/// Whether a check finds an error in what is known of a unit.
pub(super) fn is_wrong(unit: &Unit, known: &Remembered, judge: &Judge<'_>) -> bool {
    check::doubts(unit, &known.text, judge).iter().any(check::is_error)
}

/// What is remembered of units.
pub(super) async fn recall(
    store: &Store,
    (shelf, told): (&Shelf, bool),
    units: &[&Unit],
) -> Result<BTreeMap<String, Remembered>, StoreError> {
    let hashes: BTreeMap<String, &String> =
        units.iter().map(|unit| (unit.name(told), &unit.hash)).collect();
    let names: Vec<String> = hashes.keys().cloned().collect();
    let each = |(name, one): (String, Memory)| {
        let (text, unknown_share, hand) = (one.text, one.unknown_share, Hand::Machine);
        let hash = hashes.get(&name)?;
        Some(((*hash).clone(), Remembered { text, unknown_share, hand }))
    };
    Ok(store.remembered(shelf, &names).await?.into_iter().filter_map(each).collect())
}

/// What people said of sentences, wherever these stood; what was imported only if no check
/// finds an error in it.
async fn said(
    store: &Store,
    shelf: &Shelf,
    units: &[&Unit],
    judge: &Judge<'_>,
) -> Result<BTreeMap<String, Remembered>, StoreError> {
    let units: BTreeMap<&String, &Unit> = units.iter().map(|unit| (&unit.hash, *unit)).collect();
    let names: Vec<(String, String)> =
        units.keys().map(|hash| ((*hash).clone(), String::new())).collect();
    let mut found = BTreeMap::new();
    for (hash, one) in store.said((&shelf.from, &shelf.to), &names).await? {
        let known = Remembered { text: one.text, unknown_share: None, hand: one.hand };
        let stands = |unit: &&Unit| one.hand == Hand::Person || !is_wrong(unit, &known, judge);
        if units.get(&hash).is_some_and(stands) {
            found.insert(hash, known);
        }
    }
    Ok(found)
}
