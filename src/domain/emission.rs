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

/// Seconds that more entries are left free for at most, when they are known to follow.
pub const ROOM_SECS_MAX: i64 = 3_600;

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
    seconds_from(last, now, &vec![None; wanted], 0)
}

/// Hands out a second for each of `floors`, in their order, as [`free_seconds`] does, and
/// none before its floor: an entry under embargo shows no moment before the embargo's end.
/// The first that finds none free ends the list, so the late floors stand last.
///
/// ```
/// # use warta::domain::emission::seconds_from;
/// # use warta::domain::instant::from_seconds;
/// let (now, until) = (from_seconds(1_000), from_seconds(998));
/// assert_eq!(seconds_from(None, now, &[None, Some(until)], 0), [from_seconds(940), until]);
/// ```
///
/// `following` more entries are known to come before long, from the same round or from
/// engines: a second is left free for each of them, [`ROOM_SECS_MAX`] seconds at most where
/// the clock ran before.
#[must_use]
pub fn seconds_from(
    last: Option<Instant>,
    now: Instant,
    floors: &[Option<Instant>],
    following: usize,
) -> Vec<Instant> {
    let now = whole_second(now);
    let wanted = i64::try_from(floors.len()).unwrap_or(i64::MAX);
    let following = i64::try_from(following).unwrap_or(i64::MAX);
    let room = if last.is_some() { following.min(ROOM_SECS_MAX) } else { following };
    let back = RESERVE_SECS.saturating_add(room).max(room.saturating_add(wanted - 1));
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
    fn a_thousand_that_come_one_by_one_find_their_seconds_when_they_are_known_to_follow() {
        let now = from_seconds(100_000);
        let mut last = Some(from_seconds(90_000));
        for following in (0..1_000).rev() {
            let seconds = seconds_from(last, now, &[None], following);
            assert_eq!(seconds.len(), 1, "{following} follow");
            last = seconds.last().copied();
        }
        assert_eq!(last, Some(now - TimeDelta::seconds(RESERVE_SECS)), "the reserve is left");
    }

    #[test]
    fn who_waits_for_a_whole_backlog_is_dated_an_hour_ago_at_most() {
        let (now, last) = (from_seconds(100_000), Some(from_seconds(10_000)));
        let seconds = seconds_from(last, now, &[None], 50_000);
        assert_eq!(seconds, [now - TimeDelta::seconds(RESERVE_SECS + ROOM_SECS_MAX)]);
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
        let seconds = seconds_from(last, now, &[None, Some(until), Some(until)], 0);
        assert_eq!(seconds, [from_seconds(9_940), from_seconds(9_991), from_seconds(9_992)]);
        let just_now = now + TimeDelta::milliseconds(300);
        assert!(seconds_from(last, just_now, &[Some(just_now)], 0).is_empty());
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
