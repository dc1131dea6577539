//! Turns a host's name into the region whose office it is.
//!
//! Regulations on Indonesian government names give `{name}prov.go.id`, `{name}kab.go.id` and
//! `{name}kota.go.id`, since 2015 also without the ending; agencies put the office first, as
//! in `kalbar.bnn.go.id`, and courts and prosecutors in `kejari-pontianak.go.id`.

use std::collections::HashMap;

use crate::domain::{Language, Region};
use crate::gazetteer::Place;
use crate::gazetteer::lexicon::{Entry, Lexicon, Needs, Shape};
use crate::gazetteer::place::{in_text, place, settle};
use crate::gazetteer::regions::{Regions, is_country};
use crate::gazetteer::table::{key, rows};

pub(super) const HOSTS: &str = include_str!("tsv/hosts.tsv");

/// Words before a hyphen in a label that name the office, not the place.
const OFFICES: &[&str] = &[
    "bnn",
    "bnnp",
    "bnnk",
    "bpk",
    "bps",
    "kab",
    "kota",
    "prov",
    "pemkab",
    "pemkot",
    "pemprov",
    "kejati",
    "kejari",
    "polda",
    "polres",
    "polresta",
    "kanwil",
    "lapas",
    "rutan",
    "pn",
    "pa",
    "pt",
    "pta",
    "ptun",
    "dprd",
    "kpu",
    "bawaslu",
    "diskominfo",
    "humas",
];

/// How labels below a suffix are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// One of them may be a place's name.
    Place,
    /// They do not matter.
    Fixed,
    /// The host says nothing.
    Nothing,
}

/// The rules, by suffix.
#[derive(Debug)]
pub(super) struct Hosts(HashMap<&'static str, (Reading, &'static str)>);

impl Hosts {
    /// Reads the table.
    pub(super) fn read() -> Self {
        let rule = |[suffix, reading, code]: [&'static str; 3]| {
            let reading = match reading {
                "place" => Reading::Place,
                "fixed" => Reading::Fixed,
                _ => Reading::Nothing,
            };
            (suffix, (reading, code))
        };
        Self(rows(HOSTS).map(rule).collect())
    }

    /// The place of a host, named in a language.
    pub(super) fn place(
        &self,
        (regions, lexicon): (&Regions, &Lexicon),
        host: &str,
        language: &Language,
    ) -> Option<Place> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut suffix = host.as_str();
        let (reading, code) = loop {
            if let Some(rule) = self.0.get(suffix) {
                break *rule;
            }
            suffix = suffix.split_once('.')?.1;
        };
        let below = host.strip_suffix(suffix)?.trim_end_matches('.');
        let mut labels = below.rsplit('.').filter(|label| !label.is_empty());
        let read = match reading {
            // The nearest label names the office; one further down may be a program's, as in
            // `siak.dukcapil.go.id`.
            Reading::Place => labels
                .next()
                .and_then(|label| label_entry((regions, lexicon), label, true))
                .or_else(|| labels.find_map(|label| label_entry((regions, lexicon), label, false))),
            Reading::Fixed => None,
            Reading::Nothing => return None,
        };
        match read {
            Some(entry) => Some(place(regions, entry, language)),
            None => of_code((regions, lexicon), code, language),
        }
    }
}

/// The place a code of the table stands for.
fn of_code(
    (regions, lexicon): (&Regions, &Lexicon),
    code: &'static str,
    language: &Language,
) -> Option<Place> {
    if code.contains('.') {
        let entry = lexicon.entries().iter().find(|e| e.code == Some(code))?;
        return Some(place(regions, entry, language));
    }
    let region = Region::parse(code).ok()?;
    let kind = if is_country(code) {
        crate::gazetteer::PlaceKind::Country
    } else {
        crate::gazetteer::PlaceKind::Province
    };
    Some(Place { name: regions.name(code, language), region, code: None, kind })
}

/// What one label names: as it is, without its ending, or behind an office and a hyphen.
/// Short and ordinary names count alone only where `bare_counts`.
fn label_entry<'a>(
    tables: (&Regions, &'a Lexicon),
    label: &str,
    bare_counts: bool,
) -> Option<&'a Entry> {
    let bare = match label.split_once('-') {
        Some((office, rest)) if OFFICES.contains(&office) => rest,
        _ => label,
    };
    let endings = [("prov", Shape::Province), ("kab", Shape::Regency), ("kota", Shape::City)];
    let ending = endings
        .iter()
        .find_map(|(ending, shape)| named(tables, bare.strip_suffix(ending)?, Some(*shape)));
    let alone = || named(tables, bare, None);
    ending.or_else(|| alone().filter(|e| bare_counts || bare != label || e.needs != Needs::Prefix))
}

/// A name of Indonesia in a label, of one shape if the label says which.
fn named<'a>(
    (regions, lexicon): (&Regions, &'a Lexicon),
    name: &str,
    shape: Option<Shape>,
) -> Option<&'a Entry> {
    let found: Vec<&Entry> = lexicon
        .find(&key(name))
        .filter(|e| e.is_indonesian() && e.shape != Shape::Country && e.needs != Needs::Slot)
        // Two letters of an alias are too little to go by.
        .filter(|e| e.shape != Shape::Province || e.spelling.len() > 2)
        .filter(|e| shape.is_none_or(|shape| e.shape == shape))
        .collect();
    settle(regions, &found, None, in_text)
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::Gazetteer;

    #[track_caller]
    fn host(name: &str, expected: Option<(&str, Option<&str>)>) {
        let place = Gazetteer::bundled().host(name);
        let got = place.as_ref().map(|place| (place.region.as_str(), place.code.as_deref()));
        assert_eq!(got, expected, "{name}");
    }

    #[test]
    fn a_host_says_whose_office_it_is() {
        host("kalbar.bnn.go.id", Some(("ID-KB", None)));
        host("KALBAR.BNN.GO.ID", Some(("ID-KB", None)));
        host("bnn.go.id", Some(("ID", None)));
        host("sumutprov.go.id", Some(("ID-SU", None)));
        host("diskominfo.kalbarprov.go.id", Some(("ID-KB", None)));
        host("bandungkab.go.id", Some(("ID-JB", Some("32.04"))));
        host("palukota.go.id", Some(("ID-ST", Some("72.71"))));
        host("banjarkota.go.id", Some(("ID-JB", Some("32.79"))));
        host("banjarkab.go.id", Some(("ID-KS", Some("63.03"))));
        host("trenggalekkab.bnn.go.id", Some(("ID-JI", Some("35.03"))));
        host("kejari-pontianak.go.id", Some(("ID-KB", Some("61.71"))));
        host("limapuluhkotakab.go.id", Some(("ID-SB", Some("13.07"))));
        host("kalteng.antaranews.com", Some(("ID-KT", None)));
        host("megapolitan.antaranews.com", Some(("ID-JK", None)));
        host("www.antaranews.com", None);
        host("news.gov.sg", Some(("SG", None)));
        host("siak.dukcapil.go.id", Some(("ID", None)));
        host("siakkab.go.id", Some(("ID-RI", Some("14.08"))));
        host("batu.go.id", Some(("ID-JI", Some("35.79"))));
        host("example.org", None);
        host("kalbar.example.org", None);
    }
}
