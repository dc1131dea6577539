//! What a pull brought: releases, revisions, refusals, in one transaction a document.
//!
//! The validators of a document are saved with its last release, never before: a kill
//! behind a 304 loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::job::Filing;
use crate::domain::notice::NoticeKind;
use crate::domain::release::Status;
use crate::domain::story::Change as Printed;
use crate::domain::{
    Draft, Instant, Region, Rejection, Release, ReleaseId, ReleaseKey, SourceId, Validators,
};
use crate::store::Store;
use crate::store::corrections;
use crate::store::emissions::{Want, drain, languages_of, regions_of, want};
use crate::store::entering::{Touched, enter};
use crate::store::error::StoreError;
use crate::store::follow::Follow;
use crate::store::held;
use crate::store::jobs;
use crate::store::rechecks;
use crate::store::repeated;
use crate::store::revisions::{insert, revise};
use crate::store::sql::{Tx, Value, args, places};
use crate::store::stories::{self, Place, place_of};
use crate::store::withdrawals::{give_back, renew};

pub use crate::store::withdrawals::By;

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
    /// Documents of the same round that are still to be read and never were: how many seconds
    /// of each clock are left free for them.
    pub ahead: usize,
    /// The job that looks at the document again, where it is the page of a release.
    pub watch: Option<Filing>,
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

    /// How many of these headlines a source has shown since then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn shown_headlines(
        &self,
        source: &SourceId,
        headlines: &BTreeSet<String>,
        since: Instant,
    ) -> Result<usize, StoreError> {
        let headlines: Vec<&String> = headlines.iter().collect();
        let mut count = 0;
        for some in headlines.chunks(200) {
            let sql = format!(
                "SELECT DISTINCT headline FROM release WHERE source = $1 AND seen_at > $2 \
                 AND headline IN ({})",
                places(3, some.len())
            );
            let mut values = args![source, since].to_vec();
            values.extend(some.iter().map(|one| Value::from(*one)));
            count += self.db.all(&sql, &values).await?.len();
        }
        Ok(count)
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
        let mut touched = Touched { ahead: haul.ahead, ..Touched::default() };
        for incoming in &haul.incoming {
            changes.extend(put(self, &mut tx, haul, incoming, follow, &mut touched, now).await?);
        }
        for release in &haul.returned {
            if give_back(self, &mut tx, release, follow, &mut touched, now).await?
                || held::shown_again(self, &mut tx, release, follow, &mut touched, now).await?
            {
                changes.push(Change::Reinstated(release.clone()));
            }
        }
        accept(&mut tx, haul).await?;
        for rejected in &haul.rejected {
            reject(&mut tx, &haul.source, rejected, now).await?;
        }
        save_validators(&mut tx, &haul.source, &haul.address, &haul.validators, now).await?;
        if let Some(filing) = &haul.watch
            && changes.iter().any(|change| matches!(change, Change::New(_)))
        {
            rechecks::watch(&mut tx, &haul.source, &haul.address, now).await?;
            jobs::file(self, &mut tx, filing, now).await?;
        }
        drain(self, &mut tx, &touched, follow, now).await?;
        tx.commit("store.record").await?;
        Ok(changes)
    }
}

