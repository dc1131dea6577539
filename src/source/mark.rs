//! What a source notes on an address it asks for.
//!
//! A source remembers nothing between two documents. What it must know when a document comes
//! back stands behind the `#` of the address, which never leaves this machine.

use url::Url;

use crate::domain::ReleaseKey;

/// What a document was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// As a further page of a list, counted from 2.
    List(u64),
    /// As the source's own translation of this release.
    VersionOf(ReleaseKey),
}

const LIST: &str = "warta-list-";
const VERSION: &str = "warta-version-of-";

/// The address with a mark on it.
pub(super) fn put(mut url: Url, mark: &Mark) -> Url {
    let words = match mark {
        Mark::List(number) => format!("{LIST}{number}"),
        Mark::VersionOf(key) => format!("{VERSION}{key}"),
    };
    url.set_fragment(Some(&words));
    url
}

/// An address without its mark, and the mark.
pub(super) fn take(address: &str) -> (&str, Option<Mark>) {
    let Some((bare, words)) = address.split_once('#') else { return (address, None) };
    let list = words.strip_prefix(LIST).and_then(|number| number.parse().ok()).map(Mark::List);
    let version = || words.strip_prefix(VERSION).and_then(|key| ReleaseKey::parse(key).ok());
    (bare, list.or_else(|| version().map(Mark::VersionOf)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_comes_back_with_its_document() {
        let url = Url::parse("https://k.example/a?b=1").unwrap();
        for mark in [Mark::List(2), Mark::VersionOf(ReleaseKey::of("x"))] {
            let marked = put(url.clone(), &mark);
            assert_eq!(take(marked.as_str()), ("https://k.example/a?b=1", Some(mark)));
        }
        assert_eq!(take("https://k.example/a#isi"), ("https://k.example/a", None));
        assert_eq!(take("https://k.example/a"), ("https://k.example/a", None));
    }
}
