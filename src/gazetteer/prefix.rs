//! Words beside a name that vouch for it: `Gubernur`, `Kab.`, `Polda`; in English after it.

use std::collections::HashMap;

use crate::gazetteer::lexicon::Shape;
use crate::gazetteer::table::rows;

pub(super) const PREFIXES: &str = include_str!("tsv/prefixes.tsv");

/// Small words between an office and its place: `Governor of`, `Convention de`.
const LINKS: [&str; 7] = ["of", "de", "du", "do", "da", "di", "von"];

/// What a word says about the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A city: `Kota`, `Pemkot`.
    City,
    /// A regency: `Bupati`, `Kab.`
    Regency,
    /// A city or regency: `Polres`, `BNNK`.
    Town,
    /// A province: `Gubernur`, `Polda`.
    Province,
    /// Somewhere: `di`, `ke`. It vouches for no name, and only helps an alias.
    Context,
    /// Something that only bears a place's name: `Jalan`, `Selat`.
    Other,
}

impl Says {
    /// Tells whether the word vouches for a name of this shape.
    pub(super) fn vouches(self, shape: Shape) -> bool {
        match self {
            Self::City => matches!(shape, Shape::City | Shape::Town),
            Self::Regency => matches!(shape, Shape::Regency | Shape::Town),
            Self::Town => {
                matches!(shape, Shape::City | Shape::Regency | Shape::Town | Shape::Province)
            }
            Self::Province => shape == Shape::Province,
            Self::Context | Self::Other => false,
        }
    }
}

/// The words, lower case.
#[derive(Debug)]
pub(super) struct Prefixes {
    before: HashMap<&'static str, Says>,
    after: HashMap<&'static str, Says>,
}

impl Prefixes {
    /// Reads the table.
    pub(super) fn read() -> Self {
        let mut made = Self { before: HashMap::new(), after: HashMap::new() };
        for [word, _, kind] in rows(PREFIXES) {
            match kind.strip_prefix("after-") {
                Some(kind) => made.after.insert(word, says(kind)),
                None => made.before.insert(word, says(kind)),
            };
        }
        made
    }

    /// What the words around a name say: `head` is the text before it, `tail` the text after.
    pub(super) fn around(&self, head: &str, tail: &str) -> Option<Says> {
        let mut before = None;
        // `Governor of West Java`: the office stands behind the small word.
        for word in words_back(head).take(2) {
            let says = self.before.get(word.to_lowercase().as_str()).copied();
            before = says.filter(|says| *says != Says::Context).or(before).or(says);
            if !LINKS.iter().any(|link| word.eq_ignore_ascii_case(link)) {
                break;
            }
        }
        if before.is_some_and(|says| says != Says::Context) {
            return before;
        }
        let word = tail.strip_prefix(' ').unwrap_or("");
        let word = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(word);
        self.after.get(word.to_lowercase().as_str()).copied().or(before)
    }
}

/// The words of a text from its end, full stops and blanks between them aside.
fn words_back(head: &str) -> impl Iterator<Item = &str> {
    let head = head.trim_end().trim_end_matches('.');
    head.rsplit(|c: char| !c.is_alphanumeric())
}

fn says(kind: &str) -> Says {
    match kind {
        "city" => Says::City,
        "regency" => Says::Regency,
        "town" => Says::Town,
        "province" => Says::Province,
        "other" => Says::Other,
        _ => Says::Context,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, tail: &str, expected: Option<Says>) {
        assert_eq!(Prefixes::read().around(head, tail), expected, "{head}|{tail}");
    }

    #[test]
    fn offices_before_a_name_vouch_for_it() {
        check("kata Wali Kota ", "", Some(Says::City));
        check("Kab. ", "", Some(Says::Regency));
        check("Kabupaten/Kota ", "", Some(Says::City));
        check("KAPOLDA ", "", Some(Says::Province));
        check("berangkat dari ", "", Some(Says::Context));
        check("the Governor of ", "", Some(Says::Province));
        check("the people of ", "", Some(Says::Context));
        check("di Polda, ", "", None);
        check("banyak ", " besar", None);
        check("the ", " Regency police", Some(Says::Regency));
    }
}
