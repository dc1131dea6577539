//! Where two texts of one shape say different things: another day, place or figure.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::text::fingerprint::words::{Class, Word};

/// Equal words between two differences that still belong together, such as `Juni` between
/// two days and two years.
const ISLAND: usize = 2;
/// More words than this on one side at the end of a text are an ending of its own.
const ENDING: usize = 12;

/// Two texts laid side by side.
#[derive(Debug)]
pub(super) struct Aligned {
    /// Words that both have, in one order.
    pub(super) equal: usize,
    /// As they are, and those close together as one.
    hunks: Vec<Hunk>,
    lengths: (usize, usize),
}

/// A stretch in which they differ, as ranges of their words.
#[derive(Debug, Clone)]
struct Hunk {
    one: std::ops::Range<usize>,
    other: std::ops::Range<usize>,
}

/// Lays two texts side by side, word by word.
pub(super) fn align(one: &[Word], other: &[Word]) -> Aligned {
    let keys = |words: &[Word]| -> Vec<String> { words.iter().map(|w| w.key.clone()).collect() };
    let (a, b) = (keys(one), keys(other));
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut joined: Vec<Hunk> = Vec::new();
    let mut equal = 0;
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            equal += old.len();
            continue;
        }
        let hunk = Hunk { one: old, other: new };
        match joined.last_mut().filter(|last| hunk.one.start <= last.one.end + ISLAND) {
            Some(last) => {
                last.one.end = hunk.one.end;
                last.other.end = hunk.other.end;
            }
            None => joined.push(hunk.clone()),
        }
        hunks.push(hunk);
    }
    hunks.append(&mut joined);
    Aligned { equal, hunks, lengths: (one.len(), other.len()) }
}

impl Aligned {
    /// Whether one text has another day, figure or name where the other has its own.
    /// Names count only when neither text has the other's anywhere.
    pub(super) fn clash(&self, one: &[Word], other: &[Word], all: (&Keys, &Keys)) -> bool {
        self.hunks.iter().filter(|hunk| !self.is_ending(hunk)).any(|hunk| {
            let (a, b) = (one.get(hunk.one.clone()), other.get(hunk.other.clone()));
            differ(a.unwrap_or_default(), b.unwrap_or_default(), all)
        })
    }

    /// What stands at the end of one text alone or of both, and is long: a footer.
    fn is_ending(&self, hunk: &Hunk) -> bool {
        let last = hunk.one.end == self.lengths.0 && hunk.other.end == self.lengths.1;
        last && hunk.one.len().max(hunk.other.len()) > ENDING
    }
}

/// The letters of every word of a text.
pub(super) type Keys = BTreeSet<String>;

fn differ(one: &[Word], other: &[Word], all: (&Keys, &Keys)) -> bool {
    [Class::Figure, Class::Day].into_iter().any(|class| {
        let (a, b) = (of(one, class), of(other, class));
        !a.is_empty() && !b.is_empty() && !holds(&a, &b) && !holds(&b, &a)
    }) || names_differ(one, other, all)
}

/// How often each word of a class stands there: `6/6` and `13/6` have one six in common.
fn of(words: &[Word], class: Class) -> BTreeMap<&str, usize> {
    let mut counted = BTreeMap::new();
    for word in words.iter().filter(|word| word.class == class) {
        *counted.entry(word.key.as_str()).or_default() += 1;
    }
    counted
}

fn holds(large: &BTreeMap<&str, usize>, small: &BTreeMap<&str, usize>) -> bool {
    small.iter().all(|(key, count)| large.get(key).is_some_and(|all| all >= count))
}

fn names_differ(one: &[Word], other: &[Word], all: (&Keys, &Keys)) -> bool {
    let strange = |words: &[Word], known: &Keys| -> Vec<String> {
        let names = words.iter().filter(|word| word.class == Class::Name);
        names.filter(|word| !known.contains(&word.key)).map(|word| word.key.clone()).collect()
    };
    let (a, b) = (strange(one, all.1), strange(other, all.0));
    !a.is_empty() && !b.is_empty() && !alike(&a, &b)
}

/// Whether some name of one stands for a name of the other: a slip of spelling, or letters
/// of it such as `BNN` and `Kalbar`.
fn alike(one: &[String], other: &[String]) -> bool {
    let spelt = |a: &str, b: &str| {
        let longer = a.chars().count().max(b.chars().count());
        distance(a, b) * 4 <= longer
    };
    one.iter().any(|a| other.iter().any(|b| spelt(a, b)))
        || one.iter().any(|short| is_short_for(short, &other.concat()))
        || other.iter().any(|short| is_short_for(short, &one.concat()))
}

/// Whether the letters of a short name stand in a longer one, in their order, from its first.
pub(super) fn is_short_for(short: &str, long: &str) -> bool {
    let count = short.chars().count();
    if count < 3 || long.chars().count() < count * 2 || short.chars().next() != long.chars().next()
    {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|letter| rest.any(|one| one == letter))
}

/// How many letters must be changed to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((cost, same), over) in
            row.iter().zip(other.iter().map(|b| *b == letter)).zip(row.iter().skip(1))
        {
            let left = next.last().copied().unwrap_or_default();
            next.push((cost + usize::from(!same)).min(left + 1).min(over + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fingerprint::words::words;

    #[track_caller]
    fn check(one: &str, other: &str, wanted: bool) {
        let (a, b) = (words(one), words(other));
        let keys = |words: &[Word]| words.iter().map(|word| word.key.clone()).collect::<Keys>();
        let clash = align(&a, &b).clash(&a, &b, (&keys(&a), &keys(&b)));
        assert_eq!(clash, wanted, "{one} / {other}");
    }

    #[test]
    fn another_figure_day_or_place_is_another_piece_of_news() {
        check("sebanyak 14 orang", "sebanyak 12 orang", true);
        check("pada Kamis (6/6/2024)", "pada Jumat (7/6/2024)", true);
        check("pada Kamis (6/6/2024)", "pada Kamis (13/6/2024)", true);
        check("warga di Sambas", "warga di Ketapang", true);
        check("tiga butir dan lima kotak", "lima butir dan tiga kotak", true);
    }

    #[test]
    fn the_same_fact_in_other_letters_is_no_other_fact() {
        check("pada Kamis (6/6/2024)", "pada Kamis, 6 Juni 2024", false);
        check("pada Kamis (6/6)", "pada Kamis (6/6/2024)", false);
        check("oleh Martinus Contoh", "oleh Marthinus Contoh", false);
        check("dari BPZN", "dari Badan Pengawas Zat Nusantara", false);
        check("warga Kalbar", "warga Kalimantan Barat", false);
        check("sebanyak 14 orang", "sejumlah 14 orang", false);
    }

    #[test]
    fn letters_to_change_are_counted() {
        assert_eq!(distance("martinus", "marthinus"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("sambas", "ketapang"), 7);
    }
}
