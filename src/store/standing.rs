//! How a source stands when a pull begins, and what is noted when it ends.
//!
//! What a pull learns of its source is one [`PullNote`]. Notes are written in batches, with
//! the ends of their jobs: a commit for every quiet pull would cost more than the pull.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::{Instant, ReleaseId, SourceId, Validators};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Tx, args};

/// How a source stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// When it was first configured.
    pub first_seen: Option<Instant>,
    /// When it was last pulled.
    pub pulled_at: Option<Instant>,
    /// When a pull last went well: it was read to the end.
    pub ok_at: Option<Instant>,
    /// When it last brought something new.
    pub news_at: Option<Instant>,
    /// Failed pulls since the last that went well.
    pub failures: i64,
    /// The gap usually seen between two of its releases.
    pub gap: Option<Duration>,
    /// The pause between two pulls that its documents ask for.
    pub pause: Option<Duration>,
    /// Its WebSub hub.
    pub hub: Option<String>,
    /// When it answered that it is gone for good.
    pub gone_at: Option<Instant>,
    /// When the operator was told of its silence.
    pub quiet_at: Option<Instant>,
}

/// A failed pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The stable name of the case.
    pub code: &'static str,
    /// What went wrong.
    pub words: String,
    /// Whether it counts against the source; not while our own network is down.
    pub counts: bool,
}

/// When a source is due next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Next {
    /// As it was set when its pull was filed.
    #[default]
    Keep,
    /// Then.
    At(Instant),
    /// Not until it is configured anew.
    Never,
}

/// What a document taught of itself without bringing anything new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressNote {
    /// The document.
    pub address: String,
    /// What to ask for it with from now on, where that is new and nothing else was.
    pub validators: Option<Validators>,
    /// Whether it came whole, though it was what it had been.
    pub whole: bool,
    /// Where it says it moved to for good, and since when it says so.
    pub moved: Option<(String, Instant)>,
}

/// How a pull ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullNote {
    /// The source.
    pub source: SourceId,
    /// When.
    pub at: Instant,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// Whether anything changed.
    pub news: bool,
    /// When it is due next.
    pub next: Next,
    /// The gap usually seen between two of its releases.
    pub gap: Option<Duration>,
    /// The pause its documents ask for.
    pub pause: Option<Duration>,
    /// Its hub.
    pub hub: Option<String>,
    /// When it answered that it is gone.
    pub gone_at: Option<Instant>,
    /// When the operator was told of its silence.
    pub quiet_at: Option<Instant>,
    /// Its documents that taught something.
    pub addresses: Vec<AddressNote>,
}

impl PullNote {
    /// The note of a pull that changes nothing of how its source stands.
    #[must_use]
    pub fn of(source: SourceId, at: Instant, standing: &Standing) -> Self {
        Self {
            source,
            at,
            failure: None,
            news: false,
            next: Next::Keep,
            gap: standing.gap,
            pause: standing.pause,
            hub: standing.hub.clone(),
            gone_at: standing.gone_at,
            quiet_at: standing.quiet_at,
            addresses: Vec::new(),
        }
    }
}

/// What is known of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visited {
    /// What to ask for it with.
    pub validators: Validators,
    /// When it last came whole.
    pub whole_at: Option<Instant>,
    /// Where it says it moved to for good, and since when it says so.
    pub moved: Option<(String, Instant)>,
}

