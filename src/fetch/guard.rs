//! Which addresses may be asked.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use thiserror::Error;

/// Why an allow rule was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a network; write `127.0.0.1`, `10.1.0.0/16`, `192.168.1.5:8080` or `[::1]:8000-8999`"
)]
pub struct AllowError(String);

/// A network, with ports, that may be asked although it is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The network's address.
    pub address: IpAddr,
    /// How many leading bits of it count.
    pub prefix: u8,
    /// The ports.
    pub ports: RangeInclusive<u16>,
}

impl Allow {
    /// Reads `ADDRESS[/BITS][:PORT[-PORT]]`; without a port every port is meant. An IPv6
    /// address with a port stands in brackets.
    ///
    /// # Errors
    ///
    /// [`AllowError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, AllowError> {
        Err(AllowError(text.to_owned()))
    }
}
