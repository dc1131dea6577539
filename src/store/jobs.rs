//! The queue: filed in the transaction that makes the work necessary, leased, fenced.
//!
//! A lease is `run_at` pushed forward: when a worker dies, its job is simply due again.
//! Every finish is fenced by a token, so a worker that woke up late changes nothing. At most
//! one job of a kind and name is alive, and filing it again never does nothing: a waiting one
//! takes the earlier time, a running one runs once more when it is done.

use std::time::Duration;

use crate::domain::job::Filing;
use crate::domain::{Instant, Job, Lane};
use crate::store::Store;
use crate::store::dialect::{now_sql, now_value, skip_locked};
use crate::store::error::StoreError;
use crate::store::sql::{Row, Tx, args, json};

/// A worker's timed claim on a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The row.
    pub id: String,
    /// The work.
    pub job: Job,
    /// The lane it keeps busy.
    pub lane: Option<Lane>,
    /// Which claim on the row this is.
    pub token: i64,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// How often it may be tried.
    pub attempts_max: i64,
}

/// How a leased job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Done.
    Done,
    /// Failed; to be tried again after this pause, unless it was tried too often.
    Again {
        /// The pause.
        pause: Duration,
        /// Whether its lane is to rest as long: whoever is behind it asked for it.
        rest_lane: bool,
        /// What went wrong.
        why: String,
    },
    /// Put off: what it needs is not to be had just now. Does not count as an attempt.
    PutOff {
        /// For how long.
        pause: Duration,
        /// What it waits for.
        why: String,
    },
    /// Failed for good.
    Dead {
        /// What went wrong.
        why: String,
    },
    /// Failed, and not tried again by the queue: whoever files it next decides when.
    Over {
        /// How long its lane is to rest, as whoever is behind it asked for.
        rest: Duration,
        /// What went wrong.
        why: String,
    },
    /// Given back unworked, because the worker stops. Does not count as an attempt, and what
    /// went wrong last time is still what went wrong last.
    HandedBack,
}

/// Files a job inside a transaction.
pub(super) async fn file(
    store: &Store,
    tx: &mut Tx,
    filing: &Filing,
    now: Instant,
) -> Result<(), StoreError> {
    // On PostgreSQL the queue counts by the database's clock: a time is filed as a distance.
    let delay = (filing.run_at - now).num_milliseconds().max(0);
    let postgres = store.db.is_postgres();
    let sql = format!(
        "INSERT INTO job (id, kind, name, lane, payload, state, attempts, attempts_max, priority, \
         run_at, token, made_at) \
         VALUES ($2, $3, $4, $5, $6, 0, 0, $7, $8, {now} + $9, 0, {now}) \
         ON CONFLICT (kind, name) WHERE state < 2 DO UPDATE SET \
         payload = excluded.payload, lane = excluded.lane, \
         again_at = CASE WHEN job.state = 0 THEN job.again_at \
         WHEN job.again_at IS NULL OR excluded.run_at < job.again_at THEN excluded.run_at \
         ELSE job.again_at END, \
         run_at = CASE WHEN job.state = 0 AND excluded.run_at < job.run_at THEN excluded.run_at \
         ELSE job.run_at END",
        now = now_sql(postgres)
    );
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![
        uuid::Uuid::now_v7().to_string(),
        filing.job.kind(),
        filing.job.key(),
        filing.lane.as_ref().map(Lane::as_str),
        json(&filing.job)?,
        filing.job.attempts_max(),
        filing.job.priority(),
        delay,
    ]);
    tx.run(&sql, &values).await?;
    Ok(())
}

/// Ends the waiting jobs of a kind whose name begins with `beginning`: what they were for
/// is gone.
pub(super) async fn cancel(
    store: &Store,
    tx: &mut Tx,
    kind: &str,
    beginning: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let now_is = now_sql(store.db.is_postgres());
    let sql = format!(
        "UPDATE job SET state = 2, done_at = {now_is}, last_error = 'no longer needed' \
         WHERE kind = $2 AND state = 0 AND substr(name, 1, length($3)) = $3"
    );
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![kind, beginning]);
    tx.run(&sql, &values).await?;
    Ok(())
}

impl Store {
    /// Files jobs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none is filed.
    pub async fn file(&self, filings: &[Filing], now: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for filing in filings {
            file(self, &mut tx, filing, now).await?;
        }
        tx.commit("store.file").await
    }

