//! Documents as they come, to drafts and to the JSON of `warta read`.

mod checklist;
mod dates;
mod fuzz;

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use warta::domain::{Ask, Document, Draft, Language, Markup};
use warta::source::feed::{ReadHints, read};
use warta::source::{Context, Heard, KINDS, Source, SourceError};

const RSS: &str = include_str!("fixtures/reading/rss20.xml");
const ATOM: &str = include_str!("fixtures/reading/atom10.xml");
const RDF: &str = include_str!("fixtures/reading/rdf10.xml");
const JSON: &str = include_str!("fixtures/reading/feed.json");
const BROKEN: &str = include_str!("fixtures/reading/broken.xml");

fn context() -> Context<'static> {
    let language = Language::parse("id").unwrap();
    Context { home: "/rumah".into(), language, zone: None, open: &|_| Err("shut".to_owned()) }
}

/// A source built from a file with one table, named as its kind.
fn build(text: &str) -> Result<Arc<dyn Source>, String> {
    let (header, table) = text.split_once(']').unwrap();
    let name = header.trim_start_matches('[');
    let kind = KINDS.iter().find(|kind| kind.name == name).unwrap();
    let table: String =
        table.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    toml::de::ValueDeserializer::parse(&format!("{{ {table} }}"))
        .map_err(|why| why.to_string())
        .map(|value| (kind.build)(value, &context()).map_err(|why| why.to_string()))?
}

pub(crate) fn drafts(bytes: &[u8]) -> Vec<Draft> {
    let mut document = Document::bare("https://kantor.example/feed/", bytes.to_vec());
    "https://kantor.example/feed/".clone_into(&mut document.location);
    let source = build("[feed]\nurl = \"https://kantor.example/feed/\"\n").unwrap();
    source.read(Heard::Document(&document)).unwrap().drafts
}

pub(crate) fn printed(bytes: &[u8]) -> Value {
    let hints =
        ReadHints { base_url: Some("https://kantor.example/feed/"), ..ReadHints::default() };
    read::json(bytes, &hints, false)
}

#[test]
fn every_kind_reads_its_own_example() {
    for kind in KINDS {
        let source = build(kind.example).unwrap();
        assert_eq!(source.kind(), kind.name);
        assert!(!source.start().is_empty() || source.push_token().is_some());
        assert!(!kind.sentence.is_empty());
    }
}

