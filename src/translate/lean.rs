//! What speaks against learning sentences from a paragraph: one that leans on another (`Ia
//! hadir` may be a man's or a woman's), and lengths that do not go together.

use crate::domain::Language;

/// Words by which a sentence of Indonesian or Malay speaks of somebody named before.
const MALAYIC: &[&str] = &["ia", "dia", "beliau", "mereka", "tersebut", "begitu", "demikian"];

/// Words that end in `-nya` and speak of nobody.
const WHOLE_NYA: &[&str] = &[
    "hanya",
    "tanya",
    "bertanya",
    "punya",
    "mempunyai",
    "lainnya",
    "sebelumnya",
    "selanjutnya",
    "khususnya",
    "umumnya",
    "biasanya",
    "akhirnya",
    "seharusnya",
    "sebaiknya",
    "sepenuhnya",
    "setidaknya",
    "misalnya",
    "contohnya",
    "adanya",
    "banyaknya",
    "pentingnya",
];

/// Those of English.
const ENGLISH: &[&str] = &[
    "he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs",
    "this", "that", "these", "those", "former", "latter", "such",
];

/// Whether a sentence has words that mean somebody or something in another one. Of a language
/// we have no words of, every sentence may.
#[must_use]
pub fn leans(sentence: &str, language: &Language) -> bool {
    let low = sentence.to_lowercase();
    let mut words =
        low.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty());
    match language.primary() {
        "id" | "ms" => words.any(|word| {
            MALAYIC.contains(&word) || (word.ends_with("nya") && !WHOLE_NYA.contains(&word))
        }),
        "en" => words.any(|word| ENGLISH.contains(&word.split('\'').next().unwrap_or(word))),
        _ => true,
    }
}

/// How many standard deviations a sentence's length may lie from what the whole paragraph
/// makes expect.
const DEVIATIONS_MAX: f64 = 2.0;
const VARIANCE: f64 = 6.8;

/// Whether every sentence is about as long as the lengths of all make expect; each is told as
/// the characters of its source and of its translation.
///
/// # Source
///
/// Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993): the
/// variance.
#[must_use]
pub fn are_as_long(lengths: &[(usize, usize)]) -> bool {
    let number = |length: usize| f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    let (source, target) = lengths.iter().fold((0.0, 0.0), |(source, target), (one, other)| {
        (source + number(*one), target + number(*other))
    });
    let ratio: f64 = target / source;
    lengths.iter().all(|(one, other)| {
        let wanted = number(*one);
        let away = number(*other) - wanted * ratio;
        away.abs() <= DEVIATIONS_MAX * (wanted * VARIANCE).sqrt() * ratio.max(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, sentence: &str, leaning: bool) {
        let language = Language::parse(language).unwrap();
        assert_eq!(leans(sentence, &language), leaning, "{sentence}");
    }

    #[test]
    fn a_sentence_about_somebody_named_before_leans() {
        check("id", "Ia hadir dalam rapat.", true);
        check("ms", "\"Kami siap,\" ujarnya.", true);
        check("id", "Kegiatan tersebut berjalan lancar.", true);
        check("en", "It's open to all.", true);
    }

    #[test]
    fn a_sentence_that_says_all_of_it_stands_alone() {
        check("id", "Rapat dihadiri warga, pelajar, dan undangan lainnya.", false);
        check("en", "The office opens on Monday.", false);
    }

    #[test]
    fn nobody_knows_of_a_language_without_such_words() {
        check("fr", "Le bureau est ouvert.", true);
    }
}
