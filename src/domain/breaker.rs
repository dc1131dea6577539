//! How an engine has answered lately -> whether it may be asked now.
//!
//! One breaker an engine, kept in the database, so that all workers on all machines stop
//! together and one of them alone looks whether it is well again. Its times are arguments.

use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::domain::instant::Instant;

/// Failures in a row after which an engine is left alone.
const IN_A_ROW: u32 = 5;
/// Answers that are looked back on.
const WINDOW: usize = 20;
/// The first pause, and the longest of those that follow by doubling.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
const PAUSE_MAX: TimeDelta = TimeDelta::minutes(15);
/// A look that brought no word for so long was lost with its worker.
const LOOK: TimeDelta = TimeDelta::minutes(5);

/// Why an engine is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shut {
    /// It failed too often: asked again after a pause.
    Failing,
    /// Its quota is used up: asked again when the period ends.
    Quota,
    /// It refused the key: asked again when the configuration changes.
    Key,
    /// Our own guard forbids its address: asked again when the configuration changes.
    Barred,
}

impl Shut {
    /// The word shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Quota => "quota used up",
            Self::Key => "key refused",
            Self::Barred => "address forbidden",
        }
    }
}

/// What came of asking an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It answered as it should.
    Answer,
    /// It failed: no answer, or one that is no translation.
    Failure,
    /// It answered about this text only, which says nothing of how it is.
    Neither,
    /// It asked for a pause.
    Rest(Duration),
    /// It will not be asked before this moment; without one, before something is changed.
    Shut(Shut, Option<Instant>),
}

/// Whether an engine may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Go,
    /// One request may go, to see whether it is well again.
    Probe,
    /// Not before this moment; without one, not before something is changed.
    Wait(Option<Instant>),
}

/// How an engine stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Breaker {
    /// The stamp of the engine's configuration; under another one it begins anew.
    pub stamp: String,
    /// Failures since the last answer.
    pub in_a_row: u32,
    /// The latest answers, newest last: `.` for a good one, `x` for a failure.
    pub recent: String,
    /// Why it is not asked.
    pub shut: Option<Shut>,
    /// When it may be asked again; without one, when something is changed.
    pub until: Option<Instant>,
    /// Seconds of the last pause.
    pub pause_secs: i64,
    /// When somebody went to see whether it is well again.
    pub probe: Option<Instant>,
    /// Until when it asked to be left alone.
    pub rest: Option<Instant>,
    /// When the next request may begin.
    pub next: Option<Instant>,
}

impl Breaker {
    /// Begins anew when the configuration is another than last time.
    pub fn renew(&mut self, stamp: &str) {
        if self.stamp != stamp {
            *self = Self { stamp: stamp.to_owned(), ..Self::default() };
        }
    }

    /// Whether the engine may be asked now. A [`Admission::Probe`] is noted: nobody else gets
    /// one until word of it has come.
    pub fn admit(&mut self, now: Instant) -> Admission {
        if let Some(rest) = self.rest.filter(|rest| *rest > now) {
            return Admission::Wait(Some(rest));
        }
        if self.shut.is_none() {
            return Admission::Go;
        }
        match self.until {
            None => Admission::Wait(None),
            Some(until) if until > now => Admission::Wait(Some(until)),
            Some(_) => match self.probe {
                Some(probe) if probe + LOOK > now => Admission::Wait(Some(probe + LOOK)),
                _ => {
                    self.probe = Some(now);
                    Admission::Probe
                }
            },
        }
    }

    /// Takes word of a request.
    pub fn hear(&mut self, heard: &Heard, now: Instant) {
        match heard {
            Heard::Answer => self.answered(),
            Heard::Failure => self.failed(now),
            Heard::Neither => self.probe = None,
            Heard::Rest(wait) => {
                let until = now + TimeDelta::from_std(*wait).unwrap_or(PAUSE_MAX);
                self.rest = self.rest.max(Some(until));
                self.probe = None;
            }
            Heard::Shut(why, until) => {
                (self.shut, self.until, self.probe) = (Some(*why), *until, None);
            }
        }
    }

    /// Whether it is shut.
    #[must_use]
    pub const fn is_shut(&self) -> bool {
        self.shut.is_some()
    }

    /// An answer to a request from before it was shut opens nothing.
    fn answered(&mut self) {
        self.in_a_row = 0;
        self.note('.');
        if self.probe.is_some() {
            let (stamp, next) = (std::mem::take(&mut self.stamp), self.next);
            *self = Self { stamp, next, ..Self::default() };
        }
    }

