//! Five cron fields and a moment -> the next moment on the clocks of a zone.
//!
//! The `cron` crate walks the calendar, on a line of time without any change of clocks;
//! what POSIX means by the fields, and what happens when clocks are changed, stands here.
//! The crate counts weekdays as Quartz does and knows neither gaps nor repeated hours
//! well, so it is given plain lists of numbers and names, and never a zone.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::instant::{Instant, whole_second};
use crate::domain::schedule::ScheduleError;
use crate::domain::schedule::field::{DAY, HOUR, MINUTE, MONTH, WEEKDAY, list, names};

/// Five cron fields, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    /// The calendar walker.
    line: cron::Schedule,
    /// Whether minute and hour name moments (`30 2`) and not a rhythm (`*/15 *`).
    fixed: bool,
    /// The shortest time between two runs within an hour.
    shortest_pause: Duration,
}

impl Cron {
    /// Reads minute, hour, day of the month, month and weekday.
    ///
    /// # Errors
    ///
    /// [`ScheduleError`] naming the field and the way out.
    pub fn parse(fields: [&str; 5]) -> Result<Self, ScheduleError> {
        let [minute, hour, day, month, weekday] = fields;
        if day != "*" && weekday != "*" {
            let (day, weekday) = (day.to_owned(), weekday.to_owned());
            return Err(ScheduleError::BothDays { day, weekday });
        }
        let minutes = MINUTE.numbers(minute)?;
        let hours = HOUR.numbers(hour)?;
        let days = DAY.numbers(day)?;
        let months = MONTH.numbers(month)?;
        let weekdays = WEEKDAY.numbers(weekday)?;
        let written = format!(
            "0 {} {} {} {} {}",
            list(&minutes),
            list(&hours),
            list(&days),
            list(&months),
            if weekday == "*" { "*".to_owned() } else { names(&weekdays) }
        );
        let never = || ScheduleError::Never(fields.join(" "));
        let line = cron::Schedule::from_str(&written).map_err(|_| never())?;
        let rhythm = |field: &str| field.contains(['*', '/', '-']);
        let fixed = !rhythm(minute) && !rhythm(hour);
        let cron = Self { line, fixed, shortest_pause: shortest_pause(&minutes) };
        if days.first().is_some_and(|first| *first > 28) {
            let start = DateTime::<Utc>::UNIX_EPOCH;
            cron.line.after(&start).next().ok_or_else(never)?;
        }
        Ok(cron)
    }

    /// The shortest time between two runs within an hour, or an hour.
    #[must_use]
    pub const fn shortest_pause(&self) -> Duration {
        self.shortest_pause
    }

    /// The first run after `after`; `None` past the year 2099.
    ///
    /// Between two changes of clocks the offset from UTC stands still, so the calendar is
    /// walked on that offset's own line; where clocks are changed, the walk goes over to
    /// the next line. A gap gives the fixed times in it one run, at its end.
    #[must_use]
    pub fn next(&self, after: Instant, zone: Tz) -> Option<Instant> {
        let mut after = whole_second(after);
        let mut since = after;
        loop {
            let offset = offset_at(zone, since);
            let found = self.on_line(after, offset, zone)?;
            let Some((change, then)) = first_change(zone, since, found) else {
                return Some(found);
            };
            if self.fixed && self.in_gap(change, offset, then) {
                return Some(change);
            }
            after = change - TimeDelta::seconds(1);
            since = change;
        }
    }

    /// The first run after `after` on the line of one offset. Of a fixed time that comes
    /// twice the second one is passed over.
    fn on_line(&self, after: Instant, offset: FixedOffset, zone: Tz) -> Option<Instant> {
        let start = shown(after, offset).and_utc();
        self.line.after(&start).map(|at| at.naive_utc()).find_map(|clock| {
            let at = clock.and_utc() - TimeDelta::seconds(offset.local_minus_utc().into());
            let second_pass = self.fixed
                && matches!(
                    zone.from_local_datetime(&clock),
                    LocalResult::Ambiguous(first, _) if first.with_timezone(&Utc) != at
                );
            (!second_pass).then_some(at)
        })
    }

