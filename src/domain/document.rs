//! What came back for one address.

use crate::domain::instant::Instant;
use crate::domain::validators::Validators;

/// One document: bytes and what its server or file system said of them.
/// Decoding is `text::charset`'s work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What was asked for: an address, or a path below the source's folder with `/`.
    pub address: String,
    /// Where the bytes came from after redirects, or the same as `address`.
    pub location: String,
    /// The bytes as they came, transfer and content codings undone.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header, or one guessed from a file's ending.
    pub content_type: Option<String>,
    /// The `Content-Language` header.
    pub content_language: Option<String>,
    /// The `Content-Location` header, which is a base for relative addresses.
    pub content_location: Option<String>,
    /// When the document says it was last changed: a header, or a file's time.
    pub modified: Option<Instant>,
    /// What to ask with next time.
    pub validators: Validators,
    /// Into how many pages a list is cut, by `X-WP-TotalPages`.
    pub pages: Option<u64>,
}

impl Document {
    /// A document of which nothing is known but its bytes.
    #[must_use]
    pub fn bare(address: &str, bytes: Vec<u8>) -> Self {
        Self {
            address: address.to_owned(),
            location: address.to_owned(),
            bytes,
            content_type: None,
            content_language: None,
            content_location: None,
            modified: None,
            validators: Validators::default(),
            pages: None,
        }
    }
}
