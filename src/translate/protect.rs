//! A segment in an engine's rendition of codes, and the engine's answer read again.
//!
//! What is sent holds words and marks only. What comes back is words until it proves to
//! be a code that was sent: a strict reader accepts each known code once and rightly
//! nested, and nothing an engine writes is ever taken for markup.

use crate::domain::Language;
use crate::domain::capability::{Capability, Protection};
use crate::domain::segment::Hand;
use crate::domain::translation::{Doubt, Gravity};
use crate::text::sentence;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};
use crate::translate::plan::{Remembered, Unit};
use crate::translate::rendition;
pub use crate::translate::unknown::strip_unknown;

/// Writes a unit as the texts an engine is asked: one, or its sentences gathered into as
/// few texts as possible when it is longer than the engine bears. `language` is the
/// one the unit is in.
#[must_use]
pub fn render(unit: &Unit, capability: &Capability, language: &Language) -> Vec<String> {
    let tokens = notation::read(&unit.segment.text);
    let max = capability.limits.text_chars_max.max(1);
    let whole = rendition::write(&tokens, &unit.codes, capability.protection);
    if chars(&whole) <= max {
        return vec![whole];
    }
    let marks = rendition::write(&tokens, &unit.codes, Protection::Marks);
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
    for part in untorn(sentence::split(&marks, language)) {
        let part = if xml { in_xml(&part, &unit.codes) } else { part };
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

/// Joins sentences again where the border went through a mark: brackets may end one.
fn untorn(sentences: Vec<&str>) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for sentence in sentences {
        match whole.last_mut() {
            Some(last) if last.rfind('⟦') > last.rfind('⟧') => last.push_str(sentence),
            _ => whole.push(sentence.to_owned()),
        }
    }
    whole
}

fn in_xml(marked: &str, codes: &[Code]) -> String {
    rendition::write(&rendition::from_marks(marked), codes, Protection::Xml)
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
    let tokens =
        rendition::read(&joined, capability.protection).map_err(|words| wrong("codes", &words))?;
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
        return Ok(Remembered {
            text: restore(unit, capability, answers)?,
            unknown_share: None,
            hand: Hand::Machine,
        });
    }
    let (answer, unknown_share) = strip_unknown(&sent.join(" "), &answers.join(" "));
    let text = restore(unit, capability, &[answer])?;
    Ok(Remembered { text, unknown_share, hand: Hand::Machine })
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
        && let Some(Code::Guarded { text, guard, .. }) = inline::code(&unit.codes, *n)
    {
        return Err(wrong(guard.check(), text));
    }
    Err(wrong("codes", &notation::write(std::slice::from_ref(missing))))
}

fn codes_of(tokens: &[Token]) -> Vec<Token> {
    tokens.iter().filter(|token| !matches!(token, Token::Text(_))).cloned().collect()
}

