//! Everything configured, as the pipeline uses it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::domain::budget::{Budget, Fare, Period};
use crate::domain::entry::{Publisher, Site};
use crate::domain::feed::Waiting;
use crate::domain::job::Target;
use crate::domain::story::Shown;
use crate::domain::{
    Areas, Authority, Edition, FeedSpec, Lane, Language, Profile, Region, Schedule, Secret,
    SourceId,
};
use crate::engine::Engine;
use crate::fetch::Bucket;
use crate::gazetteer::Gazetteer;
use crate::source::Source;
use crate::translate::check::Rules;
use crate::translate::glossaries::Glossaries;
use crate::translate::glossary::Glossary;

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
    /// Whether its texts may go to engines of this machine only.
    pub local_only: bool,
    /// What is asked of us in dealing with it.
    pub manners: Manners,
    /// Whether another source reads an address of its start too.
    pub shared: bool,
    /// What whoever brings documents to it must know.
    pub push_token: Option<Secret>,
}

/// How a source is dealt with, where its operator says otherwise than is usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manners {
    /// Its pages are asked for whatever `robots.txt` says: it is the operator's own site.
    pub ignore_robots: bool,
    /// Its schedule is kept even where it asks for longer pauses.
    pub insist: bool,
    /// How long it may be quiet before the operator is told; `None`: by its own rhythm.
    pub quiet_after: Option<Duration>,
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
    /// How it may be asked, and what it costs.
    pub conduct: Conduct,
    /// How many translations were given a lane so far.
    pub turn: Arc<AtomicUsize>,
}

/// How an engine may be asked, and what it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Conduct {
    /// A hash of its configuration, its key included: under another one it begins anew.
    pub stamp: String,
    /// Requests on the wire at once, on all machines together.
    pub in_flight: usize,
    /// Requests it bears a minute.
    pub per_minute: Option<u64>,
    /// Characters it bears a minute.
    pub chars_per_minute: Option<u64>,
    /// Price of a million counted characters, in the operator's unit of money.
    pub price: f64,
    /// How long a request may take.
    pub limit: Duration,
    /// When a quota that is used up begins anew.
    pub quota: Period,
}

impl Conduct {
    /// How an engine of some kind is asked where nothing is configured.
    #[must_use]
    pub fn of(engine: &dyn Engine) -> Self {
        Self {
            stamp: String::new(),
            in_flight: engine.in_flight(),
            per_minute: None,
            chars_per_minute: None,
            price: 0.0,
            limit: engine.limit(),
            quota: engine.quota(),
        }
    }

    /// What counted characters cost. A price by the million characters is one by the
    /// character in millionths.
    #[must_use]
    pub fn fare(&self, chars: usize) -> Fare {
        let counted = f64::from(u32::try_from(chars).unwrap_or(u32::MAX));
        let cost = (counted * self.price).round().clamp(0.0, 1e15);
        let cost_micros = format!("{cost:.0}").parse().unwrap_or(i64::MAX);
        Fare { chars: i64::try_from(chars).unwrap_or(i64::MAX), cost_micros }
    }

    /// Least time from the start of a request of so many characters to that of the next.
    #[must_use]
    pub fn gap(&self, engine: &dyn Engine, chars: usize) -> Duration {
        let minute = |part: u64, of: Option<u64>| {
            let of = of.filter(|of| *of > 0)?;
            Some(Duration::from_millis(part.saturating_mul(60_000) / of))
        };
        let chars = u64::try_from(chars).unwrap_or(u64::MAX);
        let gaps = [minute(1, self.per_minute), minute(chars, self.chars_per_minute)];
        gaps.into_iter().flatten().max().unwrap_or_default().max(engine.capability().limits.gap)
    }
}

/// Which engines translate a pair, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// From this language.
    pub from: Language,
    /// Into this one.
    pub to: Language,
    /// The engines' names.
    pub engines: Vec<String>,
    /// A language between the two, gone through when none of them translates directly.
    pub through: Option<Language>,
}

/// Checks of translations that are not made, for one source, one pair, or all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unchecked {
    /// Only for releases of this source.
    pub source: Option<SourceId>,
    /// Only from the first language into the second.
    pub pair: Option<(Language, Language)>,
    /// The checks, by their ids.
    pub off: Vec<String>,
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
    /// Orders of their own for some pairs.
    pub chains: Vec<Chain>,
    /// What may be spent on them.
    pub budgets: Vec<Budget>,
    /// Checks that are not made.
    pub unchecked: Vec<Unchecked>,
    /// The terms of each pair of languages, from files such as `config/glossary/id-en.tsv`.
    pub glossaries: Glossaries,
    /// Regions of the operator's own.
    pub areas: Areas,
    /// The feeds.
    pub feeds: Vec<FeedSpec>,
    /// Whose text the entry of a story shows.
    pub shown: Shown,
    /// Words that open the headline of a text that mends a fault, such as `RALAT`.
    pub correction_words: Vec<String>,
    /// Words that open the headline of a text that takes a release back, such as `DITARIK`.
    pub withdrawal_words: Vec<String>,
    /// Where documents are also written as files.
    pub publish_dir: Option<PathBuf>,
    /// The bucket they are also put into.
    pub bucket: Option<Bucket>,
    /// Whether earlier versions of a release are shown to the public.
    pub versions_public: bool,
    /// Whether search engines are asked to leave out the pages of machine translations that
    /// no person approved.
    pub noindex: bool,
    /// Seconds a reader may keep a document.
    pub max_age_secs: u32,
}

