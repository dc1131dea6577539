//! `warta plan`: what translating a source will cost, before it is spent.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use chrono::TimeDelta;
use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::engines::fare;
use crate::cli::room::Room;
use crate::cli::{Wrong, out};
use crate::domain::budget::Fare;
use crate::domain::capability::Reach;
use crate::domain::feed::is_original;
use crate::domain::{Language, SourceId};
use crate::pipeline::House;
use crate::pipeline::house::{EngineSetup, SourceSetup};
use crate::pipeline::translate::look::look;
use crate::pipeline::translate::{people, shelf};
use crate::store::releases::{Filter, Standing};
use crate::translate::batch::cut;
use crate::translate::plan::{self, Unit};

/// Arguments of `warta plan`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The source.
    pub source: String,
    /// How many days ahead.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub days: u32,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What one language of the source's feeds will cost.
#[derive(Debug, Serialize)]
struct Row {
    language: Language,
    /// The engine asked first; none takes the pair where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<String>,
    /// Releases looked at.
    releases: usize,
    /// Days in which they came.
    days_seen: u32,
    /// Different segments in them.
    segments: usize,
    /// Of these, those that are remembered.
    remembered: usize,
    /// What those cost that are not remembered and stand in a release that is not translated
    /// yet.
    now: Fare,
    /// What the others cost that are not remembered, since terms or engines have changed: only
    /// `warta retranslate` asks for them.
    again: Fare,
    /// What as many days as asked for will cost, if they are like those looked at.
    ahead: Fare,
}

/// Prints what it will cost.
///
/// # Errors
///
/// Why it could not be reckoned.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let house = room.newsroom.house();
    let (id, setup) = source(&house, &args.source)?;
    let filter = Filter { source: Some(id.clone()), region: None, status: None, limit: 5_000 };
    let since = room.newsroom.clock.now() - TimeDelta::days(i64::from(args.days));
    let mut releases = room.newsroom.store.releases(&filter).await?;
    releases.retain(|one| one.seen >= since);
    let ground = Ground { room, house: &house, id: &id, setup, releases, days: args.days };
    let mut rows = Vec::new();
    for language in languages(&house, &id) {
        rows.push(row(&ground, language).await?);
    }
    rows.retain(|row| row.releases > 0);
    if args.json {
        out::json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = [
        "language",
        "engine",
        "releases",
        "segments",
        "remembered",
        "to pay now",
        "to pay again",
        "ahead",
    ];
    let nothing = format!(
        "`{id}` brought nothing to translate in {} days; `warta pull {id}` asks it",
        args.days
    );
    out::table(&head, rows.iter().map(shown).collect(), &nothing)?;
    if let Some(days) = rows.iter().map(|row| row.days_seen).max() {
        out::line(&format!("reckoned for {} days by what came in the last {days}", args.days))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The source of a name.
///
/// # Errors
///
/// [`Wrong`] when there is none; it names those there are.
pub(super) fn source<'a>(
    house: &'a House,
    name: &str,
) -> Result<(SourceId, &'a SourceSetup), Wrong> {
    let id = SourceId::parse(name).map_err(|why| Wrong(why.to_string()))?;
    let setup = house.sources.get(&id).ok_or_else(|| {
        let names: Vec<&str> = house.sources.keys().map(SourceId::as_str).collect();
        Wrong(format!("no source is called `{id}`; there are: {}", names.join(", ")))
    })?;
    Ok((id, setup))
}

/// The languages of the feeds that take a source.
pub(super) fn languages<'a>(house: &'a House, source: &SourceId) -> BTreeSet<&'a Language> {
    let feeds = house.feeds.iter().filter(|spec| spec.takes(source));
    feeds.flat_map(|spec| &spec.languages).collect()
}

/// What every row is reckoned from.
struct Ground<'a> {
    room: &'a Room,
    house: &'a House,
    id: &'a SourceId,
    setup: &'a SourceSetup,
    releases: Vec<Standing>,
    days: u32,
}

