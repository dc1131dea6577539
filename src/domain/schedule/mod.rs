//! When a source is asked.
//!
//! An operator writes one line: five-field POSIX cron, `@hourly` and its like, `every 10m`,
//! or `adaptive`. [`Schedule::parse`] reads it, [`Schedule::next`] says when the next pull
//! is due, and [`Schedule::jitter`] keeps sources with the same line from starting in the
//! same second. No clock is read here: the moment to count from is an argument.
//!
//! - [`cron`]: what the five fields mean, and what they mean when clocks are changed.
//! - `field`: the numbers that one field stands for.
//! - [`rhythm`]: how often a source prints, for `adaptive` and for alerts about silence.

pub mod cron;
mod field;
pub mod rhythm;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::id::SourceId;
use crate::domain::instant::Instant;
use crate::domain::schedule::cron::Cron;

/// Why a schedule was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum ScheduleError {
    /// It has six or seven fields, as some programs write it.
    #[error(
        "`{text}` has {count} fields; cron has five (minute hour day month weekday): leave out \
         seconds and years"
    )]
    TooManyFields {
        /// What was written.
        text: String,
        /// How many fields it has.
        count: usize,
    },
    /// It is none of the forms.
    #[error(
        "`{0}` is not a schedule; write five cron fields (`*/15 * * * *`), `@hourly`, `every 10m` \
         or `adaptive`"
    )]
    Form(String),
    /// One field cannot be read.
    #[error("`{item}` is not a {field}; {hint}")]
    Field {
        /// Which field.
        field: &'static str,
        /// The part that cannot be read.
        item: String,
        /// The way out.
        hint: String,
    },
    /// Day of the month and weekday are both set.
    #[error(
        "day of the month `{day}` and weekday `{weekday}` are both set, and programs disagree whether \
         both or either must hold; leave one of them `*`"
    )]
    BothDays {
        /// The day of the month.
        day: String,
        /// The weekday.
        weekday: String,
    },
    /// No date matches.
    #[error("`{0}` never comes; check the day against the month")]
    Never(String),
    /// An interval cannot be read or is out of bounds.
    #[error(
        "`{0}` is not an interval from 1 minute to 31 days; write `every 10m`, `every 2h` or `every 1d`"
    )]
    Interval(String),
}

/// A rhythm: five-field POSIX cron, `every 10m`, or `adaptive`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Schedule {
    /// What the operator wrote.
    written: String,
    /// What it means.
    rhythm: Rhythm,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rhythm {
    Cron(Box<Cron>),
    Every(Duration),
    Adaptive,
}

/// The shortest and the longest pause of `adaptive`.
const ADAPTIVE: (Duration, Duration) = (Duration::from_mins(5), Duration::from_hours(24));

/// The pause of `adaptive` while nothing is known of the source.
const ADAPTIVE_FIRST: Duration = Duration::from_hours(1);

/// No source starts later than this after its minute.
const JITTER_MAX: Duration = Duration::from_mins(1);

