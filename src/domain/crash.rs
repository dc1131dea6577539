//! Named points at which tests end the process, to see that nothing is lost.
//!
//! `WARTA_CRASH_AT=point:before` (or `:after`) ends the process there at once, as `kill -9`
//! would: nothing is unwound or flushed. `point:before:3` does so at the third passage.
//! Compiled under debug assertions only.

/// Ends the process if the environment says so.
#[cfg(debug_assertions)]
pub fn point(name: &str, side: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("WARTA_CRASH_AT").ok()?;
        let mut parts = text.splitn(3, ':');
        let place = format!("{}:{}", parts.next()?, parts.next()?);
        let passage = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        Some((place, passage))
    });
    let Some((place, passage)) = wanted else { return };
    if *place == format!("{name}:{side}") && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *passage {
        std::process::abort();
    }
}

/// Does nothing in a release build.
#[cfg(not(debug_assertions))]
pub const fn point(_name: &str, _side: &str) {}