    fn failed(&mut self, now: Instant) {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.note('x');
        let bad = self.recent.matches('x').count();
        let open = self.in_a_row >= IN_A_ROW || (self.recent.len() >= WINDOW && bad * 2 > WINDOW);
        let again = self.probe.take().is_some();
        if !again && (self.is_shut() || !open) {
            return;
        }
        let doubled = TimeDelta::seconds(self.pause_secs.saturating_mul(2));
        let pause = if again { doubled.clamp(PAUSE, PAUSE_MAX) } else { PAUSE };
        self.pause_secs = pause.num_seconds();
        (self.shut, self.until) = (Some(Shut::Failing), Some(now + pause));
    }

    fn note(&mut self, sign: char) {
        self.recent.push(sign);
        let over = self.recent.chars().count().saturating_sub(WINDOW);
        self.recent = self.recent.chars().skip(over).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    fn failed(breaker: &mut Breaker, times: usize, at: i64) {
        for _ in 0..times {
            breaker.hear(&Heard::Failure, from_seconds(at));
        }
    }

    fn wait(until: i64) -> Admission {
        Admission::Wait(Some(from_seconds(until)))
    }

    #[test]
    fn five_failures_in_a_row_stop_everybody_for_half_a_minute() {
        let mut breaker = Breaker::default();
        failed(&mut breaker, 4, 0);
        breaker.hear(&Heard::Answer, from_seconds(0));
        failed(&mut breaker, 4, 0);
        assert_eq!(breaker.admit(from_seconds(1)), Admission::Go);
        failed(&mut breaker, 1, 0);
        assert_eq!(breaker.admit(from_seconds(29)), wait(30));
    }

    #[test]
    fn more_failures_than_answers_among_twenty_stop_everybody() {
        let mut breaker = Breaker::default();
        for _ in 0..9 {
            failed(&mut breaker, 1, 0);
            breaker.hear(&Heard::Answer, from_seconds(0));
        }
        failed(&mut breaker, 2, 0);
        assert!(breaker.is_shut(), "{breaker:?}");
        let mut half = Breaker::default();
        for _ in 0..30 {
            failed(&mut half, 1, 0);
            half.hear(&Heard::Answer, from_seconds(0));
        }
        assert!(!half.is_shut(), "half of them is not more than half");
    }

    #[test]
    fn one_alone_looks_and_the_pauses_double_to_a_quarter_of_an_hour() {
        let mut breaker = Breaker::default();
        failed(&mut breaker, 5, 0);
        let mut now = 30;
        for pause in [60, 120, 240, 480, 900, 900] {
            assert_eq!(breaker.admit(from_seconds(now)), Admission::Probe);
            assert!(matches!(breaker.admit(from_seconds(now)), Admission::Wait(_)));
            failed(&mut breaker, 1, now);
            assert_eq!(breaker.admit(from_seconds(now)), wait(now + pause));
            now += pause;
        }
        assert_eq!(breaker.admit(from_seconds(now)), Admission::Probe);
        breaker.hear(&Heard::Answer, from_seconds(now));
        assert_eq!(breaker.admit(from_seconds(now)), Admission::Go);
        failed(&mut breaker, 5, now);
        assert_eq!(breaker.admit(from_seconds(now)), wait(now + 30), "the doubling is over");
    }

    #[test]
    fn a_look_whose_worker_died_is_taken_over() {
        let mut breaker = Breaker::default();
        failed(&mut breaker, 5, 0);
        assert_eq!(breaker.admit(from_seconds(30)), Admission::Probe);
        assert_eq!(breaker.admit(from_seconds(31)), wait(330));
        assert_eq!(breaker.admit(from_seconds(330)), Admission::Probe);
    }

    #[test]
    fn an_asked_pause_holds_for_all_and_is_no_failure() {
        let mut breaker = Breaker::default();
        breaker.hear(&Heard::Rest(Duration::from_secs(9)), from_seconds(0));
        breaker.hear(&Heard::Rest(Duration::from_secs(3)), from_seconds(1));
        assert_eq!(breaker.admit(from_seconds(8)), wait(9));
        assert_eq!(breaker.admit(from_seconds(9)), Admission::Go);
        assert_eq!(breaker.in_a_row, 0);
    }

    #[test]
    fn a_refused_key_waits_for_a_person_and_a_quota_for_its_period() {
        let mut breaker = Breaker { stamp: "one".to_owned(), ..Breaker::default() };
        breaker.hear(&Heard::Shut(Shut::Key, None), from_seconds(0));
        assert_eq!(breaker.admit(from_seconds(9_999_999)), Admission::Wait(None));
        breaker.renew("one");
        assert!(breaker.is_shut());
        breaker.renew("two");
        assert_eq!(breaker.admit(from_seconds(0)), Admission::Go);
        breaker.hear(&Heard::Shut(Shut::Quota, Some(from_seconds(500))), from_seconds(0));
        assert_eq!(breaker.admit(from_seconds(499)), wait(500));
        assert_eq!(breaker.admit(from_seconds(500)), Admission::Probe);
    }
}
