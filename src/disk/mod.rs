//! The only door to files and programs.
//!
//! - [`drop`]: the folder of a source, listed and read; a half-written file is left alone.
//! - [`program`]: a program of this machine, given its input and asked for its output.
//! - [`published`]: documents written where a web server takes them, whole or not at all.
//! - [`files`]: plain helpers for configuration and commands.
//! - [`lock`]: one `warta run` on one home, and who is at work on it.
//!
//! A folder that cannot be read is an error, never an empty folder: absence withdraws
//! releases.

pub mod drop;
pub mod files;
pub mod lock;
pub mod program;
pub mod published;

pub use drop::{list, read};
pub use files::FileError;
pub use lock::{Lock, Workers};
pub use program::run;
pub use published::Tree;
