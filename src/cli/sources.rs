//! `warta sources`: lists sources, and lets a withdrawal of many releases through.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::room::Room;
use crate::cli::{Wrong, out};
use crate::domain::SourceId;
use crate::store::StoreError;
use crate::store::sources::SourceRow;

/// How long a confirmation holds.
const CONFIRMED: Duration = Duration::from_hours(1);

/// Arguments of `warta sources`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Also list the drafts that were refused, and why.
    #[arg(long)]
    pub refused: bool,
    /// What to do instead of listing.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done to a source.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Let the withdrawal of many releases of a source through at its next pull.
    Confirm {
        /// The source.
        source: String,
    },
}

/// Prints the list, or confirms.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    if let Some(Command::Confirm { source }) = &args.command {
        return confirm(room, source).await;
    }
    let store = &room.newsroom.store;
    if args.refused {
        let refused = store.refusals().await?;
        if args.json {
            out::json(&refused)?;
        } else {
            let row = |one: &crate::store::sources::RefusedRow| {
                let why = format!("{}: {}", one.rule, one.why);
                vec![one.source.clone(), one.name.clone(), why]
            };
            let rows = refused.iter().map(row).collect();
            out::table(&["source", "draft", "why"], rows, "nothing was refused")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let sources = store.sources().await?;
    if args.json {
        out::json(&sources)?;
    } else {
        let rows = sources.iter().map(row).collect();
        let head = ["source", "state", "last pull", "next pull", "releases", "refused"];
        out::table(&head, rows, "no source is configured")?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn confirm(room: &Room, source: &str) -> anyhow::Result<ExitCode> {
    let id = SourceId::parse(source).map_err(|why| Wrong(why.to_string()))?;
    let now = room.newsroom.clock.now();
    match room.newsroom.store.confirm_source(&id, CONFIRMED, now).await {
        Ok(()) => {}
        Err(StoreError::NoSuch(words)) => return Err(Wrong(words).into()),
        Err(other) => return Err(other.into()),
    }
    out::line(&format!(
        "the withdrawals of `{id}` are let through for an hour; `warta pull {id}` makes them now"
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn row(one: &SourceRow) -> Vec<String> {
    let state = match (&one.last_error, one.ok_at) {
        (Some(why), _) => format!("failed {} times: {why}", one.failures),
        (None, Some(_)) => "well".to_owned(),
        (None, None) => "never pulled".to_owned(),
    };
    vec![
        one.id.to_string(),
        state,
        out::moment(one.pulled_at),
        out::moment(one.next_at),
        one.releases.to_string(),
        one.refused.to_string(),
    ]
}
