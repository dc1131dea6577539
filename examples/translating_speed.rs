//! What a text costs beside its engine: planning and checking a segment, and finding one in
//! the memory.
//!
//! `cargo run --release --example translating_speed` prints the figures that
//! `docs/translating.md` names. The text is one of those of the tests, its translation the
//! text itself.

#[path = "measure/agency.rs"]
mod agency;
#[path = "measure/cpu.rs"]
mod cpu;

use std::collections::BTreeSet;
use std::io::Write as _;

use warta::domain::instant::from_seconds;
use warta::domain::remembrance::Remembrance;
use warta::domain::segment::Hand;
use warta::domain::{Draft, Language, Markup, Release};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};
use warta::store::Store;
use warta::store::memory::Shelf;
use warta::translate::check;
use warta::translate::glossary::Glossary;
use warta::translate::plan::{self, Plan};
use warta::translate::sentences::{self, Parted};

const LONG: &str = include_str!("../tests/it/fixtures/releases/kunjungan.txt");

/// How often everything is done.
const ROUNDS: u32 = 200;

/// Other segments that the memory holds.
const OTHERS: usize = 20_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (id, en) = (Language::parse("id")?, Language::parse("en")?);
    let release = release()?;
    let glossary = Glossary::of_names(&["Badan Aman Kita Nasional".to_owned()]);
    let mut out = std::io::stdout();
    // The first round builds the tables that later ones look into.
    let first = plan::make(&release, &en, &glossary);
    let count = u64::try_from(first.units.len())? * u64::from(ROUNDS);
    let mut found = judged(&first);

    let before = cpu::on_cpu()?;
    for _ in 0..ROUNDS {
        let plan = plan::make(&release, &en, &glossary);
        found += judged(&plan);
    }
    let each = (cpu::on_cpu()? - before) / count / 1_000;
    let units = first.units.len();
    writeln!(out, "planning and checking: {units} segments, {each} microseconds of CPU each")?;

    let before = cpu::on_cpu()?;
    let mut sentences = 0;
    for _ in 0..ROUNDS {
        sentences += learned(&first);
    }
    let each = (cpu::on_cpu()? - before) / count / 1_000;
    writeln!(
        out,
        "taking apart and learning: {} sentences of {units} segments, {each} microseconds of CPU a \
         segment",
        sentences / u64::from(ROUNDS)
    )?;

    let home = tempfile::tempdir()?;
    for folder in ["config/sources", "feeds", "data"] {
        std::fs::create_dir_all(home.path().join(folder))?;
    }
    let warta = "[site]\nname = \"Uji\"\nbase = \"http://127.0.0.1/\"\n\
                 authority = \"warta.example,2026\"\n";
    std::fs::write(home.path().join("config/warta.toml"), warta)?;
    let config = warta::config::load(home.path(), None, &|_| None)
        .map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let store = Store::open(&config.store).await?;
    let shelf = Shelf {
        from: id,
        to: en,
        engine: "apertium".to_owned(),
        model: String::new(),
        glossary: String::new(),
    };
    store.bring_in(&remembered(&first, &shelf)).await?;
    let hashes = first.hashes();
    let known = store.remembered(&shelf, &hashes).await?.len();
    anyhow::ensure!(known == hashes.len(), "{known} of {} are known", hashes.len());
    let before = cpu::on_cpu()?;
    for _ in 0..ROUNDS {
        store.remembered(&shelf, &hashes).await?;
    }
    let each = (cpu::on_cpu()? - before) / (u64::try_from(known)? * u64::from(ROUNDS)) / 1_000;
    writeln!(
        out,
        "the memory: {known} segments among {OTHERS} others in one statement, \
         {each} microseconds of CPU each ({found} doubts)"
    )?;
    Ok(())
}

/// How many doubts there are when every unit is said as it was.
fn judged(plan: &Plan) -> usize {
    let judge = plan.judge();
    plan.units.iter().map(|unit| check::doubts(unit, &unit.segment.text, &judge).len()).sum()
}

/// How many sentences are learned when every unit is said as it was.
fn learned(plan: &Plan) -> u64 {
    let judge = plan.judge();
    let parted = plan.units.iter().filter_map(|unit| sentences::part(unit, &plan.from));
    let taught = |one: Parted<'_>| one.taught(&one.unit.segment.text, &judge).len();
    parted.map(taught).map(|count| u64::try_from(count).unwrap_or(0)).sum()
}

/// The segments of a plan, and many others.
fn remembered(plan: &Plan, shelf: &Shelf) -> Vec<Remembrance> {
    let one = |segment: &warta::domain::Segment, codes: Vec<String>| Remembrance {
        from: shelf.from.clone(),
        to: shelf.to.clone(),
        segment: segment.clone(),
        codes,
        text: segment.text.clone(),
        hand: Hand::Machine,
        engine: shelf.engine.clone(),
        model: String::new(),
        glossary: String::new(),
        context: String::new(),
        by: String::new(),
        unknown_share: Some(0.0),
        at: from_seconds(1_718_000_000),
    };
    let mut all: Vec<_> = plan.units.iter().map(|unit| one(&unit.segment, unit.held())).collect();
    let Some(last) = plan.units.last() else { return all };
    for number in 0..OTHERS {
        let mut other = last.segment.clone();
        other.text = format!("{} {number}", other.text);
        all.push(one(&other, last.held()));
    }
    all
}

fn release() -> anyhow::Result<Release> {
    let profile = agency::profile()?;
    let (gazetteer, repeated) = (Gazetteer::bundled(), BTreeSet::new());
    let seen = from_seconds(1_718_000_000);
    let setting = Setting { profile: &profile, gazetteer: &gazetteer, seen, repeated: &repeated };
    let draft = Draft {
        path: Some("1.txt".to_owned()),
        body: Some(Markup::Plain(LONG.to_owned())),
        ..Draft::default()
    };
    normalize::release(&draft, &setting).map_err(|refused| anyhow::anyhow!("{}", refused.why))
}
