//! A unit on its way through a language between.
//!
//! Its codes stay those of the source all the way, so that what arrives is a translation of
//! the source's own segment: it is assembled, edited and approved like any other. On each leg
//! words may be guarded besides, by that leg's own terms and dates; these are put in as they
//! are said when the leg is done.

use crate::domain::Segment;
use crate::translate::glossary::Glossary;
use crate::translate::guarded::{self, Rules};
use crate::translate::inline::Code;
use crate::translate::notation::{self, Token};
use crate::translate::plan::Unit;

/// A unit as one leg sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// What is asked for.
    pub unit: Unit,
    /// Which code of the source each of its codes is; none of words that this leg guards.
    numbers: Vec<Option<usize>>,
}

impl Leg {
    /// A unit whose words are these by now, in the codes of the source. Codes are numbered as
    /// they stand, so that the segment has the name it would have anywhere else.
    #[must_use]
    pub fn of(source: &Unit, text: &str, guards: &Rules, glossary: &Glossary) -> Self {
        let mut leg = Open { source, tokens: Vec::new(), codes: Vec::new(), numbers: Vec::new() };
        for token in notation::read(text) {
            match token {
                Token::Text(words) => leg.words(&words, guards),
                Token::Open(n) => {
                    let number = leg.known(n);
                    leg.tokens.push(Token::Open(number));
                }
                Token::Close(n) => {
                    let number = leg.known(n);
                    leg.tokens.push(Token::Close(number));
                }
                Token::Whole(n) => {
                    let number = leg.known(n);
                    leg.tokens.push(Token::Whole(number));
                }
            }
        }
        let Open { tokens, codes, numbers, .. } = leg;
        let (kind, text) = (source.segment.kind, notation::write(&tokens));
        let mut unit = Unit::new(source.place, Segment { kind, text }, codes);
        unit.preferred = glossary.preferred(&notation::words(&tokens));
        Self { unit, numbers }
    }

    /// What was answered, in the codes of the source; `None` when a code is in it that was not
    /// sent.
    #[must_use]
    pub fn back(&self, answer: &str) -> Option<String> {
        let mut tokens = Vec::new();
        for token in notation::read(answer) {
            let number = |n: usize| self.numbers.get(n.checked_sub(1)?).copied();
            match token {
                Token::Text(words) => notation::push_text(&mut tokens, &words),
                Token::Open(n) => tokens.push(Token::Open(number(n)??)),
                Token::Close(n) => tokens.push(Token::Close(number(n)??)),
                Token::Whole(n) => {
                    if let Some(own) = number(n)? {
                        tokens.push(Token::Whole(own));
                    } else {
                        let code = self.unit.codes.get(n.checked_sub(1)?)?;
                        notation::push_text(&mut tokens, code.said());
                    }
                }
            }
        }
        Some(notation::write(&tokens))
    }
}

/// A leg while it is made.
struct Open<'a> {
    source: &'a Unit,
    tokens: Vec<Token>,
    codes: Vec<Code>,
    numbers: Vec<Option<usize>>,
}

impl Open<'_> {
    /// The number here of a code of the source, a new one where it stands first.
    fn known(&mut self, number: usize) -> usize {
        if let Some(at) = self.numbers.iter().position(|one| *one == Some(number)) {
            return at + 1;
        }
        let code = number.checked_sub(1).and_then(|at| self.source.codes.get(at)).cloned();
        self.codes.push(code.unwrap_or(Code::Element { html: String::new(), text: String::new() }));
        self.numbers.push(Some(number));
        self.numbers.len()
    }

    fn words(&mut self, words: &str, guards: &Rules) {
        let mut at = 0;
        for span in guarded::spans(words, guards) {
            notation::push_text(&mut self.tokens, words.get(at..span.start).unwrap_or_default());
            let text = words.get(span.start..span.end).unwrap_or_default().to_owned();
            let said = span.said.unwrap_or_else(|| text.clone());
            self.codes.push(Code::Guarded { text, said, guard: span.guard });
            self.numbers.push(None);
            self.tokens.push(Token::Whole(self.numbers.len()));
            at = span.end;
        }
        notation::push_text(&mut self.tokens, words.get(at..).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::domain::segment::SegmentKind;
    use crate::translate::glossary::{Case, Class, Term};
    use crate::translate::inline;
    use crate::translate::plan::Place;

    fn tag(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn glossary(term: &str, target: &str) -> Glossary {
        let (term, targets) = (term.to_owned(), vec![target.to_owned()]);
        Glossary::new(vec![Term {
            term,
            class: Class::Fixed,
            targets,
            case: Case::Any,
            note: None,
        }])
    }

    fn unit(html: &str, guards: &Rules) -> Unit {
        let (text, codes) = inline::read(html, guards);
        Unit::new(Place::Block(0), Segment { kind: SegmentKind::Paragraph, text }, codes)
    }

    #[test]
    fn each_leg_says_its_own_terms_and_the_sources_codes_go_all_the_way() {
        let source = unit(
            "Rapat kerja <b>BCN</b> di a@contoh.id selesai.",
            &Rules::of(&Glossary::of_names(&["BCN".to_owned()])),
        );
        assert_eq!(source.segment.text, "Rapat kerja <1><2/></1> di <3/> selesai.");
        let terms = glossary("rapat kerja", "work meeting");
        let first = Leg::of(&source, &source.segment.text, &Rules::of(&terms), &terms);
        assert_eq!(first.unit.segment.text, "<1/> <2><3/></2> di <4/> selesai.");
        let half = first.back("The <1/> at <4/> of <2><3/></2> is over.").unwrap();
        assert_eq!(half, "The Work meeting at <3/> of <1><2/></1> is over.");
        let terms = glossary("work meeting", "réunion de travail");
        let second = Leg::of(&source, &half, &Rules::of(&terms), &terms);
        assert_eq!(second.unit.segment.text, "The <1/> at <2/> of <3><4/></3> is over.");
        let whole = second.back("La <1/> de <3><4/></3> à <2/> est finie.").unwrap();
        assert_eq!(whole, "La Réunion de travail de <1><2/></1> à <3/> est finie.");
    }

    #[test]
    fn a_code_that_was_not_sent_is_told() {
        let source = unit("Rapat <b>kerja</b> selesai", &Rules::default());
        let none = Glossary::default();
        let leg = Leg::of(&source, &source.segment.text, &Rules::default(), &none);
        assert_eq!(leg.back("The <2/> meeting"), None);
        assert_eq!(leg.back("The <1>meeting</1>").as_deref(), Some("The <1>meeting</1>"));
    }

    #[test]
    fn a_leg_without_terms_of_the_whole_way_asks_for_what_a_direct_way_asks_for() {
        let (id, en) = (tag("id"), tag("en"));
        let html = "Pada 6 Juni 2024 rapat kerja <b>besar</b> di a@contoh.id selesai.";
        let terms = glossary("rapat kerja", "work meeting");
        let guards = || Rules::of(&terms).between(&id, &en);
        let direct = unit(html, &guards());
        for to in ["en", "ja"] {
            let source = unit(html, &Rules::default().between(&id, &tag(to)));
            let leg = Leg::of(&source, &source.segment.text, &guards(), &terms);
            assert_eq!(leg.unit.hash, direct.hash, "{}", leg.unit.segment.text);
        }
    }
}
