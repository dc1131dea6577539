//! A schema of a test's own on the PostgreSQL cluster that `make test` makes.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::postgres::PgConnection;

use super::{block_on, left_out};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A fresh schema; it is dropped with this value.
#[derive(Debug)]
pub(crate) struct Database {
    /// The address of the cluster: `postgres://...`.
    pub(crate) url: String,
    /// The schema's name.
    pub(crate) schema: String,
}

impl Database {
    /// What opens the store in this schema.
    pub(crate) fn options(&self) -> warta::store::options::Options {
        warta::store::options::Options::Postgres {
            url: warta::domain::Secret::new(self.url.clone()),
            schema: self.schema.clone(),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let text = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.schema);
        execute(self.url.clone(), text);
    }
}

/// A fresh schema in the cluster of `WARTA_TEST_PG`.
///
/// Without one the test is left out, even where PostgreSQL is installed: `make test` starts
/// a cluster, and a cluster that belongs to somebody else is not ours to write into.
pub(crate) fn postgres() -> Option<Database> {
    let Ok(url) = std::env::var("WARTA_TEST_PG") else {
        left_out("postgresql");
        return None;
    };
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("test_{}_{count}", std::process::id());
    execute(url.clone(), format!("CREATE SCHEMA {schema}"));
    Some(Database { url, schema })
}

/// Runs one statement made of names only this file chooses.
fn execute(url: String, text: String) {
    block_on(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::query(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}
