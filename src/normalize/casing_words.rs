//! How words of a headline in capitals are written: by the body, by a table, by their looks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::domain::Language;
use crate::normalize::casing;
use crate::normalize::tokens::{self, Kind, Token};

/// The forms of the table, each with its languages, by the word in capitals.
static WORDS: LazyLock<HashMap<&'static str, Vec<(&'static str, &'static str)>>> =
    LazyLock::new(|| {
        let mut words: HashMap<_, Vec<_>> = HashMap::new();
        for row in include_str!("tsv/words.tsv").lines().filter(|row| !row.starts_with('#')) {
            let mut cells = row.split('\t');
            if let (Some(word), Some(languages), Some(form)) =
                (cells.next(), cells.next(), cells.next())
            {
                words.entry(word).or_default().push((languages, form));
            }
        }
        words
    });

/// The form the table has for a word in a language; `before` is the word or mark before it.
pub(super) fn known(word: &str, before: Option<&str>, language: &Language) -> Option<&'static str> {
    let pair = before.and_then(|before| row(&format!("{before} {word}"), language.primary()));
    pair.or_else(|| row(word, language.primary()))
}

fn row(word: &str, language: &str) -> Option<&'static str> {
    let rows = WORDS.get(word)?;
    let of = |languages: &str| languages.split(' ').any(|one| one == "*" || one == language);
    rows.iter().find(|(languages, _)| of(languages)).map(|(_, form)| *form)
}

/// Tells whether a word is an office that takes a capital before a name: `Mayor Smithers`.
pub(super) fn is_title(word: &str, language: &Language) -> bool {
    row(word, &format!("{}+", language.primary())).is_some_and(|form| !form.is_empty())
}

/// Words that begin a sentence before a name without being a part of it.
const FUNCTION_WORDS: &str = "the a an on in at to from for by of with after before as but and or \
    if when while since until during this that these last next all both two three four five many \
    some new most no today over under despite le la les un une en à au aux du des de dans pour \
    par sur avec el los las del al con por para o os as no na nos nas em ao à e y der die das am \
    im in bei nach vor seit aus auf mit de het een op bij в на по с из от и il lo gli nel";

/// How a body writes its words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// The form most used inside sentences, by the word in small letters.
    forms: BTreeMap<String, String>,
    /// Words the body writes in capitals, wherever they stand.
    acronyms: BTreeSet<String>,
    /// Words the body writes with small letters, wherever they stand.
    mixed: BTreeSet<String>,
    /// Two words that begin a sentence, each with a capital: `Anna Smithers opened ...`.
    names: BTreeSet<(String, String)>,
    /// A short form in capitals and the word behind it: `DI Yogyakarta`.
    pairs: BTreeSet<(String, String)>,
}

impl Lexicon {
    /// Reads a body; one in capitals teaches nothing.
    pub(super) fn of(body: &str, language: &Language) -> Self {
        let mut out = Self::default();
        let mut counts: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut shouted: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let teaches = |paragraph: &&str| !casing::shouts(paragraph);
        let trusted = !casing::capitals(body);
        for paragraph in body.lines().filter(|_| trusted).filter(teaches) {
            let tokens = tokens::of(paragraph);
            let titled = is_titled(&tokens);
            let mut initial = true;
            for (at, token) in tokens.iter().enumerate() {
                if token.kind == Kind::Mark {
                    initial = token.is_any(&['.', '!', '?', ':', '"', '\u{201c}', '\u{2026}']);
                    continue;
                }
                if token.kind == Kind::Word {
                    let split = elided(token.text, language);
                    let word = split.map_or(token.text, |(_, rest)| rest);
                    let word = possessor(word, language).unwrap_or(word);
                    let key = folded(word, language);
                    let tally = shouted.entry(key.clone()).or_default();
                    let next = tokens.get(at + 1).filter(|next| next.kind == Kind::Word);
                    if is_acronym(word) {
                        tally.0 += 1;
                        let pair = |next: &Token<'_>| (key.clone(), folded(next.text, language));
                        out.pairs.extend(next.map(pair));
                    } else {
                        tally.1 += 1;
                    }
                    let inner = casing::has_inner_capital(word);
                    if inner || !titled && (!initial || split.is_some()) {
                        *counts.entry(key).or_default().entry(word).or_default() += 1;
                    } else if let Some(next) = next.filter(|_| !titled)
                        && is_name(token.text)
                        && is_name(next.text)
                        && !FUNCTION_WORDS.split(' ').any(|word| word == key)
                    {
                        out.names.insert((key, folded(next.text, language)));
                    }
                }
                initial = false;
            }
        }
        let most = |forms: BTreeMap<&str, u32>| {
            forms.into_iter().max_by_key(|(_, count)| *count).map(|(form, _)| form.to_owned())
        };
        out.forms =
            counts.into_iter().filter_map(|(key, forms)| Some((key, most(forms)?))).collect();
        for (key, (capitals, other)) in shouted {
            let list = if capitals > other { &mut out.acronyms } else { &mut out.mixed };
            list.insert(key);
        }
        out
    }

    /// The form most used inside sentences.
    pub(super) fn form(&self, word: &str, language: &Language) -> Option<&String> {
        self.forms.get(&lower(word, language))
    }

    /// Tells whether the body writes a word in capitals.
    pub(super) fn is_acronym(&self, word: &str, language: &Language) -> bool {
        self.acronyms.contains(&lower(word, language))
    }

