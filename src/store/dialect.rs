//! Where one text of SQL does not do for both databases.

use std::sync::atomic::Ordering;

use crate::domain::Instant;
use crate::domain::notice::NoticeKind;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Tx, Value, args};

/// Leases are counted by one clock. On SQLite it is the caller's; on PostgreSQL it is the
/// database's own, whatever the workers' clocks say, plus a shift that only tests set.
///
/// Gives the expression for now, in which `$1` is the value [`now_value`] gives.
pub(super) const fn now_sql(postgres: bool) -> &'static str {
    if postgres {
        "(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) + $1)"
    } else {
        "$1"
    }
}

/// The value of `$1` in [`now_sql`].
pub(super) fn now_value(store: &Store, now: Instant) -> Value {
    if store.db.is_postgres() {
        Value::from(store.shift_millis.load(Ordering::Relaxed))
    } else {
        Value::from(now)
    }
}

/// Claims pass over rows that another worker of the same server is just taking.
pub(super) const fn skip_locked(postgres: bool) -> &'static str {
    if postgres { " FOR UPDATE SKIP LOCKED" } else { "" }
}

/// One notice to be written.
pub(super) struct NewNotice<'a> {
    pub(super) at: Instant,
    pub(super) kind: NoticeKind,
    pub(super) release: &'a crate::domain::ReleaseId,
    pub(super) language: &'a crate::domain::Language,
    pub(super) version: i64,
    pub(super) regions: &'a str,
    pub(super) note: Option<&'a str>,
}

/// Writes a notice. Its number is given at commit: on PostgreSQL by a deferred trigger, on
/// SQLite at once, since its only writer commits before anybody else writes.
pub(super) async fn write_notice(tx: &mut Tx, notice: &NewNotice<'_>) -> Result<(), StoreError> {
    let seq = match tx {
        Tx::Lite(_) => {
            let sql = "UPDATE counter SET value = value + 1 WHERE name = 'notice' RETURNING value";
            tx.one(sql, &[]).await?.map(|row| row.int(0))
        }
        #[cfg(feature = "postgres")]
        Tx::Pg(_) => None,
    };
    tx.run(
        "INSERT INTO notice (id, seq, at, kind, release, language, version, regions, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            uuid::Uuid::now_v7().to_string(),
            seq,
            notice.at,
            notice.kind.name(),
            notice.release,
            notice.language,
            notice.version,
            notice.regions,
            notice.note,
        ],
    )
    .await?;
    Ok(())
}
