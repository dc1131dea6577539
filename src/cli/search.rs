//! `warta search`: finds releases and translations.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::room::Room;
use crate::cli::{Wrong, out};
use crate::domain::Language;
use crate::domain::search::Hit;
use crate::render;

/// Arguments of `warta search`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// What to look for: every word must be there, one after `-` must not (then write `--` before
    /// the first word), one that ends in `*` may go on. A region by any of its names, such as
    /// `kalbar`, finds what is about it.
    #[arg(required = true, value_name = "WORD")]
    pub words: Vec<String>,
    /// Only in this language.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=1_000))]
    pub limit: i64,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints what is found; exit code 1 when nothing is.
///
/// # Errors
///
/// Why it could not be looked for.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let newsroom = &room.newsroom;
    let wrong = |why: String| anyhow::Error::from(Wrong(why));
    let language = args.language.as_deref().map(Language::parse).transpose();
    let language = language.map_err(|why| wrong(why.to_string()))?;
    let typed = args.words.join(" ");
    let areas = &newsroom.house().areas;
    let query = render::search::query(&typed, &newsroom.gazetteer, areas).ok_or_else(|| {
        wrong(format!("`{typed}` holds no word to look for; one after `-` alone finds nothing"))
    })?;
    let now = newsroom.clock.now();
    let page = (0, args.limit);
    let (hits, more) = newsroom.store.search(&query, language.as_ref(), page, now).await?;
    if args.json {
        out::json(&hits)?;
    } else {
        let head = ["release", "language", "date", "publisher", "title"];
        out::table(&head, hits.iter().map(row).collect(), "nothing was found")?;
        if more {
            out::error_plain("there are more; `--limit` shows them\n");
        }
    }
    Ok(if hits.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn row(hit: &Hit) -> Vec<String> {
    vec![
        hit.release.to_string(),
        hit.language.to_string(),
        hit.day.format("%Y-%m-%d").to_string(),
        hit.publisher.clone(),
        hit.title.clone(),
    ]
}
