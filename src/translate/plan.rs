//! A release to the units that are translated.
//!
//! A block of the body is one unit, so that editing one paragraph sends one paragraph.
//! The summary is a unit only when it is not the start of the body: else it is taken
//! from the translated body again. A plain table goes cell by cell; preformatted text and
//! tables within tables stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::segment::{Hand, Hint, SegmentKind};
use crate::domain::{Block, BlockKind, Language, Release, Segment};
use crate::translate::check::{Judge, Rules};
use crate::translate::glossary::{Glossary, Preferred};
use crate::translate::guarded::{Guard, Rules as Guards};
use crate::translate::inline::{self, Code};
use crate::translate::notation;

/// Where in a release a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The headline.
    Title,
    /// The summary.
    Summary,
    /// The block of the body at this index.
    Block(usize),
    /// The caption of the figure at this index of the body.
    Caption(usize),
    /// Of the table at the first index of the body the cell at the second.
    Cell(usize, usize),
}

/// One piece to translate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands.
    pub place: Place,
    /// The words with their codes.
    pub segment: Segment,
    /// The name under which its translation is remembered.
    pub hash: String,
    /// A name for the units before and after it: a translation made in the same place is
    /// preferred to one made elsewhere.
    pub context: String,
    /// What its codes stand for, the first being number 1.
    pub codes: Vec<Code>,
    /// The preferred terms of the glossary that stand in it, for the check `glossary`.
    pub preferred: Vec<Preferred>,
}

impl Unit {
    /// A unit on its own: with no neighbours and no preferred terms.
    #[must_use]
    pub fn new(place: Place, segment: Segment, codes: Vec<Code>) -> Self {
        let (hash, context) = (segment.hash(), String::new());
        Self { place, segment, hash, context, codes, preferred: Vec::new() }
    }

    /// How terms in it are to be said, for an engine that is told: preferred ones by their
    /// words, and what codes of fixed ones stand for.
    #[must_use]
    pub fn hints(&self) -> Vec<Hint> {
        let preferred = self
            .preferred
            .iter()
            .map(|one| Hint { term: one.term.clone(), translations: one.targets.clone() });
        let fixed = self.codes.iter().enumerate().filter_map(|(at, code)| match code {
            Code::Guarded { text, said, guard: Guard::Term } if text != said => {
                let term = format!("\u{27e6}{}/\u{27e7}", at + 1);
                Some(Hint { term, translations: vec![said.clone()] })
            }
            _ => None,
        });
        preferred.chain(fixed).collect()
    }

    /// The name under which memory finds it: its hash, and for an engine that is told of terms
    /// a name for what it is told.
    #[must_use]
    pub fn name(&self, told: bool) -> String {
        let hints = if told { self.hints() } else { Vec::new() };
        if hints.is_empty() {
            return self.hash.clone();
        }
        let said = serde_json::to_vec(&hints).unwrap_or_default();
        let terms = blake3::hash(&said).to_hex();
        format!("{}+{}", self.hash, terms.chars().take(16).collect::<String>())
    }

    /// The words its codes hold that no engine may touch; empty for elements.
    #[must_use]
    pub fn held(&self) -> Vec<String> {
        let words = |code: &Code| match code {
            Code::Guarded { text, .. } => text.clone(),
            Code::Pair { .. } | Code::Element { .. } => String::new(),
        };
        self.codes.iter().map(words).collect()
    }
}

/// A translation as the memory holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// The translated segment, in our own notation of codes.
    pub text: String,
    /// Share of words the engine said it does not know, 0 to 1.
    pub unknown_share: Option<f64>,
    /// Whose it is.
    pub hand: Hand,
}

/// What is to be translated of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The language it is in.
    pub from: Language,
    /// The language wanted.
    pub to: Language,
    /// The pieces, headline first.
    pub units: Vec<Unit>,
    /// What translations of them are checked by.
    pub rules: Rules,
}