impl Schedule {
    /// Reads what an operator wrote.
    ///
    /// Five fields are POSIX cron: lists, ranges, steps, English three-letter names of
    /// months and weekdays; Sunday is 0 or 7. `every` takes minutes, hours or days.
    ///
    /// # Errors
    ///
    /// [`ScheduleError`], which says what to write instead.
    ///
    /// # Source
    ///
    /// POSIX.1-2024, `crontab`, "INPUT FILES"; names, steps and `@hourly` as in Vixie cron.
    ///
    /// ```
    /// # use warta::domain::Schedule;
    /// assert_eq!(Schedule::parse("*/15 * * * *").unwrap().to_string(), "*/15 * * * *");
    /// assert!(Schedule::parse("0 */15 * * * *").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let written = text.trim().to_owned();
        let rhythm = match written.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["adaptive"] => Rhythm::Adaptive,
            ["every", rest @ ..] => Rhythm::Every(
                interval(&rest.concat()).ok_or_else(|| ScheduleError::Interval(written.clone()))?,
            ),
            [name] => match named(name) {
                Some(fields) => Rhythm::Cron(Box::new(Cron::parse(fields)?)),
                None => return Err(ScheduleError::Form(written)),
            },
            &[minute, hour, day, month, weekday] => {
                Rhythm::Cron(Box::new(Cron::parse([minute, hour, day, month, weekday])?))
            }
            fields if (6..=7).contains(&fields.len()) => {
                return Err(ScheduleError::TooManyFields { count: fields.len(), text: written });
            }
            _ => return Err(ScheduleError::Form(written)),
        };
        Ok(Self { written, rhythm })
    }

    /// The first due moment after `after`.
    ///
    /// Cron is read on the clocks of `zone`: a fixed time that a change of clocks skips is
    /// due at the end of the gap, one that comes twice is due once; `*`, steps and ranges
    /// run through both passes. `adaptive` asks twice in `rhythm`, the gap usually seen
    /// between two releases of the source, but never more than every 5 minutes and never
    /// less than daily; hourly while the gap is unknown.
    #[must_use]
    pub fn next(&self, after: Instant, zone: Tz, rhythm: Option<Duration>) -> Option<Instant> {
        let pause = match &self.rhythm {
            Rhythm::Cron(cron) => return cron.next(after, zone),
            Rhythm::Every(pause) => *pause,
            Rhythm::Adaptive => {
                rhythm.map_or(ADAPTIVE_FIRST, |gap| gap / 2).clamp(ADAPTIVE.0, ADAPTIVE.1)
            }
        };
        after.checked_add_signed(TimeDelta::from_std(pause).ok()?)
    }

    /// Whether it names times of the clock, not pauses.
    #[must_use]
    pub const fn is_by_the_clock(&self) -> bool {
        matches!(self.rhythm, Rhythm::Cron(_))
    }

    /// How much later than its minute a source starts: always the same for one source, a
    /// tenth of the shortest pause at most and never more than a minute.
    #[must_use]
    pub fn jitter(&self, id: &SourceId) -> Duration {
        let pause = match &self.rhythm {
            Rhythm::Cron(cron) => cron.shortest_pause(),
            Rhythm::Every(pause) => *pause,
            Rhythm::Adaptive => ADAPTIVE.0,
        };
        let most = (pause / 10).min(JITTER_MAX).as_secs();
        let hash = blake3::hash(id.as_str().as_bytes());
        let number = hash.as_bytes().first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        Duration::from_secs(number % (most + 1))
    }

    /// The moment at which this source is asked next: [`next`](Self::next), and its
    /// [`jitter`](Self::jitter) later.
    #[must_use]
    pub fn due(
        &self,
        id: &SourceId,
        after: Instant,
        zone: Tz,
        rhythm: Option<Duration>,
    ) -> Option<Instant> {
        let jitter = TimeDelta::from_std(self.jitter(id)).ok()?;
        self.next(after.checked_sub_signed(jitter)?, zone, rhythm)?.checked_add_signed(jitter)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written)
    }
}

impl TryFrom<String> for Schedule {
    type Error = ScheduleError;
    fn try_from(text: String) -> Result<Self, ScheduleError> {
        Self::parse(&text)
    }
}

impl From<Schedule> for String {
    fn from(schedule: Schedule) -> Self {
        schedule.written
    }
}

impl JsonSchema for Schedule {
    fn schema_name() -> Cow<'static, str> {
        "Schedule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Five-field POSIX cron, `@hourly`, `every 10m` or `adaptive`.",
            "examples": ["*/15 * * * *", "@hourly", "every 10m", "adaptive"]
        })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The five fields behind a name.
fn named(name: &str) -> Option<[&'static str; 5]> {
    match name {
        "@yearly" | "@annually" => Some(["0", "0", "1", "1", "*"]),
        "@monthly" => Some(["0", "0", "1", "*", "*"]),
        "@weekly" => Some(["0", "0", "*", "*", "0"]),
        "@daily" | "@midnight" => Some(["0", "0", "*", "*", "*"]),
        "@hourly" => Some(["0", "*", "*", "*", "*"]),
        _ => None,
    }
}

