//! `warta release`: one release, every text of it, and what differs between two of them.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::room::Room;
use crate::cli::{Wrong, evidence, out};
use crate::domain::{Instant, ReleaseId, Translation};
use crate::store::StoreError;
use crate::store::releases::Standing;
use crate::store::revisions::Revision;
use crate::text::difference::{self, Piece};

/// Arguments of `warta release`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// List every text its source ever showed, with hash and time.
    #[arg(long, conflicts_with = "diff")]
    pub versions: bool,
    /// Show what differs between two texts, by their numbers, word by word.
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pub diff: Option<Vec<i64>>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What differs between two texts, as JSON.
#[derive(Debug, Serialize)]
struct Difference<'a> {
    release: &'a ReleaseId,
    from: i64,
    to: i64,
    from_at: Instant,
    to_at: Instant,
    pieces: Vec<Piece>,
}

/// Prints it.
///
/// # Errors
///
/// Why it could not be read; [`Wrong`] when there is no such release or no such text of it.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let id = find(room, &args.release).await?;
    let store = &room.newsroom.store;
    if args.versions {
        versions(&store.revisions(&id).await?, args.json)?;
    } else if let Some([from, to]) = args.diff.as_deref() {
        diff(&id, &store.revisions(&id).await?, (*from, *to), args.json)?;
    } else if let Some(standing) = store.release(&id).await? {
        if args.json {
            out::json(&standing)?;
        } else {
            let mut found = Vec::new();
            for line in &standing.translations {
                found.extend(store.translation(&id, &line.language).await?);
            }
            out::text(&page(&standing, &found))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds the one release that a person means.
///
/// # Errors
///
/// [`Wrong`] when there is none or several, or why the database could not be asked.
pub(super) async fn find(room: &Room, typed: &str) -> anyhow::Result<ReleaseId> {
    room.newsroom.store.find(typed).await.map_err(|error| match error {
        StoreError::NoSuch(words) => Wrong(words).into(),
        other => anyhow::Error::new(other),
    })
}

fn page(standing: &Standing, translations: &[Translation]) -> String {
    let mut page = evidence::print(&standing.release);
    // Writing into a string cannot fail.
    let mut line = |name: &str, value: &str| writeln!(page, "  {name:<14} {value}").unwrap_or(());
    line("seen", &out::moment(Some(standing.seen)));
    line("version", &format!("{}, of {}", standing.revision, out::moment(Some(standing.changed))));
    for other in &standing.also_at {
        let url = other.url.as_deref().unwrap_or("no address");
        line("also at", &format!("{}, {url}", other.release));
    }
    if let Some(whole) = &standing.excerpt_of {
        line("excerpt of", whole);
    }
    for one in &standing.translations {
        line("translation", &format!("{} {} {}", one.language, one.state, one.engine));
        let its = translations.iter().filter(|made| made.language == one.language);
        for (block, doubt) in its.flat_map(Translation::findings) {
            let place = block.map_or("whole".to_owned(), |number| format!("paragraph {number}"));
            line("", &format!("{place}: {doubt}"));
        }
    }
    if let Some(gone) = &standing.withdrawal {
        let reason = gone.reason.as_deref().unwrap_or("no reason given");
        line("withdrawn", &format!("{}: {reason}", out::moment(Some(gone.at))));
    }
    page
}

fn versions(revisions: &[Revision], json: bool) -> anyhow::Result<()> {
    if json {
        return out::json(&revisions);
    }
    let row = |one: &Revision| {
        let hash: String = one.hash.chars().take(16).collect();
        let mut change = one.change.clone().unwrap_or_else(|| "first".to_owned());
        if one.sealed.is_some() {
            change.push_str(", sealed");
        }
        let at = out::moment(Some(one.at));
        vec![one.revision.to_string(), at, change, hash, one.headline.clone()]
    };
    let rows = revisions.iter().map(row).collect();
    out::table(&["version", "seen", "change", "hash", "headline"], rows, "no text is kept")
}

fn diff(
    id: &ReleaseId,
    revisions: &[Revision],
    (from, to): (i64, i64),
    json: bool,
) -> anyhow::Result<()> {
    let text = |number: i64| {
        revisions.iter().find(|one| one.revision == number).ok_or_else(|| {
            let last = revisions.len();
            Wrong(format!("`{id}` has no version {number}; it has 1 to {last}"))
        })
    };
    let (a, b) = (text(from)?, text(to)?);
    let (old, new) = (difference::printed(&a.release), difference::printed(&b.release));
    let pieces = difference::pieces(&old, &new);
    if json {
        return out::json(&Difference {
            release: id,
            from,
            to,
            from_at: a.at,
            to_at: b.at,
            pieces,
        });
    }
    out::line(&format!("--- version {from}, {}", out::moment(Some(a.at))))?;
    out::line(&format!("+++ version {to}, {}\n", out::moment(Some(b.at))))?;
    out::line(&difference::marked(&pieces))
}