#[test]
fn a_table_with_a_fault_is_refused() {
    for wrong in [
        "[feed]\n",
        "[feed]\nurl = \"ftp://kantor.example/\"\n",
        "[feed]\nurl = \"bukan alamat\"\n",
        "[feed]\nurl = \"https://a.example/\"\nwarna = 1\n",
        "[folder]\n",
        "[folder]\npath = \"a\"\nsettle_secs = 4000\n",
    ] {
        assert!(build(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_folder_starts_at_the_home() {
    let source = build("[folder]\npath = \"config/samples\"\n").unwrap();
    let Ask::List(ask) = source.start().remove(0) else { panic!("a listing was due") };
    assert_eq!(ask.folder, std::path::PathBuf::from("/rumah/config/samples"));
    assert_eq!(ask.settle.as_secs(), 2);
}

#[test]
fn an_rss_feed_becomes_drafts() {
    let drafts = drafts(RSS.as_bytes());
    assert_eq!(drafts.len(), 3);
    let first = &drafts[0];
    assert_eq!(first.own_id.as_deref(), Some("kantor-1"));
    assert_eq!(first.url.as_deref(), Some("https://kantor.example/siaran/1"));
    assert_eq!(first.headline.as_deref(), Some("Tanya & Jawab di Pontianak"));
    assert_eq!(first.language.as_ref().map(Language::as_str), Some("id"));
    assert_eq!(first.authors, ["Humas Kantor Contoh"]);
    assert_eq!(first.categories, ["Sosial", "Kesehatan"]);
    let published = first.published.as_ref().unwrap();
    assert_eq!(published.at.unwrap().to_rfc3339(), "2024-06-06T01:00:00+00:00");
    assert!(matches!(&first.body, Some(Markup::Html(html)) if html.contains("isi lengkap")));
    assert!(matches!(&first.summary, Some(Markup::Html(html)) if html.contains("Ringkasan")));
    assert_eq!(first.media[0].url, "https://kantor.example/foto.jpg");
    assert_eq!(first.media[0].bytes, Some(1234));
    assert_eq!(drafts[1].own_id.as_deref(), Some("https://kantor.example/siaran/2"));
    assert_eq!(drafts[1].url.as_deref(), Some("https://kantor.example/siaran/2"));
    assert_eq!((&drafts[2].own_id, &drafts[2].url), (&None, &None));
}

#[test]
fn an_atom_feed_becomes_drafts() {
    let drafts = drafts(ATOM.as_bytes());
    assert_eq!(drafts.len(), 2);
    assert_eq!(drafts[0].url.as_deref(), Some("https://kantor.example/rilis/1"));
    assert_eq!(drafts[0].headline.as_deref(), Some("Satu < dua"));
    assert!(drafts[0].body.as_ref().unwrap().raw().contains("https://kantor.example/rilis/a.jpg"));
    assert_eq!(drafts[1].language.as_ref().map(Language::as_str), Some("en"));
    assert_eq!(drafts[1].headline.as_deref(), Some("One & two"));
}

#[test]
fn a_text_is_unpacked_only_where_the_feed_says_so() {
    let title = |attributes: &str, text: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title{attributes}>{text}</title></entry></feed>"
        );
        printed(feed.as_bytes())["entries"][0]["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(title(" type='html'", "UGVuZ3VtdW1hbiBiYXJ1"), "UGVuZ3VtdW1hbiBiYXJ1");
    assert_eq!(title(" type='application/x'", "UGVuZ3VtdW1hbiBiYXJ1"), "Pengumuman baru");
}

#[test]
fn rdf_and_json_feeds_become_drafts() {
    let rdf = drafts(RDF.as_bytes());
    assert_eq!(rdf.len(), 2);
    assert_eq!(rdf[0].own_id.as_deref(), Some("https://kantor.example/a"));
    assert_eq!(rdf[0].authors, ["Humas"]);
    let json = drafts(JSON.as_bytes());
    assert_eq!(json[0].own_id.as_deref(), Some("17"));
    assert_eq!(json[0].authors, ["Humas"]);
    assert_eq!(json[1].body, Some(Markup::Plain("Hanya teks.".to_owned())));
}

#[test]
fn a_broken_feed_loses_nothing_and_is_told_of_by_line() {
    let read = printed(BROKEN.as_bytes());
    assert_eq!(read["ok"], true, "{read}");
    assert_eq!(read["malformed"], true);
    let entries = read["entries"].as_array().unwrap();
    let titles: Vec<&str> = entries.iter().map(|e| e["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Riset & Data é", "Kedua", "Terpotong"]);
    assert_eq!(entries[0]["link"], "https://kantor.example/1?a=b&c=d");
    assert!(read["warnings"].as_array().unwrap().iter().any(|w| w["line"] == 6), "{read}");
}

#[test]
fn the_same_document_is_printed_the_same() {
    for text in [RSS, ATOM, RDF, JSON, BROKEN] {
        let once = printed(text.as_bytes()).to_string();
        assert_eq!(printed(text.as_bytes()).to_string(), once);
        assert!(!once.contains("<script"), "{once}");
    }
}

#[test]
fn what_is_no_feed_is_refused_with_a_reason() {
    let page = "<!DOCTYPE html><html><head><link rel=alternate type=application/rss+xml \
                href=/feed/><title>x</title></head></html>";
    let read = printed(page.as_bytes());
    assert_eq!(read["ok"], false);
    assert_eq!(read["feeds"][0], "https://kantor.example/feed/");
    for other in ["<opml version='2.0'/>", "{\"a\": 1}", "[1, 2]", "halo", "\u{1}\u{2}", "{"] {
        let read = printed(other.as_bytes());
        assert!(
            read["error"].as_str().unwrap().starts_with("this is not a feed")
                || other == "\u{1}\u{2}",
            "{read}"
        );
    }
    let document = Document::bare("x", b"  ".to_vec());
    let source = build("[feed]\nurl = \"https://kantor.example/\"\n").unwrap();
    assert_eq!(source.read(Heard::Document(&document)), Err(SourceError::Empty));
}

#[test]
fn encodings_are_read_whatever_they_are_called() {
    let latin = RSS.replace("Pontianak", "Caf\u{e9}");
    let latin: Vec<u8> =
        latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    assert_eq!(drafts(&latin)[0].headline.as_deref(), Some("Tanya & Jawab di Café"));
    let wide: Vec<u8> =
        format!("\u{feff}{RSS}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(drafts(&wide)[0].headline.as_deref(), Some("Tanya & Jawab di Pontianak"));
    let quotes = RSS.replace("di Pontianak", "di QPontianakR");
    let quotes: Vec<u8> = quotes
        .bytes()
        .map(|byte| match byte {
            b'Q' => 0x93,
            b'R' => 0x94,
            _ => byte,
        })
        .collect();
    assert!(drafts(&quotes)[0].headline.as_deref().unwrap().contains("“Pontianak”"));
}

#[test]
fn laughs_are_bounded_and_honest_entities_read() {
    let mut laughs = String::from("<!DOCTYPE rss [<!ENTITY kota \"Pontianak\"><!ENTITY l0 \"ha\">");
    for n in 1..40 {
        let many = format!("&l{};", n - 1).repeat(10);
        write!(laughs, "<!ENTITY l{n} \"{many}\">").unwrap();
    }
    let body = format!("&kota; {}", "&l39;".repeat(10_000));
    write!(
        laughs,
        "]><rss version='2.0'><channel><item><title>{body}</title></item></channel></rss>"
    )
    .unwrap();
    let read = printed(laughs.as_bytes());
    let title = read["entries"][0]["title"].as_str().unwrap();
    assert!(title.starts_with("Pontianak"));
    assert!(title.len() < 200_000, "{}", title.len());
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                   <rss><channel><item><title>a &x; b</title></item></channel></rss>";
    assert_eq!(printed(outside.as_bytes())["entries"][0]["title"], "a &x; b");
}

#[test]
fn hostile_shapes_cost_little() {
    let deep = format!("<rss><channel><item><title>{}kata", "<b>".repeat(200_000));
    assert_eq!(printed(deep.as_bytes())["ok"], true);
    let attributes: String =
        (0..20_000).map(|n| format!(" a{n}='{n}'")).collect::<Vec<_>>().concat();
    let wide = format!("<rss{attributes}><channel><item><title>a</title></item></channel></rss>");
    assert_eq!(printed(wide.as_bytes())["entries"][0]["title"], "a");
    for piece in ["<!--", "< ", "<a b=\"", "<![CDATA[", "</x>", "&", "<?x ", "<!x"] {
        let text = format!("<rss><channel><item><title>{}", piece.repeat(50_000));
        assert_eq!(printed(text.as_bytes())["ok"], true, "{piece}");
    }
    let many =
        format!("<rss><channel>{}</channel></rss>", "<item><title>a</title></item>".repeat(21_000));
    let read = printed(many.as_bytes());
    assert_eq!(read["entries"].as_array().unwrap().len(), 20_000);
    assert!(read["warnings"][0]["what"].as_str().unwrap().contains("1000 entries"));
}

#[test]
fn a_feed_cut_off_anywhere_is_still_read() {
    for text in [RSS, ATOM, RDF, JSON, BROKEN] {
        for end in 0..text.len() {
            printed(&text.as_bytes()[..end]);
        }
    }
    let end = RSS.find("Kedua").unwrap() + 5;
    assert_eq!(drafts(&RSS.as_bytes()[..end]).len(), 2);
}

proptest! {
    #[test]
    fn any_bytes_at_all_are_read(bytes in any::<Vec<u8>>()) {
        printed(&bytes);
    }

    #[test]
    fn any_markup_at_all_is_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>", "<content type='xhtml'>", "<link href='a'/>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;",
        "&", "<", ">", "\"", "'", "<a b='", "</", "teks", "<?xml", "?>", "<!DOCTYPE x [", "]>", "xml:base='a'",
    ]), 0..30)) {
        printed(pieces.concat().as_bytes());
    }
}
