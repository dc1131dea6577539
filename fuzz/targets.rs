//! What must hold for any bytes at all: one function for each part of the reader. They panic
//! where it does not. Both cargo-fuzz and the seeded run of `make fuzz` call them.

#![allow(dead_code, reason = "each fuzz target calls one of these")]

use url::Url;
use warta::source::feed::ReadHints;
use warta::source::feed::read;
use warta::text::date::{self, Hints};
use warta::text::{charset, markup, sanitize};

/// Any document is answered, twice the same, and what is printed is small and legal.
pub(crate) fn reader(data: &[u8]) {
    let hints =
        ReadHints { base_url: Some("https://kantor.example/feed/"), ..ReadHints::default() };
    let once = read::json(data, &hints, false).to_string();
    assert!(once.len() <= 40 * data.len() + 65_536 + 4096, "{} of {}", once.len(), data.len());
    assert_eq!(read::json(data, &hints, false).to_string(), once);
}

/// Any bytes become legal text, whatever the header says.
pub(crate) fn encoding(data: &[u8]) {
    let (header, bytes) = data.split_at(data.len().min(12));
    let header = format!("text/xml; charset={}", String::from_utf8_lossy(header));
    for header in [None, Some(header.as_str())] {
        let decoded = charset::decode(bytes, header);
        assert!(decoded.text.chars().all(markup::is_legal));
        assert!(decoded.text.len() <= 4 * bytes.len() + 4);
    }
}

/// Any words are a date or none; the raw words are kept, and a moment has a year in reach.
pub(crate) fn date(data: &[u8]) {
    let words = String::from_utf8_lossy(data);
    let stamp = date::read(&words, Hints::default());
    assert_eq!(stamp.raw, words.trim());
    if let Some(at) = stamp.at {
        let year: i32 = at.format("%Y").to_string().parse().expect("a year");
        assert!((1899..=10_000).contains(&year), "{words}");
    }
}

/// The tags of HTML as we write it: words between them hold no `<`, values in quotes may.
fn tags(html: &str) -> Vec<&str> {
    let (mut tags, mut begun, mut quoted) = (Vec::new(), None, false);
    for (at, c) in html.char_indices() {
        match (c, begun) {
            ('<', None) => begun = Some(at),
            ('"', Some(_)) => quoted = !quoted,
            ('>', Some(start)) if !quoted => {
                tags.extend(html.get(start..at));
                begun = None;
            }
            _ => {}
        }
    }
    tags
}

/// Any HTML becomes HTML without anything active, and doing it again changes nothing.
pub(crate) fn sanitiser(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let base = Url::parse("https://kantor.example/siaran/").expect("an address");
    for clean in [sanitize::clean, sanitize::structure] {
        let once = clean(&html, Some(&base));
        assert!(once.chars().all(markup::is_legal), "{once:?}");
        for tag in tags(&once.to_ascii_lowercase()) {
            for name in ["<script", "<style", "<iframe", "<svg", "<object"] {
                assert!(!tag.starts_with(name), "{once}");
            }
            for attribute in [" href=\"javascript:", " src=\"javascript:", " style=\"", " onerror="]
            {
                assert!(!tag.contains(attribute), "{once}");
            }
        }
        assert_eq!(clean(&once, Some(&base)), once);
    }
}
