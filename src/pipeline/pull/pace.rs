//! When a source is asked next: its schedule, and what it asks of us.

use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::schedule::rhythm::felt_gap;
use crate::domain::{Instant, SourceId};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::store::standing::Next;

/// First pause after a failed pull over the network, doubled with every further one.
const PAUSE: Duration = Duration::from_hours(1);
/// Longest pause after failed pulls, and longest that a source may ask for.
const PAUSE_MAX: Duration = Duration::from_hours(24);
/// A source that gives nothing to ask "has it changed?" with is asked no more often.
const UNVALIDATED: Duration = Duration::from_hours(1);
/// While our own network is down.
const OFFLINE: Duration = Duration::from_mins(5);
/// A document is asked for unconditionally after so long of "it is the same".
const WHOLE: TimeDelta = TimeDelta::hours(24);
/// But never more often than once in so many pulls.
const WHOLE_PULLS: i32 = 8;

/// What a pull that went well learned of its source's pace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pace {
    /// The gap usually seen between two of its releases.
    pub(super) gap: Option<Duration>,
    /// How long it has printed nothing.
    pub(super) idle: Duration,
    /// How long its answer is good for, by its headers.
    pub(super) fresh_for: Option<Duration>,
    /// The pause its documents ask for.
    pub(super) pause: Option<Duration>,
    /// Whether it gave nothing to ask "has it changed?" with.
    pub(super) unvalidated: bool,
}

impl Pace {
    /// The shortest pause that is still polite.
    fn least(&self) -> Duration {
        let hourly = if self.unvalidated { UNVALIDATED } else { Duration::ZERO };
        let asked = self.fresh_for.max(self.pause).unwrap_or_default();
        hourly.max(asked).min(PAUSE_MAX)
    }
}

/// When a source is due by its schedule alone, its own jitter added. The schedule is read on
/// the source's own clocks: the zone it names, else its region's.
#[must_use]
pub fn due(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    after: Instant,
    felt: Option<Duration>,
) -> Option<Instant> {
    let region = setup.profile.region.as_ref();
    let zone = setup
        .profile
        .timezone
        .or_else(|| region.and_then(|region| newsroom.gazetteer.zone(region)))
        .unwrap_or(chrono_tz::UTC);
    setup.schedule.due(&setup.profile.id, after, zone, felt)
}

/// When a source is due after a pull that went well: by its schedule, and later where it
/// asks for a longer pause. A source without a host is asked as its schedule says.
pub(super) fn after_success(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    pace: &Pace,
    now: Instant,
) -> Next {
    if setup.source.lane().is_none() {
        return Next::Keep;
    }
    let least = if setup.manners.insist { Duration::ZERO } else { pace.least() };
    not_before(newsroom, setup, felt_gap(pace.gap, pace.idle), least, now)
}

/// When a source is due after its `failures`th failed pull in a row: after an hour, doubled
/// every time up to a day, for ever; and not before the server's own word.
pub(super) fn after_failure(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    failures: i64,
    asked: Option<Duration>,
    now: Instant,
) -> Next {
    let pause = back_off(&setup.profile.id, failures).max(asked.unwrap_or_default());
    not_before(newsroom, setup, None, pause.min(PAUSE_MAX), now)
}

/// When a source is due that could not be reached because nobody could.
pub(super) fn while_offline(id: &SourceId, now: Instant) -> Next {
    Next::At(later(now, OFFLINE.mul_f64(1.0 + spread(id, 0))))
}

/// Whether a document is to be asked for as if it had never been read: a server that says
/// "it is the same" for ever is not believed for ever.
pub(super) fn wants_whole(
    whole_at: Option<Instant>,
    pulled_at: Option<Instant>,
    now: Instant,
) -> bool {
    let (Some(whole_at), Some(pulled_at)) = (whole_at, pulled_at) else { return false };
    let pulls = (now - pulled_at).checked_mul(WHOLE_PULLS).unwrap_or(TimeDelta::MAX);
    now - whole_at >= WHOLE.max(pulls)
}

