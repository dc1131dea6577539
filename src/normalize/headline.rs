//! A printed title to a headline: `[FOTO] RAPAT KERJA ... - BNN` gives the words alone.
//!
//! Site names after the last bar or dash and words of genre before the headline go;
//! capitals become readable. A headline in mixed casing is not touched otherwise, and of a
//! title that is a text of its own the first thousand characters are read.

use crate::domain::Language;
use crate::domain::release::Signal;
use crate::normalize::casing;
use crate::normalize::mark;
use crate::normalize::opening;
use crate::normalize::typography;
use crate::text::grapheme;

/// What a source may be called in its own titles.
pub(super) struct Names<'a> {
    /// The source's name.
    pub(super) name: &'a str,
    /// The host of the release's page.
    pub(super) host: Option<&'a str>,
}

/// A headline and what was taken from it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    /// The headline in readable casing.
    pub(super) text: String,
    /// The genre before it: `FOTO`.
    pub(super) genre: Option<String>,
    /// The site's name after it.
    pub(super) site: Option<String>,
    /// The issuer's number that stood in it.
    pub(super) reference: Option<String>,
    /// What a mark before it says: `RALAT`.
    pub(super) signal: Option<Signal>,
    /// Whether capitals were made readable.
    pub(super) recased: bool,
}

/// Words before a headline that only say what kind of text follows, in capitals.
const GENRES: &str = "FOTO|VIDEO|SIARAN PERS|RILIS|RILIS PERS|PRESS RELEASE|NEWS RELEASE|BREAKING|\
    BREAKING NEWS|INFOGRAFIS|BERITA FOTO|PHOTO|PHOTOS|MEDIA RELEASE|GALERI|GALERI FOTO|\
    KETERANGAN PERS|SIARAN MEDIA|KENYATAAN MEDIA|MEDIA ADVISORY|MEDIA STATEMENT|PRESS STATEMENT|\
    PRESS NOTE|COMMUNIQUÉ DE PRESSE|COMMUNIQUÉ|COMUNICADO DE PRENSA|COMUNICADO|NOTA DE PRENSA|\
    NOTA À IMPRENSA|NOTA DE IMPRENSA|COMUNICADO DE IMPRENSA|PRESSEMITTEILUNG|PRESSEINFORMATION|\
    MEDIENMITTEILUNG|PERSBERICHT|COMUNICATO STAMPA|ПРЕСС-РЕЛИЗ|بيان صحفي|新闻稿|新聞稿|\
    プレスリリース|報道発表|보도자료|BASIN BÜLTENİ|FOTO-FOTO|INFOGRAPHIC|PENGUMUMAN|BERITA";
/// Genres that are ordinary words, and may begin a headline of their own: `Foto Lama - ...`.
const ORDINARY: [&str; 11] = [
    "FOTO",
    "VIDEO",
    "RILIS",
    "BREAKING",
    "PHOTO",
    "PHOTOS",
    "GALERI",
    "PENGUMUMAN",
    "BERITA",
    "COMUNICADO",
    "COMMUNIQUÉ",
];
/// Labels of an issuer's number, the longer first.
const NUMBERED: [&str; 12] = [
    "siaran pers nomor",
    "siaran pers no",
    "rilis pers nomor",
    "rilis pers no",
    "press release no",
    "news release no",
    "pressemitteilung nr",
    "communiqué de presse n",
    "nota de prensa n",
    "comunicado de prensa n",
    "medienmitteilung nr",
    "persbericht nr",
];

/// Characters of a printed title that are read.
const CHARS_MAX: usize = 1_000;

/// What is read of a printed title.
pub(super) fn shortened(printed: &str) -> &str {
    grapheme::start(printed.trim_start(), CHARS_MAX).trim_end()
}

