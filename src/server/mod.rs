//! HTTP: reads rows, files jobs, does no work of its own.

pub mod options;

pub use options::Options;