impl Plan {
    /// A plan of these units in their order, each named by its neighbours.
    #[must_use]
    pub fn of_units(from: &Language, to: &Language, mut units: Vec<Unit>) -> Self {
        in_context(&mut units);
        Self { from: from.clone(), to: to.clone(), units, rules: Rules::default() }
    }

    /// The same, checked by these rules.
    #[must_use]
    pub fn checked_by(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// Between which languages and by which rules translations of it are checked.
    #[must_use]
    pub const fn judge(&self) -> Judge<'_> {
        Judge { from: &self.from, to: &self.to, rules: &self.rules }
    }

    /// The units no translation is known of, each segment once.
    #[must_use]
    pub fn missing(&self, known: &BTreeMap<String, Remembered>) -> Vec<&Unit> {
        let mut seen = BTreeSet::new();
        let unknown = |unit: &&Unit| !known.contains_key(&unit.hash);
        self.units.iter().filter(unknown).filter(|unit| seen.insert(&unit.hash)).collect()
    }

    /// Whether a segment stands in it, by its hash.
    #[must_use]
    pub fn holds(&self, segment: &str) -> bool {
        self.units.iter().any(|unit| unit.hash == segment)
    }

    /// The unit at a place, if there is something to translate.
    #[must_use]
    pub fn unit(&self, place: Place) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.place == place)
    }

    /// The hashes of all segments, each once.
    #[must_use]
    pub fn hashes(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.units.iter().map(|unit| &unit.hash).collect();
        all.into_iter().cloned().collect()
    }
}

/// Plans the translation of a release; `glossary` is that of its language and the one wanted.
#[must_use]
pub fn make(release: &Release, to: &Language, glossary: &Glossary) -> Plan {
    let rules = Guards::of(glossary).between(&release.language, to);
    let mut units = Vec::new();
    let title = inline::read_plain(&release.headline, &rules);
    units.extend(unit(Place::Title, SegmentKind::Title, title));
    if let Some(summary) = &release.summary
        && !is_start_of_body(summary, release)
    {
        let read = inline::read_plain(summary, &rules);
        units.extend(unit(Place::Summary, SegmentKind::Summary, read));
    }
    for (index, block) in release.body.iter().enumerate() {
        units.extend(of_block(index, block, &rules));
    }
    for unit in &mut units {
        unit.preferred = glossary.preferred(&notation::words(&notation::read(&unit.segment.text)));
    }
    Plan::of_units(&release.language, to, units)
}

/// Names the neighbours of each unit.
fn in_context(units: &mut [Unit]) {
    let hashes: Vec<String> = units.iter().map(|unit| unit.hash.clone()).collect();
    let hash = |at: Option<usize>| at.and_then(|at| hashes.get(at)).map_or("", String::as_str);
    for (at, unit) in units.iter_mut().enumerate() {
        let both = format!("{}\n{}", hash(at.checked_sub(1)), hash(at.checked_add(1)));
        unit.context = blake3::hash(both.as_bytes()).to_hex().chars().take(16).collect();
    }
}

fn of_block(index: usize, block: &Block, rules: &Guards) -> Vec<Unit> {
    let read = |html: &str| inline::read(html, rules);
    match block.kind {
        BlockKind::Preformatted => Vec::new(),
        BlockKind::Table => cells(&block.html)
            .into_iter()
            .enumerate()
            .filter_map(|(cell, (start, end))| {
                let inside = block.html.get(start..end)?;
                unit(Place::Cell(index, cell), SegmentKind::Paragraph, read(inside))
            })
            .collect(),
        BlockKind::Figure => caption(&block.html)
            .and_then(|(_, inside, _)| {
                unit(Place::Caption(index), SegmentKind::Caption, read(inside))
            })
            .into_iter()
            .collect(),
        _ => unit(Place::Block(index), SegmentKind::Paragraph, read(&block.html))
            .into_iter()
            .collect(),
    }
}

/// Cells in a table that is sent; a larger one is data and stays as it is.
const CELLS_MAX: usize = 200;

