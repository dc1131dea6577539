//! `warta releases`: lists releases.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::room::Room;
use crate::cli::{Wrong, out};
use crate::domain::release::Status;
use crate::domain::{Region, SourceId};
use crate::store::releases::{Filter, Standing};

/// Arguments of `warta releases`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only of this source.
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Only about this region or one below it, such as ID-KB.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Only with this status: usable, embargoed, held or withdrawn.
    #[arg(long, value_name = "STATUS",
          value_parser = ["usable", "embargoed", "held", "withdrawn"])]
    pub status: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    pub limit: i64,
    /// Print JSON, every field with its evidence.
    #[arg(long)]
    pub json: bool,
}

/// Prints the list.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let filter = Filter {
        source: args.source.as_deref().map(SourceId::parse).transpose().map_err(wrong)?,
        region: args.region.as_deref().map(Region::parse).transpose().map_err(wrong)?,
        status: args.status.as_deref().map(Status::from_name),
        limit: args.limit,
    };
    let releases = room.newsroom.store.releases(&filter).await?;
    if args.json {
        out::json(&releases)?;
    } else {
        let rows = releases.iter().map(row).collect();
        let head = ["release", "date", "status", "regions", "translations", "headline"];
        out::table(&head, rows, "no release yet; `warta pull` fetches some")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn wrong(why: impl std::fmt::Display) -> anyhow::Error {
    Wrong(why.to_string()).into()
}

fn row(one: &Standing) -> Vec<String> {
    let release = &one.release;
    let date = release.published.unwrap_or(one.seen).format("%Y-%m-%d").to_string();
    let regions: Vec<String> = release.regions.iter().map(|r| r.code.to_string()).collect();
    let translations: Vec<String> =
        one.translations.iter().map(|t| format!("{} {}", t.language, t.state)).collect();
    vec![
        release.id.to_string(),
        date,
        release.status.name().to_owned(),
        regions.join(" "),
        translations.join(", "),
        release.headline.clone(),
    ]
}
