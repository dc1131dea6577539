//! Documents that are rendered together: what they read is read once, and what they leave
//! behind is kept at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::feed::Form;
use crate::domain::job::Target;
use crate::domain::{Emission, Instant, Language, ReleaseId};
use crate::pipeline::entry::Stamps;
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::store::archive::PagesOf;
use crate::store::page_facts::PageFacts;
use crate::store::releases::EntryRow;
use crate::store::{Store, StoreError};

/// Releases held at most: their texts are long, and pages of what is old want many of them.
const HELD_MAX: usize = 400;

/// A batch on its way.
pub(super) struct Batch<'a> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) house: Arc<House>,
    pub(super) now: Instant,
    pub(super) rows: Rows,
    pub(super) stamps: Stamps,
    /// Entries that a feed of the batch has shown, by language.
    shown: BTreeMap<Language, BTreeMap<ReleaseId, ShownBefore>>,
}

/// An entry that was shown: what it showed, and in which formats.
#[derive(Debug)]
pub(super) struct ShownBefore {
    pub(super) emission: Emission,
    pub(super) form: Form,
    pub(super) bilingual: bool,
    pub(super) formats: Vec<&'static str>,
    pub(super) texts: Vec<Arc<str>>,
}

/// An entry that is to be rendered: what its stamp was made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) release: &'a ReleaseId,
    pub(super) emission: &'a Emission,
    pub(super) languages: &'a [Language],
}

/// What was read of releases so far.
#[derive(Debug, Default)]
pub(super) struct Rows {
    entries: BTreeMap<(ReleaseId, Language), Option<EntryRow>>,
    pages: BTreeMap<ReleaseId, PageFacts>,
    languages: BTreeMap<ReleaseId, Arc<[Language]>>,
    archives: BTreeMap<String, PagesOf>,
    first_seen: BTreeMap<String, Instant>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(newsroom: &'a Newsroom) -> Self {
        let (house, now) = (newsroom.house(), newsroom.clock.now());
        let (rows, stamps, shown) = Default::default();
        Self { newsroom, house, now, rows, stamps, shown }
    }

    /// An entry as a feed of the batch has shown it.
    pub(super) fn shown(&self, language: &Language, release: &ReleaseId) -> Option<&ShownBefore> {
        self.shown.get(language)?.get(release)
    }

    /// Keeps what a feed shows for the next ones.
    pub(super) fn note_shown(
        &mut self,
        language: &Language,
        release: &ReleaseId,
        shown: ShownBefore,
    ) {
        let before = self.shown.entry(language.clone()).or_default();
        if before.len() > HELD_MAX {
            before.clear();
        }
        before.insert(release.clone(), shown);
    }

    /// Reads what these targets need.
    pub(super) async fn look_up(&mut self, targets: &[&Target]) -> Result<(), StepError> {
        let page = |target: &&Target| match target {
            Target::Release { release, language } => Some((release.clone(), language.clone())),
            _ => None,
        };
        let pages: BTreeSet<(ReleaseId, Language)> = targets.iter().filter_map(page).collect();
        let releases = pages.iter().map(|(release, _)| release.clone()).collect();
        let store = &self.newsroom.store;
        self.rows.pages = store.page_facts(&releases).await?;
        let mut found = store.entries(&pages).await?;
        self.rows.entries =
            pages.into_iter().map(|key| (key.clone(), found.remove(&key))).collect();
        let feed = |target: &&Target| match target {
            Target::Feed { .. } => Some(target.to_string()),
            _ => None,
        };
        let feeds: Vec<String> = targets.iter().filter_map(feed).collect();
        self.rows.archives = store.pages_of(&feeds, self.now).await?;
        self.rows.first_seen = store.all_first_seen(&feeds).await?;
        Ok(())
    }
}

