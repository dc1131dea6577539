//! Whole releases against what a wire desk would file: only the fields the gold names.

use chrono::SecondsFormat;
use serde_json::Value;
use warta::domain::release::Precision;
use warta::domain::{Draft, Markup, Profile, Release};
use warta::gazetteer::Gazetteer;

use super::vectors::{Score, normalized, profile};

/// Text that never belongs into a body, by the start or the whole of a paragraph.
const LEFTOVERS: [&str; 14] = [
    "###",
    "# # #",
    "***",
    "(*)",
    "-30-",
    "ends",
    "tamat",
    "instagram",
    "twitter",
    "facebook",
    "editor:",
    "penulis:",
    "pewarta:",
    "tags:",
];

/// Compares the regions that are not another's country with `ID-KB,ID-JI` or `GB-ENG~GB`.
pub(crate) fn regions(release: &Release, want: &str) -> Result<(), String> {
    let codes: Vec<&str> = release.regions.iter().map(|region| region.code.as_str()).collect();
    let above = |code: &&&str| {
        let parts = format!("{code}-");
        !codes.iter().any(|other| other.starts_with(&parts))
    };
    let mut got: Vec<&str> = codes.iter().filter(above).copied().collect();
    got.sort_unstable();
    let right = want.split('~').any(|one| {
        let mut one: Vec<&str> = one.split(',').filter(|code| *code != "-").collect();
        one.sort_unstable();
        one == got
    });
    if right { Ok(()) } else { Err(format!("regions are {got:?}, not {want}")) }
}

/// Compares when it was published with a day (`2024-06-06`) or a moment.
pub(crate) fn published(
    release: &Release,
    want: &str,
    profile: &Profile,
    gazetteer: &Gazetteer,
) -> Result<(), String> {
    let at = release.published.ok_or("there is no date of publishing")?;
    if want.contains('T') {
        let text = if want.contains(":00Z") { want.to_owned() } else { want.replace('+', ":00+") };
        let moment = chrono::DateTime::parse_from_rfc3339(&text).unwrap();
        let right = moment == at && release.published_precision >= Some(Precision::Minute);
        let got = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        return if right { Ok(()) } else { Err(format!("published {got}, not {want}")) };
    }
    let zone = profile.region.as_ref().and_then(|region| gazetteer.zone(region));
    let day = at.with_timezone(&zone.unwrap_or(chrono_tz::UTC)).date_naive().to_string();
    if day == want && release.published_precision == Some(Precision::Day) {
        return Ok(());
    }
    Err(format!("published {day} ({:?}), not {want}", release.published_precision))
}

/// Counts the records that come out as their gold says.
pub(crate) fn score(records: &str, gazetteer: &Gazetteer) -> Score {
    let mut score = Score { right: 0, all: 0, wrong: Vec::new() };
    for record in records.split("@@ ").filter(|record| record.contains("\n---\n")) {
        score.all += 1;
        match compare(record, gazetteer) {
            Ok(()) => score.right += 1,
            Err(why) => score.wrong.push(why),
        }
    }
    score
}

fn compare(record: &str, gazetteer: &Gazetteer) -> Result<(), String> {
    let (head, rest) = record.split_once('\n').unwrap();
    let (text, gold) = rest.split_once("\n---\n").unwrap();
    let cells: Vec<&str> = head.split('|').map(str::trim).collect();
    let region = Some(cells[1]).filter(|code| *code != "-");
    let profile = profile(cells[2], region, None);
    let body = if cells.get(3) == Some(&"html") {
        Markup::Html(text.to_owned())
    } else {
        Markup::Plain(text.to_owned())
    };
    let draft = Draft { path: Some(cells[0].to_owned()), body: Some(body), ..Draft::default() };
    let release = normalized(&draft, &profile, gazetteer, 1_718_000_000)
        .map_err(|why| format!("{head}: {why}"))?;
    let gold: Value = serde_json::from_str(gold).unwrap();
    let mut wrong = Vec::new();
    for (key, want) in gold.as_object().unwrap() {
        if let Err(why) = field(&release, key, want, &profile, gazetteer) {
            wrong.push(why);
        }
    }
    wrong.extend(leftovers(&release));
    if wrong.is_empty() { Ok(()) } else { Err(format!("{head}:\n    {}", wrong.join("\n    "))) }
}

