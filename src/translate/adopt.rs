//! What another memory says, in our own codes: addresses, dates and terms are taken out of
//! both sides, as they are out of what is looked up here.

use crate::domain::Remembrance;
use crate::translate::glossary::Glossary;
use crate::translate::guarded::Rules;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};

/// A translation as it would be remembered here. `None` when the target lacks an address, a
/// date or a term that stands in the source, so that it cannot be used. What has codes
/// already is left as it is.
#[must_use]
pub fn adopted(one: Remembrance, glossary: &Glossary) -> Option<Remembrance> {
    let source = notation::read(&one.segment.text);
    let target = notation::read(&one.text);
    let ([Token::Text(source)], [Token::Text(target)]) = (source.as_slice(), target.as_slice())
    else {
        return Some(one);
    };
    let rules = Rules::of(glossary).between(&one.from, &one.to);
    let (text, codes) = inline::read_plain(source, &rules);
    let mut tokens = vec![Token::Text(target.clone())];
    let mut held = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let Code::Guarded { text, said, .. } = code else { continue };
        held.push(text.clone());
        tokens = put(tokens, said, index + 1).or_else(|whole| put(whole, text, index + 1)).ok()?;
    }
    let mut one = one;
    one.segment.text = text;
    notation::write(&tokens).trim().clone_into(&mut one.text);
    one.codes = held;
    Some(one)
}

/// Puts a code where words stand first; gives the tokens back when they stand nowhere.
fn put(tokens: Vec<Token>, words: &str, number: usize) -> Result<Vec<Token>, Vec<Token>> {
    let (mut done, mut put) = (Vec::new(), false);
    for token in &tokens {
        match token {
            Token::Text(text) if !put => match text.split_once(words) {
                Some((before, after)) => {
                    notation::push_text(&mut done, before);
                    done.push(Token::Whole(number));
                    notation::push_text(&mut done, after);
                    put = true;
                }
                None => done.push(token.clone()),
            },
            _ => done.push(token.clone()),
        }
    }
    if put { Ok(done) } else { Err(tokens) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::segment::{Hand, SegmentKind};
    use crate::domain::{Language, Segment, instant};

    fn adopt(source: &str, target: &str) -> Option<(String, String, Vec<String>)> {
        let one = Remembrance {
            from: Language::parse("id").unwrap(),
            to: Language::parse("en").unwrap(),
            segment: Segment { kind: SegmentKind::Paragraph, text: source.to_owned() },
            codes: Vec::new(),
            text: target.to_owned(),
            hand: Hand::Import,
            engine: String::new(),
            model: String::new(),
            glossary: String::new(),
            context: String::new(),
            by: String::new(),
            unknown_share: None,
            at: instant::from_seconds(0),
        };
        let names = Glossary::of_names(&["BCN".to_owned()]);
        adopted(one, &names).map(|one| (one.segment.text, one.text, one.codes))
    }

    #[test]
    fn names_and_addresses_become_codes_on_both_sides() {
        let (source, target, codes) =
            adopt("Warga BCN menulis ke humas@contoh.go.id.", "Write to humas@contoh.go.id, BCN.")
                .unwrap();
        assert_eq!(source, "Warga <1/> menulis ke <2/>.");
        assert_eq!(target, "Write to <2/>, <1/>.");
        assert_eq!(codes, ["BCN", "humas@contoh.go.id"]);
    }

    #[test]
    fn a_date_is_found_as_it_would_be_said() {
        let (source, target, _) =
            adopt("Rapat pada 6 Juni 2024 selesai.", "The meeting of 6 June 2024 is over.")
                .unwrap();
        assert_eq!(source, "Rapat pada <1/> selesai.");
        assert_eq!(target, "The meeting of <1/> is over.");
    }

    #[test]
    fn a_target_without_what_the_source_has_is_of_no_use() {
        assert_eq!(adopt("Warga BCN hadir.", "Residents came."), None);
        let coded = ("Warga <1>BCN</1> hadir.", "<1>Residents</1> came.");
        assert_eq!(adopt(coded.0, coded.1).unwrap().0, coded.0, "codes are left as they are");
    }
}
