//! Opens what commands work in: the home's configuration, its database, and the doors.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use crate::config::{self, Config};
use crate::disk::files;
use crate::fetch::Client;
use crate::gazetteer::Gazetteer;
use crate::pipeline::newsroom::Changed;
use crate::pipeline::{Clock, Newsroom};
use crate::schedule::start;
use crate::store::Store;

/// A home, opened.
#[derive(Debug)]
pub struct Room {
    /// What is configured.
    pub config: Config,
    /// The doors and the clock.
    pub newsroom: Newsroom,
}

/// Reads a home's configuration alone.
///
/// # Errors
///
/// [`config::Faults`], all of them.
pub fn configuration(home: &Path, data: Option<&Path>) -> anyhow::Result<Config> {
    let environment = |name: &str| std::env::var(name).ok();
    config::load(home, data, &environment).map_err(anyhow::Error::new)
}

impl Room {
    /// Opens a home, its database brought up to date and told what is configured.
    ///
    /// # Errors
    ///
    /// [`config::Faults`], or why the database could not be opened.
    pub async fn open(home: &Path, data: Option<&Path>) -> anyhow::Result<Self> {
        let config = configuration(home, data)?;
        Self::with(config, None).await
    }

    /// Opens a home already read; `changed` hears of every document that changes.
    ///
    /// # Errors
    ///
    /// Why the database could not be opened.
    pub async fn with(config: Config, changed: Option<Arc<dyn Changed>>) -> anyhow::Result<Self> {
        let store = open_store(&config).await?;
        let newsroom = newsroom(&config, store, changed)?;
        start::settle(&newsroom).await?;
        Ok(Self { config, newsroom })
    }
}

/// Opens a home's database, its folder made where it is not there.
///
/// # Errors
///
/// Why it could not be opened.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    if let crate::store::Options::Sqlite(path) = &config.store
        && let Some(folder) = path.parent()
    {
        files::create_dir_all(folder)?;
    }
    Ok(Store::open(&config.store).await?)
}

/// Puts the doors together.
///
/// # Errors
///
/// Why the network door could not be made.
pub fn newsroom(
    config: &Config,
    store: Store,
    changed: Option<Arc<dyn Changed>>,
) -> anyhow::Result<Newsroom> {
    let fetch = Client::new(config.fetch.clone(), None).context("preparing for requests")?;
    let gazetteer = Arc::new(Gazetteer::bundled());
    let clock = Clock::system();
    let newsroom = Newsroom::new(config.house.clone(), store, Arc::new(fetch), gazetteer, clock);
    Ok(match changed {
        Some(changed) => newsroom.telling(changed),
        None => newsroom,
    })
}
