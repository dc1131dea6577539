//! Printing: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use anyhow::Context;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::domain::Instant;

/// Prints a text as it is.
///
/// # Errors
///
/// What the system says when it cannot be written.
pub fn text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints a line.
///
/// # Errors
///
/// What the system says when it cannot be written.
pub fn line(words: &str) -> anyhow::Result<()> {
    text(&format!("{words}\n"))
}

/// Prints JSON, indented.
///
/// # Errors
///
/// What the system says when it cannot be written.
pub fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    let mut json = serde_json::to_string_pretty(value).context("writing JSON")?;
    json.push('\n');
    text(&json)
}

/// Prints a table; `nothing` when it has no rows.
///
/// # Errors
///
/// What the system says when it cannot be written.
pub fn table(head: &[&str], rows: Vec<Vec<String>>, nothing: &str) -> anyhow::Result<()> {
    if rows.is_empty() {
        return line(nothing);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head.iter().map(|word| word.to_uppercase()));
    if let Ok(width) = u16::try_from(width())
        && io::stdout().is_terminal()
    {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for row in rows {
        table.add_row(row);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    line(&lines.join("\n"))
}

/// Tells what went wrong.
pub fn error(words: &str) {
    error_plain(&format!("error: {words}"));
}

/// Writes to standard error as it is. Nobody can be told when that fails.
pub fn error_plain(words: &str) {
    writeln!(io::stderr().lock(), "{words}").unwrap_or_default();
}

/// Whether an error is that nobody reads our output any more, as in `warta ... | head`.
#[must_use]
pub fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Whether standard error takes colour.
#[must_use]
pub fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// The width to write in: the terminal's by `COLUMNS`, else 100.
#[must_use]
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(100).clamp(40, 200)
}

/// A moment for people: `2026-11-24 04:05 UTC`; a dash where there is none.
#[must_use]
pub fn moment(at: Option<Instant>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// Shows on a terminal how far long work is: one line that is written over.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
}

impl Progress {
    /// Starts; shows nothing where standard error is no terminal.
    #[must_use]
    pub fn start() -> Self {
        Self { shown: io::stderr().is_terminal() }
    }

    /// Says where the work is.
    pub fn say(&self, words: &str) {
        if self.shown {
            write!(io::stderr().lock(), "\r\x1b[K{words}").unwrap_or_default();
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        self.say("");
    }
}
