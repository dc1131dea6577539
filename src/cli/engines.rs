//! `warta engines`: lists engines and how they stand; `test` asks one a single question.

use std::process::ExitCode;
use std::time::Instant as Stopwatch;

use anyhow::bail;
use clap::{Args as ClapArgs, Subcommand};
use serde::Serialize;

use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::domain::budget::{Budget, Fare, Period, WhenSpent};
use crate::domain::capability::Reach;
use crate::domain::segment::SegmentKind;
use crate::domain::{Instant, Language, Segment};
use crate::pipeline::house::EngineSetup;
use crate::pipeline::translate::host::ask_engine;
use crate::pipeline::translate::request::Errand;
use crate::pipeline::translate::{shelf, words};
use crate::translate::check::Rules;
use crate::translate::inline;
use crate::translate::plan::{Place, Unit};

/// Arguments of `warta engines`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// What to do instead of listing.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done with an engine.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask an engine to translate one sentence, which costs what that costs; it is asked even
    /// where it is left alone just now, and is asked by all again when it answers.
    Test {
        /// The engine, by its configured name.
        name: String,
        /// The language of the sentence.
        #[arg(long, value_name = "TAG", default_value = "id")]
        from: String,
        /// The language wanted. Default: that of the engine's first pair, else English.
        #[arg(long, value_name = "TAG")]
        to: Option<String>,
        /// Another sentence.
        #[arg(long, default_value = "Rapat kerja dimulai pukul sembilan pagi.")]
        text: String,
    },
}

/// An engine as it is listed.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    reach: Reach,
    /// Empty: every pair it takes.
    pairs: Vec<String>,
    texts_max: usize,
    text_chars_max: usize,
    request_chars_max: usize,
    in_flight: usize,
    price: f64,
    price_rule: &'static str,
    /// `ready`, or why it is left alone.
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
    today: Fare,
    month: Fare,
}

/// A budget as it is listed.
#[derive(Debug, Serialize)]
struct Left {
    name: String,
    per: Period,
    spent: Fare,
    #[serde(skip_serializing_if = "Option::is_none")]
    chars_max: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_micros_max: Option<i64>,
    percent: i64,
    when_spent: WhenSpent,
}

#[derive(Debug, Serialize)]
struct Listing {
    engines: Vec<Row>,
    budgets: Vec<Left>,
}

