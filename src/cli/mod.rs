//! The command line: one file a command.
//!
//! Only this floor reads configuration; it gives every other floor its own part of it.
//! [`run_program`] reads the arguments and says how it ended: 0 done, 1 something failed and
//! said what, 2 wrong use or wrong configuration. [`room`] opens what commands work in,
//! [`out`] prints.

pub mod alerts;
pub mod check;
pub mod completions;
pub mod edit;
pub mod engines;
pub mod evidence;
pub mod feeds;
pub mod glossary;
pub mod init;
pub mod jobs;
pub mod memory;
pub mod notices;
pub mod out;
pub mod plan;
pub mod presence;
pub mod pull;
pub mod read;
pub mod reference;
pub mod release;
pub mod releases;
pub mod retranslate;
pub mod room;
pub mod run;
pub mod seal;
pub mod search;
pub mod sources;
pub mod translate;
pub mod trial;
pub mod withdraw;
pub mod xliff;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::room::Room;
use crate::telemetry;

/// Pulls press releases, normalises them, has them translated, and publishes feeds per
/// language and region.
#[derive(Debug, Parser)]
#[command(name = "warta", version, about, max_term_width = 100, after_help = AFTER)]
pub struct Cli {
    /// The folder an instance lives in: config/, feeds/ and data/.
    #[arg(long, global = true, env = "WARTA_HOME", default_value = ".", value_name = "DIR")]
    pub home: PathBuf,
    /// The folder for what warta writes, if not data/ in the home.
    #[arg(long, global = true, env = "WARTA_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Say more on standard error: once for what happens, twice for every step.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER: &str = "Start with `warta init DIR`, then `warta --home DIR check`, `pull` and `run`.\n\
                     Exit codes: 0 done, 1 something failed, 2 wrong use or wrong configuration.";

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small, commented home that works at once.
    Init(init::Args),
    /// Run the service: schedule, workers and HTTP.
    Run(run::Args),
    /// Pull sources now, work the queue until it is empty, and print what came.
    Pull(pull::Args),
    /// Read the whole configuration and run the sources' tests; list every fault.
    Check(check::Args),
    /// Show what a source, an address or a file would bring, with evidence; write nothing.
    Try(trial::Args),
    /// Print what the feed reader makes of documents, as JSON.
    Read(read::Args),
    /// Translate standard input to standard output.
    Translate(translate::Args),
    /// List engines with their limits, prices, state and use; try one.
    Engines(engines::Args),
    /// Reckon what translating a source will cost.
    Plan(plan::Args),
    /// Translate a source's releases once more: what terms, engines or checks have changed.
    Retranslate(retranslate::Args),
    /// Count the terms of each pair; take them out as TBX, or bring them in.
    Glossary(glossary::Args),
    /// Show what is remembered; take it out as TMX, or bring it in.
    Memory(memory::Args),
    /// List releases, newest first.
    Releases(releases::Args),
    /// Find releases and translations by words and regions, newest first.
    Search(search::Args),
    /// Show one release, the versions of its text, or what differs between two of them.
    Release(release::Args),
    /// List feeds with their addresses and how many entries they hold.
    Feeds(feeds::Args),
    /// List sources and how they stand; let a withdrawal of many releases through.
    Sources(sources::Args),
    /// List the queue; try dead jobs again.
    Jobs(jobs::Args),
    /// List the change log.
    Notices(notices::Args),
    /// List what an operator should know.
    Alerts(alerts::Args),
    /// Print a translation's segments, or write some of them yourself.
    Edit(edit::Args),
    /// Stand for a translation by name: its feeds drop the line about the machine.
    Approve(edit::ApproveArgs),
    /// Refuse a translation: no feed shows it until somebody edits or approves it.
    Reject(edit::RejectArgs),
    /// Give a translation to translators' tools as XLIFF 2.1, and take it back.
    Xliff(xliff::Args),
    /// Take a release back in every language and feed.
    Withdraw(withdraw::Args),
    /// Undo a withdrawal, or let a held release go.
    Reinstate(withdraw::ReinstateArgs),
    /// Leave an earlier version of a release out of what the public sees, or show it again.
    Seal(seal::Args),
    /// Print the reference of commands and configuration, or write it and the schemas.
    Reference(reference::Args),
    /// Print a shell's completion script.
    Completions(completions::Args),
}

/// Wrong use or wrong configuration: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(pub String);

/// Reads the arguments, does what they say, and gives the exit code.
#[must_use]
pub fn run_program() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            let help = !usage.use_stderr();
            // Writing help to a closed pipe is no reason to fail.
            usage.print().unwrap_or_default();
            return ExitCode::from(if help { 0 } else { 2 });
        }
    };
    telemetry::init(cli.verbose, matches!(cli.command, Command::Run(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            out::error(&format!("the runtime could not be started: {why}"));
            return ExitCode::FAILURE;
        }
    };
    let code = match runtime.block_on(dispatch(&cli)) {
        Ok(code) => code,
        Err(failure) => failed(&failure),
    };
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    code
}

fn failed(failure: &anyhow::Error) -> ExitCode {
    if failure.downcast_ref::<std::io::Error>().is_some_and(out::is_closed_pipe) {
        return ExitCode::SUCCESS;
    }
    if let Some(faults) = failure.downcast_ref::<crate::config::Faults>() {
        out::error_plain(&faults.render(out::colour(), out::width()));
        return ExitCode::from(2);
    }
    out::error(&format!("{failure:#}"));
    let wrong = failure.downcast_ref::<Wrong>().is_some();
    ExitCode::from(if wrong { 2 } else { 1 })
}

async fn dispatch(cli: &Cli) -> anyhow::Result<ExitCode> {
    let open = || Room::open(&cli.home, cli.data.as_deref());
    match &cli.command {
        Command::Init(args) => init::run(args),
        Command::Run(args) => run::run(cli, args).await,
        Command::Pull(args) => pull::run(&open().await?, args).await,
        Command::Check(args) => check::run(cli, args).await,
        Command::Try(args) => trial::run(cli, args).await,
        Command::Read(args) => read::run(args),
        Command::Translate(args) => translate::run(&open().await?, args).await,
        Command::Engines(args) => engines::run(&open().await?, args).await,
        Command::Plan(args) => plan::run(&open().await?, args).await,
        Command::Retranslate(args) => retranslate::run(&open().await?, args).await,
        Command::Glossary(args) => glossary::run(&open().await?, args),
        Command::Memory(args) => memory::run(&open().await?, args).await,
        Command::Releases(args) => releases::run(&open().await?, args).await,
        Command::Search(args) => search::run(&open().await?, args).await,
        Command::Release(args) => release::run(&open().await?, args).await,
        Command::Feeds(args) => feeds::run(&open().await?, args).await,
        Command::Sources(args) => sources::run(&open().await?, args).await,
        Command::Jobs(args) => jobs::run(&open().await?, args).await,
        Command::Notices(args) => notices::run(&open().await?, args).await,
        Command::Alerts(args) => alerts::run(&open().await?, args).await,
        Command::Edit(args) => edit::run(&open().await?, args).await,
        Command::Approve(args) => edit::approve(&open().await?, args).await,
        Command::Reject(args) => edit::reject(&open().await?, args).await,
        Command::Xliff(args) => xliff::run(&open().await?, args).await,
        Command::Withdraw(args) => withdraw::run(&open().await?, args).await,
        Command::Reinstate(args) => withdraw::reinstate(&open().await?, args).await,
        Command::Seal(args) => seal::run(&open().await?, args).await,
        Command::Reference(args) => reference::run(args),
        Command::Completions(args) => completions::run(args),
    }
}
