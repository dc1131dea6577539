//! A segment in an engine's rendition of codes, and the engine's answer read again.
//!
//! What is sent holds words and marks only. What comes back is words until it proves to
//! be a code that was sent: a strict reader accepts each known code once and rightly
//! nested, and nothing an engine writes is ever taken for markup.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::domain::Language;
use crate::domain::capability::{Capability, Protection};
use crate::domain::translation::{Doubt, Gravity};
use crate::text::{markup, sentence};
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};
use crate::translate::plan::{Remembered, Unit};

/// Writes a unit as the texts an engine is asked: one, or its sentences gathered into as
/// few texts as possible when it is longer than the engine bears. `language` is the
/// one the unit is in.
#[must_use]
pub fn render(unit: &Unit, capability: &Capability, language: &Language) -> Vec<String> {
    let tokens = notation::read(&unit.segment.text);
    let max = capability.limits.text_chars_max.max(1);
    let whole = written(&tokens, &unit.codes, capability.protection);
    if chars(&whole) <= max {
        return vec![whole];
    }
    let marks = written(&tokens, &unit.codes, Protection::Marks);
    let xml = capability.protection == Protection::Xml;
    let mut texts: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut put = |text: &mut String| {
        let done = text.trim().to_owned();
        if !done.is_empty() {
            texts.push(done);
        }
        text.clear();
    };
    for part in sentence::split(&marks, language) {
        let part = if xml { in_xml(part, &unit.codes) } else { part.to_owned() };
        if chars(&text) + chars(part.trim_end()) > max && (!xml || is_level(&text)) {
            put(&mut text);
        }
        text.push_str(&part);
        while !xml && chars(text.trim_end()) > max {
            let (head, tail) = cut_at(&text, max);
            text = head;
            put(&mut text);
            text = tail;
        }
    }
    put(&mut text);
    texts
}

/// Writes tokens in an engine's rendition. Brackets that would look like marks become
/// ordinary ones.
fn written(tokens: &[Token], codes: &[Code], protection: Protection) -> String {
    let spelled = |token: &Token| match (protection, token) {
        (Protection::Marks, Token::Text(words)) => words.replace('⟦', "[").replace('⟧', "]"),
        (Protection::Marks, Token::Open(n)) => format!("⟦{n}⟧"),
        (Protection::Marks, Token::Close(n)) => format!("⟦/{n}⟧"),
        (Protection::Marks, Token::Whole(n)) => format!("⟦{n}/⟧"),
        (Protection::Xml, Token::Text(words)) => markup::text(words),
        (Protection::Xml, Token::Open(n)) => format!("<g id=\"{n}\">"),
        (Protection::Xml, Token::Close(_)) => "</g>".to_owned(),
        (Protection::Xml, Token::Whole(n)) => whole_in_xml(*n, codes),
    };
    tokens.iter().map(spelled).collect()
}

/// A guarded word is shown to the engine inside its code, so that grammar fits around it.
fn whole_in_xml(number: usize, codes: &[Code]) -> String {
    match inline::code(codes, number) {
        Some(Code::Guarded { text, .. }) => {
            format!("<x id=\"{number}\">{}</x>", markup::text(text))
        }
        _ => format!("<x id=\"{number}\"/>"),
    }
}

fn in_xml(marked: &str, codes: &[Code]) -> String {
    written(&from_marks(marked), codes, Protection::Xml)
}

