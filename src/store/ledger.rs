//! What was asked of engines, and what that cost.
//!
//! A request is reserved before it goes out, and settled after: spent, released when it
//! surely did nothing, or uncertain when nobody can tell. Reserving decides everything that
//! all workers share, in one transaction: whether the engine may be asked, how many requests
//! are on the wire, how fast they follow one another, and what the budgets leave. So a budget
//! is not passed, and the sums of `spending` are those of the ledger to the character.

use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::breaker::{Admission, Heard};
use crate::domain::budget::{Budget, Fare, WhenSpent};
use crate::domain::{Instant, SourceId};
use crate::store::alerts::{clear, raise};
use crate::store::error::StoreError;
use crate::store::memory::Shelf;
use crate::store::sql::{Tx, args};
use crate::store::{Store, engines};

/// A request nobody settled for so long belongs to a worker that is gone.
const ON_WIRE: TimeDelta = TimeDelta::minutes(10);
/// A request that was lost this often within a day is not made again that day.
const LOST_MAX: i64 = 2;
/// How long a loss is remembered.
const LOST: TimeDelta = TimeDelta::days(1);
/// The percentage of a budget at which the operator is told.
const ALARM: i64 = 80;

/// What a request to an engine came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// It answered.
    Spent,
    /// It surely did nothing.
    Released,
    /// Nobody can tell whether it worked and charged; counted as spent.
    Uncertain,
}

impl Spent {
    const fn name(self) -> &'static str {
        match self {
            Self::Spent => "spent",
            Self::Released => "released",
            Self::Uncertain => "uncertain",
        }
    }
}

/// A request that wants to go out.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Whom it is for.
    pub source: Option<&'a SourceId>,
    /// A hash of what is asked.
    pub asked: &'a str,
    /// Segments in it.
    pub segments: usize,
    /// What it will cost.
    pub fare: Fare,
    /// Whether there are headlines in it, and nothing else.
    pub headlines: bool,
}

/// How an engine may be asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules<'a> {
    /// A stamp of its configuration.
    pub stamp: &'a str,
    /// Requests on the wire at once, on all machines; 0 for any number.
    pub in_flight: usize,
    /// Least time from the start of one request to that of the next.
    pub gap: Duration,
    /// Budgets; those that do not cover the request are passed over.
    pub budgets: &'a [Budget],
}

/// Whether a request may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// It may: the ledger's id of it.
    Go(String),
    /// Not before this moment; without one, not before something is changed.
    Wait(Option<Instant>),
    /// As many as may be are on the wire.
    Full,
    /// A budget leaves no room for it.
    Spent {
        /// What is done then.
        when: WhenSpent,
        /// When the budget's next period begins.
        until: Instant,
        /// The budget's name.
        budget: String,
    },
    /// It was made before, and no answer came, too often for today.
    Lost(Instant),
}

impl Store {
    /// Asks for leave to send a request, and notes it where it is given.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn reserve(
        &self,
        on: &Shelf,
        wish: &Wish<'_>,
        rules: &Rules<'_>,
        now: Instant,
    ) -> Result<Grant, StoreError> {
        let mut tx = self.db.begin_first().await?;
        if self.db.is_postgres() {
            tx.all("SELECT value FROM counter WHERE name = 'ledger' FOR UPDATE", &[]).await?;
        }
        let refused = refusal(&mut tx, on, wish, rules, now).await?;
        if let Some(refused) = refused {
            // what was told of a budget stays told
            tx.commit("ledger.refuse").await?;
            return Ok(refused);
        }
        let id = write(&mut tx, on, wish, now).await?;
        tx.commit("ledger.reserve").await?;
        Ok(Grant::Go(id))
    }

    /// Settles a request that brought no answer to keep, and takes word of the engine by it.
    /// Gives whether the engine is left alone now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle(
        &self,
        engine: &str,
        request: &str,
        spent: Spent,
        heard: &Heard,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_first().await?;
        let shut = engines::hear(&mut tx, engine, heard, now).await?;
        let sql = "UPDATE ledger SET state = $2 WHERE id = $1 AND state <> 'released'";
        let changed = tx.run(sql, args![request, spent.name()]).await?;
        if spent == Spent::Released && changed == 1 {
            let sql = "SELECT day, engine, source, language, chars, cost FROM ledger WHERE id = $1";
            if let Some(row) = tx.one(sql, args![request]).await? {
                let values = args![
                    row.text(0),
                    row.text(1),
                    row.text(2),
                    row.text(3),
                    -1,
                    -row.int(4),
                    -row.int(5),
                ];
                tx.run(ADD, values).await?;
            }
        }
        tx.commit("ledger.settle").await?;
        Ok(shut)
    }

    /// Requests that were on the wire when their process ended become uncertain. Called at
    /// start on a database of one machine; on a shared one after `age`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn settle_lost(&self, age: Duration, now: Instant) -> Result<u64, StoreError> {
        let before = now - TimeDelta::from_std(age).unwrap_or_default();
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE ledger SET state = 'uncertain', asked = '' \
                   WHERE state = 'reserved' AND at <= $1";
        let count = tx.run(sql, args![before]).await?;
        tx.commit("ledger.settle").await?;
        Ok(count)
    }

    /// Characters sent to each engine by state: `(engine, state, requests, characters)`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn ledger(&self) -> Result<Vec<(String, String, i64, i64)>, StoreError> {
        let sql = "SELECT engine, state, COUNT(*), CAST(SUM(chars) AS BIGINT) \
                   FROM ledger GROUP BY engine, state ORDER BY engine, state";
        let rows = self.db.all(sql, &[]).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.text(1), row.int(2), row.int(3))).collect())
    }

    /// What is spent in a budget's period around a moment.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn spending(&self, budget: &Budget, at: Instant) -> Result<Fare, StoreError> {
        let mut tx = self.db.begin().await?;
        sum(&mut tx, budget, at).await
    }
}

