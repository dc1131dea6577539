//! A source that gives old entries new ids is told of: every look would make releases of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::domain::{ReleaseKey, SourceId};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::store::pulls::{Haul, Known};

/// So few new entries tell nothing.
const FEW: usize = 5;

/// How far back headlines are compared: ids that change do so before long.
const BACK: TimeDelta = TimeDelta::days(14);

/// Tells the operator when most of the `all` entries of a document are new by their ids and
/// yet have headlines that the source has shown before; takes it back when they are not.
pub(super) async fn look(
    newsroom: &Newsroom,
    haul: &Haul,
    known: &BTreeMap<ReleaseKey, Known>,
    all: usize,
) -> Result<(), StepError> {
    let incoming = haul.incoming.iter().map(|one| &one.release);
    let new = incoming.filter(|one| !known.contains_key(&one.id.key));
    let headlines: BTreeSet<String> = new.map(|one| one.headline.clone()).collect();
    if haul.backfill || headlines.is_empty() {
        return Ok(());
    }
    let (store, source, now) = (&newsroom.store, &haul.source, newsroom.clock.now());
    let again = if headlines.len() < FEW {
        0
    } else {
        store.shown_headlines(source, &headlines, now - BACK).await?
    };
    if again < FEW || again * 2 <= all {
        store.clear(&key(source), now).await?;
        return Ok(());
    }
    let words = format!(
        "{again} of the {all} entries of `{source}` have headlines that it showed before under \
         other ids; if it gives its entries new ids, write `known_by = \"link\"` or \
         `known_by = \"headline\"` into the `[feed]` table of its file"
    );
    store.raise(&key(source), "source.renamed", Some(source), &words, now).await?;
    Ok(())
}

fn key(source: &SourceId) -> String {
    format!("source.renamed:{source}")
}
