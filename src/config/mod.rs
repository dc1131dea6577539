//! The files of a home to the structs that other floors own.
//!
//! [`load`] reads `config/warta.toml`, `config/regions.toml`, `config/sources/*.toml`,
//! `config/glossary/*.tsv` and `feeds/*.toml`, and gives a [`Config`], or *all* the [`Faults`] there are: each with file,
//! line, column, a caret and a way out.
//!
//! - `tables`, `source_tables`: the keys, with their meaning and bounds. The reference is made from them.
//! - `sheet`: one TOML file, read so that all its faults come out in one go.
//! - `publish`, `bucket`: the keys of one table.
//! - `home`, `engine`, `checks`, `regions`, `source`, `feed`, `glossary`: one kind of file or table each.
//! - `templates`: pages of the operator's own, from `templates/`.
//! - [`reference`]: `docs/reference.md` and the JSON Schemas.
//! - [`init`]: the home that `warta init` writes.
//!
//! Nobody below `cli` sees any of this. What kinds of source and engine there are comes
//! from their registries.

mod addresses;
mod bucket;
mod checks;
#[cfg(test)]
mod doubles;
mod engine;
mod faults;
mod feed;
mod files;
mod glossary;
mod home;
pub mod init;
mod pairs;
mod publish;
pub mod reference;
mod regions;
mod rules;
mod schema;
mod sheet;
mod source;
mod source_tables;
mod spending;
mod stories;
mod tables;
mod templates;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::sheet::Sheet;
use crate::domain::Language;
use crate::domain::secret::SecretRef;
use crate::domain::{Secret, SourceId};
use crate::engine::Kind as EngineKind;
use crate::gazetteer::Gazetteer;
use crate::pipeline::House;
use crate::source::Kind as SourceKind;
use crate::translate::glossaries::Glossaries;
use crate::translate::glossary::Term;

pub use crate::config::faults::{Fault, Faults};
pub use crate::config::source::SourceTest;

/// A whole home, read.
#[derive(Debug, Clone)]
pub struct Config {
    /// The home itself.
    pub home: PathBuf,
    /// The folder of what the program writes.
    pub data_dir: PathBuf,
    /// Site, sources, engines, terms and feeds.
    pub house: House,
    /// The database.
    pub store: crate::store::Options,
    /// Manners and limits of requests.
    pub fetch: crate::fetch::Options,
    /// Pulls that one process makes at the same time.
    pub pulls_at_once: usize,
    /// The HTTP server.
    pub server: crate::server::Options,
    /// The `[[test]]` tables of the source files.
    pub tests: Vec<SourceTest>,
}

/// What names a configuration may use.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Kinds of source.
    pub sources: &'static [SourceKind],
    /// Kinds of engine.
    pub engines: &'static [EngineKind],
    /// Formats of feeds, by name; `html` beside them is always known.
    pub formats: Vec<&'static str>,
    /// Regions.
    pub gazetteer: Gazetteer,
}

impl Registry {
    /// What this program was built with.
    #[must_use]
    pub fn bundled() -> Self {
        let feeds = crate::render::FORMATS.iter();
        let feeds = feeds.filter(|format| format.scope() == crate::render::Scope::Feed);
        Self {
            sources: crate::source::KINDS,
            engines: crate::engine::KINDS,
            formats: feeds.map(|format| format.name()).collect(),
            gazetteer: Gazetteer::bundled(),
        }
    }
}

/// What every file is read with.
struct Around<'a> {
    home: &'a Path,
    environment: &'a dyn Fn(&str) -> Option<String>,
    registry: &'a Registry,
    regions: &'a regions::Known<'a>,
}

impl Around<'_> {
    /// Opens a secret. Errors never hold a part of it.
    fn open(&self, secret: &SecretRef) -> Result<Secret, String> {
        let text = match secret {
            SecretRef::Env(name) => (self.environment)(name)
                .ok_or_else(|| format!("the environment variable `{name}` is not set"))?,
            SecretRef::File(path) => files::read_text(&self.home.join(path))
                .map_err(|why| format!("the file of a secret, `{}`: {why}", path.display()))?,
        };
        let text = text.trim();
        // The key of a service account is a JSON document; any other is a line.
        let whole = text.starts_with('{');
        let line = if whole { text } else { text.lines().next().unwrap_or_default().trim() };
        if line.is_empty() {
            return Err(match secret {
                SecretRef::Env(name) => format!("the environment variable `{name}` is empty"),
                SecretRef::File(path) => format!("the first line of `{}` is empty", path.display()),
            });
        }
        Ok(Secret::new(line.to_owned()))
    }
}

