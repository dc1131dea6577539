//! How each engine stands, for all workers on all machines.
//!
//! A row an engine holds its breaker. It is read and written in the transaction that
//! reserves a request or settles one, and locked meanwhile: on SQLite by the one writer, on
//! PostgreSQL by its row.

use crate::domain::Instant;
use crate::domain::breaker::{Breaker, Heard, Shut};
use crate::store::Store;
use crate::store::alerts::{clear, raise};
use crate::store::error::StoreError;
use crate::store::sql::{Tx, args, json};

impl Store {
    /// How an engine stood when it was last asked.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn breaker(&self, engine: &str) -> Result<Breaker, StoreError> {
        let row = self.db.one("SELECT data FROM engine WHERE name = $1", args![engine]).await?;
        row.map_or_else(|| Ok(Breaker::default()), |row| row.json(0))
    }

    /// Forgets how an engine stood, so that it is asked again at once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn reopen(&self, engine: &str, now: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM engine WHERE name = $1", args![engine]).await?;
        clear(&mut tx, &alert(engine), now).await?;
        tx.commit("engine.reopen").await
    }
}

/// Reads an engine's breaker and keeps others from it until the transaction ends.
pub(super) async fn locked(tx: &mut Tx, engine: &str) -> Result<Breaker, StoreError> {
    let sql = "INSERT INTO engine (name, data) VALUES ($1, '{}') ON CONFLICT (name) DO NOTHING";
    tx.run(sql, args![engine]).await?;
    let sql = match tx {
        Tx::Lite(..) => "SELECT data FROM engine WHERE name = $1",
        #[cfg(feature = "postgres")]
        Tx::Pg(..) => "SELECT data FROM engine WHERE name = $1 FOR UPDATE",
    };
    let row = tx.one(sql, args![engine]).await?;
    row.map_or_else(|| Ok(Breaker::default()), |row| row.json(0))
}

/// Writes a breaker that was read with [`locked`].
pub(super) async fn save(tx: &mut Tx, engine: &str, breaker: &Breaker) -> Result<(), StoreError> {
    let sql = "UPDATE engine SET data = $2 WHERE name = $1";
    tx.run(sql, args![engine, json(breaker)?]).await?;
    Ok(())
}

/// Takes word of a request; tells the operator when an engine is left alone, and when it is
/// asked again. Gives whether it is left alone now.
pub(super) async fn hear(
    tx: &mut Tx,
    engine: &str,
    heard: &Heard,
    now: Instant,
) -> Result<bool, StoreError> {
    let before = locked(tx, engine).await?;
    let mut after = before.clone();
    after.hear(heard, now);
    if after != before {
        save(tx, engine, &after).await?;
    }
    match (before.shut, after.shut) {
        (_, Some(why)) if before.shut != after.shut || before.until != after.until => {
            let words = words(engine, why, after.until);
            raise(tx, &alert(engine), "engine.shut", None, &words, now).await?;
        }
        (Some(_), None) => {
            clear(tx, &alert(engine), now).await?;
        }
        _ => {}
    }
    Ok(after.is_shut())
}

pub(super) fn alert(engine: &str) -> String {
    format!("engine.shut:{engine}")
}

fn words(engine: &str, why: Shut, until: Option<Instant>) -> String {
    let until = until.map(crate::domain::instant::rfc3339);
    match (why, until) {
        (Shut::Failing, Some(until)) => {
            format!("the engine `{engine}` keeps failing and is left alone until {until}")
        }
        (Shut::Quota, Some(until)) => {
            format!("the quota of the engine `{engine}` is used up; it is asked again at {until}")
        }
        (Shut::Barred, _) => format!(
            "the address of the engine `{engine}` is not allowed; name it in `[fetch] allow` if \
             it is yours, and set `[fetch] contact`"
        ),
        (_, None) => format!(
            "the engine `{engine}` is not asked any more ({}); mend its table in \
             config/warta.toml, or try it with `warta engines test {engine}`",
            why.name()
        ),
        (Shut::Key, Some(until)) => {
            format!("the engine `{engine}` refused the key; it is asked again at {until}")
        }
    }
}