async fn row(ground: &Ground<'_>, to: &Language) -> anyhow::Result<Row> {
    let Ground { room, house, days, .. } = *ground;
    let store = &room.newsroom.store;
    let now = room.newsroom.clock.now();
    let translated = store.translated(ground.id, to).await?;
    let others: Vec<&Standing> =
        ground.releases.iter().filter(|one| !is_original(&one.release.language, to)).collect();
    let oldest = others.iter().map(|one| one.seen).min().unwrap_or(now);
    let seen = u32::try_from((now - oldest).num_days() + 1).unwrap_or(1).clamp(1, days);
    let mut row = Row {
        language: to.clone(),
        engine: None,
        releases: others.len(),
        days_seen: seen,
        segments: 0,
        remembered: 0,
        now: Fare::default(),
        again: Fare::default(),
        ahead: Fare::default(),
    };
    let mut by_language: BTreeMap<&Language, Vec<&Standing>> = BTreeMap::new();
    for one in others {
        by_language.entry(&one.release.language).or_default().push(one);
    }
    let mut whole = Fare::default();
    for (from, releases) in by_language {
        let allowed = |one: &&EngineSetup| {
            !ground.setup.local_only || one.engine.capability().reach == Reach::Local
        };
        let Some(setup) = house.engines_for(from, to).find(allowed) else { continue };
        row.engine = Some(setup.name.clone());
        let glossary = house.glossary_for(from, to);
        let mut segments: BTreeMap<String, (Unit, bool)> = BTreeMap::new();
        let mut said = BTreeSet::new();
        for one in releases {
            let again = translated.contains(&one.release.id);
            let plan = plan::make(&one.release, to, &glossary);
            said.extend(people::said(&room.newsroom, &plan).await?.into_keys());
            for unit in plan.units {
                segments.entry(unit.hash.clone()).or_insert((unit, true)).1 &= again;
            }
        }
        let rules = house.checks_for(Some(ground.id), from, to);
        let asked: Vec<&Unit> = segments
            .values()
            .filter(|(unit, _)| !said.contains(&unit.hash))
            .map(|(unit, _)| unit)
            .collect();
        let on = (&shelf(setup, from, to), setup.engine.capability().sees.terms());
        let looked = look(store, on, &rules, &asked).await?;
        row.segments += segments.len();
        row.remembered += said.len() + looked.known.len();
        let again = |unit: &Unit| segments.get(&unit.hash).is_some_and(|(_, again)| *again);
        let chars = |wanted: bool| -> usize {
            let whole = looked.whole.iter().copied().filter(|unit| again(unit) == wanted);
            let parted = looked.parted.iter().filter(|one| again(one.unit) == wanted);
            let parts = parted.flat_map(|one| one.missing(&looked.sentences));
            // of a sentence that stands in several paragraphs the first pays
            let parts: BTreeMap<&String, &Unit> = parts.map(|unit| (&unit.hash, unit)).collect();
            whole.chain(parts.into_values()).map(|unit| counted(setup, unit, from)).sum()
        };
        add(&mut row.now, setup.conduct.fare(chars(false)));
        add(&mut row.again, setup.conduct.fare(chars(true)));
        let all = segments.values().map(|(unit, _)| counted(setup, unit, from)).sum();
        add(&mut whole, setup.conduct.fare(all));
    }
    let scaled = |sum: i64| sum.saturating_mul(i64::from(days)) / i64::from(seen);
    row.ahead = Fare { chars: scaled(whole.chars), cost_micros: scaled(whole.cost_micros) };
    Ok(row)
}

/// Characters an engine charges for a unit.
fn counted(setup: &EngineSetup, unit: &Unit, from: &Language) -> usize {
    let asked = cut(&[unit], &setup.engine.capability(), from);
    let texts = asked.iter().flatten().flat_map(|one| &one.texts);
    texts.map(|text| setup.engine.counts(text)).sum()
}

fn add(sum: &mut Fare, more: Fare) {
    sum.chars = sum.chars.saturating_add(more.chars);
    sum.cost_micros = sum.cost_micros.saturating_add(more.cost_micros);
}

fn shown(row: &Row) -> Vec<String> {
    vec![
        row.language.to_string(),
        row.engine.clone().unwrap_or_else(|| "none takes it".to_owned()),
        row.releases.to_string(),
        row.segments.to_string(),
        row.remembered.to_string(),
        fare(row.now),
        fare(row.again),
        fare(row.ahead),
    ]
}
