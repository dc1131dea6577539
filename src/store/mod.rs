//! The only door to the database: SQLite inside, or PostgreSQL, by one text of SQL.
//!
//! [`Store`] speaks in verbs of the newsroom, never in tables. Every verb that changes
//! something and makes other work necessary does both in one transaction:
//!
//! - [`pulls`]: what a pull brought; withdrawals and reinstatements.
//! - [`emissions`]: the clock of each language, and the notices that follow.
//! - [`translations`], [`memory`]: what was translated, and what it is made of.
//! - [`releases`], [`notices`], [`sources`], [`alerts`]: looking things up.
//! - [`documents`]: rendered entries and what is served.
//! - [`jobs`]: the queue; [`takeover`]: what killed workers left in it; `presence`: who is at
//!   work on PostgreSQL.
//! - [`follow`]: how the pipeline tells this floor what follows from a change.
//! - `sql`, `dialect`: the one text, and where two are needed.

mod dialect;
mod sql;

pub mod alerts;
pub mod documents;
pub mod emissions;
pub mod error;
pub mod follow;
pub mod jobs;
pub mod memory;
pub mod notices;
pub mod open;
pub mod options;
#[cfg(feature = "postgres")]
pub mod presence;
pub mod pulls;
pub mod releases;
pub mod sources;
pub mod takeover;
pub mod translations;

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

pub use error::StoreError;
pub use follow::Follow;
pub use options::Options;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    db: sql::Db,
    log: Arc<str>,
    shift_millis: Arc<AtomicI64>,
}

impl Store {
    /// The id of the change log in this database. A restored database gets another one, so
    /// that a partner's old cursor is noticed.
    #[must_use]
    pub fn log(&self) -> &str {
        &self.log
    }

    /// Whether several machines may work on this database.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.db.is_postgres()
    }
}
