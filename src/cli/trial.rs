//! `warta try`: shows what a source, an address or a file would bring, with evidence, and
//! writes nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args as ClapArgs;
use serde_json::json;
use url::Url;

use crate::cli::room::{self, configuration};
use crate::cli::{Cli, Wrong, evidence, out};
use crate::config::Config;
use crate::disk::files;
use crate::domain::release::Rejection;
use crate::domain::{Document, Language, Profile, Release, Rules, Schedule, SourceId};
use crate::pipeline::house::{Manners, SourceSetup};
use crate::pipeline::{Newsroom, pull};
use crate::source::{self, Context, Heard, Source};
use crate::store::Store;

/// Arguments of `warta try`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A source's id, the address of a feed, or a file.
    pub what: String,
    /// Show at most so many releases.
    #[arg(long, default_value_t = 3)]
    pub limit: usize,
    /// The language of an address or a file that says none itself.
    #[arg(long, default_value = "id", value_name = "TAG")]
    pub language: String,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What was found.
type Found = (Vec<Result<Release, Rejection>>, Vec<String>);

/// Shows it.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(cli: &Cli, args: &Args) -> anyhow::Result<ExitCode> {
    let config = configuration(&cli.home, cli.data.as_deref())?;
    let store = Store::open(&crate::store::Options::Sqlite(":memory:".into())).await?;
    let newsroom = room::newsroom(&config, store, None)?;
    let (found, warnings) = find(&newsroom, &config, args).await?;
    let total = found.len();
    let shown: Vec<_> = found.into_iter().take(args.limit).collect();
    if args.json {
        let releases: Vec<_> = shown
            .iter()
            .map(|one| match one {
                Ok(release) => json!(release),
                Err(rejection) => json!({ "refused": rejection.to_string() }),
            })
            .collect();
        out::json(&json!({ "found": total, "warnings": warnings, "releases": releases }))?;
    } else {
        for one in &shown {
            match one {
                Ok(release) => out::text(&format!("{}\n", evidence::print(release)))?,
                Err(rejection) => out::line(&format!("refused: {rejection}\n"))?,
            }
        }
        for warning in &warnings {
            out::line(&format!("warning: {warning}"))?;
        }
        let more = if total > shown.len() { ", --limit shows more" } else { "" };
        out::line(&format!("{total} found, {} shown{more}; nothing was written", shown.len()))?;
    }
    Ok(if total == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn find(newsroom: &Newsroom, config: &Config, args: &Args) -> anyhow::Result<Found> {
    let house = newsroom.house();
    if let Some(setup) = SourceId::parse(&args.what).ok().and_then(|id| house.sources.get(&id)) {
        return pull::rehearse(newsroom, setup).await.context(format!("`{}`", args.what));
    }
    let language = Language::parse(&args.language).map_err(|why| Wrong(why.to_string()))?;
    if let Ok(url) = Url::parse(&args.what)
        && matches!(url.scheme(), "http" | "https")
    {
        let table = format!("[feed]\nurl = {}", serde_json::to_string(url.as_str())?);
        let setup = made(config, "feed", &table, language)?;
        return pull::rehearse(newsroom, &setup).await.context(args.what.clone());
    }
    let path = PathBuf::from(&args.what);
    if !files::exists(&path) {
        let known: Vec<&str> = house.sources.keys().map(SourceId::as_str).collect();
        let words = format!(
            "`{}` is no source, no address and no file; the sources are: {}",
            args.what,
            known.join(", ")
        );
        return Err(Wrong(words).into());
    }
    file(newsroom, config, &path, language)
}

/// A file is read as a folder's would be; a feed by what it is.
fn file(
    newsroom: &Newsroom,
    config: &Config,
    path: &Path,
    language: Language,
) -> anyhow::Result<Found> {
    let bytes = files::read_bytes(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let document = Document::bare(&name.unwrap_or_default(), bytes);
    let drop = ["txt", "html", "htm", "md"];
    let folder = path.extension().is_some_and(|ending| drop.iter().any(|one| ending == *one));
    let setup = if folder {
        made(config, "folder", "[folder]\npath = \".\"", language)?
    } else {
        made(config, "feed", "[feed]\nurl = \"https://warta.example/\"", language)?
    };
    let reading = setup.source.read(Heard::Document(&document))?;
    let warnings = reading.warnings.into_iter().map(|warning| warning.what).collect();
    let found = reading.drafts.iter().map(|draft| pull::judged(newsroom, &setup, draft)).collect();
    Ok((found, warnings))
}

/// A source that is not configured, made for the trial.
fn made(
    config: &Config,
    kind: &str,
    table: &str,
    language: Language,
) -> anyhow::Result<SourceSetup> {
    let source = build(config, kind, table, &language)?;
    let profile = Profile {
        id: SourceId::parse("trial")?,
        name: "Trial".to_owned(),
        homepage: None,
        language,
        region: None,
        timezone: None,
        rights: None,
        full_text: true,
        rules: Rules::default(),
    };
    let schedule = Schedule::parse("every 1h")?;
    let manners = Manners::default();
    let (enabled, local_only, push_token) = (true, false, None);
    Ok(SourceSetup { profile, schedule, source, enabled, local_only, manners, push_token })
}

fn build(
    config: &Config,
    kind: &str,
    table: &str,
    language: &Language,
) -> anyhow::Result<Arc<dyn Source>> {
    let kind = source::KINDS
        .iter()
        .find(|known| known.name == kind)
        .context("this program was built without that kind of source")?;
    let inner = table.split_once('\n').map_or(table, |(_, inner)| inner);
    let text = format!("{{ {inner} }}");
    let value = toml::de::ValueDeserializer::parse(&text)?;
    let context = Context { home: config.home.clone(), language: language.clone(), zone: None };
    Ok((kind.build)(value, &context)?)
}
