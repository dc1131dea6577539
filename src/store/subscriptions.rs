//! Who is told of changes: WebSub subscribers, each for one document.
//!
//! What somebody asks for stands aside until his callback has confirmed it, so that nobody
//! changes, or ends, the subscription of another. [`Store::keep`] files a delivery
//! for everybody who has a lease on a document in the transaction that changes it.

use chrono::TimeDelta;

use crate::domain::job::{Filing, Recipient};
use crate::domain::{Instant, Job};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::jobs;
use crate::store::sql::{Row, Tx, Value, args, places};

/// Subscriptions at most.
const ALL_MAX: i64 = 10_000;
/// Subscriptions whose callbacks lie on one host, at most.
const HOST_MAX: i64 = 200;

/// What somebody asks of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The path of the document.
    pub topic: String,
    /// Where to tell.
    pub callback: String,
    /// The callback's host and port.
    pub host: String,
    /// Whether it is to begin or to end.
    pub subscribe: bool,
    /// What deliveries are signed with.
    pub secret: Option<String>,
    /// The lease, in seconds.
    pub lease_secs: i64,
}

/// A subscription as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id: a hash of callback and topic.
    pub id: String,
    /// The path of the document.
    pub topic: String,
    /// Where to tell.
    pub callback: String,
    /// What deliveries are signed with.
    pub secret: Option<String>,
    /// When its lease ends; none before it was confirmed.
    pub until: Option<Instant>,
    /// The tag of the document delivered last.
    pub etag: String,
    /// Deliveries that failed in a row.
    pub failures: i64,
    /// What is asked and not confirmed: `subscribe` or `unsubscribe`.
    pub asked: Option<String>,
    /// The secret asked for.
    pub asked_secret: Option<String>,
    /// The lease asked for, in seconds.
    pub asked_secs: i64,
}

/// The id of a subscription.
#[must_use]
pub fn subscription_id(callback: &str, topic: &str) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(callback.as_bytes()).update(b"\n").update(topic.as_bytes());
    let mut hex = hash.finalize().to_hex().to_string();
    hex.truncate(24);
    hex
}

const COLUMNS: &str = "id, topic, callback, secret, until, etag, failures, asked, asked_secret, \
                       asked_secs";

