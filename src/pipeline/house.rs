//! Everything configured, as the pipeline uses it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::entry::Site;
use crate::domain::{Authority, FeedSpec, Language, Profile, Schedule, SourceId};
use crate::engine::Engine;
use crate::source::Source;

/// One configured source.
#[derive(Debug, Clone)]
pub struct SourceSetup {
    /// What normalising must know of it.
    pub profile: Profile,
    /// When it is asked.
    pub schedule: Schedule,
    /// How it is read.
    pub source: Arc<dyn Source>,
    /// Whether it is asked at all.
    pub enabled: bool,
}

/// One configured engine.
#[derive(Debug, Clone)]
pub struct EngineSetup {
    /// Its configured name.
    pub name: String,
    /// How it is asked.
    pub engine: Arc<dyn Engine>,
    /// The pairs it is meant for; empty: every pair it takes.
    pub pairs: Vec<(Language, Language)>,
}

/// Terms of one language pair, from `config/glossary/id-en.tsv`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Words never translated.
    pub protected: Vec<String>,
}

/// Everything configured. A reload makes a new one and swaps it in whole.
#[derive(Debug, Clone)]
pub struct House {
    /// The site's name and address.
    pub site: Site,
    /// Who mints ids.
    pub authority: Authority,
    /// The sources, by id.
    pub sources: BTreeMap<SourceId, SourceSetup>,
    /// The engines, in the order in which they are tried.
    pub engines: Vec<EngineSetup>,
    /// Protected words per language pair.
    pub terms: BTreeMap<(Language, Language), Terms>,
    /// The feeds.
    pub feeds: Vec<FeedSpec>,
    /// Where documents are also written as files.
    pub publish_dir: Option<PathBuf>,
    /// Seconds a reader may keep a document.
    pub max_age_secs: u32,
}
