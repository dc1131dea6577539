//! A person and a translation: its segments to read, his words in their place, his decision.
//!
//! Nothing is changed here but what persons did. The job that is filed with it puts the
//! translation together again, as it is after every change.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::domain::desk::{Beside, Decision, Edit, Review};
use crate::domain::job::Filing;
use crate::domain::segment::Hand;
use crate::domain::translation::{Doubt, State};
use crate::domain::{Job, Language, ReleaseId, Translation};
use crate::pipeline::newsroom::Newsroom;
use crate::store::StoreError;
use crate::store::sayings::Saying;
use crate::translate::inline::Code;
use crate::translate::plan::{self, Plan, Unit};
use crate::translate::{check, edits};

/// Why a person could not do what he wanted.
#[derive(Debug, Error)]
pub enum DeskError {
    /// There is no such release.
    #[error("there is no release `{0}`")]
    Release(ReleaseId),
    /// It is in that language.
    #[error("`{release}` is in {language} itself; only translations are edited")]
    Own {
        /// The release.
        release: ReleaseId,
        /// Its language.
        language: Language,
    },
    /// Its source translated it.
    #[error("its source translated `{0}` itself; that text is not ours to change")]
    BySource(ReleaseId),
    /// There is no translation yet, or none of the latest text.
    #[error("`{release}` has no translation of its latest text into {language} yet")]
    NoTranslation {
        /// The release.
        release: ReleaseId,
        /// The language.
        language: Language,
    },
    /// A headline is missing.
    #[error("the headline of `{0}` is not translated; write one with `--segment 1`")]
    Headline(ReleaseId),
    /// There is no segment of that number.
    #[error("there is no segment {number}; there are 1 to {last}")]
    Segment {
        /// The number.
        number: usize,
        /// The last one.
        last: usize,
    },
    /// Formatting or something protected is missing, or too much.
    #[error(
        "segment {number} must hold the same codes as its source, such as `<1>`: {} ({})",
        doubt.words, doubt.check
    )]
    Codes {
        /// The number.
        number: usize,
        /// What is wrong.
        doubt: Doubt,
    },
    /// A text is empty.
    #[error("segment {0} has no words")]
    Empty(usize),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One segment before a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Its source, with codes.
    pub unit: Unit,
    /// How it stands in the translation, with codes; nothing where it is not translated.
    pub text: Option<String>,
    /// Whose that is.
    pub hand: Hand,
    /// A person's text whose source changed, and the machine's for it.
    pub beside: Option<Beside>,
}

/// What lies before a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The release.
    pub release: ReleaseId,
    /// Which text of it.
    pub revision: i64,
    /// The plan whose segments these are.
    pub plan: Plan,
    /// The segments in order.
    pub lines: Vec<Line>,
    /// The translation, if there is one of this text.
    pub translation: Option<Translation>,
}

/// Lays a translation before a person.
///
/// # Errors
///
/// [`DeskError`]: there is nothing to edit, or the database failed.
pub async fn sheet(
    newsroom: &Newsroom,
    id: &ReleaseId,
    language: &Language,
) -> Result<Sheet, DeskError> {
    let store = &newsroom.store;
    let standing = store.release(id).await?.ok_or_else(|| DeskError::Release(id.clone()))?;
    let from = &standing.release.language;
    if from == language {
        return Err(DeskError::Own { release: id.clone(), language: language.clone() });
    }
    let translation = store.translation(id, language).await?;
    if translation.as_ref().is_some_and(|made| made.state == State::Source) {
        return Err(DeskError::BySource(id.clone()));
    }
    let translation = translation.filter(|made| made.revision == standing.revision);
    let house = newsroom.house();
    let rules = house.checks_for(Some(&id.source), from, language);
    let glossary = house.glossary_for(from, language);
    let plan = plan::make(&standing.release, language, &glossary).checked_by(rules);
    let desk = translation.as_ref().map(|made| made.desk.clone()).unwrap_or_default();
    let mut lines: Vec<Line> = Vec::new();
    for unit in &plan.units {
        if lines.iter().any(|line| line.unit.hash == unit.hash) {
            continue;
        }
        let used = desk.segments.iter().find(|one| one.segment == unit.hash);
        lines.push(Line {
            number: lines.len() + 1,
            unit: unit.clone(),
            text: used.map(|one| one.text.clone()),
            hand: used.map_or(Hand::Machine, |one| one.hand),
            beside: desk.beside.iter().find(|one| one.segment == unit.hash).cloned(),
        });
    }
    let revision = standing.revision;
    Ok(Sheet { release: id.clone(), revision, plan, lines, translation })
}