/// Adds to the sums of a day; what is taken away is added with a minus.
const ADD: &str = "INSERT INTO spending (day, engine, source, language, requests, chars, cost) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (day, engine, source, language) \
     DO UPDATE SET requests = spending.requests + excluded.requests, \
     chars = spending.chars + excluded.chars, cost = spending.cost + excluded.cost";

async fn write(
    tx: &mut Tx,
    on: &Shelf,
    wish: &Wish<'_>,
    now: Instant,
) -> Result<String, StoreError> {
    let id = uuid::Uuid::now_v7().to_string();
    let day = now.date_naive().to_string();
    let source = wish.source.map_or("", SourceId::as_str);
    let Fare { chars, cost_micros } = wish.fare;
    let segments = i64::try_from(wish.segments).unwrap_or(i64::MAX);
    let (from, to) = (&on.from, &on.to);
    tx.run(
        "INSERT INTO ledger (id, at, engine, source_language, language, segments, chars, state, \
         source, cost, day, asked) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'reserved', $8, $9, $10, $11)",
        args![
            &id,
            now,
            &on.engine,
            from,
            to,
            segments,
            chars,
            source,
            cost_micros,
            &day,
            wish.asked,
        ],
    )
    .await?;
    tx.run(ADD, args![&day, &on.engine, source, to, 1, chars, cost_micros]).await?;
    Ok(id)
}

/// Why a request may not go out now; `None` when it may, and then its start is noted.
async fn refusal(
    tx: &mut Tx,
    on: &Shelf,
    wish: &Wish<'_>,
    rules: &Rules<'_>,
    now: Instant,
) -> Result<Option<Grant>, StoreError> {
    let before = engines::locked(tx, &on.engine).await?;
    let mut breaker = before.clone();
    breaker.renew(rules.stamp);
    if before.is_shut() && !breaker.is_shut() {
        clear(tx, &engines::alert(&on.engine), now).await?;
    }
    if let Some(refused) = lost(tx, wish, now).await? {
        return Ok(Some(refused));
    }
    if rules.in_flight > 0 && on_wire(tx, &on.engine, now).await? >= rules.in_flight {
        return Ok(Some(Grant::Full));
    }
    if let Some(next) = breaker.next.filter(|next| *next > now) {
        return Ok(Some(Grant::Wait(Some(next))));
    }
    // a look may go only when nothing else forbids it
    if let Some(refused) = over(tx, on, wish, rules.budgets, now).await? {
        return Ok(Some(refused));
    }
    if let Admission::Wait(until) = breaker.admit(now) {
        return Ok(Some(Grant::Wait(until)));
    }
    if !rules.gap.is_zero() {
        breaker.next = Some(now + TimeDelta::from_std(rules.gap).unwrap_or_default());
    }
    if breaker != before {
        engines::save(tx, &on.engine, &breaker).await?;
    }
    Ok(None)
}

async fn lost(tx: &mut Tx, wish: &Wish<'_>, now: Instant) -> Result<Option<Grant>, StoreError> {
    if wish.asked.is_empty() {
        return Ok(None);
    }
    let sql = "SELECT COUNT(*), MAX(at) FROM ledger \
               WHERE asked = $1 AND state = 'uncertain' AND at > $2";
    let row = tx.one(sql, args![wish.asked, now - LOST]).await?;
    let often = row.filter(|row| row.int(0) >= LOST_MAX);
    Ok(often.map(|row| Grant::Lost(row.at(1) + LOST)))
}