    /// Claims the job that is due and goes first, passing over busy lanes. One that cannot be
    /// read, of another version's making perhaps, is dead and shown, and the next is claimed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn claim(&self, lease: Duration, now: Instant) -> Result<Option<Lease>, StoreError> {
        loop {
            let mut tx = self.db.begin().await?;
            let Some(row) = take(self, &mut tx, lease, now).await? else {
                return Ok(None);
            };
            let claimed = match lease_of(&row) {
                Ok(claimed) => claimed,
                Err(why) => {
                    bury(self, &mut tx, &row.text(0), &why.to_string(), now).await?;
                    tx.commit("store.claim").await?;
                    continue;
                }
            };
            if let Some(lane) = &claimed.lane
                && !take_lane(self, &mut tx, lane, lease, now).await?
            {
                // Another worker took the lane between our look and our claim.
                continue;
            }
            tx.commit("store.claim").await?;
            if claimed.attempts > claimed.attempts_max {
                let why = "its worker ended before the job did, too often".to_owned();
                self.finish(&claimed, &Ending::Dead { why }, Duration::ZERO, now).await?;
                continue;
            }
            return Ok(Some(claimed));
        }
    }

    /// Renews a lease; `false` when somebody else has the job now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn renew(
        &self,
        lease: &Lease,
        length: Duration,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let now_is = now_sql(self.db.is_postgres());
        let mut tx = self.db.begin().await?;
        let sql = format!(
            "UPDATE job SET run_at = {now_is} + $2 WHERE id = $3 AND token = $4 AND state = 1"
        );
        let mut values = vec![now_value(self, now)];
        values.extend_from_slice(args![millis(length), &lease.id, lease.token]);
        let mine = tx.run(&sql, &values).await? == 1;
        if let (true, Some(lane)) = (mine, &lease.lane) {
            rest_lane(self, &mut tx, lane, length, now).await?;
        }
        tx.commit("store.renew").await?;
        Ok(mine)
    }

    /// Ends a leased job; `false` when somebody else has it now and nothing was changed.
    /// Its lane is free again after `gap`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn finish(
        &self,
        lease: &Lease,
        ending: &Ending,
        gap: Duration,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let mine = end(self, &mut tx, lease, ending, now).await?;
        if let (true, Some(lane)) = (mine, &lease.lane) {
            rest_lane(self, &mut tx, lane, rest_after(ending, gap), now).await?;
        }
        tx.commit("store.finish").await?;
        Ok(mine)
    }
}

/// Ends a leased job inside a transaction; `false` when somebody else has it now.
pub(super) async fn end(
    store: &Store,
    tx: &mut Tx,
    lease: &Lease,
    ending: &Ending,
    now: Instant,
) -> Result<bool, StoreError> {
    let over = lease.attempts >= lease.attempts_max;
    let (state, pause, attempts, why) = match ending {
        Ending::Done => (2, 0, lease.attempts, None),
        Ending::Again { why, .. } if over => (3, 0, lease.attempts, Some(why.as_str())),
        Ending::Again { pause, why, .. } => (0, millis(*pause), lease.attempts, Some(why.as_str())),
        Ending::PutOff { pause, why } => {
            (0, millis(*pause), lease.attempts - 1, Some(why.as_str()))
        }
        Ending::Dead { why } => (3, 0, lease.attempts, Some(why.as_str())),
        Ending::Over { why, .. } => (2, 0, lease.attempts, Some(why.as_str())),
        Ending::HandedBack => (0, 0, lease.attempts - 1, None),
    };
    let now_is = now_sql(store.db.is_postgres());
    let sql = format!(
        "UPDATE job SET \
         state = CASE WHEN $2 >= 2 AND again_at IS NOT NULL THEN 0 ELSE $2 END, \
         run_at = CASE WHEN $2 >= 2 AND again_at IS NOT NULL THEN again_at \
         WHEN again_at IS NOT NULL AND again_at < {now_is} + $3 THEN again_at \
         ELSE {now_is} + $3 END, \
         attempts = CASE WHEN $2 >= 2 AND again_at IS NOT NULL THEN 0 ELSE $4 END, \
         again_at = NULL, last_error = CASE WHEN $8 = 1 THEN last_error ELSE $5 END, \
         done_at = CASE WHEN $2 < 2 OR again_at IS NOT NULL THEN NULL \
         ELSE {now_is} END \
         WHERE id = $6 AND token = $7 AND state = 1"
    );
    let mut values = vec![now_value(store, now)];
    let state: i64 = state;
    let keeps = matches!(ending, Ending::HandedBack);
    values.extend_from_slice(args![state, pause, attempts, why, &lease.id, lease.token, keeps]);
    Ok(tx.run(&sql, &values).await? == 1)
}

