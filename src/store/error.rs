//! Why the database could not do what was asked.

use thiserror::Error;

use crate::domain::Retry;

/// Why the database could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database itself refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be brought to this program's version.
    #[error("{0}")]
    Migration(String),
    /// The file or server could not be opened.
    #[error("cannot open the database {what}: {why}")]
    Open {
        /// Which one, without passwords.
        what: String,
        /// Why.
        why: String,
    },
    /// A row holds what this program never wrote.
    #[error("the database holds something this program cannot read: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// The configured tag authority is not the one ids were minted under.
    #[error(
        "ids in this database were minted under `{stored}`, the configuration says `{configured}`; \
         readers would see every entry again, so set `[site] authority` back"
    )]
    Authority {
        /// What the database has.
        stored: String,
        /// What the configuration says.
        configured: String,
    },
    /// No release has this id or begins with it, or several do.
    #[error("{0}")]
    NoSuch(String),
    /// The program was built without PostgreSQL.
    #[error("this program was built without PostgreSQL; build it with `--features postgres`")]
    WithoutPostgres,
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError as M;
        Self::Migration(match error {
            M::VersionMissing(version) => format!(
                "the database was written by a newer warta (it has migration {version}); \
                 use that version, or restore a backup made with this one"
            ),
            M::VersionMismatch(version) => {
                format!(
                    "migration {version} of the database is not the one this program knows: \
                     another build of warta made it; use that build, or restore a backup"
                )
            }
            other => format!("the database's tables could not be brought up to date: {other}"),
        })
    }
}

impl StoreError {
    /// Tells the queue what to do with the job.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Database(_) => Retry::Later,
            _ => Retry::Never,
        }
    }
}
