//! What the operator is told.

use crate::domain::{Alert, Instant, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Tx, args};

impl Store {
    /// Raises an alert; one that is open already is renewed. `true` when it is new.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn raise(
        &self,
        key: &str,
        kind: &str,
        source: Option<&SourceId>,
        words: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let new = raise(&mut tx, key, kind, source, words, now).await?;
        tx.commit("store.alert").await?;
        Ok(new)
    }

    /// Clears an alert whose cause is gone; `true` when it was open.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn clear(&self, key: &str, now: Instant) -> Result<bool, StoreError> {
        // nearly always there is none, and a look costs less than a transaction
        let sql = "SELECT 1 FROM alert WHERE name = $1 AND cleared IS NULL";
        if self.db.one(sql, args![key]).await?.is_none() {
            return Ok(false);
        }
        let mut tx = self.db.begin().await?;
        let was_open = clear(&mut tx, key, now).await?;
        tx.commit("store.alert").await?;
        Ok(was_open)
    }

    /// Whether an alert is open in these very words.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn is_raised(&self, key: &str, words: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM alert WHERE name = $1 AND words = $2 AND cleared IS NULL";
        Ok(self.db.one(sql, args![key, words]).await?.is_some())
    }

    /// Open alerts, newest first, and with `all` also cleared ones.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn alerts(&self, all: bool) -> Result<Vec<Alert>, StoreError> {
        let sql = "SELECT name, kind, source, words, since, renewed, cleared FROM alert \
                   WHERE cleared IS NULL OR $1 = 1 \
                   ORDER BY CASE WHEN cleared IS NULL THEN 0 ELSE 1 END, since DESC, name";
        self.db.all(sql, args![all]).await?.iter().map(alert).collect()
    }
}

/// Raises an alert in the transaction of its cause; `true` when it is new.
pub(super) async fn raise(
    tx: &mut Tx,
    key: &str,
    kind: &str,
    source: Option<&SourceId>,
    words: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM alert WHERE name = $1 AND cleared IS NULL";
    let open = tx.one(sql, args![key]).await?.is_some();
    tx.run(
        "INSERT INTO alert (name, kind, source, words, since, renewed) \
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (name) DO UPDATE SET \
         words = excluded.words, renewed = excluded.renewed, cleared = NULL, \
         since = CASE WHEN alert.cleared IS NULL THEN alert.since ELSE excluded.since END",
        args![key, kind, source.map(SourceId::as_str), words, now],
    )
    .await?;
    Ok(!open)
}

/// Clears an alert in the transaction that ends its cause; `true` when it was open.
pub(super) async fn clear(tx: &mut Tx, key: &str, now: Instant) -> Result<bool, StoreError> {
    let sql = "UPDATE alert SET cleared = $2 WHERE name = $1 AND cleared IS NULL";
    Ok(tx.run(sql, args![key, now]).await? == 1)
}

fn alert(row: &Row) -> Result<Alert, StoreError> {
    let source = row.text_or_none(2).map(|id| SourceId::parse(&id)).transpose();
    Ok(Alert {
        key: row.text(0),
        kind: row.text(1),
        source: source.map_err(|why| StoreError::Damaged { what: why.to_string() })?,
        words: row.text(3),
        since: row.at(4),
        renewed: row.at(5),
        cleared: row.at_or_none(6),
    })
}
