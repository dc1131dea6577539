//! `warta release`: one release, every text of it, and what differs between two of them.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use serde::Serialize;
use serde_json::Value;

use crate::cli::room::Room;
use crate::cli::{Wrong, evidence, out};
use crate::domain::translation::Doubt;
use crate::domain::{Instant, ReleaseId, Translation};
use crate::pipeline::desk::{self, DeskError, Sheet};
use crate::store::StoreError;
use crate::store::releases::Standing;
use crate::store::revisions::Revision;
use crate::text::difference::{self, Piece};
use crate::translate::{edits, notation};

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
            out::json(&detailed(room, &id, &standing).await?)?;
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

/// What a check found in a translation.
#[derive(Debug, Serialize)]
struct Finding<'a> {
    #[serde(flatten)]
    doubt: &'a Doubt,
    /// What it is about, in words: `headline`, `paragraph 3`, `whole`.
    place: String,
    /// The number of its segment, as `warta edit` counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    /// The words of that segment, which the spans are of: the source's, and the translation's
    /// where they are used.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

/// A release as JSON, with what the checks found in each of its translations.
async fn detailed(room: &Room, id: &ReleaseId, standing: &Standing) -> anyhow::Result<Value> {
    let newsroom = &room.newsroom;
    let mut json = serde_json::to_value(standing)?;
    let mut rows = json.get_mut("translations").and_then(Value::as_array_mut);
    for (index, line) in standing.translations.iter().enumerate() {
        let Some(made) = newsroom.store.translation(id, &line.language).await? else { continue };
        // a translation by the source has no segments of ours
        let sheet = match desk::sheet(newsroom, id, &line.language).await {
            Err(DeskError::Store(failure)) => return Err(failure.into()),
            other => other.ok(),
        };
        let findings: Vec<Finding<'_>> =
            made.findings().map(|(block, doubt)| finding(block, doubt, sheet.as_ref())).collect();
        let row = rows.as_mut().and_then(|rows| rows.get_mut(index));
        if let (false, Some(row)) = (findings.is_empty(), row.and_then(Value::as_object_mut)) {
            row.insert("findings".to_owned(), serde_json::to_value(&findings)?);
        }
    }
    Ok(json)
}

fn finding<'a>(block: Option<usize>, doubt: &'a Doubt, sheet: Option<&Sheet>) -> Finding<'a> {
    let lines = sheet.into_iter().flat_map(|sheet| &sheet.lines);
    let line = lines.into_iter().find(|line| line.unit.hash == doubt.segment);
    let words = |text: &str| notation::words(&notation::read(text));
    let of_block = || block.map_or("whole".to_owned(), |number| format!("paragraph {number}"));
    Finding {
        doubt,
        place: line.map_or_else(of_block, |line| edits::place(&line.unit)),
        number: line.map(|line| line.number),
        source: line.map(|line| words(&line.unit.segment.text)),
        target: line.and_then(|line| line.text.as_deref()).map(words),
    }
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
