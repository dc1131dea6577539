//! Who made a translation, told with it: every engine that gave a part, or a person.

use std::collections::BTreeSet;

use crate::domain::Instant;
use crate::domain::capability::Craft;
use crate::domain::segment::Hand;
use crate::domain::translation::{Provenance, Touch};
use crate::pipeline::house::EngineSetup;
use crate::pipeline::translate::chain::Way;
use crate::store::memory::Shelf;

/// What made it: every engine that gave a part of it. `None` when none was asked.
pub(super) fn provenance(
    way: &Way<'_>,
    now: Instant,
    asked: &[(&EngineSetup, Shelf)],
) -> Option<Provenance> {
    let used: BTreeSet<&String> = way.by.values().collect();
    let gave = |setup: &&EngineSetup| used.contains(&setup.name);
    let mut makers: Vec<&EngineSetup> =
        asked.iter().map(|(setup, _)| *setup).filter(gave).collect();
    if makers.is_empty() {
        makers.extend(asked.first().map(|(setup, _)| *setup));
    }
    let Some(first) = makers.first() else { return by_hand(way, now) };
    let names: Vec<&str> = makers.iter().map(|setup| setup.engine.display()).collect();
    let trained = |setup: &&EngineSetup| setup.engine.capability().craft == Craft::Trained;
    let craft =
        if makers.iter().any(trained) { Craft::Trained } else { first.engine.capability().craft };
    let shares: Vec<f64> = way.known.values().filter_map(|one| one.unknown_share).collect();
    let count = u32::try_from(shares.len()).unwrap_or(u32::MAX);
    Some(Provenance {
        engine: first.name.clone(),
        display: joined(&names),
        model: first.engine.model().map(str::to_owned),
        craft: match craft {
            Craft::Rules => "rules",
            Craft::Trained => "trained",
            Craft::None => "none",
        }
        .to_owned(),
        at: now,
        unknown_share: (count > 0).then(|| shares.iter().sum::<f64>() / f64::from(count)),
        hand: Touch::None,
        approved: None,
    })
}

/// What made it where no engine takes the pair: a person, if anybody.
fn by_hand(way: &Way<'_>, now: Instant) -> Option<Provenance> {
    let persons = way.known.values().any(|one| one.hand == Hand::Person);
    persons.then(|| Provenance {
        engine: String::new(),
        display: String::new(),
        model: None,
        craft: "person".to_owned(),
        at: now,
        unknown_share: None,
        hand: Touch::Person,
        approved: None,
    })
}

/// Names, each once, as one.
pub(super) fn joined(names: &[&str]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !all.contains(name) {
            all.push(name);
        }
    }
    all.join(", ")
}
