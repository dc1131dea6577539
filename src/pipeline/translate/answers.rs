//! What an engine answered, as it is remembered.

use crate::domain::capability::Capability;
use crate::domain::segment::Hand;
use crate::engine::Answer;
use crate::pipeline::translate::request::Errand;
use crate::store::memory::{Brought, Memory, Shelf};
use crate::translate::batch::Asked;
use crate::translate::plan::Remembered;
use crate::translate::{check, notation, protect, repair, sentences};

/// Answers as they are remembered. A damaged one was answered all the same: it is kept, and
/// the checks refuse it.
pub(super) fn received(
    asked: &[Asked<'_>],
    capability: &Capability,
    answers: &[Answer],
) -> Vec<(String, Remembered)> {
    let mut rest = answers;
    let mut kept = Vec::new();
    for one in asked {
        let (its, after) = rest.split_at_checked(one.texts.len()).unwrap_or((rest, &[]));
        rest = after;
        let its: Vec<String> = its
            .iter()
            .zip(&one.texts)
            .map(|(answer, sent)| repair::repaired(sent, &answer.text))
            .collect();
        let read = protect::receive(one.unit, capability, &one.texts, &its).unwrap_or_else(|_| {
            Remembered {
                text: notation::escape(&its.join(" ")),
                unknown_share: None,
                hand: Hand::Machine,
            }
        });
        kept.push((one.unit.hash.clone(), read));
    }
    kept
}

/// Whether answers belong to each other's texts: of several that are wrong each, two or more
/// are right for another text of the same request.
pub(super) fn swapped(
    asked: &[Asked<'_>],
    capability: &Capability,
    answers: &[Answer],
    shelf: &Shelf,
) -> bool {
    if asked.len() != answers.len() {
        return false;
    }
    let everything = check::Rules::default();
    let fits = |one: &Asked<'_>, answer: &Answer| {
        let its = [repair::repaired(&one.texts.concat(), &answer.text)];
        protect::receive(one.unit, capability, &one.texts, &its).is_ok_and(|read| {
            let judge = check::Judge { from: &shelf.from, to: &shelf.to, rules: &everything };
            let doubts = check::doubts(one.unit, &read.text, &judge);
            !doubts.iter().any(check::is_error)
        })
    };
    let wrong: Vec<(&Asked<'_>, &Answer)> =
        asked.iter().zip(answers).filter(|(one, answer)| !fits(one, answer)).collect();
    let elsewhere = |(one, its): &&(&Asked<'_>, &Answer)| {
        wrong.iter().any(|(_, other)| other.text != its.text && fits(one, other))
    };
    wrong.len() > 1 && wrong.iter().filter(elsewhere).count() > 1
}

/// Answers as the memory keeps them, with what those of whole paragraphs teach of sentences.
pub(super) fn brought(
    errand: &Errand<'_>,
    asked: &[Asked<'_>],
    kept: &[(String, Remembered)],
) -> Brought {
    let mut brought = Brought::default();
    let told = errand.told();
    for (one, (_, known)) in asked.iter().zip(kept) {
        let memory =
            |text: &str| Memory { text: text.to_owned(), unknown_share: known.unknown_share };
        brought.answers.push((one.unit.name(told), memory(&known.text)));
        brought.words.push((one.unit.segment.clone(), one.unit.held()));
        let Some(parted) = sentences::part(one.unit, &errand.shelf.from) else { continue };
        for (unit, text) in parted.taught(&known.text, &errand.judge()) {
            brought.taught.push((unit.name(told), memory(&text)));
            brought.words.push((unit.segment.clone(), unit.held()));
        }
    }
    brought
}
