//! The texts of a release as rows: its first one, later ones, and what it belongs to.

use serde::Serialize;

use crate::domain::job::Filing;
use crate::domain::release::Status;
use crate::domain::story::Change;
use crate::domain::{Instant, Release, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::pulls::{Haul, Incoming};
use crate::store::sql::{Row, Tx, args, json};

/// One text that a source showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// Its number, from 1.
    pub revision: i64,
    /// When it was first seen.
    pub at: Instant,
    /// What it changed in the one before; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Since when the public is not shown it, if a person sealed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Instant>,
    /// The hash of what was printed: BLAKE3, in hexadecimal.
    pub hash: String,
    /// The headline as it was printed.
    pub headline: String,
    /// What normalising made of it then.
    #[serde(skip)]
    pub release: Release,
}

impl Store {
    /// Every text its source ever showed of a release, the first one first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn revisions(&self, release: &ReleaseId) -> Result<Vec<Revision>, StoreError> {
        let sql = "SELECT number, at, change, hash, data, sealed_at FROM revision \
                   WHERE release = $1 ORDER BY number";
        let rows = self.db.all(sql, args![release]).await?;
        let each = |row: &Row| {
            let release: Release = row.json(4)?;
            Ok(Revision {
                revision: row.int(0),
                at: row.at(1),
                change: row.text_or_none(2),
                sealed: row.at_or_none(5),
                hash: row.text(3),
                headline: release.headline_source.clone(),
                release,
            })
        };
        rows.iter().map(each).collect()
    }

    /// Seals a version, or opens it, and files what renders the page of versions. `false` when it
    /// was so already.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing changed.
    pub async fn seal(
        &self,
        release: &ReleaseId,
        number: i64,
        sealed: bool,
        filing: &Filing,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE revision SET sealed_at = $3 WHERE release = $1 AND number = $2 \
                   AND CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END <> $4";
        let at = sealed.then_some(now);
        let changed = tx.run(sql, args![release, number, at, sealed]).await? > 0;
        if changed {
            jobs::file(self, &mut tx, filing, now).await?;
        }
        tx.commit("store.seal").await?;
        Ok(changed)
    }
}

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
    revision(tx, incoming, 1, None, now).await?;
    belong(tx, incoming).await
}

pub(super) async fn revise(
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    before: &Row,
    change: Change,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &incoming.release;
    let number = before.int(0) + 1;
    let kept = before.text(1) == Status::Withdrawn.name();
    let status = if kept { Status::Withdrawn } else { release.status };
    tx.run(
        "UPDATE release SET address = $2, language = $3, status = $4, embargo_until = $5, \
         revision = $6, hash = $7, headline = $8, source_at = $9, changed_at = $10, \
         corrected_at = CASE WHEN $12 = 1 THEN $10 ELSE corrected_at END, \
         withdrawn_by = CASE WHEN $4 = 'withdrawn' THEN withdrawn_by ELSE NULL END, \
         data = $11 WHERE id = $1",
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
            change == Change::Correction,
        ],
    )
    .await?;
    revision(tx, incoming, number, Some(change), now).await?;
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
    change: Option<Change>,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO revision (release, number, hash, at, draft, data, change) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            &incoming.release.id,
            number,
            &incoming.hash,
            now,
            json(&incoming.draft)?,
            json(&incoming.release)?,
            change.map(Change::name),
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