async fn put(
    store: &Store,
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<Option<Change>, StoreError> {
    let id = &incoming.release.id;
    let sql = "SELECT revision, status, withdrawn_by, seen_at, data FROM release WHERE id = $1";
    let Some(before) = tx.one(sql, args![id]).await? else {
        first(store, tx, haul, incoming, follow, touched, now).await?;
        return Ok(Some(Change::New(id.clone())));
    };
    let kind = follow.change(&before.json(4)?, &incoming.release);
    let taken_back = before.text(2) == By::Source.name();
    if kind == Printed::Nothing && !taken_back {
        return same(tx, haul, incoming).await.map(|()| None);
    }
    let place = place_of(tx, id).await?;
    let old: BTreeSet<Region> = regions_of(tx, &place.entry).await?.into_iter().collect();
    revise(tx, haul, incoming, &before, kind, now).await?;
    stories::file(tx, &incoming.release, &follow.index(&incoming.release), now).await?;
    let new: BTreeSet<Region> = regions_of(tx, &place.entry).await?.into_iter().collect();
    touched.left.extend(old.difference(&new).cloned());
    if before.text(1) == Status::Withdrawn.name() {
        if taken_back {
            give_back(store, tx, id, follow, touched, now).await?;
            return Ok(Some(Change::Reinstated(id.clone())));
        }
        return Ok(Some(Change::Corrected(id.clone())));
    }
    held::tell(tx, &incoming.release, now).await?;
    if stories::part(tx, &incoming.release, &place, follow, now).await? {
        renew(tx, &place.entry, touched, now).await?;
        enter(store, tx, id, follow, touched, now).await?;
        return Ok(Some(Change::Corrected(id.clone())));
    }
    tell_entry(tx, incoming, &place, (kind, old == new), touched, now).await?;
    enter(store, tx, id, follow, touched, now).await?;
    Ok(Some(Change::Corrected(id.clone())))
}

/// A release seen for the first time: it joins a story that is there, or begins its own.
async fn first(
    store: &Store,
    tx: &mut Tx,
    haul: &Haul,
    incoming: &Incoming,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    let id = &incoming.release.id;
    insert(tx, haul, incoming, now).await?;
    if let Some(hash) = &incoming.last_block {
        repeated::count(tx, &haul.source, hash).await?;
    }
    held::tell(tx, &incoming.release, now).await?;
    if let Some(earlier) = &incoming.release.corrects {
        // It is news of its own: joined to what it mends, nobody would see it.
        stories::file(tx, &incoming.release, &follow.index(&incoming.release), now).await?;
        if matches!(incoming.release.status, Status::Usable) {
            corrections::tell(tx, earlier, &incoming.release.headline_source, touched, now).await?;
        }
    } else if let Some(entry) = stories::join(store, tx, &incoming.release, follow, now).await? {
        renew(tx, &entry, touched, now).await?;
    }
    enter(store, tx, id, follow, touched, now).await
}

/// Tells the readers of an entry what a new text of one of its members means to them. A
/// correction reaches every language that has the entry, and waits for no engine. One that
/// may not be shown, or not yet, takes the entry out of every feed instead. A text that is
/// not shown changes nothing but where else the news stands.
async fn tell_entry(
    tx: &mut Tx,
    incoming: &Incoming,
    place: &Place,
    (kind, regions_stay): (Printed, bool),
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    let id = &incoming.release.id;
    let embargo = incoming.release.embargo_until.filter(|until| *until > now);
    let hold = incoming.release.status == Status::Held || embargo.is_some();
    let kind = match kind {
        _ if hold && place.entry == *id => NoticeKind::Hold,
        Printed::Correction if place.shows(id) => NoticeKind::Correction,
        _ if place.shows(id) || !regions_stay => NoticeKind::Update,
        _ => return Ok(()),
    };
    for language in languages_of(tx, &place.entry).await? {
        let release = &place.entry;
        want(tx, &Want { release, language: &language, kind, due: now, note: None }).await?;
        touched.languages.insert(language);
    }
    Ok(())
}

/// Only white space changed: the new hash is kept, so that it is not read again.
async fn same(tx: &mut Tx, haul: &Haul, incoming: &Incoming) -> Result<(), StoreError> {
    let sql = "UPDATE release SET hash = $2, address = $3 WHERE id = $1";
    tx.run(sql, args![&incoming.release.id, &incoming.hash, &haul.address]).await?;
    Ok(())
}

/// Forgets the refusals of drafts that are good now, and of a document that could be read.
async fn accept(tx: &mut Tx, haul: &Haul) -> Result<(), StoreError> {
    let sql = "DELETE FROM rejection WHERE source = $1 AND name = $2";
    for name in haul.incoming.iter().filter_map(|one| one.draft.name()) {
        tx.run(sql, args![&haul.source, name]).await?;
    }
    // A draft may be called like its document: its own refusal stays while it is the same.
    let sql = "DELETE FROM rejection WHERE source = $1 AND name = $2 AND rule = 'document'";
    tx.run(sql, args![&haul.source, &haul.address]).await?;
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
        "INSERT INTO address (source, address, etag, last_modified, body, seen_at, whole_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (source, address) DO UPDATE SET \
         etag = excluded.etag, last_modified = excluded.last_modified, body = excluded.body, \
         seen_at = excluded.seen_at, whole_at = excluded.whole_at",
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
