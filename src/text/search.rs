//! Text to the words it can be found by, and what somebody types to a query.
//!
//! Words are folded, so that case, accents, widths and Arabic vowel signs make no
//! difference. Chinese, Japanese and other scripts without blanks are cut into pairs of
//! characters, which finds every word of two characters or more without a dictionary. A
//! word is written in ASCII letters and digits alone, so that both databases keep it as it
//! is; one that begins another still does.

use std::collections::BTreeSet;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use crate::domain::Region;
use crate::domain::search::{Part, Query, Word};

/// Words of a query at most; the rest is passed over.
const QUERY_WORDS_MAX: usize = 12;
/// Letters of a query at most.
const QUERY_CHARS_MAX: usize = 200;
/// Letters of a word at most.
const WORD_CHARS_MAX: usize = 40;
/// Different words of one text at most.
const TEXT_WORDS_MAX: usize = 20_000;
/// Words of a region's name at most: `Daerah Istimewa Yogyakarta` has three.
const NAME_WORDS_MAX: usize = 5;

/// A set of words, joined by blanks: what an index keeps of a text and its regions.
#[must_use]
pub fn words(texts: &[&str], regions: &[Region]) -> String {
    let mut set: BTreeSet<String> = regions.iter().map(region_word).collect();
    for text in texts {
        for word in split(text) {
            if set.len() >= TEXT_WORDS_MAX {
                break;
            }
            set.insert(word.0);
        }
    }
    set.into_iter().collect::<Vec<_>>().join(" ")
}

/// Reads what somebody typed. Every word must be there; one after `-` must not; one that
/// ends in `*` may go on. The name of a region in any language, which `region` knows by its
/// words joined with hyphens, means the region or its words. `None` when nothing is asked.
#[must_use]
pub fn query(typed: &str, region: &dyn Fn(&str) -> Option<Region>) -> Option<Query> {
    let typed: String = typed.chars().take(QUERY_CHARS_MAX).collect();
    let terms: Vec<&str> = typed.split_whitespace().take(QUERY_WORDS_MAX).collect();
    let mut query = Query::default();
    let mut rest = terms.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if let Some(unwanted) = first.strip_prefix('-').filter(|word| !word.is_empty()) {
            query.none.extend(spelled(unwanted).into_iter().filter(|all| !all.is_empty()));
            continue;
        }
        let longest = NAME_WORDS_MAX.min(after.len() + 1);
        let named = (1..=longest).rev().find_map(|count| {
            let name = std::iter::once(first).chain(after.iter().take(count - 1));
            let name: Vec<String> = name.map(|word| word.to_lowercase()).collect();
            let plain =
                name.iter().all(|word| word.chars().all(|c| c.is_alphanumeric() || c == '-'));
            let code = region(&name.join("-")).filter(|_| plain)?;
            Some((count, name.join(" "), code))
        });
        let Some((count, name, code)) = named else {
            query.all.extend(spelled(first).map(|all| Part { any: vec![all] }));
            continue;
        };
        rest = after.get(count - 1..).unwrap_or_default();
        let itself = vec![Word { text: region_word(&code), begins: false }];
        query.all.push(Part { any: std::iter::once(itself).chain(spelled(&name)).collect() });
    }
    (!query.all.is_empty()).then_some(query)
}

/// The words of one typed term, all of which must be there.
fn spelled(term: &str) -> Option<Vec<Word>> {
    let begins = term.ends_with('*');
    let words = split(term);
    let last = words.len().saturating_sub(1);
    // A lone character of a script that is cut into pairs begins a pair.
    let word = |(n, (text, lone)): (usize, (String, bool))| Word {
        text,
        begins: lone || (begins && n == last),
    };
    let words: Vec<Word> = words.into_iter().enumerate().map(word).collect();
    (!words.is_empty()).then_some(words)
}

/// The word that stands for a region.
fn region_word(region: &Region) -> String {
    let code = region.as_str().to_ascii_lowercase();
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("region0{code}")
}

/// The words of a text, folded; with each, whether it is a lone character of a script that
/// is cut into pairs.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = 0;
    let mut run: Vec<char> = Vec::new();
    for c in text.nfkd().flat_map(char::to_lowercase).filter_map(folded).chain([' ']) {
        if is_unspaced(c) {
            end(&mut words, &mut word, &mut chars);
            run.push(c);
            continue;
        }
        if !is_sign(c) {
            pairs(&mut words, &mut run);
        }
        if c.is_alphanumeric() || is_sign(c) {
            chars += 1;
            if chars <= WORD_CHARS_MAX {
                spell(&mut word, c);
            }
        } else {
            end(&mut words, &mut word, &mut chars);
        }
    }
    words
}

/// Ends the word that is being written.
fn end(words: &mut Vec<(String, bool)>, word: &mut String, chars: &mut usize) {
    *chars = 0;
    if !word.is_empty() {
        words.push((std::mem::take(word), false));
    }
}

