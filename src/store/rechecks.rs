//! Pages of published releases that are looked at again.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::domain::{Instant, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Tx, Value, args, places};

/// How long after its release was first seen a page is looked at, in hours.
const STEPS_HOURS: [i64; 5] = [1, 6, 24, 72, 168];

/// A page that could not be had for so long is looked at no more.
const PATIENCE: TimeDelta = TimeDelta::days(10);

/// A page that is due to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub address: String,
    /// When its release was first seen.
    pub since: Instant,
    /// How often it was looked at.
    pub step: i64,
    /// How often it was not there.
    pub missing: i64,
}

/// What was seen there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The page, as it was or edited.
    Same,
    /// That there is no such page; that may be a mistake of its server's.
    Missing,
    /// That it is gone.
    Gone,
    /// Nothing: it could not be had.
    Nothing,
}

/// Lets the page of a new release be looked at again.
pub(super) async fn watch(
    tx: &mut Tx,
    source: &SourceId,
    address: &str,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO recheck (source, address, since, step, missing, due_at) \
         VALUES ($1, $2, $3, 0, 0, $4) ON CONFLICT (source, address) DO NOTHING",
        args![source, address, now, due(now, 0)],
    )
    .await?;
    Ok(())
}

/// When a page is looked at for the next time; `None` when it was the last.
fn due(since: Instant, step: i64) -> Option<Instant> {
    let hours = usize::try_from(step).ok().and_then(|step| STEPS_HOURS.get(step))?;
    Some(since + TimeDelta::hours(*hours))
}

impl Store {
    /// Pages of a source that are due to be looked at, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn rechecks(
        &self,
        source: &SourceId,
        limit: i64,
        now: Instant,
    ) -> Result<Vec<Page>, StoreError> {
        let sql = "SELECT address, since, step, missing FROM recheck \
                   WHERE source = $1 AND due_at <= $2 ORDER BY due_at, address LIMIT $3";
        let rows = self.db.all(sql, args![source, now, limit]).await?;
        let page = |row: &crate::store::sql::Row| Page {
            address: row.text(0),
            since: row.at(1),
            step: row.int(2),
            missing: row.int(3),
        };
        Ok(rows.iter().map(page).collect())
    }

    /// Those of some addresses from which a release was read that stands.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn already_read(
        &self,
        source: &SourceId,
        addresses: &[String],
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut known = BTreeSet::new();
        for some in addresses.chunks(200) {
            let sql = format!(
                "SELECT address FROM release \
                 WHERE source = $1 AND status <> 'withdrawn' AND address IN ({})",
                places(2, some.len())
            );
            let values: Vec<Value> =
                std::iter::once(Value::from(source)).chain(some.iter().map(Value::from)).collect();
            known.extend(self.db.all(&sql, &values).await?.iter().map(|row| row.text(0)));
        }
        Ok(known)
    }

    /// When the next page of a source is due to be looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn next_recheck(&self, source: &SourceId) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MIN(due_at) FROM recheck WHERE source = $1";
        let row = self.db.one(sql, args![source]).await?;
        Ok(row.and_then(|row| row.at_or_none(0)))
    }

    /// Notes what was seen of a page: the next look is set, or it was the last one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn rechecked(
        &self,
        source: &SourceId,
        page: &Page,
        seen: Seen,
        now: Instant,
    ) -> Result<(), StoreError> {
        let soon = Some(now + TimeDelta::hours(1)).filter(|_| now - page.since < PATIENCE);
        let (step, missing, next) = match seen {
            Seen::Same => {
                // Looks that were missed, because nobody was at work, are one look.
                let mut step = page.step + 1;
                while due(page.since, step).is_some_and(|at| at <= now) {
                    step += 1;
                }
                (step, 0, due(page.since, step))
            }
            Seen::Missing => (page.step, page.missing + 1, soon),
            Seen::Nothing => (page.step, page.missing, soon),
            Seen::Gone => (page.step, page.missing, None),
        };
        let Some(next) = next else {
            return self.end_rechecks(source, std::slice::from_ref(&page.address)).await;
        };
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE recheck SET step = $3, missing = $4, due_at = $5 \
             WHERE source = $1 AND address = $2",
            args![source, &page.address, step, missing, next],
        )
        .await?;
        tx.commit("store.recheck").await
    }

    /// Puts off the next look at pages.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn postpone_rechecks(
        &self,
        source: &SourceId,
        addresses: &[String],
        until: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for address in addresses {
            let sql = "UPDATE recheck SET due_at = $3 WHERE source = $1 AND address = $2";
            tx.run(sql, args![source, address, until]).await?;
        }
        tx.commit("store.recheck").await
    }

    /// Looks at pages no more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn end_rechecks(
        &self,
        source: &SourceId,
        addresses: &[String],
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for address in addresses {
            let sql = "DELETE FROM recheck WHERE source = $1 AND address = $2";
            tx.run(sql, args![source, address]).await?;
        }
        tx.commit("store.recheck").await
    }

    /// Looks at no page of a source any more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn forget_rechecks(&self, source: &SourceId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM recheck WHERE source = $1", args![source]).await?;
        tx.commit("store.recheck").await
    }
}