/// The insides of a table's cells and of its caption, begin and end in bytes. None of a
/// table that holds another or is very large.
#[must_use]
pub fn cells(table: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if table.matches("<table").count() > 1 {
        return found;
    }
    let mut at = 0;
    while let Some((start, end)) = next_cell(table, at) {
        found.push((start, end));
        at = end;
    }
    if found.len() > CELLS_MAX { Vec::new() } else { found }
}

fn next_cell(table: &str, from: usize) -> Option<(usize, usize)> {
    let rest = table.get(from..)?;
    let opens = |name: &str| {
        rest.match_indices(&format!("<{name}"))
            .map(|(at, tag)| (at, at + tag.len()))
            .find(|(_, after)| rest.get(*after..).is_some_and(|r| r.starts_with(['>', ' '])))
            .map(|(at, _)| (at, name.to_owned()))
    };
    let (at, name) = ["td", "th", "caption"].into_iter().filter_map(opens).min()?;
    let start = from + at + rest.get(at..)?.find('>')? + 1;
    let end = start + table.get(start..)?.find(&format!("</{name}"))?;
    Some((start, end))
}

/// Makes a unit, unless there is no word in it to translate.
fn unit(place: Place, kind: SegmentKind, (text, codes): (String, Vec<Code>)) -> Option<Unit> {
    let words = notation::words(&notation::read(&text));
    let dated = |code: &Code| matches!(code, Code::Guarded { guard: Guard::Date, .. });
    if !words.chars().any(char::is_alphabetic) && !codes.iter().any(dated) {
        return None;
    }
    let segment = Segment { kind, text };
    Some(Unit::new(place, segment, codes))
}

/// Cuts a figure around the inside of its caption: before, inside, after.
#[must_use]
pub fn caption(figure: &str) -> Option<(&str, &str, &str)> {
    let tag = figure.find("<figcaption")?;
    let start = tag + figure.get(tag..)?.find('>')? + 1;
    let end = start + figure.get(start..)?.find("</figcaption")?;
    Some((figure.get(..start)?, figure.get(start..end)?, figure.get(end..)?))
}

/// Tells whether a summary is nothing but the start of the body.
#[must_use]
pub fn is_start_of_body(summary: &str, release: &Release) -> bool {
    let start = collapse(shortened(summary));
    !start.is_empty() && collapse(&release.text()).starts_with(&start)
}

/// A summary without the dots that say it goes on.
#[must_use]
pub fn shortened(summary: &str) -> &str {
    let end = summary.trim_end();
    end.strip_suffix('…').or_else(|| end.strip_suffix("...")).unwrap_or(end).trim_end()
}

/// Blanks collapsed to one space each.
#[must_use]
pub fn collapse(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str, insides: &[&str]) {
        let found: Vec<&str> =
            cells(table).into_iter().filter_map(|(start, end)| table.get(start..end)).collect();
        assert_eq!(found, insides);
    }

    #[test]
    fn a_table_is_cut_into_its_cells() {
        check(
            "<table><caption>Data</caption><thead><tr><th scope=\"col\">Kota</th></tr></thead>\
             <tbody><tr><td>Anu <b>baru</b></td><td></td></tr></tbody></table>",
            &["Data", "Kota", "Anu <b>baru</b>", ""],
        );
    }

    #[test]
    fn a_table_within_a_table_is_left() {
        check("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>", &[]);
    }

    #[test]
    fn a_caption_is_cut_out_of_its_figure() {
        let figure = "<figure><img src=\"x\"><figcaption>Rapat</figcaption></figure>";
        assert_eq!(caption(figure).map(|(_, inside, _)| inside), Some("Rapat"));
        assert_eq!(caption("<figure><img src=\"x\"></figure>"), None);
    }

    #[test]
    fn dots_at_the_end_of_a_summary_say_that_it_goes_on() {
        assert_eq!(shortened("Rapat kerja…"), "Rapat kerja");
        assert_eq!(shortened("Rapat kerja ..."), "Rapat kerja");
        assert_eq!(shortened("Rapat kerja."), "Rapat kerja.");
    }
}