/// Tells whether every pair opened in a piece of XML is closed in it.
fn is_level(xml: &str) -> bool {
    xml.matches("<g ").count() == xml.matches("</g>").count()
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// Cuts a text that is one long sentence at its last blank within `max` characters, else
/// just there; never inside a mark.
fn cut_at(text: &str, max: usize) -> (String, String) {
    let limit = text.char_indices().nth(max).map_or(text.len(), |(at, _)| at);
    let within = text.get(..limit).unwrap_or(text);
    let cut = within.trim_end().rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(limit);
    let cut = match (within.rfind('⟦'), within.rfind('⟧')) {
        (Some(open), close) if cut == limit && open > 0 && close.is_none_or(|c| c < open) => open,
        _ => cut,
    };
    let (head, tail) = text.split_at_checked(cut).unwrap_or((text, ""));
    (head.to_owned(), tail.trim_start().to_owned())
}

/// Reads an engine's answers to one unit, in the order of its texts: the translated
/// segment, in our own notation.
///
/// # Errors
///
/// A doubt `codes` when a code is missing, unknown, doubled or wrongly nested (`urls` or
/// `protected` when what is missing is an address or a protected term).
pub fn restore(unit: &Unit, capability: &Capability, answers: &[String]) -> Result<String, Doubt> {
    let spaced = unit.segment.text.contains(char::is_whitespace);
    let parts: Vec<&str> = answers.iter().map(|answer| answer.trim()).collect();
    let joined = parts.join(if spaced { " " } else { "" });
    let tokens = match capability.protection {
        Protection::Marks => from_marks(&joined),
        Protection::Xml => from_xml(&joined).map_err(|words| wrong("codes", &words))?,
    };
    verify(unit, &tokens)?;
    Ok(notation::write(&tokens).trim().to_owned())
}

/// Reads an engine's answers to one unit as the memory keeps them: unknown words lose
/// their mark, and their share is told.
///
/// # Errors
///
/// As [`restore`].
pub fn receive(
    unit: &Unit,
    capability: &Capability,
    sent: &[String],
    answers: &[String],
) -> Result<Remembered, Doubt> {
    if !capability.marks_unknown {
        return Ok(Remembered { text: restore(unit, capability, answers)?, unknown_share: None });
    }
    let (answer, unknown_share) = strip_unknown(&sent.join(" "), &answers.join(" "));
    Ok(Remembered { text: restore(unit, capability, &[answer])?, unknown_share })
}

/// Tells whether a translated segment holds exactly the codes of its source.
///
/// # Errors
///
/// A doubt `codes`, `urls` or `protected`, by what the code at fault stands for.
pub fn verify(unit: &Unit, tokens: &[Token]) -> Result<(), Doubt> {
    notation::nested(tokens).map_err(|words| wrong("codes", &words))?;
    let mut wanted = codes_of(&notation::read(&unit.segment.text));
    for token in codes_of(tokens) {
        let Some(at) = wanted.iter().position(|w| *w == token) else {
            return Err(wrong("codes", &notation::write(&[token])));
        };
        wanted.remove(at);
    }
    let Some(missing) = wanted.first() else { return Ok(()) };
    if let Token::Whole(n) = missing
        && let Some(Code::Guarded { text, guard }) = inline::code(&unit.codes, *n)
    {
        return Err(wrong(guard.check(), text));
    }
    Err(wrong("codes", &notation::write(std::slice::from_ref(missing))))
}

fn codes_of(tokens: &[Token]) -> Vec<Token> {
    tokens.iter().filter(|token| !matches!(token, Token::Text(_))).cloned().collect()
}

fn wrong(check: &str, words: &str) -> Doubt {
    Doubt { check: check.to_owned(), gravity: Gravity::Error, words: words.to_owned() }
}

/// Reads marks; what only looks like one is words.
fn from_marks(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        notation::push_text(&mut tokens, before);
        let read = after.split_once('⟧').and_then(|(inside, next)| {
            let inside: String = inside.split_whitespace().collect();
            Some((notation::code(&inside)?, next))
        });
        if let Some((token, next)) = read {
            tokens.push(token);
            rest = next;
        } else {
            notation::push_text(&mut tokens, "⟦");
            rest = after;
        }
    }
    notation::push_text(&mut tokens, rest);
    tokens
}

static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<g id="(\d+)">|(</g>)|<x id="(\d+)"\s*/>|<x id="(\d+)">[^<]*</x>"#).ok()
});

/// Reads our XML elements; any other `<` is words, and an end tag closes what was opened
/// last.
fn from_xml(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    let Some(tags) = TAG.as_ref() else { return Ok(tokens) };
    for tag in tags.captures_iter(text) {
        let Some(all) = tag.get(0) else { continue };
        notation::push_text(&mut tokens, &from_entities(text.get(at..all.start()).unwrap_or("")));
        at = all.end();
        if let Some(n) = number(&tag, 1) {
            open.push(n);
            tokens.push(Token::Open(n));
        } else if let Some(n) = number(&tag, 3).or_else(|| number(&tag, 4)) {
            tokens.push(Token::Whole(n));
        } else {
            tokens.push(Token::Close(open.pop().ok_or_else(|| "</g>".to_owned())?));
        }
    }
    notation::push_text(&mut tokens, &from_entities(text.get(at..).unwrap_or_default()));
    Ok(tokens)
}

fn number(tag: &Captures<'_>, group: usize) -> Option<usize> {
    tag.get(group)?.as_str().parse().ok()
}

fn from_entities(words: &str) -> String {
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// Takes away the marks some engines put before words they do not know (`*`), cannot
/// look up (`@`) or cannot inflect (`#`), and tells the share of words so marked. A mark
/// that stands before a word in the source as well is the source's own.
#[must_use]
pub fn strip_unknown(source: &str, answer: &str) -> (String, Option<f64>) {
    let own: Vec<String> = marked(source).into_iter().map(|(_, word)| word).collect();
    let mut out = String::with_capacity(answer.len());
    let (mut at, mut count) = (0, 0_u32);
    for (start, word) in marked(answer) {
        if own.contains(&word) {
            continue;
        }
        out.push_str(answer.get(at..start).unwrap_or_default());
        at = start + 1;
        count += 1;
    }
    out.push_str(answer.get(at..).unwrap_or_default());
    let all = out.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let share = (all > 0)
        .then(|| (f64::from(count) / f64::from(u32::try_from(all).unwrap_or(u32::MAX))).min(1.0));
    (out, share)
}

/// Marks with a word right behind them: where in bytes, and mark and word.
fn marked(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        if matches!(c, '*' | '@' | '#') && !before.is_some_and(char::is_alphanumeric) {
            let after = text.get(at + 1..).unwrap_or_default();
            let word: String =
                after.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            if word.chars().next().is_some_and(char::is_alphanumeric) {
                found.push((at, format!("{c}{word}")));
            }
        }
        before = Some(c);
    }
    found
}
