//! `warta alerts`: lists what an operator should know.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::out;
use crate::cli::room::Room;
use crate::domain::Alert;

/// Arguments of `warta alerts`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Also those whose cause is gone.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints the list, newest first.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let alerts = room.newsroom.store.alerts(args.all).await?;
    if args.json {
        out::json(&alerts)?;
    } else {
        let row = |one: &Alert| {
            let cleared = one.cleared.map_or_else(|| "open".to_owned(), |at| out::moment(Some(at)));
            vec![out::moment(Some(one.since)), cleared, one.words.clone()]
        };
        let rows = alerts.iter().map(row).collect();
        out::table(&["since", "cleared", "alert"], rows, "all is well")?;
    }
    Ok(ExitCode::SUCCESS)
}
