//! What is found of releases in each language, and finding it.
//!
//! Words come here ready (`text::search`); this floor keeps them where the database finds
//! them: in an FTS5 table on SQLite, under a GIN index on PostgreSQL. A release that was
//! taken back, held or put under embargo is found by nobody from that moment on, whatever
//! stands in the index.

use crate::domain::search::{Hit, Query};
use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::dialect::{search_sql, search_value};
use crate::store::error::StoreError;
use crate::store::sql::{Tx, args, json};

/// What is to be found of a release in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable {
    /// What a list of results shows.
    pub hit: Hit,
    /// The words of its text and of its regions.
    pub words: String,
    /// The entry's place on its language's clock.
    pub updated: Instant,
    /// Whether people find it; the notice of a withdrawal keeps its words for feeds alone.
    pub shown: bool,
}

impl Store {
    /// Keeps what is found of a release in a language; tells whether its words changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn put_findable(&self, one: &Findable) -> Result<bool, StoreError> {
        let (release, language) = (&one.hit.release, &one.hit.language);
        let mut tx = self.db.begin().await?;
        let sql = "SELECT number, words, updated, shown, data FROM search_entry \
                   WHERE release = $1 AND language = $2";
        let before = tx.one(sql, args![release, language]).await?;
        let data = json(&one.hit)?;
        let same_words = before.as_ref().is_some_and(|row| row.text(1) == one.words);
        let same = before.as_ref().is_some_and(|row| {
            row.at(2) == one.updated && row.flag(3) == one.shown && row.text(4) == data
        });
        if same && same_words {
            return Ok(false);
        }
        let number = match &before {
            Some(row) => row.int(0),
            None => next_number(&mut tx).await?,
        };
        tx.run(
            "INSERT INTO search_entry (release, language, number, updated, shown, words, data) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (release, language) DO UPDATE SET \
             updated = excluded.updated, shown = excluded.shown, words = excluded.words, \
             data = excluded.data",
            args![release, language, number, one.updated, one.shown, &one.words, data],
        )
        .await?;
        if !same_words && !self.db.is_postgres() {
            tx.run("DELETE FROM search_text WHERE rowid = $1", args![number]).await?;
            let sql = "INSERT INTO search_text (rowid, words) VALUES ($1, $2)";
            tx.run(sql, args![number, &one.words]).await?;
        }
        tx.commit("store.search").await?;
        Ok(!same_words)
    }

    /// Nobody finds a release in a language any more, and it keeps its words only where a
    /// feed still shows the notice that it was taken back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn hide_findable(
        &self,
        release: &ReleaseId,
        language: &Language,
        forget: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "SELECT number FROM search_entry WHERE release = $1 AND language = $2";
        let Some(row) = tx.one(sql, args![release, language]).await? else { return Ok(()) };
        if forget {
            if !self.db.is_postgres() {
                tx.run("DELETE FROM search_text WHERE rowid = $1", args![row.int(0)]).await?;
            }
            let sql = "DELETE FROM search_entry WHERE release = $1 AND language = $2";
            tx.run(sql, args![release, language]).await?;
        } else {
            let sql = "UPDATE search_entry SET shown = 0 WHERE release = $1 AND language = $2";
            tx.run(sql, args![release, language]).await?;
        }
        tx.commit("store.search").await
    }

    /// What is found, newest first; `limit` of them after `offset`, and whether there are
    /// more. With a language, only in that one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn search(
        &self,
        query: &Query,
        language: Option<&Language>,
        (offset, limit): (i64, i64),
        now: Instant,
    ) -> Result<(Vec<Hit>, bool), StoreError> {
        let postgres = self.db.is_postgres();
        let sql = format!(
            "SELECT s.data FROM search_entry s JOIN release r ON r.id = s.release \
             WHERE s.shown = 1 AND r.status = 'usable' \
             AND (r.embargo_until IS NULL OR r.embargo_until <= $1) \
             AND (CAST($2 AS TEXT) IS NULL OR s.language = $2) AND {} \
             ORDER BY s.updated DESC, s.release, s.language LIMIT $4 OFFSET $5",
            search_sql(postgres, 3)
        );
        let words = search_value(query, postgres);
        let tag = language.map(Language::as_str);
        let values = args![now, tag, words, limit + 1, offset];
        let rows = self.db.all(&sql, values).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let hits: Result<Vec<Hit>, _> = rows.iter().take(most).map(|row| row.json(0)).collect();
        Ok((hits?, rows.len() > most))
    }
}

async fn next_number(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = "UPDATE counter SET value = value + 1 WHERE name = 'search' RETURNING value";
    Ok(tx.one(sql, &[]).await?.map_or(1, |row| row.int(0)))
}
