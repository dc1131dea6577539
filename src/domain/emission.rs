//! The clock of a language: the seconds at which its entries are emitted.
//!
//! Readers such as Superdesk skip what is not newer than all they saw, and others
//! take two entries of one second for one. So `updated` is a whole second, held by one
//! entry of a language only, always later than the last one, and never ahead of now.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::domain::instant::{Instant, whole_second};

/// Seconds kept free behind now, so that a burst of releases need not wait.
pub const RESERVE_SECS: i64 = 60;

/// When the entry of a release in one language went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emission {
    /// When it first went out, or the source's own time when that was less than a day before.
    pub published: Instant,
    /// Its place on the language's clock.
    pub updated: Instant,
    /// Counts every change of `updated`, from 1.
    pub version: i64,
}

/// Hands out up to `wanted` seconds that are later than `last`, unique and not ahead
/// of `now`. Fewer come back when fewer are free: the rest waits for the next second.
///
/// The first second handed out is [`RESERVE_SECS`] behind now where `last` allows, so
/// that bursts have room; with no `last` at all a backlog of any size has room.
///
/// ```
/// # use warta::domain::emission::free_seconds;
/// # use warta::domain::instant::from_seconds;
/// let now = from_seconds(1_000);
/// assert_eq!(free_seconds(Some(from_seconds(999)), now, 2), [from_seconds(1_000)]);
/// assert!(free_seconds(Some(now), now, 1).is_empty());
/// ```
#[must_use]
pub fn free_seconds(last: Option<Instant>, now: Instant, wanted: usize) -> Vec<Instant> {
    seconds_from(last, now, &vec![None; wanted])
}

/// Hands out a second for each of `floors`, in their order, as [`free_seconds`] does, and
/// none before its floor: an entry under embargo shows no moment before the embargo's end.
/// The first that finds none free ends the list, so the late floors stand last.
///
/// ```
/// # use warta::domain::emission::seconds_from;
/// # use warta::domain::instant::from_seconds;
/// let (now, until) = (from_seconds(1_000), from_seconds(998));
/// assert_eq!(seconds_from(None, now, &[None, Some(until)]), [from_seconds(940), until]);
/// ```
#[must_use]
pub fn seconds_from(
    last: Option<Instant>,
    now: Instant,
    floors: &[Option<Instant>],
) -> Vec<Instant> {
    let now = whole_second(now);
    let wanted = i64::try_from(floors.len()).unwrap_or(i64::MAX);
    let back = RESERVE_SECS.max(wanted.saturating_sub(1));
    let earliest = now - TimeDelta::try_seconds(back).unwrap_or_default();
    let mut next = match last {
        Some(last) => earliest.max(whole_second(last) + TimeDelta::seconds(1)),
        None => earliest,
    };
    let mut seconds = Vec::new();
    for floor in floors {
        let second = floor.map_or(next, |floor| next.max(second_up(floor)));
        if second > now {
            break;
        }
        seconds.push(second);
        next = second + TimeDelta::seconds(1);
    }
    seconds
}

/// The first whole second that is not before `at`.
fn second_up(at: Instant) -> Instant {
    let second = whole_second(at);
    if second < at { second + TimeDelta::seconds(1) } else { second }
}

/// The `published` of an entry that first goes out at `updated`: the source's own time
/// when it is at most a day old and not later, else `updated` itself. A backfill,
/// entries older than the feed itself, keeps the source's time whatever its age.
#[must_use]
pub fn published_at(updated: Instant, source: Option<Instant>, backfill: bool) -> Instant {
    match source.map(whole_second) {
        Some(at) if at <= updated && (backfill || updated - at <= TimeDelta::hours(24)) => at,
        _ => updated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    #[test]
    fn a_burst_takes_the_free_seconds_since_the_last_one() {
        let now = from_seconds(10_000);
        let seconds = free_seconds(Some(from_seconds(9_990)), now, 30);
        assert_eq!(seconds.len(), 10);
        assert_eq!(seconds.first(), Some(&from_seconds(9_991)));
        assert_eq!(seconds.last(), Some(&now));
    }

    #[test]
    fn a_first_backlog_of_a_thousand_has_room_in_the_past() {
        let now = from_seconds(10_000);
        let seconds = free_seconds(None, now, 1_000);
        assert_eq!(seconds.len(), 1_000);
        assert_eq!(seconds.last(), Some(&now));
        assert!(seconds.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn nothing_goes_out_ahead_of_now() {
        let now = from_seconds(10_000);
        assert!(free_seconds(Some(from_seconds(10_005)), now, 3).is_empty());
    }

    #[test]
    fn an_entry_under_embargo_gets_no_second_before_its_end() {
        let (now, last) = (from_seconds(10_000), Some(from_seconds(9_000)));
        let until = from_seconds(9_990) + TimeDelta::milliseconds(1);
        let seconds = seconds_from(last, now, &[None, Some(until), Some(until)]);
        assert_eq!(seconds, [from_seconds(9_940), from_seconds(9_991), from_seconds(9_992)]);
        let just_now = now + TimeDelta::milliseconds(300);
        assert!(seconds_from(last, just_now, &[Some(just_now)]).is_empty());
    }

    #[test]
    fn an_old_source_time_is_kept_only_in_a_backfill() {
        let updated = from_seconds(1_000_000);
        let hour = updated - TimeDelta::hours(1);
        let week = updated - TimeDelta::days(7);
        assert_eq!(published_at(updated, Some(hour), false), hour);
        assert_eq!(published_at(updated, Some(week), false), updated);
        assert_eq!(published_at(updated, Some(week), true), week);
        assert_eq!(published_at(updated, Some(updated + TimeDelta::hours(1)), true), updated);
    }
}
