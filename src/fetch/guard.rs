//! Which addresses may be asked.
//!
//! An address of the public internet on port 80 or 443 may; everything else only when the
//! operator's allow list names it. The check is made on the address that is connected to,
//! so a name cannot mean one machine when it is looked at and another when it is asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use thiserror::Error;

/// Why an allow rule was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a network; write `127.0.0.1`, `10.1.0.0/16`, `192.168.1.5:8080` or \
     `[::1]:8000-8999`"
)]
pub struct AllowError(String);

/// Why an address may not be asked.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
#[error("{0}, port {1}, is closed to requests")]
pub struct Refused(pub IpAddr, pub u16);

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
    ///
    /// ```
    /// # use warta::fetch::guard::Allow;
    /// assert!(Allow::parse("192.168.1.5:8080").is_ok());
    /// assert!(Allow::parse("[fd00::]/8:80-443").is_ok());
    /// assert!(Allow::parse("example.org").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, AllowError> {
        Self::read(text.trim()).ok_or_else(|| AllowError(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let (address, rest) = if let Some(inner) = text.strip_prefix('[') {
            let (address, rest) = inner.split_once(']')?;
            (address.parse::<Ipv6Addr>().ok()?.into(), rest)
        } else {
            let end = text.find(|c: char| c == '/' || (c == ':' && text.contains('.')));
            let (address, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
            (address.parse::<IpAddr>().ok()?, rest)
        };
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let (bits, ports) = match rest.split_once(':') {
            Some((bits, ports)) => (bits, Some(ports)),
            None => (rest, None),
        };
        let prefix = match bits.strip_prefix('/') {
            Some(bits) => u8::try_from(number(bits)?).ok()?,
            None if bits.is_empty() => widest,
            None => return None,
        };
        let ports = match ports.map(|ports| ports.split_once('-').unwrap_or((ports, ports))) {
            Some((first, last)) => number(first)?..=number(last)?,
            None => 0..=u16::MAX,
        };
        (prefix <= widest && !ports.is_empty()).then_some(Self { address, prefix, ports })
    }

    /// Whether it names this address and port.
    #[must_use]
    pub fn covers(&self, address: IpAddr, port: u16) -> bool {
        let address = address.to_canonical();
        self.ports.contains(&port) && within(address, self.address, self.prefix)
    }
}

/// Says whether an address and port may be connected to.
///
/// An IPv4 address inside an IPv6 one is judged as what it is; other embeddings (NAT64,
/// 6to4, Teredo) are refused, since they could carry a private address past the check.
///
/// # Errors
///
/// [`Refused`] when neither the public rule nor the allow list lets it through.
///
/// # Source
///
/// IANA's registries of special-purpose addresses, RFC 6890 and its updates.
pub fn check(address: IpAddr, port: u16, allow: &[Allow]) -> Result<(), Refused> {
    let public = is_public(address) && matches!(port, 80 | 443);
    if public || allow.iter().any(|rule| rule.covers(address, port)) {
        Ok(())
    } else {
        Err(Refused(address, port))
    }
}

/// IPv4 networks that are not the public internet.
const SPECIAL_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What is not public within `2000::/3`; nothing outside of that is.
const SPECIAL_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let inside = |(network, prefix): (IpAddr, u8)| within(address, network, prefix);
    if address.is_ipv4() {
        !SPECIAL_V4.iter().map(|(network, bits)| ((*network).into(), *bits)).any(inside)
    } else {
        inside((Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0).into(), 3))
            && !SPECIAL_V6.iter().map(|(network, bits)| ((*network).into(), *bits)).any(inside)
    }
}

/// Whether the leading bits of two addresses of one family agree.
fn within(address: IpAddr, network: IpAddr, prefix: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let differ = address.to_bits() ^ network.to_bits();
            differ.leading_zeros() >= prefix.into()
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let differ = address.to_bits() ^ network.to_bits();
            differ.leading_zeros() >= prefix.into()
        }
        _ => false,
    }
}

/// Reads digits and nothing else.
fn number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_no_special_address_may_be_asked() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ] {
            let ip: IpAddr = address.parse().unwrap();
            assert_eq!(check(ip, 443, &[]), Err(Refused(ip, 443)), "{address}");
        }
    }

    #[test]
    fn the_public_internet_may_be_asked_on_the_ports_of_the_web() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
        ] {
            let ip = address.parse().unwrap();
            assert_eq!(check(ip, 443, &[]), Ok(()), "{address}");
            assert_eq!(check(ip, 80, &[]), Ok(()), "{address}");
            for port in [0, 22, 25, 6379, 8080] {
                assert_eq!(check(ip, port, &[]), Err(Refused(ip, port)), "{address}:{port}");
            }
        }
    }

    #[test]
    fn s2_every_spelling_of_a_number_address_is_known_for_what_it_is() {
        for (spelling, address) in [
            ("http://2130706433/", "127.0.0.1"),
            ("http://0177.0.0.1/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://127.1/", "127.0.0.1"),
            ("http://127.0.0.1./", "127.0.0.1"),
            ("http://a@127.0.0.1/", "127.0.0.1"),
            ("http://１２７.0.0.1/", "127.0.0.1"),
            ("http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"),
        ] {
            let url = url::Url::parse(spelling).unwrap();
            let found = match url.host().unwrap() {
                url::Host::Ipv4(ip) => IpAddr::from(ip),
                url::Host::Ipv6(ip) => IpAddr::from(ip),
                url::Host::Domain(name) => panic!("{spelling} is taken for the name {name}"),
            };
            assert_eq!(found, address.parse::<IpAddr>().unwrap(), "{spelling}");
        }
    }

    #[track_caller]
    fn allows(rule: &str, address: &str, port: u16) -> bool {
        let rules = [Allow::parse(rule).unwrap()];
        check(address.parse().unwrap(), port, &rules).is_ok()
    }

    #[test]
    fn an_allow_rule_opens_exactly_what_it_names() {
        assert!(allows("192.168.1.5:8080", "192.168.1.5", 8080));
        assert!(!allows("192.168.1.5:8080", "192.168.1.5", 80));
        assert!(!allows("192.168.1.5:8080", "192.168.1.6", 8080));
        assert!(allows("127.0.0.1", "127.0.0.1", 65_535));
        assert!(allows("127.0.0.1", "::ffff:127.0.0.1", 80));
        assert!(allows("10.1.0.0/16:80-90", "10.1.255.1", 90));
        assert!(!allows("10.1.0.0/16:80-90", "10.1.255.1", 91));
        assert!(!allows("10.1.0.0/16", "10.2.0.1", 80));
        assert!(allows("[::1]:8000-8999", "::1", 8484));
        assert!(allows("fd00::/8", "fd12::1", 22));
        assert!(allows("[fd00::]/8:22", "fd12::1", 22));
        assert!(allows("0.0.0.0/0", "10.0.0.1", 1));
        assert!(!allows("::/0", "10.0.0.1", 1));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "",
            "localhost",
            "example.org:80",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/x",
            "10.0.0.1:",
            "10.0.0.1:90-80",
            "10.0.0.1:99999",
            "10.0.0.1:+80",
            "::1/129",
            "[::1",
            "[10.0.0.1]:80",
            "10.0.0.1 80",
            "10.0.0.0/+8",
        ] {
            assert_eq!(Allow::parse(wrong), Err(AllowError(wrong.to_owned())), "{wrong}");
        }
    }
}
