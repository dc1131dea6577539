//! `[rules]` of a source file: what an operator says about its releases.

use serde::Deserialize;
use toml::Spanned;

use crate::config::Around;
use crate::config::sheet::{Sheet, Value};
use crate::config::source_tables::{PartWord, RewriteTable, RulesTable, SubjectTable};
use crate::domain::Language;
use crate::domain::rules::{Part, Pattern, Rewrite, Rules, SubjectRule};

/// The longest name of a subject, in characters.
const SUBJECT_MOST: usize = 100;

/// Reads the table; whatever is wrong in it is noted and left out.
pub(super) fn read<'t>(sheet: &mut Sheet<'t>, value: &Value<'t>, around: &Around<'_>) -> Rules {
    let read = sheet.read("`[rules]`", value, &[], &[], &|from| RulesTable::deserialize(from));
    let table = read.value.unwrap_or_default();
    let regions = table.regions.unwrap_or_default();
    Rules {
        keep: patterns(sheet, table.keep),
        drop: patterns(sheet, table.drop),
        hold: patterns(sheet, table.hold),
        rewrite: table
            .rewrite
            .unwrap_or_default()
            .into_iter()
            .filter_map(|one| rewrite(sheet, one))
            .collect(),
        regions: regions
            .iter()
            .filter_map(|text| sheet.meaning(Some(text), |text| around.regions.one(text)))
            .collect(),
        language: sheet.meaning(table.language.as_ref(), Language::parse),
        subjects: table
            .subjects
            .unwrap_or_default()
            .into_iter()
            .filter_map(|one| subject(sheet, &one))
            .collect(),
        correction_words: openings(sheet, table.correction_words),
        withdrawal_words: openings(sheet, table.withdrawal_words),
        untranslated: table.translate == Some(false),
    }
}

fn patterns(sheet: &mut Sheet<'_>, list: Option<Vec<Spanned<String>>>) -> Vec<Pattern> {
    let list = list.unwrap_or_default();
    list.iter().filter_map(|text| sheet.meaning(Some(text), Pattern::parse)).collect()
}

fn openings(sheet: &mut Sheet<'_>, list: Option<Vec<Spanned<String>>>) -> Vec<String> {
    let list = list.unwrap_or_default();
    list.iter().filter_map(|text| sheet.meaning(Some(text), opening)).collect()
}

/// Words that can open a headline: without letters there would be nothing to open it.
fn opening(text: &str) -> Result<String, String> {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() {
        return Err("it has no letters; write a word such as `RALAT`".to_owned());
    }
    Ok(bare.to_owned())
}

fn rewrite(sheet: &mut Sheet<'_>, table: RewriteTable) -> Option<Rewrite> {
    let part = match table.part {
        PartWord::Headline => Part::Headline,
        PartWord::Text => Part::Text,
    };
    let find = sheet.meaning(Some(&table.find), Pattern::parse)?;
    Some(Rewrite { part, find, with: table.with })
}

fn subject(sheet: &mut Sheet<'_>, table: &SubjectTable) -> Option<SubjectRule> {
    let when = sheet.meaning(Some(&table.when), Pattern::parse);
    let add: Vec<String> =
        table.add.iter().filter_map(|name| sheet.meaning(Some(name), named)).collect();
    Some(SubjectRule { when: when?, add })
}

/// A subject: a code such as `medtop:20000095`, or words.
fn named(text: &str) -> Result<String, String> {
    let text = text.trim();
    let code = text.strip_prefix("medtop:");
    match code {
        _ if text.is_empty() || text.chars().count() > SUBJECT_MOST => {
            Err(format!("a subject has 1 to {SUBJECT_MOST} characters"))
        }
        Some(code) if code.len() != 8 || !code.chars().all(|c| c.is_ascii_digit()) => {
            Err(format!("`{text}` is no media topic; it has 8 digits, as in `medtop:02000000`"))
        }
        _ => Ok(text.to_owned()),
    }
}
