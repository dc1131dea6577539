//! `warta read`: prints what the reader of feeds, or that of pages, makes of documents.

use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{Wrong, out};
use crate::disk::files;
use crate::source::feed::document::ReadHints;
use crate::source::feed::read;
use crate::source::page;

/// Arguments of `warta read`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The documents; each is printed as one JSON document.
    pub files: Vec<PathBuf>,
    /// Answer requests from standard input instead, one JSON object a line each way.
    #[arg(long, conflicts_with = "files")]
    pub jsonl: bool,
    /// What the documents are: feeds, or pages with a release on each.
    #[arg(long = "as", value_enum, default_value_t = What::Feed)]
    pub what: What,
    /// Leave HTML as it came, unsanitised; of feeds only.
    #[arg(long)]
    pub raw: bool,
    /// The address the document came from, for relative links.
    #[arg(long, env = "FEED_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// The Content-Type it came with.
    #[arg(long, env = "FEED_CONTENT_TYPE", value_name = "TYPE")]
    pub content_type: Option<String>,
    /// The Content-Language it came with.
    #[arg(long, env = "FEED_CONTENT_LANGUAGE", value_name = "TAG")]
    pub content_language: Option<String>,
}

/// What a document is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A feed: RSS, Atom, JSON Feed and their kin.
    Feed,
    /// A page with a release on it.
    Page,
}

/// One line of `--jsonl`.
#[derive(Debug, Deserialize)]
struct Request {
    path: PathBuf,
    base_url: Option<String>,
    content_type: Option<String>,
    content_language: Option<String>,
}

/// Prints what is read; exit code 1 when a document was refused.
///
/// # Errors
///
/// Why nothing could be read or written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if args.jsonl {
        return lines(args.what, args.raw);
    }
    if args.files.is_empty() {
        return Err(Wrong("name a FILE, or use --jsonl".to_owned()).into());
    }
    let mut fine = true;
    for file in &args.files {
        let bytes = files::read_bytes(file)?;
        let hints = ReadHints {
            base_url: args.base_url.as_deref(),
            content_type: args.content_type.as_deref(),
            content_language: args.content_language.as_deref(),
        };
        let read = json_of(args.what, &bytes, &hints, args.raw);
        fine &= read.get("ok") == Some(&Value::Bool(true));
        out::json(&read)?;
    }
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn lines(what: What, raw: bool) -> anyhow::Result<ExitCode> {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = match serde_json::from_str::<Request>(&line) {
            Ok(request) => answer(&request, what, raw),
            Err(why) => json!({ "ok": false, "error": format!("the request: {why}") }),
        };
        out::line(&answer.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(request: &Request, what: What, raw: bool) -> Value {
    match files::read_bytes(&request.path) {
        Ok(bytes) => {
            let hints = ReadHints {
                base_url: request.base_url.as_deref(),
                content_type: request.content_type.as_deref(),
                content_language: request.content_language.as_deref(),
            };
            json_of(what, &bytes, &hints, raw)
        }
        Err(why) => json!({ "ok": false, "error": why.to_string() }),
    }
}

fn json_of(what: What, bytes: &[u8], hints: &ReadHints<'_>, raw: bool) -> Value {
    match what {
        What::Feed => read::json(bytes, hints, raw),
        What::Page => {
            let (kind, language) = (hints.content_type, hints.content_language);
            page::read::json(bytes, hints.base_url, kind, language)
        }
    }
}