/// An hour doubling to a day, and up to an eighth more by source and count, so that sources
/// that failed together do not come back together.
fn back_off(id: &SourceId, failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(1, 6) - 1).unwrap_or(0);
    let pause = PAUSE * 2_u32.saturating_pow(doublings);
    let spread = spread(id, failures);
    if pause >= PAUSE_MAX { PAUSE_MAX.mul_f64(1.0 - spread) } else { pause.mul_f64(1.0 + spread) }
}

/// A share from nothing to an eighth, the same for the same source and count.
fn spread(id: &SourceId, count: i64) -> f64 {
    let hash = blake3::hash(format!("{id} {count}").as_bytes());
    f64::from(hash.as_bytes().first().copied().unwrap_or(0)) / 2_048.0
}

fn not_before(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    felt: Option<Duration>,
    least: Duration,
    now: Instant,
) -> Next {
    let Some(next) = due(newsroom, setup, now, felt) else { return Next::Never };
    // A server that keeps its answers for a quarter is asked every quarter: what the pull
    // itself took is not held against the schedule.
    let earliest = later(now, least.mul_f64(0.95));
    if next >= earliest {
        return Next::At(next);
    }
    if setup.schedule.is_by_the_clock() {
        let just_before = earliest - TimeDelta::milliseconds(1);
        return due(newsroom, setup, just_before, felt).map_or(Next::Never, Next::At);
    }
    Next::At(later(now, least))
}

fn later(now: Instant, by: Duration) -> Instant {
    now + TimeDelta::from_std(by).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    fn at(hours: i64) -> Instant {
        from_seconds(hours * 3_600)
    }

    fn pace(fresh: Option<u64>, pause: Option<u64>, unvalidated: bool) -> u64 {
        let fresh_for = fresh.map(Duration::from_secs);
        let pause = pause.map(Duration::from_secs);
        Pace { fresh_for, pause, unvalidated, ..Pace::default() }.least().as_secs()
    }

    #[test]
    fn the_longest_pause_that_is_asked_for_counts_and_a_day_at_most() {
        assert_eq!(pace(None, None, false), 0);
        assert_eq!(pace(Some(600), None, false), 600);
        assert_eq!(pace(Some(600), Some(7_200), false), 7_200);
        assert_eq!(pace(None, None, true), 3_600);
        assert_eq!(pace(Some(600), None, true), 3_600);
        assert_eq!(pace(None, Some(999_999), true), 86_400);
    }

    #[test]
    fn failures_double_an_hour_up_to_a_day_for_ever_and_not_in_step() {
        let id = SourceId::parse("kantor").unwrap();
        for (failures, hours) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16)] {
            let pause = back_off(&id, failures);
            let least = Duration::from_hours(hours);
            assert!(pause >= least && pause <= least + least / 8, "{failures}: {pause:?}");
        }
        for failures in [6, 60, i64::MAX] {
            let pause = back_off(&id, failures);
            assert!(pause <= PAUSE_MAX && pause >= PAUSE_MAX.mul_f64(0.875), "{pause:?}");
        }
        let other = SourceId::parse("lain").unwrap();
        assert_ne!(back_off(&id, 1), back_off(&other, 1));
    }

    #[test]
    fn a_server_that_says_the_same_for_a_day_is_asked_for_all_of_it_once() {
        assert!(!wants_whole(None, Some(at(0)), at(0)), "it was never read");
        let asks = |whole: i64, pulled: i64, now: i64| {
            wants_whole(Some(at(whole)), Some(at(pulled)), at(now))
        };
        assert!(!asks(0, 22, 23) && asks(0, 23, 24), "an hourly source: after a day");
        assert!(!asks(0, 0, 24), "a daily source: not the first time");
        assert!(!asks(0, 24 * 6, 24 * 7) && asks(0, 24 * 7, 24 * 8), "but after eight");
    }
}
