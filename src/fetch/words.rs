//! What may be said of an address and of a failure: no secret, and no word of a server's.

use std::error::Error;
use std::net::IpAddr;

use url::{Host, Url};

use crate::domain::AskError;
use crate::fetch::guard::Refused;

/// A failure of the client library in our own words.
pub(super) fn network(why: &reqwest::Error, url: &Url, sent: bool) -> AskError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(why);
    while let Some(error) = cause {
        if error.is::<Refused>() {
            return AskError::Forbidden { address: place(url) };
        }
        cause = error.source();
    }
    let place = shown(url);
    let what = if why.is_connect() && why.is_timeout() {
        format!("no connection to {place} in time")
    } else if why.is_connect() {
        format!("no connection to {place}: unknown name, nobody there, or a bad certificate")
    } else if why.is_timeout() {
        format!("no whole answer from {place} in time")
    } else if why.is_decode() {
        format!("the answer of {place} broke off or is damaged")
    } else {
        format!("the answer of {place} broke off or is no HTTP")
    };
    AskError::Network { what, uncertain: sent && !why.is_connect() }
}

/// Scheme, host and port of an address: nothing of it that could be secret.
pub(super) fn shown(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// An address without fragment, name and password.
pub(super) fn public(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    // Only an address without a host refuses this, and it has no name to lose.
    url.set_username("").and_then(|()| url.set_password(None)).ok();
    url.into()
}

/// Host and port.
pub(super) fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The address of a host written as a number.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

pub(super) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}
