//! How each source stands, and what to ask its documents with.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;

use crate::domain::job::Filing;
use crate::domain::{Instant, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::batch::{Configured, Due};
use crate::store::error::StoreError;
use crate::store::sql::{Row, args};

/// Sources ticked in one go.
pub const DUE_MAX: i64 = 500;

/// How a source stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    /// The source.
    pub id: SourceId,
    /// When it is due next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Instant>,
    /// When it was last pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulled_at: Option<Instant>,
    /// When a pull last went well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ok_at: Option<Instant>,
    /// When it last brought something new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub news_at: Option<Instant>,
    /// Failed pulls since the last that went well.
    pub failures: i64,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// The stable name of what went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The gap usually seen between two of its releases, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_secs: Option<i64>,
    /// Its WebSub hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub: Option<String>,
    /// When it answered that it is gone for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Instant>,
    /// Since when its silence is longer than its rhythm explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_at: Option<Instant>,
    /// Where its documents moved to for good, by their servers' word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// How many of its releases are not withdrawn.
    pub releases: i64,
    /// How many of its drafts were refused.
    pub refused: i64,
}

/// A draft that was refused, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// The source.
    pub source: String,
    /// What the draft was called.
    pub name: String,
    /// The rule that refused it.
    pub rule: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: Instant,
}

impl Store {
    /// Notes a source as configured. A new one is due at once; another rhythm than before
    /// makes it due at `next`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle_source(
        &self,
        source: &SourceId,
        rhythm: &str,
        next: Option<Instant>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let rhythm = rhythm.to_owned();
        let one = Configured { source: source.clone(), rhythm, next };
        self.settle_sources(&[one], now).await
    }

    /// Sources that are due, with the time that was set for each: the longest due first, and
    /// no more than [`DUE_MAX`], so that one look costs the same however many there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn due_sources(&self, now: Instant) -> Result<Vec<(SourceId, Instant)>, StoreError> {
        let sql = "SELECT id, next_at FROM source WHERE next_at <= $1 \
                   ORDER BY next_at, id LIMIT $2";
        let rows = self.db.all(sql, args![now, DUE_MAX]).await?;
        rows.iter().map(|row| Ok((row.parse(0)?, row.at(1)))).collect()
    }

    /// When the next source is due.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn next_source(&self) -> Result<Option<Instant>, StoreError> {
        let row = self.db.one("SELECT MIN(next_at) FROM source", &[]).await?;
        Ok(row.and_then(|row| row.at_or_none(0)))
    }

    /// Sets when a source is due next and files its pull, unless another machine just did:
    /// then `false`. Runs that were missed are one run.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn tick(
        &self,
        source: &SourceId,
        was: Instant,
        next: Option<Instant>,
        filing: &Filing,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let (source, filing) = (source.clone(), filing.clone());
        Ok(self.tick_all(&[Due { source, was, next, filing }], now).await? == 1)
    }

    /// Makes a source due no more, until it is configured again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn rest_source(&self, source: &SourceId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE source SET next_at = NULL, rhythm = '' WHERE id = $1";
        tx.run(sql, args![source]).await?;
        tx.commit("store.source").await
    }

    /// Lets the next withdrawal of many releases through.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuch`] for a source that is not known.
    pub async fn confirm_source(
        &self,
        source: &SourceId,
        length: Duration,
        now: Instant,
    ) -> Result<(), StoreError> {
        let until = now + TimeDelta::from_std(length).unwrap_or_default();
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE source SET confirmed_until = $2 WHERE id = $1";
        let changed = tx.run(sql, args![source, until]).await?;
        tx.commit("store.confirm").await?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::NoSuch(format!("no source is called `{source}`")))
        }
    }

    /// Whether a person lets a withdrawal of many releases through now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn is_confirmed(&self, source: &SourceId, now: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM source WHERE id = $1 AND confirmed_until > $2";
        Ok(self.db.one(sql, args![source, now]).await?.is_some())
    }

    /// The documents of a source that were read before and are not among `present`, and the
    /// releases read from them that are not withdrawn.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn absent(
        &self,
        source: &SourceId,
        present: &BTreeSet<String>,
    ) -> Result<(Vec<String>, Vec<ReleaseId>), StoreError> {
        let sql = "SELECT address FROM address WHERE source = $1 ORDER BY address";
        let rows = self.db.all(sql, args![source]).await?;
        let gone: Vec<String> =
            rows.iter().map(|row| row.text(0)).filter(|one| !present.contains(one)).collect();
        let mut releases = Vec::new();
        for address in &gone {
            let sql = "SELECT id FROM release \
                       WHERE source = $1 AND address = $2 AND status <> 'withdrawn' ORDER BY id";
            for row in self.db.all(sql, args![source, address]).await? {
                releases.push(row.parse(0)?);
            }
        }
        Ok((gone, releases))
    }

    /// How many releases of a source are not withdrawn.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn standing_releases(&self, source: &SourceId) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM release WHERE source = $1 AND status <> 'withdrawn'";
        Ok(self.db.one(sql, args![source]).await?.map_or(0, |row| row.int(0)))
    }

    /// How every source stands that was ever configured.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let rows = self
            .db
            .all(
                "SELECT s.id, s.next_at, s.pulled_at, s.ok_at, s.news_at, s.failures, \
                 s.last_error, (SELECT COUNT(*) FROM release r WHERE r.source = s.id \
                 AND r.status <> 'withdrawn'), \
                 (SELECT COUNT(*) FROM rejection j WHERE j.source = s.id), \
                 s.code, s.gap_secs, s.hub, s.gone_at, s.quiet_at, \
                 (SELECT MIN(a.moved_to) FROM address a WHERE a.source = s.id) \
                 FROM source s ORDER BY s.id",
                &[],
            )
            .await?;
        rows.iter().map(source_row).collect()
    }

    /// Drafts that were refused.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn refusals(&self) -> Result<Vec<RefusedRow>, StoreError> {
        let sql =
            "SELECT source, name, rule, words, at FROM rejection ORDER BY at DESC, source, name";
        let rows = self.db.all(sql, &[]).await?;
        let refused = |row: &Row| RefusedRow {
            source: row.text(0),
            name: row.text(1),
            rule: row.text(2),
            why: row.text(3),
            at: row.at(4),
        };
        Ok(rows.iter().map(refused).collect())
    }
}

fn source_row(row: &Row) -> Result<SourceRow, StoreError> {
    Ok(SourceRow {
        id: row.parse(0)?,
        next_at: row.at_or_none(1),
        pulled_at: row.at_or_none(2),
        ok_at: row.at_or_none(3),
        news_at: row.at_or_none(4),
        failures: row.int(5),
        last_error: row.text_or_none(6),
        releases: row.int(7),
        refused: row.int(8),
        code: row.text_or_none(9),
        gap_secs: row.int_or_none(10),
        hub: row.text_or_none(11),
        gone_at: row.at_or_none(12),
        quiet_at: row.at_or_none(13),
        moved_to: row.text_or_none(14),
    })
}
