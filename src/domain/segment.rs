//! The unit that is translated and remembered.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What part of a release a segment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SegmentKind {
    /// The headline.
    Title,
    /// The summary, when it is not the start of the body.
    Summary,
    /// A block of the body.
    Paragraph,
    /// The words under a picture.
    Caption,
}

impl SegmentKind {
    /// The word stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Paragraph => "paragraph",
            Self::Caption => "caption",
        }
    }

    /// Reads the word back; an unknown one is a paragraph.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "title" => Self::Title,
            "summary" => Self::Summary,
            "caption" => Self::Caption,
            _ => Self::Paragraph,
        }
    }
}

/// Whose a remembered translation is. A later one outranks an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hand {
    /// An engine's.
    #[default]
    Machine,
    /// Brought from another memory.
    Import,
    /// A person's of this newsroom.
    Person,
}

impl Hand {
    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Import => "import",
            Self::Person => "person",
        }
    }

    /// Reads the word back; an unknown one is a machine's, which outranks nobody.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "person" => Self::Person,
            "import" => Self::Import,
            _ => Self::Machine,
        }
    }
}

/// A piece of text to translate, inline elements as numbered codes.
///
/// `text` writes an opening code as `<1>`, a closing one as `</1>` and an empty one
/// as `<1/>`; a literal `<` in it is `&lt;` and `&` is `&amp;`. The elements the
/// codes stand for stay at home, in `translate::plan::Planned`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// What it comes from.
    pub kind: SegmentKind,
    /// The words with their codes.
    pub text: String,
}

/// How a term in a segment is to be said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Hint {
    /// The term as it stands in the text: words, or the mark of a code.
    pub term: String,
    /// Its translations, the best first; at least one.
    pub translations: Vec<String>,
}

impl Segment {
    /// The name under which a translation of it is remembered: BLAKE3, in hexadecimal,
    /// of the text in NFC with blanks collapsed. A title and a paragraph of the same
    /// words are remembered apart, since engines treat them apart.
    #[must_use]
    pub fn hash(&self) -> String {
        let text: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = text.nfc().collect();
        let kind = if self.kind == SegmentKind::Title { "title" } else { "text" };
        blake3::hash(format!("{kind}\n{text}").as_bytes()).to_hex().to_string()
    }

    /// How many characters (Unicode scalar values) it holds.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.text.chars().count()
    }
}
