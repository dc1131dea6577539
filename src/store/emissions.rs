//! The clock of each language, and the notices that follow.
//!
//! Whoever changes what people read calls [`want`] for each language it concerns and then
//! [`drain`], all in its own transaction: the entry gets the next free second, its notice
//! and the jobs that render it. What finds no free second, or may not go out yet, waits in a
//! table, and a wake job stands for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::domain::emission::{ROOM_SECS_MAX, published_at, seconds_from};
use crate::domain::job::{Filing, Target};
use crate::domain::notice::{Effect, NoticeKind};
use crate::domain::release::Status;
use crate::domain::{Instant, Job, Language, Region, ReleaseId};
use crate::store::Store;
use crate::store::archive;
use crate::store::dialect::{NewNotice, write_notice};
use crate::store::entering::Touched;
use crate::store::error::StoreError;
use crate::store::follow::{EntryFacts, Follow};
use crate::store::jobs;
use crate::store::sql::{Row, Tx, args, json};
use crate::store::stories::sources_of;

/// Entries given a second in one go at most; a wake job takes the rest.
const BATCH: i64 = 500;

/// An entry that wants a second of the clock.
pub(super) struct Want<'a> {
    pub(super) release: &'a ReleaseId,
    pub(super) language: &'a Language,
    pub(super) kind: NoticeKind,
    pub(super) due: Instant,
    pub(super) note: Option<&'a str>,
}

/// Notes that an entry wants a second. What waits already takes the earlier time and the
/// more urgent kind. A withdrawal of what never went out cancels the waiting instead.
pub(super) async fn want(tx: &mut Tx, want: &Want<'_>) -> Result<(), StoreError> {
    let emitted = tx
        .one(
            "SELECT version FROM emission WHERE release = $1 AND language = $2",
            args![want.release, want.language],
        )
        .await?
        .is_some();
    if !emitted && want.kind.effect() == Effect::Remove {
        let gone = "DELETE FROM waiting WHERE release = $1 AND language = $2";
        tx.run(gone, args![want.release, want.language]).await?;
        return Ok(());
    }
    let kind = if emitted { want.kind } else { NoticeKind::Publish };
    tx.run(
        "INSERT INTO waiting (release, language, kind, urgent, due_at, note) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (release, language) DO UPDATE SET \
         kind = CASE WHEN waiting.urgent > excluded.urgent THEN waiting.kind ELSE excluded.kind END, \
         note = CASE WHEN waiting.urgent > excluded.urgent THEN waiting.note ELSE excluded.note END, \
         urgent = CASE WHEN waiting.urgent > excluded.urgent THEN waiting.urgent ELSE excluded.urgent END, \
         due_at = CASE WHEN waiting.due_at < excluded.due_at THEN waiting.due_at ELSE excluded.due_at END",
        args![
            want.release,
            want.language,
            kind.name(),
            kind.is_urgent(),
            want.due,
            want.note,
        ],
    )
    .await?;
    Ok(())
}

/// Gives seconds to what is due in each language, and files what follows.
///
/// Languages are locked in their own order, so that two transactions never wait for each
/// other.
pub(super) async fn drain(
    store: &Store,
    tx: &mut Tx,
    touched: &Touched,
    follow: &dyn Follow,
    now: Instant,
) -> Result<usize, StoreError> {
    let mut emitted = 0;
    for language in &touched.languages {
        let last = tx
            .one(
                "INSERT INTO clock (language, last_at) VALUES ($1, NULL) \
                 ON CONFLICT (language) DO UPDATE SET last_at = clock.last_at RETURNING last_at",
                args![language],
            )
            .await?
            .and_then(|row| row.at_or_none(0));
        let due = due(tx, language, now).await?;
        let floors: Vec<_> = due.iter().map(|one| one.floor).collect();
        let waiting = waiting(tx, language, now).await? + touched.ahead;
        let seconds = seconds_from(last, now, &floors, waiting.saturating_sub(due.len()));
        for (place, (row, second)) in due.iter().zip(&seconds).enumerate() {
            let step = Step { language, second: *second, more: waiting > place + 1 };
            emit(store, tx, row, &step, &touched.left, follow, now).await?;
            emitted += 1;
        }
        if let Some(last) = seconds.last() {
            let sql = "UPDATE clock SET last_at = $2 WHERE language = $1";
            tx.run(sql, args![language, *last]).await?;
        }
        wake_for_the_rest(store, tx, language, now).await?;
    }
    Ok(emitted)
}

/// How many entries of a language are to come within the hour: those that find no second
/// just now, and those that wait for their translations.
async fn waiting(tx: &mut Tx, language: &Language, now: Instant) -> Result<usize, StoreError> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM waiting \
               WHERE language = $1 AND due_at <= $2 LIMIT $3) AS expected";
    let soon = now + TimeDelta::seconds(ROOM_SECS_MAX);
    let row = tx.one(sql, args![language, soon, ROOM_SECS_MAX]).await?;
    Ok(row.map_or(0, |row| usize::try_from(row.int(0)).unwrap_or(0)))
}

