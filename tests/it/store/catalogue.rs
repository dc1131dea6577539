//! The tables themselves: the same on both databases, made once, never by an older program.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, Row};
use warta::domain::Job;
use warta::domain::job::{Filing, JobState};
use warta::store::{Options, Store};

use crate::store::{Plan, at, haul, incoming, language, run, with_options};
use crate::support::postgres;

/// What two databases must agree on, a line each.
type Catalogue = BTreeSet<String>;

/// A connection of the test's own beside the store's.
pub(crate) enum Beside {
    Lite(SqliteConnection),
    Pg(PgConnection),
}

impl Beside {
    pub(crate) async fn open(options: &Options) -> Self {
        match options {
            Options::Sqlite(path) => {
                let file = SqliteConnectOptions::new().filename(path);
                Self::Lite(SqliteConnection::connect_with(&file).await.unwrap())
            }
            Options::Postgres { url, schema } => {
                let options: sqlx::postgres::PgConnectOptions = url.reveal().parse().unwrap();
                let options = options.options([("search_path", schema)]);
                Self::Pg(PgConnection::connect_with(&options).await.unwrap())
            }
        }
    }

    pub(crate) async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Lite(one) => drop(sqlx::query(sql).execute(one).await.unwrap()),
            Self::Pg(one) => drop(sqlx::query(sql).execute(one).await.unwrap()),
        }
    }

    /// Rows whose columns are all texts.
    async fn texts(&mut self, sql: &str) -> Vec<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Lite(one) => {
                let rows = sqlx::query(sql).fetch_all(one).await.unwrap();
                rows.iter().map(|row| (0..row.len()).map(|n| row.get(n)).collect()).collect()
            }
            Self::Pg(one) => {
                let rows = sqlx::query(sql).fetch_all(one).await.unwrap();
                rows.iter().map(|row| (0..row.len()).map(|n| row.get(n)).collect()).collect()
            }
        }
    }
}

/// `sqlx`'s own table is left out, but what it says was done to the others counts.
const MIGRATIONS: &str =
    "SELECT CAST(version AS TEXT), description FROM _sqlx_migrations ORDER BY version";

const LITE_COLUMNS: &str = "SELECT t.name, c.name, c.type, CASE c.\"notnull\" WHEN 1 THEN 'NO' \
    ELSE 'YES' END, COALESCE(c.dflt_value, '-') FROM sqlite_master t, pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'";

const PG_COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text, \
    is_nullable::text, COALESCE(column_default, '-')::text FROM information_schema.columns \
    WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx%'";

/// Table, name ('' where the database chose it), what makes it, uniqueness, columns in their
/// order, and the rows it is limited to.
const LITE_INDEXES: &str = "SELECT t.name, CASE i.origin WHEN 'c' THEN i.name ELSE '' END, \
    CASE i.origin WHEN 'pk' THEN 'key' ELSE '' END, CAST(i.\"unique\" AS TEXT), \
    (SELECT group_concat(x.name || CASE x.\"desc\" WHEN 1 THEN ' DESC' ELSE '' END, ', ' \
    ORDER BY x.seqno) FROM pragma_index_xinfo(i.name) x WHERE x.key = 1), \
    COALESCE((SELECT substr(m.sql, instr(m.sql, ' WHERE ') + 7) FROM sqlite_master m \
    WHERE m.name = i.name AND i.partial = 1), '-') \
    FROM sqlite_master t, pragma_index_list(t.name) i \
    WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'";

const PG_INDEXES: &str = "SELECT t.relname::text, \
    CASE WHEN k.oid IS NULL THEN c.relname::text ELSE '' END, \
    CASE WHEN i.indisprimary THEN 'key' ELSE '' END, \
    CASE WHEN i.indisunique THEN '1' ELSE '0' END, \
    (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true) || CASE \
    WHEN pg_index_column_has_property(i.indexrelid, n, 'desc') THEN ' DESC' ELSE '' END, ', ' \
    ORDER BY n) FROM generate_series(1, i.indnkeyatts) n), \
    COALESCE(trim(both '()' from pg_get_expr(i.indpred, i.indrelid)), '-') \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid \
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid \
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname NOT LIKE '\\_sqlx%'";

/// What only one of them has: the index of words is a table of SQLite's and an index of
/// PostgreSQL's.
fn is_index_of_words(line: &str) -> bool {
    line.contains("search_text") || line.contains("search_entry_words")
}

/// SQLite's name of a type of PostgreSQL's.
fn kind(name: &str) -> &str {
    let names = BTreeMap::from([
        ("bigint", "INTEGER"),
        ("text", "TEXT"),
        ("bytea", "BLOB"),
        ("double precision", "REAL"),
    ]);
    names.get(name).copied().unwrap_or(name)
}

