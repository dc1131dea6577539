//! *warta* pulls press releases from configured sources, normalises them, has them
//! translated, and publishes them as feeds per language and region.
//!
//! The crate is a house of seven floors; each may use only those below it, as
//! `tests/it/architecture.rs` enforces. `ARCHITECTURE.md` walks one release through it.

pub mod domain;

pub mod gazetteer;
pub mod text;

pub mod engine;
pub mod normalize;
pub mod render;
pub mod source;
pub mod translate;

pub mod disk;
pub mod fetch;
pub mod store;

pub mod pipeline;

pub mod schedule;

pub mod config;
pub mod server;

pub mod cli;

pub mod telemetry;
