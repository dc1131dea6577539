//! What a release is about: IPTC Media Topics, by the words it uses.
//!
//! `subjects.tsv` has a topic a line with its words in Indonesian and English. A word in the
//! headline counts three, one in the text counts one; a topic counts from three on, and
//! brings the top term above it with it. No statistics and no guessing: an editor sees the
//! word that did it, and an operator adds rules of his own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::domain::{Language, Release};

/// What a word in the headline counts.
const HEADLINE: u32 = 3;
/// What words in the text count at most for one topic.
const TEXT_MOST: u32 = 4;
/// What a topic needs.
const ENOUGH: u32 = 3;
/// How many topics a release has at most, the top terms above them not counted.
const TOPICS_MOST: usize = 4;

/// A topic of the table.
struct Topic {
    code: &'static str,
    broader: &'static str,
}

/// The words of one language.
struct Words {
    automaton: AhoCorasick,
    /// For each pattern of the automaton: its topic's place, and whether the word may go on.
    meanings: Vec<(usize, bool)>,
}

struct Table {
    topics: Vec<Topic>,
    indonesian: Option<Words>,
    english: Option<Words>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let lines = include_str!("subjects.tsv").lines();
    let rows: Vec<Vec<&'static str>> = lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    let cell = |row: &[&'static str], at: usize| row.get(at).copied().unwrap_or_default();
    Table {
        topics: rows
            .iter()
            .map(|row| Topic { code: cell(row, 0), broader: cell(row, 2) })
            .collect(),
        indonesian: words(rows.iter().map(|row| cell(row, 3))),
        english: words(rows.iter().map(|row| cell(row, 4))),
    }
});

fn words(cells: impl Iterator<Item = &'static str>) -> Option<Words> {
    let mut patterns = Vec::new();
    let mut meanings = Vec::new();
    for (topic, cell) in cells.enumerate() {
        for word in cell.split('|').filter(|word| !word.is_empty()) {
            let (word, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
            patterns.push(word);
            meanings.push((topic, open));
        }
    }
    // Overlaps are wanted: `narkotika` is also in `peredaran gelap narkotika`.
    let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).ok()?;
    Some(Words { automaton, meanings })
}

impl Words {
    /// Where whole words of the table stand in a text of small letters: topic and word.
    fn find<'t>(&self, text: &'t str) -> Vec<(usize, &'t str)> {
        let mut found = Vec::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let Some(&(topic, open)) = self.meanings.get(hit.pattern().as_usize()) else {
                continue;
            };
            let (Some(before), Some(word), Some(after)) =
                (text.get(..hit.start()), text.get(hit.range()), text.get(hit.end()..))
            else {
                continue;
            };
            let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole =
                !joined(before.chars().next_back()) && (open || !joined(after.chars().next()));
            if whole {
                found.push((topic, word));
            }
        }
        found
    }
}

/// Adds the subjects of a release, as `medtop:20000095`, the surest first and each before the
/// top term above it. In languages without words nothing is added.
pub(super) fn add(release: &mut Release) {
    let table = &*TABLE;
    let Some(words) = words_of(table, &release.language) else { return };
    let mut points: BTreeMap<usize, (u32, u32, String)> = BTreeMap::new();
    for (topic, word) in words.find(&release.headline.to_lowercase()) {
        let (headline, _, why) = points.entry(topic).or_default();
        *headline = HEADLINE;
        word.clone_into(why);
    }
    for (topic, word) in words.find(&release.text().to_lowercase()) {
        let (_, text, why) = points.entry(topic).or_default();
        *text += 1;
        if why.is_empty() {
            word.clone_into(why);
        }
    }
    let mut counted: Vec<(u32, usize, String)> = points
        .into_iter()
        .map(|(topic, (headline, text, why))| (headline + text.min(TEXT_MOST), topic, why))
        .filter(|(points, ..)| *points >= ENOUGH)
        .collect();
    counted.sort_by_key(|(points, topic, _)| (u32::MAX - points, *topic));
    counted.truncate(TOPICS_MOST);
    let mut had = BTreeSet::new();
    for (_, topic, why) in counted {
        let Some(topic) = table.topics.get(topic) else { continue };
        for code in [topic.code, top_of(table, topic)] {
            if had.insert(code) {
                release.note("subjects", "subjects", &format!("medtop:{code}: {why}"));
                release.subjects.push(format!("medtop:{code}"));
            }
        }
    }
}

fn words_of<'t>(table: &'t Table, language: &Language) -> Option<&'t Words> {
    match language.as_str().split('-').next() {
        Some("id") => table.indonesian.as_ref(),
        Some("en") => table.english.as_ref(),
        _ => None,
    }
}

/// The code of the top term above a topic.
fn top_of(table: &Table, topic: &Topic) -> &'static str {
    let (mut code, mut broader) = (topic.code, topic.broader);
    while !broader.is_empty() {
        code = broader;
        let above = table.topics.iter().find(|other| other.code == broader);
        broader = above.map_or("", |above| above.broader);
    }
    code
}
