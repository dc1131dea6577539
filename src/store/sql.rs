//! One text of SQL for both databases: values in, rows out.
//!
//! Every statement is written once, with `$1`, `$2` ... which both databases read, and
//! goes through [`Tx`] or [`Db::all`]. What cannot be written once is in
//! [`dialect`](crate::store::dialect).

use std::sync::Arc;

#[cfg(feature = "postgres")]
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Column, Row as _, Sqlite, Transaction, TypeInfo, ValueRef};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::Instant;
use crate::domain::instant::from_millis;
use crate::store::error::StoreError;

/// A value to bind, or one that came back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Int(Some(i64::from(yes)))
    }
}

impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        Self::Int(Some(at.timestamp_millis()))
    }
}

impl From<Option<Instant>> for Value {
    fn from(at: Option<Instant>) -> Self {
        Self::Int(at.map(|at| at.timestamp_millis()))
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        Self::Real(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(Some(bytes.to_vec()))
    }
}

macro_rules! text_values {
    ($($type:ty),*) => {$(
        impl From<&$type> for Value {
            fn from(value: &$type) -> Self {
                Self::Text(Some(value.as_str().to_owned()))
            }
        }
    )*};
}

text_values!(
    crate::domain::SourceId,
    crate::domain::ReleaseKey,
    crate::domain::Language,
    crate::domain::Region
);

impl From<&crate::domain::ReleaseId> for Value {
    fn from(id: &crate::domain::ReleaseId) -> Self {
        Self::Text(Some(id.to_string()))
    }
}

/// Values to bind, from anything that can be one.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Value::from($value)),*] };
}
pub(super) use args;

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
                Value::Int(number) => query.bind(*number),
                Value::Real(number) => query.bind(*number),
                Value::Text(text) => query.bind(text.clone()),
                Value::Blob(bytes) => query.bind(bytes.clone()),
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

/// The two databases.
#[derive(Debug, Clone)]
pub(super) enum Db {
    /// One connection writes, several read.
    /// Who writes stands in line at `turn`, so that who is in haste finds one ahead of him.
    Lite { write: SqlitePool, read: SqlitePool, turn: Arc<Semaphore> },
    /// A server.
    #[cfg(feature = "postgres")]
    Pg(PgPool),
}

/// A transaction; dropped without [`Tx::commit`] it never happened.
#[derive(Debug)]
pub(super) enum Tx {
    /// With the place in line.
    Lite(Transaction<'static, Sqlite>, Option<OwnedSemaphorePermit>),
    #[cfg(feature = "postgres")]
    Pg(Transaction<'static, sqlx::Postgres>),
}

impl Db {
    /// Begins a transaction that may write.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Lite { write, turn, .. } => {
                let place = Arc::clone(turn).acquire_owned().await.ok();
                Ok(Tx::Lite(write.begin_with("BEGIN IMMEDIATE").await?, place))
            }
            #[cfg(feature = "postgres")]
            Self::Pg(pool) => Ok(Tx::Pg(pool.begin().await?)),
        }
    }

    /// Begins a short transaction for which the wire to an engine stands still. On SQLite it
    /// goes past those who stand in line, and waits for one of them at most.
    pub(super) async fn begin_first(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Lite { write, .. } => {
                Ok(Tx::Lite(write.begin_with("BEGIN IMMEDIATE").await?, None))
            }
            #[cfg(feature = "postgres")]
            Self::Pg(_) => self.begin().await,
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
            Self::Lite { read, .. } => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                query.fetch_all(read).await?.iter().map(sqlite_row).collect()
            }
            #[cfg(feature = "postgres")]
            Self::Pg(pool) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                query.fetch_all(pool).await?.iter().map(postgres_row).collect()
            }
        }
    }

    /// Reads the first row outside any transaction.
    pub(super) async fn one(&self, sql: &str, args: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Whether this is PostgreSQL.
    pub(super) const fn is_postgres(&self) -> bool {
        !matches!(self, Self::Lite { .. })
    }
}

impl Tx {
    /// Runs a statement; gives how many rows it changed.
    pub(super) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Lite(tx, _) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
            #[cfg(feature = "postgres")]
            Self::Pg(tx) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
        }
    }

    /// Reads rows inside the transaction.
    pub(super) async fn all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Lite(tx, _) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                query.fetch_all(&mut **tx).await?.iter().map(sqlite_row).collect()
            }
            #[cfg(feature = "postgres")]
            Self::Pg(tx) => {
                let query = bind_all!(sqlx::query(AssertSqlSafe(sql.to_owned())), args);
                query.fetch_all(&mut **tx).await?.iter().map(postgres_row).collect()
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
            Self::Lite(tx, _place) => tx.commit().await?,
            #[cfg(feature = "postgres")]
            Self::Pg(tx) => tx.commit().await?,
        }
        crate::domain::crash::point(point, "after");
        Ok(())
    }
}

/// `$1, $2, ...` for a list of `count` values, from `first` on.
pub(super) fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}
