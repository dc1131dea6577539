//! Reading the change log.

use crate::domain::Notice;
use crate::domain::notice::NoticeKind;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, args};

impl Store {
    /// Notices after `after`, oldest first, at most `limit`. Replaying them from 0 gives the
    /// state of every entry.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn notices(&self, after: i64, limit: i64) -> Result<Vec<Notice>, StoreError> {
        let rows = self
            .db
            .all(
                "SELECT seq, at, kind, release, language, version, regions, note FROM notice \
                 WHERE seq > $1 ORDER BY seq LIMIT $2",
                args![after, limit],
            )
            .await?;
        rows.iter().map(|row| notice(row, &self.log)).collect()
    }

    /// The number of the latest notice; 0 when there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn last_seq(&self) -> Result<i64, StoreError> {
        let row = self.db.one("SELECT MAX(seq) FROM notice", &[]).await?;
        Ok(row.map_or(0, |row| row.int(0)))
    }
}

fn notice(row: &Row, log: &str) -> Result<Notice, StoreError> {
    let kind = NoticeKind::from_name(&row.text(2))
        .ok_or_else(|| StoreError::Damaged { what: format!("a notice of kind {}", row.text(2)) })?;
    Ok(Notice {
        seq: row.int(0),
        log: log.to_owned(),
        at: row.at(1),
        kind,
        effect: kind.effect(),
        release: row.parse(3)?,
        language: row.parse(4)?,
        version: row.int(5),
        regions: row.json(6)?,
        note: row.text_or_none(7),
    })
}
