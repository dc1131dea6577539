//! Opening a database and bringing its tables up to date.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use tokio::sync::Semaphore;

use crate::domain::{Authority, Instant};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::options::Options;
use crate::store::sql::{Db, RowsRead, args};

/// Migrations are numbered by hundreds for each part of the house: the walk from 1,
/// reading from 100, normalising from 200, translating from 300, publishing from 400, the
/// memory and the glossary from 700, what publishing needs later from 900.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "the tables of the walk",
        include_str!("migrations/0001_walk.sqlite.sql"),
        include_str!("migrations/0001_walk.postgres.sql"),
    ),
    (
        2,
        "what a source prints under every release",
        include_str!("migrations/0002_repeated.sqlite.sql"),
        include_str!("migrations/0002_repeated.postgres.sql"),
    ),
    (
        101,
        "manners towards sources",
        include_str!("migrations/0101_manners.sqlite.sql"),
        include_str!("migrations/0101_manners.postgres.sql"),
    ),
    (
        102,
        "what is pushed to us",
        include_str!("migrations/0102_inbox.sqlite.sql"),
        include_str!("migrations/0102_inbox.postgres.sql"),
    ),
    (
        201,
        "the same release from several sources",
        include_str!("migrations/0201_stories.sqlite.sql"),
        include_str!("migrations/0201_stories.postgres.sql"),
    ),
    (
        301,
        "how engines stand, and what is spent on them",
        include_str!("migrations/0301_engines.sqlite.sql"),
        include_str!("migrations/0301_engines.postgres.sql"),
    ),
    (
        401,
        "archives of feeds, and what publishing looks up",
        include_str!("migrations/0401_publishing.sqlite.sql"),
        include_str!("migrations/0401_publishing.postgres.sql"),
    ),
    (
        450,
        "feeds that were, what can be searched, and who is told",
        include_str!("migrations/0450_serving.sqlite.sql"),
        include_str!("migrations/0450_serving.postgres.sql"),
    ),
    (
        701,
        "the words of what is remembered, and what people said",
        include_str!("migrations/0701_segments.sqlite.sql"),
        include_str!("migrations/0701_segments.postgres.sql"),
    ),
    (
        702,
        "translations that are wanted anew",
        include_str!("migrations/0702_again.sqlite.sql"),
        include_str!("migrations/0702_again.postgres.sql"),
    ),
    (
        751,
        "what persons did to translations",
        include_str!("migrations/0751_people.sqlite.sql"),
        include_str!("migrations/0751_people.postgres.sql"),
    ),
    (
        901,
        "pages that search engines are asked to leave out",
        include_str!("migrations/0901_noindex.sqlite.sql"),
        include_str!("migrations/0901_noindex.postgres.sql"),
    ),
    (
        951,
        "what lies in a bucket outside",
        include_str!("migrations/0951_exports.sqlite.sql"),
        include_str!("migrations/0951_exports.postgres.sql"),
    ),
    (
        952,
        "versions that the public is not shown",
        include_str!("migrations/0952_sealed.sqlite.sql"),
        include_str!("migrations/0952_sealed.postgres.sql"),
    ),
];

