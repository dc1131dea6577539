//! Where one text of SQL does not do for both databases.

use std::sync::atomic::Ordering;

use crate::domain::Instant;
use crate::domain::notice::NoticeKind;
use crate::domain::search::{Part, Query, Word};
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

/// Whether the words of an entry, `s`, match the query at `place`, as [`search_value`]
/// writes it.
pub(super) fn search_sql(postgres: bool, place: usize) -> String {
    if postgres {
        let words = "array_to_tsvector(string_to_array(s.words, ' '))";
        format!("{words} @@ CAST(${place} AS tsquery)")
    } else {
        format!("s.number IN (SELECT rowid FROM search_text WHERE search_text MATCH ${place})")
    }
}

/// A query in the database's own language. A word is ASCII letters and digits alone, so
/// nothing in it can mean anything else.
///
/// # Source
///
/// SQLite's FTS5 query syntax; PostgreSQL's `tsquery`.
pub(super) fn search_value(query: &Query, postgres: bool) -> String {
    let (and, or) = if postgres { (" & ", " | ") } else { (" AND ", " OR ") };
    let word = |word: &Word| match (postgres, word.begins) {
        (true, true) => format!("'{}':*", word.text),
        (true, false) => format!("'{}'", word.text),
        (false, true) => format!("\"{}\"*", word.text),
        (false, false) => format!("\"{}\"", word.text),
    };
    let group =
        |words: &Vec<Word>| format!("({})", words.iter().map(word).collect::<Vec<_>>().join(and));
    let part =
        |part: &Part| format!("({})", part.any.iter().map(group).collect::<Vec<_>>().join(or));
    let all = query.all.iter().map(part).collect::<Vec<_>>().join(and);
    let not = if postgres { " & !" } else { " NOT " };
    let none: Vec<String> =
        query.none.iter().map(|words| format!("{not}{}", group(words))).collect();
    format!("({all}){}", none.concat())
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
        Tx::Lite(..) => {
            let sql = "UPDATE counter SET value = value + 1 WHERE name = 'notice' RETURNING value";
            tx.one(sql, &[]).await?.map(|row| row.int(0))
        }
        #[cfg(feature = "postgres")]
        Tx::Pg(..) => None,
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
