//! What a source prints under its releases, counted: a last block that many of them share
//! is the source's own and no part of any.

use std::collections::BTreeSet;

use crate::domain::SourceId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Tx, args};

impl Store {
    /// The hashes of blocks that stood last in three releases of a source or more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn repeated(&self, source: &SourceId) -> Result<BTreeSet<String>, StoreError> {
        // The number stands in the statement as it does in the index that answers it.
        let sql = "SELECT hash FROM last_block WHERE source = $1 AND releases >= 3";
        Ok(self.db.all(sql, args![source]).await?.iter().map(|row| row.text(0)).collect())
    }
}

/// Counts the last block of a new release. Corrections are not counted: a release that is
/// corrected three times repeats nothing.
pub(super) async fn count(tx: &mut Tx, source: &SourceId, hash: &str) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO last_block (source, hash, releases) VALUES ($1, $2, 1) \
         ON CONFLICT (source, hash) DO UPDATE SET releases = last_block.releases + 1",
        args![source, hash],
    )
    .await?;
    Ok(())
}
