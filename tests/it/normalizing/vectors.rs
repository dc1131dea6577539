//! How many of the texts nobody tuned the rules to come out right.
//!
//! The tables of `fixtures/vectors/wild-*.tsv` have a part that was held back while the rules
//! were made, and sets that were written later without sight of the rules, each run at first sight before
//! anybody looked into it. The figures are printed, written to
//! `target/figures/normalizing.txt`, and fail the test when they fall below their bars.
//! `WARTA_SHOW=datelines` prints what is wrong in one table, `WARTA_SHOW=datelines-held` or
//! `WARTA_SHOW=datelines-unseen` in a part of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use warta::domain::instant::from_seconds;
use warta::domain::release::Precision;
use warta::domain::{Draft, Language, Markup, Profile, Region, Release, Rules, SourceId, Stamp};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};

use super::gold;

/// A table: its name, the rows, the held-back rows, the bars of both in percent.
struct Table {
    name: &'static str,
    rows: &'static str,
    held: &'static str,
    bar: f64,
    held_bar: f64,
    try_row: fn(&[&str], &Gazetteer) -> Result<(), String>,
}

macro_rules! table {
    ($name:literal, $bar:literal, $held_bar:literal, $try_row:expr) => {
        Table {
            name: $name,
            rows: include_str!(concat!("../fixtures/vectors/wild-", $name, ".tsv")),
            held: include_str!(concat!("../fixtures/vectors/wild-", $name, "-held.tsv")),
            bar: $bar,
            held_bar: $held_bar,
            try_row: $try_row,
        }
    };
}

const TABLES: [Table; 4] = [
    table!("datelines", 97.0, 96.0, dateline),
    table!("dates", 97.0, 97.0, date),
    table!("headlines", 98.0, 96.0, headline),
    table!("regions", 95.0, 95.0, regions),
];

/// The bars of the whole releases, in percent.
const RELEASES: (f64, f64) = (97.0, 86.0);

/// When everything here is first seen: 2024-06-10T06:13:20Z.
const SEEN: i64 = 1_718_000_000;

/// A source in a region that writes a language.
pub(crate) fn profile(language: &str, region: Option<&str>, homepage: Option<&str>) -> Profile {
    Profile {
        id: SourceId::parse("bakn").unwrap(),
        name: "Badan Aman Kita Nasional".to_owned(),
        homepage: homepage.map(str::to_owned),
        language: Language::parse(language).unwrap(),
        region: region.map(|code| Region::parse(code).unwrap()),
        timezone: None,
        rights: None,
        full_text: true,
        rules: Rules::default(),
    }
}

/// Takes a draft through every rule; the words of a refusal where there is one.
pub(crate) fn normalized(
    draft: &Draft,
    profile: &Profile,
    gazetteer: &Gazetteer,
    seen: i64,
) -> Result<Release, String> {
    let repeated = BTreeSet::new();
    let setting = Setting { profile, gazetteer, seen: from_seconds(seen), repeated: &repeated };
    normalize::release(draft, &setting).map_err(|why| format!("refused: {why}"))
}

/// A draft of plain text with a headline.
fn plain(headline: &str, body: &str) -> Draft {
    Draft {
        path: Some("1.txt".to_owned()),
        headline: Some(headline.to_owned()),
        body: Some(Markup::Plain(body.to_owned())),
        ..Draft::default()
    }
}

fn is(what: &str, want: &str, got: Option<&str>) -> Result<(), String> {
    let got = got.unwrap_or("-");
    if want.split('~').any(|one| one == got) {
        return Ok(());
    }
    Err(format!("{what} is `{got}`, not `{want}`"))
}

/// A region of Indonesia as it is; elsewhere its country.
fn close(code: &str) -> &str {
    if code == "-" || code.starts_with("ID-") {
        code
    } else {
        code.split('-').next().unwrap_or(code)
    }
}