impl Rows {
    /// All that rendering the entry of a release in a language needs, if it has one.
    pub(super) async fn entry(
        &mut self,
        store: &Store,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<Option<&EntryRow>, StoreError> {
        let key = (release.clone(), language.clone());
        if !self.entries.contains_key(&key) {
            let row = store.entry(release, language).await?;
            self.entries.insert(key.clone(), row);
        }
        Ok(self.entries.get(&key).and_then(Option::as_ref))
    }

    /// Reads some entries of a language at once, before they are asked for one by one. One that
    /// was read before its entry came to stand where it is wanted is read again.
    pub(super) async fn ahead(
        &mut self,
        store: &Store,
        wanted: &[Wanted<'_>],
        language: &Language,
    ) -> Result<(), StoreError> {
        let known = |one: &&Wanted<'_>| {
            let row = self.entries.get(&(one.release.clone(), language.clone()));
            row.and_then(Option::as_ref).is_some_and(|row| row.is_of(one.emission, one.languages))
        };
        let unknown = wanted.iter().filter(|one| !known(one));
        let keys: BTreeSet<(ReleaseId, Language)> =
            unknown.map(|one| (one.release.clone(), language.clone())).collect();
        if keys.is_empty() {
            return Ok(());
        }
        if self.entries.len() > HELD_MAX {
            self.entries.clear();
        }
        let mut found = store.entries(&keys).await?;
        self.entries.extend(keys.into_iter().map(|key| (key.clone(), found.remove(&key))));
        Ok(())
    }

    /// What decides who shows the pages of a release.
    pub(super) async fn page(
        &mut self,
        store: &Store,
        release: &ReleaseId,
    ) -> Result<&PageFacts, StoreError> {
        if !self.pages.contains_key(release) {
            let found = store.page_facts(&BTreeSet::from([release.clone()])).await?;
            self.pages.extend(found);
        }
        Ok(self.pages.entry(release.clone()).or_default())
    }

    /// How the pages of a feed that is rendered stand, if it has any.
    pub(super) fn pages_of(&mut self, feed: &str) -> Option<PagesOf> {
        self.archives.remove(feed)
    }

    /// When a feed that is rendered was first defined: it, or else its family.
    pub(super) async fn first_seen(
        &self,
        store: &Store,
        feed: &str,
        family: &str,
    ) -> Result<Option<Instant>, StoreError> {
        match self.first_seen.get(feed) {
            Some(seen) => Ok(Some(*seen)),
            None => store.first_seen(feed, family).await,
        }
    }

    /// The languages in which each of these releases has an entry, in their order.
    pub(super) async fn languages(
        &mut self,
        store: &Store,
        releases: &[ReleaseId],
    ) -> Result<Vec<Arc<[Language]>>, StoreError> {
        let unknown = |release: &&ReleaseId| !self.languages.contains_key(*release);
        let unknown: Vec<ReleaseId> = releases.iter().filter(unknown).cloned().collect();
        if !unknown.is_empty() {
            let mut found = store.languages(&unknown).await?;
            for release in unknown {
                let its = found.remove(&release).unwrap_or_default();
                self.languages.insert(release, its.into());
            }
        }
        let its = |release| self.languages.get(release).cloned().unwrap_or_default();
        Ok(releases.iter().map(its).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;
    use crate::domain::job::Filing;
    use crate::domain::{Draft, Markup, Profile, Region, SourceId, Validators};
    use crate::gazetteer::Gazetteer;
    use crate::normalize::{self, Setting};
    use crate::store::Options;
    use crate::store::follow::{Entering, EntryFacts, Follow, ReleaseFacts};
    use crate::store::pulls::{Haul, Incoming};

    /// Every release has an entry in its own language, at once, and nothing follows.
    struct Own;

    impl Follow for Own {
        fn entering(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Entering> {
            vec![Entering { language: facts.language.clone(), due: now }]
        }
        fn work(&self, _: &ReleaseFacts, _: Instant) -> Vec<Filing> {
            Vec::new()
        }
        fn publishing(&self, _: &EntryFacts, _: Instant) -> Vec<Filing> {
            Vec::new()
        }
    }

    fn haul(text: &str, now: Instant) -> Haul {
        let profile = Profile {
            id: SourceId::parse("kantor").unwrap(),
            name: "Kantor Contoh".to_owned(),
            homepage: None,
            language: Language::parse("id").unwrap(),
            region: Some(Region::parse("ID").unwrap()),
            timezone: None,
            rights: None,
            full_text: true,
            rules: crate::domain::Rules::default(),
        };
        let draft = Draft {
            own_id: Some("satu".to_owned()),
            body: Some(Markup::Plain(text.to_owned())),
            ..Draft::default()
        };
        let (gazetteer, repeated) = (Gazetteer::bundled(), BTreeSet::new());
        let setting =
            Setting { profile: &profile, gazetteer: &gazetteer, seen: now, repeated: &repeated };
        let release = normalize::release(&draft, &setting).unwrap();
        let regions = vec![Region::world()];
        let hash = draft.hash();
        Haul {
            source: profile.id,
            address: "satu.txt".to_owned(),
            validators: Validators::default(),
            incoming: vec![Incoming { release, draft, hash, regions, last_block: None }],
            returned: Vec::new(),
            rejected: Vec::new(),
            backfill: false,
            ahead: 0,
            watch: None,
        }
    }

    #[tokio::test]
    async fn a_row_that_was_read_before_a_correction_is_not_rendered_as_the_corrected_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::Sqlite(folder.path().join("news.db"))).await.unwrap();
        let (now, later) = (from_seconds(1_800_000_000), from_seconds(1_800_000_300));
        let old = haul("Loket Dibuka\nPONTIANAK - Kantor Contoh membuka satu loket.\n", now);
        let release = old.incoming[0].release.id.clone();
        let id = Language::parse("id").unwrap();
        let stands = async || {
            let found = store.page_facts(&BTreeSet::from([release.clone()])).await.unwrap();
            found[&release].candidates[&id].emission.clone().unwrap()
        };
        let languages = [id.clone()];
        let mut rows = Rows::default();
        let mut headline = async |emission: &Emission| {
            let wanted = Wanted { release: &release, emission, languages: &languages };
            rows.ahead(&store, &[wanted], &id).await.unwrap();
            let row = rows.entry(&store, &release, &id).await.unwrap().unwrap();
            row.standing.release.headline.clone()
        };

        store.record(&old, &Own, now).await.unwrap();
        let first = stands().await;
        assert_eq!(headline(&first).await, "Loket Dibuka");
        let new = haul("Loket Ditutup\nPONTIANAK - Kantor Contoh menutup satu loket.\n", later);
        store.record(&new, &Own, later).await.unwrap();
        assert_eq!(headline(&first).await, "Loket Dibuka", "what is held is of the old stand");
        let second = stands().await;
        assert_ne!(second, first);
        assert_eq!(headline(&second).await, "Loket Ditutup");
    }
}
