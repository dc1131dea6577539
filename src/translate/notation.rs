//! The spelling of codes in a segment: `<1>`, `</1>`, `<1/>`, with `&lt;` and `&amp;` for
//! the characters themselves.

/// One piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// Words, unescaped.
    Text(String),
    /// A pair of codes opens.
    Open(usize),
    /// A pair of codes closes.
    Close(usize),
    /// A code that holds nothing.
    Whole(usize),
}

/// Words as they stand in a segment.
#[must_use]
pub fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

fn unescape(words: &str) -> String {
    words.replace("&lt;", "<").replace("&amp;", "&")
}

/// Writes tokens as a segment's text.
#[must_use]
pub fn write(tokens: &[Token]) -> String {
    let spelled = |token: &Token| match token {
        Token::Text(words) => escape(words),
        Token::Open(n) => format!("<{n}>"),
        Token::Close(n) => format!("</{n}>"),
        Token::Whole(n) => format!("<{n}/>"),
    };
    tokens.iter().map(spelled).collect()
}

/// Reads a segment's text; what only looks like a code is words.
#[must_use]
pub fn read(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        push_text(&mut tokens, &unescape(before));
        let read = after.split_once('>').and_then(|(inside, next)| Some((code(inside)?, next)));
        if let Some((token, next)) = read {
            tokens.push(token);
            rest = next;
        } else {
            push_text(&mut tokens, "<");
            rest = after;
        }
    }
    push_text(&mut tokens, &unescape(rest));
    tokens
}

/// Reads what stands between the brackets of a code: `1`, `/1` or `1/`.
#[must_use]
pub fn code(inside: &str) -> Option<Token> {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if plain { digits.parse::<usize>().ok() } else { None }
    };
    if let Some(digits) = inside.strip_prefix('/') {
        number(digits).map(Token::Close)
    } else if let Some(digits) = inside.strip_suffix('/') {
        number(digits).map(Token::Whole)
    } else {
        number(inside).map(Token::Open)
    }
}

/// Adds words, joined to words that stand before them.
pub fn push_text(tokens: &mut Vec<Token>, words: &str) {
    if words.is_empty() {
        return;
    }
    if let Some(Token::Text(last)) = tokens.last_mut() {
        last.push_str(words);
    } else {
        tokens.push(Token::Text(words.to_owned()));
    }
}

/// The words of a segment alone, each code a blank where one is needed.
#[must_use]
pub fn words(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Text(words) => out.push_str(words),
            Token::Whole(_) => out.push(' '),
            Token::Open(_) | Token::Close(_) => {}
        }
    }
    out
}

/// Tells what is wrong with the nesting of codes: a pair closed before it opened, left
/// open, crossed, or a code that stands twice.
///
/// # Errors
///
/// The code at fault, in its own spelling.
pub fn nested(tokens: &[Token]) -> Result<(), String> {
    let mut open = Vec::new();
    let mut seen = Vec::new();
    for token in tokens {
        match token {
            Token::Text(_) => {}
            Token::Open(n) | Token::Whole(n) => {
                if seen.contains(n) {
                    return Err(format!("<{n}>"));
                }
                seen.push(*n);
                if matches!(token, Token::Open(_)) {
                    open.push(*n);
                }
            }
            Token::Close(n) => {
                if open.pop() != Some(*n) {
                    return Err(format!("</{n}>"));
                }
            }
        }
    }
    open.first().map_or(Ok(()), |n| Err(format!("<{n}>")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_come_back_as_they_were() {
        for text in ["a <1>b</1> <2/>", "1 &lt; 2 &amp;amp; 3", "<1/>", ""] {
            assert_eq!(write(&read(text)), text);
        }
    }

    #[test]
    fn what_only_looks_like_a_code_is_words() {
        assert_eq!(read("a < b <x> <+1>"), [Token::Text("a < b <x> <+1>".to_owned())]);
    }

    #[test]
    fn crossed_open_and_doubled_codes_are_told() {
        assert_eq!(nested(&read("<1>a<2>b</2></1><3/>")), Ok(()));
        assert_eq!(nested(&read("<1>a<2>b</1></2>")), Err("</1>".to_owned()));
        assert_eq!(nested(&read("<1>a")), Err("<1>".to_owned()));
        assert_eq!(nested(&read("<1/><1/>")), Err("<1>".to_owned()));
    }
}
