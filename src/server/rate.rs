//! How often one address takes one document whole.
//!
//! Readers that ask with conditions cost next to nothing and are never counted. Some poll
//! without, every ten seconds at most, and are not punished. What comes faster for long is a
//! program that has lost its way, and is told when to come again.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::Instant;

/// One document in so many seconds, for ever.
const EVERY_MILLIS: i64 = 10_000;
/// And so many at once, for a household behind one address.
const BURST: i64 = 30;
/// Pairs of address and document remembered at most.
const KNOWN_MAX: usize = 50_000;

/// Who took what lately.
#[derive(Debug, Default)]
pub struct Rate {
    /// The time up to which what was taken is paid for, in milliseconds.
    paid: Mutex<HashMap<(IpAddr, u64), i64>>,
}

impl Rate {
    /// Notes that an address takes a document whole at `now`; gives how long it must wait
    /// when that is too much. This machine itself may ask as it likes: it is a proxy that
    /// asks for many.
    pub fn take(&self, from: IpAddr, document: &str, now: Instant) -> Option<Duration> {
        if from.to_canonical().is_loopback() {
            return None;
        }
        let mut hash = [0; 8];
        let bytes = blake3::hash(document.as_bytes());
        hash.iter_mut().zip(bytes.as_bytes()).for_each(|(to, byte)| *to = *byte);
        let key = (from, u64::from_le_bytes(hash));
        let now = now.timestamp_millis();
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        if paid.len() >= KNOWN_MAX {
            paid.retain(|_, until| *until > now);
            if paid.len() >= KNOWN_MAX {
                paid.clear();
            }
        }
        let until = paid.entry(key).or_insert(now);
        let ahead = (*until - now).max(0);
        if ahead > (BURST - 1) * EVERY_MILLIS {
            let wait = ahead - (BURST - 1) * EVERY_MILLIS;
            return Some(Duration::from_millis(u64::try_from(wait).unwrap_or_default()));
        }
        *until = now + ahead + EVERY_MILLIS;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    const READER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

    fn refused(rate: &Rate, from: IpAddr, document: &str, seconds: i64) -> bool {
        rate.take(from, document, from_seconds(seconds)).is_some()
    }

    #[test]
    fn one_document_every_ten_seconds_is_never_too_much() {
        let rate = Rate::default();
        assert!((0..1_000).all(|n| !refused(&rate, READER, "/en/feed.rss", n * 10)));
    }

    #[test]
    fn a_program_that_lost_its_way_is_told_to_wait() {
        let rate = Rate::default();
        let taken = (0..100).filter(|_| !refused(&rate, READER, "/en/feed.rss", 0)).count();
        assert_eq!(taken, 30);
        let wait = rate.take(READER, "/en/feed.rss", from_seconds(0)).unwrap();
        assert_eq!(wait, Duration::from_secs(10));
        assert!(!refused(&rate, READER, "/en/feed.rss", 10), "after the wait it may");
        assert!(!refused(&rate, READER, "/id/feed.rss", 0), "another document is another matter");
    }

    #[test]
    fn a_proxy_on_this_machine_asks_for_many() {
        let rate = Rate::default();
        let here = IpAddr::from([127, 0, 0, 1]);
        assert!((0..1_000).all(|_| !refused(&rate, here, "/en/feed.rss", 0)));
    }
}
