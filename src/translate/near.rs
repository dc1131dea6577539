//! How much alike two segments are, for people who look for words said before.
//!
//! What is found here is shown to people and never used by itself: one word more may turn a
//! sentence into its opposite.

use std::collections::BTreeMap;

use crate::translate::notation;

/// From how many parts in a hundred on two segments are near.
pub const LEAST: u32 = 70;

/// A segment that is looked for.
#[derive(Debug, Clone)]
pub struct Sought {
    words: String,
    chars: usize,
    bag: BTreeMap<String, usize>,
}

impl Sought {
    /// Looks for segments like this one.
    #[must_use]
    pub fn new(segment: &str) -> Self {
        let words = plain(segment);
        Self { chars: words.chars().count(), bag: bag(&words), words }
    }

    /// How much alike another segment is, in parts in a hundred of the longer one's characters:
    /// `None` below [`LEAST`]. Codes, blanks, and capitals count for nothing.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<u32> {
        let (short, long) = (self.chars.min(other.chars), self.chars.max(other.chars));
        // Both are cheap, and no segment that is near fails them: one word more or another one
        // costs its characters.
        if long == 0 || short * 100 < long * number(LEAST) || !self.shares(other) {
            return None;
        }
        let apart = strsim::levenshtein(&self.words, &other.words);
        let percent = u32::try_from(100 - (apart * 100).div_ceil(long).min(100)).unwrap_or(0);
        (percent >= LEAST).then_some(percent)
    }

    /// Whether a third of the words of the shorter one stand in the other.
    fn shares(&self, other: &Self) -> bool {
        let count = |bag: &BTreeMap<String, usize>| bag.values().sum::<usize>();
        let of = |(word, times): (&String, &usize)| {
            other.bag.get(word).map_or(0, |others| (*others).min(*times))
        };
        let both: usize = self.bag.iter().map(of).sum();
        both * 3 >= count(&self.bag).min(count(&other.bag))
    }
}

fn number(percent: u32) -> usize {
    usize::try_from(percent).unwrap_or(100)
}

fn plain(segment: &str) -> String {
    let words = notation::words(&notation::read(segment)).to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bag(words: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_owned()).or_insert(0) += 1;
    }
    bag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, percent: Option<u32>) {
        assert_eq!(Sought::new(one).likeness(&Sought::new(other)), percent, "{one} | {other}");
        assert_eq!(Sought::new(other).likeness(&Sought::new(one)), percent, "{other} | {one}");
    }

    #[test]
    fn one_other_number_or_word_leaves_segments_near() {
        check("Sebanyak 120 warga ikut serta.", "Sebanyak 125 warga ikut serta.", Some(96));
        check("Rapat <1>kerja</1> dibuka pagi", "RAPAT kerja dibuka  pagi", Some(100));
        check("Sebanyak 120 warga ikut.", "Sebanyak 120 warga hadir.", Some(80));
    }

    #[test]
    fn other_texts_are_not_near() {
        check("Sebanyak 120 warga ikut serta.", "Kepala kantor membuka rapat itu.", None);
        check("Rapat kerja", "Rapat kerja dibuka kepala kantor di balai desa", None);
        check("", "", None);
        check("<1/>", "kata", None);
    }
}