fn migrator(postgres: bool) -> Migrator {
    let each = |(version, what, lite, pg): &(i64, &'static str, &'static str, &'static str)| {
        let sql: &'static str = if postgres { pg } else { lite };
        Migration::new(
            *version,
            Cow::Borrowed(*what),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(each).collect())
}

impl Store {
    /// Opens the database, creates it where it is not there yet, and brings its tables up
    /// to date. A database written by a newer program is refused, not touched.
    ///
    /// # Errors
    ///
    /// [`StoreError::Open`] and [`StoreError::Migration`], each with a way out.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let db = match options {
            Options::Sqlite(path) => open_sqlite(path).await?,
            #[cfg(feature = "postgres")]
            Options::Postgres { url, schema } => open_postgres(url.reveal(), schema).await?,
            #[cfg(not(feature = "postgres"))]
            Options::Postgres { .. } => return Err(StoreError::WithoutPostgres),
        };
        let log = log_of(&db).await?;
        Ok(Self {
            db,
            log: log.into(),
            shift_millis: Arc::new(AtomicI64::new(0)),
            looked: Arc::default(),
        })
    }

    /// Stores the authority under which ids are minted at first start; later ones must agree.
    ///
    /// # Errors
    ///
    /// [`StoreError::Authority`] when another one is stored.
    pub async fn settle_authority(&self, authority: &Authority) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO meta (name, value) VALUES ('authority', $1) ON CONFLICT (name) DO NOTHING",
            args![authority.to_string()],
        )
        .await?;
        let row = tx.one("SELECT value FROM meta WHERE name = 'authority'", &[]).await?;
        tx.commit("store.authority").await?;
        let stored = row.map(|row| row.text(0)).unwrap_or_default();
        if stored == authority.to_string() {
            Ok(())
        } else {
            Err(StoreError::Authority { stored, configured: authority.to_string() })
        }
    }

    /// Whether the database has seen this configuration, by its stamp.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn is_house(&self, stamp: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM meta WHERE name = 'house' AND value = $1";
        Ok(self.db.one(sql, args![stamp]).await?.is_some())
    }

    /// Keeps the stamp of the configuration, once all that follows from it is filed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle_house(&self, stamp: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO meta (name, value) VALUES ('house', $1) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            args![stamp],
        )
        .await?;
        tx.commit("store.house").await
    }

    /// What the database says of its own soundness; empty when all is well.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot be asked.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        if !self.db.is_postgres() {
            let rows = self.db.all("PRAGMA integrity_check", &[]).await?;
            faults.extend(rows.iter().map(|row| row.text(0)).filter(|line| line != "ok"));
        }
        for (what, sql) in INVARIANTS {
            let bad = self.db.one(sql, &[]).await?.map_or(0, |row| row.int(0));
            if bad != 0 {
                faults.push(format!("{bad} {what}"));
            }
        }
        Ok(faults)
    }

    /// Shifts the database's clock, on PostgreSQL, so that it shows `now`. Only tests do.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be asked for its time.
    pub async fn shift_clock(&self, now: Instant) -> Result<(), StoreError> {
        if self.db.is_postgres() {
            let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
            let theirs = self.db.one(sql, &[]).await?.map_or(0, |row| row.int(0));
            self.shift_millis.store(now.timestamp_millis() - theirs, Ordering::Relaxed);
        }
        Ok(())
    }

    /// How many rows every statement of this process together has given so far.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.db.rows_read()
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.db {
            Db::Lite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            #[cfg(feature = "postgres")]
            Db::Pg(pool, _) => pool.close().await,
        }
    }
}

/// What must hold whatever happened, each as a count of rows that break it.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "entries without their release",
        "SELECT COUNT(*) FROM emission e WHERE NOT EXISTS (SELECT 1 FROM release r WHERE r.id = e.release)",
    ),
    (
        "releases without their latest revision",
        "SELECT COUNT(*) FROM release r WHERE NOT EXISTS \
         (SELECT 1 FROM revision v WHERE v.release = r.id AND v.number = r.revision)",
    ),
    (
        "translations without their release",
        "SELECT COUNT(*) FROM translation t WHERE NOT EXISTS (SELECT 1 FROM release r WHERE r.id = t.release)",
    ),
    ("notices without a number", "SELECT COUNT(*) FROM notice WHERE seq IS NULL"),
    (
        "gaps in the numbers of notices",
        "SELECT COALESCE(MAX(seq), 0) - COUNT(*) - COALESCE(MIN(seq), 1) + 1 FROM notice",
    ),
    (
        "releases joined to another that have entries of their own",
        "SELECT COUNT(*) FROM emission e JOIN release r ON r.id = e.release \
         WHERE r.joined IS NOT NULL",
    ),
    (
        "stories whose entry or shown text is not theirs",
        "SELECT COUNT(*) FROM story s WHERE NOT EXISTS \
         (SELECT 1 FROM release r WHERE r.id = s.entry AND r.story = s.id AND r.joined IS NULL) \
         OR NOT EXISTS (SELECT 1 FROM release r WHERE r.id = s.shown AND r.story = s.id)",
    ),
    (
        "characters in the ledger that the sums of spending do not tell",
        "SELECT CAST(ABS(COALESCE((SELECT SUM(chars) FROM ledger WHERE state <> 'released'), 0) \
         - COALESCE((SELECT SUM(chars) FROM spending), 0)) AS BIGINT)",
    ),
    (
        "entries published after they were updated",
        "SELECT COUNT(*) FROM emission WHERE published > updated",
    ),
];

