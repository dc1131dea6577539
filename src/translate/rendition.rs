//! The two spellings engines are shown codes in: marks such as `⟦1⟧` in plain text, and
//! the elements `<g>` and `<x>` in XML.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::domain::capability::Protection;
use crate::text::markup;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};

/// Writes tokens in an engine's rendition. Brackets that would look like marks become
/// ordinary ones.
#[must_use]
pub fn write(tokens: &[Token], codes: &[Code], protection: Protection) -> String {
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

/// Reads what an engine wrote back; what only looks like a code is words.
///
/// # Errors
///
/// The end tag that closes nothing.
pub fn read(text: &str, protection: Protection) -> Result<Vec<Token>, String> {
    match protection {
        Protection::Marks => Ok(from_marks(text)),
        Protection::Xml => from_xml(text),
    }
}

/// Reads marks; what only looks like one is words.
#[must_use]
pub fn from_marks(text: &str) -> Vec<Token> {
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
