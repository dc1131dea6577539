//! Persons' texts and the plan of a release whose source may have changed under them.

use std::collections::BTreeSet;

use crate::domain::desk::Edit;
use crate::domain::translation::Doubt;
use crate::translate::notation;
use crate::translate::plan::{Place, Plan, Unit};
use crate::translate::protect;

/// Segments that share fewer of their words are not the same one changed.
const KIN: f64 = 0.4;

/// The edits whose segment is no longer in the plan, each with the unit that took its place:
/// the one most like it that nobody has edited. An edit of a paragraph that is gone has none.
#[must_use]
pub fn stale<'a>(plan: &'a Plan, edits: &'a [Edit]) -> Vec<(&'a Unit, &'a Edit)> {
    let edited: BTreeSet<&str> = edits.iter().map(|edit| edit.segment.as_str()).collect();
    let free = |unit: &&Unit| !edited.contains(unit.hash.as_str());
    let free: Vec<&Unit> = plan.units.iter().filter(free).collect();
    let mut found: Vec<(&Unit, &Edit)> = Vec::new();
    // The latest edit first: of two of one paragraph's forms it is the one that counts.
    for edit in edits.iter().rev().filter(|edit| !plan.holds(&edit.segment)) {
        let kin = |unit: &&&Unit| alike(&edit.source, &unit.segment.text);
        let taken = |unit: &Unit| found.iter().any(|(other, _)| other.hash == unit.hash);
        let best = free
            .iter()
            .filter(|unit| !taken(unit) && kin(unit) >= KIN)
            .max_by(|a, b| kin(a).total_cmp(&kin(b)));
        if let Some(unit) = best {
            found.push((unit, edit));
        }
    }
    found
}

/// The share of words two segments have in common, 0 to 1.
fn alike(one: &str, other: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        let words = notation::words(&notation::read(text)).to_lowercase();
        words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let all = count(one.len() + other.len());
    if all > 0.0 { 2.0 * count(one.intersection(&other).count()) / all } else { 0.0 }
}

/// Reads what a person wrote for a unit; a `<` or `&` of his own stays one.
///
/// # Errors
///
/// What is missing or too much: codes stand for formatting and for what must not change.
pub fn read(unit: &Unit, typed: &str) -> Result<String, Doubt> {
    let tokens = notation::read(typed.trim());
    protect::verify(unit, &tokens)?;
    Ok(notation::write(&tokens))
}

/// What a unit is called for people: `headline`, `paragraph 3`.
#[must_use]
pub fn place(unit: &Unit) -> String {
    match unit.place {
        Place::Title => "headline".to_owned(),
        Place::Summary => "summary".to_owned(),
        Place::Block(at) => format!("paragraph {}", at + 1),
        Place::Caption(at) => format!("caption of {}", at + 1),
        Place::Cell(at, cell) => format!("cell {} of table {}", cell + 1, at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::domain::instant::from_seconds;
    use crate::domain::segment::{Segment, SegmentKind};
    use crate::translate::check::Rules;

    fn plan(texts: &[&str]) -> Plan {
        let unit = |(at, text): (usize, &&str)| {
            let segment = Segment { kind: SegmentKind::Paragraph, text: (*text).to_owned() };
            Unit::new(Place::Block(at), segment, Vec::new())
        };
        let language = |tag| Language::parse(tag).unwrap();
        Plan {
            from: language("id"),
            to: language("en"),
            units: texts.iter().enumerate().map(unit).collect(),
            rules: Rules::default(),
        }
    }

    fn edit(source: &str) -> Edit {
        let segment = Segment { kind: SegmentKind::Paragraph, text: source.to_owned() };
        Edit {
            segment: segment.hash(),
            source: source.to_owned(),
            before: String::new(),
            text: "what a person wrote".to_owned(),
            by: "Rani".to_owned(),
            at: from_seconds(0),
        }
    }

    #[track_caller]
    fn check(now: &[&str], edited: &[&str], wanted: &[(&str, &str)]) {
        let (plan, edits) = (plan(now), edited.iter().map(|text| edit(text)).collect::<Vec<_>>());
        let found = stale(&plan, &edits);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(unit, edit)| (unit.segment.text.as_str(), edit.source.as_str()))
            .collect();
        assert_eq!(found, wanted);
    }

    const OLD: &str = "Sebanyak 120 warga ikut serta";
    const NEW: &str = "Sebanyak 125 warga ikut serta";

    #[test]
    fn an_edit_of_what_did_not_change_is_not_stale_wherever_it_stands_now() {
        check(&[OLD, "Mereka pulang"], &[OLD], &[]);
        check(&["Baru sekali", "Mereka pulang", OLD], &[OLD], &[]);
    }

    #[test]
    fn a_changed_paragraph_is_known_again_though_others_came_before_it() {
        check(&[NEW], &[OLD], &[(NEW, OLD)]);
        check(&["Hari ini ada acara", NEW], &[OLD], &[(NEW, OLD)]);
    }

    #[test]
    fn an_edit_of_a_paragraph_that_is_gone_is_nobodys() {
        check(&["Mereka pulang"], &[OLD], &[]);
        check(&[], &[OLD], &[]);
    }

    #[test]
    fn a_paragraph_edited_again_after_its_change_is_not_stale() {
        check(&[NEW], &[OLD, NEW], &[]);
    }

    #[test]
    fn of_two_edits_of_one_paragraph_the_later_counts() {
        let third = "Sebanyak 130 warga ikut serta";
        check(&[third], &[OLD, NEW], &[(third, NEW)]);
    }
}
