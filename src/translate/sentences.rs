//! A paragraph taken apart into its sentences, and put together again.
//!
//! A sentence is a unit like any other, its codes numbered from 1: so it is remembered under
//! the same name wherever it stands, and a paragraph of one sentence is that sentence. No
//! border goes through a pair of codes or through words that no engine may touch.
//!
//! What a paragraph's answer teaches about its sentences is told by [`Parted::taught`], which
//! would rather teach nothing than a wrong pair (`docs/decisions/008`).

use std::collections::BTreeMap;

use crate::domain::segment::{Hand, SegmentKind};
use crate::domain::{Language, Segment};
use crate::translate::check::{self, Judge, Rules};
use crate::translate::inline::{self, Code};
use crate::translate::lean::{are_as_long, leans};
use crate::translate::notation::{self, Token};
use crate::translate::pieces::{bare, edges, pieces};
use crate::translate::plan::{Remembered, Unit};

/// Languages that put no blank between sentences.
const CLOSED: &[&str] = &["zh", "ja"];

/// A shorter sentence says too little by itself to be learned from a paragraph.
const CHARS_MIN: usize = 20;

/// A unit of two sentences or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// Its sentences in order.
    pub parts: Vec<Part>,
}

/// One sentence of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The sentence.
    pub unit: Unit,
    /// Which code of the whole unit each of its codes is.
    numbers: Vec<usize>,
    /// What stands before it, and after it: blanks, breaks, pictures.
    before: Vec<Token>,
    after: Vec<Token>,
}

/// Takes a unit apart; `None` for a headline, and for one sentence. `language` is the one it
/// is in.
#[must_use]
pub fn part<'a>(unit: &'a Unit, language: &Language) -> Option<Parted<'a>> {
    if unit.segment.kind == SegmentKind::Title {
        return None;
    }
    let tokens = notation::read(&unit.segment.text);
    let pieces = pieces(&tokens, &unit.codes, language, Code::text);
    if pieces.len() < 2 {
        return None;
    }
    let parts = pieces.into_iter().map(|piece| of_piece(unit, piece)).collect();
    Some(Parted { unit, parts })
}

