//! Two texts of a release to what differs between them, word by word, and to what that
//! amounts to for readers.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::domain::Release;
use crate::domain::story::Change;

/// Whether a stretch of words stands in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// In both.
    Kept,
    /// In the older one alone.
    Removed,
    /// In the newer one alone.
    Added,
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Where it stands.
    pub op: Op,
    /// The words, with the white space after each.
    pub text: String,
}

/// What differs between two texts, word by word. All that is kept or added is the newer
/// text, up to white space that alone was changed.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (spaced(before), spaced(after));
    let (a, b) = (keys(&old), keys(&new));
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (tag, gone, come) = op.as_tag_tuple();
        let text = |words: &[&str]| words.concat();
        let mut push = |op, words: Option<&[&str]>| {
            let text = words.map(text).unwrap_or_default();
            if !text.is_empty() {
                pieces.push(Piece { op, text });
            }
        };
        if tag == DiffTag::Equal {
            push(Op::Kept, new.get(come));
        } else {
            push(Op::Removed, old.get(gone));
            push(Op::Added, new.get(come));
        }
    }
    pieces
}

/// The pieces on one page: `[-14-]` was there, `{+12+}` is there now.
#[must_use]
pub fn marked(pieces: &[Piece]) -> String {
    let each = |piece: &Piece| {
        let words = piece.text.trim_end();
        let space = piece.text.get(words.len()..).unwrap_or_default();
        match piece.op {
            Op::Kept => piece.text.clone(),
            Op::Removed if space.is_empty() => format!("[-{words}-]"),
            Op::Removed => format!("[-{words}-] "),
            Op::Added => format!("{{+{words}+}}{space}"),
        }
    };
    pieces.iter().map(each).collect()
}

/// A release as it was printed: its headline, its subhead and its text.
#[must_use]
pub fn printed(release: &Release) -> String {
    let subhead = release.subhead.iter().cloned();
    let lines = std::iter::once(release.headline_source.clone()).chain(subhead);
    let body = release.body.iter().map(|block| block.text.clone());
    let end = release.byline.iter().cloned().chain(release.initials.iter().cloned());
    lines.chain(body).chain(end).collect::<Vec<_>>().join("\n\n")
}

/// What a later text amounts to. `words` open the headline of one that mends a fault.
///
/// Words that were there and are not, or are others now, are a correction; words that were
/// only added are an update. White space and the shape of quotation marks are nothing.
#[must_use]
pub fn change(before: &Release, after: &Release, words: &[String]) -> Change {
    let (old, new) = (plain(&printed(before)), plain(&printed(after)));
    let (a, b) = (keys(&old), keys(&new));
    if a == b {
        return if beside(before) == beside(after) { Change::Nothing } else { Change::Update };
    }
    if opens_with(&after.headline_source, words) && !opens_with(&before.headline_source, words) {
        return Change::Correction;
    }
    let gone = capture_diff_slices(Algorithm::Myers, &a, &b).into_iter().any(|op| {
        let (_, gone, _) = op.as_tag_tuple();
        op.tag() != DiffTag::Equal
            && a.get(gone)
                .unwrap_or_default()
                .iter()
                .any(|word| word.chars().any(char::is_alphanumeric))
    });
    if gone { Change::Correction } else { Change::Update }
}

/// Whether a headline opens with one of these words, whatever its letters' case, and a sign
/// or the end of the line after it.
#[must_use]
pub fn opens_with(headline: &str, words: &[String]) -> bool {
    after_opening(headline, words).is_some()
}

/// What stands after one of these words at the opening of a headline: `RALAT: ...`.
#[must_use]
pub fn after_opening<'a>(headline: &'a str, words: &[String]) -> Option<&'a str> {
    let signs = |letter: char| !letter.is_alphanumeric();
    let headline = headline.trim_start_matches(signs);
    words.iter().find_map(|word| {
        let (opening, rest) = headline.split_at_checked(word.len())?;
        let whole = rest.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
        let same = opening.to_lowercase() == word.to_lowercase();
        let said = same
            && whole
            && (rest.is_empty() || opening == opening.to_uppercase() || is_sign(rest));
        said.then(|| rest.trim_matches(|letter: char| !letter.is_alphanumeric()))
    })
}

