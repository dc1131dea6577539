//! The lines above the text: release line, embargo, reference number.
//!
//! An embargo is believed only when its day, its time of day and its zone are known.
//! One that cannot be read holds the release: it is never a reason to publish.

use chrono::Datelike;
use chrono_tz::Tz;

use crate::domain::Instant;
use crate::normalize::dates::{self, Habit};
use crate::normalize::published;

/// What a line above the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// It may go out at once, or says only what kind of text follows.
    Release,
    /// Nobody may publish before this moment.
    Embargo(Instant),
    /// An embargo whose moment cannot be known.
    Unreadable,
    /// The issuer's number.
    Reference(String),
}

/// Lines that say only that a text may go out, or what kind of text it is, in small letters.
const RELEASE: &str = "untuk disiarkan segera|untuk segera disiarkan|untuk diterbitkan segera|\
    untuk dipublikasikan segera|for immediate release|for release immediately|immediate release|\
    untuk siaran segera|untuk edaran segera|siaran pers|press release|rilis pers|news release|\
    siaran media|kenyataan media|keterangan pers|media release|media advisory|press statement|\
    communiqué de presse|communiqué|à diffuser immédiatement|pour diffusion immédiate|\
    comunicado de prensa|nota de prensa|para su publicación inmediata|para difusión inmediata|\
    nota de imprensa|nota à imprensa|comunicado de imprensa|para divulgação imediata|\
    pressemitteilung|presseinformation|medienmitteilung|zur sofortigen veröffentlichung|\
    persbericht|comunicato stampa|пресс-релиз|для немедленной публикации|بيان صحفي|للنشر الفوري|\
    新闻稿|新聞稿|供即时发布|プレスリリース|報道発表資料|보도자료|즉시 배포|press note";
const EMBARGO: [&str; 20] = [
    "embargo",
    "embargoed",
    "strictly embargoed",
    "under embargo",
    "tidak untuk disiarkan sebelum",
    "not for release before",
    "not for publication before",
    "hold for release until",
    "sperrfrist",
    "gesperrt bis",
    "sous embargo",
    "embargado",
    "bajo embargo",
    "sob embargo",
    "эмбарго",
    "محظور النشر",
    "حظر النشر",
    "解禁",
    "報道解禁",
    "엠바고",
];
/// Words that set a line of embargo off from prose about an embargo on oil.
const UNTIL: [&str; 10] =
    ["hingga", "sampai", "until", "till", "sebelum", "before", "jusqu", "hasta", "bis", "até"];
/// Words that say nothing but an embargo at the start of a line.
const PLAIN: [&str; 7] =
    ["sous embargo", "sperrfrist", "эмбарго", "解禁", "報道解禁", "엠바고", "محظور النشر"];
const NUMBERED: [&str; 21] = [
    "siaran pers nomor",
    "siaran pers no",
    "siaran pers",
    "press release no",
    "press release",
    "news release no",
    "rilis pers nomor",
    "rilis pers no",
    "pressemitteilung nr",
    "medienmitteilung nr",
    "communiqué de presse n°",
    "communiqué n°",
    "comunicado de prensa n.º",
    "nota de prensa nº",
    "nomor",
    "number",
    "reference",
    "réf",
    "ref",
    "nr",
    "no",
];

/// Reads a line that stands above the text; `None` when it belongs to the text.
///
/// `day` is the day the release was first seen, for a date without its year.
pub(super) fn read(line: &str, habit: Habit, zone: Option<Tz>, seen: Instant) -> Option<Line> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if is_release_line(&bare) {
        return Some(Line::Release);
    }
    if is_embargo(line, &bare) {
        let moment = embargo(line, habit, zone, seen);
        return Some(moment.map_or(Line::Unreadable, Line::Embargo));
    }
    reference(line).map(Line::Reference)
}

/// Tells whether words say only that a text may go out, or what kind of text it is.
pub(super) fn is_release_line(words: &str) -> bool {
    let lower = words.trim().to_lowercase();
    RELEASE.split('|').any(|one| one == lower)
}

/// Tells whether a line anywhere in a text shouts that it is under embargo.
pub(super) fn names_embargo(line: &str) -> bool {
    ["EMBARGO", "SOUS EMBARGO", "SPERRFRIST", "ЭМБАРГО"]
        .iter()
        .any(|word| line.trim_start().starts_with(word))
}

/// An embargo line is short, begins with its word, and is set off from prose about an
/// oil embargo by capitals, a colon or "until".
fn is_embargo(line: &str, bare: &str) -> bool {
    let begins = EMBARGO.iter().any(|word| bare.starts_with(word));
    let words = bare.split(|c: char| !c.is_alphanumeric());
    let set_off = line.contains("EMBARGO")
        || PLAIN.iter().any(|word| bare.starts_with(word))
        || line.contains(':')
        || bare.starts_with("embargoed")
        || words.clone().any(|word| UNTIL.contains(&word));
    begins && set_off && line.chars().count() <= 160
}