fn leftovers(release: &Release) -> Vec<String> {
    let lines = release.body.iter().map(|block| block.text.to_lowercase());
    let left = |line: &String| LEFTOVERS.iter().any(|mark| line.starts_with(mark));
    lines.filter(left).map(|line| format!("left in the body: {line}")).collect()
}

fn field(
    release: &Release,
    key: &str,
    want: &Value,
    profile: &Profile,
    gazetteer: &Gazetteer,
) -> Result<(), String> {
    let line = release.dateline.as_ref();
    let event = release.event.as_ref();
    let json = serde_json::to_value(release).unwrap();
    let body = &release.body;
    let got: Value = match key {
        "place" => line.and_then(|line| line.place.clone()).into(),
        "region" => line.and_then(|line| line.region.as_ref()).map(ToString::to_string).into(),
        "agency" => line.and_then(|line| line.agency.clone()).into(),
        "dateline_date" => line.and_then(|line| line.date).map(|date| date.to_string()).into(),
        "event" => event.map(|event| event.date.to_string()).into(),
        "event_end" => event.and_then(|event| event.end).map(|date| date.to_string()).into(),
        "weekday" => event.is_some_and(|event| event.weekday).into(),
        "conflict" => event.is_some_and(|event| event.conflict).into(),
        "paragraphs" => body.len().into(),
        "contacts" => (!release.contacts.is_empty()).into(),
        "ed_note" => release.ed_note.is_some().into(),
        "national" => release.national.into(),
        "first" => starts(body.first().map(|block| block.text.as_str()), want).into(),
        "last" => ends(body.last().map(|block| block.text.as_str()), want).into(),
        "published" => return published(release, want.as_str().unwrap(), profile, gazetteer),
        "regions" => {
            let codes: Vec<&str> =
                want.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            return regions(release, &codes.join(","));
        }
        "quotes" => return quotes(release, want),
        "signal" => release
            .evidence
            .get("signal")
            .and_then(|all| all.first())
            .map(|one| one.rule.rsplit('.').next().unwrap_or_default().to_owned())
            .into(),
        _ => json.get(key).cloned().unwrap_or(Value::Null),
    };
    if got == *want { Ok(()) } else { Err(format!("{key} is {got}, not {want}")) }
}

/// The whole of the wanted text when it begins the paragraph, else the paragraph.
fn starts(text: Option<&str>, want: &Value) -> Option<String> {
    let want = want.as_str()?;
    text.map(|text| if text.starts_with(want) { want.to_owned() } else { text.to_owned() })
}

fn ends(text: Option<&str>, want: &Value) -> Option<String> {
    let want = want.as_str()?;
    text.map(|text| if text.ends_with(want) { want.to_owned() } else { text.to_owned() })
}

/// `speaker|title` each; `~` parts readings of a title that are both right.
fn quotes(release: &Release, want: &Value) -> Result<(), String> {
    let got: Vec<(String, String)> = release
        .quotes
        .iter()
        .map(|quote| {
            (quote.speaker.clone().unwrap_or_default(), quote.title.clone().unwrap_or_default())
        })
        .collect();
    let wanted: Vec<&str> = want.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let right = got.len() == wanted.len()
        && got.iter().zip(&wanted).all(|((speaker, title), want)| {
            let (name, titles) = want.split_once('|').unwrap();
            name == speaker && titles.split('~').any(|one| one == title)
        });
    if right { Ok(()) } else { Err(format!("quotes are {got:?}, not {wanted:?}")) }
}
