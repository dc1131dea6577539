//! How long a feed asks to be left alone between two pulls.

use std::time::Duration;

/// No feed keeps us away longer than this.
const PAUSE_MAX: Duration = Duration::from_hours(24);

/// How far into a document the syndication fields are looked for: they stand in its head.
const HEAD_BYTES: usize = 32 * 1024;

/// The pause a feed asks for: the longer of its `ttl` in minutes and its `sy:` period, a day
/// at most. What is no whole number above zero says nothing.
///
/// # Source
///
/// RSS 2.0, `ttl`; RDF Site Summary 1.0 modules, Syndication.
pub(super) fn pause(ttl: Option<&str>, document: &[u8]) -> Option<Duration> {
    let minutes = ttl.and_then(number).filter(|minutes| *minutes > 0);
    let ttl = minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
    ttl.max(syndication(document)).map(|pause| pause.min(PAUSE_MAX))
}

fn syndication(document: &[u8]) -> Option<Duration> {
    let head = document.get(..HEAD_BYTES).unwrap_or(document);
    let head = String::from_utf8_lossy(head);
    let hours = match value(&head, "updatePeriod")? {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 7 * 24,
        "monthly" => 30 * 24,
        "yearly" => 365 * 24,
        _ => return None,
    };
    let often = value(&head, "updateFrequency").and_then(number).unwrap_or(1).clamp(1, 10_000);
    Some(Duration::from_secs(hours * 3_600 / often))
}

/// The text of the first element of this name, under any prefix.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!(":{name}>"))?;
    Some(rest.split('<').next()?.trim())
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ttl: Option<&str>, document: &str, minutes: Option<u64>) {
        let found = pause(ttl, document.as_bytes()).map(|pause| pause.as_secs() / 60);
        assert_eq!(found, minutes, "{ttl:?} {document}");
    }

    #[test]
    fn a_feed_asks_for_a_pause_and_gets_a_day_at_most() {
        check(None, "<rss/>", None);
        check(Some(" 90 "), "<rss/>", Some(90));
        check(Some("0"), "<rss/>", None);
        check(Some("-5"), "<rss/>", None);
        check(Some("99999999999999999999"), "<rss/>", Some(24 * 60));
        check(Some("soon"), "<rss/>", None);
        let twice = "<sy:updatePeriod>\n daily </sy:updatePeriod>\
                     <sy:updateFrequency>2</sy:updateFrequency>";
        check(None, twice, Some(12 * 60));
        check(Some("60"), twice, Some(12 * 60));
        check(Some("900"), twice, Some(900));
        check(None, "<sy:updatePeriod>yearly</sy:updatePeriod>", Some(24 * 60));
        check(None, "<sy:updatePeriod>often</sy:updatePeriod>", None);
        let wrong = "<a:updatePeriod>hourly</a:updatePeriod><a:updateFrequency>0<";
        check(None, wrong, Some(60));
    }
}