impl Parted<'_> {
    /// The sentences nothing is known of.
    #[must_use]
    pub fn missing(&self, known: &BTreeMap<String, Remembered>) -> Vec<&Unit> {
        let all = self.parts.iter().map(|part| &part.unit);
        all.filter(|unit| !known.contains_key(&unit.hash)).collect()
    }

    /// Whether half of its characters or more are in sentences that are known, and none of
    /// these is wrong: a wrong one would have to be paid for again.
    #[must_use]
    pub fn is_half_known(&self, known: &BTreeMap<String, Remembered>, judge: &Judge<'_>) -> bool {
        let (mut left, mut all) = (0, 0);
        for unit in self.parts.iter().map(|part| &part.unit) {
            all += unit.segment.chars();
            match known.get(&unit.hash) {
                None => left += unit.segment.chars(),
                Some(one) if check::doubts(unit, &one.text, judge).iter().any(check::is_error) => {
                    return false;
                }
                Some(_) => {}
            }
        }
        left * 2 <= all
    }

    /// The whole unit said by its sentences, when all of them are known. It is a machine's,
    /// whosever they are: nobody has read them together.
    #[must_use]
    pub fn joined(
        &self,
        known: &BTreeMap<String, Remembered>,
        judge: &Judge<'_>,
    ) -> Option<Remembered> {
        let mut tokens = Vec::new();
        let (mut unknown, mut words) = (0.0, 0.0);
        for (index, part) in self.parts.iter().enumerate() {
            let said = known.get(&part.unit.hash)?;
            tokens.extend(part.before.iter().cloned());
            for token in notation::read(&said.text) {
                tokens.push(numbered(token, |n| part.numbers.get(n.checked_sub(1)?).copied())?);
            }
            tokens.extend(glue(part, index + 1 == self.parts.len(), judge));
            if let Some(share) = said.unknown_share {
                let count = part.unit.segment.text.split_whitespace().count();
                let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
                unknown += share * count;
                words += count;
            }
        }
        Some(Remembered {
            text: notation::write(&tokens).trim().to_owned(),
            unknown_share: (words > 0.0).then(|| unknown / words),
            hand: Hand::Machine,
        })
    }

    /// What an answer for the whole unit teaches about its sentences: each that may be
    /// remembered by itself, and its text. Nothing at all when the answer has another number
    /// of sentences, when a code is in another one, when one is much longer or shorter than
    /// its own, or when any check has anything to say about any of them. `judge` names the
    /// languages; every check is made.
    #[must_use]
    pub fn taught(&self, answer: &str, judge: &Judge<'_>) -> Vec<(&Unit, String)> {
        let tokens = notation::read(answer);
        let pieces = pieces(&tokens, &self.unit.codes, judge.to, Code::said);
        if pieces.len() != self.parts.len() {
            return Vec::new();
        }
        let everything = Rules::default();
        let judge = Judge { rules: &everything, ..*judge };
        let mut texts = Vec::new();
        for (piece, part) in pieces.into_iter().zip(&self.parts) {
            let (_, core, _) = edges(piece, &self.unit.codes);
            let number = |n: usize| Some(part.numbers.iter().position(|one| *one == n)? + 1);
            let own: Option<Vec<Token>> =
                core.into_iter().map(|token| numbered(token, number)).collect();
            let Some(own) = own else { return Vec::new() };
            let text = notation::write(&own);
            if !check::doubts(&part.unit, &text, &judge).is_empty() {
                return Vec::new();
            }
            texts.push((&part.unit, text));
        }
        let lengths: Vec<(usize, usize)> =
            texts.iter().map(|(unit, text)| (unit.segment.chars(), text.chars().count())).collect();
        if !are_as_long(&lengths) {
            return Vec::new();
        }
        texts.retain(|(unit, _)| {
            let words = notation::words(&notation::read(&unit.segment.text));
            unit.segment.chars() >= CHARS_MIN && !leans(&words, judge.from)
        });
        texts
    }

    /// The words of the whole unit, for an engine that looks at what stands around a sentence.
    #[must_use]
    pub fn context(&self) -> String {
        let tokens = notation::read(&self.unit.segment.text);
        tokens.iter().map(|token| bare(token, &self.unit.codes, Code::text)).collect()
    }
}

/// What stands between a sentence and the next one in the translation.
fn glue(part: &Part, last: bool, judge: &Judge<'_>) -> Vec<Token> {
    let closed = |language: &Language| CLOSED.contains(&language.primary());
    let blank = |token: &Token| matches!(token, Token::Text(_));
    match (part.after.iter().all(blank), closed(judge.from), closed(judge.to)) {
        _ if last => part.after.clone(),
        (true, false, true) => Vec::new(),
        (true, true, false) => vec![Token::Text(" ".to_owned())],
        _ => part.after.clone(),
    }
}

/// A token with another number; `None` when there is none for it.
fn numbered(token: Token, number: impl Fn(usize) -> Option<usize>) -> Option<Token> {
    Some(match token {
        Token::Text(words) => Token::Text(words),
        Token::Open(n) => Token::Open(number(n)?),
        Token::Close(n) => Token::Close(number(n)?),
        Token::Whole(n) => Token::Whole(number(n)?),
    })
}

