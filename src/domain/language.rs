//! Languages by their tags.

use std::fmt;
use std::str::FromStr;

use icu_locale::{Locale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a language tag was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("`{0}` is not a language tag; write one as `id`, `en`, `pt-BR` or `zh-Hant`")]
pub struct LanguageError(String);

/// A language as BCP 47 names it, in canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

impl Language {
    /// Reads a tag such as `id`, `en` or `zh-Hant`; `_` counts as a hyphen and old
    /// codes (`in`, `iw`) become today's.
    ///
    /// # Errors
    ///
    /// [`LanguageError`] when the tag is not well formed, has no language
    /// (`und`), or carries extensions.
    ///
    /// # Source
    ///
    /// RFC 5646, section 2.1 (syntax), 2.1.1 (case) and 4.5 (canonical form).
    ///
    /// ```
    /// # use warta::domain::Language;
    /// assert_eq!(Language::parse("ZH_hant").unwrap().to_string(), "zh-Hant");
    /// assert_eq!(Language::parse("in").unwrap().to_string(), "id");
    /// assert!(Language::parse("indonesia").is_err());
    /// ```
    pub fn parse(tag: &str) -> Result<Self, LanguageError> {
        let wrong = || LanguageError(tag.to_owned());
        let mut locale =
            Locale::try_from_str(&tag.trim().replace('_', "-")).map_err(|_| wrong())?;
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        let long = locale.id.language.as_str().len() > 3;
        if locale.id.language.is_unknown() || long || !locale.extensions.is_empty() {
            return Err(wrong());
        }
        Ok(Self(locale.to_string()))
    }

    /// English, which stands in where a language has no words of its own here.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The tag in canonical spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first subtag: `zh` of `zh-Hant`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The same language more generally: `en` of `en-GB`, `zh-Hant` of `zh-Hant-HK`. `None` when
    /// it is general already, or would be read as written in another script: `zh-TW` is no `zh`.
    ///
    /// # Source
    ///
    /// RFC 4647, section 3.4, for taking a tag shorter; the scripts are CLDR's likely subtags.
    #[must_use]
    pub fn wider(&self) -> Option<Self> {
        let (shorter, _) = self.0.rsplit_once('-')?;
        let script = |tag: &str| {
            let mut locale = Locale::try_from_str(tag).ok()?;
            LocaleExpander::new_extended().maximize(&mut locale.id);
            locale.id.script
        };
        (script(shorter) == script(&self.0)).then(|| Self(shorter.to_owned()))
    }

    /// Tells whether two tags name the same language, regions and scripts left aside.
    #[must_use]
    pub fn same_primary(&self, other: &Self) -> bool {
        self.primary() == other.primary()
    }

    /// Tells whether the language is written from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        Locale::try_from_str(&self.0)
            .is_ok_and(|locale| LocaleDirectionality::new_common().is_right_to_left(&locale.id))
    }

    /// The tag for text in this language made by a machine out of another one.
    ///
    /// # Source
    ///
    /// RFC 6497 (extension T) with CLDR's key `t0`: `en-t-id-t0-und`.
    #[must_use]
    pub fn machine_translated_from(&self, source: &Self) -> String {
        format!("{self}-t-{}-t0-und", source.0.to_lowercase())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Language {
    type Err = LanguageError;
    fn from_str(tag: &str) -> Result<Self, LanguageError> {
        Self::parse(tag)
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;
    fn try_from(tag: String) -> Result<Self, LanguageError> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, canonical: Option<&str>) {
        let read = Language::parse(tag).ok();
        assert_eq!(read.as_ref().map(Language::as_str), canonical, "{tag}");
    }

    #[test]
    fn tags_come_out_in_canonical_spelling() {
        check("id", Some("id"));
        check("id_ID", Some("id-ID"));
        check("EN-us", Some("en-US"));
        check("iw", Some("he"));
        check("pt-br", Some("pt-BR"));
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for wrong in ["", "indonesia", "x", "en-", "und", "en-t-id", "bahasa indonesia", "12"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_language_is_taken_more_generally_within_its_script() {
        let wider = |tag: &str| Language::parse(tag).unwrap().wider();
        for (tag, general) in
            [("en-GB", "en"), ("zh-Hant-HK", "zh-Hant"), ("es-419", "es"), ("zh-SG", "zh")]
        {
            assert_eq!(wider(tag), Language::parse(general).ok(), "{tag}");
        }
        for tag in ["en", "zh-Hant", "zh-TW", "sr-Latn"] {
            assert_eq!(wider(tag), None, "{tag}");
        }
    }

    #[test]
    fn arabic_runs_from_right_to_left() {
        assert!(Language::parse("ar").unwrap().is_right_to_left());
        assert!(!Language::parse("ms").unwrap().is_right_to_left());
    }
}
