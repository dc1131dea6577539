//! What a pull brought: releases, revisions, withdrawals, in one transaction a document.
//!
//! The validators of a document are saved with its last release, never before: a kill
//! behind a 304 loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::notice::NoticeKind;
use crate::domain::release::Status;
use crate::domain::{
    Draft, Instant, Language, Region, Rejection, Release, ReleaseId, ReleaseKey, SourceId,
    Validators,
};
use crate::store::Store;
use crate::store::emissions::{Want, drain, languages_of, regions_of, want};
use crate::store::error::StoreError;
use crate::store::follow::{Follow, ReleaseFacts};
use crate::store::held::{self, Again};
use crate::store::jobs;
use crate::store::repeated;
use crate::store::sql::{Row, Tx, args, json, places};

/// A normalised release on its way into the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The release.
    pub release: Release,
    /// What the source printed.
    pub draft: Draft,
    /// The draft's hash.
    pub hash: String,
    /// Its regions and every region above them.
    pub regions: Vec<Region>,
    /// The hash of its last block, where more than one is left to be its text.
    pub last_block: Option<String>,
}

/// A draft that is no release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What the draft was called, or a hash of it.
    pub name: String,
    /// The draft's hash.
    pub hash: String,
    /// Why.
    pub rejection: Rejection,
}

/// All that one document brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Haul {
    /// The source.
    pub source: SourceId,
    /// The document.
    pub address: String,
    /// What to ask for it with next time.
    pub validators: Validators,
    /// New and changed releases.
    pub incoming: Vec<Incoming>,
    /// Releases that came back unchanged after the source had taken them away.
    pub returned: Vec<ReleaseId>,
    /// Drafts that are no releases.
    pub rejected: Vec<Rejected>,
    /// Whether this source was never read to the end before: what is found now is old news.
    pub backfill: bool,
}

/// What became of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not known.
    New(ReleaseId),
    /// The source changed its text.
    Corrected(ReleaseId),
    /// The source shows it again.
    Reinstated(ReleaseId),
    /// The source takes it back.
    Withdrawn(ReleaseId),
}

/// How a release already known stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The hash of its latest draft.
    pub hash: String,
    /// Whether it may be used.
    pub status: Status,
    /// Whether the source itself, by its absence or its word, took it back.
    pub withdrawn_by_source: bool,
    /// When it was first seen.
    pub seen: Instant,
}

/// Who takes a release back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The source, by its word or its absence.
    Source,
    /// A person.
    Operator,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Operator => "operator",
        }
    }
}

