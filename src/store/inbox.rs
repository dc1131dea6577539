//! What is pushed to us: kept with the job that reads it, in one transaction.

use crate::domain::job::Filing;
use crate::domain::{Instant, Job, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::sql::args;

/// A document that was pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The source it was pushed for.
    pub source: SourceId,
    /// What its sender calls it, where the document does not say so itself.
    pub name: Option<String>,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps a document and files the job that reads it; gives the id of both.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing was kept.
    pub async fn push(&self, pushed: &Pushed, now: Instant) -> Result<String, StoreError> {
        let id = uuid::Uuid::now_v7().to_string();
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO inbox (id, source, name, media_type, body, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                &id,
                &pushed.source,
                pushed.name.as_deref(),
                pushed.media_type.as_str(),
                pushed.body.as_slice(),
                now,
            ],
        )
        .await?;
        let job = Job::Receive { source: pushed.source.clone(), document: id.clone() };
        jobs::file(self, &mut tx, &Filing::free(job, now), now).await?;
        tx.commit("store.push").await?;
        Ok(id)
    }

    /// A document that was pushed and is not read yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn pushed(&self, id: &str) -> Result<Option<Pushed>, StoreError> {
        let sql = "SELECT source, name, media_type, body FROM inbox WHERE id = $1";
        let Some(row) = self.db.one(sql, args![id]).await? else { return Ok(None) };
        Ok(Some(Pushed {
            source: row.parse(0)?,
            name: row.text_or_none(1),
            media_type: row.text(2),
            body: row.blob(3),
        }))
    }

    /// Whether an older document of a source waits to be read, and somebody will read it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn pushed_before(&self, source: &SourceId, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM inbox i JOIN job j ON j.kind = 'receive' AND j.name = i.id \
                   AND j.state < 2 WHERE i.source = $1 AND i.id < $2 LIMIT 1";
        Ok(self.db.one(sql, args![source, id]).await?.is_some())
    }

    /// Lets go of a document that was read.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn drop_pushed(&self, id: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM inbox WHERE id = $1", args![id]).await?;
        tx.commit("store.receive").await
    }
}
