//! Releases that wait for a person: the alert about them, and how a person lets one go.

use crate::domain::release::Status;
use crate::domain::{Instant, Release, ReleaseId};
use crate::store::Store;
use crate::store::alerts;
use crate::store::entering::Touched;
use crate::store::error::StoreError;
use crate::store::follow::Follow;
use crate::store::sql::{Tx, args, json};
use crate::store::stories;
use crate::store::withdrawals::show_again;

/// How a release stands whose withdrawal or hold ends, by its latest text.
pub(super) struct Again {
    /// The release as its latest text has it.
    pub(super) release: Release,
    /// What it becomes.
    pub(super) status: Status,
}

impl Again {
    /// Whether it may be shown now.
    pub(super) fn is_shown(&self) -> bool {
        self.status == Status::Usable
    }
}

/// Reads the latest text of a release in a status; `None` when it is in another. What the
/// text itself holds stays held, an embargo stays an embargo.
pub(super) async fn again(
    tx: &mut Tx,
    release: &ReleaseId,
    from: Status,
    now: Instant,
) -> Result<Option<Again>, StoreError> {
    let sql = "SELECT data, embargo_until FROM release WHERE id = $1 AND status = $2";
    let Some(row) = tx.one(sql, args![release, from.name()]).await? else { return Ok(None) };
    let release: Release = row.json(0)?;
    let embargoed = row.at_or_none(1).is_some_and(|until| until > now);
    let held = release.status == Status::Held && from != Status::Held;
    let status = match (held, embargoed) {
        (true, _) => Status::Held,
        (false, true) => Status::Embargoed,
        (false, false) => Status::Usable,
    };
    Ok(Some(Again { release, status }))
}

/// Lets a held release go by a person's word, which is kept with the text until the next
/// one; `false` when it is not held.
pub(super) async fn let_go(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(again) = again(tx, release, Status::Held, now).await? else { return Ok(false) };
    let free = Release { status: again.status, ..again.release.clone() };
    let sql = "UPDATE release SET status = $2, data = $3, changed_at = $4 WHERE id = $1";
    tx.run(sql, args![release, free.status.name(), json(&free)?, now]).await?;
    stories::show_best(tx, release, follow).await?;
    quiet(tx, release, now).await?;
    show_again(store, tx, &again, follow, touched, now).await?;
    Ok(true)
}

/// Lets an entry go whose text its source had taken back and shows again; `false` when it is
/// not held for that.
pub(super) async fn shown_again(
    store: &Store,
    tx: &mut Tx,
    release: &ReleaseId,
    follow: &dyn Follow,
    touched: &mut Touched,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "UPDATE release SET withdrawn_by = NULL, reason = NULL \
               WHERE id = $1 AND status = 'held' AND withdrawn_by = 'source'";
    if tx.run(sql, args![release]).await? == 0 {
        return Ok(false);
    }
    let_go(store, tx, release, follow, touched, now).await
}

/// Raises the alert about a release that is held, and clears it about any other.
pub(super) async fn tell(tx: &mut Tx, release: &Release, now: Instant) -> Result<(), StoreError> {
    let id = &release.id;
    if release.status != Status::Held {
        return quiet(tx, id, now).await;
    }
    let notes = release.evidence.get("status").into_iter().flatten();
    let line = notes.last().map(|note| format!(", because of the line `{}`", note.words));
    let words = format!(
        "`{id}` waits for a person{}; it is published when its source corrects it, or by \
         `warta reinstate {id}`",
        line.unwrap_or_default()
    );
    alerts::raise(tx, &name(id), "release.held", Some(&id.source), &words, now).await?;
    Ok(())
}

/// Raises the alert about an entry whose shown text one source took back while others have it.
pub(super) async fn tell_shared(
    tx: &mut Tx,
    entry: &ReleaseId,
    taken: &ReleaseId,
    now: Instant,
) -> Result<(), StoreError> {
    let words = format!(
        "`{entry}` waits for a person: `{taken}` was taken back, and others still print the same \
         release; `warta withdraw {entry}` takes it back everywhere, `warta reinstate {entry}` \
         shows the text that is left"
    );
    alerts::raise(tx, &name(entry), "release.held", Some(&taken.source), &words, now).await?;
    Ok(())
}

/// Clears the alert about a release that waits for nobody any more.
pub(super) async fn quiet(tx: &mut Tx, id: &ReleaseId, now: Instant) -> Result<(), StoreError> {
    alerts::clear(tx, &name(id), now).await?;
    Ok(())
}

fn name(id: &ReleaseId) -> String {
    format!("release.held:{id}")
}