impl House {
    /// Words that open the headline of a text of this source that mends a fault.
    #[must_use]
    pub fn correction_words(&self, source: &SourceId) -> Vec<String> {
        let own = self.sources.get(source).map(|setup| &setup.profile.rules.correction_words);
        self.correction_words.iter().chain(own.into_iter().flatten()).cloned().collect()
    }

    /// Words that open the headline of a text of this source that takes a release back.
    #[must_use]
    pub fn withdrawal_words(&self, source: &SourceId) -> Vec<String> {
        let own = self.sources.get(source).map(|setup| &setup.profile.rules.withdrawal_words);
        self.withdrawal_words.iter().chain(own.into_iter().flatten()).cloned().collect()
    }
}

impl EngineSetup {
    /// Whether this engine is meant for a pair and takes it.
    #[must_use]
    pub fn takes(&self, from: &Language, to: &Language) -> bool {
        let meant = self.pairs.is_empty() || self.pairs.iter().any(|(a, b)| a == from && b == to);
        meant && self.engine.takes(from, to)
    }

    /// How many jobs may be at this engine at once: four times as many as requests, since a
    /// job that reads and writes leaves the wire idle, and two that share a lane wait.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.conduct.in_flight.saturating_mul(4).clamp(1, 32)
    }

    /// The lane of the next translation by this engine. Lanes are taken in turn: by chance some
    /// would have twice as many as others, and the wire would stand idle before they are done.
    #[must_use]
    pub fn next_lane(&self) -> Lane {
        let number = self.turn.fetch_add(1, Ordering::Relaxed) % self.lanes();
        Lane::named(format!("{}/{number}", self.engine.lane()))
    }
}

impl House {
    /// The engines for a pair, in the order in which they are tried: that of its chain, else
    /// that of the configuration.
    pub fn engines_for<'a>(
        &'a self,
        from: &'a Language,
        to: &'a Language,
    ) -> impl Iterator<Item = &'a EngineSetup> {
        let named = self.chain(from, to).map(|chain| chain.engines.as_slice());
        self.in_order(named).into_iter().filter(move |setup| setup.takes(from, to))
    }

    /// The chain of a pair, where it has one of its own.
    #[must_use]
    pub fn chain(&self, from: &Language, to: &Language) -> Option<&Chain> {
        self.chains.iter().find(|chain| chain.from == *from && chain.to == *to)
    }

    /// The engines of these names in their order; all without names.
    #[must_use]
    pub fn in_order(&self, named: Option<&[String]>) -> Vec<&EngineSetup> {
        let Some(named) = named else { return self.engines.iter().collect() };
        let find = |name: &String| self.engines.iter().find(|setup| setup.name == *name);
        named.iter().filter_map(find).collect()
    }

    /// The terms that count for a pair, those of a language more generally included.
    #[must_use]
    pub fn glossary_for(&self, from: &Language, to: &Language) -> Glossary {
        self.glossaries.of(from, to)
    }

    /// What translations of a source, or of no source's text, are checked by.
    #[must_use]
    pub fn checks_for(&self, source: Option<&SourceId>, from: &Language, to: &Language) -> Rules {
        let meant = |one: &&Unchecked| {
            one.source.as_ref().is_none_or(|only| Some(only) == source)
                && one.pair.as_ref().is_none_or(|(a, b)| a == from && b == to)
        };
        let off = self.unchecked.iter().filter(meant).flat_map(|one| one.off.clone()).collect();
        Rules { off }
    }

    /// The feed that publishes an edition, or a selection of it.
    #[must_use]
    pub fn feed(&self, edition: &Edition, slug: Option<&str>) -> Option<&FeedSpec> {
        self.feeds.iter().find(|spec| spec.slug.as_deref() == slug && spec.holds(edition))
    }

    /// The feeds a release is in by the sources and the regions of its story.
    pub fn feeds_with<'a>(
        &'a self,
        sources: &'a [SourceId],
        regions: &'a [Region],
    ) -> impl Iterator<Item = &'a FeedSpec> {
        self.feeds.iter().filter(move |spec| {
            sources.iter().any(|source| spec.takes(source))
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
        sources: &[SourceId],
        language: &Language,
        regions: &[Region],
    ) -> Option<Waiting> {
        self.feeds_with(sources, regions)
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
