//! Segments translated before, and the ledger of what was asked of engines.
//!
//! A segment is claimed before an engine is asked for it, so that no two workers ask for the
//! same, and stored the moment it is answered, whether the answer will be used or not: an
//! answer that arrived is never paid for again.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::{Instant, Language};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Value, args, places};

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
    /// The version of the glossary.
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

/// What a request to an engine came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// It answered.
    Spent,
    /// It surely did nothing.
    Released,
    /// Nobody can tell whether it worked and charged; counted as spent.
    Uncertain,
}

impl Spent {
    const fn name(self) -> &'static str {
        match self {
            Self::Spent => "spent",
            Self::Released => "released",
            Self::Uncertain => "uncertain",
        }
    }
}

fn shelf_values(shelf: &Shelf) -> Vec<Value> {
    args![&shelf.from, &shelf.to, &shelf.engine, &shelf.model, &shelf.glossary].to_vec()
}

const SHELF: &str =
    "source_language = $1 AND language = $2 AND engine = $3 AND model = $4 AND glossary = $5";

impl Store {
    /// What is remembered of these segments, by hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn remembered(
        &self,
        on: &Shelf,
        segments: &[String],
    ) -> Result<BTreeMap<String, Memory>, StoreError> {
        let mut found = BTreeMap::new();
        for some in segments.chunks(200) {
            let sql = format!(
                "SELECT segment, text, unknown_share FROM memory \
                 WHERE {SHELF} AND text IS NOT NULL AND segment IN ({})",
                places(6, some.len())
            );
            let mut values = shelf_values(on);
            values.extend(some.iter().map(Value::from));
            for row in self.db.all(&sql, &values).await? {
                let memory = Memory { text: row.text(1), unknown_share: row.real(2) };
                found.insert(row.text(0), memory);
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
        let mut mine = Vec::new();
        let mut tx = self.db.begin().await?;
        let mut ordered: Vec<&String> = segments.iter().collect();
        ordered.sort();
        ordered.dedup();
        for segment in ordered {
            let mut values = shelf_values(on);
            values.extend_from_slice(args![segment, claimant, until, now]);
            let taken = tx
                .run(
                    "INSERT INTO memory (source_language, language, engine, model, glossary, \
                     segment, origin, made_at, claim, claimed_until) \
                     VALUES ($1, $2, $3, $4, $5, $6, 'machine', $9, $7, $8) \
                     ON CONFLICT (segment, source_language, language, engine, model, glossary) \
                     DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until \
                     WHERE memory.text IS NULL \
                     AND (memory.claimed_until < $9 OR memory.claim = excluded.claim)",
                    &values,
                )
                .await?;
            if taken == 1 {
                mine.push(segment.clone());
            }
        }
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

    /// Notes that a request is about to go out. Gives the entry's id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn reserve(
        &self,
        on: &Shelf,
        segments: usize,
        chars: usize,
        now: Instant,
    ) -> Result<String, StoreError> {
        let id = uuid::Uuid::now_v7().to_string();
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO ledger (id, at, engine, source_language, language, segments, chars, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'reserved')",
            args![
                &id,
                now,
                &on.engine,
                &on.from,
                &on.to,
                i64::try_from(segments).unwrap_or(i64::MAX),
                i64::try_from(chars).unwrap_or(i64::MAX),
            ],
        )
        .await?;
        tx.commit("ledger.reserve").await?;
        Ok(id)
    }

    /// Stores answers, by segment, and settles the request they came by, at once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn remember(
        &self,
        on: &Shelf,
        answers: &[(String, Memory)],
        request: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (segment, memory) in answers {
            let mut values = shelf_values(on);
            values.extend_from_slice(args![segment, &memory.text, memory.unknown_share, now]);
            tx.run(
                "INSERT INTO memory (source_language, language, engine, model, glossary, segment, \
                 text, unknown_share, origin, made_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'machine', $9) \
                 ON CONFLICT (segment, source_language, language, engine, model, glossary) \
                 DO UPDATE SET text = excluded.text, unknown_share = excluded.unknown_share, \
                 made_at = excluded.made_at, claim = NULL, claimed_until = NULL",
                &values,
            )
            .await?;
        }
        let sql = "UPDATE ledger SET state = 'spent' WHERE id = $1";
        tx.run(sql, args![request]).await?;
        tx.commit("memory.put").await
    }

    /// Settles a request that brought no answer.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle(&self, request: &str, spent: Spent) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE ledger SET state = $2 WHERE id = $1";
        tx.run(sql, args![request, spent.name()]).await?;
        tx.commit("ledger.settle").await
    }

    /// Requests that were on the wire when their process ended become uncertain. Called at
    /// start on a database of one machine; on a shared one after `age`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle_lost(&self, age: Duration, now: Instant) -> Result<u64, StoreError> {
        let before = now - TimeDelta::from_std(age).unwrap_or_default();
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE ledger SET state = 'uncertain' WHERE state = 'reserved' AND at <= $1";
        let count = tx.run(sql, args![before]).await?;
        tx.commit("ledger.settle").await?;
        Ok(count)
    }

    /// Characters sent to each engine by state: `(engine, state, requests, characters)`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn ledger(&self) -> Result<Vec<(String, String, i64, i64)>, StoreError> {
        let sql = "SELECT engine, state, COUNT(*), CAST(SUM(chars) AS BIGINT) \
                   FROM ledger GROUP BY engine, state ORDER BY engine, state";
        let rows = self.db.all(sql, &[]).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.text(1), row.int(2), row.int(3))).collect())
    }
}
