//! What the queue does after a failure.

use std::time::Duration;

/// What to do with a job whose step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Try again after the queue's own back-off.
    Later,
    /// Try again after exactly this long: somebody asked for it.
    After(Duration),
    /// Cut the work in halves and try each: something in it was too large.
    Split,
    /// Do not try again until a person or the configuration changed something.
    Never,
}
