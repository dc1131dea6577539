//! The language of a release: the source's word, else its configuration's.
//!
//! What the letters look like is only a check, noted where it disagrees: a short text or
//! long quotations in English fool every detector.

use crate::domain::Language;

/// A language and the rule that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) language: Language,
    pub(super) rule: &'static str,
}

/// The draft's own word before the configured language.
pub(super) fn of(draft: Option<&Language>, configured: &Language) -> Known {
    match draft {
        Some(language) => Known { language: language.clone(), rule: "draft.language" },
        None => Known { language: configured.clone(), rule: "source.language" },
    }
}

/// What to note when a detector reads another language; Indonesian and Malay are too
/// near to each other for it to be worth a word.
pub(super) fn doubt(known: &Language, detected: Option<&Language>) -> Option<String> {
    let detected = detected?;
    let malay = |language: &Language| matches!(language.primary(), "id" | "ms");
    let agrees = detected.same_primary(known) || (malay(detected) && malay(known));
    (!agrees).then(|| detected.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    #[test]
    fn the_source_knows_its_language_best() {
        assert_eq!(of(Some(&language("en")), &language("id")).language, language("en"));
        assert_eq!(of(None, &language("id")).rule, "source.language");
    }

    #[test]
    fn a_detector_only_doubts() {
        assert_eq!(doubt(&language("id"), Some(&language("ms"))), None);
        assert_eq!(doubt(&language("id"), Some(&language("en"))), Some("en".to_owned()));
        assert_eq!(doubt(&language("id"), None), None);
    }
}
