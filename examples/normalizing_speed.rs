//! How long one release takes through all rules, gazetteer look-ups included.
//!
//! `cargo run --release --example normalizing_speed` prints the figure that
//! `docs/normalizing.md` names. The texts are those of the tests.

#[path = "measure/agency.rs"]
mod agency;
#[path = "measure/cpu.rs"]
mod cpu;

use std::collections::BTreeSet;
use std::io::Write as _;

use warta::domain::instant::from_seconds;
use warta::domain::{Draft, Markup};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};

/// One long text as agencies write them, and the short ones of the vectors.
const LONG: &str = include_str!("../tests/it/fixtures/releases/kunjungan.txt");
const SHORT: &str = include_str!("../tests/it/fixtures/releases/wild.txt");

/// How often every text is read.
const ROUNDS: u32 = 40;

fn main() -> anyhow::Result<()> {
    let profile = agency::profile()?;
    let gazetteer = Gazetteer::bundled();
    let repeated = BTreeSet::new();
    let seen = from_seconds(1_718_000_000);
    let setting = Setting { profile: &profile, gazetteer: &gazetteer, seen, repeated: &repeated };
    let draft = |text: &str| Draft {
        path: Some("1.txt".to_owned()),
        body: Some(Markup::Plain(text.to_owned())),
        ..Draft::default()
    };
    let short: Vec<Draft> = SHORT
        .split("@@ ")
        .filter_map(|record| record.split_once('\n')?.1.split_once("\n---\n"))
        .map(|(text, _)| draft(text))
        .collect();
    let long = vec![draft(LONG)];
    let mut out = std::io::stdout();
    for (name, drafts) in [("long", &long), ("short", &short)] {
        // The first round builds the tables that later ones look into.
        let mut taken = 0;
        let mut read = 0_u32;
        for round in 0..=ROUNDS {
            let start = cpu::on_cpu()?;
            for draft in drafts {
                read += u32::from(normalize::release(draft, &setting).is_ok());
            }
            if round > 0 {
                taken += cpu::on_cpu()? - start;
            }
        }
        let each = taken / 1000 / u64::from(ROUNDS) / u64::try_from(drafts.len())?;
        writeln!(
            out,
            "{name}: {} texts, {read} read, {each} microseconds of CPU each",
            drafts.len()
        )?;
    }
    Ok(())
}
