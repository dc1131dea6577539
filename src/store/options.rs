//! Where the database is.

use std::path::PathBuf;

use crate::domain::Secret;

/// Which database, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Options {
    /// A file of SQLite's.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by `postgres://user:password@host/database`.
    Postgres {
        /// The address; secret, since it may hold a password.
        url: Secret,
        /// The schema all tables lie in; `public` when nothing is said.
        schema: String,
    },
}
