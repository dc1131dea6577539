//! What is found of releases in each language, and finding it.
//!
//! Words come here ready (`text::search`); this floor keeps them where the database finds
//! them: in an FTS5 table on SQLite, under a GIN index on PostgreSQL. A release that was
//! taken back, held or put under embargo is found by nobody from that moment on, whatever
//! stands in the index.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::search::{Hit, Query};
use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::dialect::{search_sql, search_value};
use crate::store::error::StoreError;
use crate::store::keep::many;
use crate::store::sql::{Row, Tx, Value, args, json, places};

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

/// Keeps what is found of entries; gives those who look for the ones whose words changed, with
/// the place of each on its clock.
pub(super) async fn put_findables<L>(
    store: &Store,
    tx: &mut Tx,
    findables: Vec<(Findable, L)>,
) -> Result<Vec<(Instant, L)>, StoreError> {
    let before = known(tx, &findables).await?;
    let (mut rows, mut worded, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let is_new = |one: &Findable| !before.contains_key(&name(one));
    let new = findables.iter().filter(|(one, _)| is_new(one)).count();
    let mut next = next_number(tx, new).await?;
    for (one, lookers) in findables {
        let kept = before.get(&name(&one));
        let data = json(&one.hit)?;
        let same_words = kept.is_some_and(|row| row.text(3) == one.words);
        let same = kept.is_some_and(|row| {
            row.at(4) == one.updated && row.flag(5) == one.shown && row.text(6) == data
        });
        if same && same_words {
            continue;
        }
        let number = kept.map_or(next, |row| row.int(2));
        next += i64::from(kept.is_none());
        if !same_words {
            worded.push((number, one.words.clone()));
            told.push((one.updated, lookers));
        }
        let (release, language) = (&one.hit.release, &one.hit.language);
        let row = args![release, language, number, one.updated, one.shown, one.words, data];
        rows.push(row.to_vec());
    }
    let head = "INSERT INTO search_entry (release, language, number, updated, shown, words, data)";
    let tail = "ON CONFLICT (release, language) DO UPDATE SET updated = excluded.updated, \
                shown = excluded.shown, words = excluded.words, data = excluded.data";
    many(tx, head, tail, rows).await?;
    if !store.db.is_postgres() {
        for some in worded.chunks(200) {
            let sql = format!("DELETE FROM search_text WHERE rowid IN ({})", places(1, some.len()));
            let numbers: Vec<Value> = some.iter().map(|(number, _)| (*number).into()).collect();
            tx.run(&sql, &numbers).await?;
        }
        let row = |(number, words): (i64, String)| args![number, words].to_vec();
        let rows = worded.into_iter().map(row).collect();
        many(tx, "INSERT INTO search_text (rowid, words)", "", rows).await?;
    }
    Ok(told)
}

/// What is kept of some entries already.
async fn known<L>(
    tx: &mut Tx,
    findables: &[(Findable, L)],
) -> Result<BTreeMap<(String, String), Row>, StoreError> {
    let releases: BTreeSet<&ReleaseId> =
        findables.iter().map(|(one, _)| &one.hit.release).collect();
    let releases: Vec<&ReleaseId> = releases.into_iter().collect();
    let mut known = BTreeMap::new();
    for some in releases.chunks(200) {
        let sql = format!(
            "SELECT release, language, number, words, updated, shown, data FROM search_entry \
             WHERE release IN ({})",
            places(1, some.len())
        );
        let values: Vec<Value> = some.iter().map(|release| Value::from(*release)).collect();
        for row in tx.all(&sql, &values).await? {
            known.insert((row.text(0), row.text(1)), row);
        }
    }
    Ok(known)
}

fn name(one: &Findable) -> (String, String) {
    (one.hit.release.to_string(), one.hit.language.to_string())
}

/// The first of so many new numbers.
async fn next_number(tx: &mut Tx, count: usize) -> Result<i64, StoreError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(0);
    }
    let sql = "UPDATE counter SET value = value + $1 WHERE name = 'search' RETURNING value";
    Ok(tx.one(sql, args![count]).await?.map_or(1, |row| row.int(0) - count + 1))
}

/// Nobody finds a release in a language any more, and it keeps its words only where a feed
/// still shows the notice that it was taken back.
pub(super) async fn hide(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    language: &Language,
    forget: bool,
) -> Result<(), StoreError> {
    let sql = "SELECT number FROM search_entry WHERE release = $1 AND language = $2";
    let Some(row) = tx.one(sql, args![release, language]).await? else { return Ok(()) };
    if !forget {
        let sql = "UPDATE search_entry SET shown = 0 WHERE release = $1 AND language = $2";
        tx.run(sql, args![release, language]).await?;
        return Ok(());
    }
    if !store.db.is_postgres() {
        tx.run("DELETE FROM search_text WHERE rowid = $1", args![row.int(0)]).await?;
    }
    let sql = "DELETE FROM search_entry WHERE release = $1 AND language = $2";
    tx.run(sql, args![release, language]).await?;
    Ok(())
}
