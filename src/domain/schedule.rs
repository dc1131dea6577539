//! When a source is asked.

/// A rhythm: five-field POSIX cron, `every 10m`, or `adaptive`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {}
