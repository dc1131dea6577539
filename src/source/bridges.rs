//! Entries with which a bridge (a program that makes feeds of pages) tells of its own
//! trouble. They are no news.

use crate::domain::Draft;

/// How RSS-Bridge and `RSSHub` begin the titles of such entries.
const TITLES: &[&str] = &[
    "Bridge returned error ",
    "Bridge encountered an unexpected situation",
    "RSSHub error",
    "RSSHub Error",
    "Error: RSSHub",
];

/// What only addresses of such entries hold.
const ADDRESSES: &[&str] = &["_error_time=", "&_error=", "?_error="];

/// Whether an entry tells of a bridge's own trouble.
///
/// ```
/// # use warta::domain::Draft;
/// # use warta::source::bridges::is_error;
/// let title = Some("Bridge returned error 503! (20123)".to_owned());
/// assert!(is_error(&Draft { headline: title, ..Draft::default() }));
/// ```
#[must_use]
pub fn is_error(draft: &Draft) -> bool {
    let titled = |title: &String| TITLES.iter().any(|begin| title.trim().starts_with(begin));
    let named = |name: &String| ADDRESSES.iter().any(|part| name.contains(part));
    draft.headline.as_ref().is_some_and(titled)
        || [&draft.own_id, &draft.url].into_iter().flatten().any(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headline: &str, url: &str, error: bool) {
        let draft = Draft {
            headline: Some(headline.to_owned()),
            url: Some(url.to_owned()),
            ..Draft::default()
        };
        assert_eq!(is_error(&draft), error, "{headline} {url}");
    }

    #[test]
    fn a_bridges_own_trouble_is_no_news() {
        check("Bridge returned error 404! (20123)", "https://bridge.example/?id=1", true);
        check("Kantor", "https://bridge.example/?action=display&_error_time=20123", true);
        check("RSSHub error: this route is empty", "https://hub.example/", true);
        check("Bridge over the Kapuas is open again", "https://kantor.example/1", false);
        check("Kesalahan data diperbaiki", "https://kantor.example/2?error=0", false);
    }
}
