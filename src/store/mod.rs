//! The only door to the database: SQLite inside, or PostgreSQL, by one text of SQL.

pub mod options;

pub use options::Options;
