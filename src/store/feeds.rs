//! Which feeds there are, when each was first defined, and what they hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};

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
    /// Notes families of feeds as defined, and forgets the feeds that `is_defined` no longer;
    /// what stays keeps when it was first seen. A feed has no row before it is rendered, so a
    /// family costs one however many feeds it has. Gives the paths that are gone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn define_feeds(
        &self,
        families: &BTreeSet<String>,
        is_defined: &(dyn Fn(&str) -> bool + Sync),
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        let mut tx = self.db.begin().await?;
        let known: BTreeSet<String> =
            tx.all("SELECT name FROM family", &[]).await?.iter().map(|row| row.text(0)).collect();
        for name in families.difference(&known) {
            let sql = "INSERT INTO family (name, first_seen) VALUES ($1, $2) \
                       ON CONFLICT (name) DO NOTHING";
            tx.run(sql, args![name, now]).await?;
        }
        for name in known.difference(families) {
            tx.run("DELETE FROM family WHERE name = $1", args![name]).await?;
        }
        let rows = tx.all("SELECT path, gone_at FROM feed", &[]).await?;
        let known = rows.iter().map(|row| (row.text(0), row.at_or_none(1).is_some()));
        let (past, present): (Vec<_>, Vec<_>) = known.partition(|(_, gone)| *gone);
        for (path, _) in past.iter().filter(|(path, _)| is_defined(path)) {
            // One that comes back is new: its readers were told that it was gone.
            let sql = "UPDATE feed SET first_seen = $2, updated = $2, entries = 0, ever = 0, \
                       gone_at = NULL WHERE path = $1";
            tx.run(sql, args![path, now]).await?;
        }
        let present = present.into_iter().map(|(path, _)| path);
        let gone: Vec<String> = present.filter(|path| !is_defined(path)).collect();
        for path in &gone {
            tx.run("UPDATE feed SET gone_at = $2 WHERE path = $1", args![path, now]).await?;
        }
        tx.commit("store.feeds").await?;
        Ok(gone)
    }

    /// When a feed was first defined: it, or else its family.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn first_seen(
        &self,
        path: &str,
        family: &str,
    ) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT first_seen FROM feed WHERE path = $1 AND gone_at IS NULL";
        if let Some(row) = self.db.one(sql, args![path]).await? {
            return Ok(Some(row.at(0)));
        }
        let sql = "SELECT first_seen FROM family WHERE name = $1";
        Ok(self.db.one(sql, args![family]).await?.map(|row| row.at(0)))
    }

    /// When some feeds that were rendered were first defined, by path.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn all_first_seen(
        &self,
        paths: &[String],
    ) -> Result<BTreeMap<String, Instant>, StoreError> {
        let mut all = BTreeMap::new();
        for some in paths.chunks(200) {
            let sql = format!(
                "SELECT path, first_seen FROM feed WHERE gone_at IS NULL AND path IN ({})",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(Value::from).collect();
            let rows = self.db.many(&sql, 2, &values).await?;
            all.extend(rows.iter().map(|row| (row.text(0), row.at(1))));
        }
        Ok(all)
    }

    /// Every feed that was rendered.
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