/// How long a job's lane rests when the job ended so.
pub(super) fn rest_after(ending: &Ending, gap: Duration) -> Duration {
    match ending {
        Ending::Again { pause, rest_lane: true, .. } => *pause,
        Ending::Over { rest, .. } => gap.max(*rest),
        _ => gap,
    }
}

async fn take(
    store: &Store,
    tx: &mut Tx,
    lease: Duration,
    now: Instant,
) -> Result<Option<Row>, StoreError> {
    let postgres = store.db.is_postgres();
    let which = format!(
        "= (SELECT j.id FROM job j WHERE j.state < 2 AND +j.run_at <= {now} \
         AND (j.lane IS NULL OR NOT EXISTS \
         (SELECT 1 FROM lane l WHERE l.name = j.lane AND l.free_at > {now})) \
         ORDER BY j.priority DESC, j.run_at, j.id LIMIT 1{skip})",
        now = now_sql(postgres),
        skip = skip_locked(postgres)
    );
    let sql = claiming(store, &which);
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![millis(lease)]);
    tx.one(&sql, &values).await
}

/// Claims the jobs whose `id` is `which`, such as `= $3`; the lease's length is `$2`. A look-up
/// of one is compared with `=`: PostgreSQL may look into a list more than once.
pub(super) fn claiming(store: &Store, which: &str) -> String {
    format!(
        "UPDATE job SET state = 1, token = token + 1, attempts = attempts + 1, \
         run_at = {} + $2, again_at = NULL WHERE id {which} \
         RETURNING id, payload, lane, token, attempts, attempts_max",
        now_sql(store.db.is_postgres())
    )
}

/// The leases of jobs that were claimed; one that cannot be read is dead from now on.
pub(super) async fn leases_of(
    store: &Store,
    tx: &mut Tx,
    rows: &[Row],
    now: Instant,
) -> Result<Vec<Lease>, StoreError> {
    let mut leases = Vec::new();
    for row in rows {
        match lease_of(row) {
            Ok(one) => leases.push(one),
            Err(why) => bury(store, tx, &row.text(0), &why.to_string(), now).await?,
        }
    }
    Ok(leases)
}

/// Ends a job that nobody can read, so that it does not stand in the way of all others.
pub(super) async fn bury(
    store: &Store,
    tx: &mut Tx,
    id: &str,
    why: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let now_is = now_sql(store.db.is_postgres());
    let sql =
        format!("UPDATE job SET state = 3, done_at = {now_is}, last_error = $3 WHERE id = $2");
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![id, why]);
    tx.run(&sql, &values).await?;
    Ok(())
}

/// Takes a lane that is free; `false` when it is not.
pub(super) async fn take_lane(
    store: &Store,
    tx: &mut Tx,
    lane: &Lane,
    lease: Duration,
    now: Instant,
) -> Result<bool, StoreError> {
    let now_is = now_sql(store.db.is_postgres());
    let sql = format!(
        "INSERT INTO lane (name, free_at) VALUES ($2, {now_is} + $3) \
         ON CONFLICT (name) DO UPDATE SET free_at = excluded.free_at WHERE lane.free_at <= {now_is}"
    );
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![lane.as_str(), millis(lease)]);
    Ok(tx.run(&sql, &values).await? == 1)
}

pub(super) async fn rest_lane(
    store: &Store,
    tx: &mut Tx,
    lane: &Lane,
    rest: Duration,
    now: Instant,
) -> Result<(), StoreError> {
    let now_is = now_sql(store.db.is_postgres());
    let sql = format!("UPDATE lane SET free_at = {now_is} + $3 WHERE name = $2");
    let mut values = vec![now_value(store, now)];
    values.extend_from_slice(args![lane.as_str(), millis(rest)]);
    tx.run(&sql, &values).await?;
    Ok(())
}

pub(super) fn lease_of(row: &Row) -> Result<Lease, StoreError> {
    Ok(Lease {
        id: row.text(0),
        job: row.json(1)?,
        lane: row.text_or_none(2).map(Lane::named),
        token: row.int(3),
        attempts: row.int(4),
        attempts_max: row.int(5),
    })
}

pub(super) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