    /// Tells whether the body writes a word with small letters.
    pub(super) fn is_mixed(&self, word: &str, language: &Language) -> bool {
        self.mixed.contains(&lower(word, language))
    }

    /// Tells whether the body writes a word in capitals before another.
    pub(super) fn is_acronym_before(&self, word: &str, next: &str, language: &Language) -> bool {
        self.pairs.contains(&(lower(word, language), lower(next, language)))
    }

    /// Tells whether two words begin a sentence of the body as a name does.
    pub(super) fn begins_a_name(&self, word: &str, next: &str, language: &Language) -> bool {
        self.names.contains(&(lower(word, language), lower(next, language)))
    }
}

/// Tells whether a line of words is a heading in Title Case, which says nothing of theirs.
fn is_titled(tokens: &[Token<'_>]) -> bool {
    let long = tokens.iter().filter(|token| token.kind == Kind::Word && token.digits() > 3);
    let (mut all, mut small) = (0, 0);
    for token in long {
        all += 1;
        small += usize::from(token.text.starts_with(char::is_lowercase));
    }
    let stops = tokens.last().is_some_and(|last| last.is_any(&['.', '!', '?', '"', '\u{201d}']));
    all > 3 && small == 0 && !stops
}

/// A word with a capital first letter and small ones after it.
fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase)
}

/// Two letters or more, all capitals: `BNN`, `P4GN`.
fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// A short form by its looks: a Roman number, or consonants only.
pub(super) fn looks_short(word: &str) -> bool {
    let length = word.chars().count();
    let vowel = |c: char| "AEIOUYАЕЁИОУЫЭЮЯІЇЄЬЪ".contains(c);
    let roman = length > 1 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let letter = |c: char| c.is_ascii_alphabetic() || ('А'..='Я').contains(&c);
    let consonants = (2..=5).contains(&length) && word.chars().all(letter) && !word.contains(vowel);
    roman || consonants
}

/// Tells whether a letter, in small, is a word of a language.
pub(super) fn is_word_of_one_letter(letter: &str, language: &Language) -> bool {
    let words = match language.primary() {
        "en" => "a",
        "fr" => "a à y",
        "es" => "a e o u y",
        "pt" => "a e o à é",
        "it" => "a e i o è",
        "ru" | "uk" | "be" => "а в и к о с у я з і й",
        "nl" => "u",
        "tr" | "az" => "o",
        _ => return false,
    };
    words.split(' ').any(|word| word == letter)
}

/// Small words inside the names of places: `Rio de Janeiro`, `Isle of Man`.
pub(super) fn is_link(word: &str) -> bool {
    ["de", "da", "do", "del", "of", "the", "la", "sur", "en", "am", "al", "und", "y", "e", "et"]
        .contains(&word)
}

pub(super) fn is_turkic(language: &Language) -> bool {
    matches!(language.primary(), "tr" | "az")
}

/// A word in small letters; Turkish and Azeri tell dotted from dotless i.
pub(super) fn lower(word: &str, language: &Language) -> String {
    if is_turkic(language) {
        word.replace('\u{130}', "i").replace('I', "\u{131}").to_lowercase()
    } else {
        word.to_lowercase()
    }
}

/// The key of a word of the body: in German capitals an `\u{df}` is `SS`.
fn folded(word: &str, language: &Language) -> String {
    let key = lower(word, language);
    if language.primary() == "de" { key.replace('\u{df}', "ss") } else { key }
}

/// `L'État` to the article with its apostrophe and the word behind it, where a language
/// runs them together.
pub(super) fn elided<'a>(word: &'a str, language: &Language) -> Option<(&'a str, &'a str)> {
    if !matches!(language.primary(), "fr" | "it" | "ca") {
        return None;
    }
    let (at, mark) = word.char_indices().find(|(_, c)| matches!(c, '\'' | '\u{2019}'))?;
    let (article, rest) = word.split_at_checked(at + mark.len_utf8())?;
    (at > 0 && !rest.is_empty()).then_some((article, rest))
}

/// `China` of `China's`, in languages that hang their genitive on by an apostrophe.
pub(super) fn possessor<'a>(word: &'a str, language: &Language) -> Option<&'a str> {
    let genitive = ["'s", "'S", "\u{2019}s", "\u{2019}S"];
    let counts = matches!(language.primary(), "en" | "nl");
    let stem = genitive.iter().find_map(|end| word.strip_suffix(end)).filter(|_| counts)?;
    (stem.chars().count() > 1).then_some(stem)
}

/// German verbs, participles and adjectives by their looks: `eröffnet`, `bestätigt`,
/// `finanziert`, `wirtschaftliche`.
pub(super) fn is_german_small(word: &str) -> bool {
    let long = word.chars().count() > 5;
    let prefixed = ["er", "ver", "be", "ent", "zer"].iter().any(|start| word.starts_with(start));
    let ends = ["et", "igt", "elt", "ert", "ührt", "ellt"].iter().any(|end| word.ends_with(end));
    let described = ["liche", "lichen", "licher", "liches", "ische", "ischen", "ischer", "isches"];
    (prefixed && ends && long)
        || word.ends_with("iert")
        || (word.chars().count() > 7 && described.iter().any(|end| word.ends_with(end)))
}