impl Store {
    /// What is known of these keys of a source.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn known(
        &self,
        source: &SourceId,
        keys: &[ReleaseKey],
    ) -> Result<BTreeMap<ReleaseKey, Known>, StoreError> {
        let mut known = BTreeMap::new();
        for some in keys.chunks(200) {
            let sql = format!(
                "SELECT id, hash, status, withdrawn_by, seen_at FROM release WHERE id IN ({})",
                places(1, some.len())
            );
            let ids: Vec<_> = some.iter().map(|key| format!("{source}/{key}").into()).collect();
            for row in self.db.all(&sql, &ids).await? {
                let id: ReleaseId = row.parse(0)?;
                let one = Known {
                    hash: row.text(1),
                    status: Status::from_name(&row.text(2)),
                    withdrawn_by_source: row.text(3) == "source",
                    seen: row.at(4),
                };
                known.insert(id.key, one);
            }
        }
        Ok(known)
    }

    /// The drafts of a source that were refused, by name, with their hashes.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn refused(&self, source: &SourceId) -> Result<BTreeMap<String, String>, StoreError> {
        let sql = "SELECT name, hash FROM rejection WHERE source = $1";
        let rows = self.db.all(sql, args![source]).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.text(1))).collect())
    }

    /// Records what one document brought, with everything that follows, in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing of it happened.
    pub async fn record(
        &self,
        haul: &Haul,
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<Vec<Change>, StoreError> {
        let mut tx = self.db.begin_news().await?;
        let mut changes = Vec::new();
        let mut touched = Touched::default();
        for incoming in &haul.incoming {
            let change = put(self, &mut tx, haul, incoming, follow, &mut touched, now).await?;
            changes.push(change);
        }
        for release in &haul.returned {
            if give_back(self, &mut tx, release, follow, &mut touched, now).await? {
                changes.push(Change::Reinstated(release.clone()));
            }
        }
        for rejected in &haul.rejected {
            reject(&mut tx, &haul.source, rejected, now).await?;
        }
        save_validators(&mut tx, &haul.source, &haul.address, &haul.validators, now).await?;
        drain(self, &mut tx, &touched.languages, &touched.left, follow, now).await?;
        tx.commit("store.record").await?;
        Ok(changes)
    }

    /// Takes a release back everywhere; `false` when it was taken back already.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn withdraw(
        &self,
        release: &ReleaseId,
        by: By,
        reason: Option<&str>,
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_news().await?;
        let mut touched = Touched::default();
        let done = take_back(self, &mut tx, release, by, reason, &mut touched, now).await?;
        drain(self, &mut tx, &touched.languages, &touched.left, follow, now).await?;
        tx.commit("store.withdraw").await?;
        Ok(done)
    }

    /// Takes back every release that was read from a document that is no more, all in one
    /// transaction, and forgets the documents.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn withdraw_gone(
        &self,
        source: &SourceId,
        releases: &[ReleaseId],
        addresses: &[String],
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<Vec<Change>, StoreError> {
        let mut tx = self.db.begin_news().await?;
        let mut touched = Touched::default();
        let mut changes = Vec::new();
        for release in releases {
            if take_back(self, &mut tx, release, By::Source, None, &mut touched, now).await? {
                changes.push(Change::Withdrawn(release.clone()));
            }
        }
        for address in addresses {
            let sql = "DELETE FROM address WHERE source = $1 AND address = $2";
            tx.run(sql, args![source, address]).await?;
        }
        drain(self, &mut tx, &touched.languages, &touched.left, follow, now).await?;
        tx.commit("store.withdraw").await?;
        Ok(changes)
    }

    /// Gives every release what a new configuration wants of it: entries in languages it has
    /// none in yet, and translations. Gives how many releases were looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn enter_all(&self, follow: &dyn Follow, now: Instant) -> Result<usize, StoreError> {
        let sql = "SELECT id FROM release WHERE status IN ('usable', 'embargoed') \
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
            drain(self, &mut tx, &touched.languages, &touched.left, follow, now).await?;
            tx.commit("store.enter").await?;
        }
        Ok(ids.len())
    }

    /// Undoes a withdrawal, or lets a held release go; `false` when it is neither. A
    /// withdrawn one whose text is held becomes held, and needs a second word.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn reinstate(
        &self,
        release: &ReleaseId,
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_news().await?;
        let mut touched = Touched::default();
        let done = give_back(self, &mut tx, release, follow, &mut touched, now).await?
            || held::let_go(self, &mut tx, release, follow, &mut touched, now).await?;
        drain(self, &mut tx, &touched.languages, &touched.left, follow, now).await?;
        tx.commit("store.reinstate").await?;
        Ok(done)
    }
}

/// Whose clocks are to be drained, and which regions were left.
#[derive(Debug, Default)]
pub(super) struct Touched {
    languages: BTreeSet<Language>,
    left: BTreeSet<Region>,
}

