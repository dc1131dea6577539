//! Going to work on a home's database: others can tell, and what the dead left is taken over.

use crate::cli::room::Room;
use crate::disk::Workers;
use crate::schedule::start;
#[cfg(feature = "postgres")]
use crate::store::presence::Presence as Session;

/// Held for as long as this process works jobs or asks engines.
#[derive(Debug)]
pub struct Presence {
    _file: Option<Workers>,
    #[cfg(feature = "postgres")]
    _session: Option<Session>,
}

/// Goes to work. When no other process is at work, leases and claims that are still there
/// belonged to processes that were killed: they are taken over at once.
///
/// # Errors
///
/// Why the lock could not be had, or the database failed.
pub async fn enter(room: &Room) -> anyhow::Result<Presence> {
    let newsroom = &room.newsroom;
    #[cfg(feature = "postgres")]
    if let Some((session, left)) = newsroom.store.enter(newsroom.clock.now()).await? {
        left.into_iter().for_each(start::tell);
        return Ok(Presence { _file: None, _session: Some(session) });
    }
    let crate::store::Options::Sqlite(path) = &room.config.store else {
        return Err(crate::store::StoreError::WithoutPostgres.into());
    };
    let mut workers = Workers::join(&path.with_extension("workers"))?;
    if workers.are_alone() {
        start::take_over(newsroom).await?;
        workers.let_others_in()?;
    }
    Ok(Presence {
        _file: Some(workers),
        #[cfg(feature = "postgres")]
        _session: None,
    })
}
