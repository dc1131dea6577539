//! The lines below the text: end marks, hashtags, the issuer's signature with its
//! addresses, and what a source repeats under every release.
//!
//! Read from the last line upwards until one belongs to the text.

use crate::normalize::byline::{self, Credit};
use crate::normalize::casing;

/// What a line below the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// `###`, `-30-`, `Selesai`.
    EndMark,
    /// Hashtags and nothing else.
    Hashtags(Vec<String>),
    /// The issuer's name below its text.
    Signature { issuer: String, hashtags: Vec<String> },
    /// Addresses on social networks, telephone words of an office.
    Handles { hashtags: Vec<String> },
    /// A line of credit.
    Writer(String),
    /// Another line of credit, or of copyright.
    Credit,
    /// What this source repeats under its releases.
    Repeated,
}

const END_WORDS: [&str; 23] = [
    "selesai",
    "tamat",
    "ends",
    "end",
    "sekian",
    "30",
    "ende",
    "fin",
    "terima kasih",
    "the end",
    "habis",
    "bernama",
    "antara",
    "end of release",
    "fim",
    "конец",
    "انتهى",
    "完",
    "以上",
    "끝",
    "fine",
    "einde",
    "fin de la nota",
];
/// Of those, words that end a text only between dashes.
const DRESSED: [&str; 5] = ["30", "bernama", "antara", "fine", "end"];
/// Labels of lines that only a site's own pages need.
const FURNITURE: [&str; 21] = [
    "tags:",
    "tags :",
    "tag:",
    "tag :",
    "topik:",
    "label:",
    "kata kunci:",
    "keywords:",
    "kategori:",
    "bagikan:",
    "bagikan ini",
    "share:",
    "share this",
    "dibaca:",
    "dilihat:",
    "views:",
    "mots-clés",
    "palabras clave",
    "schlagwörter",
    "метки:",
    "palavras-chave",
];
const NETWORKS: [&str; 13] = [
    "linkedin",
    "situs web",
    "laman:",
    "instagram",
    "twitter",
    "facebook",
    "youtube",
    "tiktok",
    "telegram",
    "website",
    "fanpage",
    "threads",
    "whatsapp channel",
];
const OFFICES: [&str; 11] = [
    "sub bagian humas",
    "subbag humas",
    "bagian protokol",
    "biro humas",
    "humas ",
    "bagian humas",
    "bidang humas",
    "tim humas",
    "biro hubungan",
    "pusat penerangan",
    "public relations",
];

/// Reads a line at the end of a text; `None` when it belongs to the text.
pub(super) fn read(line: &str) -> Option<Line> {
    if is_end_mark(line) {
        return Some(Line::EndMark);
    }
    let hashtags = hashtags(line);
    if !hashtags.is_empty() && without_hashtags(line).trim().is_empty() {
        return Some(Line::Hashtags(hashtags));
    }
    let lower = line.to_lowercase();
    let furniture = FURNITURE.iter().any(|label| lower.starts_with(label));
    if (furniture && line.chars().count() <= 160) || lower == "bagikan" {
        return Some(Line::Credit);
    }
    match byline::credit(line) {
        Some(Credit::Writer(name)) => return Some(Line::Writer(name)),
        Some(Credit::Other) => return Some(Line::Credit),
        None => {}
    }
    if let Some(issuer) = signature(line) {
        return Some(Line::Signature { issuer, hashtags });
    }
    is_handles(line).then_some(Line::Handles { hashtags })
}

/// `###`, `# # #`, `***`, `-30-`, `-- ENDS --`, `Selesai`.
fn is_end_mark(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let marks =
        bare.len() >= 2 && bare.chars().all(|c| "#*-=_~\u{2022}\u{2013}\u{2014}".contains(c));
    let word = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let dressed = line.trim_start().starts_with(|c: char| !c.is_alphanumeric());
    marks
        || (END_WORDS.contains(&word.as_str())
            && line.chars().count() <= 20
            && (dressed || !DRESSED.contains(&word.as_str())))
}

/// Where a paragraph ends without the end mark glued to it: `... selesai. ***`.
pub(super) fn without_end_mark(text: &str) -> Option<usize> {
    let trimmed = text.trim_end();
    let (before, last) = trimmed.rsplit_once(' ')?;
    let marked = is_end_mark(last) && !last.chars().any(char::is_alphabetic);
    let ended = before.trim_end().ends_with(['.', '!', '?', '"', '\u{201d}', ')', '#', '*']);
    (marked && ended).then(|| before.trim_end().len())
}

/// The hashtags of a line, without their mark.
pub(super) fn hashtags(line: &str) -> Vec<String> {
    words(line).filter_map(hashtag).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || c == ',')
}

fn hashtag(word: &str) -> Option<String> {
    let name = word.strip_prefix('#')?.trim_end_matches(['.', ';', ':']);
    let whole = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.contains(char::is_alphabetic);
    whole.then(|| name.to_owned())
}

fn without_hashtags(line: &str) -> String {
    words(line).filter(|word| hashtag(word).is_none()).collect()
}

