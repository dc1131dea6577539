//! What is wrong with a translated segment.
//!
//! Every check has a stable name, which is what a doubt carries: `codes`, `empty`,
//! `truncated`, `numbers`, `dates`, `urls`, `protected`, `markup_leak`, `control`, `repetition`,
//! `untranslated`. An error means the text is not used, a warning that a person should
//! look at it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::Language;
use crate::domain::segment::SegmentKind;
use crate::domain::translation::{Doubt, Gravity};
use crate::text::sentence;
use crate::translate::notation;
use crate::translate::plan::Unit;
use crate::translate::{guarded, numbers, protect};

/// Words of one language that are at home in the other: `untranslated` would be wrong.
const ALIKE: &[(&str, &str)] = &[("id", "ms"), ("nb", "nn"), ("nb", "da"), ("hr", "sr")];

/// Languages written without blanks, in far fewer characters.
const DENSE: &[&str] = &["zh", "ja", "ko"];

/// A text shorter than this says nothing by its length.
const LENGTH_FROM: usize = 40;

/// Looks for everything that may be wrong with the translation of a unit; `translated`
/// is in our own notation of codes.
#[must_use]
pub fn doubts(unit: &Unit, translated: &str, from: &Language, to: &Language) -> Vec<Doubt> {
    let tokens = notation::read(translated);
    let source = notation::words(&notation::read(&unit.segment.text));
    let target = notation::words(&tokens);
    if target.trim().is_empty() {
        return vec![error("empty", &shown(&source))];
    }
    let mut found = Vec::new();
    found.extend(protect::verify(unit, &tokens).err());
    let kind = unit.segment.kind;
    found.extend(truncated(&source, &target, from, to, kind));
    found.extend(numbers_differ(&source, from, &target, to));
    found.extend(urls(&source, &target));
    found.extend(markup_leak(&source, &target));
    found.extend(control(&source, &target));
    found.extend(repetition(&source, &target));
    let same = untranslated(&source, &target, from, to);
    // A headline left as it was is no translation to publish as one.
    found.extend(same.map(|doubt| match kind {
        SegmentKind::Title => Doubt { gravity: Gravity::Error, ..doubt },
        _ => doubt,
    }));
    found
}

/// Tells whether a doubt forbids the text.
#[must_use]
pub fn is_error(doubt: &Doubt) -> bool {
    doubt.gravity == Gravity::Error
}

/// Tells whether two languages share most of their words.
#[must_use]
pub fn are_alike(one: &Language, other: &Language) -> bool {
    let pair = (one.primary(), other.primary());
    ALIKE.contains(&pair) || ALIKE.contains(&(pair.1, pair.0))
}

fn error(check: &str, words: &str) -> Doubt {
    Doubt { check: check.to_owned(), gravity: Gravity::Error, words: words.to_owned() }
}

fn warning(check: &str, words: &str) -> Doubt {
    Doubt { gravity: Gravity::Warning, ..error(check, words) }
}

/// The start of a text, as evidence.
fn shown(words: &str) -> String {
    words.trim().chars().take(60).collect()
}

fn truncated(
    source: &str,
    target: &str,
    from: &Language,
    to: &Language,
    kind: SegmentKind,
) -> Option<Doubt> {
    let (source, target) = (source.trim(), target.trim());
    let (s, t) = (length(source), length(target));
    if source.chars().count() < LENGTH_FROM {
        return (t > s * 10.0 + 60.0).then(|| error("truncated", &shown(target)));
    }
    let (least, most) = bounds(from, to);
    if t < s * least || t > s * most {
        return Some(error("truncated", &shown(target)));
    }
    let ends = |text: &str| text.ends_with(['.', '!', '?', '"', '”', '。', '！', '？', '…', ')']);
    let cut = target.ends_with(char::is_alphanumeric) && !target.ends_with(is_unmarked);
    if kind == SegmentKind::Paragraph && ends(source) && cut {
        let tail: Vec<char> = target.chars().rev().take(30).collect();
        let tail: String = tail.into_iter().rev().collect();
        return Some(error("truncated", &tail));
    }
    let sentences = |text: &str, language: &Language| sentence::split(text, language).len();
    let (all, left) = (sentences(source, from), sentences(target, to));
    (all >= 4 && left * 2 < all).then(|| error("truncated", &format!("{left} of {all} sentences")))
}

/// Letters of scripts whose sentences may end without a mark of their own.
const fn is_unmarked(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn length(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
}

/// Between which shares of the source's length a translation must lie.
fn bounds(from: &Language, to: &Language) -> (f64, f64) {
    let dense = |language: &Language| DENSE.contains(&language.primary());
    match (dense(from), dense(to)) {
        _ if are_alike(from, to) => (0.7, 1.4),
        (false, true) => (0.12, 1.2),
        (true, false) => (1.0, 8.0),
        _ => (0.45, 2.6),
    }
}

fn numbers_differ(source: &str, from: &Language, target: &str, to: &Language) -> Option<Doubt> {
    let found = numbers::difference(source, from, target, to);
    if found.is_none() {
        return None;
    }
    let signed = |sign: &str, all: &[String]| -> Vec<String> {
        all.iter().map(|number| format!("{sign}{number}")).collect()
    };
    let words = [signed("-", &found.lost), signed("+", &found.added)].concat().join(" ");
    Some(if found.is_grave() { error("numbers", &words) } else { warning("numbers", &words) })
}

/// An address in the words is a code already, so that any found here was invented.
fn urls(source: &str, target: &str) -> Option<Doubt> {
    let own = guarded::addresses(source);
    let invented = guarded::addresses(target).into_iter().find(|address| !own.contains(address))?;
    Some(error("urls", invented))
}

static MARKUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"</?[A-Za-z][^<>]*>|&(?:#\d+|[A-Za-z]{2,8});|@@PH|[⟦⟧]").ok());

