//! The texts of a release as rows: its first one, later ones, and what it belongs to.

use crate::domain::release::Status;
use crate::domain::{Instant, Release, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::pulls::{Haul, Incoming};
use crate::store::sql::{Row, Tx, args, json};

pub(super) async fn insert(
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &incoming.release;
    tx.run(
        "INSERT INTO release (id, source, address, language, status, embargo_until, revision, \
         hash, story, headline, source_at, seen_at, changed_at, backfill, data) \
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $1, $8, $9, $10, $10, $11, $12)",
        args![
            &release.id,
            &haul.source,
            &haul.address,
            &release.language,
            release.status.name(),
            release.embargo_until,
            &incoming.hash,
            &release.headline,
            release.published,
            now,
            haul.backfill,
            json(release)?,
        ],
    )
    .await?;
    let sql = "INSERT INTO story (id, entry, shown, made_at) VALUES ($1, $1, $1, $2)";
    tx.run(sql, args![&release.id, now]).await?;
    revision(tx, incoming, 1, now).await?;
    belong(tx, incoming).await
}

pub(super) async fn revise(
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    before: &Row,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &incoming.release;
    let number = before.int(0) + 1;
    let kept = before.text(1) == Status::Withdrawn.name();
    let status = if kept { Status::Withdrawn } else { release.status };
    tx.run(
        "UPDATE release SET address = $2, language = $3, status = $4, embargo_until = $5, \
         revision = $6, hash = $7, headline = $8, source_at = $9, changed_at = $10, \
         corrected_at = $10, data = $11 WHERE id = $1",
        args![
            &release.id,
            &haul.address,
            &release.language,
            status.name(),
            release.embargo_until,
            number,
            &incoming.hash,
            &release.headline,
            release.published,
            now,
            json(release)?,
        ],
    )
    .await?;
    revision(tx, incoming, number, now).await?;
    let gone = "DELETE FROM release_region WHERE release = $1";
    tx.run(gone, args![&release.id]).await?;
    let gone = "DELETE FROM release_subject WHERE release = $1";
    tx.run(gone, args![&release.id]).await?;
    belong(tx, incoming).await
}

async fn revision(
    tx: &mut Tx,
    incoming: &Incoming,
    number: i64,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO revision (release, number, hash, at, draft, data) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            &incoming.release.id,
            number,
            &incoming.hash,
            now,
            json(&incoming.draft)?,
            json(&incoming.release)?,
        ],
    )
    .await?;
    Ok(())
}

/// Writes what a release belongs to: its regions and subjects.
async fn belong(tx: &mut Tx, incoming: &Incoming) -> Result<(), StoreError> {
    let id = &incoming.release.id;
    for region in &incoming.regions {
        let sql = "INSERT INTO release_region (region, release) VALUES ($1, $2)";
        tx.run(sql, args![region, id]).await?;
    }
    for subject in &incoming.release.subjects {
        let sql = "INSERT INTO release_subject (subject, release) VALUES ($1, $2)";
        tx.run(sql, args![subject, id]).await?;
    }
    Ok(())
}

impl Store {
    /// The latest texts of a release, newest first: number, when each was seen, and what it
    /// was; at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn revisions(
        &self,
        release: &ReleaseId,
        limit: i64,
    ) -> Result<Vec<(i64, Instant, Release)>, StoreError> {
        let sql = "SELECT number, at, data FROM revision WHERE release = $1 \
                   ORDER BY number DESC LIMIT $2";
        let rows = self.db.all(sql, args![release, limit]).await?;
        rows.iter().map(|row| Ok((row.int(0), row.at(1), row.json(2)?))).collect()
    }
}
