//! Words between quotation marks and who said them: `"...," ujar Budi Contoh.`
//!
//! A speaker is named only where the text does so right beside the words; `ujarnya` means
//! whoever spoke last in the same paragraph, and nobody where nobody did. Words in marks
//! that are no speech (`program "Bersinar"`) are left alone.

use crate::domain::release::Quote;
use crate::normalize::far_speaker;
use crate::normalize::speaker::{self, Person};

const PAIRS: [(char, char); 6] = [
    ('"', '"'),
    ('\u{201c}', '\u{201d}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{201e}', '\u{201c}'),
    ('「', '」'),
    ('『', '』'),
];

/// Verbs between the words and the speaker; Indonesian ones may end in `-nya`.
const AFTER: &str = "ujar tutur kata tegas ucap jelas imbuh pungkas tandas papar terang \
    sebut ungkap \
    tambah lanjut kutip urai harap pesan cetus pinta ajak beber seru ingat jawab tukas timpal \
    sambut katanya said says added told explained stressed noted stated according announced \
    remarked déclare dit affirme explique souligne ajoute précise dijo afirmó señaló declaró \
    explicó agregó añadió indicó aseguró manifestó sagte sagt erklärte betonte so teilte disse \
    afirmou declarou explicou acrescentou сказал сказала заявил заявила отметил отметила \
    сообщил сообщила подчеркнул подчеркнула добавил добавила قال قالت وقال وقالت وأضاف وأكد";
/// Helping verbs before one of those: `a déclaré`.
const HELPERS: [&str; 4] = ["a", "ha", "hat", "telah"];
const PARTICIPLES: &str = "déclaré dit affirmé expliqué souligné ajouté précisé indiqué \
    estimé dicho \
    señalado declarado gesagt erklärt";
/// Verbs between the speaker and the words.
const BEFORE: &str = "mengatakan menyatakan menegaskan menjelaskan menyampaikan menuturkan \
    mengungkapkan berkata menambahkan menyebut menyebutkan memaparkan menerangkan mengimbau \
    said says added stressed explained noted announced stated told declared dit déclare déclaré \
    affirmé ajouté expliqué dijo afirmó señaló declaró explicó agregó sagte erklärte betonte \
    disse afirmou declarou explicou сказал сказала заявил заявила отметил отметила подчеркнул";
/// Verbs that English puts behind a name.
const NAMED: [&str; 9] =
    ["said", "says", "added", "explained", "stressed", "noted", "stated", "told", "announced"];

pub(super) fn among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// Finds the quotations of a paragraph, in order. `place` tells whether words name a
/// place: those before a name belong to an office (`Gubernur Kalbar ...`).
pub(super) fn find(paragraph: &str, place: &dyn Fn(&str) -> bool) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    let mut rest = paragraph;
    let mut last: Option<Person> = None;
    while let Some((before, inside, after)) = next_quoted(rest) {
        let said = speech(after);
        let led = lead(before);
        let far =
            if said.is_none() && led.is_none() { far_speaker::of(before, after) } else { None };
        rest = after;
        let words = inside.split_whitespace().count();
        let opens = !inside.trim_start().starts_with(char::is_lowercase);
        // A quotation that goes on after `..." ujar Budi. "...` is the same speaker's.
        let sentence = words >= 5 && opens;
        if said.is_none() && led.is_none() && far.is_none() && !sentence {
            continue;
        }
        let person = match (said, led) {
            (Some(""), _) => last.clone().unwrap_or_default(),
            (Some(named), _) if named.trim_start().starts_with(far_speaker::is_arabic) => {
                far_speaker::arabic(named)
            }
            (Some(named), _) => speaker::read(named, place),
            (None, Some(named)) => speaker::read_before(named, place),
            (None, None) => far.unwrap_or_default(),
        };
        if person.name.is_some() {
            last = Some(person.clone());
        }
        let text = inside.trim().trim_end_matches([',', '，']).trim_end().to_owned();
        out.push(Quote { text, speaker: person.name, title: person.title });
    }
    out
}

/// What stands before the next pair of marks, between them, and after them.
fn next_quoted(text: &str) -> Option<(&str, &str, &str)> {
    let (at, open) = text
        .char_indices()
        .find(|(at, c)| PAIRS.iter().any(|(open, _)| open == c) && !inside_word(text, *at))?;
    let close = PAIRS.iter().find(|(first, _)| *first == open)?.1;
    let inner = text.get(at + open.len_utf8()..)?;
    let end = inner.find(close)?;
    Some((text.get(..at)?, inner.get(..end)?, inner.get(end + close.len_utf8()..)?))
}

/// Inches and the like: a mark right after a digit opens nothing.
fn inside_word(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|left| left.chars().last()).is_some_and(|c| c.is_ascii_digit())
}

