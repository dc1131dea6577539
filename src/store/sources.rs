//! How each source stands, and what to ask its documents with.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;

use crate::domain::job::Filing;
use crate::domain::{Instant, ReleaseId, SourceId, Validators};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::sql::{Row, args};

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
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO source (id, first_seen, rhythm, next_at) VALUES ($1, $2, $3, $2) \
             ON CONFLICT (id) DO UPDATE SET rhythm = excluded.rhythm, \
             next_at = CASE WHEN source.pulled_at IS NULL THEN $2 ELSE $4 END \
             WHERE source.rhythm <> excluded.rhythm",
            args![source, now, rhythm, next],
        )
        .await?;
        tx.commit("store.source").await
    }

    /// The sources that are due, with the time that was set for each.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn due_sources(&self, now: Instant) -> Result<Vec<(SourceId, Instant)>, StoreError> {
        let sql = "SELECT id, next_at FROM source WHERE next_at <= $1 ORDER BY next_at, id";
        let rows = self.db.all(sql, args![now]).await?;
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
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE source SET next_at = $3 WHERE id = $1 AND next_at = $2";
        if tx.run(sql, args![source, was, next]).await? == 0 {
            return Ok(false);
        }
        jobs::file(self, &mut tx, filing, now).await?;
        tx.commit("store.tick").await?;
        Ok(true)
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

    /// Notes how a pull ended.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn note_pull(
        &self,
        source: &SourceId,
        error: Option<&str>,
        news: bool,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE source SET pulled_at = $2, \
             ok_at = CASE WHEN $3 IS NULL THEN $2 ELSE ok_at END, \
             news_at = CASE WHEN $4 = 1 THEN $2 ELSE news_at END, \
             failures = CASE WHEN $3 IS NULL THEN 0 ELSE failures + 1 END, \
             last_error = $3 WHERE id = $1",
            args![source, now, error, news],
        )
        .await?;
        tx.commit("store.pulled").await
    }

    /// How many pulls of a source failed since the last that went well.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn failures(&self, source: &SourceId) -> Result<i64, StoreError> {
        let sql = "SELECT failures FROM source WHERE id = $1";
        Ok(self.db.one(sql, args![source]).await?.map_or(0, |row| row.int(0)))
    }

    /// Does not ask a source before `until`, whatever its schedule says.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn delay_source(&self, source: &SourceId, until: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE source SET next_at = $2 WHERE id = $1 AND next_at < $2";
        tx.run(sql, args![source, until]).await?;
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

    /// Whether a source was ever read to the end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn was_read(&self, source: &SourceId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM source WHERE id = $1 AND ok_at IS NOT NULL";
        Ok(self.db.one(sql, args![source]).await?.is_some())
    }

    /// What to ask for a document with.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn validators(
        &self,
        source: &SourceId,
        address: &str,
    ) -> Result<Validators, StoreError> {
        let sql = "SELECT etag, last_modified, body FROM address \
                   WHERE source = $1 AND address = $2";
        let row = self.db.one(sql, args![source, address]).await?;
        Ok(row.map_or_else(Validators::default, |row| Validators {
            etag: row.text_or_none(0),
            last_modified: row.text_or_none(1),
            body: row.text_or_none(2),
        }))
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
                 (SELECT COUNT(*) FROM rejection j WHERE j.source = s.id) \
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
    })
}
