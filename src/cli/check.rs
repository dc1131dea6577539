//! `warta check`: reads the whole configuration, runs the sources' tests, and with
//! `--database` looks at the database.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::room::{self, configuration};
use crate::cli::{Cli, out};
use crate::config::{Config, SourceTest};
use crate::disk::files;
use crate::domain::feed::{Otherwise, is_original};
use crate::domain::release::{Rejection, Status};
use crate::domain::{Document, Language, Release, SourceId};
use crate::pipeline::house::{House, SourceSetup};
use crate::pipeline::{Newsroom, pull};
use crate::source::Heard;
use crate::store::Store;

/// Arguments of `warta check`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Also check the database: its own integrity, and what must always hold.
    #[arg(long)]
    pub database: bool,
}

/// Checks; exit code 2 when the configuration is wrong, 1 when a test or the database is.
///
/// # Errors
///
/// [`crate::config::Faults`], all of them.
pub async fn run(cli: &Cli, args: &Args) -> anyhow::Result<ExitCode> {
    let config = configuration(&cli.home, cli.data.as_deref())?;
    let house = &config.house;
    out::line(&format!(
        "configuration: {}, {}, {}",
        count(house.sources.len(), "source"),
        count(house.engines.len(), "engine"),
        count(house.targets().count(), "feed"),
    ))?;
    for warning in silent(house) {
        out::line(&format!("warning: {warning}"))?;
    }
    let mut fine = sources(&config).await?;
    if args.database {
        fine &= database(&config).await?;
    }
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Languages of feeds into which nothing can come: none of their sources writes in them, and
/// no engine translates from one's language. One sentence a feed file and language.
fn silent(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    for spec in &house.feeds {
        let taken = |id: &SourceId, setup: &SourceSetup| setup.enabled && spec.takes(id);
        let written: BTreeSet<&Language> = house
            .sources
            .iter()
            .filter(|(id, setup)| taken(id, setup))
            .map(|(_, setup)| &setup.profile.language)
            .collect();
        for language in &spec.languages {
            let comes = |from: &&Language| {
                is_original(from, language) || house.engines_for(from, language).next().is_some()
            };
            if written.is_empty() || written.iter().any(comes) {
                continue;
            }
            let what = match spec.waiting.otherwise {
                Otherwise::Hold => "its feeds stay empty",
                Otherwise::Original | Otherwise::Title => "its feeds show originals",
            };
            said.push(format!(
                "feeds/{}.toml: no source of it writes `{language}`, and no engine translates \
                 into it from what they write: {what}",
                spec.name
            ));
        }
    }
    said
}

/// Runs every source's tests against rules alone: nothing is asked, nothing written.
async fn sources(config: &Config) -> anyhow::Result<bool> {
    if config.tests.is_empty() {
        return Ok(true);
    }
    // The rules need no database; an empty one in memory stands in for it.
    let options = crate::store::Options::Sqlite(":memory:".into());
    let store = Store::open(&options).await?;
    let newsroom = room::newsroom(config, store, None)?;
    let mut passed = 0;
    for test in &config.tests {
        let document = test.document.display();
        match one(&newsroom, config, test) {
            Ok(()) => passed += 1,
            Err(wrong) => {
                for line in wrong {
                    out::line(&format!("{}: {document}: {line}", test.file))?;
                }
            }
        }
    }
    out::line(&format!("tests of sources: {passed} of {} passed", config.tests.len()))?;
    Ok(passed == config.tests.len())
}

fn one(newsroom: &Newsroom, config: &Config, test: &SourceTest) -> Result<(), Vec<String>> {
    let house = newsroom.house();
    let said = |words: String| vec![words];
    let setup = house
        .sources
        .get(&test.source)
        .ok_or_else(|| said(format!("`{}` is not configured", test.source)))?;
    let path = config.home.join(&test.document);
    let bytes = files::read_bytes(&path).map_err(|why| said(why.to_string()))?;
    let name = test.document.file_name().map(|name| name.to_string_lossy().into_owned());
    let document = Document::bare(&name.unwrap_or_default(), bytes);
    let reading =
        setup.source.read(Heard::Document(&document)).map_err(|why| said(why.to_string()))?;
    let found: Vec<Result<Release, Rejection>> =
        reading.drafts.iter().map(|draft| pull::judged(newsroom, setup, draft)).collect();
    let mut wrong = Vec::new();
    let kept = found.iter().flatten().count();
    if let Some(wanted) = test.releases
        && kept != wanted
    {
        wrong.push(format!("holds {kept} releases, not {wanted}"));
    }
    let refused = found.iter().find_map(|one| one.as_ref().err());
    if let Some(rule) = &test.refused
        && refused.is_none_or(|rejection| rejection.rule != rule)
    {
        let found = refused.map_or_else(|| "by nothing".to_owned(), |r| format!("by `{}`", r.rule));
        wrong.push(format!("is refused {found}, not by `{rule}`"));
    }
    match (found.iter().find_map(|one| one.as_ref().ok()), refused) {
        (Some(release), _) => wrong.extend(compare(test, release)),
        _ if test.refused.is_some() || test.releases == Some(0) => {}
        (None, Some(rejection)) => wrong.push(format!("is no release: {rejection}")),
        (None, None) => wrong.push("holds no release".to_owned()),
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn compare(test: &SourceTest, release: &Release) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut field = |name: &str, wanted: Option<String>, found: Option<String>| {
        if let Some(wanted) = wanted
            && Some(&wanted) != found.as_ref()
        {
            let found = found.unwrap_or_else(|| "nothing".to_owned());
            wrong.push(format!("{name} is `{found}`, not `{wanted}`"));
        }
    };
    field("headline", test.headline.clone(), Some(release.headline.clone()));
    let place = release.dateline.as_ref().and_then(|dateline| dateline.place.clone());
    field("place", test.place.clone(), place);
    let language = test.language.as_ref().map(ToString::to_string);
    field("language", language, Some(release.language.to_string()));
    let event = release.event.as_ref().map(|event| event.date.to_string());
    field("event", test.event.clone(), event);
    field("byline", test.byline.clone(), release.byline.clone());
    let initials = test.initials.as_ref().map(|all| all.join(" "));
    field("initials", initials, Some(release.initials.join(" ")));
    let published = release.published.map(|at| at.to_rfc3339());
    if let Some(wanted) = &test.published
        && !published.as_ref().is_some_and(|found| found.starts_with(wanted))
    {
        let found = published.unwrap_or_else(|| "nothing".to_owned());
        wrong.push(format!("published is `{found}`, not `{wanted}`"));
    }
    let held = release.status == Status::Held;
    if test.held.is_some_and(|wanted| wanted != held) {
        wrong.push(format!("{} for a person", if held { "waits" } else { "does not wait" }));
    }
    for subject in test.subjects.iter().flatten() {
        if !release.subjects.contains(subject) {
            let found = release.subjects.join(" ");
            wrong.push(format!("subjects are `{found}`, without `{subject}`"));
        }
    }
    for region in test.regions.iter().flatten() {
        if !release.regions.iter().any(|found| found.code == *region) {
            let found: Vec<&str> = release.regions.iter().map(|r| r.code.as_str()).collect();
            wrong.push(format!("regions are `{}`, without `{region}`", found.join(" ")));
        }
    }
    wrong
}

async fn database(config: &Config) -> anyhow::Result<bool> {
    let store = room::open_store(config).await?;
    store.settle_authority(&config.house.authority).await?;
    let faults = store.integrity().await?;
    for fault in &faults {
        out::line(&format!("database: {fault}"))?;
    }
    if faults.is_empty() {
        out::line("database: sound")?;
    }
    Ok(faults.is_empty())
}
