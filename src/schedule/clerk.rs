//! The ends of jobs, written down many at a time.
//!
//! A pull that finds nothing new costs one small write. A commit for each would cost more
//! than all the rest of it, so they share one.

use std::time::Duration;

use tokio::sync::mpsc;
use tracing::error;

use crate::pipeline::Newsroom;
use crate::store::batch::Ended;

/// Ends written down in one transaction.
const MOST: usize = 256;

/// How long the first end waits for others.
const PATIENCE: Duration = Duration::from_millis(40);

/// Writes down what comes until nobody is left who could send anything.
pub(super) async fn write_down(newsroom: Newsroom, mut ends: mpsc::Receiver<Ended>) {
    let mut some = Vec::with_capacity(MOST);
    while let Some(first) = ends.recv().await {
        some.push(first);
        let until = tokio::time::Instant::now() + PATIENCE;
        while some.len() < MOST {
            match tokio::time::timeout_at(until, ends.recv()).await {
                Ok(Some(next)) => some.push(next),
                Ok(None) | Err(_) => break,
            }
        }
        write(&newsroom, &some).await;
        some.clear();
        newsroom.bell.notify_waiters();
    }
}

/// Together, and where that fails one by one, so that one end that cannot be written spoils
/// no other. What cannot be written at all comes back when its lease has run out.
pub(super) async fn write(newsroom: &Newsroom, ends: &[Ended]) {
    if ends.is_empty() {
        return;
    }
    let now = newsroom.clock.now();
    let Err(failure) = newsroom.store.finish_all(ends, now).await else { return };
    if ends.len() == 1 {
        error!("The end of a job could not be written down: {failure}");
        return;
    }
    for one in ends {
        if let Err(failure) = newsroom.store.finish_all(std::slice::from_ref(one), now).await {
            error!("The end of a job could not be written down: {failure}");
        }
    }
}
