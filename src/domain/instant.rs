//! One spelling of a moment: UTC, kept in milliseconds, shown in whole seconds.

use chrono::{DateTime, SubsecRound, TimeZone, Utc};

/// A moment in UTC. The database holds it as milliseconds since 1970.
pub type Instant = DateTime<Utc>;

/// Reads milliseconds since 1970; what no calendar can hold becomes 1970 itself.
#[must_use]
pub fn from_millis(millis: i64) -> Instant {
    Utc.timestamp_millis_opt(millis).single().unwrap_or_default()
}

/// Reads whole seconds since 1970; what no calendar can hold becomes 1970 itself.
#[must_use]
pub fn from_seconds(seconds: i64) -> Instant {
    Utc.timestamp_opt(seconds, 0).single().unwrap_or_default()
}

/// Drops what is smaller than a second.
#[must_use]
pub fn whole_second(at: Instant) -> Instant {
    at.trunc_subsecs(0)
}

/// Writes RFC 3339 in UTC with whole seconds: `2024-06-06T09:12:44Z`.
///
/// # Source
///
/// RFC 3339, section 5.6.
#[must_use]
pub fn rfc3339(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Writes the date of RSS and HTTP: `Thu, 06 Jun 2024 09:12:44 GMT`.
///
/// # Source
///
/// RFC 9110, section 5.6.7 (IMF-fixdate).
#[must_use]
pub fn imf(at: Instant) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_readers_expect_it() {
        let at = from_millis(1_717_665_164_900);
        assert_eq!(rfc3339(at), "2024-06-06T09:12:44Z");
        assert_eq!(imf(at), "Thu, 06 Jun 2024 09:12:44 GMT");
        assert_eq!(whole_second(at), from_seconds(1_717_665_164));
    }
}
