//! Units to requests within an engine's limits.

use crate::domain::Language;
use crate::domain::capability::Capability;
use crate::translate::plan::Unit;
use crate::translate::protect;

/// A unit as it is asked: its texts in the engine's rendition, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// One text, or its sentences when it is too long for one.
    pub texts: Vec<String>,
}

/// Cuts units into requests, each within the texts and characters one request may hold.
/// A unit is never spread over two requests, so that every answer is remembered whole;
/// one that is larger than a request goes alone.
#[must_use]
pub fn cut<'a>(
    units: &[&'a Unit],
    capability: &Capability,
    from: &Language,
) -> Vec<Vec<Asked<'a>>> {
    let limits = capability.limits;
    let mut requests: Vec<Vec<Asked<'a>>> = Vec::new();
    let (mut texts, mut chars) = (0_usize, 0_usize);
    for unit in units.iter().copied() {
        let asked = Asked { unit, texts: protect::render(unit, capability, from) };
        let its_chars: usize = asked.texts.iter().map(|text| text.chars().count()).sum();
        let full = texts + asked.texts.len() > limits.texts_max
            || chars + its_chars > limits.request_chars_max;
        if full {
            (texts, chars) = (0, 0);
        }
        texts += asked.texts.len();
        chars += its_chars;
        match requests.last_mut() {
            Some(last) if !full => last.push(asked),
            _ => requests.push(vec![asked]),
        }
    }
    requests
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::capability::{Craft, Limits, Protection, Reach, Sight};
    use crate::domain::{Segment, segment::SegmentKind};
    use crate::translate::plan::Place;

    /// The lengths of the texts of each request, for units of these lengths.
    #[track_caller]
    fn check(texts_max: usize, request_chars_max: usize, units: &[usize], requests: &[&[usize]]) {
        let limits =
            Limits { texts_max, text_chars_max: 100, request_chars_max, gap: Duration::ZERO };
        let capability = Capability {
            reach: Reach::Local,
            craft: Craft::Rules,
            protection: Protection::Marks,
            limits,
            paid: false,
            marks_unknown: false,
            sees: Sight::Text,
        };
        let unit = |length: &usize| {
            let segment = Segment { kind: SegmentKind::Paragraph, text: "x".repeat(*length) };
            Unit::new(Place::Title, segment, Vec::new())
        };
        let units: Vec<Unit> = units.iter().map(unit).collect();
        let units: Vec<&Unit> = units.iter().collect();
        let found: Vec<Vec<usize>> = cut(&units, &capability, &Language::parse("id").unwrap())
            .iter()
            .map(|asked| asked.iter().flat_map(|a| a.texts.iter().map(String::len)).collect())
            .collect();
        assert_eq!(found, requests);
    }

    #[test]
    fn a_request_holds_as_many_texts_and_characters_as_allowed() {
        check(2, 100, &[10, 10, 10], &[&[10, 10], &[10]]);
        check(9, 100, &[50, 50, 1], &[&[50, 50], &[1]]);
        check(9, 100, &[], &[]);
    }

    #[test]
    fn a_unit_of_several_texts_is_not_torn() {
        check(2, 500, &[10, 150, 10], &[&[10], &[100, 50], &[10]]);
        check(1, 500, &[10, 150, 10], &[&[10], &[100, 50], &[10]]);
    }
}
