//! The forty-five behaviours of a feed reader, each under its number.
//!
//! [`table`] holds those that are a document on one side and fields on the other; the rest
//! are functions here, named after what they show.

mod encodings;
mod hostile;
mod table;

use serde_json::Value;
use warta::source::feed::ReadHints;
use warta::source::feed::read;

use crate::reading::printed;

/// What a path such as `entries.0.title` leads to, as words; `-` where there is nothing.
fn field(document: &Value, path: &str) -> String {
    let found = path.split('.').try_fold(document, |value, step| match step.parse::<usize>() {
        Ok(at) => value.get(at),
        Err(_) => value.get(step),
    });
    match found {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[track_caller]
fn holds(document: &[u8], fields: &[(&str, &str)]) {
    let read = printed(document);
    for (path, value) in fields {
        assert_eq!(field(&read, path), *value, "{path} of {read:#}");
    }
}

fn item(inside: &str) -> String {
    format!("<rss version='2.0'><channel><item>{inside}</item></channel></rss>")
}

#[test]
fn b14_every_entity_of_html_is_read_undeclared_and_the_oldest_without_a_semicolon() {
    let names = include_str!("../../../src/text/sanitize/entities.tsv");
    let mut read = 0;
    for (name, codes) in names.lines().filter_map(|line| line.split_once('\t')) {
        if name.len() > 8 || ["lt", "gt", "amp", "LT", "GT", "AMP"].contains(&name) {
            continue;
        }
        let due: String = codes
            .split(' ')
            .map(|code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap())
            .collect();
        let text = printed(item(&format!("<title>a&{name};z</title>")).as_bytes());
        let shown = field(&text, "entries.0.title");
        assert!(due.trim().is_empty() || shown == format!("a{due}z"), "{name}: {shown}");
        read += 1;
    }
    assert!(read >= 252, "{read}");
    for (written, shown) in [
        ("caf&eacute &copy 2024", "café © 2024"),
        ("&#233 &#xE9 &eacute", "é é é"),
        ("harga &pound5", "harga £5"),
    ] {
        let html = item(&format!("<description><![CDATA[<p>{written}</p>]]></description>"));
        holds(html.as_bytes(), &[("entries.0.summary", &format!("<p>{shown}</p>"))]);
    }
}

#[test]
fn b30_json_feeds_are_read_with_a_mark_numbers_and_nulls() {
    let feed = "\u{feff}{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"Kanal\",\
        \"author\":{\"name\":\"Humas\"},\"items\":[{\"id\":17,\"title\":null,\"content_text\":\"Isi\",\
        \"url\":\"/1\",\"date_published\":\"2024-06-06T08:00:00+07:00\",\"tags\":[\"a\",null]}]}";
    holds(
        feed.as_bytes(),
        &[
            ("format", "json1"),
            ("entries.0.id", "17"),
            ("entries.0.title", "-"),
            ("entries.0.link", "https://kantor.example/1"),
            ("entries.0.published", "2024-06-06T01:00:00Z"),
            ("entries.0.authors.0.name", "Humas"),
            ("entries.0.categories.1", "-"),
        ],
    );
}

#[test]
fn b31_the_base_is_the_document_s_unless_an_element_names_another() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/a/'><entry xml:base='b/'>\
        <link href='satu'/><content type='html'>&lt;a href='dua'>x&lt;/a></content></entry></feed>";
    holds(
        feed.as_bytes(),
        &[
            ("entries.0.link", "https://kantor.example/a/b/satu"),
            ("entries.0.content.0.value", "<a href=\"https://kantor.example/a/b/dua\">x</a>"),
        ],
    );
}

#[test]
fn b32_what_the_server_says_of_the_language_holds_where_the_feed_says_nothing() {
    let hints = ReadHints { content_language: Some("id"), ..ReadHints::default() };
    let read = read::json(item("<title>Satu</title>").as_bytes(), &hints, false);
    assert_eq!(field(&read, "entries.0.title_lang"), "id");
    let own = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ms'><entry><title>a</title>\
        <summary xml:lang='en_US'>b</summary></entry></feed>";
    let read = read::json(own.as_bytes(), &hints, false);
    assert_eq!(field(&read, "entries.0.title_lang"), "ms");
    assert_eq!(field(&read, "entries.0.summary_lang"), "en-US");
}

#[test]
fn b41_a_date_whose_zone_nobody_knows_is_absent_and_told_of() {
    let read = printed(item("<pubDate>Thu, 06 Jun 2024 08:00 XYZ</pubDate>").as_bytes());
    assert_eq!(field(&read, "entries.0.published"), "-");
    assert!(field(&read, "warnings").contains("Thu, 06 Jun 2024 08:00 XYZ"), "{read}");
    assert_eq!(field(&read, "malformed"), "false");
}

#[test]
fn b42_nothing_active_is_printed_and_the_words_stay() {
    for (markup, shown) in [
        ("<p onclick='x'>a</p>", "<p>a</p>"),
        ("a<script>b</script>c", "ac"),
        ("<a href='javascript:x'>a</a>", "<a>a</a>"),
        ("<svg><text>a</text></svg>", "a"),
        ("a<iframe src='x'/>b", "ab"),
        ("a<object data='x'>b", "ab"),
        ("a<!-- b >c", "ac"),
        ("a <!DOCTYPE", "a &lt;!DOCTYPE"),
    ] {
        let html = item(&format!("<description><![CDATA[{markup}]]></description>"));
        holds(html.as_bytes(), &[("entries.0.summary", shown)]);
    }
}

#[test]
fn b44_what_is_no_feed_is_refused_by_its_name() {
    for (document, named) in [
        (&b"<!DOCTYPE html><html><body>a</body></html>"[..], "an HTML page"),
        (b"<opml version='2.0'><body/></opml>", "OPML"),
        (b"{\"a\": 1}", "JSON"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no markup"),
        (b"   ", "empty"),
    ] {
        let read = printed(document);
        assert_eq!(field(&read, "ok"), "false");
        assert!(field(&read, "error").contains(named), "{named}: {read}");
    }
}

#[test]
fn b45_each_repair_is_told_with_its_line() {
    let feed = "<rss version='2.0'><channel>\n<item>\n<title>a & b</title>\n</item>\n</x>\n";
    let read = printed(feed.as_bytes());
    assert_eq!(field(&read, "malformed"), "true");
    assert_eq!(field(&read, "warnings.0.line"), "3");
    assert_eq!(field(&read, "warnings.1.line"), "5");
    assert_eq!(read, printed(feed.as_bytes()));
}
