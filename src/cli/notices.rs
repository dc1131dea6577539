//! `warta notices`: lists the change log.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::out;
use crate::cli::room::Room;
use crate::domain::Notice;

/// Arguments of `warta notices`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only those after this number.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    pub after: i64,
    /// At most so many.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub limit: i64,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints the list, oldest first.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let notices = room.newsroom.store.notices(args.after, args.limit).await?;
    if args.json {
        out::json(&notices)?;
    } else {
        let rows = notices.iter().map(row).collect();
        let head = ["seq", "at", "kind", "release", "language", "version", "note"];
        out::table(&head, rows, "nothing has happened yet")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(one: &Notice) -> Vec<String> {
    vec![
        one.seq.to_string(),
        out::moment(Some(one.at)),
        one.kind.name().to_owned(),
        one.release.to_string(),
        one.language.to_string(),
        one.version.to_string(),
        one.note.clone().unwrap_or_default(),
    ]
}
