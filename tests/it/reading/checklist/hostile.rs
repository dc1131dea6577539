//! Hostile documents, P1 to P17 by their numbers: what they may cost is counted, not timed.

use std::fmt::Write as _;

use warta::source::feed::ENTRIES_MAX;
use warta::text::date::{self, Hints};
use warta::text::{markup, sanitize};

use crate::reading::checklist::{field, holds, item};
use crate::reading::{drafts, printed};

fn entities(declared: &str, title: &str) -> String {
    format!("<!DOCTYPE rss [{declared}]>{}", item(&format!("<title>{title}</title>")))
}

#[test]
fn p1_nothing_outside_the_document_is_opened() {
    for declared in [
        "<!ENTITY x SYSTEM 'file:///etc/hostname'>",
        "<!ENTITY x PUBLIC 'a' 'http://127.0.0.1/x'>",
        "<!ENTITY % p SYSTEM 'http://127.0.0.1/p'> %p;",
    ] {
        holds(entities(declared, "a &x; b").as_bytes(), &[("entries.0.title", "a &x; b")]);
    }
    let included = "<?xml-stylesheet href='http://127.0.0.1/s'?><rss xmlns:xi='http://www.w3.org/2001/XInclude'>\
        <channel><item><title>a</title><xi:include href='file:///etc/hostname' parse='text'/></item></channel></rss>";
    holds(included.as_bytes(), &[("entries.0.title", "a"), ("entries.1.title", "-")]);
}

