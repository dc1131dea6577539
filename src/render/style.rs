//! The one stylesheet of all pages. Pages carry no style of their own, so that the
//! server can forbid everything but this file.

/// Served at `/style.css`.
pub const CSS: &str = include_str!("templates/style.css");
