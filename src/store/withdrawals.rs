//! Releases taken back, by a person or by their source, and given back.

use crate::domain::notice::NoticeKind;
use crate::domain::release::Status;
use crate::domain::{Instant, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::emissions::{Want, drain, languages_of, want};
use crate::store::entering::{Touched, enter};
use crate::store::error::StoreError;
use crate::store::follow::Follow;
use crate::store::held::{self, Again};
use crate::store::jobs;
use crate::store::pulls::Change;
use crate::store::sql::{Tx, args};
use crate::store::stories::{self, place_of};

/// Who takes a release back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The source, by its word or its absence.
    Source,
    /// A person.
    Operator,
}

impl By {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Operator => "operator",
        }
    }
}

impl Store {
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
        drain(self, &mut tx, &touched, follow, now).await?;
        tx.commit("store.withdraw").await?;
        Ok(done)
    }

    /// Takes back every release that was read from a document that is no more, all in one
    /// transaction, and forgets the documents and why they were refused.
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
            let sql = "DELETE FROM rejection WHERE source = $1 AND name = $2";
            tx.run(sql, args![source, address]).await?;
        }
        drain(self, &mut tx, &touched, follow, now).await?;
        tx.commit("store.withdraw").await?;
        Ok(changes)
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
        drain(self, &mut tx, &touched, follow, now).await?;
        tx.commit("store.reinstate").await?;
        Ok(done)
    }
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
    let place = place_of(tx, release).await?;
    let is_entry = place.entry == *release;
    if is_entry && by == By::Source && stories::is_shared(tx, release).await? {
        return hold_entry(tx, release, release, reason, touched, now).await;
    }
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
    if !is_entry {
        let sql = "SELECT region FROM release_region WHERE release = $1";
        for row in tx.all(sql, args![release]).await? {
            touched.left.insert(row.parse(0)?);
        }
        if place.shows(release) {
            hold_entry(tx, &place.entry, release, reason, touched, now).await?;
        } else {
            renew(tx, &place.entry, touched, now).await?;
        }
        return Ok(true);
    }
    for language in languages_of(tx, release).await? {
        let kind = NoticeKind::Withdrawal;
        want(tx, &Want { release, language: &language, kind, due: now, note: reason }).await?;
        touched.languages.insert(language);
    }
    Ok(true)
}

/// Holds the entry of a story whose text was taken back while others still print it: only a
/// person can say whether the news is wrong or one page was tidied away.
async fn hold_entry(
    tx: &mut Tx,
    entry: &ReleaseId,
    taken: &ReleaseId,
    reason: Option<&str>,
    touched: &mut Touched,
    now: Instant,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE release SET status = 'held', changed_at = $2, reason = $4, \
             withdrawn_by = CASE WHEN id = $3 THEN 'source' ELSE withdrawn_by END \
             WHERE id = $1 AND status NOT IN ('withdrawn', 'held')",
            args![entry, now, taken, reason],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    held::tell_shared(tx, entry, taken, now).await?;
    for language in languages_of(tx, entry).await? {
        let kind = NoticeKind::Hold;
        let release = entry;
        want(tx, &Want { release, language: &language, kind, due: now, note: reason }).await?;
        touched.languages.insert(language);
    }
    Ok(true)
}

/// Shows an entry anew in every language that has it: something beside its text changed.
pub(super) async fn renew(
    tx: &mut Tx,
    release: &ReleaseId,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    for language in languages_of(tx, release).await? {
        let kind = NoticeKind::Update;
        want(tx, &Want { release, language: &language, kind, due: now, note: None }).await?;
        touched.languages.insert(language);
    }
    Ok(())
}

pub(super) async fn give_back(
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
    let place = place_of(tx, release).await?;
    if place.entry != *release {
        // It is joined to another entry, which has it for one more place.
        stories::show_best(tx, &place.entry, follow).await?;
        renew(tx, &place.entry, touched, now).await?;
        enter(store, tx, release, follow, touched, now).await?;
        return Ok(true);
    }
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
