//! Pages: what is read out of those of `tests/it/fixtures/pages`, how sites are found out, and
//! the walk of a release from each kind of source.
//!
//! The pages are written by `tools/pages/make.py`, with what must come out of them.
//!
//! - [`walk`]: pulled, corrected, and taken back, from a site on loopback.
//! - [`found`]: `warta try` on a bare address.

mod found;
mod walk;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde_json::Value;
use warta::source::page::read::json;
use warta::text::extract::{self, Hints, Picker, Picks, links};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/pages")
}

/// Every page of the set, with what must come out of it and what does.
fn set() -> Vec<(String, Value, Value)> {
    let gold = std::fs::read_to_string(folder().join("gold.json")).unwrap();
    let gold: BTreeMap<String, Value> = serde_json::from_str(&gold).unwrap();
    let read = |(name, gold): (String, Value)| {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let read = json(&bytes, gold["address"].as_str(), Some("text/html"), None);
        (name, gold, read)
    };
    gold.into_iter().map(read).collect()
}

/// Words with how often they stand in a text; of scripts without blanks, the letters.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut word = String::new();
    for c in text.to_lowercase().chars().chain([' ']) {
        let dense = ('\u{3040}'..='\u{9fff}').contains(&c);
        if c.is_alphanumeric() && !dense {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            *found.entry(std::mem::take(&mut word)).or_default() += 1;
        }
        if dense && c.is_alphanumeric() {
            *found.entry(c.to_string()).or_default() += 1;
        }
    }
    found
}

fn count(words: &BTreeMap<String, usize>) -> f64 {
    f64::from(u32::try_from(words.values().sum::<usize>()).unwrap())
}

/// The harmonic mean of how much of the found words is right and how much was found.
fn f1(gold: &str, read: &str) -> f64 {
    let (gold, read) = (words(gold), words(read));
    let common: usize =
        gold.iter().map(|(word, n)| (*n).min(read.get(word).copied().unwrap_or(0))).sum();
    2.0 * f64::from(u32::try_from(common).unwrap()) / (count(&gold) + count(&read)).max(1.0)
}

/// Whether a moment is on a day, for a reader in UTC or in Jakarta.
fn is_on(moment: &Value, day: &Value) -> bool {
    let Some(at) = moment.as_str().and_then(|at| DateTime::parse_from_rfc3339(at).ok()) else {
        return false;
    };
    let jakarta = at.with_timezone(&FixedOffset::east_opt(7 * 3_600).unwrap());
    [at.date_naive(), jakarta.date_naive()].iter().any(|one| day == &Value::from(one.to_string()))
}

#[test]
fn the_text_headline_date_and_byline_of_a_page_are_found() {
    let set = set();
    let (mut sum, mut titles, mut dates, mut bylines) = (0.0, 0, 0, 0);
    let mut weak = Vec::new();
    for (name, gold, read) in &set {
        let one = f1(gold["text"].as_str().unwrap(), read["text"].as_str().unwrap_or(""));
        sum += one;
        titles += usize::from(read["title"] == gold["title"]);
        dates += usize::from(is_on(&read["published"], &gold["date"]));
        bylines += usize::from(read["byline"] == gold["byline"]);
        if one < 0.97 {
            weak.push(format!("{name} {one:.3}"));
        }
    }
    let mean = sum / f64::from(u32::try_from(set.len()).unwrap());
    let all = set.len();
    let line = format!(
        "pages: word F1 {mean:.4} on {all}; headlines {titles}, dates {dates}, bylines {bylines}; \
         weak: {weak:?}\n"
    );
    // Past the runner's capture, so that the figure is seen without asking for it.
    std::io::stderr().lock().write_all(line.as_bytes()).unwrap();
    assert!(all >= 60);
    assert!(mean >= 0.97, "{line}");
    assert!(
        titles * 100 >= all * 97 && dates * 100 >= all * 95 && bylines * 100 >= all * 90,
        "{line}"
    );
}

#[test]
fn the_evidence_says_which_rule_won() {
    let mut rules: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (_, _, read) in set() {
        for one in read["evidence"].as_array().unwrap() {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            *rules.entry((text("field"), text("rule"))).or_default() += 1;
        }
    }
    for (field, rule) in [
        ("title", "json-ld"),
        ("title", "meta"),
        ("title", "microdata"),
        ("title", "microformats2"),
        ("title", "heading"),
        ("title", "before-text"),
        ("published", "json-ld"),
        ("published", "meta"),
        ("published", "microdata"),
        ("published", "time"),
        ("text", "json-ld"),
        ("text", "microdata"),
        ("text", "microformats2"),
        ("text", "class"),
        ("text", "score"),
    ] {
        assert!(
            rules.contains_key(&(field.to_owned(), rule.to_owned())),
            "{field} by {rule}: {rules:?}"
        );
    }
}

#[test]
fn what_surrounds_a_release_is_no_part_of_it() {
    for (name, _, read) in set() {
        let text = read["text"].as_str().unwrap();
        for word in [
            "Gambas",
            "Baca juga",
            "ADVERTISEMENT",
            "اقرأ أيضا",
            "延伸阅读",
            "Facebook",
            "责任编辑",
        ] {
            assert!(!text.contains(word), "{name}: {word}");
        }
        let html = read["html"].as_str().unwrap();
        assert!(!html.contains("<script") && !html.contains("onclick"), "{name}");
    }
}

