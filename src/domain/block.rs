//! The parts a body is made of.

use serde::{Deserialize, Serialize};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading inside the text, shown as `h2`.
    Heading,
    /// A quotation set apart.
    Quote,
    /// An item of a bulleted list.
    Bullet,
    /// An item of a numbered list.
    Number,
    /// Text whose line breaks count.
    Preformatted,
    /// A table, kept whole.
    Table,
    /// An image with its caption.
    Figure,
}

impl BlockKind {
    /// The name in JSON: `paragraph`, `heading` ...
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Heading => "heading",
            Self::Quote => "quote",
            Self::Bullet => "bullet",
            Self::Number => "number",
            Self::Preformatted => "preformatted",
            Self::Table => "table",
            Self::Figure => "figure",
        }
    }
}

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words alone, entities decoded, blanks collapsed.
    pub text: String,
    /// What stands inside its element: sanitised inline HTML with absolute
    /// addresses. For a table or a figure the whole element.
    pub html: String,
}

impl Block {
    /// A paragraph of plain words; `<`, `>` and `&` become entities in its HTML.
    #[must_use]
    pub fn paragraph(text: &str) -> Self {
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Self { kind: BlockKind::Paragraph, text: text.to_owned(), html }
    }
}
