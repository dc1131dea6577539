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
