//! Keys to the words that readers see: labels, notices, names of languages and dates.
//!
//! [`Words::of`] reads `words/{lang}.tsv`, one file a language, and `words/pages/{lang}.tsv`
//! for what pages alone say. Where a language has no file the words are English, and
//! [`Words::language`] says so, that they can be marked.
//! A further language is two files here, one line in `TABLES` and one in `PAGES`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Timelike};

use crate::domain::entry::{FeedLine, Head};
use crate::domain::release::Precision;
use crate::domain::{Instant, Language};

/// The files, by language.
const TABLES: &[(&str, &str)] = &[
    ("ar", include_str!("ar.tsv")),
    ("en", include_str!("en.tsv")),
    ("id", include_str!("id.tsv")),
    ("ms", include_str!("ms.tsv")),
    ("zh-Hans", include_str!("zh-Hans.tsv")),
    ("zh-Hant", include_str!("zh-Hant.tsv")),
];

/// The words that pages alone need, for the same languages.
const PAGES: &[(&str, &str)] = &[
    ("ar", include_str!("pages/ar.tsv")),
    ("en", include_str!("pages/en.tsv")),
    ("id", include_str!("pages/id.tsv")),
    ("ms", include_str!("pages/ms.tsv")),
    ("zh-Hans", include_str!("pages/zh-Hans.tsv")),
    ("zh-Hant", include_str!("pages/zh-Hant.tsv")),
];
/// Where Chinese is written in traditional script, unless a tag says otherwise.
const TRADITIONAL: &[&str] = &["TW", "HK", "MO"];

/// Languages by their own names.
const NAMES: &str = include_str!("names.tsv");

/// The language of the words where a language has none of its own.
const FALLBACK: &str = "en";

type Table = BTreeMap<&'static str, &'static str>;

static READ: LazyLock<BTreeMap<&'static str, Table>> =
    LazyLock::new(|| TABLES.iter().map(|(tag, file)| (*tag, both(tag, file))).collect());

/// The words of one language.
#[derive(Debug, Clone)]
pub struct Words {
    language: Language,
    table: &'static Table,
}