/// Opens a store, so that its tables are made, and reads what was made.
async fn catalogue(options: &Options) -> Catalogue {
    Store::open(options).await.unwrap().close().await;
    let mut beside = Beside::open(options).await;
    let (columns, indexes) = match beside {
        Beside::Lite(_) => (LITE_COLUMNS, LITE_INDEXES),
        Beside::Pg(_) => (PG_COLUMNS, PG_INDEXES),
    };
    let mut found = Catalogue::new();
    for row in beside.texts(columns).await {
        found.insert(format!(
            "column {}.{} {} null={} default={}",
            row[0],
            row[1],
            kind(&row[2]),
            row[3],
            row[4].replace("::text", "")
        ));
    }
    for row in beside.texts(indexes).await {
        found.insert(format!(
            "index on {} name={} {} unique={} ({}) where {}",
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5].replace("::text", "")
        ));
    }
    for row in beside.texts(MIGRATIONS).await {
        found.insert(format!("migration {} {}", row[0], row[1]));
    }
    found
}

#[test]
fn both_databases_have_the_same_tables_columns_keys_and_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let file = Options::Sqlite(folder.path().join("news.db"));
    let Some(database) = postgres() else { return };
    run(async move {
        let (lite, pg) = (catalogue(&file).await, catalogue(&database.options()).await);
        let count = |what: &str| lite.iter().filter(|line| line.starts_with(what)).count();
        assert!(
            count("column") > 100 && count("index") > 30 && count("migration") > 0,
            "{lite:#?}"
        );
        let own = |line: &&String| !is_index_of_words(line);
        let only_lite: Vec<_> = lite.difference(&pg).filter(own).collect();
        let only_pg: Vec<_> = pg.difference(&lite).filter(own).collect();
        assert!(
            only_lite.is_empty() && only_pg.is_empty(),
            "only SQLite has {only_lite:#?}\nonly PostgreSQL has {only_pg:#?}"
        );
    });
}

with_options!(
    a_database_of_a_newer_program_is_refused_with_words_and_not_touched,
    several_processes_may_open_a_new_database_at_once,
    a_job_nobody_can_read_stands_in_nobodys_way,
);

async fn a_database_of_a_newer_program_is_refused_with_words_and_not_touched(options: Options) {
    let before = catalogue(&options).await;
    let mut beside = Beside::open(&options).await;
    let none = if matches!(beside, Beside::Lite(_)) { "x'00'" } else { "'\\x00'" };
    beside
        .run(&format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
             execution_time) VALUES (9999, 'later', TRUE, {none}, 0)"
        ))
        .await;
    let refused = Store::open(&options).await.unwrap_err().to_string();
    assert!(refused.contains("newer warta") && refused.contains("9999"), "{refused}");
    beside.run("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    assert_eq!(catalogue(&options).await, before);
}

async fn several_processes_may_open_a_new_database_at_once(options: Options) {
    let open = || {
        let options = options.clone();
        tokio::spawn(async move { Store::open(&options).await })
    };
    let opening: Vec<_> = (0..16).map(|_| open()).collect();
    let mut logs = BTreeSet::new();
    for one in opening {
        let store = one.await.unwrap().unwrap();
        logs.insert(store.log().to_owned());
        store.close().await;
    }
    assert_eq!(logs.len(), 1, "they agree on one change log: {logs:?}");
}

async fn a_job_nobody_can_read_stands_in_nobodys_way(options: Options) {
    let store = Store::open(&options).await.unwrap();
    store.shift_clock(at(0)).await.unwrap();
    let wake = Job::Wake { language: language("id") };
    store.file(&[Filing::free(wake.clone(), at(0))], at(0)).await.unwrap();
    let mut beside = Beside::open(&options).await;
    beside
        .run(
            "INSERT INTO job (id, kind, name, payload, state, attempts, attempts_max, priority, \
             run_at, token, made_at) VALUES ('0', 'carry', 'x', '{\"kind\":\"carry\"}', \
             0, 0, 9, 99, 0, 0, 0)",
        )
        .await;
    store.shift_clock(at(60)).await.unwrap();
    let lease = store.claim(Duration::from_mins(10), at(60)).await.unwrap().unwrap();
    assert_eq!(lease.job, wake);
    let row = store.jobs(9).await.unwrap().remove(0);
    assert_eq!((row.name.as_str(), row.state), ("x", JobState::Dead));
    assert!(row.last_error.unwrap().contains("carry"));
    store.close().await;
}

#[test]
fn a_new_schema_is_made_and_one_too_long_for_notices_is_refused() {
    let Some(database) = postgres() else { return };
    let named = |letters: usize| {
        let schema = format!("{:_<letters$}", format!("{}_new", database.schema));
        let url = warta::domain::Secret::new(database.url.clone());
        (schema.clone(), Options::Postgres { url, schema })
    };
    run(async move {
        let (schema, options) = named(57);
        let store = Store::open(&options).await.unwrap();
        store.record(&haul(vec![incoming("a", "Satu")]), &Plan::Alone, at(0)).await.unwrap();
        assert_eq!(store.last_seq().await.unwrap(), 1);
        store.close().await;
        let mut beside = Beside::open(&options).await;
        beside.run(&format!("DROP SCHEMA {schema} CASCADE")).await;
        let refused = Store::open(&named(58).1).await.unwrap_err().to_string();
        assert!(refused.contains("more than 57 letters"), "{refused}");
    });
}
