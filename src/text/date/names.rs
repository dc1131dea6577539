//! Names of months, weekdays and zones in the languages our sources write.
//!
//! Words are compared in lower case, without the full stop of an abbreviation. Where a
//! word is a month in one language and a weekday in another (`mar`), it is a month; two
//! letter names of weekdays (`Di`, `Do`) are left out, since they are words of another
//! kind elsewhere.

use chrono::{FixedOffset, Weekday};

/// January to December; the languages are id, ms, tl, en, de, nl, fr, es, pt, it.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januari", "januar", "jänner", "janvier", "janv", "enero", "ene",
        "janeiro", "gennaio", "gen",
    ],
    &[
        "february",
        "feb",
        "februari",
        "pebruari",
        "peb",
        "februar",
        "feber",
        "février",
        "fevrier",
        "févr",
        "fevr",
        "fév",
        "febrero",
        "fevereiro",
        "fev",
        "febbraio",
        "pebrero",
    ],
    &[
        "march", "mar", "maret", "mac", "märz", "maerz", "mrz", "mär", "maart", "mrt", "mars",
        "marzo", "março", "marco", "marso",
    ],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mei", "mai", "mayo", "maio", "maggio", "mag"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu", "hunyo"],
    &[
        "july", "jul", "juli", "julai", "juillet", "juil", "julio", "julho", "luglio", "lug",
        "hulyo",
    ],
    &[
        "august", "aug", "agustus", "agu", "agt", "ags", "agst", "ogos", "ogo", "augustus", "août",
        "aout", "agosto", "ago",
    ],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "setembro",
        "set",
        "settembre",
        "sett",
        "setyembre",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre",
        "ott", "oktubre",
    ],
    &["november", "nov", "nopember", "nop", "novembre", "noviembre", "novembro", "nobyembre"],
    &[
        "december",
        "dec",
        "desember",
        "des",
        "disember",
        "dis",
        "dezember",
        "dez",
        "décembre",
        "decembre",
        "déc",
        "diciembre",
        "dic",
        "dezembro",
        "dicembre",
        "disyembre",
    ],
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (
        Weekday::Mon,
        &[
            "monday",
            "mon",
            "senin",
            "sen",
            "isnin",
            "montag",
            "maandag",
            "lundi",
            "lun",
            "lunes",
            "segunda-feira",
            "segunda",
            "seg",
            "lunedì",
            "lunedi",
        ],
    ),
    (
        Weekday::Tue,
        &[
            "tuesday",
            "tue",
            "tues",
            "selasa",
            "sel",
            "dienstag",
            "dinsdag",
            "mardi",
            "martes",
            "terça-feira",
            "terça",
            "ter",
            "martedì",
            "martedi",
        ],
    ),
    (
        Weekday::Wed,
        &[
            "wednesday",
            "wed",
            "rabu",
            "rab",
            "mittwoch",
            "woensdag",
            "mercredi",
            "mer",
            "miércoles",
            "miercoles",
            "mié",
            "quarta-feira",
            "quarta",
            "qua",
            "mercoledì",
            "mercoledi",
        ],
    ),
    (
        Weekday::Thu,
        &[
            "thursday",
            "thu",
            "thur",
            "thurs",
            "kamis",
            "kam",
            "khamis",
            "donnerstag",
            "donderdag",
            "jeudi",
            "jeu",
            "jueves",
            "jue",
            "quinta-feira",
            "quinta",
            "qui",
            "giovedì",
            "giovedi",
            "gio",
        ],
    ),
    (
        Weekday::Fri,
        &[
            "friday",
            "fri",
            "jumat",
            "jum'at",
            "jum’at",
            "jum",
            "jumaat",
            "freitag",
            "vrijdag",
            "vendredi",
            "ven",
            "viernes",
            "vie",
            "sexta-feira",
            "sexta",
            "sex",
            "venerdì",
            "venerdi",
        ],
    ),
    (
        Weekday::Sat,
        &[
            "saturday",
            "sat",
            "sabtu",
            "sab",
            "samstag",
            "sonnabend",
            "zaterdag",
            "samedi",
            "sam",
            "sábado",
            "sabado",
            "sáb",
            "sabato",
        ],
    ),
    (
        Weekday::Sun,
        &[
            "sunday", "sun", "minggu", "min", "ahad", "sonntag", "zondag", "dimanche", "dim",
            "domingo", "dom", "domenica",
        ],
    ),
];

/// Zones by the letters people write, in minutes east of Greenwich. Letters that mean
/// several zones in several countries (`IST`) are left out; those of RFC 822 stay.
const ZONES: [(&str, i32); 52] = [
    ("Z", 0),
    ("GMT", 0),
    ("UTC", 0),
    ("UT", 0),
    ("WIB", 420),
    ("WITA", 480),
    ("WIT", 540),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("AST", -240),
    ("ADT", -180),
    ("BRT", -180),
    ("ART", -180),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("MET", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("MEST", 120),
    ("AT", -240),
    ("ET", -300),
    ("CT", -360),
    ("MT", -420),
    ("PT", -480),
    ("EET", 120),
    ("EEST", 180),
    ("SAST", 120),
    ("MSK", 180),
    ("ICT", 420),
    ("SGT", 480),
    ("MYT", 480),
    ("PHT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
];

/// The month a word names, 1 to 12, in any language of the table.
///
/// ```
/// # use warta::text::date::month;
/// assert_eq!(month("Agustus"), Some(8));
/// assert_eq!(month("Okt."), Some(10));
/// assert_eq!(month("besok"), None);
/// ```
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    let word = plain(word);
    let at = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    u32::try_from(at + 1).ok()
}

/// The weekday a word names in any language of the table.
///
/// ```
/// # use warta::text::date::weekday;
/// assert_eq!(weekday("Kamis"), Some(chrono::Weekday::Thu));
/// ```
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    let word = plain(word);
    WEEKDAYS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(day, _)| *day)
}

/// The zone some letters mean: `WIB`, `EST`, `Z`. They are written in capitals, but for
/// the Indonesian ones, which nobody takes for another word (`WIT` alone is one).
///
/// # Source
///
/// RFC 822, section 5.1, for the American ones.
#[must_use]
pub fn zone(word: &str) -> Option<FixedOffset> {
    let word = word.trim_end_matches('.');
    let loose = ["wib", "wita", "z"].contains(&word.to_lowercase().as_str());
    let word = if loose { word.to_uppercase() } else { word.to_owned() };
    let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
    FixedOffset::east_opt(minutes * 60)
}

fn plain(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}