async fn on_wire(tx: &mut Tx, engine: &str, now: Instant) -> Result<usize, StoreError> {
    let sql = "SELECT COUNT(*) FROM ledger WHERE engine = $1 AND state = 'reserved' AND at > $2";
    let row = tx.one(sql, args![engine, now - ON_WIRE]).await?;
    Ok(usize::try_from(row.map_or(0, |row| row.int(0))).unwrap_or(0))
}

/// The first budget that leaves no room; tells the operator of what is nearly spent.
async fn over(
    tx: &mut Tx,
    on: &Shelf,
    wish: &Wish<'_>,
    budgets: &[Budget],
    now: Instant,
) -> Result<Option<Grant>, StoreError> {
    for budget in budgets.iter().filter(|one| one.covers(&on.engine, wish.source, &on.to)) {
        let spent = sum(tx, budget, now).await?;
        let after = Fare {
            chars: spent.chars.saturating_add(wish.fare.chars),
            cost_micros: spent.cost_micros.saturating_add(wish.fare.cost_micros),
        };
        let room = budget.has_room(spent, wish.fare, wish.headlines);
        let until = budget.per.end(now);
        tell(tx, budget, (room, wish.headlines), budget.percent(after), now).await?;
        if !room {
            let (when, budget) = (budget.when_spent, budget.name.clone());
            return Ok(Some(Grant::Spent { when, until, budget }));
        }
    }
    Ok(None)
}

/// Raises the alerts of a budget that is nearly or wholly spent, and clears them when there is
/// room again. That headlines alone fit says nothing.
async fn tell(
    tx: &mut Tx,
    budget: &Budget,
    (room, headlines): (bool, bool),
    percent: i64,
    now: Instant,
) -> Result<(), StoreError> {
    let (name, per) = (&budget.name, budget.per.name());
    let spent = format!("budget.spent:{name}");
    let nearly = format!("budget.nearly-spent:{name}");
    let until = crate::domain::instant::rfc3339(budget.per.end(now));
    if !room {
        let then = match budget.when_spent {
            WhenSpent::Titles => "headlines alone are translated",
            WhenSpent::Cheaper => "the next engine of the chain is asked",
            WhenSpent::Hold => "translations wait",
        };
        let words = format!("the budget `{name}` of this {per} is spent; {then} until {until}");
        raise(tx, &spent, "budget.spent", None, &words, now).await?;
    } else if percent >= ALARM {
        let words = format!("{percent} % of the budget `{name}` are spent; it lasts until {until}");
        raise(tx, &nearly, "budget.nearly-spent", None, &words, now).await?;
    } else if !headlines {
        clear(tx, &spent, now).await?;
        clear(tx, &nearly, now).await?;
    }
    Ok(())
}

async fn sum(tx: &mut Tx, budget: &Budget, at: Instant) -> Result<Fare, StoreError> {
    let (first, last) = budget.per.days(at);
    let sql = "SELECT CAST(COALESCE(SUM(chars), 0) AS BIGINT), \
               CAST(COALESCE(SUM(cost), 0) AS BIGINT) FROM spending \
               WHERE day >= $1 AND day <= $2 AND ($3 = '' OR engine = $3) \
               AND ($4 = '' OR source = $4) AND ($5 = '' OR language = $5)";
    let values = args![
        first,
        last,
        budget.engine.as_deref().unwrap_or_default(),
        budget.source.as_ref().map_or("", SourceId::as_str),
        budget.language.as_ref().map_or("", |language| language.as_str()),
    ];
    let row = tx.one(sql, values).await?;
    Ok(row.map_or_else(Fare::default, |row| Fare { chars: row.int(0), cost_micros: row.int(1) }))
}

/// Settles a request that was answered. What the engine says it charged for takes the place
/// of what was reckoned.
pub(super) async fn spent(
    tx: &mut Tx,
    request: &str,
    billed: Option<Fare>,
) -> Result<(), StoreError> {
    let sql = "UPDATE ledger SET state = 'spent' WHERE id = $1";
    tx.run(sql, args![request]).await?;
    let Some(billed) = billed else { return Ok(()) };
    let sql = "SELECT day, engine, source, language, chars, cost FROM ledger WHERE id = $1";
    let Some(row) = tx.one(sql, args![request]).await? else { return Ok(()) };
    let (chars, cost) = (billed.chars - row.int(4), billed.cost_micros - row.int(5));
    if (chars, cost) != (0, 0) {
        let (day, engine, source) = (row.text(0), row.text(1), row.text(2));
        tx.run(ADD, args![day, engine, source, row.text(3), 0, chars, cost]).await?;
        let sql = "UPDATE ledger SET chars = $2, cost = $3 WHERE id = $1";
        tx.run(sql, args![request, billed.chars, billed.cost_micros]).await?;
    }
    Ok(())
}
