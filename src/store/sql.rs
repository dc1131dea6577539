//! One text of SQL for both databases: values in, rows out.
//!
//! Every statement is written once, with `$1`, `$2` ... which both databases read, and
//! goes through [`Tx`] or [`Db::all`]. What cannot be written once is in
//! [`dialect`](crate::store::dialect).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "postgres")]
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Column, Row as _, Sqlite, Transaction, TypeInfo, ValueRef};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::Instant;
use crate::domain::instant::from_millis;
use crate::store::error::StoreError;
pub(super) use crate::store::value::{Value, args};

/// One row, its columns in the order of the statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row(Vec<Value>);

impl Row {
    /// A whole number; NULL and anything else is 0.
    pub(super) fn int(&self, column: usize) -> i64 {
        self.int_or_none(column).unwrap_or_default()
    }

    pub(super) fn int_or_none(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(number)) => *number,
            _ => None,
        }
    }

    pub(super) fn flag(&self, column: usize) -> bool {
        self.int(column) != 0
    }

    pub(super) fn real(&self, column: usize) -> Option<f64> {
        match self.0.get(column) {
            Some(Value::Real(number)) => *number,
            _ => None,
        }
    }

    /// A text; NULL and anything else is empty.
    pub(super) fn text(&self, column: usize) -> String {
        self.text_or_none(column).unwrap_or_default()
    }

    pub(super) fn text_or_none(&self, column: usize) -> Option<String> {
        match self.0.get(column) {
            Some(Value::Text(text)) => text.clone(),
            _ => None,
        }
    }

    pub(super) fn blob(&self, column: usize) -> Vec<u8> {
        match self.0.get(column) {
            Some(Value::Blob(Some(bytes))) => bytes.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn at(&self, column: usize) -> Instant {
        from_millis(self.int(column))
    }

    pub(super) fn at_or_none(&self, column: usize) -> Option<Instant> {
        self.int_or_none(column).map(from_millis)
    }

    /// Reads a text as one of our types; what cannot be read was damaged outside.
    pub(super) fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, StoreError>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.text(column);
        text.parse().map_err(|why: T::Err| StoreError::Damaged { what: why.to_string() })
    }

    /// Reads JSON.
    pub(super) fn json<T: serde::de::DeserializeOwned>(
        &self,
        column: usize,
    ) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column))
            .map_err(|why| StoreError::Damaged { what: why.to_string() })
    }
}

/// Writes JSON; our own types always can be.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::Damaged { what: why.to_string() })
}

macro_rules! bind_all {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                Value::Int(number) => query.bind(number),
                Value::Real(number) => query.bind(number),
                Value::Text(text) => query.bind(text),
                Value::Blob(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

fn sqlite_row(row: &SqliteRow) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.len());
    for column in row.columns() {
        let at = column.ordinal();
        let raw = row.try_get_raw(at)?;
        let kind = raw.type_info().name().to_owned();
        let null = raw.is_null();
        values.push(match kind.as_str() {
            _ if null => Value::Int(None),
            "REAL" => Value::Real(row.try_get(at)?),
            "TEXT" => Value::Text(row.try_get(at)?),
            "BLOB" => Value::Blob(row.try_get(at)?),
            _ => Value::Int(row.try_get(at)?),
        });
    }
    Ok(Row(values))
}

