//! The feed reader beside its peers, on the same bytes in the same run.
//!
//! What is printed is 10^6 bytes per second of processor time, the best of some rounds taken
//! in turn, so that a busy machine falls on all alike; then the ratios. Exit code 1 when a
//! target is missed.
//!
//! - [`feeds`]: the bytes.

mod feeds;

use std::hint::black_box;
use std::process::ExitCode;

use warta::source::feed::ReadHints;
use warta::source::feed::document;
use warta::source::feed::model::{Entry, Parsed};
use warta::text::date;
use warta::text::sanitize;

const ROUNDS: usize = 7;

/// A reader: what it is called, and what it does with a document.
type Reader = (&'static str, fn(&str));

const READERS: [Reader; 5] = [
    ("warta, raw", raw),
    ("warta, dates too", dated),
    ("warta, sanitised", sanitised),
    ("feed-rs 3", feed_rs),
    ("rss + atom_syndication", rss_and_atom),
];

fn parsed(text: &str) -> Parsed {
    let hints =
        ReadHints { base_url: Some("https://kantor.example/feed/"), ..ReadHints::default() };
    document::read(text.as_bytes(), &hints).expect("a feed")
}

fn raw(text: &str) {
    black_box(parsed(text));
}

/// As [`raw`], with the dates placed in time, which feed-rs does and `rss` does not.
fn dated(text: &str) {
    let read = parsed(text);
    for entry in &read.entries {
        for words in [&entry.common.published, &entry.common.updated].into_iter().flatten() {
            black_box(date::read(words, date::Hints::default()));
        }
    }
    black_box(read);
}

fn sanitised(text: &str) {
    let read = parsed(text);
    let texts = |entry: &Entry| {
        let common = &entry.common;
        let some = [&common.title, &common.summary].into_iter().flatten();
        for text in some.chain(&entry.content).filter(|text| text.is_html()) {
            black_box(sanitize::structure(&text.value, text.base.as_deref()));
        }
    };
    read.entries.iter().for_each(texts);
}

fn feed_rs(text: &str) {
    black_box(feed_rs::parser::parse(text.as_bytes()).expect("a feed"));
}

fn rss_and_atom(text: &str) {
    if text.contains("<rss") {
        black_box(rss::Channel::read_from(text.as_bytes()).expect("a feed"));
    } else {
        black_box(atom_syndication::Feed::read_from(text.as_bytes()).expect("a feed"));
    }
}

/// Nanoseconds of processor time this process has had.
fn processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|words| words.parse().ok()).unwrap_or(0)
}

/// The best speed of each reader over some documents.
fn measure(name: &str, documents: &[String]) -> Vec<f64> {
    let bytes: usize = documents.iter().map(String::len).sum();
    let mut best = vec![f64::INFINITY; READERS.len()];
    for _ in 0..ROUNDS {
        for ((_, reader), best) in READERS.iter().zip(&mut best) {
            let before = processor();
            documents.iter().for_each(|document| reader(document));
            let nanos = (processor() - before).max(1);
            *best = best.min(nanos as f64);
        }
    }
    println!("{name}: {} documents, {:.1} MB", documents.len(), bytes as f64 / 1e6);
    let speeds: Vec<f64> = best.iter().map(|nanos| bytes as f64 * 1e3 / nanos).collect();
    for ((reader, _), speed) in READERS.iter().zip(&speeds) {
        println!("  {reader:24} {speed:7.0} MB per CPU second");
    }
    speeds
}

fn main() -> ExitCode {
    let mut large = feeds::rss(1, 1900, 12, true);
    large.shrink_to_fit();
    let mut fine = true;
    for (name, documents) in
        [("one RSS feed", vec![large]), ("feeds of real shapes", feeds::many())]
    {
        let speeds = measure(name, &documents);
        let mut due = |what: &str, ratio: f64, least: f64| {
            let met = ratio >= least;
            fine &= met;
            println!(
                "  {what:44} {ratio:6.2} (due {least}) {}",
                if met { "met" } else { "MISSED" }
            );
        };
        due("raw, against feed-rs 3", speeds[0] / speeds[3], 2.0);
        due("with dates, against feed-rs 3", speeds[1] / speeds[3], 2.0);
        due("raw, against rss + atom_syndication", speeds[0] / speeds[4], 1.0);
        due("sanitised, MB per CPU second", speeds[2], 60.0);
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
