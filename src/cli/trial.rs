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
use crate::domain::{Document, Language, Profile, Release, Reply, Rules, Schedule, SourceId};
use crate::pipeline::house::{Manners, SourceSetup};
use crate::pipeline::{Newsroom, ask, pull};
use crate::source::discover::{Discovery, Proposal};
use crate::source::{self, Context, Heard, Source};
use crate::store::Store;

/// Arguments of `warta try`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A source's id, the address of a site or a feed, or a file. Of a site it finds out what
    /// it could be read as, best first, and prints a source file.
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
#[derive(Default)]
struct Trial {
    found: Vec<Result<Release, Rejection>>,
    warnings: Vec<String>,
    /// What a site could be read as, best first; what was found was pulled by the first.
    proposals: Vec<Proposal>,
}

impl From<(Vec<Result<Release, Rejection>>, Vec<String>)> for Trial {
    fn from((found, warnings): (Vec<Result<Release, Rejection>>, Vec<String>)) -> Self {
        Self { found, warnings, proposals: Vec::new() }
    }
}

/// Shows it.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(cli: &Cli, args: &Args) -> anyhow::Result<ExitCode> {
    let config = configuration(&cli.home, cli.data.as_deref())?;
    let store = Store::open(&crate::store::Options::Sqlite(":memory:".into())).await?;
    let newsroom = room::newsroom(&config, store, None)?;
    let Trial { found, warnings, proposals } = find(&newsroom, &config, args).await?;
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
        let language = Language::parse(&args.language).map_err(|why| Wrong(why.to_string()))?;
        let proposed: Vec<_> = proposals
            .iter()
            .map(|one| json!({ "kind": one.kind, "why": one.why, "file": one.file(&language) }))
            .collect();
        out::json(&json!({
            "found": total, "warnings": warnings, "releases": releases, "proposals": proposed,
        }))?;
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
        offer(&proposals, args)?;
    }
    Ok(if total == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn find(newsroom: &Newsroom, config: &Config, args: &Args) -> anyhow::Result<Trial> {
    let house = newsroom.house();
    if let Some(setup) = SourceId::parse(&args.what).ok().and_then(|id| house.sources.get(&id)) {
        let found = pull::rehearse(newsroom, setup).await.context(format!("`{}`", args.what))?;
        return Ok(found.into());
    }
    let language = Language::parse(&args.language).map_err(|why| Wrong(why.to_string()))?;
    if let Ok(url) = Url::parse(&args.what)
        && matches!(url.scheme(), "http" | "https")
    {
        return discover(newsroom, config, args, url, language).await;
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

/// Finds out what a site could be read as, and reads it as the best of that.
async fn discover(
    newsroom: &Newsroom,
    config: &Config,
    args: &Args,
    url: Url,
    language: Language,
) -> anyhow::Result<Trial> {
    let mut discovery = Discovery::new(url);
    let mut failure = None;
    while let Some(ask) = discovery.asks() {
        match ask::answer(newsroom, &ask).await {
            Ok(Reply::Fresh(document)) => discovery.hear(&document),
            Ok(_) => {}
            // Only the address itself must answer; the rest is looked for.
            Err(error) => {
                failure.get_or_insert(error);
            }
        }
    }
    let proposals = discovery.proposals();
    let Some(best) = proposals.first() else {
        let why = failure.map_or_else(String::new, |error| format!(": {error}"));
        anyhow::bail!("{}: there is nothing that could be read as a source{why}", args.what);
    };
    let language = best.language.clone().unwrap_or(language);
    let table = best.table(Some(args.limit));
    let setup = made(config, best.kind, &table, language)?;
    let (found, warnings) = pull::rehearse(newsroom, &setup).await.context(args.what.clone())?;
    Ok(Trial { found, warnings, proposals })
}

/// Prints what a site could be read as, and a source file for the best of it.
fn offer(proposals: &[Proposal], args: &Args) -> anyhow::Result<()> {
    let Some(best) = proposals.first() else { return Ok(()) };
    let language = Language::parse(&args.language).map_err(|why| Wrong(why.to_string()))?;
    out::line("\nfound on the site, best first:")?;
    for one in proposals {
        let table = one.table(None);
        let keys = table.trim().replace('\n', ", ");
        out::line(&format!("  {:<10} {} ({keys})", one.kind, one.why))?;
    }
    out::line("\n# keep this as a file in config/sources/:")?;
    out::text(&best.file(&language))?;
    Ok(())
}

/// A file is read as a folder's would be; a feed by what it is.
fn file(
    newsroom: &Newsroom,
    config: &Config,
    path: &Path,
    language: Language,
) -> anyhow::Result<Trial> {
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
    Ok(Trial { found, warnings, proposals: Vec::new() })
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
    Ok(SourceSetup {
        profile,
        schedule,
        source,
        enabled: true,
        local_only: false,
        manners,
        shared: false,
        push_token: None,
    })
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
    let inner = table.strip_prefix('[').and_then(|rest| rest.split_once('\n'));
    let inner = inner.map_or(table, |(_, inner)| inner);
    let text = format!("{{ {} }}", inner.trim().replace('\n', ", "));
    let value = toml::de::ValueDeserializer::parse(&text)?;
    let context = Context {
        home: config.home.clone(),
        language: language.clone(),
        zone: None,
        open: &|_| Err("what is tried by its address alone has no secrets".to_owned()),
    };
    Ok((kind.build)(value, &context)?)
}