/// Takes a person's texts for segments, by their numbers, and files the job that uses them.
/// Gives how many are new, and what the checks think of each: a person's word stands all the
/// same.
///
/// # Errors
///
/// [`DeskError`]; then nothing was taken.
pub async fn edit(
    newsroom: &Newsroom,
    sheet: &Sheet,
    by: &str,
    texts: &[(usize, String)],
) -> Result<(usize, Vec<(usize, Doubt)>), DeskError> {
    let now = newsroom.clock.now();
    let (mut taken, mut doubts) = (Vec::new(), Vec::new());
    for (number, typed) in texts {
        let (number, last) = (*number, sheet.lines.len());
        let line = sheet.lines.iter().find(|line| line.number == number);
        let line = line.ok_or(DeskError::Segment { number, last })?;
        if typed.trim().is_empty() {
            return Err(DeskError::Empty(number));
        }
        let text =
            edits::read(&line.unit, typed).map_err(|doubt| DeskError::Codes { number, doubt })?;
        if line.text.as_ref() == Some(&text) && line.beside.is_none() {
            continue;
        }
        let found = check::doubts(&line.unit, &text, &sheet.plan.judge());
        doubts.extend(found.into_iter().map(|doubt| (number, doubt)));
        taken.push(edited(sheet, line, text, by, now));
    }
    if !taken.is_empty() {
        let (id, language) = (&sheet.release, &sheet.plan.to);
        let filing = filing(sheet, now);
        newsroom.store.record_edits((id, language), &taken, &filing, now).await?;
        newsroom.bell.notify_waiters();
    }
    Ok((taken.len(), doubts))
}

/// Takes a person's decision about what lies before him, and files the job that follows it.
///
/// Approved segments stay as they are while their source does. Where the source changed under
/// what somebody wrote, approving takes what is shown for the approver's own words.
///
/// # Errors
///
/// [`DeskError`]; then nothing was decided.
pub async fn review(
    newsroom: &Newsroom,
    sheet: &Sheet,
    decision: Decision,
    by: &str,
    reason: Option<&str>,
) -> Result<(), DeskError> {
    let (id, language) = (&sheet.release, &sheet.plan.to);
    let nothing = || DeskError::NoTranslation { release: id.clone(), language: language.clone() };
    let made = sheet.translation.as_ref().ok_or_else(nothing)?;
    let people = newsroom.store.people(id, language).await?;
    if made.desk.mark != people.mark || made.desk.segments.is_empty() {
        return Err(nothing());
    }
    if decision == Decision::Approved && made.headline.is_none() {
        return Err(DeskError::Headline(id.clone()));
    }
    let now = newsroom.clock.now();
    let segments: BTreeMap<String, String> =
        made.desk.segments.iter().map(|one| (one.segment.clone(), one.text.clone())).collect();
    let taken: Vec<(Edit, Saying)> = sheet
        .lines
        .iter()
        .filter(|line| decision == Decision::Approved && line.beside.is_some())
        .filter_map(|line| Some(edited(sheet, line, line.text.clone()?, by, now)))
        .collect();
    let reason = reason.map(str::to_owned);
    let review = Review { decision, by: by.to_owned(), reason, at: now, segments };
    let filing = filing(sheet, now);
    newsroom.store.record_review((id, language), &review, &taken, &filing, now).await?;
    newsroom.bell.notify_waiters();
    Ok(())
}

fn filing(sheet: &Sheet, now: crate::domain::Instant) -> Filing {
    let (release, language) = (sheet.release.clone(), sheet.plan.to.clone());
    Filing::free(Job::Translate { release, language }, now)
}

/// A person's text as it is written down, and as the memory keeps it.
fn edited(
    sheet: &Sheet,
    line: &Line,
    text: String,
    by: &str,
    now: crate::domain::Instant,
) -> (Edit, Saying) {
    let unit = &line.unit;
    let words = |code: &Code| match code {
        Code::Pair { .. } => String::new(),
        Code::Element { text, .. } | Code::Guarded { text, .. } => text.clone(),
    };
    let saying = Saying {
        segment: unit.segment.clone(),
        codes: unit.codes.iter().map(words).collect(),
        from: sheet.plan.from.clone(),
        to: sheet.plan.to.clone(),
        context: unit.context.clone(),
        text: text.clone(),
        hand: Hand::Person,
        by: by.to_owned(),
    };
    let edit = Edit {
        segment: unit.hash.clone(),
        source: unit.segment.text.clone(),
        before: line.text.clone().unwrap_or_default(),
        text,
        by: by.to_owned(),
        at: now,
    };
    (edit, saying)
}
