//! What a door gave us to ask "has it changed?" with.

use serde::{Deserialize, Serialize};

/// Opaque marks of a document's state, sent back as they came.
///
/// For an HTTP document these are its `ETag` and `Last-Modified`; for a file its
/// size and time. `body` is a hash of the bytes, for servers that give neither.
///
/// # Source
///
/// RFC 9110, sections 8.8 and 13.1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The entity tag with its quotes, or a file's `size-millis`.
    pub etag: Option<String>,
    /// The time of the last change as the server wrote it.
    pub last_modified: Option<String>,
    /// BLAKE3 of the bytes, in hexadecimal.
    pub body: Option<String>,
}

impl Validators {
    /// Tells whether there is nothing to ask with.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}
