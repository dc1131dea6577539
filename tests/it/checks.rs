//! The checks of translations, by a table: text in, verdict out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use warta::domain::segment::SegmentKind;
use warta::domain::translation::{Doubt, Gravity, Side};
use warta::domain::{Language, Segment};
use warta::translate::check::{self, CHECKS, Judge, Rules};
use warta::translate::glossary::{Case, Class, Glossary, Term};
use warta::translate::guarded;
use warta::translate::inline;
use warta::translate::plan::{Place, Unit};

static TABLE: LazyLock<String> = LazyLock::new(|| read("tests/it/fixtures/checks.tsv"));

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// One line of the table.
struct Row<'a> {
    check: &'a str,
    verdict: &'a str,
    from: Language,
    to: Language,
    kind: &'a str,
    source: String,
    target: String,
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(row).collect()
}

fn row(line: &'static str) -> Row<'static> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [check, verdict, pair, kind, source, target] = columns[..] else { panic!("{line}") };
    let (from, to) = pair.split_once('-').unwrap();
    let (from, to) = (Language::parse(from).unwrap(), Language::parse(to).unwrap());
    Row { check, verdict, from, to, kind, source: seen(source), target: seen(target) }
}

/// `\u202e` stands for the character, which nobody could see in the table.
fn seen(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(4);
        out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

fn rules() -> Rules {
    Rules::default()
}

fn unit(html: &str, kind: SegmentKind, from: &Language, to: &Language) -> Unit {
    let guards = guarded::Rules::new(&["Badan Contoh".to_owned()]).between(from, to);
    let (text, codes) = inline::read(html, &guards);
    let glossary = Glossary::new(vec![Term {
        term: "Penjabat Gubernur".to_owned(),
        class: Class::Preferred,
        targets: vec!["acting governor".to_owned()],
        case: Case::Any,
        note: None,
    }]);
    let preferred = glossary.preferred(html);
    Unit { preferred, ..Unit::new(Place::Block(0), Segment { kind, text }, codes) }
}

fn found(row: &Row<'_>, rules: &Rules) -> Vec<Doubt> {
    let judge = Judge { from: &row.from, to: &row.to, rules };
    match row.kind {
        "text" | "title" => {
            let kind =
                if row.kind == "title" { SegmentKind::Title } else { SegmentKind::Paragraph };
            check::doubts(&unit(&row.source, kind, &row.from, &row.to), &row.target, &judge)
        }
        other => {
            let pairs: Vec<(String, String)> = row
                .source
                .split("||")
                .zip(row.target.split("||"))
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect();
            let share: Option<f64> = other.parse().ok();
            let place = Some(other).filter(|_| row.check == "attribution");
            check::doubts_of_whole(&pairs, share, place, &judge)
        }
    }
}

fn verdict<'a>(doubts: &[Doubt], check: &str) -> &'a str {
    match doubts.iter().find(|doubt| doubt.check == check).map(|doubt| doubt.gravity) {
        Some(Gravity::Error) => "error",
        Some(Gravity::Warning) => "warning",
        None => "-",
    }
}

#[test]
fn every_check_says_what_the_table_says() {
    let mut wrong = Vec::new();
    for row in rows() {
        let said = verdict(&found(&row, &rules()), row.check);
        if said != row.verdict {
            wrong.push(format!("{}: {said} of {:?} -> {:?}", row.check, row.source, row.target));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_rows_that_fire_and_rows_that_must_not() {
    let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows() {
        let (fire, rest) = counted.entry(row.check).or_default();
        *(if row.verdict == "-" { rest } else { fire }) += 1;
    }
    for check in &CHECKS {
        let (fire, rest) = counted.get(check.id).copied().unwrap_or_default();
        assert!(fire >= 2 && rest >= 2, "{}: {fire} fire, {rest} do not", check.id);
    }
    assert_eq!(counted.len(), CHECKS.len());
}

#[test]
fn a_check_that_is_switched_off_says_nothing_and_the_others_go_on() {
    for row in rows().iter().filter(|row| row.verdict != "-") {
        let mut rules = rules();
        let all = found(row, &rules);
        rules.off.insert(row.check.to_owned());
        let rest = found(row, &rules);
        assert_eq!(verdict(&rest, row.check), "-", "{}", row.check);
        let others = |doubts: &[Doubt]| doubts.iter().filter(|d| d.check != row.check).count();
        assert!(others(&rest) >= others(&all), "{}", row.check);
    }
}

#[test]
fn what_a_check_found_can_be_pointed_at() {
    let id = Language::parse("id").unwrap();
    let en = Language::parse("en").unwrap();
    let rules = rules();
    let judge = Judge { from: &id, to: &en, rules: &rules };
    let unit = unit("Ada 1.500 <b>orang</b>", SegmentKind::Paragraph, &id, &en);
    let doubts = check::doubts(&unit, "There were 1,600 <1>people</1>", &judge);
    let [doubt] = &doubts[..] else { panic!("{doubts:?}") };
    let places: Vec<_> = doubt.spans.iter().map(|spot| (spot.side, spot.start, spot.end)).collect();
    assert_eq!(places, [(Side::Source, 4, 9), (Side::Target, 11, 16)]);
}

#[test]
fn the_manual_names_every_check() {
    let manual = read("docs/translating.md");
    for check in &CHECKS {
        assert!(manual.contains(&format!("| `{}` |", check.id)), "{}", check.id);
    }
}
