//! What the list of all feeds shows, and when that changed.
//!
//! The list is made of every feed, so it is rendered when it changes and not with every
//! entry: a busy day costs it nothing.

use crate::domain::Instant;
use crate::domain::job::Filing;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::sql::args;

impl Store {
    /// Notes how many entries a feed's documents hold, when the feed was first defined and
    /// which second its documents carry. `listing` is
    /// filed with it when the feed holds something for the first time: only then is the list
    /// of feeds another. `true` when it was filed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then neither was done.
    pub async fn note_feed(
        &self,
        path: &str,
        entries: i64,
        (first_seen, updated): (Instant, Instant),
        listing: &Filing,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let known = "INSERT INTO feed (path, first_seen, entries, ever, updated) \
                     VALUES ($1, $2, 0, 0, $2) ON CONFLICT (path) DO NOTHING";
        tx.run(known, args![path, first_seen]).await?;
        let first = "UPDATE feed SET ever = 1 WHERE path = $1 AND ever = 0 AND $2 > 0";
        let first = tx.run(first, args![path, entries]).await? == 1;
        let sql = "UPDATE feed SET entries = $2, updated = $3 \
                   WHERE path = $1 AND (entries <> $2 OR updated <> $3)";
        tx.run(sql, args![path, entries, updated]).await?;
        if first {
            jobs::file(self, &mut tx, listing, now).await?;
        }
        tx.commit("store.feeds").await?;
        Ok(first)
    }

    /// When the list of feeds became what it is: `now` when its stamp is another than at the
    /// last call, else what that call said.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn listed_since(&self, stamp: &str, now: Instant) -> Result<Instant, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "SELECT value FROM meta WHERE name = 'listing'";
        let kept = tx.one(sql, &[]).await?.map(|row| row.text(0)).unwrap_or_default();
        let since = kept
            .split_once(' ')
            .filter(|(known, _)| *known == stamp)
            .and_then(|(_, seconds)| seconds.parse().ok())
            .map(crate::domain::instant::from_seconds);
        if since.is_none() {
            let value = format!("{stamp} {}", now.timestamp());
            let sql = "INSERT INTO meta (name, value) VALUES ('listing', $1) \
                       ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            tx.run(sql, args![value]).await?;
        }
        tx.commit("store.listing").await?;
        Ok(since.unwrap_or(now))
    }
}