/// Where an entry goes on its clock.
struct Step<'a> {
    language: &'a Language,
    second: Instant,
    /// Whether others of its language are to follow before long.
    more: bool,
}

/// One row of what is due.
struct Due {
    release: ReleaseId,
    kind: NoticeKind,
    note: Option<String>,
    source_at: Option<Instant>,
    backfill: bool,
    published: Option<Instant>,
    version: i64,
    /// Its place on the clock until now.
    before: Option<Instant>,
    /// When its embargo ended: no second before that may be shown.
    floor: Option<Instant>,
    /// When the embargo ends for which it is taken out.
    until: Option<Instant>,
}

async fn due(tx: &mut Tx, language: &Language, now: Instant) -> Result<Vec<Due>, StoreError> {
    let rows = tx
        .all(
            "SELECT w.release, w.kind, w.note, r.source_at, r.backfill, r.status, r.embargo_until, \
             e.published, e.version, e.updated \
             FROM waiting w JOIN release r ON r.id = w.release \
             LEFT JOIN emission e ON e.release = w.release AND e.language = w.language \
             WHERE w.language = $1 AND w.due_at <= $2 \
             ORDER BY w.urgent DESC, w.due_at, COALESCE(r.source_at, r.seen_at), w.release LIMIT $3",
            args![language, now, BATCH],
        )
        .await?;
    let mut due = Vec::new();
    for row in rows {
        if let Some(entry) = may_go(tx, language, &row, now).await? {
            due.push(entry);
        }
    }
    // What has no floor, withdrawals before all, waits for nothing that has one.
    due.sort_by_key(|one| one.floor);
    Ok(due)
}

/// Looks again at what the release has become since it was noted down.
async fn may_go(
    tx: &mut Tx,
    language: &Language,
    row: &Row,
    now: Instant,
) -> Result<Option<Due>, StoreError> {
    let release: ReleaseId = row.parse(0)?;
    let kind = NoticeKind::from_name(&row.text(1)).unwrap_or(NoticeKind::Update);
    let status = Status::from_name(&row.text(5));
    let embargo = row.at_or_none(6).filter(|until| *until > now);
    let unusable = matches!(status, Status::Withdrawn | Status::Held);
    let to_remove = unusable || embargo.is_some();
    // An embargo may end before there was a second to take the entry out; then the correction
    // that put it under embargo remains to be told.
    let ended = kind == NoticeKind::Hold && !to_remove && row.at_or_none(6).is_some();
    let kind = if ended { NoticeKind::Correction } else { kind };
    let removing = kind.effect() == Effect::Remove;
    if (removing && !to_remove) || (!removing && unusable) {
        let sql = "DELETE FROM waiting WHERE release = $1 AND language = $2";
        tx.run(sql, args![&release, language]).await?;
        return Ok(None);
    }
    if let (false, Some(until)) = (removing, embargo) {
        let sql = "UPDATE waiting SET due_at = $3 WHERE release = $1 AND language = $2";
        tx.run(sql, args![&release, language, until]).await?;
        return Ok(None);
    }
    if !removing && status == Status::Embargoed {
        let sql = "UPDATE release SET status = 'usable' WHERE id = $1";
        tx.run(sql, args![&release]).await?;
    }
    Ok(Some(Due {
        release,
        kind,
        note: row.text_or_none(2),
        source_at: row.at_or_none(3),
        backfill: row.flag(4),
        published: row.at_or_none(7),
        version: row.int(8),
        before: row.at_or_none(9),
        floor: row.at_or_none(6).filter(|_| !removing),
        until: embargo.filter(|_| kind == NoticeKind::Hold),
    }))
}

