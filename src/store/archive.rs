//! Pages of what left a feed's documents: where each begins and ends on the clock.
//!
//! A page never gains an entry: what is corrected leaves it for a later second. So all that
//! is kept of a page is its bounds, and that it must be rendered again.

use std::collections::BTreeMap;

use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Tx, Value, args, places};

/// A closed page of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// Its number; the oldest is 1.
    pub number: i64,
    /// It holds what is later than this,
    pub after: Instant,
    /// and not later than this.
    pub until: Instant,
    /// How often it changed since it was rendered.
    pub stale: i64,
}

/// How the pages of a feed stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagesOf {
    /// The newest.
    pub newest: ArchivePage,
    /// What was selected when they were closed: of another selection they hold what the feed
    /// does not hold now.
    pub selection: String,
    /// Whether one of them must be rendered.
    pub stale: bool,
    /// When time alone changes one of them for the first time.
    pub stale_at: Option<Instant>,
}

const COLUMNS: &str = "number, after_at, until_at, stale";

impl Store {
    /// How the pages of some feeds stand, by path; those that have none are left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn pages_of(
        &self,
        feeds: &[String],
        now: Instant,
    ) -> Result<BTreeMap<String, PagesOf>, StoreError> {
        let mut all = BTreeMap::new();
        for some in feeds.chunks(200) {
            let sql = format!(
                "SELECT {COLUMNS}, selection, feed, \
                 (SELECT COUNT(*) FROM archive b WHERE b.feed = a.feed \
                 AND (b.stale > 0 OR b.stale_at <= $1)), \
                 (SELECT MIN(b.stale_at) FROM archive b WHERE b.feed = a.feed) \
                 FROM archive a WHERE feed IN ({}) \
                 AND number = (SELECT MAX(b.number) FROM archive b WHERE b.feed = a.feed)",
                places(2, some.len())
            );
            let mut values = args![now].to_vec();
            values.extend(some.iter().map(Value::from));
            for row in self.db.many(&sql, 8, &values).await? {
                let pages = PagesOf {
                    newest: page(&row),
                    selection: row.text(4),
                    stale: row.flag(6),
                    stale_at: row.at_or_none(7),
                };
                all.insert(row.text(5), pages);
            }
        }
        Ok(all)
    }

    /// Forgets the pages of a feed; gives their numbers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn drop_pages(&self, feed: &str) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM archive WHERE feed = $1 RETURNING number";
        let numbers = tx.all(sql, args![feed]).await?.iter().map(|row| row.int(0)).collect();
        tx.commit("store.archive").await?;
        Ok(numbers)
    }

    /// Closes a page. It is to be rendered, and the one before it, which has a next one now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none was closed.
    pub async fn close_page(
        &self,
        feed: &str,
        selection: &str,
        page: &ArchivePage,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO archive (feed, number, selection, after_at, until_at, stale) \
             VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (feed, number) DO NOTHING",
            args![feed, page.number, selection, page.after, page.until],
        )
        .await?;
        let sql = "UPDATE archive SET stale = stale + 1 WHERE feed = $1 AND number = $2";
        tx.run(sql, args![feed, page.number - 1]).await?;
        tx.commit("store.archive").await
    }

    /// The pages of a feed that must be rendered, at most `limit`, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn stale_pages(
        &self,
        feed: &str,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<ArchivePage>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM archive WHERE feed = $1 AND (stale > 0 OR stale_at <= $2) \
             ORDER BY number LIMIT $3"
        );
        Ok(self.db.all(&sql, args![feed, now, limit]).await?.iter().map(page).collect())
    }

    /// Notes that a page was rendered as it was looked up, and when time alone changes it. What
    /// changed in it meanwhile leaves it stale.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle_page(
        &self,
        feed: &str,
        page: &ArchivePage,
        stale_at: Option<Instant>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE archive SET stale = stale - $3, stale_at = $4 \
                   WHERE feed = $1 AND number = $2";
        tx.run(sql, args![feed, page.number, page.stale, stale_at]).await?;
        tx.commit("store.archive").await
    }

    /// When time alone changes a page of a feed for the first time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn pages_stale_at(&self, feed: &str) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MIN(stale_at) FROM archive WHERE feed = $1";
        Ok(self.db.one(sql, args![feed]).await?.and_then(|row| row.at_or_none(0)))
    }

    /// Has every page rendered again with its feed: something they all depend on changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn age_pages(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE archive SET stale = stale + 1", &[]).await?;
        tx.commit("store.archive").await
    }
}

/// Makes the pages stale that hold, or held, an entry: of `feeds` of one language, at its
/// place on the clock before it moved.
pub(super) async fn touch(tx: &mut Tx, feeds: &[&str], before: Instant) -> Result<(), StoreError> {
    for some in feeds.chunks(200) {
        let sql = format!(
            "UPDATE archive SET stale = stale + 1 \
             WHERE until_at >= $1 AND after_at < $1 AND feed IN ({})",
            places(2, some.len())
        );
        let mut values = args![before].to_vec();
        values.extend(some.iter().map(|feed| Value::from(*feed)));
        tx.run(&sql, &values).await?;
    }
    Ok(())
}

/// The place of a release on the clock of each language.
pub(super) async fn seconds_of(
    tx: &mut Tx,
    release: &ReleaseId,
) -> Result<Vec<(Language, Instant)>, StoreError> {
    let sql = "SELECT language, updated FROM emission WHERE release = $1 ORDER BY language";
    let rows = tx.all(sql, args![release]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.at(1)))).collect()
}

fn page(row: &Row) -> ArchivePage {
    ArchivePage { number: row.int(0), after: row.at(1), until: row.at(2), stale: row.int(3) }
}
