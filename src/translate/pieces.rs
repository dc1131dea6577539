//! A segment's tokens, cut where its sentences end.

use std::collections::VecDeque;

use crate::domain::Language;
use crate::text::sentence;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};

/// A piece less the blanks and elements at its ends: these, what is between, and those.
pub(super) fn edges(piece: Vec<Token>, codes: &[Code]) -> (Vec<Token>, Vec<Token>, Vec<Token>) {
    let mut core: VecDeque<Token> = piece.into();
    let (mut before, mut after) = (Vec::new(), VecDeque::new());
    while let Some(token) = core.pop_front() {
        let (edge, rest) = cut_blank(token, codes, true);
        if let Some(rest) = rest {
            core.push_front(rest);
        }
        match edge {
            Some(edge) => before.push(edge),
            None => break,
        }
    }
    while let Some(token) = core.pop_back() {
        let (edge, rest) = cut_blank(token, codes, false);
        core.extend(rest);
        match edge {
            Some(edge) => after.push_front(edge),
            None => break,
        }
    }
    (before, core.into(), after.into())
}

/// What of a token belongs to the edge of a sentence, at its beginning or its end, and the
/// rest of it.
fn cut_blank(token: Token, codes: &[Code], begin: bool) -> (Option<Token>, Option<Token>) {
    match token {
        Token::Whole(n) if matches!(inline::code(codes, n), Some(Code::Element { .. })) => {
            (Some(token), None)
        }
        Token::Text(words) => {
            let core = if begin { words.trim_start() } else { words.trim_end() };
            if core.len() == words.len() {
                return (None, Some(Token::Text(words)));
            }
            let blank = if begin {
                words.strip_suffix(core).unwrap_or_default()
            } else {
                words.strip_prefix(core).unwrap_or_default()
            };
            let rest = (!core.is_empty()).then(|| Token::Text(core.to_owned()));
            (Some(Token::Text(blank.to_owned())), rest)
        }
        other => (None, Some(other)),
    }
}

/// The words a token stands for.
pub(super) fn bare<'a>(token: &'a Token, codes: &'a [Code], stands: fn(&Code) -> &str) -> &'a str {
    match token {
        Token::Text(words) => words,
        Token::Open(_) | Token::Close(_) => "",
        Token::Whole(n) => match inline::code(codes, *n).map(stands) {
            None | Some("") => " ",
            Some(words) => words,
        },
    }
}

/// Cuts tokens where sentences end: never within a pair of codes or within a code's words, and
/// only where there are letters on both sides.
pub(super) fn pieces(
    tokens: &[Token],
    codes: &[Code],
    language: &Language,
    stands: fn(&Code) -> &str,
) -> Vec<Vec<Token>> {
    let words: String = tokens.iter().map(|token| bare(token, codes, stands)).collect();
    let mut end = 0;
    let mut ends: Vec<usize> = Vec::new();
    for one in sentence::split(&words, language) {
        end += one.len();
        ends.push(end);
    }
    ends.pop();
    let mut cutter = Cutter { done: Vec::new(), piece: Vec::new(), depth: 0 };
    let mut ends = ends.into_iter().peekable();
    let mut at = 0;
    for token in tokens {
        if let Token::Close(_) = token {
            cutter.depth = cutter.depth.saturating_sub(1);
            cutter.piece.push(token.clone());
            continue;
        }
        while let Some(end) = ends.next_if(|end| *end <= at) {
            cutter.cut(end == at);
        }
        match token {
            Token::Text(words) => {
                let mut rest = words.as_str();
                while let Some(end) = ends.next_if(|end| *end < at + rest.len()) {
                    let (head, tail) = rest.split_at_checked(end - at).unwrap_or((rest, ""));
                    notation::push_text(&mut cutter.piece, head);
                    cutter.cut(true);
                    (at, rest) = (end, tail);
                }
                notation::push_text(&mut cutter.piece, rest);
                at += rest.len();
            }
            other => {
                cutter.depth += usize::from(matches!(other, Token::Open(_)));
                cutter.piece.push(other.clone());
                at += bare(other, codes, stands).len();
                while ends.next_if(|end| *end < at).is_some() {}
            }
        }
    }
    cutter.end()
}

/// Pieces while they are cut.
struct Cutter {
    done: Vec<Vec<Token>>,
    piece: Vec<Token>,
    depth: usize,
}

impl Cutter {
    fn cut(&mut self, here: bool) {
        if here && self.depth == 0 && is_worded(&self.piece) {
            self.done.push(std::mem::take(&mut self.piece));
        }
    }

    fn end(mut self) -> Vec<Vec<Token>> {
        match self.done.last_mut() {
            Some(last) if !is_worded(&self.piece) => {
                for token in self.piece {
                    match token {
                        Token::Text(words) => notation::push_text(last, &words),
                        other => last.push(other),
                    }
                }
            }
            _ => self.done.push(self.piece),
        }
        self.done
    }
}

fn is_worded(piece: &[Token]) -> bool {
    let letters = |token: &Token| match token {
        Token::Text(words) => words.chars().any(char::is_alphabetic),
        _ => false,
    };
    piece.iter().any(letters)
}
