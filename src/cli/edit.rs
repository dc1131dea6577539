//! `warta edit`: a translation's segments on a sheet, and a person's words in their place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args as ClapArgs;

use crate::cli::release::find;
use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::disk::files;
use crate::domain::desk::Decision;
use crate::domain::segment::Hand;
use crate::domain::translation::State;
use crate::domain::{Language, Remembrance};
use crate::pipeline::desk::{self, DeskError, Line, Sheet};
use crate::pipeline::offers::{Offer, offers};
use crate::schedule::worker;
use crate::translate::edits;

/// How long the documents that follow are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Arguments of `warta edit`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub lang: String,
    /// The number of the segment to write.
    #[arg(long, value_name = "N", requires = "text", conflicts_with = "file")]
    pub segment: Option<usize>,
    /// Its text; codes such as `<1>` stand for formatting and what must not change.
    #[arg(long, value_name = "T", requires = "segment")]
    pub text: Option<String>,
    /// A file of texts: a number, a tab and the text on each line, as this command prints them.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Who writes.
    #[arg(long, value_name = "NAME", default_value = "desk")]
    pub by: String,
}

/// Arguments of `warta approve`.
#[derive(Debug, ClapArgs)]
pub struct ApproveArgs {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub lang: String,
    /// Who read it and stands for it.
    #[arg(long, value_name = "NAME")]
    pub by: String,
}

