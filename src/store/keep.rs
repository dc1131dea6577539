//! All that a round of rendering leaves behind, kept in one transaction: documents, what of
//! them is used again, what is found, and who is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::job::Filing;
use crate::domain::{Instant, Language, ReleaseId};
use crate::store::Store;
use crate::store::documents::{KeptFragment, NewDocument, etag_of};
use crate::store::error::StoreError;
use crate::store::listing::{FeedNote, note_feeds};
use crate::store::search::{Findable, hide, put_findables};
use crate::store::sql::{Row, Tx, Value, args, json, places};
use crate::store::{archive, exports, jobs, subscriptions};

/// Rows written by one statement, the most first, so that a few texts of SQL serve any number.
const AT_ONCE: [usize; 5] = [16, 8, 4, 2, 1];

/// What is to be kept together.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// Documents with their new bytes.
    pub documents: Vec<NewDocument>,
    /// Addresses of documents that nobody will be served again.
    pub dropped: Vec<String>,
    /// Rendered entries.
    pub fragments: Vec<KeptFragment>,
    /// Lines of lists; a list is made again when one of them is another than before.
    pub lines: Vec<KeptFragment>,
    /// The job that makes the lists again.
    pub lists: Option<Filing>,
    /// What is found of entries, and what looks for it.
    pub findables: Vec<(Findable, Lookers)>,
    /// What is found no more, and whether its words are forgotten, too.
    pub hidden: Vec<(ReleaseId, Language, bool)>,
    /// What feeds hold.
    pub feeds: Vec<FeedNote>,
    /// Jobs that follow.
    pub filings: Vec<Filing>,
}

/// The feeds made of a query that an entry may be found by: they look into the index, and so
/// are made again when its words change there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookers {
    /// Their paths.
    pub feeds: Vec<String>,
    /// The jobs that render them.
    pub filings: Vec<Filing>,
}

/// Who is told of documents that changed, besides their subscribers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told<'a> {
    /// Hubs outside.
    pub hubs: &'a [String],
    /// The bucket they are put into.
    pub bucket: Option<&'a str>,
}

/// What came of keeping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The addresses whose bytes changed.
    pub changed: Vec<String>,
    /// Whether a job was filed.
    pub filed: bool,
}

impl Keeping {
    /// Takes in what another one holds.
    pub fn extend(&mut self, other: Self) {
        self.documents.extend(other.documents);
        self.dropped.extend(other.dropped);
        self.fragments.extend(other.fragments);
        self.lines.extend(other.lines);
        self.lists = self.lists.take().or(other.lists);
        self.findables.extend(other.findables);
        self.hidden.extend(other.hidden);
        self.feeds.extend(other.feeds);
        self.filings.extend(other.filings);
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.dropped.is_empty()
            && self.fragments.is_empty()
            && self.lines.is_empty()
            && self.findables.is_empty()
            && self.hidden.is_empty()
            && self.feeds.is_empty()
            && self.filings.is_empty()
    }
}

impl Store {
    /// Keeps all of it, and in the same transaction files what tells of the documents that
    /// changed: to their subscribers, to hubs outside, to a bucket.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing was kept.
    pub async fn keep(
        &self,
        keeping: Keeping,
        told: Told<'_>,
        now: Instant,
    ) -> Result<Kept, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut filings = keeping.filings;
        let changed = put(self, &mut tx, keeping.documents, told.hubs, now).await?;
        drop_all(&mut tx, &keeping.dropped).await?;
        if let Some(place) = told.bucket {
            let (put, dropped) = (&changed, &keeping.dropped);
            filings.extend(exports::changed(&mut tx, place, put, dropped, now).await?);
        }
        put_fragments(&mut tx, keeping.fragments, "").await?;
        if put_lines(&mut tx, keeping.lines).await? > 0 {
            filings.extend(keeping.lists);
        }
        for (release, language, forget) in &keeping.hidden {
            hide(self, &mut tx, release, language, *forget).await?;
        }
        for lookers in put_findables(self, &mut tx, keeping.findables).await? {
            let (updated, Lookers { feeds, filings: its }) = lookers;
            let feeds: Vec<&str> = feeds.iter().map(String::as_str).collect();
            archive::touch(&mut tx, &feeds, updated).await?;
            filings.extend(its);
        }
        filings.extend(note_feeds(&mut tx, &keeping.feeds).await?);
        let filings = earliest(filings);
        for filing in &filings {
            jobs::file(self, &mut tx, filing, now).await?;
        }
        tx.commit("store.documents").await?;
        Ok(Kept { changed, filed: !filings.is_empty() })
    }
}

