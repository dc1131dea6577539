//! Many small writes in one transaction: sources that became due, jobs claimed together,
//! jobs that ended together.
//!
//! Rows are written in the order of their names, so that two machines never wait for each
//! other's.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::job::Filing;
use crate::domain::{Instant, Lane, SourceId};
use crate::store::Store;
use crate::store::dialect::{now_sql, now_value, skip_locked};
use crate::store::error::StoreError;
use crate::store::jobs::{
    self, Ending, Lease, claiming, end, leases_of, millis, rest_after, rest_lane, take_lane,
};
use crate::store::sql::{Row, Tx, args, places};
use crate::store::standing::{PullNote, note};

/// Jobs looked at in one go while claiming.
const LOOKED_AT: usize = 4;

/// Rounds of looking for jobs whose lanes are free.
const ROUNDS: usize = 4;

/// A source that is due: when it was, when it will be next, and its pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The source.
    pub source: SourceId,
    /// The time that was set for it.
    pub was: Instant,
    /// The time that is set now.
    pub next: Option<Instant>,
    /// Its pull.
    pub filing: Filing,
}

/// A source as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// The source.
    pub source: SourceId,
    /// Its rhythm, and what else makes it another source when it changes.
    pub rhythm: String,
    /// When it is due next by that rhythm.
    pub next: Option<Instant>,
}

/// A job that ended, how, and what is noted of the source of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The job.
    pub lease: Lease,
    /// How it ended.
    pub ending: Ending,
    /// How long its lane rests.
    pub gap: Duration,
    /// What is noted with its source.
    pub note: Option<PullNote>,
}

impl Store {
    /// Notes sources as configured. A new one is due at once; one that was configured
    /// otherwise before is due at its `next`. The others are not written at all.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing is noted.
    pub async fn settle_sources(
        &self,
        sources: &[Configured],
        now: Instant,
    ) -> Result<(), StoreError> {
        let rows = self.db.all("SELECT id, rhythm FROM source", &[]).await?;
        let known: BTreeSet<(String, String)> =
            rows.iter().map(|row| (row.text(0), row.text(1))).collect();
        let is_new = |one: &&Configured| {
            !known.contains(&(one.source.as_str().to_owned(), one.rhythm.clone()))
        };
        let mut tx = self.db.begin().await?;
        for one in sources.iter().filter(is_new) {
            tx.run(
                "INSERT INTO source (id, first_seen, rhythm, next_at) VALUES ($1, $2, $3, $2) \
                 ON CONFLICT (id) DO UPDATE SET rhythm = excluded.rhythm, \
                 next_at = CASE WHEN source.pulled_at IS NULL THEN $2 ELSE $4 END \
                 WHERE source.rhythm <> excluded.rhythm",
                args![&one.source, now, one.rhythm.as_str(), one.next],
            )
            .await?;
        }
        tx.commit("store.source").await
    }

    /// Sets when sources are due next and files their pulls, but for those that another
    /// machine just did. Gives how many were filed. Runs that were missed are one run.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none is filed.
    pub async fn tick_all(&self, due: &[Due], now: Instant) -> Result<usize, StoreError> {
        let mut due: Vec<&Due> = due.iter().collect();
        due.sort_by(|a, b| a.source.cmp(&b.source));
        let mut tx = self.db.begin().await?;
        let mut filed = 0;
        for one in due {
            let sql = "UPDATE source SET next_at = $3 WHERE id = $1 AND next_at = $2";
            if tx.run(sql, args![&one.source, one.was, one.next]).await? == 1 {
                jobs::file(self, &mut tx, &one.filing, now).await?;
                filed += 1;
            }
        }
        tx.commit("store.tick").await?;
        Ok(filed)
    }

    /// Claims up to `most` jobs that are due, those that go first, each on a lane of its own
    /// that is free: pulls alone, or everything else.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none is claimed.
    pub async fn claim_some(
        &self,
        pulls: bool,
        most: usize,
        lease: Duration,
        now: Instant,
    ) -> Result<Vec<Lease>, StoreError> {
        let mut claimed = Vec::new();
        for _ in 0..ROUNDS {
            let free = most.saturating_sub(claimed.len());
            if free == 0 {
                break;
            }
            let mut tx = self.db.begin().await?;
            let seen = look(self, &mut tx, pulls, free, now).await?;
            if seen.is_empty() {
                break;
            }
            let whole = seen.len() < free.saturating_mul(LOOKED_AT);
            let taken = take(self, &mut tx, &seen, free, lease, now).await?;
            tx.commit("store.claim").await?;
            let none = taken.is_empty();
            for one in taken {
                if one.attempts > one.attempts_max {
                    let why = "its worker ended before the job did, too often".to_owned();
                    self.finish(&one, &Ending::Dead { why }, Duration::ZERO, now).await?;
                } else {
                    claimed.push(one);
                }
            }
            if whole || none {
                break;
            }
        }
        Ok(claimed)
    }

    /// Claims up to `most` more jobs that render documents and are due, and were not tried
    /// before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none is claimed.
    pub async fn claim_publishing(
        &self,
        most: usize,
        lease: Duration,
        now: Instant,
    ) -> Result<Vec<Lease>, StoreError> {
        let postgres = self.db.is_postgres();
        let which = format!(
            "IN (SELECT j.id FROM job j WHERE j.state = 0 AND +j.run_at <= {now} \
             AND j.kind = 'publish' AND j.lane IS NULL AND j.attempts = 0 \
             ORDER BY j.priority DESC, j.run_at, j.id LIMIT {most}{skip})",
            now = now_sql(postgres),
            skip = skip_locked(postgres)
        );
        let mut tx = self.db.begin().await?;
        let values = [now_value(self, now), millis(lease).into()];
        let rows = tx.all(&claiming(self, &which), &values).await?;
        let leases = leases_of(self, &mut tx, &rows, now).await?;
        tx.commit("store.claim").await?;
        Ok(leases)
    }

