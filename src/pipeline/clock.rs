//! The one clock of the program. Everything below is given moments, never asks for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::domain::Instant;
use crate::domain::instant::from_millis;

/// Tells the time: the machine's, or one that only moves when it is told to.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's own time.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `at` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn standing(at: Instant) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.timestamp_millis()))))
    }

    /// The time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Some(millis) => from_millis(millis.load(Ordering::SeqCst)),
            None => chrono::Utc::now(),
        }
    }

    /// Moves a standing clock forward; the machine's own moves by itself.
    pub fn advance(&self, by: Duration) {
        if let Some(millis) = &self.0 {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            millis.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// Lets time pass: waits for it, or moves a standing clock.
    pub async fn pass(&self, time: Duration) {
        if self.runs() {
            tokio::time::sleep(time).await;
        } else {
            self.advance(time);
        }
    }

    /// Whether time passes by itself.
    #[must_use]
    pub const fn runs(&self) -> bool {
        self.0.is_none()
    }
}