fn embargo(line: &str, habit: Habit, zone: Option<Tz>, seen: Instant) -> Option<Instant> {
    let found = dates::find(line, habit);
    let [date] = found.as_slice() else { return None };
    // The date goes before the time is looked for: both may hold full stops.
    let before = line.get(..date.start)?;
    let after = line.get(date.end..)?;
    let time = published::time(after).or_else(|| published::time(before))?;
    let day = dates::resolve(date.first, date.weekday, seen.date_naive())?;
    if date.last.is_some() || date.weekday.is_some_and(|weekday| day.weekday() != weekday) {
        return None;
    }
    published::moment(day, time, zone)
}

/// `Siaran Pers No. 12/HM/2026`, `Nomor: SP-12/IV/2026` and a bare `IP/24/1234`.
fn reference(line: &str) -> Option<String> {
    if line.chars().count() > 100 {
        return None;
    }
    let lower = line.to_lowercase();
    let label =
        NUMBERED.iter().filter(|label| lower.starts_with(*label)).max_by_key(|label| label.len());
    let rest = match label {
        Some(label) => {
            let rest = line.get(label.len()..)?;
            let set_off = rest.starts_with(|c: char| !c.is_alphanumeric());
            set_off.then(|| rest.trim_start_matches([' ', '.', ':', '-']))?
        }
        None => line,
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let number = words.first()?.trim_end_matches([',', ';', '.']);
    let digits = number.contains(|c: char| c.is_ascii_digit());
    let parts = number.matches(['/', '-', '.']).count();
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric() || "/-._".contains(c));
    let shape = digits && plain && !number.contains("//") && words.len() == 1;
    let bare =
        number.matches('/').count() >= 2 && number.contains(|c: char| c.is_ascii_uppercase());
    let whole = match label {
        Some(_) => shape && (parts >= 1 || number.len() >= 2),
        None => shape && bare,
    };
    whole.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::domain::instant::{from_seconds, rfc3339};

    fn read_line(line: &str) -> Option<Line> {
        read(
            line,
            Habit::of(&Language::parse("en").unwrap(), false),
            Some(Tz::Asia__Jakarta),
            from_seconds(1_717_300_000),
        )
    }

    #[track_caller]
    fn reference_is(line: &str, number: Option<&str>) {
        assert_eq!(read_line(line), number.map(|n| Line::Reference(n.to_owned())), "{line}");
    }

    #[test]
    fn an_issuers_number_is_the_reference() {
        reference_is("Siaran Pers No. 01/HM/KOMINFO/01/2024", Some("01/HM/KOMINFO/01/2024"));
        reference_is("Nomor: SP-12/IV/2026", Some("SP-12/IV/2026"));
        reference_is("IP/24/1234", Some("IP/24/1234"));
        reference_is("No one came to the meeting", None);
        reference_is("Nomor satu di provinsi", None);
        reference_is("Reference 12 people", None);
    }

    #[test]
    fn a_release_line_is_no_text() {
        assert_eq!(read_line("UNTUK DISIARKAN SEGERA"), Some(Line::Release));
        assert_eq!(read_line("*** For immediate release ***"), Some(Line::Release));
        assert_eq!(read_line("Siaran pers itu terbit kemarin."), None);
    }

    #[track_caller]
    fn embargo_is(line: &str, moment: Option<&str>) {
        let got = match read_line(line) {
            Some(Line::Embargo(at)) => Some(rfc3339(at)),
            Some(Line::Unreadable) => None,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(got.as_deref(), moment, "{line}");
    }

    #[test]
    fn an_embargo_needs_its_day_and_its_hour() {
        embargo_is("EMBARGO hingga 6 Juni 2024 pukul 10.00 WIB", Some("2024-06-06T03:00:00Z"));
        embargo_is("EMBARGOED UNTIL 10:00 GMT, 6 June 2024", Some("2024-06-06T10:00:00Z"));
        embargo_is("Embargo: Kamis, 6 Juni 2024, 10.00", Some("2024-06-06T03:00:00Z"));
        embargo_is("EMBARGO sampai acara dimulai", None);
        embargo_is("EMBARGO hingga 6 Juni 2024", None);
        embargo_is("EMBARGO hingga Jumat, 6 Juni 2024 pukul 10.00 WIB", None);
        embargo_is("EMBARGOED UNTIL 6 June 2024, 10:00 BST", None);
    }

    #[test]
    fn an_oil_embargo_is_news() {
        assert_eq!(read_line("Embargo minyak itu dibahas para menteri."), None);
    }
}