impl Words {
    /// The words for readers of a language: its own, else English ones.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        static NONE: Table = Table::new();
        let own = spelling(language);
        let tag = READ.keys().find(|tag| own.as_deref() == Some(**tag)).copied();
        Self {
            language: if tag.is_some() { language.clone() } else { english() },
            table: READ.get(tag.unwrap_or(FALLBACK)).unwrap_or(&NONE),
        }
    }

    /// The language the words are in.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// Every sentence by its key, for pages; those with placeholders as they stand.
    pub(crate) const fn all(&self) -> &BTreeMap<&'static str, &'static str> {
        self.table
    }

    /// A sentence with its `{placeholders}` filled. What is filled in is never looked at
    /// again, so a name with braces stays as it is. An unknown key says itself.
    #[must_use]
    pub fn say(&self, key: &str, fill: &[(&str, &str)]) -> String {
        let sentence = self.table.get(key).copied().unwrap_or(key);
        let mut out = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, left) = after.split_once('}').unwrap_or((after, ""));
            if let Some((_, value)) = fill.iter().find(|(known, _)| *known == name) {
                out.push_str(value);
            }
            rest = left;
        }
        out.push_str(rest);
        out
    }

    /// The name of a language inside a sentence; its tag where it has no name here.
    #[must_use]
    pub fn language_name(&self, language: &Language) -> String {
        shortened(language, |tag| self.table.get(format!("language.{tag}").as_str()).copied())
    }

    /// The name of a language standing alone, with a capital: `Bahasa Indonesia`.
    #[must_use]
    pub fn language_title(&self, language: &Language) -> String {
        let name = self.language_name(language);
        let mut letters = name.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// A day: `6 Juni 2024`. In UTC.
    #[must_use]
    pub fn date(&self, at: Instant) -> String {
        let months = self.table.get("months").copied().unwrap_or_default();
        let month = usize::try_from(at.month0()).unwrap_or_default();
        let month = months.split(' ').nth(month).unwrap_or_default();
        let (day, year) = (at.day().to_string(), at.year().to_string());
        self.say("date", &[("day", &day), ("month", month), ("year", &year)])
    }

    /// A day and a minute: `6 Juni 2024, 07.30 UTC`.
    #[must_use]
    pub fn moment(&self, at: Instant) -> String {
        let (hour, minute) = (format!("{:02}", at.hour()), format!("{:02}", at.minute()));
        let time = self.say("time", &[("hour", &hour), ("minute", &minute)]);
        format!("{}, {time}", self.date(at))
    }

    /// A moment as exactly as it is known: a day alone, or a day and a minute.
    #[must_use]
    pub fn known(&self, at: Instant, precision: Option<Precision>) -> String {
        let day = precision.is_some_and(|precision| precision <= Precision::Day);
        if day { self.date(at) } else { self.moment(at) }
    }

    /// The title of a feed: its own, else one made of the site, the region and the language.
    #[must_use]
    pub fn feed_title(&self, site: &str, head: &Head) -> String {
        let named = (head.title.as_deref(), head.slug.as_deref());
        self.title(site, named, &head.region_name, &head.edition.language)
    }

    /// The same for a line of the list of all feeds.
    #[must_use]
    pub fn line_title(&self, site: &str, line: &FeedLine) -> String {
        let named = (line.title.as_deref(), line.slug.as_deref());
        self.title(site, named, &line.region_name, &line.edition.language)
    }

    /// What a feed is, in one sentence.
    #[must_use]
    pub fn feed_description(&self, head: &Head) -> String {
        let language = self.language_name(&head.edition.language);
        self.say("feed_description", &[("region", &head.region_name), ("language", &language)])
    }

    /// A selection without a title shows its slug, or it would be called like its edition.
    fn title(
        &self,
        site: &str,
        (own, slug): (Option<&str>, Option<&str>),
        region: &str,
        language: &Language,
    ) -> String {
        let language = self.language_title(language);
        let region = slug.map_or_else(|| region.to_owned(), |slug| format!("{region}, {slug}"));
        let fill = [("site", site), ("region", region.as_str()), ("language", language.as_str())];
        own.map_or_else(|| self.say("feed_title", &fill), str::to_owned)
    }
}

/// The language and script in which readers of a tag read: `zh-Hant` of `zh-TW`, `id` of
/// `id-ID`. None for a language in a script that is not its usual one.
fn spelling(language: &Language) -> Option<String> {
    let mut rest = language.as_str().split('-').skip(1);
    let primary = language.primary();
    let script = rest.clone().find(|part| part.len() == 4);
    if primary != "zh" {
        return script.is_none().then(|| primary.to_owned());
    }
    let elsewhere = rest.any(|part| TRADITIONAL.contains(&part));
    let script = script.unwrap_or(if elsewhere { "Hant" } else { "Hans" });
    Some(format!("{primary}-{script}"))
}

/// The name a language's own readers call it: `Bahasa Indonesia`, `Nederlands`. Its tag
/// where we know none.
#[must_use]
pub fn own_name(language: &Language) -> String {
    static OWN: LazyLock<Table> = LazyLock::new(|| read(NAMES));
    shortened(language, |tag| OWN.get(tag).copied())
}

/// What is known of a tag, else of it with its last parts cut away.
fn shortened(language: &Language, known: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut tag = language.as_str();
    loop {
        if let Some(name) = known(tag) {
            return name.to_owned();
        }
        match tag.rsplit_once('-') {
            Some((shorter, _)) => tag = shorter,
            None => return language.to_string(),
        }
    }
}

/// English, which needs no file to exist.
fn english() -> Language {
    static ENGLISH: LazyLock<Option<Language>> = LazyLock::new(|| Language::parse(FALLBACK).ok());
    match &*ENGLISH {
        Some(english) => english.clone(),
        None => unreachable!("`en` is a language tag"),
    }
}

/// A language's words, those of pages among them.
fn both(tag: &str, file: &'static str) -> Table {
    let pages = PAGES.iter().filter(|(own, _)| *own == tag).flat_map(|(_, file)| read(file));
    read(file).into_iter().chain(pages).collect()
}

