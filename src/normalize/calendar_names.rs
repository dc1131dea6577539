//! The names of months and weekdays, by groups of languages. What they mean is read in
//! `calendar`.

use crate::normalize::calendar::Tongue;

/// Twelve cells, January first, each with the spellings of one month.
pub(super) type Months = [&'static str; 12];

const MALAYIC: Months = [
    "januari january jan",
    "februari pebruari february feb peb",
    "maret mac march mar",
    "april apr",
    "mei may",
    "juni jun june",
    "juli julai jul july",
    "agustus agt agu ags agst ogos ogo august aug",
    "september sept sep",
    "oktober okt october oct",
    "november nopember nov nop",
    "desember des disember dis december dec",
];
const ENGLISH: Months = [
    "january jan januari",
    "february feb februari",
    "march mar maret",
    "april apr",
    "may mei",
    "june jun juni",
    "july jul juli",
    "august aug agustus",
    "september sept sep",
    "october oct oktober",
    "november nov",
    "december dec desember",
];
const FRENCH: Months = [
    "janvier janv",
    "février fevrier févr fevr fév",
    "mars",
    "avril avr",
    "mai",
    "juin",
    "juillet juil",
    "août aout",
    "septembre sept",
    "octobre oct",
    "novembre nov",
    "décembre decembre déc",
];
const SPANISH: Months = [
    "enero ene",
    "febrero feb",
    "marzo mar",
    "abril abr",
    "mayo may",
    "junio jun",
    "julio jul",
    "agosto ago",
    "septiembre setiembre sept sep set",
    "octubre oct",
    "noviembre nov",
    "diciembre dic",
];
const GERMAN: Months = [
    "januar jänner jan",
    "februar feber feb",
    "märz maerz mrz mär",
    "april apr",
    "mai",
    "juni jun",
    "juli jul",
    "august aug",
    "september sept sep",
    "oktober okt",
    "november nov",
    "dezember dez",
];
const DUTCH: Months = [
    "januari jan",
    "februari feb",
    "maart mrt",
    "april apr",
    "mei",
    "juni jun",
    "juli jul",
    "augustus aug",
    "september sept sep",
    "oktober okt",
    "november nov",
    "december dec",
];
const PORTUGUESE: Months = [
    "janeiro jan",
    "fevereiro fev",
    "março marco mar",
    "abril abr",
    "maio mai",
    "junho jun",
    "julho jul",
    "agosto ago",
    "setembro set",
    "outubro out",
    "novembro nov",
    "dezembro dez",
];
const ITALIAN: Months = [
    "gennaio gen",
    "febbraio feb",
    "marzo mar",
    "aprile apr",
    "maggio mag",
    "giugno giu",
    "luglio lug",
    "agosto ago",
    "settembre sett set",
    "ottobre ott",
    "novembre nov",
    "dicembre dic",
];
const RUSSIAN: Months = [
    "января январь янв січня",
    "февраля февраль фев февр лютого",
    "марта март мар березня",
    "апреля апрель апр квітня",
    "мая май травня",
    "июня июнь июн червня",
    "июля июль июл липня",
    "августа август авг серпня",
    "сентября сентябрь сен сент вересня",
    "октября октябрь окт жовтня",
    "ноября ноябрь ноя нояб листопада",
    "декабря декабрь дек грудня",
];
const ARABIC: Months = [
    "يناير جانفي",
    "فبراير شباط فيفري",
    "مارس آذار اذار",
    "أبريل إبريل ابريل نيسان أفريل",
    "مايو أيار ايار ماي",
    "يونيو يونيه حزيران جوان",
    "يوليو يوليه تموز جويلية",
    "أغسطس اغسطس آب أوت",
    "سبتمبر أيلول ايلول",
    "أكتوبر اكتوبر",
    "نوفمبر",
    "ديسمبر",
];
const TURKISH: Months = [
    "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim",
    "kasım", "aralık",
];

/// Monday first; a cell holds the spellings of one weekday.
pub(super) const WEEKDAYS: [(Tongue, [&str; 7]); 11] = [
    (
        Tongue::Malayic,
        [
            "senin isnin sen isn monday mon",
            "selasa sel tuesday tue tues",
            "rabu rab wednesday wed",
            "kamis khamis kam kha thursday thu thurs",
            "jumat jum'at jumaat jum friday fri",
            "sabtu sab saturday sat",
            "minggu ahad min ahd sunday sun",
        ],
    ),
    (
        Tongue::English,
        [
            "monday mon senin",
            "tuesday tue tues selasa",
            "wednesday wed weds rabu",
            "thursday thu thur thurs kamis",
            "friday fri jumat",
            "saturday sat sabtu",
            "sunday sun minggu",
        ],
    ),
    (
        Tongue::French,
        [
            "lundi lun",
            "mardi mar",
            "mercredi mer",
            "jeudi jeu",
            "vendredi ven",
            "samedi sam",
            "dimanche dim",
        ],
    ),
    (
        Tongue::Spanish,
        [
            "lunes lun",
            "martes mar",
            "miércoles miercoles mié mie",
            "jueves jue",
            "viernes vie",
            "sábado sabado sáb sab",
            "domingo dom",
        ],
    ),
    (
        Tongue::German,
        [
            "montag mo",
            "dienstag di",
            "mittwoch mi",
            "donnerstag do",
            "freitag fr",
            "samstag sonnabend sa",
            "sonntag so",
        ],
    ),
    (
        Tongue::Dutch,
        [
            "maandag ma",
            "dinsdag di",
            "woensdag wo",
            "donderdag do",
            "vrijdag vr",
            "zaterdag za",
            "zondag zo",
        ],
    ),
    (
        Tongue::Portuguese,
        [
            "segunda seg",
            "terça terca ter",
            "quarta qua",
            "quinta qui",
            "sexta sex",
            "sábado sabado sáb",
            "domingo dom",
        ],
    ),
    (
        Tongue::Italian,
        ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    ),
    (
        Tongue::Russian,
        [
            "понедельник понедельника пн",
            "вторник вторника вт",
            "среда среду среды ср",
            "четверг четверга чт",
            "пятница пятницу пятницы пт",
            "суббота субботу субботы сб",
            "воскресенье воскресенья вс",
        ],
    ),
    (
        Tongue::Arabic,
        ["الاثنين الإثنين", "الثلاثاء", "الأربعاء الاربعاء", "الخميس", "الجمعة", "السبت", "الأحد الاحد"],
    ),
    (Tongue::Turkish, ["pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"]),
];

/// The names of the months of a group of languages.
pub(super) const fn months(tongue: Tongue) -> Months {
    match tongue {
        Tongue::Malayic => MALAYIC,
        Tongue::English | Tongue::Other => ENGLISH,
        Tongue::French => FRENCH,
        Tongue::Spanish => SPANISH,
        Tongue::German => GERMAN,
        Tongue::Dutch => DUTCH,
        Tongue::Portuguese => PORTUGUESE,
        Tongue::Italian => ITALIAN,
        Tongue::Russian => RUSSIAN,
        Tongue::Arabic => ARABIC,
        Tongue::Turkish => TURKISH,
    }
}
