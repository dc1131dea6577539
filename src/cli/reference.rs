//! `warta reference`: prints the reference, or writes it and the JSON Schemas.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args as ClapArgs, CommandFactory};

use crate::cli::{Cli, out};
use crate::config::reference;
use crate::disk::files;

/// Arguments of `warta reference`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Write `reference.md` and `schema/*.json` into this folder instead of printing.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Prints or writes it.
///
/// # Errors
///
/// What could not be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let text = reference::markdown(&commands());
    let Some(dir) = &args.out else {
        out::text(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    files::create_dir_all(&dir.join("schema"))?;
    files::write(&dir.join("reference.md"), text.as_bytes())?;
    for (name, schema) in reference::schemas() {
        let json = serde_json::to_string_pretty(&schema).context("writing a schema")?;
        files::write(&dir.join("schema").join(name), format!("{json}\n").as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The part of the reference on commands: each with its own help.
#[must_use]
pub fn commands() -> String {
    let mut cli = Cli::command().term_width(90);
    cli.build();
    let mut out = String::new();
    for command in cli.get_subcommands_mut().filter(|one| one.get_name() != "help") {
        let name = command.get_name().to_owned();
        let help = command.render_long_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let help = lines.join("\n");
        for part in ["### `warta ", &name, "`\n\n```text\n", help.trim_end(), "\n```\n\n"] {
            out.push_str(part);
        }
    }
    out
}
