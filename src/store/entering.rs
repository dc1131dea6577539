//! Which languages a release enters, and the work that makes necessary.

use std::collections::BTreeSet;

use crate::domain::notice::NoticeKind;
use crate::domain::release::Status;
use crate::domain::{Instant, Language, Region, ReleaseId};
use crate::store::Store;
use crate::store::emissions::{Want, drain, languages_of, regions_of, want};
use crate::store::error::StoreError;
use crate::store::follow::{Follow, ReleaseFacts};
use crate::store::jobs;
use crate::store::sql::{Tx, args};
use crate::store::stories::{place_of, sources_of};

/// Whose clocks are to be drained, and what is known besides.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) languages: BTreeSet<Language>,
    /// Regions an entry was in until now.
    pub(super) left: BTreeSet<Region>,
    /// How many documents of the same round are still to be read.
    pub(super) ahead: usize,
}

impl Touched {
    /// One language's clock alone.
    pub(super) fn only(language: &Language) -> Self {
        Self { languages: BTreeSet::from([language.clone()]), ..Self::default() }
    }
}

impl Store {
    /// Gives every release what a new configuration wants of it: entries in languages it has
    /// none in yet, and translations. Gives how many releases were looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn enter_all(&self, follow: &dyn Follow, now: Instant) -> Result<usize, StoreError> {
        let sql = "SELECT id FROM release WHERE status IN ('usable', 'embargoed') \
                   AND joined IS NULL \
                   ORDER BY COALESCE(source_at, seen_at), id";
        let ids: Vec<ReleaseId> = self
            .db
            .all(sql, &[])
            .await?
            .iter()
            .map(|row| row.parse(0))
            .collect::<Result<_, _>>()?;
        for some in ids.chunks(100) {
            let mut tx = self.db.begin_news().await?;
            let mut touched = Touched::default();
            for release in some {
                enter(self, &mut tx, release, follow, &mut touched, now).await?;
            }
            drain(self, &mut tx, &touched, follow, now).await?;
            tx.commit("store.enter").await?;
        }
        Ok(ids.len())
    }
}

/// Notes the languages a release enters and files the work it makes necessary.
pub(super) async fn enter(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    // What is joined to another release has no entry of its own: the other has it for both.
    let release = &place_of(tx, release).await?.entry;
    let Some(facts) = facts(tx, release).await? else { return Ok(()) };
    if matches!(facts.status, Status::Held | Status::Withdrawn) {
        return Ok(());
    }
    let emitted = languages_of(tx, release).await?;
    for entering in follow.entering(&facts, now) {
        if emitted.contains(&entering.language) {
            continue;
        }
        let wanted = Want {
            release,
            language: &entering.language,
            kind: NoticeKind::Publish,
            due: entering.due,
            note: None,
        };
        want(tx, &wanted).await?;
        touched.languages.insert(entering.language);
    }
    for filing in follow.work(&facts, now) {
        jobs::file(store, tx, &filing, now).await?;
    }
    Ok(())
}

async fn subjects_of(tx: &mut Tx, release: &ReleaseId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT subject FROM release_subject WHERE release = $1 ORDER BY subject";
    Ok(tx.all(sql, args![release]).await?.iter().map(|row| row.text(0)).collect())
}

/// Reads what `Follow` is told of a release.
pub(super) async fn facts(
    tx: &mut Tx,
    release: &ReleaseId,
) -> Result<Option<ReleaseFacts>, StoreError> {
    let sql = "SELECT language, status, embargo_until, seen_at FROM release WHERE id = $1";
    let Some(row) = tx.one(sql, args![release]).await? else { return Ok(None) };
    let shown = place_of(tx, release).await?.shown;
    let translated = tx
        .all(
            "SELECT t.language FROM translation t JOIN release r ON r.id = t.release \
             WHERE t.release = $1 AND t.revision = r.revision AND t.titled = 1",
            args![&shown],
        )
        .await?
        .iter()
        .map(|row| row.parse(0))
        .collect::<Result<_, _>>()?;
    Ok(Some(ReleaseFacts {
        release: release.clone(),
        language: row.parse(0)?,
        status: Status::from_name(&row.text(1)),
        embargo_until: row.at_or_none(2),
        seen: row.at(3),
        regions: regions_of(tx, release).await?,
        subjects: subjects_of(tx, release).await?,
        sources: sources_of(tx, release).await?,
        shown,
        translated,
    }))
}
