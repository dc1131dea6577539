//! The targets of `fuzz/` on any compiler: the fixtures of the reader, changed at random from
//! a seed. `make fuzz` runs it with `WARTA_FUZZ_ROUNDS` and `WARTA_FUZZ_SEED`; every crash it
//! finds becomes a file in `fixtures/reading/crashes/`, which is read at every test.

#[path = "../../../fuzz/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use warta::domain::Document;
use warta::source::{Heard, KINDS, Source};
use warta::text::markup;

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 4] = [
    ("reader", targets::reader),
    ("encoding", targets::encoding),
    ("date", targets::date),
    ("sanitiser", targets::sanitiser),
];

/// What documents are made of, to be put in anywhere.
const PIECES: [&str; 44] = [
    "<",
    ">",
    "&",
    ";",
    "\"",
    "'",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml ",
    "?>",
    "<!DOCTYPE x [",
    "<!ENTITY a \"b\">",
    "&a;",
    "&#xD83D;",
    "&#55;",
    "&#x0;",
    "&eacute",
    "<item>",
    "</item>",
    "<title>",
    "<entry xmlns='http://www.w3.org/2005/Atom'>",
    " xml:base='/a'",
    " xmlns:q='urn:q'",
    "<p>",
    "</p>",
    "<a href='x'>",
    "<table><tr><td>",
    "<b><i>",
    "<svg>",
    "<script>",
    "<iframe src=x",
    "<div><p><li>",
    "\u{0}",
    "\u{feff}",
    "\u{85}",
    "2024-06-06T08:00",
    "+99:99",
    "Kamis, 06 Juni",
    "令和",
    "\u{fffd}\u{202e}",
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound.max(1)
    }

    /// Changes a document in one to eight places.
    fn change(&mut self, document: &mut Vec<u8>) {
        for _ in 0..=self.below(8) {
            let at = self.below(document.len() + 1);
            let end = (at + self.below(40)).min(document.len());
            match self.below(6) {
                0 => drop(document.drain(at..end)),
                1 => {
                    let byte = u8::try_from(self.below(256)).unwrap();
                    document.insert(at, byte);
                }
                2 => {
                    let copy = document[at..end].to_vec();
                    let to = self.below(document.len() + 1);
                    document.splice(to..to, copy);
                }
                3 => document.truncate(at.max(1)),
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    document.splice(at..at, piece.bytes());
                }
            }
        }
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let table = include_str!("../fixtures/reading/checklist.txt");
    let cases = table.split("\n== ").filter_map(|case| case.split_once('\n'));
    let mut seeds: Vec<Vec<u8>> = cases.map(|(_, text)| text.as_bytes().to_vec()).collect();
    let dates = include_str!("../fixtures/reading/dates.tsv").lines();
    seeds.extend(dates.filter_map(|line| line.split('\t').next()).map(|d| d.as_bytes().to_vec()));
    seeds.extend([super::RSS, super::ATOM, super::RDF, super::JSON, super::BROKEN].map(Vec::from));
    seeds
}

/// Runs every target so often from a seed; gives the documents that broke one.
fn run(rounds: usize, seed: u64) -> Vec<(&'static str, Vec<u8>)> {
    let seeds = seeds();
    let mut chance = Chance(seed | 1);
    let mut found = Vec::new();
    for _ in 0..rounds {
        let mut document = seeds[chance.below(seeds.len())].clone();
        chance.change(&mut document);
        for (name, target) in TARGETS {
            if catch_unwind(AssertUnwindSafe(|| target(&document))).is_err() {
                found.push((name, document.clone()));
            }
        }
    }
    found
}

/// Every kind of source reads a document, whatever its type is said to be.
fn every_kind_reads(sources: &[Arc<dyn Source>], bytes: &[u8]) {
    for source in sources {
        for kind in ["application/json", "text/html", "application/xml", "text/plain"] {
            let mut document = Document::bare("https://kantor.example/a?id=1", bytes.to_vec());
            "https://kantor.example/a".clone_into(&mut document.location);
            document.content_type = Some(kind.to_owned());
            let Ok(reading) = source.read(Heard::Document(&document)) else { continue };
            for draft in reading.drafts {
                let headline = draft.headline.unwrap_or_default();
                assert!(headline.chars().all(markup::is_legal), "{headline:?}");
            }
        }
    }
}

#[test]
fn p16_any_bytes_at_all_are_answered_by_every_kind_of_source() {
    let sources: Vec<_> = KINDS.iter().map(|kind| super::build(kind.example).unwrap()).collect();
    let seeds = seeds();
    let mut chance = Chance(20_240_607);
    for _ in 0..60 {
        let mut document = seeds[chance.below(seeds.len())].clone();
        chance.change(&mut document);
        every_kind_reads(&sources, &document);
        let noise: Vec<u8> =
            (0..chance.below(300)).map(|_| u8::try_from(chance.below(256)).unwrap()).collect();
        every_kind_reads(&sources, &noise);
    }
}

#[test]
fn p16_documents_changed_at_random_break_nothing() {
    let found = run(300, 20_240_606);
    assert!(found.is_empty(), "{:?}", found.first().map(|(n, d)| (n, String::from_utf8_lossy(d))));
}

#[test]
fn what_once_broke_the_reader_does_so_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/reading/crashes");
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for (_, target) in TARGETS {
            target(&bytes);
        }
    }
}

#[test]
#[ignore = "long; `make fuzz` runs it"]
fn a_long_run_finds_nothing() {
    let number = |name: &str| std::env::var(name).ok().and_then(|words| words.parse().ok());
    let rounds = number("WARTA_FUZZ_ROUNDS").unwrap_or(20_000);
    let found = run(usize::try_from(rounds).unwrap(), number("WARTA_FUZZ_SEED").unwrap_or(1));
    let folder = std::env::temp_dir().join("warta-crashes");
    for (at, (name, document)) in found.iter().enumerate() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}-{at}")), document).unwrap();
    }
    assert!(found.is_empty(), "{} documents are in {}", found.len(), folder.display());
}
