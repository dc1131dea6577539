//! A date's words, numbers and offsets, one token each.

use std::iter::Peekable;
use std::str::Chars;

/// A piece of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, with the strokes inside `Asia/Jakarta`.
    Word(String),
    /// Letters that stand right behind digits: `9am`, `08:00Z`. They must mean something.
    Glued(String),
    /// Numbers joined by one mark each: `2024-06-06`, `08:00:12.5`.
    Numbers(Vec<Number>),
    /// `+` or `-` before an offset: whether it is west of Greenwich.
    Sign(bool),
}

/// A run of digits and the mark after it, when another run follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// The value; what no calendar holds is too large to matter.
    pub(super) value: i64,
    /// How many digits it was written with.
    pub(super) digits: usize,
    /// The mark that joins it to the next run.
    pub(super) mark: Option<char>,
}

/// Cuts a date into tokens.
pub(super) fn cut(words: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = words.chars().peekable();
    // Whether digits stand right before, with nothing but a colon between.
    let mut glued = false;
    while let Some(c) = chars.peek().copied() {
        if c.is_ascii_digit() {
            tokens.push(Token::Numbers(numbers(&mut chars)));
            glued = true;
        } else if c.is_alphabetic() {
            let word = word(&mut chars);
            tokens.push(if glued { Token::Glued(word) } else { Token::Word(word) });
            glued = false;
        } else {
            glued &= c == ':';
            chars.next();
            let minus = matches!(c, '-' | '\u{2212}');
            let digit_next = chars.peek().is_some_and(char::is_ascii_digit);
            if digit_next && (c == '+' || minus && offset_may_follow(&tokens)) {
                tokens.push(Token::Sign(minus));
            }
        }
    }
    tokens
}

/// A minus is a sign only behind a time, a zone or a whole date; elsewhere it joins.
fn offset_may_follow(tokens: &[Token]) -> bool {
    match tokens.last() {
        Some(Token::Numbers(list)) => is_time(list) || list.len() >= 3,
        Some(Token::Word(word) | Token::Glued(word)) => super::zone(word).is_some(),
        _ => false,
    }
}

/// Whether numbers are joined as a time is.
pub(super) fn is_time(list: &[Number]) -> bool {
    list.first().is_some_and(|number| number.mark == Some(':'))
}

fn word(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::new();
    while let Some(c) = chars.next_if(|c| c.is_alphabetic() || matches!(c, '/' | '_' | '\'' | '’'))
    {
        word.push(c);
        // `T08:00`: the letter stands between numbers and is no word.
        if word == "T" && chars.peek().is_some_and(char::is_ascii_digit) {
            break;
        }
    }
    word
}

fn numbers(chars: &mut Peekable<Chars<'_>>) -> Vec<Number> {
    let mut list: Vec<Number> = Vec::new();
    loop {
        let mut value: i64 = 0;
        let mut digits = 0;
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            chars.next();
            value = value.saturating_mul(10).saturating_add(i64::from(digit));
            digits += 1;
        }
        list.push(Number { value, digits, mark: None });
        let Some(mark) = chars.peek().copied().filter(|mark| joins(&list, *mark)) else {
            return list;
        };
        let mut ahead = chars.clone();
        ahead.next();
        if !ahead.peek().is_some_and(char::is_ascii_digit) {
            return list;
        }
        chars.next();
        if let Some(last) = list.last_mut() {
            // `10h30`
            last.mark = Some(if mark == 'h' { ':' } else { mark });
        }
    }
}

/// Whether a mark joins what was read with what follows, rather than ending it.
fn joins(list: &[Number], mark: char) -> bool {
    let marks = list.len().saturating_sub(1);
    let first = list.first().and_then(|number| number.mark);
    match mark {
        'h' => list.len() == 1 && list.first().is_some_and(|number| number.digits <= 2),
        ':' => first.is_none_or(|mark| mark == ':') && marks < 2,
        '.' | ',' if first == Some(':') => marks == 2,
        '-' | '/' | '.' => first.is_none_or(|first| first == mark) && marks < 2,
        _ => false,
    }
}
