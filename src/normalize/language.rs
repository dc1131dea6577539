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

/// The language of a text whose source said nothing of it, when it is clearly another than
/// the configured one. Indonesian and Malay are too near for a text to decide.
pub(super) fn clearly_other(known: &Known, detected: Option<&Language>) -> Option<Language> {
    let detected = detected.filter(|_| known.rule == "source.language")?;
    doubt(&known.language, Some(detected))?;
    let malay = |language: &Language| matches!(language.primary(), "id" | "ms");
    (!(malay(detected) && malay(&known.language))).then(|| detected.clone())
}

/// What to note when a detector reads another language. Indonesian and Malay are told apart
/// by words that only one of them uses, which a text either has or has not.
pub(super) fn doubt(known: &Language, detected: Option<&Language>) -> Option<String> {
    let detected = detected?;
    (!detected.same_primary(known)).then(|| detected.to_string())
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
    fn a_text_clearly_in_another_language_is_in_it() {
        let configured = of(None, &language("id"));
        assert_eq!(clearly_other(&configured, Some(&language("en"))), Some(language("en")));
        assert_eq!(clearly_other(&configured, Some(&language("ms"))), None);
        let said = of(Some(&language("id")), &language("ms"));
        assert_eq!(clearly_other(&said, Some(&language("en"))), None);
    }

    #[test]
    fn a_detector_only_doubts() {
        assert_eq!(doubt(&language("id"), Some(&language("ms"))), Some("ms".to_owned()));
        assert_eq!(doubt(&language("id"), Some(&language("id"))), None);
        assert_eq!(doubt(&language("id"), Some(&language("en"))), Some("en".to_owned()));
        assert_eq!(doubt(&language("id"), None), None);
    }
}