/// Prints the list, or asks one engine.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    if let Some(Command::Test { name, from, to, text }) = &args.command {
        return test(room, name, (from, to.as_deref()), text).await;
    }
    let house = room.newsroom.house();
    let mut engines = Vec::new();
    for setup in &house.engines {
        engines.push(row(room, setup).await?);
    }
    let budgets = left(room).await?;
    if args.json {
        out::json(&Listing { engines, budgets })?;
        return Ok(ExitCode::SUCCESS);
    }
    let head =
        ["engine", "kind", "pairs", "a request", "at once", "price", "state", "today", "month"];
    let rows = engines.iter().map(shown).collect();
    out::table(&head, rows, "no engine is configured")?;
    if !budgets.is_empty() {
        let head = ["budget", "per", "spent", "of", "then"];
        out::line("")?;
        out::table(&head, budgets.iter().map(budget_row).collect(), "")?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn row(room: &Room, setup: &EngineSetup) -> anyhow::Result<Row> {
    let store = &room.newsroom.store;
    let now = room.newsroom.clock.now();
    let capability = setup.engine.capability();
    let limits = capability.limits;
    let mut breaker = store.breaker(&setup.name).await?;
    breaker.renew(&setup.conduct.stamp);
    let rest = breaker.rest.filter(|rest| *rest > now);
    let (state, until) = match (breaker.shut, rest) {
        (Some(why), _) => (why.name().to_owned(), breaker.until),
        (None, Some(rest)) => ("asked for a pause".to_owned(), Some(rest)),
        (None, None) => ("ready".to_owned(), None),
    };
    let month = store.spending(&of(setup, Period::Month), now).await?;
    let today = store.spending(&of(setup, Period::Day), now).await?;
    Ok(Row {
        name: setup.name.clone(),
        kind: setup.engine.kind(),
        model: setup.engine.model().map(str::to_owned),
        reach: capability.reach,
        pairs: setup.pairs.iter().map(|(from, to)| format!("{from}-{to}")).collect(),
        texts_max: limits.texts_max,
        text_chars_max: limits.text_chars_max,
        request_chars_max: limits.request_chars_max,
        in_flight: setup.conduct.in_flight,
        price: setup.conduct.price,
        price_rule: setup.engine.price_rule(),
        state,
        until,
        today,
        month,
    })
}

/// What an engine is asked, as a budget without an end.
fn of(setup: &EngineSetup, per: Period) -> Budget {
    Budget {
        name: String::new(),
        engine: Some(setup.name.clone()),
        source: None,
        language: None,
        per,
        chars_max: None,
        cost_micros_max: None,
        when_spent: WhenSpent::Hold,
        titles_percent: 0,
    }
}

async fn left(room: &Room) -> anyhow::Result<Vec<Left>> {
    let now = room.newsroom.clock.now();
    let mut budgets = Vec::new();
    for budget in &room.newsroom.house().budgets {
        let spent = room.newsroom.store.spending(budget, now).await?;
        budgets.push(Left {
            name: budget.name.clone(),
            per: budget.per,
            spent,
            chars_max: budget.chars_max,
            cost_micros_max: budget.cost_micros_max,
            percent: budget.percent(spent),
            when_spent: budget.when_spent,
        });
    }
    Ok(budgets)
}

fn shown(row: &Row) -> Vec<String> {
    let pairs = if row.pairs.is_empty() { "all it takes".to_owned() } else { row.pairs.join(" ") };
    let request = format!("{} texts, {} characters", row.texts_max, row.request_chars_max);
    let price = match row.price {
        price if price > 0.0 => format!("{price} a million: {}", row.price_rule),
        _ => row.price_rule.to_owned(),
    };
    let state = match row.until {
        Some(until) => format!("{} until {}", row.state, out::moment(Some(until))),
        None => row.state.clone(),
    };
    let kind = match row.reach {
        Reach::Local => format!("{}, here", row.kind),
        Reach::ThirdParty => row.kind.to_owned(),
    };
    let at_once = row.in_flight.to_string();
    let (today, month) = (fare(row.today), fare(row.month));
    vec![row.name.clone(), kind, pairs, request, at_once, price, state, today, month]
}

fn budget_row(one: &Left) -> Vec<String> {
    let max =
        Fare { chars: one.chars_max.unwrap_or(0), cost_micros: one.cost_micros_max.unwrap_or(0) };
    let spent = format!("{} ({} %)", fare(one.spent), one.percent);
    let then = match one.when_spent {
        WhenSpent::Titles => "headlines alone",
        WhenSpent::Cheaper => "the next engine",
        WhenSpent::Hold => "wait",
    };
    vec![one.name.clone(), one.per.name().to_owned(), spent, fare(max), then.to_owned()]
}

/// Characters, and money where there is any.
pub(super) fn fare(fare: Fare) -> String {
    let whole = fare.cost_micros / 1_000_000;
    let cents = fare.cost_micros % 1_000_000 / 10_000;
    match (fare.chars, fare.cost_micros) {
        (chars, 0) => format!("{chars} characters"),
        (0, _) => format!("{whole}.{cents:02}"),
        (chars, _) => format!("{chars} characters, {whole}.{cents:02}"),
    }
}

/// Asks for one sentence, past the memory and past what is known of the engine.
async fn test(
    room: &Room,
    name: &str,
    pair: (&str, Option<&str>),
    text: &str,
) -> anyhow::Result<ExitCode> {
    let house = room.newsroom.house();
    let Some(setup) = house.engines.iter().find(|setup| setup.name == name) else {
        let names: Vec<&str> = house.engines.iter().map(|one| one.name.as_str()).collect();
        let words = format!("no engine is called `{name}`; there are: {}", names.join(", "));
        return Err(Wrong(words).into());
    };
    let language = |tag: &str| Language::parse(tag).map_err(|why| Wrong(why.to_string()));
    let from = language(pair.0)?;
    let first = setup.pairs.iter().find(|(one, _)| *one == from).map(|(_, to)| to.clone());
    let to = match (pair.1, first) {
        (Some(tag), _) => language(tag)?,
        (None, Some(to)) => to,
        (None, None) => language("en")?,
    };
    if !setup.engine.takes(&from, &to) {
        return Err(Wrong(format!("`{name}` does not translate {from} to {to}")).into());
    }
    let _presence = presence::enter(room).await?;
    let newsroom = &room.newsroom;
    newsroom.store.reopen(name, newsroom.clock.now()).await?;
    let mut shelf = shelf(setup, &from, &to);
    // A shelf of its own, which nobody will look at again.
    shelf.glossary = format!("trial-{}", uuid::Uuid::now_v7().simple());
    let rules = crate::translate::guarded::Rules::new(&[]).between(&from, &to);
    let (words_of, codes) = inline::read_plain(text, &rules);
    let segment = Segment { kind: SegmentKind::Paragraph, text: words_of };
    let unit = Unit::new(Place::Block(0), segment, codes);
    let (budgets, rules) = (&house.budgets, &Rules::default());
    let errand = Errand { setup, shelf: &shelf, source: None, budgets, rules };
    let before = newsroom.store.spending(&of(setup, Period::Month), newsroom.clock.now()).await?;
    let begun = Stopwatch::now();
    let found = ask_engine(newsroom, &errand, &[&unit]).await?;
    let took = begun.elapsed().as_millis();
    let after = newsroom.store.spending(&of(setup, Period::Month), newsroom.clock.now()).await?;
    if let Some(halt) = found.halt {
        bail!("{}", words(&halt));
    }
    let Some(answer) = found.known.get(&unit.hash) else {
        bail!("`{name}` gave no translation of `{text}`");
    };
    let (_, said) = inline::write(&answer.text, &unit.codes);
    out::line(&said)?;
    let cost = Fare {
        chars: after.chars - before.chars,
        cost_micros: after.cost_micros - before.cost_micros,
    };
    out::error_plain(&format!("{} answered in {took} ms; {}", setup.engine.display(), fare(cost)));
    Ok(ExitCode::SUCCESS)
}
