//! `warta translate`: standard input to standard output, through plan, memory, engine and
//! checks.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::domain::release::Status;
use crate::domain::translation::{Origin, Provenance, Touch};
use crate::domain::{Language, Release, ReleaseId};
use crate::pipeline::house::EngineSetup;
use crate::pipeline::translate::host::ask_engine;
use crate::pipeline::translate::request::Errand;
use crate::pipeline::translate::{shelf, words};
use crate::text::html;
use crate::translate::{assemble, plan};

/// Arguments of `warta translate`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The language of the text.
    #[arg(long, value_name = "TAG")]
    pub from: String,
    /// The language wanted.
    #[arg(long, value_name = "TAG")]
    pub to: String,
    /// The engine, by its configured name; the first that takes the pair when none is named.
    #[arg(long, value_name = "NAME")]
    pub engine: Option<String>,
    /// Ask the engine for everything, and remember nothing.
    #[arg(long)]
    pub no_memory: bool,
}

/// Translates: each line of the input is a paragraph. What the checks found is told on standard
/// error; paragraphs with an error stay in their own language, and then the exit code is 1.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let from = Language::parse(&args.from).map_err(|why| Wrong(why.to_string()))?;
    let to = Language::parse(&args.to).map_err(|why| Wrong(why.to_string()))?;
    let house = room.newsroom.house();
    let setup = engine(&house.engines, args.engine.as_deref(), &from, &to)?;
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    let release = as_release(&text, &from)?;
    let rules = house.checks_for(None, &from, &to);
    let glossary = house.glossary_for(&from, &to);
    let plan = plan::make(&release, &to, &glossary).checked_by(rules);
    let mut shelf = shelf(setup, &from, &to);
    if args.no_memory {
        // A shelf of its own, which nobody will look at again.
        shelf.glossary = format!("trial-{}", uuid::Uuid::now_v7().simple());
    }
    let _presence = presence::enter(room).await?;
    let errand =
        Errand { setup, shelf: &shelf, source: None, budgets: &house.budgets, rules: &plan.rules };
    let units: Vec<_> = plan.units.iter().collect();
    let found = ask_engine(&room.newsroom, &errand, &units).await?;
    if let Some(halt) = found.halt {
        anyhow::bail!("{}", words(&halt));
    }
    let known = found.known;
    let provenance = provenance(room, setup);
    let made = assemble::translation(&release, 1, &to, &plan, &known, provenance);
    let lines: Vec<&str> = made.body.iter().map(|one| one.block.text.as_str()).collect();
    out::text(&format!("{}\n", lines.join("\n")))?;
    let mut all_well = true;
    for (number, one) in made.body.iter().enumerate() {
        let stays = one.origin == Origin::Original;
        for doubt in &one.doubts {
            let so = if stays { " stays as it was" } else { "" };
            out::error_plain(&format!("paragraph {}{so}: {doubt}", number + 1));
        }
        all_well &= !stays || one.segments.is_empty();
    }
    for doubt in &made.doubts {
        out::error_plain(&format!("all of it: {doubt}"));
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn engine<'a>(
    engines: &'a [EngineSetup],
    named: Option<&str>,
    from: &Language,
    to: &Language,
) -> anyhow::Result<&'a EngineSetup> {
    if let Some(name) = named {
        let known: Vec<&str> = engines.iter().map(|setup| setup.name.as_str()).collect();
        let setup = engines.iter().find(|setup| setup.name == name).ok_or_else(|| {
            Wrong(format!("no engine is called `{name}`; there are: {}", known.join(", ")))
        })?;
        if !setup.engine.takes(from, to) {
            return Err(Wrong(format!("`{name}` does not translate {from} to {to}")).into());
        }
        return Ok(setup);
    }
    engines.iter().find(|setup| setup.takes(from, to)).ok_or_else(|| {
        let words = format!(
            "no engine translates {from} to {to}; add one to `[[engine]]` in config/warta.toml"
        );
        Wrong(words).into()
    })
}

/// The text as a release of paragraphs, with no headline to translate.
fn as_release(text: &str, language: &Language) -> anyhow::Result<Release> {
    let body = html::plain_blocks(text);
    if body.is_empty() {
        return Err(Wrong("standard input holds no text".to_owned()).into());
    }
    Ok(Release {
        id: ReleaseId::parse("trial/000000000000")?,
        url: None,
        language: language.clone(),
        status: Status::Usable,
        headline: String::new(),
        headline_source: String::new(),
        subhead: None,
        reference: None,
        corrects: None,
        embargo_until: None,
        dateline: None,
        event: None,
        published: None,
        published_precision: None,
        byline: None,
        initials: Vec::new(),
        regions: Vec::new(),
        national: false,
        quotes: Vec::new(),
        summary: None,
        body,
        contacts: Vec::new(),
        hashtags: Vec::new(),
        ed_note: None,
        media: Vec::new(),
        subjects: Vec::new(),
        evidence: BTreeMap::new(),
    })
}

fn provenance(room: &Room, setup: &EngineSetup) -> Provenance {
    Provenance {
        engine: setup.name.clone(),
        display: setup.engine.display().to_owned(),
        model: setup.engine.model().map(str::to_owned),
        craft: String::new(),
        at: room.newsroom.clock.now(),
        unknown_share: None,
        hand: Touch::None,
        approved: None,
    }
}
