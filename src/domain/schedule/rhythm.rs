//! How often a source prints something, and how long it has been quiet.
//!
//! [`usual_gap`] makes one number of a source's latest releases, [`felt_gap`] stretches it
//! while the source is idle, and [`quiet_limit`] says when its silence is worth an alert.

use std::time::Duration;

use crate::domain::instant::Instant;

/// Fewer gaps than this say nothing of a rhythm.
const GAPS_MIN: usize = 3;

/// Idle for so long: asked at most so often. The last tier is a source that may be dead.
const TIERS: [(Duration, Duration); 3] = [
    (Duration::from_hours(30 * 24), Duration::from_hours(24)),
    (Duration::from_hours(14 * 24), Duration::from_hours(8)),
    (Duration::from_hours(7 * 24), Duration::from_hours(3)),
];

/// A silence shorter than this is never worth an alert by itself: weekends and holidays.
const QUIET_MIN: Duration = Duration::from_hours(5 * 24);

/// How many usual gaps a silence must last before it is worth an alert.
const QUIET_GAPS: u32 = 6;

/// The gap usually seen between two releases: the middle one, so that one long holiday or
/// one burst of releases changes nothing. `None` while fewer than four are known.
#[must_use]
pub fn usual_gap(times: &[Instant]) -> Option<Duration> {
    let mut times = times.to_vec();
    times.sort_unstable();
    let pairs = times.iter().zip(times.iter().skip(1));
    let mut gaps: Vec<Duration> =
        pairs.filter_map(|(earlier, later)| (*later - *earlier).to_std().ok()).collect();
    gaps.sort_unstable();
    (gaps.len() >= GAPS_MIN).then(|| gaps.get(gaps.len() / 2).copied()).flatten()
}

/// The gap that `adaptive` goes by: the usual one, and no less than what a source deserves
/// that has printed nothing for `idle`. Asked twice in it, a source idle for a week is asked
/// every three hours at most, for two weeks every eight, for a month once a day.
#[must_use]
pub fn felt_gap(usual: Option<Duration>, idle: Duration) -> Option<Duration> {
    let tier = TIERS.iter().find(|(since, _)| idle >= *since).map(|(_, pause)| *pause * 2);
    match (usual, tier) {
        (Some(usual), Some(tier)) => Some(usual.max(tier)),
        (usual, tier) => usual.or(tier),
    }
}

/// How long a source of this rhythm may be quiet before the operator is told; `None` while
/// its rhythm is unknown.
#[must_use]
pub fn quiet_limit(usual: Option<Duration>) -> Option<Duration> {
    usual.map(|usual| usual.saturating_mul(QUIET_GAPS).max(QUIET_MIN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;

    fn hours(hours: &[i64]) -> Vec<Instant> {
        hours.iter().map(|hour| from_seconds(hour * 3_600)).collect()
    }

    #[test]
    fn the_middle_gap_is_the_usual_one_whatever_a_holiday_or_a_burst_does() {
        let gap = |times: &[i64]| usual_gap(&hours(times)).map(|gap| gap.as_secs() / HOUR);
        assert_eq!(gap(&[]), None);
        assert_eq!(gap(&[0, 4, 8]), None, "two gaps are no rhythm");
        assert_eq!(gap(&[0, 4, 8, 12]), Some(4));
        assert_eq!(gap(&[12, 0, 8, 4]), Some(4), "in any order");
        assert_eq!(gap(&[0, 4, 8, 12, 500, 504]), Some(4), "a holiday");
        assert_eq!(gap(&[0, 4, 8, 12, 12, 16]), Some(4), "two at once");
    }

    #[track_caller]
    fn check(usual_hours: Option<u64>, idle_days: u64, pause_hours: Option<u64>) {
        let usual = usual_hours.map(|hours| Duration::from_secs(hours * HOUR));
        let felt = felt_gap(usual, Duration::from_secs(idle_days * DAY));
        assert_eq!(felt.map(|gap| gap.as_secs() / HOUR / 2), pause_hours);
    }

    #[test]
    fn an_idle_source_is_asked_less_at_a_week_two_weeks_and_a_month() {
        check(Some(2), 6, Some(1));
        check(Some(2), 7, Some(3));
        check(Some(2), 14, Some(8));
        check(Some(2), 30, Some(24));
        check(Some(400), 7, Some(200));
        check(None, 6, None);
        check(None, 7, Some(3));
    }

    #[test]
    fn a_silence_is_told_after_six_gaps_and_never_before_five_days() {
        let limit = |hours| quiet_limit(Some(Duration::from_secs(hours * HOUR)));
        assert_eq!(limit(1), Some(Duration::from_secs(5 * DAY)));
        assert_eq!(limit(48), Some(Duration::from_secs(12 * DAY)));
        assert_eq!(quiet_limit(None), None);
    }
}
