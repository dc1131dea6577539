//! When a source is asked.

use thiserror::Error;

/// A rule of times: cron, an interval, or adaptive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {}

/// Why a schedule was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("`{0}` is not a schedule; write `*/15 * * * *`, `every 10m` or `adaptive`")]
pub struct ScheduleError(String);

impl Schedule {
    /// Reads five cron fields, `every 10m` or `adaptive`. So far only the shape is looked at.
    ///
    /// # Errors
    ///
    /// [`ScheduleError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let field = |f: &str| f.chars().all(|c| c.is_ascii_alphanumeric() || "*/-,".contains(c));
        let cron = text.split_whitespace().count() == 5 && text.split_whitespace().all(field);
        if cron || text.starts_with("every ") || text == "adaptive" {
            Ok(Self {})
        } else {
            Err(ScheduleError(text.to_owned()))
        }
    }
}
