//! What the list of all feeds shows, and when that changed.
//!
//! The list is made of every feed, so it is rendered when it changes and not with every
//! entry: a busy day costs it nothing.

use std::collections::BTreeMap;

use crate::domain::Instant;
use crate::domain::job::Filing;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::keep::many;
use crate::store::sql::{Row, Tx, Value, args, places};

/// What a feed's documents hold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedNote {
    /// The feed's path.
    pub path: String,
    /// How many entries its documents hold.
    pub entries: i64,
    /// When it was first defined.
    pub first_seen: Instant,
    /// The second its documents carry.
    pub updated: Instant,
    /// What makes the list of feeds again: only a feed that holds something for the first time
    /// makes it another.
    pub listing: Filing,
}

/// Notes what feeds hold; gives the jobs that make the list of feeds again, if it has to be.
pub(super) async fn note_feeds(tx: &mut Tx, feeds: &[FeedNote]) -> Result<Vec<Filing>, StoreError> {
    let mut known = BTreeMap::new();
    for some in feeds.chunks(200) {
        let within = places(1, some.len());
        let sql = format!("SELECT path, entries, updated, ever FROM feed WHERE path IN ({within})");
        let paths: Vec<Value> = some.iter().map(|feed| Value::from(&feed.path)).collect();
        known.extend(tx.all(&sql, &paths).await?.into_iter().map(|row| (row.text(0), row)));
    }
    let (mut rows, mut listings) = (Vec::new(), Vec::new());
    for feed in feeds {
        let FeedNote { path, entries, first_seen, updated, listing } = feed;
        let before = known.get(path);
        let first = *entries > 0 && !before.is_some_and(|row| row.flag(3));
        let same = |row: &Row| row.int(1) == *entries && row.at(2) == *updated;
        if first || !before.is_some_and(same) {
            rows.push(args![path, *first_seen, *entries, first, *updated].to_vec());
        }
        listings.extend(first.then(|| listing.clone()));
    }
    let head = "INSERT INTO feed (path, first_seen, entries, ever, updated)";
    let tail = "ON CONFLICT (path) DO UPDATE SET entries = excluded.entries, \
                updated = excluded.updated, \
                ever = CASE WHEN feed.ever = 1 THEN 1 ELSE excluded.ever END";
    many(tx, head, tail, rows).await?;
    Ok(listings)
}

impl Store {
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