fn home(language: &str) -> Option<&'static str> {
    Some(match language {
        "id" => "ID-KB",
        "ms" => "MY",
        "en" => "GB",
        "fr" => "FR",
        "es" => "ES",
        "de" => "DE",
        "pt" => "PT",
        "ru" => "RU",
        "ar" => "EG",
        "zh" => "CN",
        "ja" => "JP",
        "ko" => "KR",
        _ => return None,
    })
}

fn dateline(cells: &[&str], gazetteer: &Gazetteer) -> Result<(), String> {
    let [language, text, place, region, agency, date] = *cells else { panic!("{cells:?}") };
    let rest = text.split_once('‖').unwrap().1;
    let draft = plain("Contoh Saja", &format!("{}\nAB.", text.replace('‖', "")));
    let nation = home(language).map(|code| code.split('-').next().unwrap());
    let release = normalized(&draft, &profile(language, nation, None), gazetteer, SEEN)?;
    let line = release.dateline.as_ref();
    let first = release.body.first().map(|block| block.text.as_str());
    is("the place", place, line.and_then(|line| line.place.as_deref()))?;
    let got = line.and_then(|line| line.region.as_ref()).map(|code| close(code.as_str()));
    is("the region", close(region), got)?;
    is("the agency", agency, line.and_then(|line| line.agency.as_deref()))?;
    let got = line.and_then(|line| line.date).map(|date| date.to_string());
    is("the date", date, got.as_deref())?;
    is("the body", rest, first)
}

fn date(cells: &[&str], gazetteer: &Gazetteer) -> Result<(), String> {
    let [language, field, text, printed, want, weekday] = *cells else { panic!("{cells:?}") };
    let profile = profile(language, home(language), None);
    if field == "published" {
        let draft = plain("Contoh Saja", &format!("{text}\nContoh isi teks.\nAB."));
        let release = normalized(&draft, &profile, gazetteer, SEEN)?;
        is("the first line", "Contoh isi teks.", release.body.first().map(|b| b.text.as_str()))?;
        return gold::published(&release, want, &profile, gazetteer);
    }
    let mut draft = plain("Contoh Saja", &format!("{text}\nAB."));
    let day = chrono::DateTime::parse_from_rfc3339(&format!("{printed}T04:00:00Z")).unwrap();
    draft.published = Some(Stamp {
        raw: printed.to_owned(),
        at: Some(from_seconds(day.timestamp())),
        precision: Precision::Second,
    });
    let release = normalized(&draft, &profile, gazetteer, day.timestamp() + 3600)?;
    let event = release.event.as_ref();
    let got = event.map(|event| match (event.end, event.precision) {
        (Some(end), _) => format!("{}..{end}", event.date),
        (None, Precision::Month) => event.date.format("%Y-%m").to_string(),
        (None, _) => event.date.to_string(),
    });
    is("the event", want, got.as_deref())?;
    let got = event.map(|event| match (event.conflict, event.weekday) {
        (true, _) => "conflict",
        (false, true) => "ok",
        (false, false) => "-",
    });
    is("the weekday", weekday, got)
}

fn headline(cells: &[&str], gazetteer: &Gazetteer) -> Result<(), String> {
    let [language, printed, body, want] = *cells else { panic!("{cells:?}") };
    let profile = profile(language, Some("ID"), Some("https://bakn.go.id/"));
    let body = format!("AB.\n{body}");
    let release = normalized(&plain(printed, &body), &profile, gazetteer, SEEN)?;
    is("the headline", want, Some(&release.headline))
}

fn regions(cells: &[&str], gazetteer: &Gazetteer) -> Result<(), String> {
    let [source, host, headline, body, want, national] = *cells else { panic!("{cells:?}") };
    let (language, source) = source.split_once(':').unwrap_or(("id", source));
    let source = Some(source).filter(|code| *code != "-");
    let language = if source == Some("MY") { "ms" } else { language };
    let profile = profile(language, source, None);
    let mut draft = plain(headline, &format!("{}\nAB.", body.replace("\\n", "\n")));
    draft.url = Some(host).filter(|host| *host != "-").map(|host| format!("https://{host}/1"));
    let release = normalized(&draft, &profile, gazetteer, SEEN)?;
    gold::regions(&release, want)?;
    let got = if release.national { "y" } else { "n" };
    if national == "?" { Ok(()) } else { is("national", national, Some(got)) }
}

