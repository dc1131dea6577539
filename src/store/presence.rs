//! Being at work on a PostgreSQL database, so that others know.
//!
//! Every process that works jobs holds one advisory lock, shared with all others, in a
//! session of its own. Who gets it for himself alone, at his start, takes over what the dead
//! left. The server gives the lock back when the session ends, however it ends. A session
//! that was cut is made anew; who starts in between takes over leases of the living, whose
//! late writes are then fenced.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use tokio::task::JoinHandle;

use crate::domain::Instant;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::Db;
use crate::store::takeover::Left;

/// How often the session is looked at.
const LOOK: Duration = Duration::from_secs(10);
/// How often the lock is tried, and the pause between: the server needs a moment to see that
/// a killed process is gone.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(60);

/// Held for as long as this process works jobs.
#[derive(Debug)]
pub struct Presence {
    keeper: JoinHandle<()>,
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Store {
    /// Goes to work on PostgreSQL; `None` on SQLite, where a lock file tells who is at work.
    /// Who is alone takes over what the dead left, and is told what.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn enter(
        &self,
        now: Instant,
    ) -> Result<Option<(Presence, Option<Left>)>, StoreError> {
        if !self.db.is_postgres() {
            return Ok(None);
        }
        let key = self.key();
        let mut session = session(&self.db).await?;
        let mut alone = false;
        for _ in 0..TRIES {
            alone = try_alone(&mut session, key).await?;
            if alone {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let left = if alone { Some(self.take_over(now).await?) } else { None };
        share(&mut session, key).await?;
        if alone {
            let sql = "SELECT pg_advisory_unlock($1)";
            sqlx::query(sql).bind(key).execute(&mut session).await?;
        }
        let keeper = tokio::spawn(keep(self.clone(), session, key));
        Ok(Some((Presence { keeper }, left)))
    }

    /// The lock's number: each database of news has its own, also in schemas side by side.
    fn key(&self) -> i64 {
        let hash = blake3::hash(self.log.as_bytes());
        let (head, _) = hash.as_bytes().split_first_chunk().unwrap_or((&[0; 8], &[]));
        i64::from_be_bytes(*head)
    }
}

/// A session outside the pool.
async fn session(db: &Db) -> Result<PgConnection, StoreError> {
    match db {
        Db::Pg(pool, _) => Ok(pool.acquire().await?.detach()),
        Db::Lite { .. } => Err(StoreError::WithoutPostgres),
    }
}

async fn try_alone(session: &mut PgConnection, key: i64) -> Result<bool, StoreError> {
    let sql = "SELECT pg_try_advisory_lock($1)";
    Ok(sqlx::query_scalar(sql).bind(key).fetch_one(session).await?)
}

/// Waits at most while somebody takes over.
async fn share(session: &mut PgConnection, key: i64) -> Result<(), StoreError> {
    let sql = "SELECT pg_advisory_lock_shared($1)";
    sqlx::query(sql).bind(key).execute(session).await?;
    Ok(())
}

/// Looks at the session, and makes another one when it is gone.
async fn keep(store: Store, mut own: PgConnection, key: i64) {
    loop {
        tokio::time::sleep(LOOK).await;
        if sqlx::query("SELECT 1").execute(&mut own).await.is_ok() {
            continue;
        }
        if let Ok(mut fresh) = session(&store.db).await
            && share(&mut fresh, key).await.is_ok()
        {
            own = fresh;
        }
    }
}