async fn put(
    store: &Store,
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<Change, StoreError> {
    let id = &incoming.release.id;
    let sql = "SELECT revision, status, withdrawn_by, seen_at FROM release WHERE id = $1";
    let Some(before) = tx.one(sql, args![id]).await? else {
        insert(tx, haul, incoming, now).await?;
        if let Some(hash) = &incoming.last_block {
            repeated::count(tx, &haul.source, hash).await?;
        }
        held::tell(tx, &incoming.release, now).await?;
        enter(store, tx, id, follow, touched, now).await?;
        return Ok(Change::New(id.clone()));
    };
    let old: BTreeSet<Region> = regions_of(tx, id).await?.into_iter().collect();
    revise(tx, haul, incoming, &before, now).await?;
    let new: BTreeSet<Region> = incoming.regions.iter().cloned().collect();
    touched.left.extend(old.difference(&new).cloned());
    if before.text(1) == Status::Withdrawn.name() {
        if before.text(2) == By::Source.name() {
            give_back(store, tx, id, follow, touched, now).await?;
            return Ok(Change::Reinstated(id.clone()));
        }
        return Ok(Change::Corrected(id.clone()));
    }
    held::tell(tx, &incoming.release, now).await?;
    // A correction reaches every language that has the entry, and waits for no engine. One
    // that may not be shown, or not yet, takes the entry out of every feed instead.
    let embargo = incoming.release.embargo_until.filter(|until| *until > now);
    let hold = incoming.release.status == Status::Held || embargo.is_some();
    let kind = if hold { NoticeKind::Hold } else { NoticeKind::Correction };
    for language in languages_of(tx, id).await? {
        let wanted = Want { release: id, language: &language, kind, due: now, note: None };
        want(tx, &wanted).await?;
        touched.languages.insert(language);
    }
    enter(store, tx, id, follow, touched, now).await?;
    Ok(Change::Corrected(id.clone()))
}

/// Notes the languages a release enters and files the work it makes necessary.
async fn enter(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
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

/// Reads what `Follow` is told of a release.
pub(super) async fn facts(
    tx: &mut Tx,
    release: &ReleaseId,
) -> Result<Option<ReleaseFacts>, StoreError> {
    let sql = "SELECT language, status, embargo_until, seen_at FROM release WHERE id = $1";
    let Some(row) = tx.one(sql, args![release]).await? else { return Ok(None) };
    let translated = tx
        .all(
            "SELECT t.language FROM translation t JOIN release r ON r.id = t.release \
             WHERE t.release = $1 AND t.revision = r.revision AND t.titled = 1",
            args![release],
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
        translated,
    }))
}

async fn insert(
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &incoming.release;
    tx.run(
        "INSERT INTO release (id, source, address, language, status, embargo_until, revision, \
         hash, story, headline, source_at, seen_at, changed_at, backfill, data) \
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $1, $8, $9, $10, $10, $11, $12)",
        args![
            &release.id,
            &haul.source,
            &haul.address,
            &release.language,
            release.status.name(),
            release.embargo_until,
            &incoming.hash,
            &release.headline,
            release.published,
            now,
            haul.backfill,
            json(release)?,
        ],
    )
    .await?;
    let sql = "INSERT INTO story (id, entry, shown, made_at) VALUES ($1, $1, $1, $2)";
    tx.run(sql, args![&release.id, now]).await?;
    revision(tx, incoming, 1, now).await?;
    belong(tx, incoming).await
}

async fn revise(
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    before: &Row,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &incoming.release;
    let number = before.int(0) + 1;
    let kept = before.text(1) == Status::Withdrawn.name();
    let status = if kept { Status::Withdrawn } else { release.status };
    tx.run(
        "UPDATE release SET address = $2, language = $3, status = $4, embargo_until = $5, \
         revision = $6, hash = $7, headline = $8, source_at = $9, changed_at = $10, \
         corrected_at = $10, data = $11 WHERE id = $1",
        args![
            &release.id,
            &haul.address,
            &release.language,
            status.name(),
            release.embargo_until,
            number,
            &incoming.hash,
            &release.headline,
            release.published,
            now,
            json(release)?,
        ],
    )
    .await?;
    revision(tx, incoming, number, now).await?;
    let gone = "DELETE FROM release_region WHERE release = $1";
    tx.run(gone, args![&release.id]).await?;
    let gone = "DELETE FROM release_subject WHERE release = $1";
    tx.run(gone, args![&release.id]).await?;
    belong(tx, incoming).await
}