/// Whether what stands after such a word names a release by its headline: all of it, word by
/// word, and more than two words.
///
/// ```
/// # use warta::text::difference::names;
/// assert!(names("Siaran Pers: \"Lumbung Desa Dibuka\"", "LUMBUNG DESA DIBUKA"));
/// assert!(!names("Lumbung Desa", "Lumbung Desa Dibuka"));
/// ```
#[must_use]
pub fn names(said: &str, headline: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|letter: char| !letter.is_alphanumeric());
        parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
    };
    let (said, headline) = (words(said), words(headline));
    headline.len() > 2 && said.windows(headline.len()).any(|some| some == headline)
}

fn is_sign(rest: &str) -> bool {
    rest.trim_start().starts_with([':', ']', ')', '-', '\u{2013}', '\u{2014}'])
}

/// What readers see of a release besides its words.
fn beside(release: &Release) -> impl PartialEq {
    let regions: Vec<_> = release.regions.iter().map(|region| region.code.clone()).collect();
    let markup: Vec<_> = release
        .body
        .iter()
        .map(|block| {
            let html = &block.html;
            (block.kind, plain(html).concat().split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect();
    (
        (regions, markup, release.url.clone(), release.language.clone(), release.status),
        (release.embargo_until, release.reference.clone(), release.media.clone()),
        (release.subjects.clone(), release.hashtags.clone(), release.contacts.clone()),
    )
}

/// Words with the white space after each.
fn spaced(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let space = rest.get(word..).and_then(|tail| tail.find(|c: char| !c.is_whitespace()));
        let end = space.map_or(rest.len(), |space| word + space);
        let (one, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        words.push(one);
        rest = tail;
    }
    words
}

fn keys<T: AsRef<str>>(words: &[T]) -> Vec<&str> {
    words.iter().map(|word| word.as_ref().trim()).filter(|word| !word.is_empty()).collect()
}

/// Words whose quotation marks and dashes are all of one shape.
fn plain(text: &str) -> Vec<String> {
    let one = |letter: char| match letter {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{2010}'..='\u{2015}' => '-',
        other => other,
    };
    let invisible = |letter: &char| !matches!(letter, '\u{ad}' | '\u{200b}' | '\u{feff}');
    let text: String = text.chars().filter(invisible).map(one).collect();
    spaced(&text).into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, wanted: &str) {
        assert_eq!(marked(&pieces(before, after)), wanted);
    }

    #[test]
    fn a_figure_that_was_mended_is_marked_alone() {
        check("Ada 14 tersangka.", "Ada 12 tersangka.", "Ada [-14-] {+12+} tersangka.");
        check("Ada tersangka.", "Ada dua tersangka.", "Ada {+dua+} tersangka.");
        check("Satu dua", "Satu", "Satu[-dua-]");
        check("Sama\nsaja", "Sama saja", "Sama saja");
        check("", "", "");
    }

    #[test]
    fn a_word_of_correction_opens_a_headline_and_is_no_part_of_another() {
        let words = ["RALAT".to_owned(), "Koreksi".to_owned()];
        let check = |headline: &str, wanted| assert_eq!(after_opening(headline, &words), wanted);
        check("RALAT: Jumlah Peserta", Some("Jumlah Peserta"));
        check("[Ralat] Jumlah Peserta", Some("Jumlah Peserta"));
        check("RALAT Jumlah Peserta", Some("Jumlah Peserta"));
        check("Koreksi Harga Beras Berlanjut", None);
        check("Ralatan Jumlah", None);
    }
}
