//! Which language a text is in.
//!
//! A check, not an oracle: a source's configured language comes first. Indonesian and
//! Malay share so many words that statistics of letters cannot tell them apart; words
//! that only one of them uses can. All others are told by trigrams, and only when the
//! detector itself is sure.

use whatlang::{Detector, Lang};

use crate::domain::Language;

/// Fewer letters say too little.
const LETTERS_MIN: usize = 200;

/// Words everyday in Indonesian and not in Malay.
const INDONESIAN: &[&str] = &[
    "bahwa",
    "karena",
    "kantor",
    "bisa",
    "provinsi",
    "kabupaten",
    "kecamatan",
    "kota",
    "uang",
    "mobil",
    "narkoba",
    "agustus",
    "juni",
    "juli",
    "desember",
    "maret",
    "kepala",
    "dinas",
    "sekretaris",
    "gubernur",
    "bupati",
    "walikota",
    "warga",
    "melakukan",
    "terkait",
    "pihaknya",
    "usai",
    "rapat",
    "republik",
    "senin",
    "kamis",
    "jumat",
    "rabu",
    "ujar",
    "ungkap",
    "jajaran",
    "nasional",
    "informasi",
];

/// Words everyday in Malay and not in Indonesian.
const MALAY: &[&str] = &[
    "bahawa",
    "kerana",
    "pejabat",
    "boleh",
    "kerajaan",
    "wang",
    "kereta",
    "hospital",
    "ogos",
    "jun",
    "julai",
    "disember",
    "mac",
    "ketua",
    "jabatan",
    "setiausaha",
    "mesyuarat",
    "dadah",
    "isnin",
    "khamis",
    "jumaat",
    "ahad",
    "berkata",
    "pelbagai",
    "manakala",
    "sehubungan",
    "syarikat",
    "maklumat",
    "kebangsaan",
    "universiti",
    "kementerian",
    "ekoran",
    "susulan",
    "polis",
    "iaitu",
    "ialah",
];

/// Words everyday in both and hardly elsewhere.
const BOTH: &[&str] = &[
    "yang", "dan", "di", "ini", "itu", "dengan", "untuk", "dari", "dalam", "pada", "akan", "tidak",
    "oleh", "juga", "telah", "adalah", "serta", "kepada", "para", "kami", "mereka", "sebagai",
];

/// The language of a text of 200 letters or more, when it is clear; else nothing.
#[must_use]
pub fn language(text: &str) -> Option<Language> {
    if text.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_MIN {
        return None;
    }
    match malayic(text) {
        Malayic::Neither => {}
        Malayic::Unclear => return None,
        Malayic::Clearly(tag) => return Language::parse(tag).ok(),
    }
    let found = Detector::new().detect(text)?;
    if !found.is_reliable() || found.confidence() < 0.9 {
        return None;
    }
    Language::parse(tag(found.lang())?).ok()
}

/// What the marker words say.
enum Malayic {
    /// Neither Indonesian nor Malay.
    Neither,
    /// One of both.
    Unclear,
    /// This one.
    Clearly(&'static str),
}

fn malayic(text: &str) -> Malayic {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    if count(BOTH) * 10 < words.len() {
        return Malayic::Neither;
    }
    let (indonesian, malay) = (count(INDONESIAN), count(MALAY));
    if indonesian >= 3 && indonesian >= malay * 2 {
        Malayic::Clearly("id")
    } else if malay >= 3 && malay >= indonesian * 2 {
        Malayic::Clearly("ms")
    } else {
        Malayic::Unclear
    }
}

/// The tag of a language the detector names. Members of groups it mixes up are left out.
const fn tag(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Nld => "nl",
        Lang::Ita => "it",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Tam => "ta",
        Lang::Tha => "th",
        Lang::Vie => "vi",
        Lang::Tur => "tr",
        Lang::Pol => "pl",
        Lang::Jav => "jv",
        Lang::Tgl => "fil",
        Lang::Mya => "my",
        Lang::Khm => "km",
        Lang::Ell => "el",
        Lang::Heb => "he",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, tag: Option<&str>) {
        let found = language(text);
        assert_eq!(found.as_ref().map(Language::as_str), tag, "{text}");
    }

    const INDONESIAN_TEXT: &str = "Kepala Dinas Perhubungan Kota Contoh mengatakan bahwa rapat \
        itu membahas jalan yang rusak karena hujan. Warga berharap perbaikan bisa selesai pada \
        bulan Agustus. Gubernur dan jajaran kabupaten akan datang ke kantor kecamatan untuk \
        melihat pekerjaan itu.";

    #[test]
    fn words_only_one_of_them_uses_tell_indonesian_from_malay() {
        check(INDONESIAN_TEXT, Some("id"));
        check(
            "Ketua Jabatan Pengangkutan Contoh berkata bahawa mesyuarat itu membincangkan jalan \
             yang rosak kerana hujan. Penduduk berharap pembaikan boleh siap pada bulan Ogos. \
             Menteri dan pegawai kerajaan negeri akan datang ke pejabat daerah untuk melihat \
             kerja itu pada hari Khamis.",
            Some("ms"),
        );
    }

    #[test]
    fn english_is_told_by_its_letters() {
        check(
            "The head of the transport office said that the meeting was about roads that were \
             damaged by heavy rain. People hope that the repairs will be finished in August, and \
             the governor will visit the district office to see the work for himself this week.",
            Some("en"),
        );
    }

    #[test]
    fn a_headline_is_too_short_to_tell() {
        check("Gubernur Hadiri Rapat Kerja di Kantor Bupati", None);
    }

    #[test]
    fn a_text_of_names_and_numbers_is_in_no_language() {
        check(&"Ola Ngk 12 Brt Wsp Ktl Mnn Xyz ".repeat(12), None);
    }
}
