//! The marks by which a source says what a text does to an earlier one: `RALAT: ...`,
//! `[DITARIK] ...`, `mohon abaikan siaran pers sebelumnya`.
//!
//! A mark is only noted here. What follows from it, a correction or a withdrawal, is not a
//! rule's to decide.

use crate::domain::release::Signal;

/// Words before a headline, in capitals, and what they say.
const HEADS: [(Signal, &str); 4] = [
    (
        Signal::Correction,
        "RALAT KOREKSI REVISI PEMBETULAN CORRECTION CORRECTED ERRATUM RECTIFICATIF CORRECCIÓN \
         RECTIFICACIÓN BERICHTIGUNG KORREKTUR CORREÇÃO ИСПРАВЛЕНИЕ ПОПРАВКА تصحيح 更正 訂正 정정",
    ),
    (
        Signal::Withdrawal,
        "DITARIK PENARIKAN DIBATALKAN PEMBATALAN DICABUT WITHDRAWN WITHDRAWAL RETRACTED RETRACTION \
         KILL ELIMINATION RETIRÉ ANNULÉ RETIRADO ANULADO ZURÜCKGEZOGEN RETIRADA ОТОЗВАНО 撤稿 撤回",
    ),
    (Signal::Update, "UPDATE UPDATED PEMBARUAN DIPERBARUI KEMASKINI ACTUALISATION ACTUALIZACIÓN"),
    (Signal::Clarification, "KLARIFIKASI BANTAHAN CLARIFICATION PENJELASAN HAK JAWAB"),
];

/// Sentences that take an earlier release back, in small letters.
const TAKE_BACK: [&str; 10] = [
    "mohon abaikan siaran pers sebelumnya",
    "mohon mengabaikan siaran pers sebelumnya",
    "abaikan rilis sebelumnya",
    "siaran pers ini ditarik",
    "siaran pers tersebut ditarik",
    "siaran pers sebelumnya dinyatakan tidak berlaku",
    "please disregard the previous release",
    "please disregard our previous press release",
    "this release has been withdrawn",
    "this press release has been withdrawn",
];

/// The mark a headline begins with, and the headline without it.
///
/// `KLARIFIKASI` stays in the headline: it says what the text is about.
pub(super) fn of_headline(headline: &str) -> Option<(Signal, &str)> {
    let bracketed = [('[', ']'), ('(', ')'), ('【', '】'), ('［', '］')]
        .into_iter()
        .find_map(|(open, close)| headline.strip_prefix(open)?.split_once(close));
    let (word, rest) = bracketed
        .or_else(|| headline.split_once(':'))
        .or_else(|| headline.split_once('：'))
        .or_else(|| headline.split_once(" - "))
        .or_else(|| headline.split_once(" \u{2013} "))?;
    let word = word.trim().to_uppercase();
    let listed = |list: &str| list.split_whitespace().any(|one| one == word);
    let (signal, _) = HEADS.iter().find(|(_, list)| listed(list))?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":-\u{2013}".contains(c));
    let kept = if *signal == Signal::Clarification { headline } else { rest };
    (!rest.is_empty()).then_some((*signal, kept))
}

/// The sentence by which a paragraph takes an earlier release back.
pub(super) fn of_body(paragraph: &str) -> Option<&'static str> {
    let lower = paragraph.to_lowercase();
    TAKE_BACK.into_iter().find(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_before_the_headline_is_told_and_taken_off() {
        let correction = Some((Signal::Correction, "BAKN Buka Data"));
        assert_eq!(of_headline("RALAT: BAKN Buka Data"), correction);
        assert_eq!(of_headline("[Ralat] BAKN Buka Data"), correction);
        assert_eq!(of_headline("[DITARIK] Rapat"), Some((Signal::Withdrawal, "Rapat")));
        let kept = Some((Signal::Clarification, "Klarifikasi: Rapat"));
        assert_eq!(of_headline("Klarifikasi: Rapat"), kept);
        assert_eq!(of_headline("Revisi Undang-Undang Dibahas"), None);
        assert_eq!(of_headline("RALAT:"), None);
    }

    #[test]
    fn a_sentence_may_take_an_earlier_release_back() {
        assert!(of_body("Mohon abaikan siaran pers sebelumnya tentang peta.").is_some());
        assert!(of_body("Warga diminta mengabaikan kabar bohong.").is_none());
    }
}