    /// Whether a run falls among the times that clocks jump over at `change`.
    fn in_gap(&self, change: Instant, before: FixedOffset, then: FixedOffset) -> bool {
        let (left, landed) = (shown(change, before), shown(change, then));
        let start = (left - TimeDelta::seconds(1)).and_utc();
        left < landed && self.line.after(&start).next().is_some_and(|at| at.naive_utc() < landed)
    }
}

/// The least distance between two of the minutes, around the hour.
fn shortest_pause(minutes: &BTreeSet<u32>) -> Duration {
    let next = minutes.iter().skip(1).copied().chain(minutes.first().map(|first| first + 60));
    let pauses = minutes.iter().zip(next).map(|(minute, next)| next - minute);
    Duration::from_mins(pauses.min().unwrap_or(60).into())
}

/// What clocks show at `at` while `offset` is in force.
fn shown(at: Instant, offset: FixedOffset) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::seconds(offset.local_minus_utc().into())
}

fn offset_at(zone: Tz, at: Instant) -> FixedOffset {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix()
}

/// The first change of clocks after `after` and not after `until`, with the offset then in
/// force. Changes are looked for day by day: no zone changes back within a day.
fn first_change(zone: Tz, after: Instant, until: Instant) -> Option<(Instant, FixedOffset)> {
    let offset = offset_at(zone, after);
    let mut early = after;
    let mut late = after;
    while offset_at(zone, late) == offset {
        if late >= until {
            return None;
        }
        early = late;
        late = (late + TimeDelta::days(1)).min(until);
    }
    while late - early > TimeDelta::seconds(1) {
        let middle = early + TimeDelta::seconds((late - early).num_seconds() / 2);
        if offset_at(zone, middle) == offset {
            early = middle;
        } else {
            late = middle;
        }
    }
    Some((late, offset_at(zone, late)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cron(text: &str) -> Result<Cron, ScheduleError> {
        let fields: Vec<_> = text.split(' ').collect();
        Cron::parse(fields.try_into().unwrap())
    }

    /// What the clocks show, with their offset, at the `runs` that follow `after`.
    #[track_caller]
    fn check(text: &str, zone: Tz, after: &str, runs: &[&str]) {
        let cron = cron(text).unwrap();
        let mut at: Instant = after.parse().unwrap();
        for run in runs {
            at = cron.next(at, zone).unwrap();
            let shown = at.with_timezone(&zone).format("%a %d %H:%M%z").to_string();
            assert_eq!(shown, *run, "{text}");
        }
    }

    #[test]
    fn weekdays_are_counted_as_posix_counts_them() {
        for (weekday, day) in
            [("0", "Sun 14"), ("7", "Sun 14"), ("1", "Mon 15"), ("5", "Fri 12"), ("SUN", "Sun 14")]
        {
            let run = format!("{day} 06:00+0700");
            check(
                &format!("0 6 * * {weekday}"),
                Tz::Asia__Jakarta,
                "2026-06-10T08:00:00Z",
                &[&run],
            );
        }
        let weekend =
            ["Fri 12 06:00+0000", "Sat 13 06:00+0000", "Sun 14 06:00+0000", "Fri 19 06:00+0000"];
        check("0 6 * * 5-7", Tz::UTC, "2026-06-10T08:00:00Z", &weekend);
        check("0 6 * * fri-sun", Tz::UTC, "2026-06-10T08:00:00Z", &weekend);
    }

    #[test]
    fn lists_ranges_steps_and_months_are_read() {
        check(
            "10-50/20 8,20 * * *",
            Tz::UTC,
            "2026-06-10T08:15:00Z",
            &["Wed 10 08:30+0000", "Wed 10 08:50+0000", "Wed 10 20:10+0000"],
        );
        check("0 0 29 feb *", Tz::UTC, "2026-06-10T08:15:00Z", &["Tue 29 00:00+0000"]);
        check("* * * * *", Tz::UTC, "2026-06-10T08:15:59.900Z", &["Wed 10 08:16+0000"]);
    }

    #[test]
    fn a_time_that_clocks_jump_over_comes_at_the_end_of_the_gap() {
        check(
            "30 2 * * *",
            Tz::Europe__Berlin,
            "2026-03-28T12:00:00Z",
            &["Sun 29 03:00+0200", "Mon 30 02:30+0200"],
        );
        check(
            "*/30 * * * *",
            Tz::Europe__Berlin,
            "2026-03-29T00:10:00Z",
            &["Sun 29 01:30+0100", "Sun 29 03:00+0200"],
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_due_once_but_a_rhythm_goes_on() {
        check(
            "30 2 * * *",
            Tz::Europe__Berlin,
            "2026-10-24T12:00:00Z",
            &["Sun 25 02:30+0200", "Mon 26 02:30+0100"],
        );
        check(
            "*/30 * * * *",
            Tz::Europe__Berlin,
            "2026-10-24T23:40:00Z",
            &[
                "Sun 25 02:00+0200",
                "Sun 25 02:30+0200",
                "Sun 25 02:00+0100",
                "Sun 25 02:30+0100",
                "Sun 25 03:00+0100",
            ],
        );
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let said = cron(text).unwrap_err().to_string();
        assert!(said.contains(words), "{text}: {said}");
    }

    #[test]
    fn what_cron_programs_disagree_about_is_refused_with_the_way_out() {
        refused("0 6 13 * fri", "leave one of them `*`");
        refused("0 6 L * *", "no cron");
        refused("0 6 15W * *", "no cron");
        refused("0 6 * * 5#3", "no cron");
        refused("0 6 ? * *", "no cron");
        refused("60 * * * *", "use 0 to 59");
        refused("0 24 * * *", "use 0 to 23");
        refused("0 0 0 * *", "use 1 to 31");
        refused("0 0 * 13 *", "a name such as `jan`");
        refused("5/15 * * * *", "`5-59/15`");
        refused("*/0 * * * *", "a step is 1 to 59");
        refused("50-10 * * * *", "upwards");
        refused("1,,2 * * * *", "use 0 to 59");
        refused("+5 * * * *", "use 0 to 59");
        refused("0 0 31 feb *", "never comes");
        refused("0 0 30 2 *", "never comes");
    }

    #[test]
    fn a_year_of_every_zone_agrees_with_another_cron() {
        let zones = [
            Tz::Europe__Berlin,
            Tz::America__New_York,
            Tz::Australia__Lord_Howe,
            Tz::Asia__Jakarta,
            Tz::Africa__Cairo,
            Tz::America__Santiago,
            Tz::Asia__Kathmandu,
        ];
        let patterns = [
            "*/15 * * * *",
            "30 2 * * *",
            "0 0 * * *",
            "30 0 * * *",
            "7 */3 * * *",
            "15 2 * * 0",
            "*/20 1-3 * * 6,7",
            "45 1 1,29 * *",
        ];
        for zone in zones {
            let starts = starts(zone);
            for text in patterns {
                let (ours, theirs) = (cron(text).unwrap(), croner::Cron::from_str(text).unwrap());
                for at in &starts {
                    let local = at.with_timezone(&zone);
                    let expected = theirs.find_next_occurrence(&local, false).unwrap();
                    let found = ours.next(*at, zone).map(|found| found.with_timezone(&zone));
                    assert_eq!(found, Some(expected), "{text} in {zone} after {at}");
                }
            }
        }
    }

    /// Moments all over 2026, at every hour of the day, and closer around changes of clocks.
    fn starts(zone: Tz) -> Vec<Instant> {
        let mut at: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let end: Instant = "2027-01-01T00:00:00Z".parse().unwrap();
        let mut starts: Vec<_> = (0..600).map(|n| at + TimeDelta::seconds(n * 52_567)).collect();
        while let Some((change, _)) = first_change(zone, at, end) {
            starts.extend((-24..24).map(|n| change + TimeDelta::seconds(n * 450)));
            at = change;
        }
        starts
    }
}
