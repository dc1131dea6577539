//! What may be said of an address and of a failure: no secret, and no word of a server's.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::IpAddr;

use url::{Host, Url};

use crate::domain::AskError;
use crate::fetch::exchange::Failed;
use crate::fetch::guard::Refused;

/// A failure of the client library in our own words.
pub(super) fn network(why: &reqwest::Error, url: &Url, sent: bool) -> Failed {
    let mut cause: Option<&(dyn Error + 'static)> = Some(why);
    let mut system = None;
    let mut tls = None;
    while let Some(error) = cause {
        if error.is::<Refused>() {
            return AskError::Forbidden { address: place(url) }.into();
        }
        tls = tls.or_else(|| error.downcast_ref::<rustls::Error>());
        // A failure of the system hides the one it holds from `source`.
        let held = error.downcast_ref::<io::Error>().and_then(|io| {
            system = Some(io.kind());
            io.get_ref()
        });
        cause = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    let place = shown(url);
    // A host that hangs up is there.
    let there = matches!(
        system,
        Some(
            ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
                | ErrorKind::InvalidData
        )
    );
    let unreached = why.is_connect() && tls.is_none() && !there;
    let broken = !why.is_connect() && !why.is_timeout();
    let what = if let Some(tls) = tls {
        format!("no safe connection to {place}: {}", unsafe_because(tls))
    } else if why.is_connect() && why.is_timeout() {
        format!("no connection to {place} in time")
    } else if why.is_connect() && there {
        format!("no connection to {place}: nobody answers there")
    } else if why.is_connect() {
        format!("no connection to {place}: unknown name, or no way there")
    } else if why.is_timeout() {
        format!("no whole answer from {place} in time")
    } else if why.is_decode() {
        format!("the answer of {place} broke off or is damaged")
    } else {
        format!("the answer of {place} broke off or is no HTTP")
    };
    let error = AskError::Network { what, uncertain: sent && !why.is_connect() };
    Failed { error, unreached, broken }
}

/// What is wrong with a connection that was to be safe.
fn unsafe_because(why: &rustls::Error) -> &'static str {
    use rustls::{CertificateError as Bad, Error as Tls};
    match why {
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            "its certificate has expired"
        }
        Tls::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => {
            "its certificate is not valid yet"
        }
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            "its certificate is for another name"
        }
        Tls::InvalidCertificate(Bad::Revoked) => "its certificate was revoked",
        Tls::InvalidCertificate(Bad::UnknownIssuer) => {
            "its certificate is signed by nobody this machine trusts"
        }
        Tls::InvalidCertificate(_) => "its certificate is not good",
        Tls::PeerIncompatible(_) | Tls::AlertReceived(_) => {
            "it speaks no version of TLS that is still safe"
        }
        _ => "it does not speak TLS as it should",
    }
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

#[cfg(test)]
mod tests {
    use rustls::{AlertDescription, CertificateError as Bad, Error as Tls, PeerIncompatible};

    use super::*;

    #[test]
    fn n14_a_connection_that_is_not_safe_is_told_in_plain_words() {
        let told = |why| unsafe_because(&why);
        assert!(told(Tls::InvalidCertificate(Bad::Expired)).contains("expired"));
        assert!(told(Tls::InvalidCertificate(Bad::NotValidYet)).contains("not valid yet"));
        assert!(told(Tls::InvalidCertificate(Bad::NotValidForName)).contains("another name"));
        assert!(told(Tls::InvalidCertificate(Bad::UnknownIssuer)).contains("nobody"));
        assert!(told(Tls::InvalidCertificate(Bad::BadSignature)).contains("not good"));
        let old = Tls::AlertReceived(AlertDescription::ProtocolVersion);
        assert!(told(old).contains("no version of TLS"));
        let older = Tls::PeerIncompatible(PeerIncompatible::Tls12NotOffered);
        assert!(told(older).contains("no version of TLS"));
        assert!(told(Tls::DecryptError).contains("does not speak TLS"));
    }
}
