//! Releases that are one piece of news: found, joined, and shown as one entry.
//!
//! The first member lends the entry its id for ever. Members that come later are *joined* to
//! it: they never get an entry of their own, their regions and sources count for it, and the
//! follower's policy says whose text it shows.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;

use crate::domain::release::Status;
use crate::domain::story::{Kinship, Member};
use crate::domain::{Instant, Release, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::follow::Follow;
use crate::store::sql::{Row, Tx, Value, args, places};

/// The sources of what is joined to an entry and may be used.
const SOURCES: &str = "SELECT DISTINCT source FROM release WHERE joined = $1 \
                       AND status IN ('usable', 'embargoed') ORDER BY source";

/// Releases further apart than this are no copies of each other.
pub const WINDOW: TimeDelta = TimeDelta::days(14);
/// Texts laid beside a new one at most: those that share most with it.
const COMPARED_MAX: usize = 16;

/// What looking for copies has cost since the database was opened.
#[derive(Debug, Default)]
pub(super) struct Looked {
    rows: AtomicUsize,
    compared: AtomicUsize,
}

/// What looking for copies cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookedCounts {
    /// Rows of the index that were read.
    pub rows: usize,
    /// Texts that were laid beside a new one.
    pub compared: usize,
}

impl Store {
    /// What looking for copies has cost since this database was opened.
    #[must_use]
    pub fn looked(&self) -> LookedCounts {
        LookedCounts {
            rows: self.looked.rows.load(Ordering::Relaxed),
            compared: self.looked.compared.load(Ordering::Relaxed),
        }
    }

    /// Forgets what releases are found again by once no copy of them can come any more: one
    /// that is itself as old as the window looks as far back again. Gives how many rows went.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn forget_fingerprints(&self, now: Instant) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM fingerprint WHERE at < $1";
        let count = tx.run(sql, args![now - WINDOW - WINDOW]).await?;
        tx.commit("store.forget.copies").await?;
        Ok(count)
    }
}