fn read(file: &'static str) -> Table {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::instant::from_seconds;

    fn words(tag: &str) -> Words {
        Words::of(&Language::parse(tag).unwrap())
    }

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn placeholders(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_language_has_the_same_keys_and_placeholders() {
        let english = &READ["en"];
        for (tag, table) in READ.iter() {
            let keys: Vec<_> = table.keys().collect();
            assert_eq!(keys, english.keys().collect::<Vec<_>>(), "{tag}");
            for (key, sentence) in table {
                assert_eq!(placeholders(sentence), placeholders(english[key]), "{tag}: {key}");
                assert!(!sentence.trim().is_empty(), "{tag}: {key}");
            }
            assert_eq!(table["months"].split(' ').count(), 12, "{tag}");
        }
    }

    #[test]
    fn no_key_stands_twice_in_a_file() {
        for (tag, file) in TABLES {
            let pages = PAGES.iter().find(|(own, _)| own == tag).map_or("", |(_, pages)| pages);
            let lines = file.lines().chain(pages.lines());
            let lines = lines.filter(|line| !line.starts_with('#')).count();
            assert_eq!(lines, READ[tag].len(), "{tag}");
        }
    }

    #[test]
    fn a_label_is_in_the_readers_language() {
        let fill = [("from", "bahasa Indonesia"), ("engine", "Apertium")];
        assert_eq!(
            words("id").say("translated", &fill),
            "Terjemahan mesin dari bahasa Indonesia oleh Apertium; belum diperiksa manusia."
        );
        assert_eq!(words("ms").date(from_seconds(1_717_665_164)), "6 Jun 2024");
        assert_eq!(words("id").moment(from_seconds(1_717_665_164)), "6 Juni 2024, 09.12 UTC");
    }

    #[test]
    fn where_there_is_no_file_the_words_are_english_and_say_so() {
        assert_eq!(words("fa").language().as_str(), "en");
        assert_eq!(words("ms-Arab").language().as_str(), "en");
        assert_eq!(words("en-GB").language().as_str(), "en-GB");
        assert_eq!(words("fa").say("original", &[]), "Original release");
    }

    #[test]
    fn chinese_is_read_in_the_script_of_its_place() {
        let original = |tag: &str| {
            let words = words(tag);
            assert_eq!(words.language().as_str(), tag);
            words.say("original", &[])
        };
        for tag in ["zh", "zh-Hans", "zh-CN", "zh-SG", "zh-Hans-HK"] {
            assert_eq!(original(tag), "原新闻稿", "{tag}");
        }
        for tag in ["zh-Hant", "zh-TW", "zh-HK", "zh-Hant-MY"] {
            assert_eq!(original(tag), "原新聞稿", "{tag}");
        }
        assert_eq!(words("zh-TW").date(from_seconds(1_717_665_164)), "2024年6月6日");
    }

    #[test]
    fn languages_have_names_in_each_other() {
        assert_eq!(words("id").language_title(&language("id")), "Bahasa Indonesia");
        assert_eq!(
            words("en").language_name(&language("zh-Hant-TW")),
            "Chinese (traditional script)"
        );
        assert_eq!(words("ms").language_name(&language("pt-BR")), "bahasa Portugis");
        assert_eq!(words("en").language_name(&language("tlh")), "tlh");
        assert_eq!(own_name(&language("zh-Hant-TW")), "\u{7e41}\u{9ad4}\u{4e2d}\u{6587}");
    }

    #[test]
    fn a_language_with_a_name_has_one_in_every_file() {
        for tag in read(NAMES).keys() {
            assert_ne!(words("en").language_name(&language(tag)), *tag);
        }
        let named = READ["en"].keys().filter(|key| key.starts_with("language."));
        assert_eq!(named.count(), read(NAMES).len());
    }

    #[test]
    fn a_name_with_braces_stays_as_it_is() {
        let fill = [("publisher", "{date}"), ("date", "6 May")];
        assert_eq!(
            words("en").say("withdrawn_title", &fill),
            "Withdrawn: release by {date} of 6 May"
        );
    }
}
