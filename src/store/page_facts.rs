//! What the pages of several releases need, looked up together.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::feed::Candidate;
use crate::domain::{Emission, Language, Region, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::candidates::{COLUMNS, candidate};
use crate::store::error::StoreError;
use crate::store::releases::{EntryRow, LOOKED_UP, standing};
use crate::store::sql::{Value, places};

/// Releases looked up by one statement.
const SOME: usize = 200;

/// Of a release, what decides who shows its pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageFacts {
    /// The sources of it and of all that are joined to it and may be used, its own first.
    pub sources: Vec<SourceId>,
    /// The regions of it and of what is joined to it, rolled up.
    pub regions: Vec<Region>,
    /// How it stands towards the feeds of each language in which it has an entry.
    pub candidates: BTreeMap<Language, Candidate>,
}

impl Store {
    /// What decides who shows the pages of some releases.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn page_facts(
        &self,
        releases: &BTreeSet<ReleaseId>,
    ) -> Result<BTreeMap<ReleaseId, PageFacts>, StoreError> {
        let mut all = BTreeMap::new();
        let releases: Vec<&ReleaseId> = releases.iter().collect();
        for some in releases.chunks(SOME) {
            let values: Vec<Value> = some.iter().map(|one| Value::from(*one)).collect();
            let within = places(1, some.len());
            for release in some {
                let sources = vec![release.source.clone()];
                all.insert((*release).clone(), PageFacts { sources, ..PageFacts::default() });
            }
            let sql = format!(
                "SELECT joined, source FROM release WHERE joined IN ({within}) \
                 AND status IN ('usable', 'embargoed') ORDER BY source"
            );
            for row in self.db.all(&sql, &values).await? {
                let source: SourceId = row.parse(1)?;
                let facts = all.entry(row.parse(0)?).or_default();
                if !facts.sources.contains(&source) {
                    facts.sources.push(source);
                }
            }
            let sql = format!(
                "SELECT release AS entry, region FROM release_region WHERE release IN ({within}) \
                 UNION SELECT r.joined, g.region FROM release r \
                 JOIN release_region g ON g.release = r.id WHERE r.joined IN ({within}) \
                 AND r.status IN ('usable', 'embargoed') ORDER BY region"
            );
            for row in self.db.many(&sql, 2, &values).await? {
                all.entry(row.parse(0)?).or_default().regions.push(row.parse(1)?);
            }
            let sql = format!(
                "SELECT {COLUMNS}, e.language FROM emission e JOIN release r ON r.id = e.release \
                 JOIN story s ON s.id = r.story LEFT JOIN translation t \
                 ON t.release = s.shown AND t.language = e.language WHERE e.release IN ({within})"
            );
            for row in self.db.many(&sql, 12, &values).await? {
                let one = candidate(&row)?;
                let facts = all.entry(one.release.clone()).or_default();
                facts.candidates.insert(row.parse(11)?, one);
            }
        }
        Ok(all)
    }

    /// All that rendering the entries of some releases in some languages needs; what is not
    /// there is left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn entries(
        &self,
        wanted: &BTreeSet<(ReleaseId, Language)>,
    ) -> Result<BTreeMap<(ReleaseId, Language), EntryRow>, StoreError> {
        let mut of: BTreeMap<&ReleaseId, Vec<&Language>> = BTreeMap::new();
        for (release, language) in wanted {
            of.entry(release).or_default().push(language);
        }
        let releases: Vec<&ReleaseId> = of.keys().copied().collect();
        let mut all = BTreeMap::new();
        for some in releases.chunks(SOME) {
            let languages = self.emissions(some).await?;
            let mut rows = BTreeMap::new();
            let sql = format!(
                "SELECT {LOOKED_UP}, s.shown, (SELECT COUNT(*) FROM release m \
                 WHERE m.story = r.story AND m.id <> r.id) FROM release r \
                 LEFT JOIN story s ON s.id = r.story WHERE r.id IN ({})",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(|one| Value::from(*one)).collect();
            for row in self.db.many(&sql, 13, &values).await? {
                let mut standing = standing(&row)?;
                let release = standing.release.id.clone();
                let shown = match row.text_or_none(11) {
                    Some(_) => row.parse(11)?,
                    None => release.clone(),
                };
                if row.int(12) > 0 {
                    standing.also_at = self.also_at(&release).await?;
                    self.lend(&mut standing, &shown).await?;
                }
                rows.insert(release, (standing, shown));
            }
            let shown: BTreeSet<&ReleaseId> = rows.values().map(|(_, shown)| shown).collect();
            let mut translations = self.translations_of(&shown).await?;
            for (release, (standing, shown)) in &rows {
                let its = languages.get(release);
                for language in of.get(release).into_iter().flatten() {
                    let entry = EntryRow {
                        standing: standing.clone(),
                        shown: shown.clone(),
                        translation: translations.remove(&(shown.clone(), (*language).clone())),
                        emission: its.and_then(|its| its.get(*language)).cloned(),
                        languages: its.into_iter().flat_map(BTreeMap::keys).cloned().collect(),
                    };
                    all.insert((release.clone(), (*language).clone()), entry);
                }
            }
        }
        Ok(all)
    }

    /// The place of releases on the clock of each language in which they have an entry.
    async fn emissions(
        &self,
        releases: &[&ReleaseId],
    ) -> Result<BTreeMap<ReleaseId, BTreeMap<Language, Emission>>, StoreError> {
        let sql = format!(
            "SELECT release, language, published, updated, version FROM emission \
             WHERE release IN ({})",
            places(1, releases.len())
        );
        let values: Vec<Value> = releases.iter().map(|one| Value::from(*one)).collect();
        let mut all: BTreeMap<ReleaseId, BTreeMap<Language, Emission>> = BTreeMap::new();
        for row in self.db.many(&sql, 5, &values).await? {
            let emission =
                Emission { published: row.at(2), updated: row.at(3), version: row.int(4) };
            all.entry(row.parse(0)?).or_default().insert(row.parse(1)?, emission);
        }
        Ok(all)
    }

    /// The translations of releases that did not fail, by release and language.
    async fn translations_of(
        &self,
        releases: &BTreeSet<&ReleaseId>,
    ) -> Result<BTreeMap<(ReleaseId, Language), crate::domain::Translation>, StoreError> {
        let mut all = BTreeMap::new();
        let releases: Vec<&&ReleaseId> = releases.iter().collect();
        for some in releases.chunks(SOME) {
            let sql = format!(
                "SELECT release, language, data FROM translation \
                 WHERE state <> 'failed' AND release IN ({})",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(|one| Value::from(**one)).collect();
            for row in self.db.many(&sql, 3, &values).await? {
                all.insert((row.parse(0)?, row.parse(1)?), row.json(2)?);
            }
        }
        Ok(all)
    }

    /// All that rendering the entry of a release in a language needs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn entry(
        &self,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<Option<EntryRow>, StoreError> {
        let one = (release.clone(), language.clone());
        Ok(self.entries(&BTreeSet::from([one])).await?.into_values().next())
    }
}