/// Reads `10m`, `2h` or `1d`; `None` outside 1 minute to 31 days.
fn interval(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let secs = match unit {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let secs = number.parse::<u64>().ok().filter(|_| digits)?.checked_mul(secs)?;
    (60..=31 * 86_400).contains(&secs).then(|| Duration::from_secs(secs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::rfc3339;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(schedule: &str, rhythm: Option<u64>, next: &str) {
        let schedule = Schedule::parse(schedule).unwrap();
        let rhythm = rhythm.map(Duration::from_secs);
        let found = schedule.next(at("2026-06-10T08:00:00Z"), Tz::Asia__Jakarta, rhythm);
        assert_eq!(found.map(rfc3339).as_deref(), Some(next), "{schedule}");
    }

    #[test]
    fn an_interval_counts_from_the_last_pull() {
        check("every 10m", None, "2026-06-10T08:10:00Z");
        check("every 2h", None, "2026-06-10T10:00:00Z");
        check("every 31 d", None, "2026-07-11T08:00:00Z");
    }

    #[test]
    fn an_adaptive_source_is_asked_twice_in_its_own_rhythm() {
        check("adaptive", None, "2026-06-10T09:00:00Z");
        check("adaptive", Some(4 * 3600), "2026-06-10T10:00:00Z");
        check("adaptive", Some(60), "2026-06-10T08:05:00Z");
        check("adaptive", Some(30 * 86_400), "2026-06-11T08:00:00Z");
    }

    #[test]
    fn a_name_stands_for_five_fields() {
        check("@hourly", None, "2026-06-10T09:00:00Z");
        check("@daily", None, "2026-06-10T17:00:00Z");
        check("@weekly", None, "2026-06-13T17:00:00Z");
        check("@monthly", None, "2026-06-30T17:00:00Z");
        check("@yearly", None, "2026-12-31T17:00:00Z");
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let said = Schedule::parse(text).unwrap_err().to_string();
        assert!(said.contains(words), "{text}: {said}");
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_the_way_out() {
        refused("", "is not a schedule");
        refused("hourly", "`@hourly`");
        refused("@reboot", "is not a schedule");
        refused("* * * *", "is not a schedule");
        refused("0 */5 * * * *", "leave out seconds");
        refused("every 0m", "1 minute to 31 days");
        refused("every 30s", "1 minute to 31 days");
        refused("every +5m", "1 minute to 31 days");
        refused("every 32d", "1 minute to 31 days");
        refused("every é", "1 minute to 31 days");
        refused("every", "1 minute to 31 days");
    }

    #[test]
    fn a_schedule_shows_what_was_written() {
        let schedule: Schedule = serde_json::from_str("\" 0 6 * * mon-FRI \"").unwrap();
        assert_eq!(schedule.to_string(), "0 6 * * mon-FRI");
        assert!(serde_json::from_str::<Schedule>("\"now and then\"").is_err());
    }

    #[test]
    fn sources_of_one_minute_start_apart_and_each_at_its_own_second() {
        let quarter = Schedule::parse("*/15 * * * *").unwrap();
        let minute = Schedule::parse("* * * * *").unwrap();
        let mut seconds = std::collections::BTreeSet::new();
        for number in 0..200 {
            let id = SourceId::parse(&format!("source-{number}")).unwrap();
            assert_eq!(quarter.jitter(&id), quarter.jitter(&id));
            assert!(quarter.jitter(&id) <= Duration::from_mins(1));
            assert!(minute.jitter(&id) <= Duration::from_secs(6));
            seconds.insert(quarter.jitter(&id));
        }
        assert!(seconds.len() > 40, "{}", seconds.len());
    }

    #[test]
    fn a_source_late_in_its_minute_is_not_asked_twice_in_it() {
        let schedule = Schedule::parse("0 * * * *").unwrap();
        let id = SourceId::parse("bnn").unwrap();
        let first = schedule.due(&id, at("2026-06-10T08:30:00Z"), Tz::UTC, None).unwrap();
        let second = schedule.due(&id, first, Tz::UTC, None).unwrap();
        assert_eq!(second - first, TimeDelta::hours(1));
    }
}
