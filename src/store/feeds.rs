//! Which feeds there are, when each was first defined, and what they hold.

use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, args};

/// A feed that has been rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// `lang/region` or `lang/region/slug`.
    pub path: String,
    /// When it was first defined.
    pub first_seen: Instant,
    /// How many entries its document holds.
    pub entries: i64,
    /// Whether it ever held one.
    pub ever: bool,
    /// The newest `updated` of its entries, or when it was first defined.
    pub updated: Instant,
}

impl Store {
    /// Notes feeds as defined, and forgets those that are no longer; a feed that stays keeps
    /// when it was first seen. Gives the paths that are gone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn define_feeds(
        &self,
        paths: &[String],
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "SELECT path FROM feed WHERE gone_at IS NULL";
        let known: Vec<String> = tx.all(sql, &[]).await?.iter().map(|row| row.text(0)).collect();
        for path in paths.iter().filter(|path| !known.contains(path)) {
            // One that comes back is new: its readers were told that it was gone.
            tx.run(
                "INSERT INTO feed (path, first_seen, entries, ever, updated) \
                 VALUES ($1, $2, 0, 0, $2) ON CONFLICT (path) DO UPDATE SET \
                 first_seen = excluded.first_seen, entries = 0, ever = 0, \
                 updated = excluded.updated, gone_at = NULL WHERE feed.gone_at IS NOT NULL",
                args![path, now],
            )
            .await?;
        }
        let gone: Vec<String> = known.into_iter().filter(|path| !paths.contains(path)).collect();
        for path in &gone {
            tx.run("UPDATE feed SET gone_at = $2 WHERE path = $1", args![path, now]).await?;
        }
        tx.commit("store.feeds").await?;
        Ok(gone)
    }

    /// Every feed that is defined.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        let sql = "SELECT path, first_seen, entries, ever, updated FROM feed \
                   WHERE gone_at IS NULL ORDER BY path";
        Ok(self.db.all(sql, &[]).await?.iter().map(feed_row).collect())
    }

    /// One feed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn feed(&self, path: &str) -> Result<Option<FeedRow>, StoreError> {
        let sql = "SELECT path, first_seen, entries, ever, updated FROM feed \
                   WHERE path = $1 AND gone_at IS NULL";
        Ok(self.db.one(sql, args![path]).await?.as_ref().map(feed_row))
    }

    /// Whether there was a feed here that is not defined any more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn feed_is_gone(&self, path: &str) -> Result<bool, StoreError> {
        let sql = "SELECT path FROM feed WHERE path = $1 AND gone_at IS NOT NULL";
        Ok(self.db.one(sql, args![path]).await?.is_some())
    }

    /// The editions that hold an entry, as `lang/region`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn editions(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT language, region FROM placement ORDER BY language, region";
        let rows = self.db.all(sql, &[]).await?;
        Ok(rows.iter().map(|row| format!("{}/{}", row.text(0), row.text(1))).collect())
    }

    /// Every release and language that has an entry, and so a page.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn pages(&self) -> Result<Vec<(ReleaseId, Language)>, StoreError> {
        let sql = "SELECT release, language FROM emission ORDER BY updated DESC, release";
        let rows = self.db.all(sql, &[]).await?;
        rows.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?))).collect()
    }
}

fn feed_row(row: &Row) -> FeedRow {
    FeedRow {
        path: row.text(0),
        first_seen: row.at(1),
        entries: row.int(2),
        ever: row.flag(3),
        updated: row.at(4),
    }
}
