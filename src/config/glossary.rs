//! `config/glossary/id-en.tsv` to the newsroom's terms between two languages.
//!
//! A line a term, its columns parted by tabs: see [`COLUMNS`]. `#` begins a comment. A line
//! that names the columns may stand first.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config::pairs;
use crate::config::sheet::Sheet;
use crate::domain::Language;
use crate::translate::glossary::{Case, Class, Glossary, Term};

/// The columns in their order, and what stands in each.
pub(super) const COLUMNS: [(&str, &str); 5] = [
    ("term", "the term, in the language translated from"),
    (
        "class",
        "`never`: it is never translated; `fixed`: it has one translation; `preferred`: one of \
         its translations should be in what an engine answers. `never` where nothing stands",
    ),
    ("translation", "in the language translated into; several preferred ones are parted by `|`"),
    (
        "case",
        "`exact`: found only as it is written; `any`: in capitals too. Where nothing stands, \
         `exact` for `never`, `any` for the others",
    ),
    ("note", "for people"),
];

/// Reads one glossary; every fault is noted with its line.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    stem: &str,
    text: &str,
) -> Option<((Language, Language), Glossary)> {
    let Ok(pair) = pairs::parse(stem) else {
        let said = format!("the file's name `{stem}.tsv` is not a pair of languages");
        sheet.fault(0..0, (said, Some("name it `id-en.tsv`: from `id` into `en`".to_owned())));
        return None;
    };
    let mut terms: Vec<Term> = Vec::new();
    let mut lines: BTreeMap<(String, Case), usize> = BTreeMap::new();
    let mut first = true;
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let (from, words) = (start, line.trim_end_matches(['\r', '\n']));
        start += line.len();
        if words.trim().is_empty() || words.starts_with('#') {
            continue;
        }
        let cells = cells(words, from);
        let head = std::mem::take(&mut first) && cells.first().is_some_and(|(w, _)| *w == "term");
        if head {
            head_faults(sheet, &cells);
            continue;
        }
        let Some(term) = term(sheet, &cells, from..from + words.len()) else { continue };
        let twice = lines.insert((term.term.clone(), term.case), number + 1);
        if let Some(line) = twice {
            let said = format!("`{}` stands in line {line} already", term.term);
            let at = cells.first().map_or(from..from, |(_, at)| at.clone());
            sheet.fault(at, (said, Some("keep one of the two".to_owned())));
        } else {
            terms.push(term);
        }
    }
    Some((pair, Glossary::new(terms)))
}

/// A term as a line of a glossary. `None` when it cannot stand there: one of its words would
/// be taken for something else.
pub(super) fn line(term: &Term) -> Option<String> {
    let note = term.note.as_deref().unwrap_or_default();
    let cells = [&term.term, term.class.name(), &term.targets.join(" | "), term.case.name(), note];
    let line = cells.join("\t");
    let whole = !cells.iter().any(|cell| cell.contains(['\t', '\n', '\r']));
    let bars = term.targets.iter().any(|target| target.contains('|'));
    let taken = term.term.starts_with('#') || term.term == "term" || term.term.trim().is_empty();
    (whole && !bars && !taken).then(|| format!("{}\n", line.trim_end()))
}

/// A line's columns without the blanks around them, each with its place in the file.
fn cells(words: &str, from: usize) -> Vec<(&str, Range<usize>)> {
    let mut at = from;
    let cell = |cell: &'_ str| -> (usize, usize) {
        let begin = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + 1;
        (begin, begin + cell.trim().len())
    };
    let places: Vec<(usize, usize)> = words.split('\t').map(cell).collect();
    let all = words.split('\t').map(str::trim).zip(places);
    all.map(|(cell, (begin, end))| (cell, begin..end)).collect()
}

fn head_faults(sheet: &mut Sheet<'_>, cells: &[(&str, Range<usize>)]) {
    for (index, (cell, at)) in cells.iter().enumerate() {
        let right = COLUMNS.get(index).map(|(name, _)| *name);
        if right != Some(*cell) {
            let said = format!("`{cell}` is not the name of column {}", index + 1);
            let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
            let hint = format!("the columns are {}, in this order", names.join(", "));
            sheet.fault(at.clone(), (said, Some(hint)));
            return;
        }
    }
}

/// Reads a line's term, noting what is wrong with it.
fn term(sheet: &mut Sheet<'_>, cells: &[(&str, Range<usize>)], line: Range<usize>) -> Option<Term> {
    let cell = |at: usize| cells.get(at).filter(|(words, _)| !words.is_empty());
    if let Some((_, at)) = cells.get(COLUMNS.len()) {
        let said = format!("a line has at most {} columns", COLUMNS.len());
        sheet.fault(at.start..line.end.max(at.end), (said, None));
        return None;
    }
    let Some((word, _)) = cell(0) else {
        sheet.fault(line, ("a line must begin with its term".to_owned(), None));
        return None;
    };
    let class = match cell(1) {
        None => Class::Never,
        Some((name, at)) => {
            let known = Class::ALL.into_iter().find(|class| class.name() == *name);
            let hint = "write `never`, `fixed` or `preferred`";
            named(sheet, known, name, at, "a class of terms", hint)?
        }
    };
    let case = match cell(3) {
        None if class == Class::Never => Case::Exact,
        None => Case::Any,
        Some((name, at)) => {
            let known = Case::ALL.into_iter().find(|case| case.name() == *name);
            named(sheet, known, name, at, "a case rule", "write `exact` or `any`")?
        }
    };
    let targets = targets(sheet, class, cell(2), &line)?;
    let note = cell(4).map(|(note, _)| (*note).to_owned());
    Some(Term { term: (*word).to_owned(), class, targets, case, note })
}

/// What a word of the file stands for, noting that it stands for nothing.
fn named<T>(
    sheet: &mut Sheet<'_>,
    known: Option<T>,
    name: &str,
    at: &Range<usize>,
    what: &str,
    hint: &str,
) -> Option<T> {
    if known.is_none() {
        let said = format!("`{name}` is not {what}");
        sheet.fault(at.clone(), (said, Some(hint.to_owned())));
    }
    known
}

fn targets(
    sheet: &mut Sheet<'_>,
    class: Class,
    cell: Option<&(&str, Range<usize>)>,
    line: &Range<usize>,
) -> Option<Vec<String>> {
    let name = class.name();
    let Some((words, at)) = cell else {
        if class == Class::Never {
            return Some(Vec::new());
        }
        let said = format!("a `{name}` term lacks its translation");
        sheet.fault(line.clone(), (said, Some("write it after the class and a tab".to_owned())));
        return None;
    };
    let targets: Vec<String> = words.split('|').map(|one| one.trim().to_owned()).collect();
    let (said, hint) = match class {
        Class::Never => ("a `never` term has no translation", "write `fixed` to give it one"),
        Class::Fixed if targets.len() > 1 => {
            ("a `fixed` term has one translation", "write `preferred` to allow several")
        }
        _ if targets.iter().any(String::is_empty) => {
            ("a translation is empty", "write one on each side of `|`")
        }
        _ => return Some(targets),
    };
    sheet.fault(at.clone(), (said.to_owned(), Some(hint.to_owned())));
    None
}
