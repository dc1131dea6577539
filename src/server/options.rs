//! Where and how the server listens.

use std::net::SocketAddr;

/// Where and how the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The address of the public server.
    pub listen: SocketAddr,
    /// The address of `/metrics`, on loopback.
    pub metrics_listen: Option<SocketAddr>,
    /// Bytes of documents kept in memory.
    pub cache_bytes_max: u64,
}
