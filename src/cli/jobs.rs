//! `warta jobs`: lists the queue, and tries dead jobs again.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::out;
use crate::cli::room::Room;
use crate::domain::job::JobState;
use crate::store::queue::JobRow;

/// Arguments of `warta jobs`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Make dead jobs ready again; a running service works them, or the next `warta pull`.
    #[arg(long)]
    pub retry: bool,
    /// At most so many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    pub limit: i64,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints the list: dead jobs, then living ones, then those that ended last.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let store = &room.newsroom.store;
    if args.retry {
        let now = room.newsroom.clock.now();
        let count = store.retry_dead(now).await?;
        for alert in store.alerts(false).await?.iter().filter(|one| one.kind == "job.dead") {
            store.clear(&alert.key, now).await?;
        }
        out::line(&format!("{count} dead jobs are ready again"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let jobs = store.jobs(args.limit).await?;
    if args.json {
        out::json(&jobs)?;
    } else {
        let rows = jobs.iter().map(row).collect();
        let head = ["job", "about", "state", "tries", "when", "last error"];
        out::table(&head, rows, "the queue is empty")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(one: &JobRow) -> Vec<String> {
    let (state, when) = match one.state {
        JobState::Ready => ("ready", Some(one.run_at)),
        JobState::Running => ("running", Some(one.run_at)),
        JobState::Done => ("done", one.done_at),
        JobState::Dead => ("dead", one.done_at),
    };
    vec![
        one.kind.clone(),
        one.name.clone(),
        state.to_owned(),
        one.attempts.to_string(),
        out::moment(when),
        one.last_error.clone().unwrap_or_default(),
    ]
}