impl Store {
    /// Notes what somebody asks; gives the subscription's id, or `None` when there are too
    /// many, or too many of his host.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn ask_subscription(
        &self,
        wanted: &Wanted,
        now: Instant,
    ) -> Result<Option<String>, StoreError> {
        let id = subscription_id(&wanted.callback, &wanted.topic);
        let mut tx = self.db.begin().await?;
        let known = tx.one("SELECT 1 FROM subscription WHERE id = $1", args![&id]).await?;
        if known.is_none() {
            // What was never confirmed within a day, and leases that ran out, make room.
            let sql = "DELETE FROM subscription WHERE (until IS NULL AND asked_at < $1) \
                       OR until < $2";
            tx.run(sql, args![now - TimeDelta::days(1), now]).await?;
            let sql = "SELECT COUNT(*), COUNT(CASE WHEN host = $1 THEN 1 END) FROM subscription";
            let counts = tx.one(sql, args![&wanted.host]).await?;
            let (all, host) = counts.map_or((0, 0), |row| (row.int(0), row.int(1)));
            if all >= ALL_MAX || host >= HOST_MAX {
                tx.commit("store.subscription").await?;
                return Ok(None);
            }
        }
        let mode = if wanted.subscribe { "subscribe" } else { "unsubscribe" };
        tx.run(
            "INSERT INTO subscription (id, topic, callback, host, etag, failures, asked, \
             asked_secret, asked_secs, asked_at) VALUES ($1, $2, $3, $4, '', 0, $5, $6, $7, $8) \
             ON CONFLICT (id) DO UPDATE SET asked = excluded.asked, \
             asked_secret = excluded.asked_secret, asked_secs = excluded.asked_secs, \
             asked_at = excluded.asked_at",
            args![
                &id,
                &wanted.topic,
                &wanted.callback,
                &wanted.host,
                mode,
                wanted.secret.as_deref(),
                wanted.lease_secs,
                now,
            ],
        )
        .await?;
        jobs::file(self, &mut tx, &delivery(&id, &wanted.host, now), now).await?;
        tx.commit("store.subscription").await?;
        Ok(Some(id))
    }

    /// One subscription.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn subscription(&self, id: &str) -> Result<Option<Subscription>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM subscription WHERE id = $1");
        Ok(self.db.one(&sql, args![id]).await?.as_ref().map(read))
    }

    /// The callback confirmed what was asked: the subscription begins anew, or ends.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn confirm_subscription(
        &self,
        one: &Subscription,
        etag: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        if one.asked.as_deref() == Some("unsubscribe") {
            tx.run("DELETE FROM subscription WHERE id = $1", args![&one.id]).await?;
        } else {
            tx.run(
                "UPDATE subscription SET secret = $2, until = $3, etag = $4, failures = 0, \
                 asked = NULL, asked_secret = NULL, asked_secs = NULL WHERE id = $1",
                args![
                    &one.id,
                    one.asked_secret.as_deref(),
                    now + TimeDelta::seconds(one.asked_secs),
                    etag,
                ],
            )
            .await?;
        }
        tx.commit("store.subscription").await
    }

    /// The callback did not confirm what was asked: what stood before stands on.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn refuse_subscription(&self, id: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM subscription WHERE id = $1 AND until IS NULL";
        tx.run(sql, args![id]).await?;
        let sql = "UPDATE subscription SET asked = NULL, asked_secret = NULL, asked_secs = NULL \
                   WHERE id = $1";
        tx.run(sql, args![id]).await?;
        tx.commit("store.subscription").await
    }

    /// Ends a subscription: its lease ran out, or its callback is gone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn end_subscription(&self, id: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM subscription WHERE id = $1", args![id]).await?;
        tx.commit("store.subscription").await
    }

    /// How a delivery went: the tag of what arrived, or one failure more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn note_delivery(&self, id: &str, arrived: Option<&str>) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE subscription SET etag = COALESCE($2, etag), \
                   failures = CASE WHEN CAST($2 AS TEXT) IS NULL THEN failures + 1 ELSE 0 END \
                   WHERE id = $1";
        tx.run(sql, args![id, arrived]).await?;
        tx.commit("store.delivery").await
    }

    /// Tells a subscriber again at `at`: the last delivery failed, or what he is told of is
    /// gone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn tell_again(
        &self,
        topics: &[String],
        id: Option<&str>,
        at: Instant,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for topic in topics {
            let sql = "SELECT id, host FROM subscription WHERE topic = $1 \
                       AND (CAST($2 AS TEXT) IS NULL OR id = $2) ORDER BY id";
            for row in tx.all(sql, args![topic, id]).await? {
                let filing = delivery(&row.text(0), &row.text(1), at);
                jobs::file(self, &mut tx, &filing, now).await?;
            }
        }
        tx.commit("store.deliveries").await
    }

    /// How many subscriptions have a lease, by topic.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn subscribers(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT topic, COUNT(*) FROM subscription WHERE until IS NOT NULL \
                   GROUP BY topic ORDER BY topic";
        Ok(self.db.all(sql, &[]).await?.iter().map(|row| (row.text(0), row.int(1))).collect())
    }
}

/// Whether a document is one that people are told of: a feed in one of its formats.
#[must_use]
pub fn is_topic(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("feed."))
}

/// Files a delivery for everybody who is told of one of these documents.
pub(super) async fn file_deliveries(
    store: &Store,
    tx: &mut Tx,
    addresses: &[String],
    hubs: &[String],
    now: Instant,
) -> Result<(), StoreError> {
    let topics: Vec<&String> = addresses.iter().filter(|address| is_topic(address)).collect();
    let mut filings: Vec<Filing> = Vec::new();
    for some in topics.chunks(200) {
        let sql = format!(
            "SELECT id, host FROM subscription WHERE until > $1 AND topic IN ({}) ORDER BY id",
            places(2, some.len())
        );
        let mut values = args![now].to_vec();
        values.extend(some.iter().map(|topic| Value::from(*topic)));
        for row in tx.all(&sql, &values).await? {
            filings.push(delivery(&row.text(0), &row.text(1), now));
        }
    }
    for (topic, hub) in topics.iter().flat_map(|topic| hubs.iter().map(move |hub| (topic, hub))) {
        let to = Recipient::Hub { hub: hub.clone(), topic: (*topic).clone() };
        let lane = Some(Recipient::lane(hub));
        filings.push(Filing { job: Job::Deliver { to }, lane, run_at: now });
    }
    for filing in &filings {
        jobs::file(store, tx, filing, now).await?;
    }
    Ok(())
}

/// The job that tells a subscriber.
fn delivery(id: &str, host: &str, run_at: Instant) -> Filing {
    let job = Job::Deliver { to: Recipient::Subscriber(id.to_owned()) };
    Filing { job, lane: Some(Recipient::lane(host)), run_at }
}

fn read(row: &Row) -> Subscription {
    Subscription {
        id: row.text(0),
        topic: row.text(1),
        callback: row.text(2),
        secret: row.text_or_none(3),
        until: row.at_or_none(4),
        etag: row.text(5),
        failures: row.int(6),
        asked: row.text_or_none(7),
        asked_secret: row.text_or_none(8),
        asked_secs: row.int(9),
    }
}
