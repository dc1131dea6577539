//! Translations that are wanted anew though their text has not changed, since the terms, the
//! engines or the checks have. What is published stays until the new one is there.

use std::collections::BTreeSet;

use crate::domain::job::Filing;
use crate::domain::{Instant, Language, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs::file;
use crate::store::sql::args;

impl Store {
    /// Notes that the translations of these releases are wanted anew, and files the jobs, at
    /// once. What a source translated itself, or nobody yet, is not asked for.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing is noted.
    pub async fn want_again(
        &self,
        wanted: &[(ReleaseId, Language, Filing)],
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (release, language, filing) in wanted {
            let sql = "UPDATE translation SET again = $3 \
                       WHERE release = $1 AND language = $2 AND state <> 'source'";
            if tx.run(sql, args![release, language, now]).await? > 0 {
                file(self, &mut tx, filing, now).await?;
            }
        }
        tx.commit("store.again").await
    }

    /// When a translation was asked for anew, if it was and is not done yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn wanted_again(
        &self,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT again FROM translation WHERE release = $1 AND language = $2";
        let row = self.db.one(sql, args![release, language]).await?;
        Ok(row.and_then(|row| row.at_or_none(0)))
    }

    /// Notes that a translation that was asked for anew at this time is done; one asked for
    /// later still stands.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn done_again(
        &self,
        release: &ReleaseId,
        language: &Language,
        asked: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE translation SET again = NULL \
                   WHERE release = $1 AND language = $2 AND again = $3";
        tx.run(sql, args![release, language, asked]).await?;
        tx.commit("store.again").await
    }

    /// The releases of a source whose latest text an engine has translated into a language.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn translated(
        &self,
        source: &SourceId,
        language: &Language,
    ) -> Result<BTreeSet<ReleaseId>, StoreError> {
        let sql = "SELECT t.release FROM translation t JOIN release r ON r.id = t.release \
                   WHERE r.source = $1 AND t.language = $2 AND t.revision = r.revision \
                   AND t.titled = 1 AND t.state <> 'source'";
        let rows = self.db.all(sql, args![source, language]).await?;
        rows.iter().map(|row| row.parse(0)).collect()
    }
}