/// Arguments of `warta reject`.
#[derive(Debug, ClapArgs)]
pub struct RejectArgs {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub lang: String,
    /// Who refuses it.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why; for the desk, readers do not see it.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Prints the segments, or takes texts for them and returns when the feeds show them.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let sheet = laid_out(room, &args.release, &args.lang).await?;
    let texts = match (args.segment, &args.text, &args.file) {
        (Some(number), Some(text), _) => vec![(number, text.clone())],
        (_, _, Some(path)) => changed(&sheet, written(&files::read_text(path)?)?),
        _ => {
            let offers = offers(&room.newsroom.store, &sheet).await?;
            out::text(&printed(&sheet, &offers))?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    named(&args.by)?;
    let _presence = presence::enter(room).await?;
    let edited = desk::edit(&room.newsroom, &sheet, &args.by, &texts).await;
    let (taken, doubts) = edited.map_err(wrong)?;
    for (number, doubt) in &doubts {
        out::error_plain(&format!("segment {number}: {doubt}; it stands as you wrote it"));
    }
    worker::until_idle(&room.newsroom, PATIENCE, &|| {}).await?;
    let (id, language) = (&sheet.release, &sheet.plan.to);
    out::line(&format!("edited {taken} of {} segments of {id} in {language}", sheet.lines.len()))?;
    Ok(ExitCode::SUCCESS)
}

/// Approves a translation, and returns when the feeds show it without its label.
///
/// # Errors
///
/// Why it could not be done.
pub async fn approve(room: &Room, args: &ApproveArgs) -> anyhow::Result<ExitCode> {
    let sheet = laid_out(room, &args.release, &args.lang).await?;
    let state = decide(room, &sheet, Decision::Approved, &args.by, None).await?;
    let (id, language) = (&sheet.release, &sheet.plan.to);
    if state != Some(State::Approved) {
        anyhow::bail!("`{id}` in {language} changed meanwhile; read it again");
    }
    out::line(&format!("{} approved {id} in {language}", args.by))?;
    Ok(ExitCode::SUCCESS)
}

/// Rejects a translation, and returns when no feed shows it any more.
///
/// # Errors
///
/// Why it could not be done.
pub async fn reject(room: &Room, args: &RejectArgs) -> anyhow::Result<ExitCode> {
    let sheet = laid_out(room, &args.release, &args.lang).await?;
    decide(room, &sheet, Decision::Rejected, &args.by, Some(&args.reason)).await?;
    let (id, language) = (&sheet.release, &sheet.plan.to);
    out::line(&format!("{} rejected {id} in {language}; no feed shows it", args.by))?;
    Ok(ExitCode::SUCCESS)
}

async fn decide(
    room: &Room,
    sheet: &Sheet,
    decision: Decision,
    by: &str,
    reason: Option<&str>,
) -> anyhow::Result<Option<State>> {
    named(by)?;
    let newsroom = &room.newsroom;
    let _presence = presence::enter(room).await?;
    desk::review(newsroom, sheet, decision, by, reason).await.map_err(wrong)?;
    worker::until_idle(newsroom, PATIENCE, &|| {}).await?;
    let made = newsroom.store.translation(&sheet.release, &sheet.plan.to).await?;
    Ok(made.map(|made| made.state))
}

pub(super) async fn laid_out(room: &Room, typed: &str, lang: &str) -> anyhow::Result<Sheet> {
    let language = Language::parse(lang).map_err(|why| Wrong(why.to_string()))?;
    let id = find(room, typed).await?;
    desk::sheet(&room.newsroom, &id, &language).await.map_err(wrong)
}

/// What a person did wrong has another exit code than what failed.
pub(super) fn wrong(error: DeskError) -> anyhow::Error {
    match error {
        DeskError::Store(failure) => failure.into(),
        other => Wrong(other.to_string()).into(),
    }
}

fn named(by: &str) -> anyhow::Result<()> {
    if by.trim().is_empty() {
        return Err(Wrong("`--by` needs a name".to_owned()).into());
    }
    Ok(())
}

/// The sheet as lines: what `--file` takes, and comments between.
fn printed(sheet: &Sheet, offers: &BTreeMap<usize, Vec<Offer>>) -> String {
    let mut page = String::new();
    for line in &sheet.lines {
        let its = offers.get(&line.number).map_or(&[][..], Vec::as_slice);
        // Writing into a string cannot fail.
        one(&mut page, line, its).unwrap_or(());
    }
    page
}

fn one(page: &mut String, line: &Line, offers: &[Offer]) -> std::fmt::Result {
    let whose = if line.text.is_some() { line.hand.name() } else { "not translated" };
    writeln!(page, "# {} {}, {whose}", line.number, edits::place(&line.unit))?;
    writeln!(page, "#   {}", flat(&line.unit.segment.text))?;
    if let Some(beside) = &line.beside {
        let shown = if beside.shown { "shown" } else { "not shown: it tells another thing" };
        writeln!(page, "#   the source changed; it was: {}", flat(&beside.source))?;
        writeln!(page, "#   {} wrote ({shown}): {}", beside.by, flat(&beside.text))?;
        let machine = beside.machine.as_deref().unwrap_or("nothing yet");
        writeln!(page, "#   the machine proposes: {}", flat(machine))?;
    }
    for Offer { percent, remembered } in offers {
        writeln!(page, "#   {percent} % alike: {}", flat(&remembered.segment.text))?;
        writeln!(page, "#     {} said: {}", whose_words(remembered), flat(&remembered.text))?;
    }
    writeln!(page, "{}\t{}", line.number, flat(line.text.as_deref().unwrap_or_default()))
}

fn whose_words(one: &Remembrance) -> &str {
    match one.hand {
        Hand::Machine => &one.engine,
        Hand::Import if one.by.is_empty() => "an imported memory",
        Hand::Import | Hand::Person => &one.by,
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of a file that are not as they were printed.
fn changed(sheet: &Sheet, texts: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let printed = |number: usize| {
        let line = sheet.lines.iter().find(|line| line.number == number)?;
        line.text.as_deref().map(flat)
    };
    texts.into_iter().filter(|(number, text)| printed(*number) != Some(flat(text))).collect()
}

/// Reads such lines; a number without a text is left as it is.
fn written(text: &str) -> anyhow::Result<Vec<(usize, String)>> {
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let read = line.split_once('\t').and_then(|(number, text)| {
            Some((number.trim().parse::<usize>().ok()?, text.trim().to_owned()))
        });
        let Some((number, text)) = read else {
            let said = format!("line {} is not a number, a tab and a text", at + 1);
            return Err(Wrong(said).into());
        };
        if !text.is_empty() {
            all.push((number, text));
        }
    }
    Ok(all)
}
