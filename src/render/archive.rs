//! The pages of a feed: what left its documents stays to be read by who comes late.
//!
//! A page has the formats that can name the one before it: Atom by RFC 5005, JSON Feed by
//! `next_url`. RSS readers are led to the pages in Atom.

use crate::render::{Format, format};

/// Entries on a page at most.
pub const PAGE: usize = 50;

/// Bytes of the entries of a document or page at most; a document may have two million.
pub const BYTES_MAX: usize = 1_900_000;

/// The formats of a feed's pages, by the formats it has itself.
pub fn formats(named: &[String]) -> impl Iterator<Item = &'static dyn Format> {
    let has = |name: &str| named.iter().any(|one| one == name);
    let atom = (has("atom") || has("rss")).then_some("atom");
    let json = has("json").then_some("json");
    atom.into_iter().chain(json).filter_map(format)
}

/// The public path of a page: `/en/ID-KB/archive/12.atom`.
///
/// ```
/// # use warta::render::{archive, format};
/// let atom = format("atom").unwrap();
/// assert_eq!(archive::address(atom, "/en/ID-KB/", 12), "/en/ID-KB/archive/12.atom");
/// ```
#[must_use]
pub fn address(format: &dyn Format, folder: &str, number: i64) -> String {
    format!("{folder}archive/{number}.{}", format.name())
}

/// The number and format of the last part of an address, `12.atom`.
#[must_use]
pub fn read(name: &str) -> Option<(i64, &'static dyn Format)> {
    let (number, ending) = name.split_once('.')?;
    let plain = number.chars().all(|c| c.is_ascii_digit()) && !number.starts_with('0');
    let number = number.parse().ok().filter(|_| plain)?;
    let known = ["atom", "json"].contains(&ending);
    Some((number, format(ending).filter(|_| known)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_formats_that_can_name_the_one_before_it() {
        let of = |named: &[&str]| -> Vec<&str> {
            let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
            formats(&named).map(Format::name).collect()
        };
        assert_eq!(of(&["rss"]), ["atom"]);
        assert_eq!(of(&["rss", "atom", "json", "ninjs"]), ["atom", "json"]);
        assert_eq!(of(&["ninjs"]), [""; 0]);
    }

    #[test]
    fn a_page_is_read_from_its_address() {
        assert!(read("12.atom").is_some_and(|(n, format)| n == 12 && format.name() == "atom"));
        for wrong in ["12.rss", "012.atom", "atom", "-1.json", ".json", "1.atom.json"] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