/// How many rows are right, out of how many, and what is wrong.
pub(crate) struct Score {
    pub(crate) right: u32,
    pub(crate) all: u32,
    pub(crate) wrong: Vec<String>,
}

impl Score {
    pub(crate) fn percent(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.all.max(1))
    }
}

fn score(table: &Table, rows: &str, gazetteer: &Gazetteer) -> Score {
    let mut score = Score { right: 0, all: 0, wrong: Vec::new() };
    for row in rows.lines().filter(|row| !row.starts_with('#') && !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        score.all += 1;
        match (table.try_row)(&cells, gazetteer) {
            Ok(()) => score.right += 1,
            Err(why) => score.wrong.push(format!("{row}\n    {why}")),
        }
    }
    score
}

/// The sets that were written when the rules stood, each after the mending of the one before.
/// The last one has dates alone.
const SETS: [&str; 6] = ["later", "unseen", "fresh-a", "fresh-b", "fresh-c", "fresh-d"];

/// The rows of a table that were written later, and how many were right when they were first
/// tried, which their head says.
fn later(name: &str, set: &str) -> (String, u32) {
    let file = format!("tests/it/fixtures/vectors/wild-{name}-{set}.tsv");
    let rows = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let least = rows.lines().find_map(|line| line.strip_prefix("# at first sight: "));
    let least = least.map_or(0, |least| least.parse().unwrap());
    (rows, least)
}

#[test]
fn the_figures_of_the_rules_on_texts_they_were_not_made_for() {
    let gazetteer = Gazetteer::bundled();
    let show = std::env::var("WARTA_SHOW").unwrap_or_default();
    let mut page = String::from("table            right   of      %   held-back   of      %\n");
    let (mut low, mut late, mut fallen) = (Vec::new(), Vec::new(), Vec::new());
    let mut report = |name: &str, main: &Score, held: &Score, bars: (f64, f64)| {
        let (own, kept) = (main.percent(), held.percent());
        writeln!(
            page,
            "{name:<15} {:>6} {:>4} {own:>6.1} {:>11} {:>4} {kept:>6.1}",
            main.right, main.all, held.right, held.all
        )
        .unwrap();
        for (part, score) in [(name.to_owned(), main), (format!("{name}-held"), held)] {
            if show == part {
                println!("{}", score.wrong.join("\n"));
            }
        }
        if own < bars.0 || kept < bars.1 {
            low.push(format!("{name}: {own:.1} of {}, {kept:.1} of {}", bars.0, bars.1));
        }
    };
    for table in &TABLES {
        let main = score(table, table.rows, &gazetteer);
        let held = score(table, table.held, &gazetteer);
        report(table.name, &main, &held, (table.bar, table.held_bar));
        for set in SETS {
            if set == "fresh-d" && table.name != "dates" {
                continue;
            }
            let (rows, least) = later(table.name, set);
            let later = score(table, &rows, &gazetteer);
            if show == format!("{}-{set}", table.name) {
                println!("{}", later.wrong.join("\n"));
            }
            let right = format!("{} of {}, at first sight {least}", later.right, later.all);
            late.push(format!("{} {set}: {right}", table.name));
            fallen.extend(late.last().filter(|_| later.right < least).cloned());
        }
    }
    let main = gold::score(include_str!("../fixtures/releases/wild.txt"), &gazetteer);
    let held = gold::score(include_str!("../fixtures/releases/wild-held.txt"), &gazetteer);
    report("releases", &main, &held, RELEASES);
    writeln!(page, "written later:\n{}", late.join("\n")).unwrap();
    println!("{page}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/figures");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("normalizing.txt"), &page).unwrap();
    assert!(fallen.is_empty(), "fewer than before: {}", fallen.join("; "));
    assert!(low.is_empty(), "below the bar (percent of rows): {}", low.join("; "));
}