#[test]
fn a_page_says_all_that_the_schema_holds_and_the_same_each_time() {
    let page = "<html lang=en><head><base href='https://other.example/d/'><title>Coast trained | Agency</title>\
        <meta property='og:image' content='a.jpg'><meta name=author content='Dana Sample'>\
        <meta property='article:published_time' content='2026-03-01T08:00:00+07:00'>\
        <meta property='article:modified_time' content='2026-03-02T08:00:00+07:00'></head><body>\
        <h1>Coast trained</h1><div class=entry-content><p>About 120 residents took part in the session, \
        the committee said on Sunday, and more will follow.</p><p>A <a href=b>review</a> is planned for \
        the next quarter; its findings will be laid before the board in public.</p></div></body></html>";
    let read = json(page.as_bytes(), Some("https://k.example/x"), Some("text/html"), None);
    assert_eq!(read["ok"], true);
    assert_eq!(read["title"], "Coast trained");
    assert_eq!(read["published"], "2026-03-01T01:00:00Z");
    assert_eq!(read["updated"], "2026-03-02T01:00:00Z");
    assert_eq!(read["byline"], "Dana Sample");
    assert_eq!(read["image"], "https://other.example/d/a.jpg");
    assert_eq!(read["language"], "en");
    assert!(read["html"].as_str().unwrap().contains("https://other.example/d/b"));
    assert_eq!(read, json(page.as_bytes(), Some("https://k.example/x"), Some("text/html"), None));
    assert_eq!(json(b"", None, None, None)["ok"], false);
}

fn pick(selector: &str) -> Option<Picker> {
    Some(Picker::parse(selector).unwrap())
}

#[test]
fn p18_selectors_are_bounded_and_what_they_name_is_read() {
    let page = "<title>x</title><h1>Bukan ini sama sekali</h1><div id=j>Judul yang benar</div><i>3 Maret 2026</i>\
        <div class=a><p>Satu.</p><s>Iklan</s></div><div class=a>Dua.</div><b>Oleh: Rani Contoh</b><img src=/f.jpg>";
    let picks = Picks {
        headline: pick("#j"),
        date: pick("i"),
        body: pick("div.a"),
        image: pick("img"),
        byline: pick("b"),
        drop: pick("s"),
    };
    let at = "https://k.example/a".parse().unwrap();
    let article = extract::read(page, Hints { location: Some(&at), ..Hints::default() }, &picks);
    assert_eq!(article.title.as_deref(), Some("Judul yang benar"));
    assert_eq!(article.text, "Satu.\nDua.");
    assert_eq!(article.authors, ["Rani Contoh"]);
    assert_eq!(article.image.as_deref(), Some("https://k.example/f.jpg"));
    assert!(article.published.unwrap().at.is_some());
    assert!(article.evidence.iter().filter(|one| one.rule == "selector").count() >= 5);
    // Nothing an operator writes makes the work grow past the page times its steps.
    assert!(Picker::parse(&"div ".repeat(40)).is_err());
    assert!(Picker::parse(":has(:has(:has(p)))").is_err());
    let deep = "<div>".repeat(60_000);
    let found = links(&deep, &at, Some(&Picker::parse(&["div"; 12].join(" ")).unwrap()));
    assert!(found.is_empty());
}

#[test]
fn p19_a_page_of_ten_megabytes_is_read_within_bounds() {
    let text =
        "<p>Sebanyak 120 warga mengikuti kegiatan yang digelar di balai desa itu.</p>".repeat(4);
    let head = format!(
        "<title>Warga pesisir dilatih lagi</title><h1>Warga pesisir dilatih lagi</h1><div class=isi>{text}</div>"
    );
    let hostile = [
        "<div>".repeat(2_000_000),
        "<b><font size=1><a href=x>".repeat(300_000),
        "<table><tr><td>".repeat(500_000),
        format!("<script>{}", "var a = '<p>';".repeat(700_000)),
        format!("<img alt='{}'>", "x".repeat(9_000_000)),
        "<!--".repeat(2_000_000),
        "<p".repeat(4_000_000),
        "&amp;<i>".repeat(1_000_000),
    ];
    for more in hostile {
        let page = format!("{head}{more}");
        let article = extract::read(&page, Hints::default(), &Picks::default());
        assert_eq!(article.title.as_deref(), Some("Warga pesisir dilatih lagi"));
        assert!(article.html.len() < 2_000_000, "{}", article.html.len());
    }
    // Depth and number of tags are capped, whatever the page holds.
    let article = extract::read(&"<div>".repeat(100_000), Hints::default(), &Picks::default());
    assert!(article.cut && article.text.is_empty());
}

#[test]
fn p19_a_page_built_by_scripts_has_no_text_and_says_so() {
    let page = "<title>Siaran</title><div id=root></div><script>render('Warga dilatih')</script>";
    let read = json(page.as_bytes(), None, None, None);
    assert_eq!(read["ok"], false);
}
