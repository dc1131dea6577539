//! Everything configured, as the pipeline uses it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::entry::{Publisher, Site};
use crate::domain::feed::Waiting;
use crate::domain::job::Target;
use crate::domain::{
    Areas, Authority, Edition, FeedSpec, Language, Profile, Region, ReleaseId, Schedule, SourceId,
};
use crate::engine::Engine;
use crate::gazetteer::Gazetteer;
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
    /// Regions of the operator's own.
    pub areas: Areas,
    /// The feeds.
    pub feeds: Vec<FeedSpec>,
    /// Where documents are also written as files.
    pub publish_dir: Option<PathBuf>,
    /// Seconds a reader may keep a document.
    pub max_age_secs: u32,
}

impl EngineSetup {
    /// Whether this engine is meant for a pair and takes it.
    #[must_use]
    pub fn takes(&self, from: &Language, to: &Language) -> bool {
        let meant = self.pairs.is_empty() || self.pairs.iter().any(|(a, b)| a == from && b == to);
        meant && self.engine.takes(from, to)
    }
}

impl House {
    /// The engines for a pair, in the order in which they are tried.
    pub fn engines_for<'a>(
        &'a self,
        from: &'a Language,
        to: &'a Language,
    ) -> impl Iterator<Item = &'a EngineSetup> {
        self.engines.iter().filter(move |setup| setup.takes(from, to))
    }

    /// The terms of a pair.
    #[must_use]
    pub fn terms_for(&self, from: &Language, to: &Language) -> &[String] {
        self.terms.get(&(from.clone(), to.clone())).map_or(&[], |terms| &terms.protected)
    }

    /// The feed that publishes an edition, or a selection of it.
    #[must_use]
    pub fn feed(&self, edition: &Edition, slug: Option<&str>) -> Option<&FeedSpec> {
        self.feeds.iter().find(|spec| spec.slug.as_deref() == slug && spec.holds(edition))
    }

    /// The feeds a release is in by its source and regions.
    pub fn feeds_with<'a>(
        &'a self,
        source: &'a SourceId,
        regions: &'a [Region],
    ) -> impl Iterator<Item = &'a FeedSpec> {
        self.feeds.iter().filter(move |spec| {
            spec.takes(source)
                && spec
                    .regions
                    .iter()
                    .any(|region| self.areas.holds(region, |code| regions.contains(code)))
        })
    }

    /// The name of a region in a language: the operator's own, else the gazetteer's.
    #[must_use]
    pub fn region_name(
        &self,
        gazetteer: &Gazetteer,
        region: &Region,
        language: &Language,
    ) -> String {
        let own = self.areas.name(region, language);
        own.unwrap_or_else(|| gazetteer.name(region, language))
    }

    /// How long the page of a release waits for its translation: as long as the least
    /// patient feed it is in.
    #[must_use]
    pub fn waiting_for(
        &self,
        release: &ReleaseId,
        language: &Language,
        regions: &[Region],
    ) -> Option<Waiting> {
        self.feeds_with(&release.source, regions)
            .filter(|spec| spec.languages.contains(language))
            .map(|spec| spec.waiting)
            .min_by_key(|waiting| {
                (waiting.otherwise == crate::domain::feed::Otherwise::Hold, waiting.minutes)
            })
    }

    /// Every feed there is: its definition and its edition.
    pub fn editions(&self) -> impl Iterator<Item = (&FeedSpec, Edition)> + '_ {
        self.feeds.iter().flat_map(|spec| {
            spec.languages.iter().flat_map(move |language| {
                let edition = |region: &Region| Edition::new(language.clone(), region.clone());
                spec.regions.iter().map(move |region| (spec, edition(region)))
            })
        })
    }

    /// Every feed there is, as what a publish job renders.
    pub fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        let target = |(spec, edition): (&FeedSpec, Edition)| Target::Feed {
            edition,
            slug: spec.slug.clone(),
        };
        self.editions().map(target)
    }

    /// Whether a feed is defined, by its path as it is stored.
    #[must_use]
    pub fn is_feed(&self, path: &str) -> bool {
        match Target::feed(path) {
            Some(Target::Feed { edition, slug }) => self.feed(&edition, slug.as_deref()).is_some(),
            _ => false,
        }
    }

    /// What readers are told of who printed a release.
    #[must_use]
    pub fn publisher(&self, source: &SourceId, language: &Language) -> Publisher {
        match self.sources.get(source) {
            Some(setup) => Publisher {
                name: setup.profile.name.clone(),
                url: setup.profile.homepage.clone(),
                language: setup.profile.language.clone(),
                rights: setup.profile.rights.clone(),
            },
            None => Publisher {
                name: source.to_string(),
                url: None,
                language: language.clone(),
                rights: None,
            },
        }
    }
}
