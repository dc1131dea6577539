//! Who wrote it: `... bebas narkoba.(rfa)` gives the sentence and the initials.
//!
//! Only what stands at the very end counts; a group in brackets inside a sentence is the
//! text's own. Initials are never made into names.

/// Initials found at the end of a paragraph, and where the paragraph ends without them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) initials: Vec<String>,
    pub(super) end: usize,
}

/// Who a line such as `Pewarta: ...` names, and in which part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credit {
    /// The writer.
    Writer(String),
    /// An editor, or a line of copyright: no byline.
    Other,
}

const WRITERS: [&str; 11] = [
    "pewarta",
    "penulis",
    "reporter",
    "wartawan",
    "kontributor",
    "author",
    "writer",
    "by",
    "oleh",
    "laporan",
    "teks",
];
const OTHERS: [&str; 11] = [
    "sumber",
    "editor",
    "redaktur",
    "penyunting",
    "uploader",
    "admin",
    "fotografer",
    "source",
    "sunting",
    "penyelia",
    "translator",
];
const SENTENCE_ENDS: [char; 9] =
    ['.', '!', '?', '"', '\u{201d}', '\u{2019}', '\u{2026}', '\u{3002}', ')'];

/// Takes the groups of initials off the end of a paragraph.
pub(super) fn initials(text: &str) -> Option<Signed> {
    let mut end = text.trim_end().len();
    let mut found: Vec<Vec<String>> = Vec::new();
    while let Some((group, before)) = last_group(text.get(..end).unwrap_or_default()) {
        found.push(group);
        end = before;
    }
    (!found.is_empty())
        .then(|| Signed { initials: found.into_iter().rev().flatten().collect(), end })
}

/// The initials of the last group in brackets and where the text before it ends.
fn last_group(text: &str) -> Option<(Vec<String>, usize)> {
    let trimmed = text.trim_end();
    let dotted = trimmed.strip_suffix('.').map(str::trim_end);
    let closed = dotted.filter(|text| text.ends_with([')', ']'])).unwrap_or(trimmed);
    let (open, close) = if closed.ends_with(']') { ('[', ']') } else { ('(', ')') };
    let inner = closed.strip_suffix(close)?;
    let at = inner.rfind(open)?;
    let inside = inner.get(at + open.len_utf8()..)?.trim();
    let before = inner.get(..at)?.trim_end();
    let ended = before.is_empty() || before.ends_with(SENTENCE_ENDS);
    if dotted.is_some() && closed != trimmed && !ended {
        return None;
    }
    if inside == "*" {
        return Some((Vec::new(), before.len()));
    }
    Some((group(inside, ended)?, before.len()))
}

/// The parts of `vyp/kna`, `OL-5`, `U.A057/N005` or `Gema`. After a finished sentence
/// names and capitals count too.
fn group(inside: &str, ended: bool) -> Option<Vec<String>> {
    if is_desk_code(inside) || is_agency_code(inside) {
        return ended.then(|| vec![inside.to_owned()]);
    }
    let office = ["humas ", "hms "].iter().any(|word| inside.to_lowercase().starts_with(word));
    if ended && office && inside.split_whitespace().count() <= 5 {
        return Some(vec![inside.to_owned()]);
    }
    let parts: Vec<&str> = inside.split(['/', ',']).map(str::trim).collect();
    let letters = |part: &&str| part.chars().all(char::is_alphabetic);
    let length = |part: &str| part.chars().count();
    let small =
        |part: &&str| part.chars().all(char::is_lowercase) && (2..=4).contains(&length(part));
    let name = |part: &&str| {
        part.chars().next().is_some_and(char::is_uppercase) && (2..=12).contains(&length(part))
    };
    let whole = parts.len() <= 4
        && parts.iter().all(letters)
        && parts.iter().all(|part| small(part) || (ended && name(part)));
    whole.then(|| parts.into_iter().map(str::to_owned).collect())
}

/// `OL-5`: capitals, a hyphen, a number.
fn is_desk_code(inside: &str) -> bool {
    inside.split_once('-').is_some_and(|(desk, number)| {
        (1..=3).contains(&desk.len())
            && desk.chars().all(|c| c.is_ascii_uppercase())
            && (1..=2).contains(&number.len())
            && number.chars().all(|c| c.is_ascii_digit())
    })
}

/// `U.A057/N005`: parts of capitals, dots and digits, each with a digit.
fn is_agency_code(inside: &str) -> bool {
    inside.contains('/')
        && inside.split('/').all(|part| {
            part.contains(|c: char| c.is_ascii_digit())
                && part.starts_with(|c: char| c.is_ascii_uppercase())
                && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.')
        })
}

/// Reads a line such as `Pewarta: Budi Contoh` or `Editor : Ani`.
pub(super) fn credit(line: &str) -> Option<Credit> {
    if line.chars().count() > 80 {
        return None;
    }
    let lower = line.to_lowercase();
    if lower.starts_with("copyright") || lower.starts_with('\u{a9}') {
        return Some(Credit::Other);
    }
    let (label, name) = line.split_once(':')?;
    let label = label.trim().to_lowercase();
    let name = name.trim();
    let is_name = !name.is_empty() && name.split_whitespace().count() <= 6;
    if WRITERS.contains(&label.as_str()) && is_name {
        return Some(Credit::Writer(name.to_owned()));
    }
    OTHERS.contains(&label.as_str()).then_some(Credit::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_the_vectors_are_taken_from_the_very_end() {
        let vectors = include_str!("../../tests/it/fixtures/vectors/initials.tsv");
        let mut rows = 0;
        for row in vectors.lines().filter(|row| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let (left, signs) = initials(cells[0]).map_or_else(
                || (cells[0].to_owned(), String::new()),
                |signed| {
                    (cells[0].get(..signed.end).unwrap().to_owned(), signed.initials.join(" "))
                },
            );
            assert_eq!((left.as_str(), signs.as_str()), (cells[1], cells[2]), "{}", cells[0]);
            rows += 1;
        }
        assert!(rows > 12, "{rows}");
    }

    #[test]
    fn a_line_of_credit_names_its_writer() {
        let writer = Credit::Writer("Budi Contoh".to_owned());
        assert_eq!(credit("Pewarta : Budi Contoh"), Some(writer));
        assert_eq!(credit("Editor: Ani Contoh"), Some(Credit::Other));
        assert_eq!(credit("Kepala: hadir"), None);
        assert_eq!(credit("Rapat digelar oleh: semua pihak yang hadir di sana hari itu"), None);
    }
}
