//! The only door to the database: SQLite inside, or PostgreSQL, by one text of SQL.
//!
//! [`Store`] speaks in verbs of the newsroom, never in tables. Every verb that changes
//! something and makes other work necessary does both in one transaction:
//!
//! - [`pulls`]: what a pull brought, [`revisions`] of it, and `entering` the languages.
//! - [`withdrawals`]: releases taken back, and given back.
//! - [`emissions`]: the clock of each language, and the notices that follow.
//! - [`translations`], [`memory`]: what was translated, and what it is made of.
//! - [`again`]: translations that are wanted anew though the text is the same.
//! - [`exchange`]: the whole memory, counted, taken out and brought in.
//! - [`sayings`]: what people said of segments, which outranks every engine.
//! - [`ledger`], [`engines`]: what was asked of engines and spent, and how they stand.
//! - [`releases`], [`notices`], [`sources`], [`alerts`]: looking things up.
//! - [`candidates`]: what may enter a feed; [`archive`]: pages of what left it.
//! - [`feeds`], [`fragments`], [`documents`]: feeds, rendered entries, and what is served.
//! - [`jobs`]: work is filed, claimed and ended; [`queue`]: how the queue stands.
//! - [`search`]: what is found of releases, [`subscriptions`]: who is told of changes.
//! - [`exports`]: what lies in a bucket outside, and what is to be put there.
//! - [`standing`]: how a source stands before and after a pull; [`batch`]: many of these, and
//!   of what is due, in one transaction.
//! - [`rechecks`]: pages that are looked at again; [`inbox`]: what is pushed to us.
//! - [`repeated`]: what a source prints under its releases.
//! - [`listing`]: what the list of all feeds shows.
//! - [`takeover`]: what killed workers left in the queue; `presence`: who is at work on
//!   PostgreSQL.
//! - [`stories`]: releases that are one piece of news; `members` of one, for readers.
//! - [`follow`]: how the pipeline tells this floor what follows from a change.
//! - `held`: releases that wait for a person, and the alert about them.
//! - `sql`, `dialect`: the one text, and where two are needed.

mod corrections;
mod dialect;
mod entering;
mod held;
mod sql;
mod value;

pub mod again;
pub mod alerts;
pub mod archive;
pub mod batch;
pub mod candidates;
pub mod documents;
pub mod emissions;
pub mod engines;
pub mod error;
pub mod exchange;
pub mod exports;
pub mod feeds;
pub mod follow;
pub mod fragments;
pub mod inbox;
pub mod jobs;
pub mod keep;
pub mod ledger;
pub mod listing;
pub mod members;
pub mod memory;
pub mod notices;
pub mod open;
pub mod options;
pub mod page_facts;
pub mod people;
#[cfg(feature = "postgres")]
pub mod presence;
pub mod pulls;
pub mod queue;
pub mod rechecks;
pub mod releases;
pub mod repeated;
pub mod revisions;
pub mod sayings;
pub mod search;
pub mod sources;
pub mod standing;
pub mod stories;
pub mod subscriptions;
pub mod takeover;
pub mod translations;
pub mod withdrawals;

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
    looked: Arc<stories::Looked>,
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