fn of_piece(unit: &Unit, piece: Vec<Token>) -> Part {
    let (before, core, after) = edges(piece, &unit.codes);
    let mut numbers: Vec<usize> = Vec::new();
    let mut own: Vec<Token> = Vec::new();
    for token in core {
        if let Token::Open(n) | Token::Whole(n) = &token {
            numbers.push(*n);
        }
        let number = |n: usize| Some(numbers.iter().position(|one| *one == n)? + 1);
        own.extend(numbered(token, number));
    }
    let codes = numbers.iter().filter_map(|n| inline::code(&unit.codes, *n).cloned()).collect();
    let words = notation::words(&own).to_lowercase();
    let segment = Segment { kind: SegmentKind::Paragraph, text: notation::write(&own) };
    let mut sentence = Unit::new(unit.place, segment, codes);
    let stands = |term: &str| words.contains(&term.to_lowercase());
    sentence.preferred =
        unit.preferred.iter().filter(|preferred| stands(&preferred.term)).cloned().collect();
    Part { unit: sentence, numbers, before, after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::segment::SegmentKind;
    use crate::translate::guarded::Rules as Guards;
    use crate::translate::plan::Place;

    fn tag(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn unit(html: &str) -> Unit {
        let rules = Guards::new(&["BCN".to_owned()]).between(&tag("id"), &tag("en"));
        let (text, codes) = inline::read(html, &rules);
        Unit::new(Place::Block(0), Segment { kind: SegmentKind::Paragraph, text }, codes)
    }

    #[track_caller]
    fn check(html: &str, sentences: &[&str]) {
        let unit = unit(html);
        let parted = part(&unit, &tag("id"));
        let found: Vec<&str> = parted
            .iter()
            .flat_map(|one| one.parts.iter().map(|part| part.unit.segment.text.as_str()))
            .collect();
        assert_eq!(found, sentences, "{html}");
    }

    #[test]
    fn a_paragraph_is_taken_apart_into_sentences_with_codes_of_their_own() {
        check("Rapat selesai. Lalu pulang.", &["Rapat selesai.", "Lalu pulang."]);
        check(
            "Rapat <b>kerja</b> selesai. BCN hadir pada 6 Juni 2024. Semua <i>senang</i>.",
            &["Rapat <1>kerja</1> selesai.", "<1/> hadir pada <2/>.", "Semua <1>senang</1>."],
        );
        check("Rapat selesai.<br>Lalu pulang.", &["Rapat selesai.", "Lalu pulang."]);
        check("<b>Rapat selesai.</b> Lalu pulang.", &["<1>Rapat selesai.</1>", "Lalu pulang."]);
    }

    #[test]
    fn what_belongs_together_is_not_torn() {
        check("Rapat selesai", &[]);
        check("<b>Rapat selesai. Lalu</b> pulang.", &[]);
        check("Brigjen Pol. Fulan hadir di Jl. Merdeka.", &[]);
        check("1. Rapat selesai", &[]);
        check("Rapat selesai. 12.", &[]);
    }

    #[test]
    fn a_sentence_has_one_name_wherever_it_stands() {
        let alone = unit("BCN hadir <b>pagi</b> ini.");
        let unit = unit("<i>Rapat</i> selesai. BCN hadir <b>pagi</b> ini.");
        let parted = part(&unit, &tag("id")).unwrap();
        assert_eq!(parted.parts[1].unit.hash, alone.hash);
        assert_eq!(parted.parts[1].unit.codes, alone.codes);
    }

    fn judge<'a>(from: &'a Language, to: &'a Language, rules: &'a Rules) -> Judge<'a> {
        Judge { from, to, rules }
    }

    fn said(parted: &Parted<'_>, texts: &[&str]) -> BTreeMap<String, Remembered> {
        let one = |(part, text): (&Part, &&str)| {
            let text = (*text).to_owned();
            let known = Remembered { text, unknown_share: Some(0.5), hand: Hand::Person };
            (part.unit.hash.clone(), known)
        };
        parted.parts.iter().zip(texts).map(one).collect()
    }

    #[test]
    fn sentences_make_the_paragraph_again_with_its_own_codes_and_breaks() {
        let unit = unit("Rapat <b>kerja</b> selesai.<br>BCN hadir. Semua <i>senang</i>.");
        let (id, en, rules) = (tag("id"), tag("en"), Rules::default());
        let parted = part(&unit, &id).unwrap();
        let texts = ["The <1>work</1> meeting ended.", "<1/> came.", "All are <1>glad</1>."];
        let known = said(&parted, &texts);
        let whole = parted.joined(&known, &judge(&id, &en, &rules)).unwrap();
        let text = "The <1>work</1> meeting ended.<2/><3/> came. All are <4>glad</4>.";
        assert_eq!((whole.text.as_str(), whole.unknown_share), (text, Some(0.5)));
        assert_eq!(whole.hand, Hand::Machine, "nobody has read them together");
        let ja = parted.joined(&known, &judge(&id, &tag("ja"), &rules)).unwrap();
        assert!(ja.text.contains("came.All"), "{}", ja.text);
        let fewer = said(&parted, &texts[..2]);
        assert_eq!(parted.joined(&fewer, &judge(&id, &en, &rules)), None);
        let lost = said(&parted, &["The work meeting ended. <2/>", "<1/> came.", "All."]);
        assert_eq!(parted.joined(&lost, &judge(&id, &en, &rules)), None, "a code of nobody");
    }

    #[test]
    fn half_of_the_characters_make_it_worth_asking_for_the_rest() {
        let unit = unit("Rapat kerja sudah selesai. Lalu mereka pulang. Ya.");
        let (id, en, rules) = (tag("id"), tag("en"), Rules::default());
        let parted = part(&unit, &id).unwrap();
        let half = |texts: &[&str]| {
            let known = said(&parted, texts);
            parted.is_half_known(&known, &judge(&id, &en, &rules))
        };
        assert!(half(&["The work meeting is over."]));
        assert!(!half(&[]));
        assert!(!half(&["The work meeting is over, 12."]), "a wrong one is of no use");
    }

    /// What is learned from an answer to a paragraph, source by target.
    #[track_caller]
    fn learned(html: &str, answer: &str, pairs: &[(&str, &str)]) {
        let unit = unit(html);
        let (id, en, rules) = (tag("id"), tag("en"), Rules::default());
        let parted = part(&unit, &id).unwrap();
        let found = parted.taught(answer, &judge(&id, &en, &rules));
        let found: Vec<(&str, &str)> =
            found.iter().map(|(unit, text)| (unit.segment.text.as_str(), text.as_str())).collect();
        assert_eq!(found, pairs, "{answer}");
    }

    const TWO: &str = "Rapat <b>kerja</b> diikuti 120 warga. BCN membuka kantor baru di desa itu.";
    const SAID: &str = "The <1>work</1> meeting drew 120 people. <2/> opened a new office there.";

    #[test]
    fn an_answer_with_the_same_sentences_teaches_each_of_them() {
        learned(
            TWO,
            SAID,
            &[
                (
                    "Rapat <1>kerja</1> diikuti 120 warga.",
                    "The <1>work</1> meeting drew 120 people.",
                ),
                ("<1/> membuka kantor baru di desa itu.", "<1/> opened a new office there."),
            ],
        );
    }

    #[test]
    fn an_answer_whose_sentences_may_be_others_teaches_nothing() {
        // one sentence, three sentences
        learned(TWO, "The <1>work</1> meeting drew 120 people, and <2/> opened an office.", &[]);
        learned(TWO, &SAID.replace("people", "people. They came"), &[]);
        // a code, a number, or the length is the other sentence's
        learned(TWO, "The <1>work</1> meeting of <2/> drew 120 people. A new office opened.", &[]);
        learned(TWO, "The <1>work</1> meeting is over. <2/> drew 120 people to an office.", &[]);
        let long = "The <1>work</1> meeting drew 120 people. ";
        learned(TWO, &format!("{long}<2/> opened {}", "a new office there, ".repeat(9)), &[]);
    }

    #[test]
    fn what_leans_on_another_sentence_or_is_short_is_not_learned() {
        learned(
            "Kepala kantor membuka rapat kerja itu. Ia mengajak warga ikut serta di desa. Terima kasih.",
            "The head of the office opened the work meeting. She asked people to join in. Thank you.",
            &[(
                "Kepala kantor membuka rapat kerja itu.",
                "The head of the office opened the work meeting.",
            )],
        );
    }

    proptest::proptest! {
        #[test]
        fn any_paragraph_is_the_sum_of_its_sentences(
            html in "([a-zA-Z]{1,6}( |[.] |[.]|! |<b>|</b>|<br>|<i>|</i>|7|BCN)){0,24}",
        ) {
            let unit = unit(&html);
            let id = tag("id");
            if let Some(parted) = part(&unit, &id) {
                let each = |part: &Part| {
                    let text = part.unit.segment.text.clone();
                    let known = Remembered { text, unknown_share: None, hand: Hand::Machine };
                    (part.unit.hash.clone(), known)
                };
                let known = parted.parts.iter().map(each).collect();
                let rules = Rules::default();
                let back = parted.joined(&known, &judge(&id, &id, &rules)).unwrap();
                proptest::prop_assert_eq!(back.text, unit.segment.text.trim());
            }
        }
    }
}
