//! A segment of a TMX file to our notation of codes.

use crate::translate::notation::{self, Token};
use crate::translate::xml::{Element, Inside, Refusal};

/// Characters a segment may have.
const SEGMENT_MAX: usize = 50_000;
/// Codes of a segment.
const CODES_MAX: usize = 1_000;

/// Which number each code of a segment has: in our own files the one it says, in others the
/// place it has in the source.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    ours: bool,
    names: Vec<String>,
}

impl Numbers {
    /// None yet; `ours` says whether the file is one of ours.
    pub(super) const fn new(ours: bool) -> Self {
        Self { ours, names: Vec::new() }
    }

    /// The number of a code of this name: a source's is gathered, a target's looked up.
    fn of(&mut self, element: &Element, name: String, source: bool) -> Result<usize, Refusal> {
        let refuse = |what: &str| Refusal::at(element.line, what);
        if self.ours {
            let number = element.attribute(if element.name == "ept" { "i" } else { "x" });
            let number =
                number.and_then(|x| x.parse().ok()).filter(|n| (1..=CODES_MAX).contains(n));
            return number.ok_or_else(|| refuse("a code without its number"));
        }
        match self.names.iter().position(|known| *known == name) {
            Some(at) if !source => Ok(at + 1),
            Some(_) => Err(refuse("two codes have the same number")),
            None if source && self.names.len() < CODES_MAX => {
                self.names.push(name);
                Ok(self.names.len())
            }
            None if source => Err(refuse("too many codes")),
            None => Err(refuse("the target has a code that the source has not")),
        }
    }
}

/// A segment in our notation, and what its codes hold.
///
/// # Errors
///
/// [`Refusal`]: codes that do not fit, an element that does not belong there, too much.
pub(super) fn segment(
    seg: &Element,
    numbers: &mut Numbers,
    source: bool,
) -> Result<(String, Vec<String>), Refusal> {
    let (mut tokens, mut pairs) = (Vec::new(), Vec::new());
    let mut codes: Vec<String> = Vec::new();
    for inside in &seg.inside {
        let element = match inside {
            Inside::Words(words) => {
                notation::push_text(&mut tokens, words);
                continue;
            }
            Inside::Element(element) => element,
        };
        let i = || element.attribute("i").unwrap_or_default().to_owned();
        match element.name.as_str() {
            // marked words are words
            "hi" | "sub" => notation::push_text(&mut tokens, &element.words()),
            "ept" => {
                let i = i();
                let at = pairs.iter().rposition(|(open, _): &(String, usize)| *open == i);
                let (_, number) = at.map(|at| pairs.remove(at)).ok_or_else(|| {
                    Refusal::at(element.line, format!("the code `{i}` ends and never began"))
                })?;
                tokens.push(Token::Close(number));
            }
            name @ ("bpt" | "ph" | "it" | "ut") => {
                let x = element.attribute("x").map(|x| format!("x {x}"));
                let x = x.unwrap_or_else(|| format!("{name} {} {}", i(), codes.len()));
                let number = numbers.of(element, x, source)?;
                if codes.len() < number {
                    codes.resize(number, String::new());
                }
                if let Some(held) = codes.get_mut(number - 1).filter(|_| name != "bpt") {
                    *held = element.words();
                }
                if name == "bpt" {
                    pairs.push((i(), number));
                    tokens.push(Token::Open(number));
                } else {
                    tokens.push(Token::Whole(number));
                }
            }
            other => {
                return Err(Refusal::at(element.line, format!("`{other}` inside a segment")));
            }
        }
    }
    let text = notation::write(&tokens).trim().to_owned();
    if text.chars().count() > SEGMENT_MAX {
        return Err(Refusal::at(seg.line, format!("a segment of more than {SEGMENT_MAX}")));
    }
    notation::nested(&tokens)
        .map_err(|code| Refusal::at(seg.line, format!("the code {code} is not nested rightly")))?;
    Ok((text, codes))
}
