//! Takes an ask to its door.

use crate::disk;
use crate::domain::{Ask, AskError, Reply};
use crate::pipeline::newsroom::Newsroom;

/// Takes an ask to its door and brings back the answer.
///
/// # Errors
///
/// [`AskError`] when the door had none.
pub async fn answer(newsroom: &Newsroom, ask: &Ask) -> Result<Reply, AskError> {
    let now = newsroom.clock.now();
    match ask {
        Ask::Http(ask) => newsroom.fetch.ask(ask, now).await,
        Ask::List(ask) => disk::drop::list(ask, now).await,
        Ask::Read(ask) => disk::drop::read(ask).await,
        Ask::Run(ask) => disk::program::run(ask).await,
        Ask::Nothing => Ok(Reply::Nothing),
    }
}