async fn emit(
    store: &Store,
    tx: &mut Tx,
    due: &Due,
    step: &Step<'_>,
    left: &BTreeSet<Region>,
    follow: &dyn Follow,
    now: Instant,
) -> Result<(), StoreError> {
    let Step { language, second, more } = *step;
    let version = due.version + 1;
    // Nobody published it before its embargo ended, whatever date the source printed.
    let source_at = due.source_at.filter(|at| due.floor.is_none_or(|floor| *at >= floor));
    let published = due.published.unwrap_or_else(|| published_at(second, source_at, due.backfill));
    tx.run(
        "INSERT INTO emission (release, language, published, updated, version) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (release, language) \
         DO UPDATE SET updated = excluded.updated, version = excluded.version",
        args![&due.release, language, published, second, version],
    )
    .await?;
    let regions = regions_of(tx, &due.release).await?;
    place(tx, &due.release, language, second, &regions).await?;
    let notice = NewNotice {
        at: now,
        kind: due.kind,
        release: &due.release,
        language,
        version,
        regions: &json(&regions)?,
        note: due.note.as_deref(),
    };
    write_notice(tx, &notice).await?;
    let done = "DELETE FROM waiting WHERE release = $1 AND language = $2";
    tx.run(done, args![&due.release, language]).await?;
    if let Some(until) = due.until {
        // What was shown and is under embargo now comes back when that ends.
        let kind = NoticeKind::Reinstatement;
        want(tx, &Want { release: &due.release, language, kind, due: until, note: None }).await?;
    }
    let facts = EntryFacts {
        release: due.release.clone(),
        language: language.clone(),
        regions: regions.into_iter().chain(left.iter().cloned()).collect(),
        sources: sources_of(tx, &due.release).await?,
        languages: languages_of(tx, &due.release).await?,
        first: version == 1,
        more: more && !due.kind.is_urgent(),
    };
    let filings = follow.publishing(&facts, now);
    age_archives(tx, &facts, due.before, &filings).await?;
    for filing in filings {
        jobs::file(store, tx, &filing, now).await?;
    }
    Ok(())
}

/// Makes the archive pages stale that an entry leaves, and those in other languages that
/// name it: all are of feeds that are to be rendered.
async fn age_archives(
    tx: &mut Tx,
    facts: &EntryFacts,
    before: Option<Instant>,
    filings: &[Filing],
) -> Result<(), StoreError> {
    let mut feeds: BTreeMap<&Language, Vec<String>> = BTreeMap::new();
    for filing in filings {
        if let Job::Publish { target } = &filing.job
            && let Target::Feed { edition, .. } = target
        {
            feeds.entry(&edition.language).or_default().push(target.to_string());
        }
    }
    let others = feeds.keys().any(|language| **language != facts.language);
    let seconds = if others { archive::seconds_of(tx, &facts.release).await? } else { Vec::new() };
    for (language, paths) in &feeds {
        let second = if **language == facts.language {
            before
        } else {
            seconds.iter().find(|(one, _)| one == *language).map(|(_, second)| *second)
        };
        if let Some(second) = second {
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            archive::touch(tx, &paths, second).await?;
        }
    }
    Ok(())
}

/// Puts an entry at its second in every edition it is in, and nowhere else.
async fn place(
    tx: &mut Tx,
    release: &ReleaseId,
    language: &Language,
    updated: Instant,
    regions: &[Region],
) -> Result<(), StoreError> {
    let gone = "DELETE FROM placement WHERE release = $1 AND language = $2";
    tx.run(gone, args![release, language]).await?;
    for region in regions {
        tx.run(
            "INSERT INTO placement (language, region, updated, release, source) \
             VALUES ($1, $2, $3, $4, $5)",
            args![language, region, updated, release, &release.source],
        )
        .await?;
    }
    Ok(())
}

/// The regions of a release, `$1`, and of all that are joined to it and may be used.
const REGIONS: &str = "SELECT DISTINCT region FROM release_region WHERE release IN \
    (SELECT id FROM release WHERE id = $1 UNION ALL SELECT id FROM release WHERE joined = $1 \
    AND status IN ('usable', 'embargoed')) ORDER BY region";

/// The regions of a release and of what is joined to it, rolled up.
pub(super) async fn regions_of(
    tx: &mut Tx,
    release: &ReleaseId,
) -> Result<Vec<Region>, StoreError> {
    tx.all(REGIONS, args![release]).await?.iter().map(|row| row.parse(0)).collect()
}

/// The languages in which a release has an entry.
pub(super) async fn languages_of(
    tx: &mut Tx,
    release: &ReleaseId,
) -> Result<BTreeSet<Language>, StoreError> {
    let sql = "SELECT language FROM emission WHERE release = $1";
    tx.all(sql, args![release]).await?.iter().map(|row| row.parse(0)).collect()
}

async fn wake_for_the_rest(
    store: &Store,
    tx: &mut Tx,
    language: &Language,
    now: Instant,
) -> Result<(), StoreError> {
    let row =
        tx.one("SELECT MIN(due_at) FROM waiting WHERE language = $1", args![language]).await?;
    if let Some(due) = row.and_then(|row| row.at_or_none(0)) {
        let run_at = due.max(now + TimeDelta::seconds(1));
        let filing = Filing::free(Job::Wake { language: language.clone() }, run_at);
        jobs::file(store, tx, &filing, now).await?;
    }
    Ok(())
}

impl Store {
    /// Gives seconds to what is due in a language; gives how many entries went out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing went out.
    pub async fn wake(
        &self,
        language: &Language,
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<usize, StoreError> {
        let mut tx = self.db.begin_news().await?;
        let emitted = drain(self, &mut tx, &Touched::only(language), follow, now).await?;
        tx.commit("store.wake").await?;
        Ok(emitted)
    }
}
