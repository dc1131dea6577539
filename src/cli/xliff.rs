//! `warta xliff`: a translation to a file for translators' tools, and back.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::edit::{laid_out, wrong};
use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::disk::files;
use crate::domain::translation::State;
use crate::pipeline::desk::{self, Sheet};
use crate::schedule::worker;
use crate::translate::edits;
use crate::translate::xliff::{self, Returned, Row};

/// How long the documents that follow are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Arguments of `warta xliff`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Which way.
    #[command(subcommand)]
    pub way: Way,
}

/// Out or in.
#[derive(Debug, Subcommand)]
pub enum Way {
    /// Write a translation as XLIFF 2.1.
    Export(ExportArgs),
    /// Take the texts of such a file that were changed, as `warta edit` does.
    Import(ImportArgs),
}

/// Arguments of `warta xliff export`.
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub lang: String,
    /// The file to write; one that is there is replaced.
    pub file: PathBuf,
}

/// Arguments of `warta xliff import`.
#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    /// The file, which names its release and language itself.
    pub file: PathBuf,
    /// Who wrote what is in it.
    #[arg(long, value_name = "NAME", default_value = "desk")]
    pub by: String,
}

/// Writes a file, or reads one and returns when the feeds show what is new in it.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    match &args.way {
        Way::Export(args) => export(room, args).await,
        Way::Import(args) => import(room, args).await,
    }
}

async fn export(room: &Room, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let sheet = laid_out(room, &args.release, &args.lang).await?;
    let places: Vec<String> = sheet.lines.iter().map(|line| edits::place(&line.unit)).collect();
    let rows: Vec<Row<'_>> = sheet
        .lines
        .iter()
        .zip(&places)
        .map(|(line, place)| Row {
            unit: &line.unit,
            place,
            text: line.text.as_deref(),
            hand: line.hand,
        })
        .collect();
    let standing = room.newsroom.store.release(&sheet.release).await?;
    let url = standing.and_then(|one| one.release.url);
    let release = sheet.release.to_string();
    let bytes = xliff::write(&xliff::Sheet {
        release: &release,
        url: url.as_deref(),
        from: &sheet.plan.from,
        to: &sheet.plan.to,
        approved: sheet.translation.as_ref().is_some_and(|made| made.state == State::Approved),
        rows: &rows,
    })?;
    files::write(&args.file, &bytes)?;
    out::line(&format!("wrote {} segments to {}", rows.len(), args.file.display()))?;
    Ok(ExitCode::SUCCESS)
}

async fn import(room: &Room, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let file = args.file.display();
    let text = files::read_text(&args.file)?;
    let back = xliff::read(&text).map_err(|why| Wrong(format!("{file}: {why}")))?;
    let sheet = laid_out(room, &back.release.to_string(), back.to.as_str()).await?;
    let texts = taken(&sheet, &back)?;
    let _presence = presence::enter(room).await?;
    let edited = desk::edit(&room.newsroom, &sheet, &args.by, &texts).await;
    let (taken, doubts) = edited.map_err(wrong)?;
    for (number, doubt) in &doubts {
        out::error_plain(&format!("segment {number}: {doubt}; it stands as it was written"));
    }
    worker::until_idle(&room.newsroom, PATIENCE, &|| {}).await?;
    let (id, language) = (&sheet.release, &sheet.plan.to);
    out::line(&format!("edited {taken} of {} segments of {id} in {language}", sheet.lines.len()))?;
    Ok(ExitCode::SUCCESS)
}

/// The texts that are not as they stand. A file written for another source is not taken: not
/// even where its other segments would fit, since nobody has read the release as it is now.
fn taken(sheet: &Sheet, back: &Returned) -> anyhow::Result<Vec<(usize, String)>> {
    if back.from != sheet.plan.from {
        let said = format!("`{}` is in {}, not in {}", back.release, sheet.plan.from, back.from);
        return Err(Wrong(said).into());
    }
    let (mut texts, mut stale) = (Vec::new(), Vec::new());
    for segment in &back.segments {
        let line = sheet.lines.iter().find(|line| {
            line.unit.hash == segment.hash && line.unit.segment.text == segment.source
        });
        match (line, &segment.target) {
            (None, _) => stale.push(format!("{} ({})", segment.id, segment.place)),
            (Some(line), Some(target)) if line.text.as_ref() != Some(target) => {
                texts.push((line.number, target.clone()));
            }
            _ => {}
        }
    }
    if stale.is_empty() {
        return Ok(texts);
    }
    let said = format!(
        "the source changed since the file was written, in {}; export it again",
        stale.join(", ")
    );
    Err(Wrong(said).into())
}
