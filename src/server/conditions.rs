//! Validators and codings a client sent, and what they mean.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::instant::whole_second;
use crate::domain::{Instant, Language};

/// A content coding we can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// The bytes as they are.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// The name in `Content-Encoding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// The strong tag of a document in this coding: no two codings share one.
    #[must_use]
    pub fn etag(self, hash: &str) -> String {
        match self {
            Self::Identity => format!("\"{hash}\""),
            Self::Gzip => format!("\"{hash}-gz\""),
            Self::Brotli => format!("\"{hash}-br\""),
        }
    }
}

/// The best coding a client accepts: Brotli before gzip before none.
///
/// # Source
///
/// RFC 9110, section 12.5.3.
#[must_use]
pub fn coding(headers: &HeaderMap) -> Coding {
    let wanted = |name: &str| weight(headers, name);
    let (brotli, gzip) = (wanted("br"), wanted("gzip"));
    if brotli > 0 && brotli >= gzip {
        Coding::Brotli
    } else if gzip > 0 {
        Coding::Gzip
    } else {
        Coding::Identity
    }
}

/// A coding's weight in thousandths; 0 where it is not named, and no `*` stands for it.
fn weight(headers: &HeaderMap, name: &str) -> u32 {
    let mut any = 0;
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    for item in values.flat_map(|value| value.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .map_or(1_000, thousandths);
        if coding.eq_ignore_ascii_case(name) {
            return weight;
        }
        if coding == "*" {
            any = weight;
        }
    }
    any
}

fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("1", _) => 1_000,
        ("0" | "", Ok(part)) => part,
        _ => 0,
    }
}

/// Whether what the client has is what it would get.
///
/// `If-None-Match` is compared weakly and, where it is there, `If-Modified-Since` does not
/// count; nor does it for a document that has no time.
///
/// # Source
///
/// RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2.
#[must_use]
pub fn is_current(headers: &HeaderMap, etag: &str, changed: Option<Instant>) -> bool {
    let mut tags = headers.get_all(header::IF_NONE_MATCH).iter().peekable();
    if tags.peek().is_some() {
        return tags
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag);
    }
    headers
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|value| value.to_str().ok())
        .and_then(http_date)
        .is_some_and(|since| changed.is_some_and(|changed| whole_second(changed) <= since))
}

/// The languages a client reads, the one it likes best first; at most a dozen.
///
/// # Source
///
/// RFC 9110, section 12.5.4.
#[must_use]
pub fn languages(headers: &HeaderMap) -> Vec<Language> {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut known: Vec<(u32, Language)> = Vec::new();
    for item in asked.unwrap_or_default().split(',').take(12) {
        let mut parts = item.split(';').map(str::trim);
        let language = parts.next().and_then(|tag| Language::parse(tag).ok());
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1_000, thousandths);
        known.extend(language.filter(|_| weight > 0).map(|language| (weight, language)));
    }
    known.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    known.into_iter().map(|(_, language)| language).collect()
}

/// Reads an HTTP date in its one living form.
///
/// # Source
///
/// RFC 9110, section 5.6.7 (IMF-fixdate).
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text.trim(), "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    Some(naive.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;
    use axum::http::HeaderName;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[track_caller]
    fn check_coding(accept: &str, wanted: Coding) {
        assert_eq!(coding(&headers(&[(header::ACCEPT_ENCODING, accept)])), wanted, "{accept}");
    }

    #[test]
    fn a_client_gets_a_coding_it_accepts() {
        check_coding("gzip, deflate, br", Coding::Brotli);
        check_coding("gzip", Coding::Gzip);
        check_coding("br;q=0.5, gzip;q=0.8", Coding::Gzip);
        check_coding("gzip;q=0, identity", Coding::Identity);
        check_coding("*;q=0", Coding::Identity);
        check_coding("zstd", Coding::Identity);
        check_coding("*", Coding::Brotli);
        assert_eq!(coding(&HeaderMap::new()), Coding::Identity);
    }

    #[test]
    fn languages_come_in_the_order_in_which_they_are_liked() {
        let asked =
            headers(&[(header::ACCEPT_LANGUAGE, "en;q=0.5, *, x, id-ID, ms;q=0.9, nl;q=0")]);
        let tags: Vec<String> = languages(&asked).iter().map(ToString::to_string).collect();
        assert_eq!(tags, ["id-ID", "ms", "en"]);
        assert!(languages(&HeaderMap::new()).is_empty());
    }

    #[test]
    fn an_entity_tag_counts_before_a_date() {
        let changed = from_seconds(1_717_665_164);
        let same = "Thu, 06 Jun 2024 09:12:44 GMT";
        let older = "Mon, 01 Jan 1990 00:00:00 GMT";
        let tag = "\"abc\"";
        let check = |pairs: &[(HeaderName, &str)]| is_current(&headers(pairs), tag, Some(changed));
        assert!(check(&[(header::IF_NONE_MATCH, tag)]));
        assert!(check(&[(header::IF_NONE_MATCH, "\"x\", W/\"abc\"")]));
        assert!(check(&[(header::IF_NONE_MATCH, "*")]));
        assert!(check(&[(header::IF_NONE_MATCH, tag), (header::IF_MODIFIED_SINCE, older)]));
        assert!(!check(&[(header::IF_NONE_MATCH, "\"x\""), (header::IF_MODIFIED_SINCE, same)]));
        assert!(check(&[(header::IF_MODIFIED_SINCE, same)]));
        assert!(!check(&[(header::IF_MODIFIED_SINCE, older)]));
        assert!(!check(&[]));
    }
}
