//! `warta feeds`: lists feeds.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::out;
use crate::cli::room::Room;
use crate::domain::Instant;
use crate::domain::job::Target;
use crate::render;

/// Arguments of `warta feeds`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Also those that hold no entry yet.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Serialize)]
struct Line {
    feed: String,
    entries: i64,
    updated: Option<Instant>,
    page: String,
    documents: Vec<String>,
}

/// Prints the list.
///
/// # Errors
///
/// Why it could not be read.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let house = room.newsroom.house();
    let mut lines = Vec::new();
    let store = &room.newsroom.store;
    let rows: BTreeMap<_, _> =
        store.feeds().await?.into_iter().map(|row| (row.path.clone(), row)).collect();
    for (spec, edition) in house.editions() {
        let slug = spec.slug.as_deref();
        let target = Target::Feed { edition: edition.clone(), slug: spec.slug.clone() };
        let name = target.to_string();
        let row = rows.get(&name);
        let entries = row.map_or(0, |row| row.entries);
        if entries == 0 && !args.all {
            continue;
        }
        let updated = match row {
            Some(row) => Some(row.updated),
            None => store.first_seen(&name, &spec.name).await?,
        };
        let path = render::feed_path(&edition, slug);
        let documents = spec
            .formats
            .iter()
            .filter_map(|name| render::format(name))
            .map(|format| house.site.address(&render::address(format, &path)))
            .collect();
        lines.push(Line {
            feed: name,
            entries,
            updated,
            page: house.site.address(&path),
            documents,
        });
    }
    if args.json {
        out::json(&lines)?;
    } else {
        let row = |line: &Line| {
            let updated = out::moment(line.updated);
            vec![line.feed.clone(), line.entries.to_string(), updated, line.page.clone()]
        };
        let nothing =
            "no feed holds an entry yet; `warta pull` fetches some, --all lists empty ones";
        let rows = lines.iter().map(row).collect();
        out::table(&["feed", "entries", "updated", "page"], rows, nothing)?;
    }
    Ok(ExitCode::SUCCESS)
}
