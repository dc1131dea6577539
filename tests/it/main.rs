//! One test binary for everything that needs more than one module.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop at once and say where"
)]

mod architecture;
mod areas;
mod bans;
#[cfg(feature = "cloud")]
mod bucket;
mod checks;
mod cli;
mod conversion;
mod engines;
mod export;
mod fetching;
mod formats;
mod guard;
mod hub;
mod journey;
mod manners;
mod normalizing;
mod pages;
mod pages_served;
mod places;
mod publishing;
mod push;
mod reading;
mod reference;
mod rules;
mod running;
mod search;
mod server;
mod sources;
mod store;
mod stories;
mod support;
mod tour;
mod versions;
mod xliff;