/// The words after a verb of speech; empty after `ujarnya`; `None` without a verb.
fn speech(after: &str) -> Option<&str> {
    let after =
        after.trim_start_matches([',', '،', ' ', '.', '\u{2014}', '\u{2013}', '-', '\u{a0}']);
    let (verb, rest) = first_word(after);
    let verb = verb.to_lowercase();
    if let Some(stem) = verb.strip_suffix("nya") {
        let stem = stem.strip_suffix("kan").unwrap_or(stem);
        return among(AFTER, stem).then_some("");
    }
    if among(AFTER, &verb) {
        let (next, _) = first_word(rest.trim_start());
        let pronoun = ["dia", "ia", "beliau", "he", "she", "they", "sie", "er", "he.", "she."];
        return Some(if pronoun.contains(&next.to_lowercase().as_str()) { "" } else { rest });
    }
    if HELPERS.contains(&verb.as_str()) {
        let (participle, rest) = first_word(rest.trim_start());
        return among(PARTICIPLES, &participle.to_lowercase()).then_some(rest);
    }
    // English may put the name first: `..." Budi Contoh said.`
    let sentence = after.split(['"', '\u{201c}']).next()?;
    let (name, _) = NAMED
        .iter()
        .filter_map(|verb| sentence.split_once(&format!(" {verb}")))
        .min_by_key(|(name, _)| name.len())?;
    let pronoun = matches!(name, "he" | "she" | "they" | "He" | "She");
    let short = name.split_whitespace().count() <= 8 && name.starts_with(char::is_uppercase);
    let one = !name.contains(". ") && (short || pronoun);
    one.then_some(if pronoun { "" } else { name })
}

fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The words before a verb that leads into a quotation: `Menteri Contoh mengatakan, "...`.
fn lead(before: &str) -> Option<&str> {
    let before = before.trim_end();
    let before = before.strip_suffix([':', ',', '，', '：'])?.trim_end();
    let sentence = before.rsplit(['!', '?', '"', '\u{201d}', '\u{bb}']).next()?;
    let from = speaker::sentence_start(sentence);
    let sentence = sentence.get(from..)?.trim();
    let (named, verb) = sentence.rsplit_once(' ')?;
    let verb = verb.to_lowercase();
    if !among(BEFORE, &verb) {
        return None;
    }
    let helper = named.rsplit_once(' ').filter(|(_, last)| HELPERS.contains(last));
    Some(helper.map_or(named, |(named, _)| named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paragraph: &str, want: &[(&str, Option<&str>, Option<&str>)]) {
        let place = |words: &str| ["Kalbar", "Kalimantan Barat", "Sambas"].contains(&words);
        let found = find(paragraph, &place);
        let got: Vec<_> = found
            .iter()
            .map(|q| (q.text.as_str(), q.speaker.as_deref(), q.title.as_deref()))
            .collect();
        assert_eq!(got, want, "{paragraph}");
    }

    #[test]
    fn the_speaker_stands_after_the_verb() {
        check("\"Kami siap,\" ujar Contoh.", &[("Kami siap", Some("Contoh"), None)]);
        check(
            "“Kami siap bekerja,” tegas Kepala BAKN Budi Contoh, Kamis (6/6).",
            &[("Kami siap bekerja", Some("Budi Contoh"), Some("Kepala BAKN"))],
        );
        check(
            "\"Kami siap,\" kata Pj. Gubernur Kalimantan Barat dr Contoh Saja menutup acara.",
            &[("Kami siap", Some("Contoh Saja"), Some("Pj. Gubernur Kalimantan Barat"))],
        );
        check(
            "\"Kami siap,\" tutur Komjen Pol. Contoh bin Misal.",
            &[("Kami siap", Some("Contoh bin Misal"), Some("Komjen Pol."))],
        );
        check("\"Kami siap,\" kata Bupati Sambas.", &[("Kami siap", Some("Bupati Sambas"), None)]);
    }

    #[test]
    fn the_speaker_may_stand_before_the_words() {
        check(
            "Kepala BAKN Budi Contoh mengatakan, \"Kami siap.\"",
            &[("Kami siap.", Some("Budi Contoh"), Some("Kepala BAKN"))],
        );
        check(
            "Dr Ann Sample, head of the office, said: \"We are ready.\"",
            &[("We are ready.", Some("Ann Sample"), Some("head of the office"))],
        );
    }

    #[test]
    fn a_pronoun_names_whoever_spoke_last() {
        check("\"Kami siap,\" ujarnya.", &[("Kami siap", None, None)]);
        check(
            "\"Kami siap,\" ujar Contoh. \"Besok mulai,\" imbuhnya.",
            &[("Kami siap", Some("Contoh"), None), ("Besok mulai", Some("Contoh"), None)],
        );
    }

    #[test]
    fn other_languages_name_their_speakers() {
        check("\"We are ready,\" said Ann Sample.", &[("We are ready", Some("Ann Sample"), None)]);
        check("\"We are ready,\" Ann Sample said.", &[("We are ready", Some("Ann Sample"), None)]);
        check(
            "« Nous sommes prêts », a déclaré Anne Exemple, directrice du port.",
            &[("Nous sommes prêts", Some("Anne Exemple"), Some("directrice du port"))],
        );
        check(
            "«Estamos listos», dijo la directora Ana Ejemplo.",
            &[("Estamos listos", Some("Ana Ejemplo"), Some("la directora"))],
        );
    }

    #[test]
    fn marks_around_a_name_are_no_speech() {
        check("Program \"Bersinar\" dan layar 7\" itu dibuka.", &[]);
        check(
            "Ia berkata: \"Kami akan terus bekerja bersama.\"",
            &[("Kami akan terus bekerja bersama.", None, None)],
        );
    }
}