fn wrong(check: &str, words: &str) -> Doubt {
    Doubt::new(check, Gravity::Error, words.to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::capability::{Craft, Limits, Reach, Sight};
    use crate::domain::{Segment, segment::SegmentKind};
    use crate::translate::guarded::Rules;
    use crate::translate::plan::Place;

    fn engine(protection: Protection, text_chars_max: usize) -> Capability {
        Capability {
            reach: Reach::Local,
            craft: Craft::Rules,
            protection,
            limits: Limits {
                texts_max: 9,
                text_chars_max,
                request_chars_max: 9000,
                gap: Duration::ZERO,
            },
            paid: false,
            marks_unknown: true,
            sees: Sight::Text,
        }
    }

    fn unit(html: &str) -> Unit {
        let (text, codes) = inline::read(html, &Rules::new(&["BCN".to_owned()]));
        let segment = Segment { kind: SegmentKind::Paragraph, text };
        Unit::new(Place::Block(0), segment, codes)
    }

    fn sent(unit: &Unit, engine: &Capability) -> Vec<String> {
        render(unit, engine, &Language::parse("id").unwrap())
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    const HTML: &str = "Kepala BCN <b>hadir &amp; pulang</b>.<br>Ada 5 &lt; 6.";

    #[test]
    fn a_segment_goes_out_in_marks_or_in_xml_and_comes_back_the_same() {
        let unit = unit(HTML);
        for (protection, text) in [
            (Protection::Marks, "Kepala ⟦1/⟧ ⟦2⟧hadir & pulang⟦/2⟧.⟦3/⟧Ada 5 < 6."),
            (
                Protection::Xml,
                "Kepala <x id=\"1\">BCN</x> <g id=\"2\">hadir &amp; pulang</g>.<x id=\"3\"/>Ada 5 \
                 &lt; 6.",
            ),
        ] {
            let engine = engine(protection, 1000);
            assert_eq!(sent(&unit, &engine), [text]);
            assert_eq!(restore(&unit, &engine, &owned(&[text])).unwrap(), unit.segment.text);
        }
    }

    #[test]
    fn a_long_segment_goes_by_sentences_none_longer_than_allowed() {
        let text = "Rapat <b>pertama selesai. Rapat kedua</b> mulai. Kata demi kata demi kata.";
        let unit = unit(text);
        for max in [20, 30, 45] {
            let engine = engine(Protection::Marks, max);
            let texts = sent(&unit, &engine);
            assert!(texts.len() > 1 && texts.iter().all(|t| t.chars().count() <= max), "{texts:?}");
            assert_eq!(restore(&unit, &engine, &texts).unwrap(), unit.segment.text);
        }
        let engine = engine(Protection::Xml, 20);
        let texts = sent(&unit, &engine);
        assert!(texts.len() > 1 && texts.iter().all(|text| is_level(text)), "{texts:?}");
        assert_eq!(restore(&unit, &engine, &texts).unwrap(), unit.segment.text);
    }

    #[test]
    fn a_sentence_that_ends_at_a_code_does_not_tear_it() {
        let unit = unit("Rapat selesai.<b>Lalu pulang.</b> Semua senang.");
        let engine = engine(Protection::Marks, 25);
        let texts = sent(&unit, &engine);
        assert!(
            texts.iter().all(|t| t.matches('⟦').count() == t.matches('⟧').count()),
            "{texts:?}"
        );
        assert!(texts.len() > 1 && restore(&unit, &engine, &texts).is_ok(), "{texts:?}");
    }

    #[test]
    fn a_word_without_end_is_cut_all_the_same() {
        let unit = unit(&"x".repeat(95));
        let lengths: Vec<usize> =
            sent(&unit, &engine(Protection::Marks, 40)).iter().map(String::len).collect();
        assert_eq!(lengths, [40, 40, 15]);
    }

    #[track_caller]
    fn check_wrong(protection: Protection, answer: &str, check: &str) {
        let doubt = restore(&unit(HTML), &engine(protection, 1000), &owned(&[answer]));
        assert_eq!(doubt.unwrap_err().check, check, "{answer}");
    }

    #[test]
    fn a_damaged_answer_is_no_translation() {
        check_wrong(Protection::Marks, "Ketua ⟦2⟧hadir⟦/2⟧.⟦3/⟧Ada", "protected");
        check_wrong(Protection::Marks, "Ketua ⟦1/⟧ ⟦2⟧hadir⟦/2⟧. Ada", "codes");
        check_wrong(Protection::Marks, "⟦1/⟧⟦1/⟧ ⟦2⟧hadir⟦/2⟧.⟦3/⟧", "codes");
        check_wrong(Protection::Marks, "⟦1/⟧ ⟦/2⟧hadir⟦2⟧.⟦3/⟧", "codes");
        check_wrong(Protection::Marks, "⟦1/⟧ ⟦2⟧hadir⟦/2⟧.⟦3/⟧⟦9/⟧", "codes");
        check_wrong(Protection::Xml, "<x id=\"1\"/> hadir</g>", "codes");
    }

    #[test]
    fn what_an_engine_writes_is_never_a_code_of_ours() {
        let engine = engine(Protection::Marks, 1000);
        let unit = unit("Kepala hadir");
        let text = restore(&unit, &engine, &owned(&["Ketua <1> &amp; <b>"])).unwrap();
        assert_eq!(text, "Ketua &lt;1> &amp;amp; &lt;b>");
    }

    #[test]
    fn an_answer_is_kept_without_marks_and_with_its_share() {
        let (unit, engine) = (unit("Kepala <b>Anu</b>"), engine(Protection::Marks, 1000));
        let sent = sent(&unit, &engine);
        let kept = receive(&unit, &engine, &sent, &owned(&["Ketua ⟦1⟧*Anu⟦/1⟧"])).unwrap();
        assert_eq!(
            kept,
            Remembered {
                text: "Ketua <1>Anu</1>".to_owned(),
                unknown_share: Some(0.5),
                hand: Hand::Machine,
            }
        );
    }

    proptest::proptest! {
        #[test]
        fn any_html_comes_back_as_it_went(
            html in "[a-z <>/&;⟦⟧0-9.\"=x]{0,80}",
            max in 5_usize..60,
        ) {
            let unit = unit(&html);
            for protection in [Protection::Marks, Protection::Xml] {
                let engine = engine(protection, max);
                let texts = sent(&unit, &engine);
                let back = restore(&unit, &engine, &texts).unwrap_or_default();
                // Where a text was cut a blank may have come or gone; a bracket that looks
                // like a mark is an ordinary one.
                let bare = |text: &str| -> String {
                    let text = text.replace('⟦', "[").replace('⟧', "]");
                    text.split_whitespace().collect()
                };
                proptest::prop_assert_eq!(bare(&back), bare(&unit.segment.text));
            }
        }

        #[test]
        fn no_answer_breaks_the_reader(answer in "[a-c <>/&;⟦⟧0-9.\"=xgid*]{0,60}") {
            for protection in [Protection::Marks, Protection::Xml] {
                let (unit, engine) = (unit(HTML), engine(protection, 1000));
                let sent = sent(&unit, &engine);
                let read = receive(&unit, &engine, &sent, std::slice::from_ref(&answer));
                let whole = |kept: &Remembered| verify(&unit, &notation::read(&kept.text)).is_ok();
                proptest::prop_assert!(read.as_ref().map_or(true, whole), "{read:?}");
            }
        }
    }
}
