//! `warta pull`: one round now.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Tick};

use clap::Args as ClapArgs;
use futures_util::StreamExt;
use serde::Serialize;

use crate::cli::room::Room;
use crate::cli::run::lock;
use crate::cli::{Wrong, out, presence};
use crate::domain::SourceId;
use crate::pipeline::pull::{Report, pull};
use crate::pipeline::{Newsroom, StepError};
use crate::schedule::{start, worker};

/// Sources pulled side by side.
const SIDE_BY_SIDE: usize = 4;
/// Times a source with half-written files is looked at again.
const LOOKS: usize = 3;
/// How long the queue is waited for when the next job is due soon.
const PATIENCE: Duration = Duration::from_secs(3);

/// Arguments of `warta pull`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The sources to pull; all that are enabled when none is named.
    pub sources: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// One row of the table.
#[derive(Debug, Serialize)]
struct Line {
    source: SourceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
    millis: u64,
}

/// Pulls, works the queue until it is empty, and prints what came.
///
/// # Errors
///
/// Why it could not be done; a source that failed is a row, and exit code 1.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let newsroom = &room.newsroom;
    let chosen = chosen(room, &args.sources)?;
    let _presence = presence::enter(room).await?;
    let progress = out::Progress::start();
    let done = AtomicUsize::new(0);
    let count = chosen.len();
    let mut lines: Vec<Line> = futures_util::stream::iter(chosen)
        .map(|source| async {
            let line = line(newsroom, source).await;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress.say(&format!("pulled {done} of {count} sources"));
            line
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    lines.sort_by(|a, b| a.source.cmp(&b.source));
    let worked = AtomicUsize::new(0);
    let told = || {
        let worked = worked.fetch_add(1, Ordering::Relaxed) + 1;
        progress.say(&format!("translating and publishing: {worked} jobs done"));
    };
    worker::until_idle(newsroom, PATIENCE, &told).await?;
    whole_tree(room).await?;
    progress.end();
    let failed = lines.iter().any(|line| line.failed.is_some());
    if args.json {
        out::json(&lines)?;
    } else {
        let rows = lines.iter().map(row).collect();
        out::table(&["source", "outcome", "time"], rows, "no source is configured")?;
        for warning in
            lines.iter().filter_map(|line| line.report.as_ref()).flat_map(|r| &r.warnings)
        {
            out::error_plain(&format!("warning: {warning}"));
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Completes the folder of documents: empty editions and the stylesheet are no job's. A
/// service on the same database has done so at its start, and its files are left alone.
async fn whole_tree(room: &Room) -> anyhow::Result<()> {
    if room.config.house.publish_dir.is_some()
        && let Ok(_alone) = lock(&room.config)
    {
        start::write_tree(&room.newsroom).await?;
    }
    Ok(())
}

fn chosen(room: &Room, named: &[String]) -> anyhow::Result<Vec<SourceId>> {
    let house = room.newsroom.house();
    if named.is_empty() {
        let enabled = house.sources.iter().filter(|(_, setup)| setup.enabled);
        return Ok(enabled.map(|(id, _)| id.clone()).collect());
    }
    named
        .iter()
        .map(|name| {
            let id = SourceId::parse(name).ok().filter(|id| house.sources.contains_key(id));
            id.ok_or_else(|| {
                let known: Vec<String> = house.sources.keys().map(ToString::to_string).collect();
                Wrong(format!("no source is called `{name}`; there are: {}", known.join(", ")))
                    .into()
            })
        })
        .collect()
}

async fn line(newsroom: &Newsroom, source: SourceId) -> Line {
    let start = Tick::now();
    let result = settled(newsroom, &source).await;
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(report) => Line { source, report: Some(report), failed: None, millis },
        Err(failure) => Line { source, report: None, failed: Some(failure.to_string()), millis },
    }
}

/// Pulls a source; files that are still being written are waited for.
async fn settled(newsroom: &Newsroom, source: &SourceId) -> Result<Report, StepError> {
    let mut report = pull(newsroom, source).await?;
    for _ in 0..LOOKS {
        if !report.unsettled {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        let later = pull(newsroom, source).await?;
        report = Report {
            new: report.new + later.new,
            corrected: report.corrected + later.corrected,
            reinstated: report.reinstated + later.reinstated,
            withdrawn: report.withdrawn + later.withdrawn,
            refused: report.refused + later.refused,
            warnings: report.warnings.into_iter().chain(later.warnings).collect(),
            ..later
        };
    }
    Ok(report)
}

fn row(line: &Line) -> Vec<String> {
    let outcome = match (&line.report, &line.failed) {
        (Some(report), _) => outcome(report),
        (None, why) => format!("failed: {}", why.as_deref().unwrap_or("no reason is known")),
    };
    vec![line.source.to_string(), outcome, format!("{} ms", line.millis)]
}

fn outcome(report: &Report) -> String {
    let parts = [
        (report.new, "new"),
        (report.corrected, "corrected"),
        (report.reinstated, "reinstated"),
        (report.withdrawn, "withdrawn"),
        (report.refused, "refused"),
        (report.held_back, "gone but held back (see `warta alerts`)"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let mut outcome = if words.is_empty() { "same".to_owned() } else { words.join(", ") };
    if report.unsettled {
        outcome.push_str(", still being written");
    }
    outcome
}