/// The sources of an entry: its own, and those of what is joined to it.
pub(super) async fn sources_of(
    tx: &mut Tx,
    entry: &ReleaseId,
) -> Result<Vec<SourceId>, StoreError> {
    let mut sources = vec![entry.source.clone()];
    for row in tx.all(SOURCES, args![entry]).await? {
        let source: SourceId = row.parse(0)?;
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    Ok(sources)
}

/// How a release stands in its story.
pub(super) struct Place {
    /// The release whose entry it is part of: itself, where it is joined to none.
    pub(super) entry: ReleaseId,
    /// The release whose text that entry shows.
    pub(super) shown: ReleaseId,
}

impl Place {
    /// Whether readers see the text of `release`.
    pub(super) fn shows(&self, release: &ReleaseId) -> bool {
        self.shown == *release
    }
}

pub(super) async fn place_of(tx: &mut Tx, release: &ReleaseId) -> Result<Place, StoreError> {
    let sql = "SELECT COALESCE(r.joined, r.id), s.shown FROM release r \
               JOIN story s ON s.id = r.story WHERE r.id = $1";
    match tx.one(sql, args![release]).await? {
        Some(row) => Ok(Place { entry: row.parse(0)?, shown: row.parse(1)? }),
        None => Ok(Place { entry: release.clone(), shown: release.clone() }),
    }
}

/// Files a release under the numbers it is found again by, those of an older text forgotten.
pub(super) async fn file(
    tx: &mut Tx,
    release: &Release,
    hashes: &[i64],
    now: Instant,
) -> Result<(), StoreError> {
    let at = published(release, now);
    tx.run("DELETE FROM fingerprint WHERE release = $1", args![&release.id]).await?;
    for some in hashes.chunks(100) {
        let rows: Vec<String> = (0..some.len()).map(|n| format!("(${}, $1, $2)", n + 3)).collect();
        let sql = format!("INSERT INTO fingerprint (hash, at, release) VALUES {}", rows.join(", "));
        let mut values = args![at, &release.id].to_vec();
        values.extend(some.iter().map(|hash| Value::from(*hash)));
        tx.run(&sql, &values).await?;
    }
    Ok(())
}

/// When a release was published, for the window: never later than now.
fn published(release: &Release, now: Instant) -> Instant {
    release.published.map_or(now, |at| at.min(now))
}

/// Finds the story a new release is part of and joins it; gives the entry it is part of now.
pub(super) async fn join(
    store: &Store,
    tx: &mut Tx,
    release: &Release,
    follow: &dyn Follow,
    now: Instant,
) -> Result<Option<ReleaseId>, StoreError> {
    let hashes = follow.index(release);
    let found = if matches!(release.status, Status::Usable | Status::Embargoed) {
        kin(store, tx, release, &hashes, follow, now).await?
    } else {
        None
    };
    file(tx, release, &hashes, now).await?;
    let Some(kin) = found else { return Ok(None) };
    let id = &release.id;
    let sql = "DELETE FROM story WHERE id = (SELECT story FROM release WHERE id = $1) \
               AND entry = $1";
    tx.run(sql, args![id]).await?;
    let excerpt = (kin.kinship == Kinship::Excerpt).then(|| kin.release.to_string());
    let sql = "UPDATE release SET joined = $2, excerpt_of = $3, \
               story = (SELECT story FROM release WHERE id = $2) WHERE id = $1";
    tx.run(sql, args![id, &kin.entry, excerpt]).await?;
    if kin.kinship == Kinship::Whole {
        let sql = "UPDATE release SET excerpt_of = $2 WHERE id = $1";
        tx.run(sql, args![&kin.release, id]).await?;
    }
    show_best(tx, &kin.entry, follow).await?;
    Ok(Some(kin.entry))
}

/// A release found to be the same news.
struct Kin {
    release: ReleaseId,
    entry: ReleaseId,
    kinship: Kinship,
}

async fn kin(
    store: &Store,
    tx: &mut Tx,
    release: &Release,
    hashes: &[i64],
    follow: &dyn Follow,
    now: Instant,
) -> Result<Option<Kin>, StoreError> {
    for candidate in candidates(store, tx, release, hashes, now).await? {
        // It is joined to an entry that stands as it does: what is held or taken back, or
        // under another embargo, lends nothing and takes nothing.
        let sql = "SELECT r.data, e.id, e.status, e.embargo_until FROM release r \
                   JOIN release e ON e.id = COALESCE(r.joined, r.id) \
                   WHERE r.id = $1 AND r.status IN ('usable', 'embargoed')";
        let Some(row) = tx.one(sql, args![candidate]).await? else { continue };
        if !stands_alike(release, &row, now) {
            continue;
        }
        store.looked.compared.fetch_add(1, Ordering::Relaxed);
        let kept: Release = row.json(0)?;
        let kinship = follow.kinship(release, &kept);
        if kinship.is_one() {
            return Ok(Some(Kin { release: kept.id, entry: row.parse(1)?, kinship }));
        }
    }
    Ok(None)
}

fn stands_alike(release: &Release, row: &Row, now: Instant) -> bool {
    let until = |at: Option<Instant>| at.filter(|until| *until > now);
    matches!(Status::from_name(&row.text(2)), Status::Usable | Status::Embargoed)
        && until(release.embargo_until) == until(row.at_or_none(3))
}

/// Releases of the window that share a number with this one, those that share most first.
async fn candidates(
    store: &Store,
    tx: &mut Tx,
    release: &Release,
    hashes: &[i64],
    now: Instant,
) -> Result<Vec<String>, StoreError> {
    let at = published(release, now);
    let mut shared = std::collections::BTreeMap::<String, i64>::new();
    for some in hashes.chunks(200) {
        let sql = format!(
            "SELECT release, COUNT(*) FROM fingerprint WHERE hash IN ({}) \
             AND at >= $1 AND at <= $2 AND release <> $3 GROUP BY release",
            places(4, some.len())
        );
        let mut values = args![at - WINDOW, at + WINDOW, &release.id].to_vec();
        values.extend(some.iter().map(|hash| Value::from(*hash)));
        for row in tx.all(&sql, &values).await? {
            *shared.entry(row.text(0)).or_default() += row.int(1);
        }
    }
    let rows: i64 = shared.values().sum();
    store.looked.rows.fetch_add(usize::try_from(rows).unwrap_or_default(), Ordering::Relaxed);
    let mut most: Vec<(String, i64)> = shared.into_iter().collect();
    most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(most.into_iter().take(COMPARED_MAX).map(|(release, _)| release).collect())
}

/// Chooses anew whose text an entry shows, of those that may be used and were not taken back
/// by their sources; a whole goes before its excerpts. `None` when there is none.
pub(super) async fn show_best(
    tx: &mut Tx,
    entry: &ReleaseId,
    follow: &dyn Follow,
) -> Result<Option<ReleaseId>, StoreError> {
    let sql = "SELECT id, seen_at, data, excerpt_of FROM release \
               WHERE (id = $1 OR joined = $1) AND withdrawn_by IS NULL \
               AND (id = $1 OR status IN ('usable', 'embargoed')) ORDER BY seen_at, id";
    let rows = tx.all(sql, args![entry]).await?;
    let wholes = rows.iter().any(|row| row.text_or_none(3).is_none());
    let mut members = Vec::new();
    for row in rows.iter().filter(|row| !wholes || row.text_or_none(3).is_none()) {
        let release: Release = row.json(2)?;
        members.push(Member {
            release: row.parse(0)?,
            seen: row.at(1),
            length: release.text().chars().count(),
            national: release.national,
        });
    }
    let Some(shown) = follow.shown(&members) else { return Ok(None) };
    let sql = "UPDATE story SET shown = $2 WHERE entry = $1 AND shown <> $2";
    tx.run(sql, args![entry, &shown]).await?;
    Ok(Some(shown))
}

/// Parts a joined release from its story when its new text is other news than what the entry
/// shows; `true` when it is one of its own now.
pub(super) async fn part(
    tx: &mut Tx,
    release: &Release,
    place: &Place,
    follow: &dyn Follow,
    now: Instant,
) -> Result<bool, StoreError> {
    let id = &release.id;
    if place.entry == *id || place.shows(id) {
        return Ok(false);
    }
    let sql = "SELECT data FROM release WHERE id = $1";
    let Some(row) = tx.one(sql, args![&place.shown]).await? else { return Ok(false) };
    if follow.kinship(release, &row.json(0)?).is_one() {
        return Ok(false);
    }
    let sql = "UPDATE release SET joined = NULL, excerpt_of = NULL, story = $1 WHERE id = $1";
    tx.run(sql, args![id]).await?;
    let sql = "INSERT INTO story (id, entry, shown, made_at) VALUES ($1, $1, $1, $2)";
    tx.run(sql, args![id, now]).await?;
    Ok(true)
}

/// Whether a usable release is joined to this one.
pub(super) async fn is_shared(tx: &mut Tx, entry: &ReleaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM release WHERE joined = $1 AND withdrawn_by IS NULL \
               AND status IN ('usable', 'embargoed')";
    Ok(tx.one(sql, args![entry]).await?.is_some())
}
