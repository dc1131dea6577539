//! How the queue stands: when it is due, what is in it, what failed, what is forgotten.

use std::time::Duration;

use serde::Serialize;

use crate::domain::Instant;
use crate::domain::job::JobState;
use crate::store::Store;
use crate::store::dialect::{now_sql, now_value};
use crate::store::error::StoreError;
use crate::store::jobs::millis;
use crate::store::sql::{Row, args};

/// Jobs looked at for when the next one may be claimed.
const NEXT_LOOK: usize = 100;

/// A job as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobRow {
    /// Its row.
    pub id: String,
    /// The name of its kind.
    pub kind: String,
    /// What it is about.
    pub name: String,
    /// How it stands.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is due, or when its lease ends.
    pub run_at: Instant,
    /// When it was filed.
    pub made_at: Instant,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Instant>,
    /// The lane it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

impl Store {
    /// How long until a job may be claimed, zero when one is due; `None` when none waits. A
    /// job whose lane is busy counts from when the lane is free, and one that is being worked
    /// not at all, unless its lease ran out: then it is due.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn next_due(&self, now: Instant) -> Result<Option<Duration>, StoreError> {
        // Of what comes after the first few, no lane can make anything due before these.
        let now_is = now_sql(self.db.is_postgres());
        let sql = format!(
            "SELECT j.run_at - {now_is}, l.free_at - {now_is} \
             FROM job j LEFT JOIN lane l ON l.name = j.lane \
             WHERE j.state < 2 AND (j.state = 0 OR j.run_at <= {now_is}) \
             ORDER BY j.run_at LIMIT {NEXT_LOOK}"
        );
        let rows = self.db.all(&sql, &[now_value(self, now)]).await?;
        let busy = |row: &Row| row.int_or_none(1).unwrap_or(i64::MIN).max(row.int(0));
        let last = rows.last().filter(|_| rows.len() == NEXT_LOOK).map(|row| row.int(0));
        let wait = rows.iter().map(busy).chain(last).min();
        Ok(wait.map(|millis| Duration::from_millis(u64::try_from(millis).unwrap_or(0))))
    }

    /// How many jobs are alive, by kind.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn alive(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT kind, COUNT(*) FROM job WHERE state < 2 GROUP BY kind ORDER BY kind";
        Ok(self.db.all(sql, &[]).await?.iter().map(|row| (row.text(0), row.int(1))).collect())
    }

    /// Jobs, at most `limit`: dead ones first, since a person has to look at them, the latest
    /// on top; then living ones in the order they are due; then done ones, the latest on top.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn jobs(&self, limit: i64) -> Result<Vec<JobRow>, StoreError> {
        let rows = self
            .db
            .all(
                "SELECT id, kind, name, state, attempts, run_at, made_at, done_at, lane, last_error \
                 FROM job ORDER BY CASE WHEN state = 3 THEN 0 WHEN state < 2 THEN 1 ELSE 2 END, \
                 COALESCE(done_at, 0) DESC, run_at, id LIMIT $1",
                args![limit],
            )
            .await?;
        Ok(rows.iter().map(job_row).collect())
    }

    /// Makes dead jobs ready again; gives how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn retry_dead(&self, now: Instant) -> Result<u64, StoreError> {
        let now_is = now_sql(self.db.is_postgres());
        let sql = format!(
            "UPDATE job SET state = 0, attempts = 0, run_at = {now_is}, done_at = NULL \
             WHERE state = 3 AND id = (SELECT MAX(d.id) FROM job d \
             WHERE d.kind = job.kind AND d.name = job.name AND d.state = 3) \
             AND NOT EXISTS (SELECT 1 FROM job a \
             WHERE a.kind = job.kind AND a.name = job.name AND a.state < 2)"
        );
        let mut tx = self.db.begin().await?;
        let count = tx.run(&sql, &[now_value(self, now)]).await?;
        tx.commit("store.retry").await?;
        Ok(count)
    }

    /// Forgets jobs that ended before `before`; dead ones are kept four times as long.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn forget_jobs(&self, kept: Duration, now: Instant) -> Result<u64, StoreError> {
        let now_is = now_sql(self.db.is_postgres());
        let sql = format!(
            "DELETE FROM job WHERE (state = 2 AND done_at < {now_is} - $2) \
             OR (state = 3 AND done_at < {now_is} - 4 * $2)"
        );
        let mut values = vec![now_value(self, now)];
        values.extend_from_slice(args![millis(kept)]);
        let mut tx = self.db.begin().await?;
        let count = tx.run(&sql, &values).await?;
        tx.commit("store.forget").await?;
        Ok(count)
    }
}

fn job_row(row: &Row) -> JobRow {
    JobRow {
        id: row.text(0),
        kind: row.text(1),
        name: row.text(2),
        state: match row.int(3) {
            0 => JobState::Ready,
            1 => JobState::Running,
            2 => JobState::Done,
            _ => JobState::Dead,
        },
        attempts: row.int(4),
        run_at: row.at(5),
        made_at: row.at(6),
        done_at: row.at_or_none(7),
        lane: row.text_or_none(8),
        last_error: row.text_or_none(9),
    }
}
