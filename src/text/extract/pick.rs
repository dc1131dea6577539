//! CSS selectors an operator writes, at a bounded cost.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use scraper::{ElementRef, Html, Selector};
use serde::{Deserialize, Deserializer};

/// Characters of one selector.
const LENGTH_MAX: usize = 300;
/// Steps from element to element in one selector.
const STEPS_MAX: usize = 12;
/// Elements one selector gives at most.
const FOUND_MAX: usize = 2_000;

/// A CSS selector, such as `.entry-content` or `article h1, #judul`.
///
/// What a selector costs grows with its steps and with the page, so both are bounded; `:has`,
/// whose cost grows with the square of the page, is refused.
#[derive(Clone)]
pub struct Picker {
    written: String,
    selector: Selector,
}

impl Picker {
    /// Reads a selector.
    ///
    /// # Errors
    ///
    /// A sentence for the operator, when it is none or would cost too much.
    ///
    /// ```
    /// # use warta::text::extract::Picker;
    /// assert!(Picker::parse("article .isi p").is_ok());
    /// assert!(Picker::parse("div:has(p)").is_err());
    /// assert!(Picker::parse("h1[").is_err());
    /// ```
    pub fn parse(written: &str) -> Result<Self, String> {
        let written = written.trim();
        let lower = written.to_ascii_lowercase();
        if written.chars().count() > LENGTH_MAX {
            return Err(format!("a selector has at most {LENGTH_MAX} characters"));
        }
        if lower.contains(":has(") {
            return Err("`:has` is not read: it costs the square of the page; \
                        name the element itself"
                .to_owned());
        }
        let longest = lower.split(',').map(steps).max().unwrap_or(0);
        if longest > STEPS_MAX || lower.matches(":not(").count() > 4 {
            return Err(format!("a selector has at most {STEPS_MAX} steps; yours has {longest}"));
        }
        let selector = Selector::parse(written).map_err(|_| {
            format!("`{written}` is not a CSS selector; write one as `.entry-content p`")
        })?;
        Ok(Self { written: written.to_owned(), selector })
    }

    /// The selector as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What it finds, in the order of the page.
    pub(super) fn all<'a>(&self, tree: &'a Html) -> Vec<ElementRef<'a>> {
        tree.select(&self.selector).take(FOUND_MAX).collect()
    }

    /// The first it finds.
    pub(super) fn first<'a>(&self, tree: &'a Html) -> Option<ElementRef<'a>> {
        tree.select(&self.selector).next()
    }
}

/// Compounds of one selector: what stands between blanks and combinators.
fn steps(selector: &str) -> usize {
    let mut depth = 0_usize;
    let flat: String = selector
        .chars()
        .map(|c| {
            match c {
                '[' | '(' => depth += 1,
                ']' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(c, '>' | '+' | '~') {
                ' '
            } else if depth > 0 {
                'x'
            } else {
                c
            }
        })
        .collect();
    flat.split_whitespace().count()
}

impl fmt::Debug for Picker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Picker({})", self.written)
    }
}

impl PartialEq for Picker {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Picker {}

impl<'de> Deserialize<'de> for Picker {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Picker {
    fn schema_name() -> Cow<'static, str> {
        "Selector".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": LENGTH_MAX })
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_that_would_cost_too_much_is_refused() {
        assert!(Picker::parse(&"div ".repeat(13)).is_err());
        assert!(Picker::parse(&"a".repeat(301)).is_err());
        assert!(Picker::parse("p:HAS(> a)").is_err());
        assert!(Picker::parse("").is_err());
        assert!(Picker::parse(&["div"; 12].join(" > ")).is_ok());
        assert!(Picker::parse("a[href*='a b c d e f g h i j k l m n']").is_ok());
    }
}