/// How often a file that others are opening is tried, and how long each waits for its turn.
const TURNS: usize = 200;
const TURN: Duration = Duration::from_millis(25);

async fn open_sqlite(path: &Path) -> Result<Db, StoreError> {
    let open = |why: String| StoreError::Open { what: path.display().to_string(), why };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an answer that was paid for and a notice that was seen survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10));
    let one = SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_mins(1));
    // Documents are long, and who writes one over reads the pages it stood on.
    let writer = options.clone().page_size(8_192).pragma("cache_size", "-24000");
    let write = alone(one, writer).await.map_err(|why| open(why.to_string()))?;
    bring_up(&write).await?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .map_err(|why| open(why.to_string()))?;
    let turn = Arc::new(Semaphore::new(1));
    Ok(Db::Lite { write, read, turn, rows: RowsRead::default() })
}

/// Opens the writer. A new file is turned to a write-ahead log by whoever has it alone, and
/// for that SQLite waits for nobody: programs that open it at once take turns here.
async fn alone(
    pool: SqlitePoolOptions,
    options: SqliteConnectOptions,
) -> Result<SqlitePool, sqlx::Error> {
    for _ in 0..TURNS {
        match pool.clone().connect_with(options.clone()).await {
            Err(sqlx::Error::Database(why)) if is_busy(why.code().as_deref()) => {
                tokio::time::sleep(TURN).await;
            }
            done => return done,
        }
    }
    pool.connect_with(options).await
}

/// Whether an extended result code of SQLite's is one of `SQLITE_BUSY`, the 5 in its last byte.
fn is_busy(code: Option<&str>) -> bool {
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code % 256 == 5)
}

/// Brings the tables up to date as the only writer: `sqlx` takes no lock on SQLite, so two
/// programs that open a new file at once would both make its tables.
async fn bring_up(write: &SqlitePool) -> Result<(), StoreError> {
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
    // `Migrator::run` would do, but for a borrow that no spawned task may hold.
    migrator(false).run_direct(None, &mut *tx, false).await?;
    tx.commit().await?;
    Ok(())
}

/// Bytes a schema's name may have: notices wake listeners on a channel called `warta_` and
/// the schema, and PostgreSQL refuses a channel's name of more than 63.
#[cfg(feature = "postgres")]
const SCHEMA_MAX: usize = 57;

#[cfg(feature = "postgres")]
async fn open_postgres(url: &str, schema: &str) -> Result<Db, StoreError> {
    let open = |why: String| StoreError::Open { what: "on PostgreSQL".to_owned(), why };
    let options: PgConnectOptions =
        url.parse().map_err(|why: sqlx::Error| open(why.to_string()))?;
    if schema.len() > SCHEMA_MAX {
        let why = format!("the schema `{schema}` has a name of more than {SCHEMA_MAX} letters");
        return Err(open(why));
    }
    let options = options.options([("search_path", schema)]);
    let pool = PgPoolOptions::new()
        .max_connections(12)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await
        .map_err(|why| open(why.to_string()))?;
    let mut migrator = migrator(true);
    migrator.create_schema(schema.to_owned());
    migrator.run(&pool).await?;
    Ok(Db::Pg(pool, RowsRead::default()))
}

async fn log_of(db: &Db) -> Result<String, StoreError> {
    let mut tx = db.begin().await?;
    tx.run(
        "INSERT INTO meta (name, value) VALUES ('log', $1) ON CONFLICT (name) DO NOTHING",
        args![uuid::Uuid::now_v7().simple().to_string()],
    )
    .await?;
    let row = tx.one("SELECT value FROM meta WHERE name = 'log'", &[]).await?;
    tx.commit("store.open").await?;
    Ok(row.map(|row| row.text(0)).unwrap_or_default())
}