/// Reads a printed title.
pub(super) fn read(printed: &str, body: &str, language: &Language, names: &Names<'_>) -> Headline {
    let mut out = Headline::default();
    let mut text = typography::line(printed);
    loop {
        let signal = out.signal.is_none().then(|| mark::of_headline(&text)).flatten();
        let signal = signal.map(|(signal, rest)| (signal, rest.to_owned()));
        if let Some((rest, genre)) = genre(&text) {
            text = rest;
            out.genre.get_or_insert(genre);
        } else if let Some((signal, rest)) = signal {
            out.signal = Some(signal);
            text = rest;
        } else {
            break;
        }
    }
    if let Some((rest, reference)) = numbered(&text) {
        text = rest;
        out.reference = Some(reference);
    }
    while let Some((rest, site)) = site(&text, names) {
        text = rest;
        out.site.get_or_insert(site);
    }
    if casing::shouts(&text) {
        text = casing::readable(&text, body, language);
        out.recased = true;
    }
    out.text = text;
    out
}

/// `[FOTO] Rapat` and `SIARAN PERS: Rapat` to `Rapat` and the genre.
fn genre(text: &str) -> Option<(String, String)> {
    let is_genre = |word: &str| {
        let word = word.trim().to_uppercase();
        GENRES.split('|').any(|genre| genre == word) || opening::is_release_line(&word)
    };
    let plain = |word: &str| ORDINARY.contains(&word.trim().to_uppercase().as_str());
    let bracketed = [('[', ']'), ('(', ')'), ('【', '】')].into_iter().find_map(|(open, close)| {
        text.strip_prefix(open)?.split_once(close).filter(|(word, _)| is_genre(word))
    });
    let (word, rest) = bracketed
        .or_else(|| text.split_once([':', '：']).filter(|(word, _)| is_genre(word)))
        .or_else(|| text.split_once(['|', '｜']).filter(|(word, _)| is_genre(word)))
        .or_else(|| {
            text.split_once(" - ")
                .or_else(|| text.split_once(" \u{2013} "))
                .or_else(|| text.split_once(" \u{2014} "))
                .filter(|(word, _)| is_genre(word) && (casing::capitals(word) || !plain(word)))
        })?;
    let rest = rest.trim_start_matches([' ', ':', '-', '\u{2013}']);
    (!rest.is_empty()).then(|| (rest.to_owned(), word.trim().to_owned()))
}

/// `Siaran Pers No. 12/HM/2026 tentang Rapat` to `Rapat` and the number.
fn numbered(text: &str) -> Option<(String, String)> {
    let lower = text.to_lowercase();
    let label = NUMBERED.into_iter().find(|label| lower.starts_with(label));
    let rest = text.get(label.map_or(0, str::len)..)?;
    let rest = rest.trim_start_matches(['.', ':', ' ', '\u{b0}', '\u{ba}']);
    let (number, rest) = rest.split_once(' ')?;
    // `IP/24/1234: Commission ...` has no label, but the shape of nothing else.
    let bare = number.trim_end_matches([':', ',']);
    let shaped = bare.matches('/').count() == 2
        && bare.starts_with(|c: char| c.is_ascii_uppercase())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '/');
    let set_off = number.ends_with(':') || rest.starts_with(['-', '\u{2013}']);
    if label.is_none() && !(shaped && set_off) {
        return None;
    }
    let rest = rest.trim_start_matches([':', '-', '\u{2013}', '|', ' ']);
    let rest = match rest.split_once(' ') {
        Some((word, rest)) if word.eq_ignore_ascii_case("tentang") => rest,
        _ => rest,
    };
    let number = number.trim_end_matches([':', ',']);
    let whole = number.contains(|c: char| c.is_ascii_digit()) && !rest.is_empty();
    whole.then(|| (rest.to_owned(), number.to_owned()))
}

