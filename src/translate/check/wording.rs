//! Whether what the words say came along: `glossary`, `names`, `negation`, `casing`.

use crate::domain::segment::SegmentKind;
use crate::domain::translation::Gravity;
use crate::translate::check::case::{Case, Found, folded, shown};
use crate::translate::check::lists::{COMMON, NEGATIONS, VAGUE};
use crate::translate::check::script;
use crate::translate::glossary::Preferred;

/// A preferred term of the glossary without any of the words that stand for it. Words match
/// by their beginnings, so that endings and plurals do.
pub(super) fn glossary(case: &Case<'_>) -> Option<Found> {
    let target = folded(case.target);
    let says_none =
        |wanted: &&Preferred| !wanted.targets.iter().any(|said| says(&target, &folded(said)));
    let missing = case.terms.iter().find(says_none)?;
    let wanted = missing.targets.join(" / ");
    let words = format!("{} is {}", missing.term, shown(&wanted));
    Some(case.pieces(Gravity::Warning, words, std::slice::from_ref(&missing.term), &[]))
}

/// Whether words stand in a text one after another, in any form.
fn says(text: &[String], words: &[String]) -> bool {
    let form = |word: &String, wanted: &String| {
        let stem: String = wanted.chars().take(wanted.chars().count().max(5) - 1).collect();
        word == wanted || (wanted.chars().count() >= 4 && word.starts_with(&stem))
    };
    let alike = |some: &[String]| some.iter().zip(words).all(|(word, wanted)| form(word, wanted));
    !words.is_empty() && text.windows(words.len()).any(alike)
}

/// A name of two words or more inside a sentence that is not found again. Names of offices
/// and bodies are translated, and so pass; between scripts nobody can tell.
pub(super) fn names(case: &Case<'_>) -> Option<Found> {
    let scripts = (script::of_language(case.from), script::of_language(case.to));
    if scripts.0 != scripts.1 || case.kind == SegmentKind::Title {
        return None;
    }
    let target = folded(case.target);
    let found = |token: &String| target.iter().any(|word| is_near(token, word));
    let known = |run: &Vec<String>| {
        let joined = run.join(" ");
        case.terms.iter().any(|term| folded(&term.term).join(" ").contains(&joined))
    };
    let lost = runs(case.source).into_iter().find(|(_, _, run)| {
        !run.iter().any(|token| COMMON.contains(&token.as_str()))
            && !run.iter().all(found)
            && !known(run)
    });
    let (start, end, _) = lost?;
    Some(case.source_at(Gravity::Warning, start..end))
}

/// Runs of two or more words with a capital that do not open a sentence: begin and end in
/// bytes, and the words folded.
fn runs(text: &str) -> Vec<(usize, usize, Vec<String>)> {
    let mut all = Vec::new();
    let mut run: Vec<(usize, usize, String)> = Vec::new();
    let mut opens = true;
    let mut at = 0;
    let mut end = |run: &mut Vec<(usize, usize, String)>| {
        if let (2.., Some(first), Some(last)) = (run.len(), run.first(), run.last()) {
            all.push((first.0, last.1, run.iter().map(|(_, _, word)| word.clone()).collect()));
        }
        run.clear();
    };
    for word in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let quoted = word.starts_with(['"', '“', '(', '\'']);
        let name = is_name(bare);
        if opens || quoted || !name {
            end(&mut run);
        }
        if name && !opens && !quoted {
            let offset = word.find(bare).unwrap_or(0);
            run.push((start + offset, start + offset + bare.len(), bare.to_lowercase()));
        }
        let rest = word.trim_end();
        if rest.ends_with([',', ';', ':', ')', '"', '”', '.', '!', '?', '-', '–']) {
            end(&mut run);
        }
        opens = rest.ends_with(['.', '!', '?', ':']) || (rest.is_empty() && opens);
    }
    end(&mut run);
    all
}

/// A word of three letters or more, the first a capital and no other.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().count() >= 3
        && letters.all(char::is_lowercase)
}

/// Whether two words are the same but for one letter; short ones must be the same.
fn is_near(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let stem = |long: &[char], short: &[char]| {
        short.len() >= 4 && long.len() <= short.len() + 2 && long.starts_with(short)
    };
    if a == b || stem(&b, &a) {
        return true;
    }
    if a.len().min(b.len()) < 4 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same..).unwrap_or(&[]), b.get(same..).unwrap_or(&[]));
    let tail = |from: &[char], skip: usize| from.get(skip..).map(<[char]>::to_vec);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => tail(a, 1) == tail(b, 1),
        std::cmp::Ordering::Greater => tail(a, 1).as_deref() == Some(b),
        std::cmp::Ordering::Less => tail(b, 1).as_deref() == Some(a),
    }
}

/// A sentence that says no and does so no more: words of the source that deny, and none in
/// the translation.
pub(super) fn negation(case: &Case<'_>) -> Option<Found> {
    let list = |tag: &str| NEGATIONS.iter().find(|(name, _)| *name == tag).map(|(_, all)| *all);
    let (from, to) = (list(case.from.primary())?, list(case.to.primary())?);
    let denies = |word: &str| from.contains(&word) && !VAGUE.contains(&word);
    let (source, target) = (folded(case.source), folded(case.target));
    let said = source.iter().find(|word| denies(word) || word.ends_with("n't"))?;
    let prefixed = |word: &String| {
        word.ends_with("n't")
            || word.ends_with("n\u{2019}t")
            || word.ends_with("less")
            || ["un", "in", "im", "il", "ir", "dis", "non", "non-"].iter().any(|prefix| {
                case.to.primary() == "en" && word.len() > 5 && word.starts_with(prefix)
            })
    };
    if target.iter().any(|word| to.contains(&word.as_str()) || prefixed(word)) {
        return None;
    }
    let at = case.source.to_lowercase().find(said.as_str())?;
    if !case.source.is_char_boundary(at) || !case.source.is_char_boundary(at + said.len()) {
        return Some(case.whole(Gravity::Warning, said.clone()));
    }
    Some(case.source_at(Gravity::Warning, at..at + said.len()))
}

/// A headline all in capitals where the source's is not, or the other way round.
pub(super) fn casing(case: &Case<'_>) -> Option<Found> {
    if case.kind != SegmentKind::Title {
        return None;
    }
    let (source, target) = (capitals(case.source)?, capitals(case.target)?);
    (source != target).then(|| case.whole(Gravity::Warning, shown(case.target)))
}

/// Whether a text of two words or more is all in capitals; nothing where letters have no case.
fn capitals(text: &str) -> Option<bool> {
    let cased: Vec<char> = text.chars().filter(|c| c.is_uppercase() || c.is_lowercase()).collect();
    let words = text.split_whitespace().filter(|word| word.chars().count() > 1).count();
    if cased.len() < 8 || words < 2 {
        return None;
    }
    Some(cased.iter().all(|c| c.is_uppercase()))
}