#[cfg(feature = "postgres")]
fn postgres_row(row: &PgRow) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.len());
    for column in row.columns() {
        let at = column.ordinal();
        let kind = column.type_info().name().to_owned();
        let null = row.try_get_raw(at)?.is_null();
        values.push(match kind.as_str() {
            _ if null => Value::Int(None),
            "FLOAT8" => Value::Real(row.try_get(at)?),
            "BYTEA" => Value::Blob(row.try_get(at)?),
            "INT8" => Value::Int(row.try_get(at)?),
            "INT4" => Value::Int(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            "BOOL" => Value::Int(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
            _ => Value::Text(row.try_get(at)?),
        });
    }
    Ok(Row(values))
}

/// Counts the rows that were read, so that a test can tell what a change costs.
#[derive(Debug, Clone, Default)]
pub(super) struct RowsRead(Arc<AtomicU64>);

impl RowsRead {
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn counted<R>(
        &self,
        rows: &[R],
        row: fn(&R) -> Result<Row, StoreError>,
    ) -> Result<Vec<Row>, StoreError> {
        self.add(rows.len());
        rows.iter().map(row).collect()
    }

    fn add(&self, rows: usize) {
        self.0.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// The two databases.
#[derive(Debug, Clone)]
pub(super) enum Db {
    /// One connection writes, several read.
    /// Who writes stands in line at `turn`, so that who is in haste finds one ahead of him.
    Lite { write: SqlitePool, read: SqlitePool, turn: Arc<Semaphore>, rows: RowsRead },
    /// A server.
    #[cfg(feature = "postgres")]
    Pg(PgPool, RowsRead),
}

/// A transaction; dropped without [`Tx::commit`] it never happened.
#[derive(Debug)]
pub(super) enum Tx {
    /// With the place in line.
    Lite(Transaction<'static, Sqlite>, RowsRead, Option<OwnedSemaphorePermit>),
    #[cfg(feature = "postgres")]
    Pg(Transaction<'static, sqlx::Postgres>, RowsRead),
}

impl Db {
    /// Begins a transaction that may write.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Lite { write, turn, rows, .. } => {
                let place = Arc::clone(turn).acquire_owned().await.ok();
                let tx = write.begin_with("BEGIN IMMEDIATE").await?;
                Ok(Tx::Lite(tx, rows.clone(), place))
            }
            #[cfg(feature = "postgres")]
            Self::Pg(pool, rows) => Ok(Tx::Pg(pool.begin().await?, rows.clone())),
        }
    }

    /// Begins a short transaction for which the wire to an engine stands still. On SQLite it
    /// goes past those who stand in line, and waits for one of them at most.
    pub(super) async fn begin_first(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Lite { write, rows, .. } => {
                Ok(Tx::Lite(write.begin_with("BEGIN IMMEDIATE").await?, rows.clone(), None))
            }
            #[cfg(feature = "postgres")]
            Self::Pg(..) => self.begin().await,
        }
    }

    /// Begins a transaction that changes what people read. On PostgreSQL, too, only one runs at
    /// a time: else a correction that read its release before a withdrawal would undo it, and
    /// two could wait for each other's entries.
    pub(super) async fn begin_news(&self) -> Result<Tx, StoreError> {
        let mut tx = self.begin().await?;
        if self.is_postgres() {
            tx.all("SELECT value FROM counter WHERE name = 'notice' FOR UPDATE", &[]).await?;
        }
        Ok(tx)
    }

    /// Reads outside any transaction.
    pub(super) async fn all(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Lite { read, rows, .. } => {
                let query =
                    bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args.iter().cloned());
                rows.counted(&query.fetch_all(read).await?, sqlite_row)
            }
            #[cfg(feature = "postgres")]
            Self::Pg(pool, rows) => {
                let query =
                    bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args.iter().cloned());
                rows.counted(&query.fetch_all(pool).await?, postgres_row)
            }
        }
    }

    /// Reads many rows of so many columns outside any transaction, none of them bytes. On
    /// SQLite they come as one: every row of its own wakes who waits for it.
    pub(super) async fn many(
        &self,
        sql: &str,
        columns: usize,
        args: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let Self::Lite { rows, .. } = self else { return self.all(sql, args).await };
        let names: Vec<String> = (0..columns).map(|at| format!("c{at}")).collect();
        let names = names.join(", ");
        let sql = format!(
            "WITH one({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM one"
        );
        let packed = self.one(&sql, args).await?.map(|row| row.text(0)).unwrap_or_default();
        let all: Vec<Vec<Value>> = serde_json::from_str(&packed)
            .map_err(|why| StoreError::Damaged { what: why.to_string() })?;
        rows.add(all.len().saturating_sub(1));
        Ok(all.into_iter().map(Row).collect())
    }

    /// Reads the first row outside any transaction.
    pub(super) async fn one(&self, sql: &str, args: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// How many rows were read so far.
    pub(super) fn rows_read(&self) -> u64 {
        match self {
            Self::Lite { rows, .. } => rows.count(),
            #[cfg(feature = "postgres")]
            Self::Pg(_, rows) => rows.count(),
        }
    }

    /// Whether this is PostgreSQL.
    pub(super) const fn is_postgres(&self) -> bool {
        !matches!(self, Self::Lite { .. })
    }
}

impl Tx {
    /// Runs a statement; gives how many rows it changed.
    pub(super) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        self.run_with(sql, args.to_vec()).await
    }

    /// The same with values of its own, which may be long.
    pub(super) async fn run_with(
        &mut self,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Lite(tx, ..) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
            #[cfg(feature = "postgres")]
            Self::Pg(tx, _) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
        }
    }

    /// Reads rows inside the transaction.
    pub(super) async fn all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Lite(tx, rows, _) => {
                let query =
                    bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args.iter().cloned());
                rows.counted(&query.fetch_all(&mut **tx).await?, sqlite_row)
            }
            #[cfg(feature = "postgres")]
            Self::Pg(tx, rows) => {
                let query =
                    bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args.iter().cloned());
                rows.counted(&query.fetch_all(&mut **tx).await?, postgres_row)
            }
        }
    }

    /// Reads the first row inside the transaction.
    pub(super) async fn one(
        &mut self,
        sql: &str,
        args: &[Value],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Makes it all true at once. `point` names the crash point around it.
    pub(super) async fn commit(self, point: &str) -> Result<(), StoreError> {
        crate::domain::crash::point(point, "before");
        match self {
            Self::Lite(tx, _, _place) => tx.commit().await?,
            #[cfg(feature = "postgres")]
            Self::Pg(tx, _) => tx.commit().await?,
        }
        crate::domain::crash::point(point, "after");
        Ok(())
    }
}

/// `$1, $2, ...` for a list of `count` values, from `first` on.
pub(super) fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}