#[test]
fn p2_p3_entities_are_read_flat_and_never_grow_past_their_budget() {
    holds(
        entities("<!ENTITY kota 'Pontianak'>", "&kota;").as_bytes(),
        &[("entries.0.title", "Pontianak")],
    );
    let mut laughs = String::from("<!ENTITY l0 'hahaha'>");
    for n in 1..30 {
        write!(laughs, "<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10)).unwrap();
    }
    let title = field(&printed(entities(&laughs, "&l29;").as_bytes()), "entries.0.title");
    assert!(title.contains("&l28;") && title.len() < 100, "an entity in an entity stays as it is");
    let long = format!("<!ENTITY a '{}'>", "x".repeat(10_000));
    let title = field(&printed(entities(&long, &"&a;".repeat(1000)).as_bytes()), "entries.0.title");
    assert!(title.matches('x').count() <= 64 * 1024, "{}", title.len());
    assert!(title.matches("&a;").count() >= 990);
}

#[test]
fn p4_size_is_no_work() {
    let deep = item(&format!("<description>{}kata", "<div>".repeat(200_000)));
    assert!(field(&printed(deep.as_bytes()), "entries.0.summary").contains("kata"));
    let attributes = (0..100_000).fold(String::new(), |mut all, n| {
        write!(all, " a{n}=''").unwrap();
        all
    });
    let wide = format!("<rss{attributes}><channel><item><title>a</title></item></channel></rss>");
    holds(wide.as_bytes(), &[("entries.0.title", "a")]);
    let spaces = (0..20_000).fold(String::new(), |mut all, n| {
        write!(all, " xmlns:n{n}='urn:n{n}'").unwrap();
        all
    });
    let named = format!("<rss{spaces}><channel><item><title>a</title></item></channel></rss>");
    holds(named.as_bytes(), &[("entries.0.title", "a")]);
    let comment = item(&format!("<!--{}--><title>a</title>", "x".repeat(8_000_000)));
    holds(comment.as_bytes(), &[("entries.0.title", "a")]);
    let value = item(&format!("<enclosure url='{}'/><title>a</title>", "x".repeat(2_000_000)));
    holds(value.as_bytes(), &[("entries.0.title", "a")]);
    let text = item(&format!("<title>{}</title>", "x".repeat(8_000_000)));
    assert_eq!(field(&printed(text.as_bytes()), "ok"), "true");
}

#[test]
fn p5_bombs_of_html_are_flattened_and_keep_their_words() {
    let formatting = (0..2000).fold(String::new(), |mut all, n| {
        write!(all, "<b class=c{n}>").unwrap();
        all
    });
    for bomb in [
        "<div><b>".repeat(20_000),
        format!("{formatting}{}", "<p>x".repeat(2000)),
        "<table><tr><td>".repeat(5000),
        "<iframe>".repeat(50_000),
        "<!-- ".repeat(50_000),
        "<a href='".repeat(50_000),
    ] {
        let cleaned = sanitize::clean(&format!("<p>mula</p>{bomb}kata"), None);
        assert!(cleaned.starts_with("<p>mula</p>"), "{bomb:.40}");
        assert!(cleaned.len() < 4_000_000, "{}", cleaned.len());
        assert_eq!(sanitize::clean(&cleaned, None), cleaned);
    }
}

#[test]
fn p6_entries_beyond_the_limit_are_left_and_told_of() {
    let many = format!(
        "<rss><channel>{}</channel></rss>",
        "<item><title>a</title></item>".repeat(ENTRIES_MAX + 500)
    );
    let read = printed(many.as_bytes());
    assert_eq!(read["entries"].as_array().unwrap().len(), ENTRIES_MAX);
    assert!(field(&read, "warnings.0.what").starts_with("500 entries beyond"));
}

#[test]
fn p7_p8_what_is_kept_is_legal_text_whatever_came() {
    let bytes = item("<title>aXb</title><description>c</description>").into_bytes();
    let at = bytes.iter().position(|b| *b == b'X').unwrap();
    for bad in
        [&b"\xc0\xaf"[..], b"\xed\xa0\x80", b"\xff\xfe", b"\0", b"\x1b[31m", b"\xf4\x90\x80\x80"]
    {
        let mut mixed = bytes.clone();
        mixed.splice(at..=at, bad.iter().copied());
        let title = field(&printed(&mixed), "entries.0.title");
        assert!(title.starts_with('a') && title.ends_with('b'), "{title:?}");
        assert!(title.chars().all(markup::is_legal), "{title:?}");
    }
    let reference = item("<title>a&#0;&#xD800;&#27;&#x202e;b</title>");
    let draft = &drafts(reference.as_bytes())[0];
    let headline = draft.headline.as_deref().unwrap();
    assert!(headline.chars().all(markup::is_legal), "{headline:?}");
    assert!(!headline.contains('\u{202e}'), "{headline:?}");
}

#[test]
fn p9_what_is_no_feed_is_refused_and_a_page_names_its_feeds() {
    let page = "<html><head><link rel='alternate' type='application/atom+xml' href='/umpan.atom'>\
        </head><body><item><title>a</title></item></body></html>";
    let read = printed(page.as_bytes());
    assert_eq!(field(&read, "ok"), "false");
    assert_eq!(field(&read, "feeds.0"), "https://kantor.example/umpan.atom");
    for other in [&b"{\"a\":"[..], b"\x1f\x8b\x08\0\0\0", b"[[[[[[", b"%PDF-1.7"] {
        assert_eq!(field(&printed(other), "ok"), "false");
    }
}

#[test]
fn p10_dates_no_calendar_has_are_not_placed() {
    for words in
        ["32 Foo 2024", "0001-01-01", "-1", "99999-01-01T00:00:00Z", "6 Jun 2024 08:00 +99:99"]
    {
        assert_eq!(date::read(words, Hints::default()).at, None, "{words}");
    }
    assert!(date::read("9999-12-31T23:59:59Z", Hints::default()).at.is_some());
    assert!(date::read("2016-12-31T23:59:60Z", Hints::default()).at.is_some());
}

#[test]
fn p11_a_ttl_is_passed_on_as_it_was_written_and_means_nothing_by_itself() {
    for ttl in ["-5", "99999999999999999999", "abc"] {
        let feed = format!("<rss><channel><ttl>{ttl}</ttl></channel></rss>");
        holds(feed.as_bytes(), &[("feed.ttl", ttl)]);
    }
}

#[test]
fn p12_ids_of_any_kind_are_kept_and_none_is_invented() {
    let same = "<item><guid>satu</guid><title>a</title></item>".repeat(20);
    let read = drafts(format!("<rss><channel>{same}</channel></rss>").as_bytes());
    assert_eq!(read.len(), 20);
    assert!(read.iter().all(|draft| draft.own_id.as_deref() == Some("satu")));
    let none = &drafts(item("<title>a</title>").as_bytes())[0];
    assert_eq!((&none.own_id, &none.url), (&None, &None));
    let long = "x".repeat(1_000_000);
    let read = drafts(item(&format!("<guid>{long}</guid>")).as_bytes());
    assert_eq!(read[0].own_id.as_deref(), Some(long.as_str()));
}

#[test]
fn p17_json_is_bounded_like_everything_else() {
    let nested = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":{}",
        "[".repeat(200_000)
    );
    assert_eq!(field(&printed(nested.as_bytes()), "ok"), "false");
    let odd = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\",\"title\":\"b\",\
        \"items\":[{\"id\":1e300,\"title\":1e5},3,null,[]]}";
    let read = printed(odd.as_bytes());
    assert_eq!(field(&read, "feed.title"), "b");
    assert_eq!(read["entries"].as_array().unwrap().len(), 1);
    let huge = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\",\"items\":[{\"id\":1e400}]}";
    assert!(["true", "false"].contains(&field(&printed(huge.as_bytes()), "ok").as_str()));
}