fn markup_leak(source: &str, target: &str) -> Option<Doubt> {
    let leak = MARKUP.as_ref()?.find_iter(target).find(|leak| !source.contains(leak.as_str()))?;
    Some(error("markup_leak", leak.as_str()))
}

fn control(source: &str, target: &str) -> Option<Doubt> {
    const MOJIBAKE: [&str; 5] = ["Ã©", "Ã¨", "â€", "Â ", "ï¿½"];
    let strange = target.chars().find(|c| is_control(*c) && !source.contains(*c));
    if let Some(c) = strange {
        return Some(error("control", &format!("U+{:04X}", u32::from(c))));
    }
    let broken = MOJIBAKE.iter().find(|m| target.contains(**m) && !source.contains(**m))?;
    Some(error("control", broken))
}

fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}'
        )
}

/// Engines that learned from texts sometimes say the same words over and over.
fn repetition(source: &str, target: &str) -> Option<Doubt> {
    let in_source = four_words(source);
    let (words, _) = four_words(target)
        .into_iter()
        .find(|(words, times)| *times >= 4 && in_source.get(words).copied().unwrap_or(0) <= 1)?;
    Some(error("repetition", &words))
}

fn four_words(text: &str) -> BTreeMap<String, usize> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut times = BTreeMap::new();
    for four in words.windows(4) {
        *times.entry(four.join(" ")).or_insert(0) += 1;
    }
    times
}

/// The same words in both languages are no translation, unless the languages are alike
/// or the words are names.
fn untranslated(source: &str, target: &str, from: &Language, to: &Language) -> Option<Doubt> {
    let words: Vec<&str> = source.split_whitespace().collect();
    let plain = |word: &&&str| word.chars().next().is_some_and(char::is_lowercase);
    let prose = words.len() >= 4 && words.iter().filter(plain).count() >= 2;
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let same = prose && !are_alike(from, to) && fold(source) == fold(target);
    same.then(|| warning("untranslated", &shown(target)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Segment;
    use crate::translate::guarded::Rules;
    use crate::translate::inline;
    use crate::translate::plan::Place;

    #[track_caller]
    fn check(html: &str, translated: &str, to: &str, found: &[&str]) {
        let terms = Rules::new(&["Badan Contoh".to_owned()]);
        let (text, codes) = inline::read(html, &terms);
        let segment = Segment { kind: SegmentKind::Paragraph, text };
        let unit = Unit::new(Place::Block(0), segment, codes);
        let (id, to) = (Language::parse("id").unwrap(), Language::parse(to).unwrap());
        let names: Vec<String> = doubts(&unit, translated, &id, &to)
            .into_iter()
            .map(|d| format!("{}{}", d.check, if is_error(&d) { "" } else { "?" }))
            .collect();
        assert_eq!(names, found, "{translated}");
    }

    const LONG: &str = "Rapat kerja itu membahas rencana pembangunan jalan desa tahun depan.";

    #[test]
    fn a_good_translation_raises_no_doubt() {
        check(
            "Kepala dinas <b>hadir</b> pada 6/6/2024.",
            "The head <1>came</1> on 6/6/2024.",
            "en",
            &[],
        );
        check(LONG, "The meeting was about the plan for village roads next year.", "en", &[]);
    }

    #[test]
    fn lost_codes_addresses_and_terms_have_their_own_names() {
        check("Kepala <b>hadir</b>", "The head came", "en", &["codes"]);
        check("Surat ke humas@contoh.go.id", "A letter", "en", &["urls"]);
        check("Surat dari Badan Contoh", "A letter", "en", &["protected"]);
        check("Kepala <b>hadir</b>", "The head <1>came</1><2/>", "en", &["codes"]);
    }

    #[test]
    fn an_empty_or_cut_text_is_not_used() {
        check("Kepala hadir", " ", "en", &["empty"]);
        check(LONG, "The meeting.", "en", &["truncated"]);
        check(LONG, "The meeting was about the plan for village roads next", "en", &["truncated"]);
        check(LONG, "Mesyuarat kerja membincangkan rancangan.", "ms", &["truncated"]);
    }

    #[test]
    fn a_wrong_number_is_an_error_and_a_single_digit_a_warning() {
        check("Ada 1.500 orang", "There were 1,600 people", "en", &["numbers"]);
        check("Ada 1.500 orang", "There were 1,500 people", "en", &[]);
        check("Ada dua orang", "There were 2 people", "en", &["numbers?"]);
    }

    #[test]
    fn invented_addresses_markup_and_control_characters_are_errors() {
        check("Kepala hadir", "See https://example.com/x", "en", &["urls"]);
        check("Kepala hadir", "The head &lt;script>came", "en", &["markup_leak"]);
        check("Kepala hadir", "The head &amp;amp; came", "en", &["markup_leak"]);
        check("Kepala hadir", "The ⟦ head came", "en", &["markup_leak"]);
        check("Kepala hadir", "The head\u{202e} came", "en", &["control"]);
        check("Kepala hadir", "The cafÃ© head", "en", &["control"]);
    }

    #[test]
    fn an_engine_that_stammers_is_told() {
        let stammer = "in the village of ".repeat(4);
        check("Kepala dinas hadir di desa itu", stammer.trim(), "en", &["repetition"]);
    }

    #[test]
    fn the_same_words_are_no_english_but_may_be_malay() {
        check("Kami akan hadir di sana", "Kami akan hadir di sana", "en", &["untranslated?"]);
        check("Kami akan hadir di sana", "Kami akan hadir di sana", "ms", &[]);
        check("Budi Contoh Sari Contoh", "Budi Contoh Sari Contoh", "en", &[]);
    }
}
