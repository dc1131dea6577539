//! What may enter a feed: the entries of an edition by their place on the clock.

use crate::domain::emission::Emission;
use crate::domain::feed::Candidate;
use crate::domain::release::Status;
use crate::domain::search::Query;
use crate::domain::translation::State;
use crate::domain::{Instant, Language, Region, SourceId};
use crate::store::Store;
use crate::store::dialect::{search_sql, search_value};
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};

/// Whose entries are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// The feed's language.
    pub language: &'a Language,
    /// The codes its region is stored under.
    pub regions: &'a [Region],
    /// Only of these sources; empty: of all.
    pub sources: &'a [SourceId],
    /// Only about one of these subjects; empty: about anything.
    pub subjects: &'a [String],
    /// Only those in which this is found; none: all.
    pub query: Option<&'a Query>,
}

/// A part of the clock, and how much of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// Only later than this.
    pub after: Option<Instant>,
    /// Only earlier than this.
    pub before: Option<Instant>,
    /// The oldest first instead of the newest.
    pub oldest_first: bool,
    /// So many at most.
    pub limit: i64,
}

/// What of rows called `r`, `t` and `e` makes a candidate.
pub(super) const COLUMNS: &str = "r.id, r.language, r.status, r.embargo_until, r.seen_at, \
     r.withdrawn_at, t.titled, t.state, e.published, e.updated, e.version";

impl Store {
    /// What may enter a feed, in the order of its clock, none twice.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn candidates(
        &self,
        selection: &Selection<'_>,
        span: Span,
    ) -> Result<Vec<Candidate>, StoreError> {
        let Selection { language, regions, sources, subjects, query } = *selection;
        let mut values = args![language, span.after, span.before].to_vec();
        values.extend(regions.iter().map(Value::from));
        let within = places(4, regions.len());
        // one region is read in the order of its index; of several a release may be in two
        let distinct = if regions.len() > 1 { "DISTINCT" } else { "" };
        let order = if span.oldest_first { "ASC" } else { "DESC" };
        let mut only = Vec::new();
        if !sources.is_empty() {
            let own = places(values.len() + 1, sources.len());
            only.push(format!(
                "AND (p.source IN ({own}) OR EXISTS (SELECT 1 FROM release m \
                 WHERE m.joined = r.id AND m.status IN ('usable', 'embargoed') \
                 AND m.source IN ({own})))"
            ));
            values.extend(sources.iter().map(Value::from));
        }
        if !subjects.is_empty() {
            let wanted = places(values.len() + 1, subjects.len());
            only.push(format!(
                "AND EXISTS (SELECT 1 FROM release_subject b WHERE b.release = p.release \
                 AND b.subject IN ({wanted}))"
            ));
            values.extend(subjects.iter().map(Value::from));
        }
        if let Some(query) = query {
            let postgres = self.db.is_postgres();
            only.push(format!(
                "AND EXISTS (SELECT 1 FROM search_entry s WHERE s.release = p.release \
                 AND s.language = p.language AND {})",
                search_sql(postgres, values.len() + 1)
            ));
            values.push(search_value(query, postgres).into());
        }
        let only = only.join(" ");
        let sql = format!(
            "SELECT {distinct} {COLUMNS}, p.updated \
             FROM placement p JOIN release r ON r.id = p.release \
             JOIN emission e ON e.release = p.release AND e.language = p.language \
             JOIN story s ON s.id = r.story \
             LEFT JOIN translation t ON t.release = s.shown AND t.language = p.language \
             WHERE p.language = $1 AND p.region IN ({within}) \
             AND p.updated > COALESCE(CAST($2 AS BIGINT), -9223372036854775807) \
             AND p.updated < COALESCE(CAST($3 AS BIGINT), 9223372036854775807) {only} \
             ORDER BY p.updated {order} LIMIT {}",
            // A bound limit makes SQLite prepare the statement anew each time.
            span.limit
        );
        self.db.many(&sql, 12, &values).await?.iter().map(candidate).collect()
    }
}

pub(super) fn candidate(row: &Row) -> Result<Candidate, StoreError> {
    let emission = row.at_or_none(8).map(|published| Emission {
        published,
        updated: row.at(9),
        version: row.int(10),
    });
    Ok(Candidate {
        release: row.parse(0)?,
        language: row.parse(1)?,
        status: Status::from_name(&row.text(2)),
        embargo_until: row.at_or_none(3),
        seen: row.at(4),
        withdrawn_at: row.at_or_none(5),
        translated: row.flag(6),
        reviewed: State::from_name(&row.text(7))
            .is_some_and(|state| matches!(state, State::Approved | State::Source)),
        emission,
    })
}
