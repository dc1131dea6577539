//! What persons did to translations: their edits in order, and the last decision.
//!
//! Each is written with the job that puts the translation together again, in one transaction.

use crate::domain::desk::{Decision, Edit, People, Review};
use crate::domain::job::Filing;
use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::sayings::{Saying, say};
use crate::store::sql::{Row, Tx, args, json};

impl Store {
    /// Everything persons did to the translation of a release.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn people(
        &self,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<People, StoreError> {
        let sql = "SELECT segment, source, before, text, made_by, made_at, number FROM edit e \
                   WHERE release = $1 AND language = $2 AND number = (SELECT MAX(number) \
                   FROM edit l WHERE l.release = e.release AND l.language = e.language \
                   AND l.segment = e.segment) ORDER BY number";
        let rows = self.db.all(sql, args![release, language]).await?;
        let last = rows.last().map(|row| row.int(6));
        let edits = rows.iter().map(edit).collect();
        let sql = "SELECT decision, made_by, reason, made_at, segments FROM review \
                   WHERE release = $1 AND language = $2";
        let review = match self.db.one(sql, args![release, language]).await? {
            Some(row) => Some(Review {
                decision: Decision::from_name(&row.text(0)),
                by: row.text(1),
                reason: row.text_or_none(2),
                at: row.at(3),
                segments: row.json(4)?,
            }),
            None => None,
        };
        let decided = review
            .as_ref()
            .map(|one| format!("{} {}", one.decision.name(), one.at.timestamp_millis()));
        let mark = match (last, decided) {
            (None, None) => String::new(),
            (last, decided) => format!("{}/{}", last.unwrap_or(0), decided.unwrap_or_default()),
        };
        Ok(People { edits, review, mark })
    }

    /// Writes down a person's edits, remembers them for every release with the same segments,
    /// and files the job that uses them. A refusal of the translation before them is over.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn record_edits(
        &self,
        (release, language): (&ReleaseId, &Language),
        edits: &[(Edit, Saying)],
        filing: &Filing,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        insert(&mut tx, (release, language), edits, now).await?;
        let sql = "DELETE FROM review WHERE release = $1 AND language = $2 \
                   AND decision = 'rejected'";
        tx.run(sql, args![release, language]).await?;
        jobs::file(self, &mut tx, filing, now).await?;
        tx.commit("store.edit").await
    }

    /// Writes down a decision, with edits that it implies, and files the job that follows it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn record_review(
        &self,
        (release, language): (&ReleaseId, &Language),
        review: &Review,
        edits: &[(Edit, Saying)],
        filing: &Filing,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        insert(&mut tx, (release, language), edits, now).await?;
        tx.run(
            "INSERT INTO review (release, language, decision, made_by, reason, made_at, segments) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (release, language) DO UPDATE SET decision = excluded.decision, \
             made_by = excluded.made_by, reason = excluded.reason, made_at = excluded.made_at, \
             segments = excluded.segments",
            args![
                release,
                language,
                review.decision.name(),
                &review.by,
                review.reason.clone(),
                review.at,
                json(&review.segments)?,
            ],
        )
        .await?;
        jobs::file(self, &mut tx, filing, now).await?;
        tx.commit("store.review").await
    }
}

async fn insert(
    tx: &mut Tx,
    (release, language): (&ReleaseId, &Language),
    edits: &[(Edit, Saying)],
    now: Instant,
) -> Result<(), StoreError> {
    for (edit, saying) in edits {
        tx.run(
            "INSERT INTO edit (release, language, number, segment, source, before, text, made_by, \
             made_at) SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8 \
             FROM edit WHERE release = $1 AND language = $2",
            args![
                release,
                language,
                &edit.segment,
                &edit.source,
                &edit.before,
                &edit.text,
                &edit.by,
                edit.at,
            ],
        )
        .await?;
        say(tx, saying, now).await?;
    }
    Ok(())
}

fn edit(row: &Row) -> Edit {
    Edit {
        segment: row.text(0),
        source: row.text(1),
        before: row.text(2),
        text: row.text(3),
        by: row.text(4),
        at: row.at(5),
    }
}
