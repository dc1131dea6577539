//! "Has it changed?", asked and answered: validators -> request headers, response headers
//! -> validators; and `Retry-After` -> how long to wait.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    RETRY_AFTER,
};

use crate::domain::ask::Purpose;
use crate::domain::{Instant, Validators};

/// An entity tag longer than this is ignored.
const ETAG_BYTES_MAX: usize = 1_024;

/// The longest pause that a server is granted.
const PATIENCE_MAX: Duration = Duration::from_hours(24);

/// Puts the questions into a request; tells whether there was one.
pub(super) fn ask(validators: &Validators, headers: &mut HeaderMap) -> bool {
    let pairs = [
        (IF_NONE_MATCH, validators.etag.as_deref()),
        (IF_MODIFIED_SINCE, validators.last_modified.as_deref()),
    ];
    let mut asked = false;
    for (name, value) in pairs {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
            asked = true;
        }
    }
    asked
}

/// The validators of a document just received.
pub(super) fn fresh(headers: &HeaderMap, body: &[u8]) -> Validators {
    Validators {
        etag: text(headers, &ETAG).filter(|tag| tag.len() <= ETAG_BYTES_MAX),
        last_modified: text(headers, &LAST_MODIFIED).filter(|date| date.len() <= 64),
        body: Some(blake3::hash(body).to_hex().to_string()),
    }
}

/// The validators after a 304: what it did not renew is kept.
///
/// # Source
///
/// RFC 9111, section 4.3.4.
pub(super) fn renewed(old: &Validators, headers: &HeaderMap) -> Validators {
    let new = fresh(headers, b"");
    Validators {
        etag: new.etag.or_else(|| old.etag.clone()),
        last_modified: new.last_modified.or_else(|| old.last_modified.clone()),
        body: old.body.clone(),
    }
}

/// A header's value when it is plain text.
pub(super) fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    let value = std::str::from_utf8(value.as_bytes()).ok()?.trim();
    let plain = !value.is_empty() && !value.chars().any(char::is_control);
    plain.then(|| value.to_owned())
}

/// How long a server asked us to wait: a minute at least (an engine: a second), a day at
/// most. `None` when it did not ask, or not in words that can be understood.
///
/// # Source
///
/// RFC 9110, section 10.2.3.
pub(super) fn retry_after(headers: &HeaderMap, now: Instant, purpose: Purpose) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let wait = if value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().map_or(Duration::MAX, Duration::from_secs)
    } else {
        (date(&value)? - now).to_std().unwrap_or(Duration::ZERO)
    };
    let least = Duration::from_secs(if purpose == Purpose::Engine { 1 } else { 60 });
    Some(wait.clamp(least, PATIENCE_MAX))
}

/// Reads an HTTP date in any of its three forms.
///
/// # Source
///
/// RFC 9110, section 5.6.7.
pub(super) fn date(value: &str) -> Option<Instant> {
    if let Ok(at) = DateTime::parse_from_rfc2822(value) {
        return Some(at.with_timezone(&Utc));
    }
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let read = |form| NaiveDateTime::parse_from_str(value, form).ok();
    forms.into_iter().find_map(read).map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &'static [u8], secs: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_bytes(value).unwrap());
        let now = "2026-06-10T08:00:00Z".parse().unwrap();
        assert_eq!(
            retry_after(&headers, now, Purpose::Feed),
            secs.map(Duration::from_secs),
            "{value:?}"
        );
    }

    #[test]
    fn a_server_is_granted_a_minute_to_a_day() {
        check(b"120", Some(120));
        check(b"0", Some(60));
        check(b"99999999999999999999999", Some(86_400));
        check(b"-5", None);
        check(b"soon", None);
        check(b"\xff", None);
        check(b"", None);
    }

    #[test]
    fn a_pause_may_end_at_a_date_in_any_http_form() {
        check(b"Wed, 10 Jun 2026 08:10:00 GMT", Some(600));
        check(b"Wednesday, 10-Jun-26 08:10:00 GMT", Some(600));
        check(b"Wed Jun 10 08:10:00 2026", Some(600));
        check(b"Tue, 09 Jun 2026 08:10:00 GMT", Some(60));
        check(b"Fri, 10 Jun 2095 08:10:00 GMT", Some(86_400));
    }

    #[test]
    fn a_monstrous_entity_tag_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_str(&format!("\"{}\"", "x".repeat(1_023))).unwrap());
        assert_eq!(fresh(&headers, b"").etag, None);
        headers.insert(ETAG, HeaderValue::from_static("\"a\tb\""));
        assert_eq!(fresh(&headers, b"").etag, None);
        headers.insert(ETAG, HeaderValue::from_static("W/\"a\""));
        assert_eq!(fresh(&headers, b"").etag.as_deref(), Some("W/\"a\""));
    }
}
