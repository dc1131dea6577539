//! Documents as they are served: bytes in a row, by public address.

use std::collections::BTreeMap;

use crate::domain::Instant;
use crate::domain::job::Target;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};

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

    /// The addresses of all documents, of pages that were taken back too.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn addresses(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT address FROM document ORDER BY address";
        Ok(self.db.all(sql, &[]).await?.iter().map(|row| row.text(0)).collect())
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
