//! Two texts to what was added and what was taken out.

use std::ops::Range;

/// A part of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<T> {
    /// In both.
    Same(T),
    /// Only in the later one.
    Added(T),
    /// Only in the earlier one.
    Removed(T),
}

/// Items compared one by one at most, in each text; longer ones differ as a whole.
const COMPARED_MAX: usize = 1_500;

/// Compares two lists: what stays is as much as can be, in order. What was taken out comes
/// before what was added in its place.
#[must_use]
pub fn lists<'a, T: PartialEq>(before: &'a [T], after: &'a [T]) -> Vec<Piece<&'a T>> {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (head, before) = before.split_at_checked(same).unwrap_or((before, &[]));
    let after = after.get(same..).unwrap_or_default();
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (before, end) = before.split_at_checked(before.len() - tail).unwrap_or((before, &[]));
    let after = after.get(..after.len() - tail).unwrap_or_default();
    let mut out: Vec<Piece<&T>> = head.iter().map(Piece::Same).collect();
    if before.len() > COMPARED_MAX || after.len() > COMPARED_MAX {
        out.extend(before.iter().map(Piece::Removed));
        out.extend(after.iter().map(Piece::Added));
    } else {
        middle(before, after, &mut out);
    }
    out.extend(end.iter().map(Piece::Same));
    out
}

/// Walks along the longest common subsequence.
fn middle<'a, T: PartialEq>(before: &'a [T], after: &'a [T], out: &mut Vec<Piece<&'a T>>) {
    let width = after.len() + 1;
    let at = |row: usize, column: usize| row * width + column;
    // The length of the best match of what lies behind each pair of places.
    let mut best = vec![0_u16; (before.len() + 1) * width];
    for (row, old) in before.iter().enumerate().rev() {
        for (column, new) in after.iter().enumerate().rev() {
            let get = |place: usize| best.get(place).copied().unwrap_or_default();
            let length = if old == new {
                get(at(row + 1, column + 1)) + 1
            } else {
                get(at(row + 1, column)).max(get(at(row, column + 1)))
            };
            if let Some(cell) = best.get_mut(at(row, column)) {
                *cell = length;
            }
        }
    }
    let get = |place: usize| best.get(place).copied().unwrap_or_default();
    let (mut row, mut column) = (0, 0);
    loop {
        match (before.get(row), after.get(column)) {
            (Some(old), Some(new)) if old == new => {
                out.push(Piece::Same(old));
                row += 1;
                column += 1;
            }
            (Some(old), Some(_)) if get(at(row + 1, column)) >= get(at(row, column + 1)) => {
                out.push(Piece::Removed(old));
                row += 1;
            }
            (Some(old), None) => {
                out.push(Piece::Removed(old));
                row += 1;
            }
            (_, Some(new)) => {
                out.push(Piece::Added(new));
                column += 1;
            }
            (None, None) => return,
        }
    }
}

/// Compares two paragraphs word by word; blanks belong to the word before them.
#[must_use]
pub fn words<'a>(before: &'a str, after: &'a str) -> Vec<Piece<String>> {
    let (old, new) = (split(before), split(after));
    let mut out: Vec<Piece<String>> = Vec::new();
    for piece in lists(&old, &new) {
        match (out.last_mut(), piece) {
            (Some(Piece::Same(text)), Piece::Same(word))
            | (Some(Piece::Added(text)), Piece::Added(word))
            | (Some(Piece::Removed(text)), Piece::Removed(word)) => text.push_str(word),
            (_, Piece::Same(word)) => out.push(Piece::Same((*word).to_owned())),
            (_, Piece::Added(word)) => out.push(Piece::Added((*word).to_owned())),
            (_, Piece::Removed(word)) => out.push(Piece::Removed((*word).to_owned())),
        }
    }
    out
}

/// Words with the blanks after them; a character of a script without blanks is a word.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut range = Range { start: 0, end: 0 };
    let mut blank = false;
    for (at, c) in text.char_indices() {
        let wide = u32::from(c) >= 0x2e80;
        if at > range.start && ((blank && !c.is_whitespace()) || wide) {
            words.extend(text.get(range.clone()));
            range.start = at;
        }
        blank = c.is_whitespace() || wide;
        range.end = at + c.len_utf8();
    }
    words.extend(text.get(range).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, wanted: &str) {
        let shown: String = words(before, after)
            .iter()
            .map(|piece| match piece {
                Piece::Same(text) => text.clone(),
                Piece::Added(text) => format!("[+{text}]"),
                Piece::Removed(text) => format!("[-{text}]"),
            })
            .collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn a_corrected_number_is_one_word() {
        check(
            "melatih 120 warga pesisir",
            "melatih 210 warga pesisir",
            "melatih [-120 ][+210 ]warga pesisir",
        );
        check("satu dua", "satu dua", "satu dua");
        check("", "satu", "[+satu]");
        check("satu dua tiga", "dua tiga empat", "[-satu ]dua [-tiga][+tiga empat]");
    }

    #[test]
    fn chinese_is_compared_by_characters() {
        check(
            "\u{5317}\u{4eac}\u{5e02}",
            "\u{5357}\u{4eac}\u{5e02}",
            "[-\u{5317}][+\u{5357}]\u{4eac}\u{5e02}",
        );
    }

    #[test]
    fn a_paragraph_put_in_is_found_among_the_others() {
        let pieces = lists(&["a", "b"], &["a", "x", "b"]);
        assert_eq!(pieces, [Piece::Same(&"a"), Piece::Added(&"x"), Piece::Same(&"b")]);
    }

    #[test]
    fn long_texts_that_have_nothing_in_common_differ_as_a_whole() {
        let (old, new) = (vec![1; 3_000], vec![2; 3_000]);
        assert_eq!(lists(&old, &new).len(), 6_000);
    }
}