    /// Ends jobs and notes what pulls learned, in one transaction. Jobs that somebody else
    /// has now are left alone; their notes are true all the same.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing is ended.
    pub async fn finish_all(&self, ended: &[Ended], now: Instant) -> Result<(), StoreError> {
        let mut notes: Vec<&PullNote> = ended.iter().filter_map(|one| one.note.as_ref()).collect();
        notes.sort_by(|a, b| a.source.cmp(&b.source));
        let mut order: Vec<&Ended> = ended.iter().collect();
        order.sort_by(|a, b| a.lease.id.cmp(&b.lease.id));
        let mut tx = self.db.begin().await?;
        for one in notes {
            note(&mut tx, one).await?;
        }
        let mut lanes: Vec<(&Lane, Duration)> = Vec::new();
        let (plain, order): (Vec<&Ended>, Vec<&Ended>) = order
            .into_iter()
            .partition(|one| one.ending == Ending::Done && one.lease.lane.is_none());
        end_plainly(self, &mut tx, &plain, now).await?;
        for one in order {
            let mine = end(self, &mut tx, &one.lease, &one.ending, now).await?;
            if let (true, Some(lane)) = (mine, &one.lease.lane) {
                lanes.push((lane, rest_after(&one.ending, one.gap)));
            }
        }
        lanes.sort();
        for (lane, rest) in lanes {
            rest_lane(self, &mut tx, lane, rest, now).await?;
        }
        tx.commit("store.finish").await
    }
}

/// Ends jobs that are done and kept no lane busy, many with one statement.
async fn end_plainly(
    store: &Store,
    tx: &mut Tx,
    ended: &[&Ended],
    now: Instant,
) -> Result<(), StoreError> {
    let now_is = now_sql(store.db.is_postgres());
    for some in ended.chunks(64) {
        let own: Vec<String> = (0..some.len())
            .map(|at| format!("(id = ${} AND token = ${})", 2 + 2 * at, 3 + 2 * at))
            .collect();
        let sql = format!(
            "UPDATE job SET state = CASE WHEN again_at IS NULL THEN 2 ELSE 0 END, \
             run_at = COALESCE(again_at, {now_is}), \
             attempts = CASE WHEN again_at IS NULL THEN attempts ELSE 0 END, \
             done_at = CASE WHEN again_at IS NULL THEN {now_is} END, \
             again_at = NULL, last_error = NULL WHERE state = 1 AND ({})",
            own.join(" OR ")
        );
        let mut values = vec![now_value(store, now)];
        for one in some {
            values.extend_from_slice(args![one.lease.id.as_str(), one.lease.token]);
        }
        tx.run_with(&sql, values).await?;
    }
    Ok(())
}

/// Jobs that are due, in their order, whose lanes are free now.
async fn look(
    store: &Store,
    tx: &mut Tx,
    pulls: bool,
    free: usize,
    now: Instant,
) -> Result<Vec<Row>, StoreError> {
    let postgres = store.db.is_postgres();
    // `+` keeps the order of the index that stands in the order wanted.
    let sql = format!(
        "SELECT j.id, j.lane FROM job j WHERE j.state < 2 AND +j.run_at <= {now} \
         AND j.kind {kind} 'pull' AND (j.lane IS NULL OR NOT EXISTS \
         (SELECT 1 FROM lane l WHERE l.name = j.lane AND l.free_at > {now})) \
         ORDER BY j.priority DESC, j.run_at, j.id LIMIT $2{skip}",
        now = now_sql(postgres),
        kind = if pulls { "=" } else { "<>" },
        skip = skip_locked(postgres)
    );
    let limit = i64::try_from(free.saturating_mul(LOOKED_AT)).unwrap_or(i64::MAX);
    tx.all(&sql, &[now_value(store, now), limit.into()]).await
}

/// Claims the first of each lane, and its lane. What another machine was quicker to take is
/// left; so is a job that cannot be read, which is dead from now on.
async fn take(
    store: &Store,
    tx: &mut Tx,
    seen: &[Row],
    free: usize,
    lease: Duration,
    now: Instant,
) -> Result<Vec<Lease>, StoreError> {
    let mut lanes: BTreeSet<String> = BTreeSet::new();
    let mut chosen: Vec<(Option<String>, String)> = Vec::new();
    for row in seen {
        let lane = row.text_or_none(1);
        if lane.as_ref().is_none_or(|lane| lanes.insert(lane.clone())) {
            chosen.push((lane, row.text(0)));
        }
        if chosen.len() == free {
            break;
        }
    }
    // Two machines that want the same lanes take them in the same order.
    chosen.sort();
    let mut ids = Vec::new();
    for (lane, id) in chosen {
        let free = match lane {
            Some(lane) => take_lane(store, tx, &Lane::named(lane), lease, now).await?,
            None => true,
        };
        if free {
            ids.push(id);
        }
    }
    let mut leases = Vec::new();
    for some in ids.chunks(200) {
        let which = format!("IN ({})", places(3, some.len()));
        let mut values = vec![now_value(store, now), millis(lease).into()];
        values.extend(some.iter().map(|id| id.as_str().into()));
        let rows = tx.all(&claiming(store, &which), &values).await?;
        leases.extend(leases_of(store, tx, &rows, now).await?);
    }
    Ok(leases)
}