async fn revision(
    tx: &mut Tx,
    incoming: &Incoming,
    number: i64,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO revision (release, number, hash, at, draft, data) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            &incoming.release.id,
            number,
            &incoming.hash,
            now,
            json(&incoming.draft)?,
            json(&incoming.release)?,
        ],
    )
    .await?;
    Ok(())
}

/// Writes what a release belongs to: its regions and subjects.
async fn belong(tx: &mut Tx, incoming: &Incoming) -> Result<(), StoreError> {
    let id = &incoming.release.id;
    for region in &incoming.regions {
        let sql = "INSERT INTO release_region (region, release) VALUES ($1, $2)";
        tx.run(sql, args![region, id]).await?;
    }
    for subject in &incoming.release.subjects {
        let sql = "INSERT INTO release_subject (subject, release) VALUES ($1, $2)";
        tx.run(sql, args![subject, id]).await?;
    }
    Ok(())
}

async fn reject(
    tx: &mut Tx,
    source: &SourceId,
    rejected: &Rejected,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO rejection (source, name, hash, rule, words, at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source, name) DO UPDATE SET \
         hash = excluded.hash, rule = excluded.rule, words = excluded.words, at = excluded.at",
        args![
            source,
            &rejected.name,
            &rejected.hash,
            rejected.rejection.rule,
            &rejected.rejection.why,
            now,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn save_validators(
    tx: &mut Tx,
    source: &SourceId,
    address: &str,
    validators: &Validators,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO address (source, address, etag, last_modified, body, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source, address) DO UPDATE SET \
         etag = excluded.etag, last_modified = excluded.last_modified, body = excluded.body, \
         seen_at = excluded.seen_at",
        args![
            source,
            address,
            validators.etag.clone(),
            validators.last_modified.clone(),
            validators.body.clone(),
            now,
        ],
    )
    .await?;
    Ok(())
}

async fn take_back(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    by: By,
    reason: Option<&str>,
    touched: &mut Touched,
    now: Instant,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE release SET status = 'withdrawn', withdrawn_at = $2, withdrawn_by = $3, \
             reason = $4, changed_at = $2 WHERE id = $1 AND status <> 'withdrawn'",
            args![release, now, by.name(), reason],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let idle = "DELETE FROM waiting WHERE release = $1 \
                AND language NOT IN (SELECT language FROM emission WHERE release = $1)";
    tx.run(idle, args![release]).await?;
    held::quiet(tx, release, now).await?;
    jobs::cancel(store, tx, "translate", &format!("{release}/"), now).await?;
    for language in languages_of(tx, release).await? {
        let kind = NoticeKind::Withdrawal;
        want(tx, &Want { release, language: &language, kind, due: now, note: reason }).await?;
        touched.languages.insert(language);
    }
    Ok(true)
}

async fn give_back(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(again) = held::again(tx, release, Status::Withdrawn, now).await? else {
        return Ok(false);
    };
    tx.run(
        "UPDATE release SET status = $3, withdrawn_at = NULL, withdrawn_by = NULL, \
         reason = NULL, changed_at = $2 WHERE id = $1",
        args![release, now, again.status.name()],
    )
    .await?;
    held::tell(tx, &again.release, now).await?;
    show_again(store, tx, &again, follow, touched, now).await?;
    Ok(true)
}

/// Puts a release back into every feed it was in, or takes what stands there for it out
/// while it may not be shown.
pub(super) async fn show_again(
    store: &Store,
    tx: &mut Tx,
    again: &Again,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    let release = &again.release.id;
    let kind = if again.is_shown() { NoticeKind::Reinstatement } else { NoticeKind::Hold };
    for language in languages_of(tx, release).await? {
        want(tx, &Want { release, language: &language, kind, due: now, note: None }).await?;
        touched.languages.insert(language);
    }
    enter(store, tx, release, follow, touched, now).await
}
