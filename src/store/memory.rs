//! Segments translated before.
//!
//! A segment is claimed before an engine is asked for it, so that no two workers ask for the
//! same, and stored the moment it is answered, whether the answer will be used or not: an
//! answer that arrived is never paid for again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::breaker::Heard;
use crate::domain::budget::Fare;
use crate::domain::{Instant, Language, Segment};
use crate::store::error::StoreError;
use crate::store::keep::{many, many_returning};
use crate::store::sayings::keep_all;
use crate::store::sql::{Row, Tx, Value, args, places};
use crate::store::{Store, engines, ledger};

/// By what memory tells translations of one segment apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// From this language.
    pub from: Language,
    /// Into this one.
    pub to: Language,
    /// The configured engine.
    pub engine: String,
    /// Its model, empty when it names none.
    pub model: String,
    /// What else tells them apart: a glossary of the engine's own, or a trial, which nobody looks
    /// at again.
    pub glossary: String,
}

/// A remembered translation of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    /// The text, in our notation of codes.
    pub text: String,
    /// Share of words the engine did not know.
    pub unknown_share: Option<f64>,
}

/// What one request brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brought {
    /// Answers, by the name of their segment (`translate::plan::Unit::name`): its hash, and
    /// behind a `+` a name for what the engine was told of terms in it.
    pub answers: Vec<(String, Memory)>,
    /// What they teach of other segments; what is known of these already stays.
    pub taught: Vec<(String, Memory)>,
    /// The words of all these segments, and what their codes hold.
    pub words: Vec<(Segment, Vec<String>)>,
}

fn shelf_values(shelf: &Shelf) -> Vec<Value> {
    args![&shelf.from, &shelf.to, &shelf.engine, &shelf.model].to_vec()
}

const SHELF: &str = "source_language = $1 AND language = $2 AND engine = $3 AND model = $4";

/// The hash in a segment's name, and what stands in the column `glossary` of its row.
fn columns<'a>(on: &Shelf, name: &'a str) -> (&'a str, String) {
    let (hash, terms) = name.split_at(name.find('+').unwrap_or(name.len()));
    (hash, format!("{}{terms}", on.glossary))
}

/// The name of a row's segment; `None` of a row that stands on another shelf.
fn named(on: &Shelf, row: &Row, hash: usize, glossary: usize) -> Option<String> {
    let glossary = row.text(glossary);
    let terms = glossary.strip_prefix(on.glossary.as_str())?;
    let whole = terms.is_empty() || terms.starts_with('+');
    whole.then(|| format!("{}{terms}", row.text(hash)))
}

impl Store {
    /// What is remembered of these segments, by their names.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn remembered(
        &self,
        on: &Shelf,
        segments: &[String],
    ) -> Result<BTreeMap<String, Memory>, StoreError> {
        let wanted: BTreeSet<&str> = segments.iter().map(String::as_str).collect();
        let mut found = BTreeMap::new();
        for some in segments.chunks(200) {
            let sql = format!(
                "SELECT segment, text, unknown_share, glossary FROM memory \
                 WHERE {SHELF} AND text IS NOT NULL AND segment IN ({})",
                places(5, some.len())
            );
            let mut values = shelf_values(on);
            values.extend(some.iter().map(|name| Value::from(columns(on, name).0)));
            for row in self.db.many(&sql, 4, &values).await? {
                let memory = Memory { text: row.text(1), unknown_share: row.real(2) };
                let name = named(on, &row, 0, 3).filter(|name| wanted.contains(name.as_str()));
                found.extend(name.map(|name| (name, memory)));
            }
        }
        Ok(found)
    }

    /// Claims segments for asking; gives those that are ours now. The others are being asked
    /// for by somebody else, or were answered a moment ago.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn claim_segments(
        &self,
        on: &Shelf,
        segments: &[String],
        claimant: &str,
        length: Duration,
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        let until = now + TimeDelta::from_std(length).unwrap_or_default();
        let mut tx = self.db.begin().await?;
        let ordered: BTreeSet<&String> = segments.iter().collect();
        let row = |name: &String| {
            let mut row = shelf_values(on);
            let (segment, glossary) = columns(on, name);
            let own = args![glossary, segment, "machine", now, claimant, until];
            row.extend_from_slice(own);
            row
        };
        let head = "INSERT INTO memory (source_language, language, engine, model, glossary, \
                    segment, origin, made_at, claim, claimed_until)";
        let tail = "ON CONFLICT (segment, source_language, language, engine, model, glossary) \
                    DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until \
                    WHERE memory.text IS NULL AND (memory.claimed_until < excluded.made_at \
                    OR memory.claim = excluded.claim) RETURNING segment, glossary";
        let rows = ordered.into_iter().map(row).collect();
        let taken = many_returning(&mut tx, head, tail, rows).await?;
        let mine = taken.iter().filter_map(|row| named(on, row, 0, 1)).collect();
        tx.commit("memory.claim").await?;
        Ok(mine)
    }

    /// Gives up claims, so that others may ask.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn unclaim_segments(&self, claimant: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM memory WHERE claim = $1 AND text IS NULL";
        tx.run(sql, args![claimant]).await?;
        tx.commit("memory.unclaim").await
    }

    /// Stores what a request brought and settles the request, at once. `billed` is what the
    /// engine says it charged for, where it says so.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn remember(
        &self,
        on: &Shelf,
        brought: &Brought,
        request: &str,
        billed: Option<Fare>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin_first().await?;
        engines::hear(&mut tx, &on.engine, &Heard::Answer, now).await?;
        ledger::spent(&mut tx, request, billed).await?;
        keep_all(&mut tx, &brought.words).await?;
        let answered = "UPDATE SET text = excluded.text, unknown_share = excluded.unknown_share, \
                        made_at = excluded.made_at, claim = NULL, claimed_until = NULL";
        put(&mut tx, on, &brought.answers, answered, now).await?;
        put(&mut tx, on, &brought.taught, "NOTHING", now).await?;
        tx.commit("memory.put").await
    }
}

/// Writes what is remembered of segments; `known` says what is done where a row is there.
async fn put(
    tx: &mut Tx,
    on: &Shelf,
    all: &[(String, Memory)],
    known: &str,
    now: Instant,
) -> Result<(), StoreError> {
    // of a segment that was answered twice the last answer stays
    let all: BTreeMap<&String, &Memory> =
        all.iter().map(|(segment, memory)| (segment, memory)).collect();
    let row = |(name, memory): (&String, &Memory)| {
        let mut row = shelf_values(on);
        let (segment, glossary) = columns(on, name);
        let own = args![glossary, segment, &memory.text, memory.unknown_share, "machine", now];
        row.extend_from_slice(own);
        row
    };
    let head = "INSERT INTO memory (source_language, language, engine, model, glossary, \
                segment, text, unknown_share, origin, made_at)";
    let tail = format!(
        "ON CONFLICT (segment, source_language, language, engine, model, glossary) DO {known}"
    );
    many(tx, head, &tail, all.into_iter().map(row).collect()).await?;
    Ok(())
}