impl Store {
    /// How a source stands; one that was never configured stands like a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn standing(&self, source: &SourceId) -> Result<Standing, StoreError> {
        let sql = "SELECT first_seen, pulled_at, ok_at, news_at, failures, gap_secs, pause_secs, \
                   hub, gone_at, quiet_at FROM source WHERE id = $1";
        let row = self.db.one(sql, args![source]).await?;
        Ok(row.map_or_else(Standing::default, |row| standing(&row)))
    }

    /// What is known of a document of a source.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn visited(&self, source: &SourceId, address: &str) -> Result<Visited, StoreError> {
        let sql = "SELECT etag, last_modified, body, whole_at, moved_to, moved_since \
                   FROM address WHERE source = $1 AND address = $2";
        let row = self.db.one(sql, args![source, address]).await?;
        Ok(row.map_or_else(Visited::default, |row| Visited {
            validators: Validators {
                etag: row.text_or_none(0),
                last_modified: row.text_or_none(1),
                body: row.text_or_none(2),
            },
            whole_at: row.at_or_none(3),
            moved: row.text_or_none(4).zip(row.at_or_none(5)),
        }))
    }

    /// The addresses of a source that were read before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn read_before(&self, source: &SourceId) -> Result<BTreeSet<String>, StoreError> {
        let sql = "SELECT address FROM address WHERE source = $1";
        Ok(self.db.all(sql, args![source]).await?.iter().map(|row| row.text(0)).collect())
    }

    /// What to ask for a document with.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn validators(
        &self,
        source: &SourceId,
        address: &str,
    ) -> Result<Validators, StoreError> {
        Ok(self.visited(source, address).await?.validators)
    }

    /// Notes how pulls ended, in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn note_pulls(&self, notes: &[PullNote]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for one in notes {
            note(&mut tx, one).await?;
        }
        tx.commit("store.pulled").await
    }

    /// The network is there again: sources that could not be reached since `since` are due
    /// now, and that failure is not held against them. Gives how many there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn forgive(&self, since: Instant, now: Instant) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let count = tx
            .run(
                "UPDATE source SET next_at = $2, \
                 failures = CASE WHEN failures > 0 THEN failures - 1 ELSE 0 END \
                 WHERE code = 'unreached' AND pulled_at >= $1 AND next_at IS NOT NULL",
                args![since, now],
            )
            .await?;
        tx.commit("store.source").await?;
        Ok(count)
    }

    /// When the latest releases of a source were published, by its own word where it gives
    /// one to the minute; what was there at the first reading counts only with such a word.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn latest_times(
        &self,
        source: &SourceId,
        limit: i64,
    ) -> Result<Vec<Instant>, StoreError> {
        let sql = "SELECT COALESCE(source_at, seen_at) FROM release WHERE source = $1 \
                   AND (backfill = 0 OR source_at IS NOT NULL) ORDER BY seen_at DESC LIMIT $2";
        let rows = self.db.all(sql, args![source, limit]).await?;
        Ok(rows.iter().map(|row| row.at(0)).collect())
    }

    /// The releases of a source that were read from a document and stand.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn read_from(
        &self,
        source: &SourceId,
        address: &str,
    ) -> Result<Vec<ReleaseId>, StoreError> {
        let sql = "SELECT id FROM release \
                   WHERE source = $1 AND address = $2 AND status <> 'withdrawn' ORDER BY id";
        self.db.all(sql, args![source, address]).await?.iter().map(|row| row.parse(0)).collect()
    }
}

/// Writes one note.
pub(super) async fn note(tx: &mut Tx, note: &PullNote) -> Result<(), StoreError> {
    let (keep, next) = match note.next {
        Next::Keep => (true, None),
        Next::At(at) => (false, Some(at)),
        Next::Never => (false, None),
    };
    let failure = note.failure.as_ref();
    tx.run(
        "UPDATE source SET pulled_at = $2, \
         ok_at = CASE WHEN $3 IS NULL THEN $2 ELSE ok_at END, \
         news_at = CASE WHEN $5 = 1 THEN $2 ELSE news_at END, \
         failures = CASE WHEN $3 IS NULL THEN 0 ELSE failures + $6 END, \
         code = $3, last_error = $4, \
         next_at = CASE WHEN $7 = 1 THEN next_at ELSE $8 END, \
         gap_secs = $9, pause_secs = $10, hub = $11, gone_at = $12, quiet_at = $13 \
         WHERE id = $1",
        args![
            &note.source,
            note.at,
            failure.map(|failure| failure.code),
            failure.map(|failure| failure.words.as_str()),
            note.news,
            failure.is_some_and(|failure| failure.counts),
            keep,
            next,
            note.gap.map(secs),
            note.pause.map(secs),
            note.hub.as_deref(),
            note.gone_at,
            note.quiet_at,
        ],
    )
    .await?;
    for address in &note.addresses {
        let renewed = address.validators.clone().unwrap_or_default();
        tx.run(
            "UPDATE address SET etag = CASE WHEN $10 = 1 THEN $3 ELSE etag END, \
             last_modified = CASE WHEN $10 = 1 THEN $4 ELSE last_modified END, \
             body = CASE WHEN $10 = 1 THEN $5 ELSE body END, \
             whole_at = CASE WHEN $6 = 1 THEN $7 ELSE whole_at END, \
             moved_to = $8, moved_since = $9 WHERE source = $1 AND address = $2",
            args![
                &note.source,
                &address.address,
                renewed.etag,
                renewed.last_modified,
                renewed.body,
                address.whole,
                note.at,
                address.moved.as_ref().map(|(to, _)| to.as_str()),
                address.moved.as_ref().map(|(_, since)| *since),
                address.validators.is_some(),
            ],
        )
        .await?;
    }
    Ok(())
}

fn standing(row: &Row) -> Standing {
    let length = |column| row.int_or_none(column).and_then(|secs| u64::try_from(secs).ok());
    Standing {
        first_seen: row.at_or_none(0),
        pulled_at: row.at_or_none(1),
        ok_at: row.at_or_none(2),
        news_at: row.at_or_none(3),
        failures: row.int(4),
        gap: length(5).map(Duration::from_secs),
        pause: length(6).map(Duration::from_secs),
        hub: row.text_or_none(7),
        gone_at: row.at_or_none(8),
        quiet_at: row.at_or_none(9),
    }
}

fn secs(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}
