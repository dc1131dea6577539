//! `warta glossary`: the terms of each pair; taken out as TBX, and brought in from there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::room::Room;
use crate::cli::{Wrong, out};
use crate::config;
use crate::disk::files;
use crate::domain::Language;
use crate::text::charset;
use crate::translate::glossary::{Class, Glossary};
use crate::translate::tbx;

/// Arguments of `warta glossary`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A pair of languages: `id-en`. All of them are listed when none is named.
    pub pair: Option<String>,
    /// Write the pair's terms to a file, as TBX-Basic.
    #[arg(long, value_name = "FILE.tbx", conflicts_with = "import", requires = "pair")]
    pub export: Option<PathBuf>,
    /// Add a TBX file's terms to the pair's file in config/glossary/; those it has stay as
    /// they are.
    #[arg(long, value_name = "FILE.tbx", requires = "pair")]
    pub import: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// How many terms a pair has.
#[derive(Debug, Serialize)]
struct Row {
    from: Language,
    to: Language,
    never: usize,
    fixed: usize,
    preferred: usize,
}

/// Prints how many terms there are, or moves them.
///
/// # Errors
///
/// Why it could not be done; a file that is refused is exit code 2.
pub fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let house = room.newsroom.house();
    let pair = args.pair.as_deref().map(config::pair).transpose().map_err(Wrong)?;
    match (&pair, &args.export, &args.import) {
        (Some((from, to)), Some(path), _) => {
            let glossary = house.glossaries.own(from, to);
            let text = tbx::write(glossary.terms(), from, to).map_err(Wrong)?;
            files::write(path, text.as_bytes())?;
            let count = glossary.terms().len();
            out::line(&format!("wrote {count} terms to {}", path.display()))?;
        }
        (Some((from, to)), _, Some(path)) => {
            import(room, (from, to), &house.glossaries.own(from, to), path)?;
        }
        _ => {
            let asked = |of: &&(Language, Language)| pair.as_ref().is_none_or(|pair| pair == *of);
            let all = house.glossaries.files().filter(|(of, _)| asked(of));
            let rows: Vec<Row> = all.map(|((from, to), terms)| row(from, to, terms)).collect();
            if args.json {
                out::json(&rows)?;
            } else {
                let head = ["from", "to", "never", "fixed", "preferred"];
                let rows = rows.iter().map(shown).collect();
                out::table(&head, rows, "there are no terms; write them to config/glossary/")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(from: &Language, to: &Language, glossary: &Glossary) -> Row {
    let count = |class| glossary.terms().iter().filter(|term| term.class == class).count();
    Row {
        from: from.clone(),
        to: to.clone(),
        never: count(Class::Never),
        fixed: count(Class::Fixed),
        preferred: count(Class::Preferred),
    }
}

fn shown(row: &Row) -> Vec<String> {
    let counts = [row.never, row.fixed, row.preferred].map(|count| count.to_string());
    [vec![row.from.to_string(), row.to.to_string()], counts.to_vec()].concat()
}

fn import(
    room: &Room,
    (from, to): (&Language, &Language),
    known: &Glossary,
    path: &Path,
) -> anyhow::Result<()> {
    let bytes = files::read_bytes(path)?;
    let text = charset::decode(&bytes, None);
    let terms = tbx::read(&text.text, from, to)
        .map_err(|why| Wrong(format!("{}: {why}; nothing was brought in", path.display())))?;
    let file = room.config.home.join(format!("config/glossary/{from}-{to}.tsv"));
    let mut whole = if files::exists(&file) { files::read_text(&file)? } else { String::new() };
    if !whole.is_empty() && !whole.ends_with('\n') {
        whole.push('\n');
    }
    let (mut added, mut unfit) = (Vec::new(), 0_usize);
    for term in &terms {
        let same = |one: &&crate::translate::glossary::Term| {
            one.term == term.term && one.case == term.case
        };
        if known.terms().iter().any(|one| same(&one)) || added.iter().any(same) {
            continue;
        }
        match config::term_line(term) {
            Some(line) => {
                whole.push_str(&line);
                added.push(term);
            }
            None => unfit += 1,
        }
    }
    if !added.is_empty() {
        if let Some(folder) = file.parent() {
            files::create_dir_all(folder)?;
        }
        files::write(&file, whole.as_bytes())?;
    }
    out::line(&format!("read {} terms; added {} to {}", terms.len(), added.len(), file.display()))?;
    if unfit > 0 {
        out::line(&format!("left out {unfit} that cannot stand in a line of tabs"))?;
    }
    Ok(())
}