/// Each job once, at the earliest of its times.
fn earliest(filings: Vec<Filing>) -> Vec<Filing> {
    let mut each: BTreeMap<(&'static str, String), Filing> = BTreeMap::new();
    for filing in filings {
        let key = (filing.job.kind(), filing.job.key());
        let kept = each.entry(key).or_insert_with(|| filing.clone());
        kept.run_at = kept.run_at.min(filing.run_at);
    }
    each.into_values().collect()
}

/// Puts documents; gives the addresses whose bytes changed.
async fn put(
    store: &Store,
    tx: &mut Tx,
    documents: Vec<NewDocument>,
    hubs: &[String],
    now: Instant,
) -> Result<Vec<String>, StoreError> {
    let addresses: Vec<String> = documents.iter().map(|one| one.address.clone()).collect();
    let before = standing(tx, &addresses).await?;
    let (mut changed, mut rows) = (Vec::new(), Vec::new());
    for document in documents {
        let etag = etag_of(&document.body);
        let known = before.get(&document.address);
        let same = known.is_some_and(|row| {
            row.text(1) == etag
                && row.int(2) == i64::from(document.status)
                && row.text(3) == document.media_type
                && row.flag(5) == document.noindex
        });
        if same {
            if known.and_then(|row| row.at_or_none(4)) != document.stale_at {
                let sql = "UPDATE document SET stale_at = $2 WHERE address = $1";
                tx.run(sql, args![&document.address, document.stale_at]).await?;
            }
            continue;
        }
        changed.push(document.address.clone());
        let mut row = args![
            document.address,
            json(&document.target)?,
            document.media_type,
            i64::from(document.status),
            etag,
            now,
            document.stale_at,
        ]
        .to_vec();
        row.push(Value::Blob(Some(document.body)));
        row.push(document.noindex.into());
        rows.push(row);
    }
    let head = "INSERT INTO document \
                (address, target, media_type, status, etag, changed_at, stale_at, body, noindex)";
    let tail = "ON CONFLICT (address) DO UPDATE SET target = excluded.target, \
                media_type = excluded.media_type, status = excluded.status, \
                etag = excluded.etag, changed_at = excluded.changed_at, \
                stale_at = excluded.stale_at, body = excluded.body, noindex = excluded.noindex";
    many(tx, head, tail, rows).await?;
    in_some(tx, "DELETE FROM coding WHERE address IN", &changed).await?;
    subscriptions::file_deliveries(store, tx, &changed, hubs, now).await?;
    Ok(changed)
}

/// How documents stand before they are put.
async fn standing(tx: &mut Tx, addresses: &[String]) -> Result<BTreeMap<String, Row>, StoreError> {
    let mut before = BTreeMap::new();
    for some in addresses.chunks(200) {
        let sql = format!(
            "SELECT address, etag, status, media_type, stale_at, noindex FROM document \
             WHERE address IN ({})",
            places(1, some.len())
        );
        let values: Vec<Value> = some.iter().map(Value::from).collect();
        before.extend(tx.all(&sql, &values).await?.into_iter().map(|row| (row.text(0), row)));
    }
    Ok(before)
}

/// Takes documents away.
pub(super) async fn drop_all(tx: &mut Tx, addresses: &[String]) -> Result<(), StoreError> {
    in_some(tx, "DELETE FROM coding WHERE address IN", addresses).await?;
    in_some(tx, "DELETE FROM document WHERE address IN", addresses).await
}

/// Keeps fragments, the last of each; gives how many rows were written. `only` says which of
/// those that are kept already are written over.
async fn put_fragments(
    tx: &mut Tx,
    fragments: Vec<KeptFragment>,
    only: &str,
) -> Result<u64, StoreError> {
    let mut each = BTreeMap::new();
    for one in fragments {
        let key = (one.release.to_string(), one.language, one.format, one.form);
        each.insert(key, (one.stamp, one.text));
    }
    let row = |((release, language, format, form), (stamp, text)): (
        (String, Language, String, String),
        (String, String),
    )| args![release, &language, format, form, stamp, text].to_vec();
    let head = "INSERT INTO fragment (release, language, format, form, stamp, text)";
    let tail = format!(
        "ON CONFLICT (release, language, format, form) \
         DO UPDATE SET stamp = excluded.stamp, text = excluded.text {only}"
    );
    many(tx, head, &tail, each.into_iter().map(row).collect()).await
}

/// Keeps the lines of lists; gives how many are others than before. An empty line takes away
/// the one that is there.
async fn put_lines(tx: &mut Tx, lines: Vec<KeptFragment>) -> Result<u64, StoreError> {
    let (gone, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|one| one.text.is_empty());
    let mut changed = put_fragments(tx, lines, "WHERE fragment.text <> excluded.text").await?;
    let sql = "DELETE FROM fragment WHERE release = $1 AND language = $2 AND format = $3 \
               AND form = $4";
    for one in &gone {
        changed += tx.run(sql, args![&one.release, &one.language, &one.format, &one.form]).await?;
    }
    Ok(changed)
}

/// Inserts rows of one table, several with one statement; gives how many were written.
pub(super) async fn many(
    tx: &mut Tx,
    head: &str,
    tail: &str,
    rows: Vec<Vec<Value>>,
) -> Result<u64, StoreError> {
    let mut written = 0;
    for (sql, values) in statements(head, tail, rows) {
        written += tx.run_with(&sql, values).await?;
    }
    Ok(written)
}

/// The same with a `tail` that ends in `RETURNING`; gives what is returned.
pub(super) async fn many_returning(
    tx: &mut Tx,
    head: &str,
    tail: &str,
    rows: Vec<Vec<Value>>,
) -> Result<Vec<Row>, StoreError> {
    let mut all = Vec::new();
    for (sql, values) in statements(head, tail, rows) {
        all.extend(tx.all(&sql, &values).await?);
    }
    Ok(all)
}

/// The statements that insert some rows, each with its values.
fn statements(head: &str, tail: &str, rows: Vec<Vec<Value>>) -> Vec<(String, Vec<Value>)> {
    let mut all = Vec::new();
    let mut left = rows.into_iter().peekable();
    while let Some(first) = left.peek() {
        let columns = first.len();
        let count = AT_ONCE.into_iter().find(|count| *count <= left.len()).unwrap_or(1);
        let row = |at: usize| format!("({})", places(1 + at * columns, columns));
        let rows: Vec<String> = (0..count).map(row).collect();
        let sql = format!("{head} VALUES {} {tail}", rows.join(", "));
        all.push((sql, left.by_ref().take(count).flatten().collect()));
    }
    all
}

/// Runs a statement that ends in a list of texts, with some of them at a time.
async fn in_some(tx: &mut Tx, sql: &str, texts: &[String]) -> Result<(), StoreError> {
    let texts: BTreeSet<&String> = texts.iter().collect();
    let texts: Vec<&String> = texts.into_iter().collect();
    for some in texts.chunks(200) {
        let sql = format!("{sql} ({})", places(1, some.len()));
        let values: Vec<Value> = some.iter().map(|text| Value::from(*text)).collect();
        tx.run_with(&sql, values).await?;
    }
    Ok(())
}
