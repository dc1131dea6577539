//! Takes an ask to its door.

use crate::disk;
use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::{Ask, AskError, Reply};
use crate::fetch::Heard;
use crate::pipeline::house::Manners;
use crate::pipeline::newsroom::Newsroom;

/// Takes an ask to its door and brings back the answer.
///
/// # Errors
///
/// [`AskError`] when the door had none.
pub async fn answer(newsroom: &Newsroom, ask: &Ask) -> Result<Reply, AskError> {
    visit(newsroom, ask, &Manners::default()).await.0
}

/// Takes an ask to its door with the manners configured for its source, and brings back the
/// answer with what the server said beside it.
pub async fn visit(
    newsroom: &Newsroom,
    ask: &Ask,
    manners: &Manners,
) -> (Result<Reply, AskError>, Heard) {
    let now = newsroom.clock.now();
    let reply = match ask {
        Ask::Http(ask) => {
            let visit = if manners.ignore_robots && ask.purpose == Purpose::Page {
                // But for the rules of robots a page is asked for as a feed is.
                let ask = HttpAsk { purpose: Purpose::Feed, ..ask.clone() };
                newsroom.fetch.visit(&ask, now).await
            } else {
                newsroom.fetch.visit(ask, now).await
            };
            return (visit.reply, visit.heard);
        }
        Ask::List(ask) => disk::drop::list(ask, now).await,
        Ask::Read(ask) => disk::drop::read(ask).await,
        Ask::Run(ask) => disk::program::run(ask).await,
        Ask::Nothing => Ok(Reply::Nothing),
    };
    (reply, Heard::default())
}
