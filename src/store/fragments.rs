//! Rendered entries, kept so that a feed is put together again without making them anew.

use std::collections::BTreeMap;

use crate::domain::{Language, ReleaseId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Value, args, places};

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
    /// Kept fragments of some releases in a language and format, by release and form, with
    /// their stamps.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn fragments(
        &self,
        releases: &[ReleaseId],
        language: &Language,
        format: &str,
    ) -> Result<BTreeMap<(ReleaseId, String), (String, String)>, StoreError> {
        let mut found = BTreeMap::new();
        for some in releases.chunks(200) {
            let sql = format!(
                "SELECT release, form, stamp, text FROM fragment \
                 WHERE language = $1 AND format = $2 AND release IN ({})",
                places(3, some.len())
            );
            let mut values = args![language, format].to_vec();
            values.extend(some.iter().map(Value::from));
            for row in self.db.all(&sql, &values).await? {
                found.insert((row.parse(0)?, row.text(1)), (row.text(2), row.text(3)));
            }
        }
        Ok(found)
    }

    /// Keeps fragments.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn keep_fragments(&self, fragments: &[KeptFragment]) -> Result<(), StoreError> {
        if fragments.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for one in fragments {
            tx.run(
                "INSERT INTO fragment (release, language, format, form, stamp, text) \
                 VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (release, language, format, form) \
                 DO UPDATE SET stamp = excluded.stamp, text = excluded.text",
                args![&one.release, &one.language, &one.format, &one.form, &one.stamp, &one.text],
            )
            .await?;
        }
        tx.commit("store.fragments").await
    }
}
