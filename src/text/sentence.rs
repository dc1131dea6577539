//! A paragraph to sentences.
//!
//! The general rules of Unicode break after `(Pj.)` and `Pol.`; so a break is taken back
//! when the part before it ends in a known abbreviation or a single capital with a dot,
//! or when a bracket or a quotation mark is still open.

use std::sync::LazyLock;

use icu_segmenter::SentenceSegmenter;

use crate::domain::Language;

/// Titles, ranks, degrees and shortenings of Indonesian and Malay, in lower case and
/// without their last dot.
const MALAYIC: &[&str] = &[
    "pj", "plt", "plh", "drs", "dra", "ir", "dr", "drg", "prof", "h", "hj", "k.h", "kh", "s.h",
    "s.e", "s.i.k", "s.sos", "s.pd", "s.t", "s.ip", "s.ap", "s.kom", "s.ag", "s.stp", "m.h", "m.m",
    "m.si", "m.kes", "m.pd", "m.t", "m.ap", "m.a", "ph.d", "komjen", "irjen", "brigjen", "kombes",
    "akbp", "kompol", "akp", "iptu", "ipda", "pol", "jend", "letjen", "mayjen", "kol", "letkol",
    "kapt", "lettu", "letda", "jl", "jln", "no", "rp", "hlm", "dll", "dsb", "dst", "a.n", "u.p",
    "s.d", "d.a", "prov", "kab", "kec", "kel", "ds", "tn", "ny", "sdr", "tgl", "telp", "bpk", "dt",
    "tg", "en", "pn", "cik", "hjh", "bin", "y.b", "y.a.b", "yb", "yab", "kg", "tmn", "bhd", "sdn",
];

/// Those of English.
const ENGLISH: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "gen", "lt", "col", "sgt", "capt", "cmdr", "maj",
    "brig", "sen", "rep", "gov", "hon", "rev", "jr", "sr", "no", "vs", "e.g", "i.e", "inc", "ltd",
    "co", "corp", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec", "fig", "approx",
];

static RULES: LazyLock<icu_segmenter::SentenceSegmenterBorrowed<'static>> = LazyLock::new(|| {
    SentenceSegmenter::new(icu_segmenter::options::SentenceBreakInvariantOptions::default())
});

/// An open bracket or quotation mark holds a sentence together at most so many bytes;
/// after that it is taken for one that nobody closed.
const OPEN_MAX: usize = 600;

/// Cuts a paragraph into sentences, each with its trailing blanks: joined they are the
/// paragraph again.
///
/// # Source
///
/// Unicode Standard Annex 29, section 5, with the exceptions told above.
#[must_use]
pub fn split<'a>(paragraph: &'a str, language: &Language) -> Vec<&'a str> {
    let known = abbreviations(language);
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in RULES.segment_str(paragraph).skip(1) {
        let Some(part) = paragraph.get(start..end) else { continue };
        let last = end == paragraph.len();
        if !last && (is_abbreviated(part, known) || (part.len() < OPEN_MAX && is_open(part))) {
            continue;
        }
        sentences.push(part);
        start = end;
    }
    if let Some(rest) = paragraph.get(start..).filter(|rest| !rest.is_empty()) {
        sentences.push(rest);
    }
    sentences
}

fn abbreviations(language: &Language) -> &'static [&'static str] {
    match language.primary() {
        "id" | "ms" => MALAYIC,
        "en" => ENGLISH,
        _ => &[],
    }
}

/// Whether a part ends in an abbreviation: `Brigjen Pol. `, `(Pj.) `, `M. `.
fn is_abbreviated(part: &str, known: &[&str]) -> bool {
    let end = part.trim_end();
    // A line that ends is a sentence that ends.
    if part.get(end.len()..).is_some_and(|blanks| blanks.contains('\n')) {
        return false;
    }
    let Some(end) = end.trim_end_matches([')', ']', '"', '”']).strip_suffix('.') else {
        return false;
    };
    let word = end.rsplit([' ', '\u{a0}', '\n', '(', '[', '"', '“', ',', '/']).next().unwrap_or("");
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    single || known.contains(&word.to_lowercase().as_str())
}

/// Whether a bracket or a quotation mark is open at the end of a part.
fn is_open(part: &str) -> bool {
    let count = |mark: char| part.matches(mark).count();
    count('(') > count(')')
        || count('[') > count(']')
        || count('“') > count('”')
        || count('«') > count('»')
        || count('"') % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, sentences: &[&str]) {
        let paragraph = sentences.concat();
        assert_eq!(split(&paragraph, &Language::parse(language).unwrap()), sentences);
    }

    #[test]
    fn sentences_keep_the_blanks_behind_them() {
        check("id", &["Rapat dimulai. ", "Semua hadir! ", "Siapa lagi?"]);
        check("en", &["It rained. ", "They left."]);
        check("id", &[]);
    }

    #[test]
    fn titles_ranks_and_degrees_end_no_sentence() {
        check("id", &["Penjabat (Pj.) Gubernur Contoh hadir. ", "Ia senang."]);
        check("id", &["Brigjen Pol. Fulan Contoh, S.I.K., M. Si. membuka acara. ", "Lalu pulang."]);
        check("id", &["Alamat: Jl. Merdeka No. 7. ", "Datanglah."]);
        check("en", &["Mr. Example met Gen. Sample. ", "They spoke."]);
    }

    #[test]
    fn a_quotation_is_not_torn() {
        check("id", &["\"Kami siap. Kami bekerja,\" ujar Fulan. ", "Ia pergi."]);
        check("id", &["Acara (yang besar. Dan ramai) selesai. ", "Ia pergi."]);
    }

    #[test]
    fn a_mark_nobody_closed_holds_nothing_for_ever() {
        let long = format!("Ia berkata \"{}", "kami siap bekerja. Semua hadir. ".repeat(40));
        assert!(split(&long, &Language::parse("id").unwrap()).len() > 10);
    }
}
