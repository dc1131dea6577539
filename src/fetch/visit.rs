//! What one round of asking taught of a server, beside its reply.

use std::time::Duration;

use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, LINK};
use url::Url;

use crate::domain::{AskError, Instant, Reply};
use crate::fetch::condition::{date, text};

/// No server keeps us away longer than this.
const FRESH_MAX: Duration = Duration::from_hours(24);

/// The answer to an ask, and what the server said beside it.
#[derive(Debug)]
pub struct Visit {
    /// The reply, or why there is none.
    pub reply: Result<Reply, AskError>,
    /// What the server said beside it.
    pub heard: Heard,
}

/// What a server said beside its reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// How long the answer is good for, by its own word: a day at most.
    pub fresh_for: Option<Duration>,
    /// Where it lies for good: the end of redirects that were all permanent.
    pub moved: Option<Url>,
    /// The hub that tells of its changes.
    pub hub: Option<String>,
    /// Whether a whole body came.
    pub whole: bool,
    /// Nobody was reached at all: no name, no way there, no answer to the first packet.
    pub unreached: bool,
}

impl Heard {
    /// Reads the headers of the answer that counts.
    pub(super) fn read(&mut self, headers: &HeaderMap, url: &Url, now: Instant) {
        self.fresh_for = fresh_for(headers, now);
        self.hub = hub(headers, url);
    }
}

/// How long an answer may be kept: `max-age` less the answer's age, else `Expires`. What may
/// not be kept, or cannot be understood, says nothing.
///
/// # Source
///
/// RFC 9111, section 4.2.1, and 5.3 for an `Expires` that is no date.
fn fresh_for(headers: &HeaderMap, now: Instant) -> Option<Duration> {
    let mut max_age = None;
    for value in headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok()) {
        for part in value.split(',') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" | "no-cache" => return None,
                "max-age" => max_age = max_age.or_else(|| seconds(value.trim().trim_matches('"'))),
                _ => {}
            }
        }
    }
    let whole = if let Some(secs) = max_age {
        Duration::from_secs(secs)
    } else {
        let expires = text(headers, &EXPIRES).as_deref().and_then(date)?;
        let said = text(headers, &DATE).as_deref().and_then(date).unwrap_or(now);
        (expires - said).to_std().ok()?
    };
    let age = text(headers, &AGE).as_deref().and_then(seconds).unwrap_or(0);
    Some(whole.saturating_sub(Duration::from_secs(age)).min(FRESH_MAX))
}

/// Reads whole seconds; more than can be counted is more than a day.
fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// The hub in `Link` headers.
///
/// # Source
///
/// W3C `WebSub`, section 4 (discovery); RFC 8288, section 3.
fn hub(headers: &HeaderMap, url: &Url) -> Option<String> {
    let values = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let links = values.flat_map(|value| value.split(",<").flat_map(|link| link.split(", <")));
    for link in links {
        let Some((target, rest)) = link.trim().trim_start_matches('<').split_once('>') else {
            continue;
        };
        let is_hub =
            rest.split(';').filter_map(|part| part.split_once('=')).any(|(name, value)| {
                let words = value.trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel")
                    && words.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("hub"))
            });
        if is_hub {
            return url.join(target).ok().map(String::from);
        }
    }
    None
}

/// A challenge of a firewall, by the header with which it marks its page.
pub(super) fn challenge(headers: &HeaderMap) -> bool {
    let marks = ["cf-mitigated", "x-sucuri-block", "x-datadome", "x-amzn-waf-action"];
    marks.iter().any(|mark| headers.contains_key(HeaderName::from_static(mark)))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    #[track_caller]
    fn keeps(lines: &[(&'static str, &'static str)], secs: Option<u64>) {
        let now = "2026-06-10T08:00:00Z".parse().unwrap();
        assert_eq!(fresh_for(&headers(lines), now), secs.map(Duration::from_secs), "{lines:?}");
    }

    #[test]
    fn an_answer_is_good_for_as_long_as_its_server_says_and_a_day_at_most() {
        keeps(&[], None);
        keeps(&[("cache-control", "public, max-age=600")], Some(600));
        keeps(&[("cache-control", "MAX-AGE=\"600\"")], Some(600));
        keeps(&[("cache-control", "max-age=600"), ("age", "200")], Some(400));
        keeps(&[("cache-control", "max-age=600"), ("age", "900")], Some(0));
        keeps(&[("cache-control", "max-age=99999999999999999999999")], Some(86_400));
        keeps(&[("cache-control", "max-age=-5")], None);
        keeps(&[("cache-control", "max-age=600, no-cache")], None);
        keeps(&[("cache-control", "no-store")], None);
        keeps(&[("expires", "Wed, 10 Jun 2026 08:10:00 GMT")], Some(600));
        keeps(&[("expires", "0")], None);
        keeps(&[("expires", "Wed, 10 Jun 2020 08:10:00 GMT")], None);
        let said = [
            ("date", "Wed, 10 Jun 2026 06:00:00 GMT"),
            ("expires", "Wed, 10 Jun 2026 07:00:00 GMT"),
        ];
        keeps(&said, Some(3_600));
        keeps(&[("cache-control", "max-age=60"), said[1]], Some(60));
    }

    #[track_caller]
    fn names(link: &'static str, hub_at: Option<&str>) {
        let url = Url::parse("https://kantor.example/feed").unwrap();
        assert_eq!(hub(&headers(&[("link", link)]), &url).as_deref(), hub_at, "{link}");
    }

    #[test]
    fn a_hub_is_read_from_the_headers() {
        names("<https://hub.example/>; rel=\"hub\"", Some("https://hub.example/"));
        names("</hub>; rel=hub", Some("https://kantor.example/hub"));
        names(
            "<https://kantor.example/feed>; rel=\"self\", <https://hub.example/>; rel=\"hub\"",
            Some("https://hub.example/"),
        );
        names(
            "<https://hub.example/>; title=\"x\"; REL=\"alternate HUB\"",
            Some("https://hub.example/"),
        );
        names("<https://hub.example/>; rel=\"hubs\"", None);
        names("rel=hub", None);
    }
}
