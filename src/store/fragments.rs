//! Rendered entries, kept so that a feed is put together again without making them anew.

use std::collections::BTreeMap;

use crate::domain::entry::Fragment;
use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};

/// A rendered entry to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFragment {
    /// The release.
    pub release: ReleaseId,
    /// The language.
    pub language: Language,
    /// The format's name.
    pub format: String,
    /// What it shows, by its name.
    pub form: String,
    /// A hash of everything it was made of: another one means it must be made again.
    pub stamp: String,
    /// What `Format::entry` made.
    pub text: String,
}

impl Store {
    /// Kept fragments of some releases in a language and some formats, by release, format and
    /// form, with their stamps.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn fragments_in(
        &self,
        releases: &[ReleaseId],
        language: &Language,
        formats: &[&str],
    ) -> Result<BTreeMap<(ReleaseId, String, String), (String, String)>, StoreError> {
        let mut found = BTreeMap::new();
        if formats.is_empty() {
            return Ok(found);
        }
        for some in releases.chunks(200) {
            let sql = format!(
                "SELECT release, format, form, stamp, text FROM fragment \
                 WHERE language = $1 AND format IN ({}) AND release IN ({})",
                places(2, formats.len()),
                places(2 + formats.len(), some.len())
            );
            let mut values = args![language].to_vec();
            values.extend(formats.iter().map(|format| Value::from(*format)));
            values.extend(some.iter().map(Value::from));
            for row in self.db.many(&sql, 5, &values).await? {
                let key = (row.parse(0)?, row.text(1), row.text(2));
                found.insert(key, (row.text(3), row.text(4)));
            }
        }
        Ok(found)
    }

    /// The fragments in a format of what was published after `since`, the newest first, and
    /// when the oldest of them was; empty ones are left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn recent(
        &self,
        format: &str,
        since: Instant,
        limit: i64,
    ) -> Result<(Vec<Fragment>, Option<Instant>), StoreError> {
        let sql = "SELECT e.updated, f.text, e.published FROM emission e \
                   JOIN fragment f ON f.release = e.release AND f.language = e.language \
                   AND f.format = $1 WHERE e.published > $2 AND f.text <> '' \
                   ORDER BY e.published DESC, e.updated DESC, e.language LIMIT $3";
        let rows = self.db.many(sql, 3, args![format, since, limit]).await?;
        let fragment = |row: &Row| Fragment { updated: row.at(0), text: row.text(1).into() };
        let oldest = rows.last().map(|row| row.at(2));
        Ok((rows.iter().map(fragment).collect(), oldest))
    }
}
