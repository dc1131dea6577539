//! A printed title to a headline: `[FOTO] RAPAT KERJA ... - BNN` gives the words alone.
//!
//! Site names before or after a bar or dash and words of genre around the headline go;
//! capitals become readable. A headline in mixed casing is not touched otherwise, and of a
//! title that is a text of its own the first thousand characters are read.

use crate::domain::Language;
use crate::domain::release::Signal;
use crate::normalize::casing;
use crate::normalize::genre;
use crate::normalize::mark;
use crate::normalize::site::{self, Names};
use crate::normalize::typography;
use crate::text::grapheme;

/// A headline and what was taken from it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    /// The headline in readable casing.
    pub(super) text: String,
    /// The genre before it: `FOTO`.
    pub(super) genre: Option<String>,
    /// The site's name beside it.
    pub(super) site: Option<String>,
    /// The issuer's number that stood in it.
    pub(super) reference: Option<String>,
    /// What a mark before it says: `RALAT`.
    pub(super) signal: Option<Signal>,
    /// Whether capitals were made readable.
    pub(super) recased: bool,
}

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
        if let Some((rest, reference)) = genre::numbered(&text) {
            text = rest;
            out.reference.get_or_insert(reference);
        } else if let Some((rest, genre)) = genre::before(&text) {
            text = rest;
            out.genre.get_or_insert(genre);
        } else if let Some((signal, rest)) = signal.filter(|(_, rest)| *rest != text) {
            out.signal = Some(signal);
            text = rest;
        } else if let Some((rest, site)) = site::before(&text, names) {
            text = rest;
            out.site.get_or_insert(site);
        } else if let Some((rest, genre)) = genre::after(&text) {
            text = rest;
            out.genre.get_or_insert(genre);
        } else if let Some((rest, site)) = site::after(&text, names) {
            text = rest;
            out.site.get_or_insert(site);
        } else {
            out.signal = out.signal.or(signal_of(&text));
            break;
        }
    }
    if casing::shouts(&text) {
        text = casing::readable(&text, body, language, &(names.places)(&text));
        out.recased = true;
    }
    out.text = text;
    out
}

/// What a mark says that stays in the headline.
fn signal_of(text: &str) -> Option<Signal> {
    mark::of_headline(text).map(|(signal, _)| signal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, headline: &str) {
        let places = |text: &str| text.find("Kalbar").map(|at| at..at + 6).into_iter().collect();
        let host = Some("kalbar.bakn.example");
        let names = Names { name: "Badan Aman Nasional", host, places: &places };
        let language = Language::parse("id").unwrap();
        assert_eq!(read(printed, "Kepala BAN hadir.", &language, &names).text, headline);
    }

    #[test]
    fn the_sites_name_goes() {
        check("Rapat Kerja Digelar - BAN", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar - BAN Kalbar", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar - Situs Resmi BAN", "Rapat Kerja Digelar");
        check("BAN Kalbar | Rapat Kerja Digelar", "Rapat Kerja Digelar");
        check("Beranda » Berita » Rapat Kerja Digelar", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar | Situs Resmi", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar – bakn.example", "Rapat Kerja Digelar");
        check("RAPAT KERJA BAN DIGELAR - Badan Aman Nasional", "Rapat Kerja BAN Digelar");
    }

    #[test]
    fn a_dash_of_the_headlines_own_stays() {
        check("Jembatan Sambas - Tebas Dibuka", "Jembatan Sambas - Tebas Dibuka");
        check("Duel Malam - Tim Putih Menang", "Duel Malam - Tim Putih Menang");
        check("Banjir Sambas - BAN Kirim Bantuan", "Banjir Sambas - BAN Kirim Bantuan");
    }

    #[test]
    fn a_genre_is_no_headline() {
        check("[FOTO] Rapat Kerja Digelar", "Rapat Kerja Digelar");
        check("SIARAN PERS: RAPAT KERJA BESAR DIGELAR", "Rapat Kerja Besar Digelar");
        check("SIARAN PERS", "SIARAN PERS");
        check("Siaran Pers BAN: Rapat Kerja Digelar", "Rapat Kerja Digelar");
        check("Rapat Kerja Digelar (FOTO)", "Rapat Kerja Digelar");
        check(
            "Siaran Pers Bukan Berita: Cara Membacanya",
            "Siaran Pers Bukan Berita: Cara Membacanya",
        );
        check("Foto Lama Ditemukan", "Foto Lama Ditemukan");
    }

    #[test]
    fn a_number_in_the_headline_is_the_reference() {
        let names = Names { name: "", host: None, places: &|_| Vec::new() };
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
