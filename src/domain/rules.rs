//! What an operator says about one source's releases, before and above the rules of the house.

use regex::{Regex, RegexBuilder};

use crate::domain::language::Language;
use crate::domain::region::Region;

/// The most a pattern may take once it is compiled, in bytes: a pattern of an operator's can
/// make a pull slow, but never endless, for it is matched in linear time.
const PATTERN_MOST: usize = 1 << 20;

/// A regular expression of an operator's, in the syntax of the crate `regex`. Capitals and
/// small letters count alike unless it says `(?-i)`.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// Words with a way out, when it is no regular expression, is empty, or is too large.
    ///
    /// ```
    /// use warta::domain::rules::Pattern;
    /// let vacancies = Pattern::parse(r"\blowongan\b").unwrap();
    /// assert_eq!(vacancies.find("Dibuka: LOWONGAN kerja"), Some("LOWONGAN"));
    /// assert!(Pattern::parse("(").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty pattern is in every text; write `.` where that is meant".into());
        }
        let built = RegexBuilder::new(text)
            .case_insensitive(true)
            .multi_line(true)
            .size_limit(PATTERN_MOST)
            .build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                format!("the pattern `{text}` is too large; write fewer or smaller repetitions")
            }
            other => {
                let last = other.to_string();
                let last = last.lines().last().unwrap_or_default().trim();
                let why = last.strip_prefix("error: ").unwrap_or(last).to_owned();
                format!("`{text}` is not a pattern: {why}; write `\\` before a sign that is meant")
            }
        })
    }

    /// The first place where it stands.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.find(text).map(|found| found.as_str())
    }

    /// The text with every match replaced; `$1` and `${name}` stand for what groups took.
    #[must_use]
    pub fn replace(&self, text: &str, with: &str) -> String {
        self.0.replace_all(text, with).into_owned()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

/// Which part of a draft is rewritten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// The headline as it was printed.
    #[default]
    Headline,
    /// The text as it was printed: in HTML with its markup.
    Text,
}

/// Words to be put in the place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// Where.
    pub part: Part,
    /// What is replaced.
    pub find: Pattern,
    /// What stands there instead.
    pub with: String,
}

/// Subjects of releases that say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRule {
    /// What the headline or the text says.
    pub when: Pattern,
    /// The subjects such a release has, as `medtop:20000095` or in words of one's own.
    pub add: Vec<String>,
}

/// Everything an operator says about the releases of one source. The default says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// A release is taken only if one of these is in its headline or text; none: every one is.
    pub keep: Vec<Pattern>,
    /// A release is left out if one of these is in its headline or text.
    pub drop: Vec<Pattern>,
    /// A release waits for a person if one of these is in its headline or text.
    pub hold: Vec<Pattern>,
    /// What is rewritten before any other rule sees it, in this order.
    pub rewrite: Vec<Rewrite>,
    /// The regions its releases have, whatever they say; none: what the rules find.
    pub regions: Vec<Region>,
    /// The language its releases are in, whatever they say.
    pub language: Option<Language>,
    /// Subjects besides those the rules find.
    pub subjects: Vec<SubjectRule>,
    /// Words that open the headline of a text that mends a fault, besides the house's.
    pub correction_words: Vec<String>,
    /// Words that open the headline of a text that takes a release back, besides the house's.
    pub withdrawal_words: Vec<String>,
    /// Its releases are never translated by engines.
    pub untranslated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_cannot_be_is_refused_with_words() {
        let why = |text: &str| Pattern::parse(text).unwrap_err();
        assert!(why("").contains("write `.`"));
        assert!(why("[a").contains("`[a` is not a pattern: unclosed character class;"));
        assert!(why(r"(\w{500}){500}").contains("too large"));
        assert!(why(r"(a)\1").contains("backreferences are not supported"));
    }

    #[test]
    fn capitals_count_only_where_the_pattern_says_so() {
        assert!(Pattern::parse("bpzn").unwrap().find("BPZN").is_some());
        assert!(Pattern::parse("(?-i)bpzn").unwrap().find("BPZN").is_none());
    }

    #[test]
    fn what_a_group_took_can_stand_in_the_new_words() {
        let find = Pattern::parse(r"^\[(\w+)\] (.*)$").unwrap();
        assert_eq!(find.replace("[FOTO] Apel Pagi", "$2 ($1)"), "Apel Pagi (FOTO)");
    }
}
