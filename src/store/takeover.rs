//! What processes that were killed left behind -> work that is ready again.
//!
//! A worker that dies keeps its leases until they run out, and what it asked for stays
//! claimed. Nobody needs to wait for that who knows that nobody else is at work: then
//! whatever is leased, claimed or on the wire belonged to the dead. On SQLite a lock beside
//! the file tells (`disk::lock`), on PostgreSQL an advisory lock that the server gives back
//! the moment its session ends. Where others are at work the leases run out by themselves;
//! fencing holds either way.

use crate::domain::Instant;
use crate::store::Store;
use crate::store::dialect::{now_sql, now_value};
use crate::store::error::StoreError;

/// What was taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// Jobs that a dead worker had.
    pub jobs: u64,
    /// Requests to engines that were on the wire: nobody can tell whether they were charged.
    pub requests: u64,
}

/// Milliseconds a job rests for every time it was tried before: one that kills its worker
/// each time must not do so without end.
const REST_MILLIS: i64 = 15_000;
/// Milliseconds a lane of the dead rests, since whoever is behind it was just asked.
const LANE_MILLIS: i64 = 1_000;

impl Store {
    /// Makes everything ready that dead workers had: jobs with their lanes, claimed segments,
    /// and requests on the wire, which become uncertain. Only who is alone may do so.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing is taken over.
    pub async fn take_over(&self, now: Instant) -> Result<Left, StoreError> {
        let now_is = now_sql(self.db.is_postgres());
        let clock = [now_value(self, now)];
        let mut tx = self.db.begin().await?;
        let lanes = format!(
            "UPDATE lane SET free_at = {now_is} + {LANE_MILLIS} \
             WHERE free_at > {now_is} + {LANE_MILLIS} \
             AND name IN (SELECT j.lane FROM job j WHERE j.state = 1)"
        );
        tx.run(&lanes, &clock).await?;
        let rested = format!("{now_is} + (attempts - 1) * {REST_MILLIS}");
        let jobs = format!(
            "UPDATE job SET state = 0, token = token + 1, again_at = NULL, \
             run_at = CASE WHEN {rested} < run_at THEN {rested} ELSE run_at END, \
             last_error = 'its worker ended before it did' WHERE state = 1"
        );
        let jobs = tx.run(&jobs, &clock).await?;
        tx.run("DELETE FROM memory WHERE text IS NULL", &[]).await?;
        // what was asked is forgotten: that its worker died says nothing against asking again
        let lost = "UPDATE ledger SET state = 'uncertain', asked = '' WHERE state = 'reserved'";
        let requests = tx.run(lost, &[]).await?;
        tx.commit("store.takeover").await?;
        Ok(Left { jobs, requests })
    }
}
