//! A unit without its formatting, for an engine that damages codes, and its answer dressed
//! again.
//!
//! Guarded words stay guarded. Elements around words are gone from what is asked; from the
//! answer none may be missing, so they stand empty at its end, but for links: of each a small
//! arrow is left that leads where the link did.

use crate::domain::Segment;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};
use crate::translate::plan::Unit;

/// What a link is reduced to.
const ARROW: &str = "\u{2197}";

/// The unit without formatting; `None` when it has none.
#[must_use]
pub fn strip(unit: &Unit) -> Option<Unit> {
    let tokens = notation::read(&unit.segment.text);
    let kept: Vec<Token> =
        tokens.iter().filter(|token| !is_formatting(token, unit)).cloned().collect();
    if kept.len() == tokens.len() {
        return None;
    }
    let text = notation::write(&kept).split_whitespace().collect::<Vec<_>>().join(" ");
    let segment = Segment { kind: unit.segment.kind, text };
    Some(Unit::new(unit.place, segment, unit.codes.clone()))
}

/// An answer to the unit without formatting as one to the unit itself.
#[must_use]
pub fn dress(unit: &Unit, answer: &str) -> String {
    let mut tokens = notation::read(answer);
    for token in notation::read(&unit.segment.text) {
        match token {
            Token::Open(number) => {
                let link = is_link(inline::code(&unit.codes, number));
                if link {
                    notation::push_text(&mut tokens, " ");
                }
                tokens.push(Token::Open(number));
                if link {
                    notation::push_text(&mut tokens, ARROW);
                }
                tokens.push(Token::Close(number));
            }
            Token::Whole(_) if is_formatting(&token, unit) => tokens.push(token),
            _ => {}
        }
    }
    notation::write(&tokens)
}

fn is_formatting(token: &Token, unit: &Unit) -> bool {
    match token {
        Token::Text(_) => false,
        Token::Open(_) | Token::Close(_) => true,
        Token::Whole(number) => {
            !matches!(inline::code(&unit.codes, *number), Some(Code::Guarded { .. }))
        }
    }
}

fn is_link(code: Option<&Code>) -> bool {
    matches!(code, Some(Code::Pair { open, .. }) if open.starts_with("<a "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::segment::SegmentKind;
    use crate::translate::guarded::Rules;
    use crate::translate::plan::Place;
    use crate::translate::protect;

    fn unit(html: &str) -> Unit {
        let (text, codes) = inline::read(html, &Rules::new(&["BCN".to_owned()]));
        let segment = Segment { kind: SegmentKind::Paragraph, text };
        Unit::new(Place::Block(0), segment, codes)
    }

    #[test]
    fn what_is_asked_again_has_words_and_guarded_names_only() {
        let unit = unit("Kepala BCN <b>hadir</b> di <a href=\"https://a.example/\">kantor</a>.");
        let plain = strip(&unit).unwrap();
        assert_eq!(plain.segment.text, "Kepala <1/> hadir di kantor.");
        let dressed = dress(&unit, "The head of <1/> was in the office.");
        assert_eq!(dressed, "The head of <1/> was in the office.<2></2> <3>\u{2197}</3>");
        assert!(protect::verify(&unit, &notation::read(&dressed)).is_ok());
    }

    #[test]
    fn what_has_no_formatting_is_not_asked_again() {
        assert_eq!(strip(&unit("Kepala BCN hadir.")), None);
    }
}
