//! Documents as they are served: bytes in a row, by public address.

use std::collections::BTreeMap;

use crate::domain::Instant;
use crate::domain::job::Target;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};
use crate::store::subscriptions;

pub use crate::store::fragments::KeptFragment;

/// A document to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Its public address, from the first slash.
    pub address: String,
    /// What renders it.
    pub target: Target,
    /// Its `Content-Type`.
    pub media_type: String,
    /// The HTTP status it is served with: 200, or 410 for a page taken back.
    pub status: u16,
    /// When time alone will change it.
    pub stale_at: Option<Instant>,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// A document as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its public address.
    pub address: String,
    /// Its `Content-Type`.
    pub media_type: String,
    /// The HTTP status.
    pub status: u16,
    /// A hash of its bytes, without quotes.
    pub etag: String,
    /// The second in which its bytes last changed.
    pub changed: Instant,
    /// When time alone will change it.
    pub stale_at: Option<Instant>,
    /// What renders it.
    pub target: Target,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The hash that becomes a document's ETag: 32 hexadecimal digits of BLAKE3.
#[must_use]
pub fn etag_of(body: &[u8]) -> String {
    let mut hex = blake3::hash(body).to_hex().to_string();
    hex.truncate(32);
    hex
}

impl Store {
    /// Puts documents, all in one transaction; gives the addresses whose bytes changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none was put.
    pub async fn put_documents(
        &self,
        documents: &[NewDocument],
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        self.put_documents_telling(documents, &[], now).await
    }

    /// The same, and in the same transaction everybody who is told of a document that
    /// changed: its subscribers, and these outside hubs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none was put.
    pub async fn put_documents_telling(
        &self,
        documents: &[NewDocument],
        hubs: &[String],
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        let mut changed = Vec::new();
        let mut tx = self.db.begin().await?;
        for document in documents {
            let etag = etag_of(&document.body);
            let sql = "SELECT etag, status, media_type, stale_at, noindex FROM document \
                       WHERE address = $1";
            let before = tx.one(sql, args![&document.address]).await?;
            let same = before.as_ref().is_some_and(|row| {
                row.text(0) == etag
                    && row.int(1) == i64::from(document.status)
                    && row.text(2) == document.media_type
                    && row.flag(4) == document.noindex
            });
            if same {
                if before.and_then(|row| row.at_or_none(3)) != document.stale_at {
                    let sql = "UPDATE document SET stale_at = $2 WHERE address = $1";
                    tx.run(sql, args![&document.address, document.stale_at]).await?;
                }
                continue;
            }
            tx.run(
                "INSERT INTO document \
                 (address, target, media_type, status, etag, changed_at, stale_at, body, noindex) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (address) DO UPDATE SET \
                 target = excluded.target, media_type = excluded.media_type, \
                 status = excluded.status, etag = excluded.etag, \
                 changed_at = excluded.changed_at, stale_at = excluded.stale_at, \
                 body = excluded.body, noindex = excluded.noindex",
                args![
                    &document.address,
                    crate::store::sql::json(&document.target)?,
                    &document.media_type,
                    i64::from(document.status),
                    etag,
                    now,
                    document.stale_at,
                    document.body.as_slice(),
                    document.noindex,
                ],
            )
            .await?;
            tx.run("DELETE FROM coding WHERE address = $1", args![&document.address]).await?;
            subscriptions::file_deliveries(self, &mut tx, &document.address, hubs, now).await?;
            changed.push(document.address.clone());
        }
        tx.commit("store.documents").await?;
        Ok(changed)
    }

    /// One document.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn document(&self, address: &str) -> Result<Option<StoredDocument>, StoreError> {
        let sql = "SELECT address, media_type, status, etag, changed_at, stale_at, target, body, \
                   noindex FROM document WHERE address = $1";
        self.db.one(sql, args![address]).await?.as_ref().map(document).transpose()
    }

    /// The etags of documents, by address: what `server` asks to notice changes made by
    /// other machines.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn etags(
        &self,
        addresses: &[String],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut etags = BTreeMap::new();
        for some in addresses.chunks(200) {
            let sql = format!(
                "SELECT address, etag FROM document WHERE address IN ({})",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(Value::from).collect();
            for row in self.db.all(&sql, &values).await? {
                etags.insert(row.text(0), row.text(1));
            }
        }
        Ok(etags)
    }

    /// The addresses of all documents, with status 200.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn addresses(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT address FROM document WHERE status = 200 ORDER BY address";
        Ok(self.db.all(sql, &[]).await?.iter().map(|row| row.text(0)).collect())
    }

    /// Forgets documents; nobody will be served them again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn drop_documents(&self, addresses: &[String]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for address in addresses {
            tx.run("DELETE FROM coding WHERE address = $1", args![address]).await?;
            tx.run("DELETE FROM document WHERE address = $1", args![address]).await?;
        }
        tx.commit("store.documents").await
    }

    /// The compressed form of a document, if it is kept and still of these bytes.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn coding(
        &self,
        address: &str,
        coding: &str,
        etag: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT body FROM coding WHERE address = $1 AND coding = $2 AND etag = $3";
        Ok(self.db.one(sql, args![address, coding, etag]).await?.map(|row| row.blob(0)))
    }

    /// Keeps a compressed form, unless the document has changed meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn keep_coding(
        &self,
        address: &str,
        coding: &str,
        etag: &str,
        body: &[u8],
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO coding (address, coding, etag, body) \
             SELECT address, $2, etag, $4 FROM document WHERE address = $1 AND etag = $3 \
             ON CONFLICT (address, coding) DO UPDATE SET etag = excluded.etag, body = excluded.body",
            args![address, coding, etag, body],
        )
        .await?;
        tx.commit("store.coding").await
    }
}

fn document(row: &Row) -> Result<StoredDocument, StoreError> {
    Ok(StoredDocument {
        address: row.text(0),
        media_type: row.text(1),
        status: u16::try_from(row.int(2)).unwrap_or(200),
        etag: row.text(3),
        changed: row.at(4),
        stale_at: row.at_or_none(5),
        target: row.json(6)?,
        body: row.blob(7),
        noindex: row.flag(8),
    })
}
