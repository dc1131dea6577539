//! Whether our own network is up: told from how several hosts fail at once.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::domain::{Instant, Lane};

/// So many different hosts, none reached in between, are no accident of theirs.
const HOSTS: usize = 4;

/// What is known of our own network.
#[derive(Debug, Default)]
pub struct Online(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Hosts that could not be reached since the last that could.
    lost: BTreeSet<Lane>,
    /// When the first of them was.
    since: Option<Instant>,
    /// Whether somebody has been told of the end of it.
    ended: Option<Instant>,
}

impl Online {
    /// Since when our own network is down, if it is.
    #[must_use]
    pub fn down_since(&self) -> Option<Instant> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.since.filter(|_| state.lost.len() >= HOSTS)
    }

    /// A host was reached, whatever it said.
    pub(super) fn reached(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.lost.is_empty() {
            return;
        }
        if state.lost.len() >= HOSTS {
            state.ended = state.since;
        }
        state.lost.clear();
        state.since = None;
    }

    /// A host could not be reached.
    pub(super) fn unreached(&self, lane: &Lane, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.lost.len() < HOSTS {
            state.lost.insert(lane.clone());
        }
        state.since.get_or_insert(now);
    }

    /// Once after our network came back: since when it had been down.
    #[must_use]
    pub fn back(&self) -> Option<Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).ended.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    fn lane(number: usize) -> Lane {
        Lane::named(format!("https://kantor-{number}.example:443"))
    }

    #[test]
    fn four_hosts_lost_in_a_row_are_our_own_network() {
        let online = Online::default();
        for number in 0..3 {
            online.unreached(&lane(number), from_seconds(number.try_into().unwrap()));
            assert_eq!(online.down_since(), None);
        }
        online.unreached(&lane(2), from_seconds(7));
        assert_eq!(online.down_since(), None, "the same host again tells nothing");
        online.unreached(&lane(3), from_seconds(9));
        assert_eq!(online.down_since(), Some(from_seconds(0)));
        assert_eq!(online.back(), None);
        online.reached();
        assert_eq!((online.down_since(), online.back()), (None, Some(from_seconds(0))));
        assert_eq!(online.back(), None, "it is told once");
    }

    #[test]
    fn hosts_lost_one_by_one_among_others_are_their_own_trouble() {
        let online = Online::default();
        for number in 0..20 {
            online.unreached(&lane(number), from_seconds(0));
            online.reached();
        }
        assert_eq!((online.down_since(), online.back()), (None, None));
    }
}
