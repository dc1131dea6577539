//! What follows from a change, by what is configured.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::domain::capability::Reach;
use crate::domain::feed::{Otherwise, is_original};
use crate::domain::job::{Filing, Target};
use crate::domain::story::{Change, Kinship, Member, choose};
use crate::domain::{Edition, FeedSpec, Instant, Job, Language, Region, Release, ReleaseId};
use crate::pipeline::house::{EngineSetup, House};
use crate::store::follow::{Entering, EntryFacts, Follow, ReleaseFacts};
use crate::text::{difference, fingerprint};

/// How long documents wait for others that change them again, in a burst and where another
/// language gained an entry: so they are rendered once for all that comes in that time.
const TOGETHER_SECS: i64 = 1;

/// Follows a house's configuration.
#[derive(Debug, Clone)]
pub struct HouseFollow {
    house: Arc<House>,
}

impl HouseFollow {
    /// Follows this house.
    #[must_use]
    pub const fn new(house: Arc<House>) -> Self {
        Self { house }
    }

    /// The feeds a release is in by its source, regions and subjects.
    fn feeds<'a>(&'a self, facts: &'a ReleaseFacts) -> impl Iterator<Item = &'a FeedSpec> {
        let feeds = self.house.feeds_with(&facts.sources, &facts.regions);
        feeds.filter(|spec| spec.is_about(&facts.subjects))
    }

    /// When a release enters the feeds of each language by itself: at once in its own,
    /// when the wait is over in others; the earliest of all feeds that want it.
    fn times(&self, facts: &ReleaseFacts, now: Instant) -> BTreeMap<Language, Instant> {
        let free = facts.embargo_until.map_or(now, |until| until.max(now));
        let seen = facts.embargo_until.map_or(facts.seen, |until| until.max(facts.seen));
        let mut times = BTreeMap::new();
        for spec in self.feeds(facts) {
            for language in spec.languages.iter().filter(|one| spec.reads(&facts.language, one)) {
                let ready =
                    is_original(&facts.language, language) || facts.translated.contains(language);
                let due = match spec.waiting.otherwise {
                    _ if ready => free,
                    Otherwise::Hold => continue,
                    _ => free.max(seen + TimeDelta::minutes(i64::from(spec.waiting.minutes))),
                };
                times
                    .entry(language.clone())
                    .and_modify(|earliest: &mut Instant| *earliest = due.min(*earliest))
                    .or_insert(due);
            }
        }
        times
    }
}

impl Follow for HouseFollow {
    fn entering(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Entering> {
        self.times(facts, now)
            .into_iter()
            .map(|(language, due)| Entering { language, due })
            .collect()
    }

    fn work(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Filing> {
        let setup = self.house.sources.get(&facts.release.source);
        if setup.is_some_and(|setup| setup.profile.rules.untranslated) {
            return Vec::new();
        }
        let mut languages: Vec<&Language> = self
            .feeds(facts)
            .flat_map(|spec| spec.languages.iter().filter(|one| spec.reads(&facts.language, one)))
            .filter(|language| !is_original(&facts.language, language))
            .filter(|language| !facts.translated.contains(*language))
            .collect();
        languages.sort();
        languages.dedup();
        languages.into_iter().map(|language| self.translation(facts, language, now)).collect()
    }

    fn publishing(&self, facts: &EntryFacts, now: Instant) -> Vec<Filing> {
        let mut filings = Vec::new();
        let later = now + TimeDelta::seconds(TOGETHER_SECS);
        let mut file = |target: Target, at| {
            filings.push(Filing::free(Job::Publish { target }, at));
        };
        // A first entry in one language is a new link in all the others, which can wait for
        // the next language's; in a burst its own documents wait for the next entry too.
        let concerned: Vec<&Language> =
            if facts.first { facts.languages.iter().collect() } else { vec![&facts.language] };
        for language in concerned {
            let at = if facts.more || *language != facts.language { later } else { now };
            for spec in &self.house.feeds {
                let taken = facts.sources.iter().any(|source| spec.takes(source));
                if !taken || !spec.languages.contains(language) {
                    continue;
                }
                let held = |one: &&Region| {
                    self.house.areas.holds(one, |code| facts.regions.contains(code))
                };
                for region in spec.regions.iter().filter(held) {
                    let edition = Edition::new(language.clone(), region.clone());
                    file(Target::Feed { edition, slug: spec.slug.clone() }, at);
                }
            }
            let (release, language) = (facts.release.clone(), language.clone());
            file(Target::Release { release, language }, at);
        }
        filings
    }

    fn index(&self, release: &Release) -> Vec<i64> {
        fingerprint::index(release)
    }

    fn kinship(&self, new: &Release, kept: &Release) -> Kinship {
        fingerprint::kinship(new, kept)
    }

    fn change(&self, before: &Release, after: &Release) -> Change {
        difference::change(before, after, &self.house.correction_words(&after.id.source))
    }

    fn shown(&self, members: &[Member]) -> Option<ReleaseId> {
        choose(members, self.house.shown).map(|member| member.release.clone())
    }
}

impl HouseFollow {
    /// A translation goes to a lane of its first engine. An embargoed text stays on this
    /// machine: if that engine is somebody else's, the job waits for the embargo's end.
    fn translation(&self, facts: &ReleaseFacts, language: &Language, now: Instant) -> Filing {
        let pair = (&facts.language, language);
        self.translation_of(&facts.shown, pair, facts.embargo_until, now)
    }

    /// The job that translates a release.
    #[must_use]
    pub fn translation_of(
        &self,
        release: &ReleaseId,
        (from, to): (&Language, &Language),
        embargo_until: Option<Instant>,
        now: Instant,
    ) -> Filing {
        let first = self.house.engines_for(from, to).next();
        let away = first.is_some_and(|setup| setup.engine.capability().reach == Reach::ThirdParty);
        let run_at = match embargo_until {
            Some(until) if away => until.max(now),
            _ => now,
        };
        Filing {
            job: Job::Translate { release: release.clone(), language: to.clone() },
            lane: first.map(EngineSetup::next_lane),
            run_at,
        }
    }
}
