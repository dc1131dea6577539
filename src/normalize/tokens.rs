//! A line of text to words, numbers and marks, each with its place in the line.
//!
//! Rules about dates and casing look at tokens, so that blanks between them never matter.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with digits and apostrophes inside: `P4GN`, `Jum'at`.
    Word,
    /// Digits, in any of the scripts that [`digit`] reads.
    Number,
    /// One other character that is no blank.
    Mark,
}

/// A token and where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

impl Token<'_> {
    /// Tells whether the token is this mark.
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    /// Tells whether the token is any of these marks.
    pub(super) fn is_any(&self, marks: &[char]) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(marks)
    }

    /// The number a token of digits stands for.
    pub(super) fn number(&self) -> Option<u32> {
        if self.kind != Kind::Number {
            return None;
        }
        self.text.chars().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
    }

    /// How many digits it has.
    pub(super) fn digits(&self) -> usize {
        self.text.chars().count()
    }

    /// The word in lower case.
    pub(super) fn lower(&self) -> Option<String> {
        (self.kind == Kind::Word).then(|| self.text.to_lowercase())
    }
}

/// The value of a digit: ASCII's, Arabic-Indic, Persian, or full-width.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    u32::from(c).checked_sub(u32::from(zero))
}

/// Cuts a text into tokens.
pub(super) fn of(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let kind = if c.is_alphabetic() {
            while let Some(&(at, next)) = rest.peek() {
                if !(next.is_alphanumeric() || apostrophe_inside(text, at, next)) {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            Kind::Word
        } else if digit(c).is_some() {
            while let Some(&(at, next)) = rest.peek() {
                if digit(next).is_none() {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            Kind::Number
        } else {
            Kind::Mark
        };
        out.push(Token { text: text.get(start..end).unwrap_or_default(), start, end, kind });
    }
    out
}

fn apostrophe_inside(text: &str, at: usize, c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
        && text
            .get(at + c.len_utf8()..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks_come_apart() {
        let texts: Vec<&str> = of("Jum'at(9/6/2016) P4GN, 6th").iter().map(|t| t.text).collect();
        assert_eq!(texts, ["Jum'at", "(", "9", "/", "6", "/", "2016", ")", "P4GN", ",", "6", "th"]);
    }
}