/// Reads a home.
///
/// `data` is the data folder where it is not `data/` below the home; `environment` gives the
/// value of an environment variable, for secrets.
///
/// # Errors
///
/// [`Faults`]: everything that is wrong with it.
pub fn load(
    home: &Path,
    data: Option<&Path>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Faults> {
    load_with(home, data, environment, &Registry::bundled())
}

/// Reads a pair of languages such as `id-en`.
///
/// # Errors
///
/// Why not, and the way out.
pub fn pair(text: &str) -> Result<(Language, Language), String> {
    pairs::parse(text)
}

/// A term as a line of a glossary's file; `None` when it cannot stand there.
#[must_use]
pub fn term_line(term: &Term) -> Option<String> {
    glossary::line(term)
}

/// Reads a home with other kinds, formats and regions than the program's own.
///
/// # Errors
///
/// [`Faults`]: everything that is wrong with it.
pub fn load_with(
    home: &Path,
    data: Option<&Path>,
    environment: &dyn Fn(&str) -> Option<String>,
    registry: &Registry,
) -> Result<Config, Faults> {
    let mut faults = Vec::new();
    let regions = regions::Known::load(home, &registry.gazetteer, &mut faults);
    let around = Around { home, environment, registry, regions: &regions };
    let data_dir = data.map_or_else(|| home.join("data"), Path::to_owned);
    let main = home::load(&around, &data_dir, data.is_some(), &mut faults);
    let mut sources = Sources::default();
    each(home, "config/sources", "toml", &mut faults, |sheet, stem, _| {
        source::read(sheet, stem, &around, &main.defaults, &mut sources);
    });
    source::mark_shared(&mut sources.setups);
    let absent = main.awaited.into_iter().filter(|(id, _)| !sources.known.contains(id.as_str()));
    faults.extend(absent.map(|(_, fault)| fault));
    let mut feeds = feed::Feeds::default();
    each(home, "feeds", "toml", &mut faults, |sheet, stem, _| {
        feeds.read(sheet, stem, &around, main.waiting, &sources.known);
    });
    let mut glossaries = BTreeMap::new();
    each(home, "config/glossary", "tsv", &mut faults, |sheet, stem, text| {
        glossaries.extend(glossary::read(sheet, stem, text));
    });
    if !faults.is_empty() {
        return Err(Faults::new(faults));
    }
    let house = House {
        site: main.site,
        authority: main.authority,
        sources: sources.setups,
        engines: main.engines,
        chains: main.chains,
        budgets: main.budgets,
        unchecked: main.unchecked,
        glossaries: Glossaries::new(glossaries),
        areas: regions.areas,
        feeds: feeds.specs,
        shown: main.stories.shown.unwrap_or_default(),
        correction_words: main.stories.correction_words,
        withdrawal_words: main.stories.withdrawal_words,
        publish_dir: main.publish_dir,
        bucket: main.bucket,
        versions_public: main.versions_public,
        noindex: main.noindex,
        max_age_secs: main.max_age_secs,
    };
    Ok(Config {
        home: home.to_owned(),
        data_dir,
        house,
        store: main.store,
        fetch: main.fetch,
        pulls_at_once: main.pulls_at_once,
        server: main.server,
        tests: sources.tests,
    })
}

/// The sources read so far.
#[derive(Debug, Default)]
struct Sources {
    setups: BTreeMap<SourceId, crate::pipeline::house::SourceSetup>,
    tests: Vec<SourceTest>,
    /// The ids in use, each with its file.
    ids: BTreeMap<SourceId, String>,
    /// Every name that a feed may mean, of broken files too.
    known: BTreeSet<String>,
}

/// Reads every file of a folder with this ending; no folder is no file.
fn each(
    home: &Path,
    folder: &str,
    extension: &str,
    faults: &mut Vec<Fault>,
    mut read: impl FnMut(&mut Sheet<'_>, &str, &str),
) {
    let names = match files::list(&home.join(folder), extension) {
        Ok(names) => names,
        Err(why) => return faults.push(Fault::whole(folder, why, None)),
    };
    for name in names {
        let file = format!("{folder}/{name}");
        match files::read_text(&home.join(&file)) {
            Err(why) => faults.push(Fault::whole(&file, why, None)),
            Ok(text) => {
                let mut sheet = Sheet::new(&file, &text);
                let stem = Path::new(&name).file_stem().and_then(|s| s.to_str());
                read(&mut sheet, stem.unwrap_or_default(), &text);
                faults.extend(sheet.close());
            }
        }
    }
}
