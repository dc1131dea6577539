//! One remembered translation with all that is known of it, as it leaves one memory and
//! enters another.

use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::segment::{Hand, Segment};

/// A segment and what it was translated to.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembrance {
    /// From this language.
    pub from: Language,
    /// Into this one.
    pub to: Language,
    /// The segment.
    pub segment: Segment,
    /// The words its codes stand for, the first being number 1; empty where one holds none or
    /// nobody knows.
    pub codes: Vec<String>,
    /// The translation, in our notation of codes.
    pub text: String,
    /// Whose it is.
    pub hand: Hand,
    /// The configured engine, of a machine's; else empty.
    pub engine: String,
    /// Its model, where it names one; else empty.
    pub model: String,
    /// What the engine was told of terms, by a name of our own; empty when nothing.
    pub glossary: String,
    /// The name of the segment's neighbours, of what a person said in one place; else empty.
    pub context: String,
    /// Who said it, of a person's or an import; else empty.
    pub by: String,
    /// Share of words a machine said it does not know, 0 to 1.
    pub unknown_share: Option<f64>,
    /// When it was made.
    pub at: Instant,
}
