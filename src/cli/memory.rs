//! `warta memory`: what is remembered; taken out as TMX, and brought in from there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::disk::files;
use crate::domain::Remembrance;
use crate::domain::segment::Hand;
use crate::store::exchange::Stock;
use crate::text::charset;
use crate::translate::{adopt, tmx};

/// Translations brought in by one transaction.
const AT_ONCE: usize = 1_000;

/// Arguments of `warta memory`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Write all of it to a file, as TMX 1.4b.
    #[arg(long, value_name = "FILE.tmx", conflicts_with = "import")]
    pub export: Option<PathBuf>,
    /// Bring in what a TMX file holds. What is known is not replaced, unless a person said it
    /// and says otherwise later.
    #[arg(long, value_name = "FILE.tmx")]
    pub import: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints what is remembered, or moves it.
///
/// # Errors
///
/// Why it could not be done; a file that is refused is exit code 2.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    match (&args.export, &args.import) {
        (Some(path), _) => export(room, path).await?,
        (_, Some(path)) => import(room, path).await?,
        (None, None) => {
            let stock = room.newsroom.store.stock().await?;
            if args.json {
                out::json(&stock)?;
            } else {
                let head = ["from", "to", "whose", "segments", "characters", "latest"];
                let rows = stock.iter().map(row).collect();
                out::table(&head, rows, "nothing is remembered yet")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(stock: &Stock) -> Vec<String> {
    let whose = match stock.hand {
        Hand::Machine if stock.model.is_empty() => stock.engine.clone(),
        Hand::Machine => format!("{} ({})", stock.engine, stock.model),
        Hand::Import => "imported".to_owned(),
        Hand::Person => "people".to_owned(),
    };
    vec![
        stock.from.to_string(),
        stock.to.to_string(),
        whose,
        stock.segments.to_string(),
        stock.chars.to_string(),
        out::moment(Some(stock.latest)),
    ]
}

async fn export(room: &Room, path: &Path) -> anyhow::Result<()> {
    let store = &room.newsroom.store;
    let mut text = tmx::head(env!("CARGO_PKG_VERSION"));
    let (mut after, mut written, mut left) = (String::new(), 0_u64, store.wordless().await?);
    while let Some((last, all)) = store.taken_out(&after).await? {
        for one in &all {
            match tmx::write(one) {
                Some(unit) => {
                    text.push_str(&unit);
                    written += 1;
                }
                None => left += 1,
            }
        }
        after = last;
    }
    text.push_str(tmx::TAIL);
    files::write(path, text.as_bytes())?;
    out::line(&format!("wrote {written} translations to {}", path.display()))?;
    if left > 0 {
        out::line(&format!(
            "left out {left}, whose words are not known any more or cannot stand in XML"
        ))?;
    }
    Ok(())
}

async fn import(room: &Room, path: &Path) -> anyhow::Result<()> {
    let newsroom = &room.newsroom;
    let house = newsroom.house();
    let bytes = files::read_bytes(path)?;
    let text = charset::decode(&bytes, None);
    let mut all: Vec<Remembrance> = Vec::new();
    let mut useless = 0_u64;
    let mut each = |one: Remembrance| {
        let glossary = house.glossary_for(&one.from, &one.to);
        match if one.hand == Hand::Import { adopt::adopted(one, &glossary) } else { Some(one) } {
            Some(one) => all.push(one),
            None => useless += 1,
        }
    };
    tmx::read(&text.text, newsroom.clock.now(), &mut each)
        .map_err(|why| Wrong(format!("{}: {why}; nothing was brought in", path.display())))?;
    let _presence = presence::enter(room).await?;
    let mut new = 0;
    for some in all.chunks(AT_ONCE) {
        new += newsroom.store.bring_in(some).await?;
    }
    out::line(&format!("read {} translations; {new} are new or newer", all.len()))?;
    if useless > 0 {
        out::line(&format!(
            "left out {useless}, which lack an address, a date or a term of their source"
        ))?;
    }
    Ok(())
}
