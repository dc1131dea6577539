//! The only door to the network: one client that guards, paces, limits and revalidates
//! every request of the program.
//!
//! [`Client::ask`] turns an [`HttpAsk`](crate::domain::ask::HttpAsk) into a
//! [`Reply`](crate::domain::Reply) or a named failure.
//!
//! - [`guard`]: which addresses may be asked; [`resolve`]: names, under the same rule.
//! - [`pace`]: one request at a time to a host.
//! - `condition`: "has it changed?", and how long a server asks us to wait.
//! - `exchange`: one request to one place; [`visit`]: what a server says beside its reply.
//! - [`robots`], `rules`: what a host lets robots ask, and what we know of it.
//! - [`online`]: whether our own network is up.
//! - `request`: what is sent, and where a redirect leads; `words`: what may be said of it.
//! - [`options`]: what the operator decides.
//! - [`bucket`]: objects of a storage that speaks S3, which has a client of its own.
//!
//! No error carries a server's own words, a secret or the query of an address.

pub mod bucket;
pub mod client;
mod condition;
mod exchange;
pub mod guard;
pub mod online;
pub mod options;
pub mod pace;
mod request;
pub mod resolve;
pub mod robots;
mod rules;
pub mod visit;
mod words;

pub use bucket::{Bucket, BucketError, BucketOptions};
pub use client::{Client, ClientError};
pub use options::Options;
pub use visit::{Heard, Visit};

/// Says once and for all who does the cryptography of TLS: ring.
fn settle_tls() {
    // a second call finds it done
    rustls::crypto::ring::default_provider().install_default().ok();
}