/// The hashtags a text begins with, and where the text itself begins:
/// `#Bersih #Aman. Kepala ...`.
pub(super) fn leading_hashtags(text: &str) -> Option<(Vec<String>, usize)> {
    let mut rest = text;
    let mut found = Vec::new();
    while rest.starts_with('#') {
        let end = rest.find(char::is_whitespace)?;
        let (word, after) = rest.split_at_checked(end)?;
        found.push(hashtag(word)?);
        rest = after.trim_start();
    }
    (!found.is_empty() && !rest.is_empty()).then(|| (found, text.len() - rest.len()))
}

/// The hashtags a paragraph ends with after its last sentence, and where it ends
/// without them.
pub(super) fn trailing_hashtags(text: &str) -> Option<(Vec<String>, usize)> {
    let mut rest = text.trim_end();
    let mut found = Vec::new();
    while let Some((before, last)) = rest.rsplit_once(char::is_whitespace) {
        let Some(tag) = hashtag(last) else { break };
        found.push(tag);
        rest = before.trim_end();
    }
    found.reverse();
    let ended = rest.ends_with(['.', '!', '?', '"', '\u{201d}', ')']);
    (ended && !found.is_empty()).then_some((found, rest.len()))
}

/// `BIRO HUMAS DAN PROTOKOL BNN`, alone or with handles after it.
fn signature(line: &str) -> Option<String> {
    let lower = format!("{} ", line.to_lowercase());
    let begins = OFFICES.iter().any(|office| lower.starts_with(office));
    let networks = NETWORKS.iter().filter_map(|network| lower.find(network));
    let cut = networks.chain(line.find(['@', '#'])).min();
    let name = cut.map_or(line, |at| line.get(..at).unwrap_or(line));
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let short = name.chars().count() <= 80 && !name.ends_with('.');
    let alone = name.len() == line.trim().len();
    let dressed = !alone || casing::capitals(name) || name.split_whitespace().count() <= 6;
    let sentence = cut.is_none() && line.trim_end().ends_with(['.', ':', ',']);
    (begins && short && dressed && !sentence).then(|| name.trim().to_owned())
}

/// `Instagram: @infobakn`, `@infobakn`, `www.bakn.example`: names of networks, handles and
/// addresses make up most of the line.
fn is_handles(line: &str) -> bool {
    let lower = line.to_lowercase();
    let network = NETWORKS.iter().any(|network| lower.starts_with(network));
    let words: Vec<&str> = lower.split_whitespace().collect();
    let handle = |word: &&&str| {
        word.starts_with(['@', '#']) || word.starts_with("www.") || word.starts_with("http")
    };
    let handles = words.iter().filter(handle).count();
    let labelled = network && words.len() <= 8 && (line.contains([':', '@', '|', '/']));
    labelled || (handles > 0 && handles * 2 >= words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_marks_are_no_text() {
        for mark in ["###", "# # #", "***", "-30-", "-- ENDS --", "Selesai", "*Tamat*", "---"] {
            assert_eq!(read(mark), Some(Line::EndMark), "{mark}");
        }
        for text in ["Selesai sudah rapat itu", "30", "#", "Rapat selesai."] {
            assert_ne!(read(text), Some(Line::EndMark), "{text}");
        }
    }

    #[test]
    fn an_end_mark_may_be_glued_to_the_last_sentence() {
        assert_eq!(without_end_mark("Rapat ditutup. ***"), Some("Rapat ditutup.".len()));
        assert_eq!(without_end_mark("Rapat ditutup. -30-"), Some("Rapat ditutup.".len()));
        assert_eq!(without_end_mark("Nilainya 5 *** tinggi"), None);
    }

    #[test]
    fn a_signature_names_its_office_and_loses_its_addresses() {
        let issuer = |line| match read(line) {
            Some(Line::Signature { issuer, .. }) => Some(issuer),
            _ => None,
        };
        let want = Some("BIRO HUMAS DAN PROTOKOL BAKN".to_owned());
        assert_eq!(issuer("BIRO HUMAS DAN PROTOKOL BAKN"), want);
        assert_eq!(issuer("BIRO HUMAS DAN PROTOKOL BAKN Instagram: @bakn #Bersih"), want);
        assert_eq!(issuer("Humas BAKN Kalbar"), Some("Humas BAKN Kalbar".to_owned()));
        assert_eq!(issuer("Humas BAKN menyampaikan bahwa rapat itu berjalan baik."), None);
    }

    #[test]
    fn handles_and_hashtags_are_told_from_sentences() {
        let tags = vec!["Bersinar".to_owned(), "StopNarkoba".to_owned()];
        assert_eq!(read("#Bersinar #StopNarkoba"), Some(Line::Hashtags(tags.clone())));
        assert_eq!(read("Instagram: @infobakn"), Some(Line::Handles { hashtags: vec![] }));
        assert_eq!(read("www.bakn.example"), Some(Line::Handles { hashtags: vec![] }));
        assert_eq!(read("Instagram dipakai warga untuk melapor setiap hari."), None);
        let text = "#Bersinar #StopNarkoba. Kepala hadir.";
        assert_eq!(leading_hashtags(text), Some((tags, "#Bersinar #StopNarkoba. ".len())));
    }
}
