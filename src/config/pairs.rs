//! Pairs of languages as they are written: `id-ms`, `pt-BR-en`, `id-zh-Hant`.

use crate::domain::Language;

/// Reads a pair. Of several hyphens the one counts after which a language can begin: in
/// lower case, as scripts and countries never do.
///
/// # Errors
///
/// Why not, and the way out.
pub(super) fn parse(text: &str) -> Result<(Language, Language), String> {
    let split = |(at, _): (usize, &str)| {
        let (from, to) = (text.get(..at)?, text.get(at + 1..)?);
        let begins = to.starts_with(|c: char| c.is_ascii_lowercase());
        if !begins {
            return None;
        }
        Some((Language::parse(from).ok()?, Language::parse(to).ok()?))
    };
    text.match_indices('-').find_map(split).ok_or_else(|| {
        format!(
            "`{text}` is not a pair of languages; write the language from and the one into: `id-ms`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_inside_a_language_does_not_part_a_pair() {
        for (text, from, to) in
            [("id-ms", "id", "ms"), ("pt-BR-en", "pt-BR", "en"), ("id-zh-Hant", "id", "zh-Hant")]
        {
            let (a, b) = parse(text).unwrap();
            assert_eq!((a.as_str(), b.as_str()), (from, to), "{text}");
        }
        for text in ["id", "id-", "-ms", "id_ms", "id-MS", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