/// `Rapat Kerja - BNN` to `Rapat Kerja` and the site's name.
fn site(text: &str, names: &Names<'_>) -> Option<(String, String)> {
    let separators = [
        " | ",
        " :: ",
        " \u{ab} ",
        " \u{bb} ",
        " \u{203a} ",
        "｜",
        " \u{2022} ",
        " \u{b7} ",
        " - ",
        " \u{2013} ",
        " \u{2014} ",
    ];
    let (at, separator) = separators
        .into_iter()
        .filter_map(|separator| Some((text.rfind(separator)?, separator)))
        .max_by_key(|(at, _)| *at)?;
    let rest = text.get(..at)?.trim();
    let suffix = text.get(at + separator.len()..)?.trim();
    let sure = matches!(separator, " | " | " :: " | " \u{ab} " | " \u{bb} " | " \u{203a} " | "｜");
    // East Asia writes a headline without blanks.
    let wide = rest.chars().filter(|c| *c >= '\u{2e80}').count() >= 4;
    let enough = wide || rest.split_whitespace().count() >= 2;
    (enough && (sure || is_site(suffix, names) || opening::is_release_line(suffix)))
        .then(|| (rest.to_owned(), suffix.to_owned()))
}

/// Tells whether words are the source's name, its short form, or a domain.
fn is_site(suffix: &str, names: &Names<'_>) -> bool {
    let short = initials(names.name);
    let same = |name: &str| suffix.eq_ignore_ascii_case(name);
    let first = suffix.split_whitespace().next().unwrap_or_default();
    let labels = names.host.unwrap_or_default().split('.').filter(|label| label.len() > 2);
    let domain = !suffix.contains(' ')
        && suffix.split_once('.').is_some_and(|(name, end)| name.len() > 1 && end.len() > 1);
    let few = suffix.split_whitespace().count() <= 3;
    let whole = !names.name.is_empty() && same(names.name);
    whole
        || domain
        || (short.len() >= 2 && few && first.eq_ignore_ascii_case(&short))
        || labels.into_iter().any(same)
        || (few && suffix.split_whitespace().count() >= 1 && names.name == first)
}

/// `Badan Narkotika Nasional` to `BNN`.
fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, headline: &str) {
        let names = Names { name: "Badan Aman Nasional", host: Some("kalbar.bakn.example") };
        let language = Language::parse("id").unwrap();
        assert_eq!(read(printed, "Kepala BAN hadir.", &language, &names).text, headline);
    }

    #[test]
    fn the_sites_name_goes() {
        check("Rapat Kerja Digelar - BAN", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar - BAN Kalbar", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar | Situs Resmi", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar – bakn.example", "Rapat Kerja Digelar");
        check("RAPAT KERJA BAN DIGELAR - Badan Aman Nasional", "Rapat Kerja BAN Digelar");
    }

    #[test]
    fn a_dash_of_the_headlines_own_stays() {
        check("Jembatan Sambas - Tebas Dibuka", "Jembatan Sambas - Tebas Dibuka");
        check("Duel Malam - Tim Putih Menang", "Duel Malam - Tim Putih Menang");
    }

    #[test]
    fn a_genre_is_no_headline() {
        check("[FOTO] Rapat Kerja Digelar", "Rapat Kerja Digelar");
        check("SIARAN PERS: RAPAT KERJA BESAR DIGELAR", "Rapat Kerja Besar Digelar");
        check("SIARAN PERS", "SIARAN PERS");
        check("Foto Lama Ditemukan", "Foto Lama Ditemukan");
    }

    #[test]
    fn a_number_in_the_headline_is_the_reference() {
        let names = Names { name: "", host: None };
        let language = Language::parse("id").unwrap();
        let printed = "Siaran Pers No. 12/HM/2026 tentang Rapat Kerja";
        let read = read(printed, "", &language, &names);
        assert_eq!(read.text, "Rapat Kerja");
        assert_eq!(read.reference.as_deref(), Some("12/HM/2026"));
    }

    #[test]
    fn a_mixed_headline_is_not_touched() {
        check("BAN dan Polda Bongkar jaringan NARKOBA", "BAN dan Polda Bongkar jaringan NARKOBA");
    }
}
