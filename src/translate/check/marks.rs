//! Whether the marks between the words came along: `quotes`, `endpunct`, `brackets`, `space`.

use crate::domain::segment::SegmentKind;
use crate::domain::translation::Gravity;
use crate::translate::check::case::{Case, Found};

const QUOTES_OPEN: &[char] = &['“', '„', '«', '「', '『', '‹', '《'];
const QUOTES_CLOSE: &[char] = &['”', '»', '」', '』', '›', '》'];
const BRACKETS: [(char, char); 5] =
    [('(', ')'), ('[', ']'), ('{', '}'), ('（', '）'), ('【', '】')];

/// How many pairs of quotation marks, and whether each is whole. A `“` closes a `„`.
fn quotations(text: &str) -> (usize, bool) {
    let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
    let straight = count(&['"', '＂']);
    let low = count(&['„']);
    let (open, close) = if low > 0 && count(QUOTES_CLOSE) < low {
        (low, count(&['“', '”']))
    } else {
        (count(QUOTES_OPEN), count(QUOTES_CLOSE))
    };
    (straight / 2 + open.min(close), straight % 2 == 0 && open == close)
}

/// More or fewer quotations than the source has, or one that does not end.
pub(super) fn quotes(case: &Case<'_>) -> Option<Found> {
    let ((source, sound), (target, level)) = (quotations(case.source), quotations(case.target));
    // A source that leaves one open says nothing about what is right.
    let wrong = sound && (source != target || !level);
    wrong.then(|| case.whole(Gravity::Warning, format!("{target} quotations for {source}")))
}

/// The class of the mark a text ends with, what closes after it left aside.
fn end(text: &str) -> Option<char> {
    let closing = |c: char| {
        c.is_whitespace()
            || QUOTES_CLOSE.contains(&c)
            // an arrow is what is left of a link whose formatting was given up
            || matches!(c, '"' | '\'' | '’' | ')' | ']' | '}' | '）' | '】' | '“' | '\u{2197}')
    };
    match text.trim_end_matches(closing).chars().next_back()? {
        '.' | '。' | '۔' | '।' | '．' => Some('.'),
        '?' | '？' | '؟' => Some('?'),
        '!' | '！' => Some('!'),
        ':' | '：' => Some(':'),
        '…' => Some('…'),
        _ => None,
    }
}

/// A question that is a statement now, a sentence without its end. A headline has none.
pub(super) fn endpunct(case: &Case<'_>) -> Option<Found> {
    let dots = |text: &str| text.trim_end().ends_with("...");
    let class = |text: &str| if dots(text) { Some('…') } else { end(text) };
    let (source, target) = (class(case.source), class(case.target));
    // Languages without marks of their own end in a word.
    let unmarked = matches!(case.to.primary(), "th" | "lo" | "km" | "my" | "bo");
    if source == target || (unmarked && target.is_none()) || case.target.trim().is_empty() {
        return None;
    }
    // A title may drop its dot in any language.
    if case.kind == SegmentKind::Title && !matches!(source, Some('?' | '!')) {
        return None;
    }
    let start = case.target.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
    let mut found = case.target_at(Gravity::Warning, start..case.target.trim_end().len());
    let name = |mark: Option<char>| mark.map_or("none".to_owned(), String::from);
    found.words = format!("ends with {}, not with {}", name(target), name(source));
    Some(found)
}

/// Whether every bracket is closed by its own kind; `1)` and the like count for nothing.
fn is_balanced(text: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    // The last two characters: `1)` and `a)` are numbers of a list.
    let mut before: (Option<char>, Option<char>) = (None, None);
    for c in text.chars() {
        if let Some((_, close)) = BRACKETS.iter().find(|(start, _)| *start == c) {
            open.push(*close);
        } else if BRACKETS.iter().any(|(_, close)| *close == c) {
            let short = before.0.is_none_or(|c| !c.is_alphanumeric());
            let number = |c: char| c.is_numeric() || (short && c.is_alphabetic());
            let list = open.is_empty() && before.1.is_some_and(number) && c == ')';
            if open.pop() != Some(c) && !list {
                return false;
            }
        }
        before = (before.1, Some(c));
    }
    open.is_empty()
}

/// A bracket that nothing closes, where the source closes its own.
pub(super) fn brackets(case: &Case<'_>) -> Option<Found> {
    if !is_balanced(case.source) || is_balanced(case.target) {
        return None;
    }
    let brackets = |c: char| BRACKETS.iter().any(|(a, b)| c == *a || c == *b);
    let at = case.target.find(brackets)?;
    Some(case.target_at(Gravity::Warning, at..case.target.len()))
}

/// Blanks doubled, or before a mark that ends something, where the source has none so: what
/// [`spaced`] mends.
pub(super) fn space(case: &Case<'_>) -> Option<Found> {
    let (at, length) = strays(case.source, case.target).into_iter().next()?;
    Some(case.target_at(Gravity::Warning, at..at + length))
}

/// Takes such blanks away.
#[must_use]
pub fn spaced(source: &str, target: &str) -> String {
    let mut kept = String::with_capacity(target.len());
    let mut at = 0;
    for (start, length) in strays(source, target) {
        kept.push_str(target.get(at..start).unwrap_or_default());
        at = start + length;
    }
    kept.push_str(target.get(at..).unwrap_or_default());
    kept
}

/// Where blanks are too many: begin and length in bytes.
fn strays(source: &str, target: &str) -> Vec<(usize, usize)> {
    const ENDING: &[char] = &['.', ',', ';', '!', '?', ')', ']'];
    // French and its like put one before some; a source that does so may be followed.
    let spaced = |mark: char| source.contains(&format!(" {mark}"));
    let doubled = source.contains("  ");
    let mut found = Vec::new();
    let mut characters = target.char_indices().peekable();
    let mut before_blank = false;
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends =
            |mark: char| ENDING.contains(&mark) && !spaced(mark) && is_mark(target, at + 1, mark);
        let stray = c == ' ' && ((before_blank && !doubled) || next.is_some_and(ends));
        if stray {
            found.push((at, 1));
        }
        before_blank = c == ' ';
    }
    found
}

/// Whether a mark ends something: `.5`, `...` and `?!` in the middle do not.
fn is_mark(text: &str, at: usize, mark: char) -> bool {
    let after = text.get(at + mark.len_utf8()..).and_then(|rest| rest.chars().next());
    after.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '\'' | ')'))
}
