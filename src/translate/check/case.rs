//! What a check sees, and what it says.

use std::ops::Range;

use crate::domain::Language;
use crate::domain::segment::SegmentKind;
use crate::domain::translation::{Gravity, Side, Spot};
use crate::translate::glossary::Preferred;

/// One segment: the words of its source and of its translation, codes as blanks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) source: &'a str,
    pub(super) target: &'a str,
    pub(super) kind: SegmentKind,
    pub(super) from: &'a Language,
    pub(super) to: &'a Language,
    pub(super) terms: &'a [Preferred],
}

/// What a check found, before it has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) gravity: Gravity,
    pub(super) words: String,
    pub(super) spans: Vec<Spot>,
}

/// So much of a text is shown as evidence.
const SHOWN: usize = 60;

impl Case<'_> {
    /// Something wrong in the translation, at a range of bytes of it.
    pub(super) fn target_at(&self, gravity: Gravity, at: Range<usize>) -> Found {
        let spans = spot(Side::Target, self.target, &at).into_iter().collect();
        let words = shown(self.target.get(at).unwrap_or_default());
        Found { gravity, words, spans }
    }

    /// Something of the source that the translation lacks, at a range of bytes of the source.
    pub(super) fn source_at(&self, gravity: Gravity, at: Range<usize>) -> Found {
        let spans = spot(Side::Source, self.source, &at).into_iter().collect();
        let words = shown(self.source.get(at).unwrap_or_default());
        Found { gravity, words, spans }
    }

    /// Something said in words of our own, about the whole translation.
    pub(super) fn whole(&self, gravity: Gravity, words: String) -> Found {
        let spans = spot(Side::Target, self.target, &(0..self.target.len())).into_iter().collect();
        Found { gravity, words, spans }
    }

    /// Pieces of both texts, each where it first stands, told in words of our own.
    pub(super) fn pieces(
        &self,
        gravity: Gravity,
        words: String,
        source: &[String],
        target: &[String],
    ) -> Found {
        let find = |side, text: &str, piece: &String| {
            let start = text.find(piece.as_str())?;
            spot(side, text, &(start..start + piece.len()))
        };
        let lost = source.iter().filter_map(|piece| find(Side::Source, self.source, piece));
        let added = target.iter().filter_map(|piece| find(Side::Target, self.target, piece));
        Found { gravity, words, spans: lost.chain(added).collect() }
    }
}

/// A range of bytes as one of characters.
fn spot(side: Side, text: &str, at: &Range<usize>) -> Option<Spot> {
    let start = text.get(..at.start)?.chars().count();
    let length = text.get(at.clone())?.chars().count();
    let small = |count: usize| u32::try_from(count).ok();
    Some(Spot { side, start: small(start)?, end: small(start + length)? })
}

/// The start of a text, as evidence.
pub(super) fn shown(words: &str) -> String {
    words.trim().chars().take(SHOWN).collect()
}

/// Words of a text in lower case, without what stands around them.
pub(super) fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}' | '-'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}
