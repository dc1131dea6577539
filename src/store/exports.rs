//! What lies in a bucket outside, and what is to be put there or removed.

use crate::domain::job::Filing;
use crate::domain::{Instant, Job};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::keep::many;
use crate::store::sql::{Row, Tx, Value, args, places};

/// An object that is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueExport {
    /// The address of its document.
    pub address: String,
    /// The hash of what lies there, if anything does.
    pub etag: Option<String>,
    /// How often the document changed since it was last looked at.
    pub due: i64,
}

impl Store {
    /// Notes that these documents, and all objects that lie at a place, are to be looked at,
    /// and files the job that does it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing is noted.
    pub async fn export_all(
        &self,
        place: &str,
        addresses: &[String],
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE export SET due = due + 1 WHERE place = $1", args![place]).await?;
        note(&mut tx, place, addresses).await?;
        jobs::file(self, &mut tx, &filing(place, now), now).await?;
        tx.commit("store.export").await
    }

    /// Objects that are to be looked at, the first of them by address.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn exports_due(
        &self,
        place: &str,
        at_most: usize,
    ) -> Result<Vec<DueExport>, StoreError> {
        let sql = format!(
            "SELECT address, etag, due FROM export WHERE place = $1 AND due > 0 \
             ORDER BY address LIMIT {at_most}"
        );
        let due = |row: &Row| DueExport {
            address: row.text(0),
            etag: row.text_or_none(1),
            due: row.int(2),
        };
        Ok(self.db.all(&sql, args![place]).await?.iter().map(due).collect())
    }

    /// Notes what lies at a place now, each with its hash, or nothing where it was
    /// removed. What changed again meanwhile stays due.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn exported(
        &self,
        place: &str,
        done: &[(DueExport, Option<String>)],
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (one, etag) in done {
            let sql = "UPDATE export SET etag = $3, \
                       due = CASE WHEN due = $4 THEN 0 ELSE due END \
                       WHERE place = $1 AND address = $2";
            tx.run(sql, args![place, &one.address, etag.as_deref(), one.due]).await?;
        }
        let sql =
            "DELETE FROM export WHERE place = $1 AND address = $2 AND etag IS NULL AND due = 0";
        for (one, _) in done.iter().filter(|(_, etag)| etag.is_none()) {
            tx.run(sql, args![place, &one.address]).await?;
        }
        tx.commit("store.exported").await
    }
}

/// Notes in the transaction that changed or dropped documents that they are to be exported;
/// gives the job that does it.
pub(super) async fn changed(
    tx: &mut Tx,
    place: &str,
    put: &[String],
    dropped: &[String],
    now: Instant,
) -> Result<Option<Filing>, StoreError> {
    note(tx, place, put).await?;
    let mut gone = 0;
    for some in dropped.chunks(200) {
        let sql = format!(
            "UPDATE export SET due = due + 1 WHERE place = $1 AND address IN ({})",
            places(2, some.len())
        );
        let mut values = args![place].to_vec();
        values.extend(some.iter().map(Value::from));
        gone += tx.run_with(&sql, values).await?;
    }
    Ok((gone > 0 || !put.is_empty()).then(|| filing(place, now)))
}

async fn note(tx: &mut Tx, place: &str, addresses: &[String]) -> Result<(), StoreError> {
    let row = |address: &String| args![place, address, None::<String>, 1_i64].to_vec();
    let head = "INSERT INTO export (place, address, etag, due)";
    let tail = "ON CONFLICT (place, address) DO UPDATE SET due = export.due + 1";
    many(tx, head, tail, addresses.iter().map(row).collect()).await?;
    Ok(())
}

fn filing(place: &str, now: Instant) -> Filing {
    Filing::free(Job::Export { place: place.to_owned() }, now)
}