/// Cuts a run of characters into pairs.
fn pairs(words: &mut Vec<(String, bool)>, run: &mut Vec<char>) {
    if let [lone] = run.as_slice() {
        let mut word = String::new();
        spell(&mut word, *lone);
        words.push((word, true));
    }
    for pair in run.windows(2) {
        let mut word = String::new();
        for c in pair {
            spell(&mut word, *c);
        }
        words.push((word, false));
    }
    run.clear();
}

/// Writes a character in ASCII: itself, or its number between marks that no number holds.
fn spell(word: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        word.push(c);
    } else {
        // Writing into a string cannot fail.
        write!(word, "x{:x}z", u32::from(c)).unwrap_or_default();
    }
}

/// A character as it is compared: `None` for marks that make no difference.
fn folded(c: char) -> Option<char> {
    match c {
        // accents of Latin, Greek, Cyrillic and Japanese; Arabic vowels and the stretched
        // line; joiners; apostrophes, which part nothing in Arabic names and Malay words
        '\u{300}'..='\u{36f}'
        | '\u{3099}'
        | '\u{309a}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{ad}'
        | '\''
        | '\u{2018}'
        | '\u{2019}'
        | '\u{2bb}'
        | '\u{2bc}' => None,
        // letters that are written in several ways
        '\u{649}' => Some('\u{64a}'),
        '\u{629}' => Some('\u{647}'),
        '\u{131}' => Some('i'),
        '\u{df}' => Some('s'),
        c => Some(c),
    }
}

/// Vowel signs and the like that belong to the letter before them.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{980}'..='\u{983}'
        | '\u{9bc}'..='\u{9cd}' | '\u{a01}'..='\u{a03}' | '\u{a3c}'..='\u{a4d}'
        | '\u{b82}' | '\u{bbe}'..='\u{bcd}')
}

/// Scripts written without blanks between words.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{e7f}'
        | '\u{e80}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        assert_eq!(words(&[text], &[]), wanted, "{text}");
    }

    fn kalbar(name: &str) -> Option<Region> {
        let known = ["kalbar", "kalimantan-barat", "west-kalimantan", "id-kb"];
        known.contains(&name).then(|| Region::parse("ID-KB").unwrap())
    }

    #[track_caller]
    fn check_query(typed: &str, wanted: &str) {
        let query = query(typed, &kalbar).map(|query| query.to_string());
        assert_eq!(query.as_deref().unwrap_or_default(), wanted, "{typed}");
    }

    #[test]
    fn case_accents_and_widths_make_no_difference() {
        check("Kafé CAFÉ ｋａｆｅ", "cafe kafe");
        check("P4GN, 2024: Ma'ruf", "2024 maruf p4gn");
        check("", "");
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_pairs() {
        check("\u{5317}\u{4eac}\u{5927}", "x4eaczx5927z x5317zx4eacz");
        check("\u{5927}", "x5927z");
        let long = words(&["\u{6771}\u{4eac}\u{306e}News"], &[]);
        assert_eq!(long, "news x4eaczx306ez x6771zx4eacz");
    }

    #[test]
    fn arabic_is_found_with_and_without_vowels() {
        let plain = words(&["\u{645}\u{62d}\u{645}\u{62f}"], &[]);
        check("\u{645}\u{64f}\u{62d}\u{64e}\u{645}\u{651}\u{62f}", &plain);
    }

    #[test]
    fn a_region_is_a_word_of_its_own() {
        let regions = [Region::parse("ID-KB").unwrap(), Region::parse("ID").unwrap()];
        assert_eq!(words(&["a"], &regions), "a region0id region0idkb");
    }

    #[test]
    fn every_word_must_be_there_but_for_those_after_a_hyphen() {
        check_query("Narkoba -sabu", "narkoba !sabu");
        check_query("narko*", "narko*");
        check_query("tanya-jawab", "(tanya jawab)");
        check_query("-sabu", "");
        check_query(" \" * ( ", "");
    }

    #[test]
    fn a_region_is_found_by_any_of_its_names() {
        check_query("narkoba kalbar", "narkoba (region0idkb | kalbar)");
        check_query("Kalimantan Barat narkoba", "(region0idkb | (kalimantan barat)) narkoba");
        check_query("West Kalimantan", "(region0idkb | (west kalimantan))");
        check_query("west", "west");
    }

    #[test]
    fn a_query_as_long_as_a_book_is_cut() {
        let long = "kata ".repeat(10_000);
        assert!(query(&long, &kalbar).unwrap().all.len() <= QUERY_WORDS_MAX);
        let word = "a".repeat(100_000);
        assert!(query(&word, &kalbar).unwrap().to_string().len() <= WORD_CHARS_MAX);
    }
}
