//! A short text for lists: the source's own when it says something else than the body's
//! start, else the start of the first paragraph.

use crate::domain::Language;
use crate::text::sentence;

/// The longest summary, in characters.
const LONGEST: usize = 300;

/// A summary and the rule that made it.
pub(super) fn make(
    own: Option<&str>,
    first_paragraph: &str,
    language: &Language,
) -> Option<(String, &'static str)> {
    if let Some(own) = own.map(str::trim).filter(|own| says_more(own, first_paragraph)) {
        return Some((cut(own, language), "draft.summary"));
    }
    let made = cut(first_paragraph.trim(), language);
    (!made.is_empty()).then_some((made, "summary.lead"))
}

/// A teaser that is only the body's beginning says nothing more.
fn says_more(own: &str, body: &str) -> bool {
    let letters = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (own, body) = (letters(own), letters(body));
    let start: String = own.chars().take(60).collect();
    !own.is_empty() && !body.contains(&start)
}

/// Cuts at the end of a sentence, else of a word, below the longest.
fn cut(text: &str, language: &Language) -> String {
    if text.chars().count() < LONGEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for sentence in sentence::split(text, language) {
        if out.chars().count() + sentence.chars().count() >= LONGEST {
            break;
        }
        out.push_str(sentence);
    }
    if out.trim().is_empty() {
        let room: String = text.chars().take(LONGEST - 2).collect();
        let words = room.rsplit_once(' ').map_or(room.as_str(), |(words, _)| words);
        out = format!("{}\u{2026}", words.trim_end_matches([',', ';', ':', '-', ' ']));
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(own: Option<&str>, body: &str) -> (String, &'static str) {
        make(own, body, &Language::parse("id").unwrap()).unwrap()
    }

    #[test]
    fn a_teaser_that_repeats_the_body_is_not_used() {
        let body = "Kepala badan membuka rapat di Pontianak bersama warga.";
        assert_eq!(of(Some("Kepala badan membuka rapat [...]"), body).1, "summary.lead");
        assert_eq!(of(Some("Kepala badan membuka rapat di"), body).1, "summary.lead");
        assert_eq!(of(Some("Rapat ramai."), body), ("Rapat ramai.".to_owned(), "draft.summary"));
    }

    #[test]
    fn a_long_paragraph_ends_at_a_word() {
        let body = "narkotika ".repeat(60);
        let (summary, _) = of(None, &body);
        assert!(summary.chars().count() < LONGEST);
        assert!(summary.ends_with("narkotika\u{2026}"), "{summary}");
    }
}
