//! What the operator decides about requests.

use std::time::Duration;

use crate::fetch::guard::Allow;

/// Limits and manners of every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// A mail or web address where the operator can be reached: part of the user agent.
    /// Nothing outside loopback is asked without it.
    pub contact: Option<String>,
    /// Networks that may be asked although they are not public, or on other ports.
    pub allow: Vec<Allow>,
    /// Pause between two requests to one host; none for hosts in `allow`.
    pub gap: Duration,
    /// How long connecting may take.
    pub connect_limit: Duration,
    /// How long a whole request may take.
    pub total_limit: Duration,
    /// How long a whole request to an engine may take. Who asks one has a limit of his own,
    /// since models take their time; this is the last.
    pub engine_limit: Duration,
    /// Bytes of a body after decompression.
    pub body_bytes_max: u64,
    /// Redirects followed.
    pub hops_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            contact: None,
            allow: Vec::new(),
            gap: Duration::from_secs(1),
            connect_limit: Duration::from_secs(10),
            total_limit: Duration::from_secs(30),
            engine_limit: Duration::from_mins(10),
            body_bytes_max: 10_000_000,
            hops_max: 5,
        }
    }
}
