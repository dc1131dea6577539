//! What people said of segments: it outranks what any engine answered.
//!
//! A saying belongs to a segment and a pair of languages, whatever engine is asked, and to
//! the place it was said in: the same words between other neighbours may be said otherwise.

use std::collections::BTreeMap;

use crate::domain::segment::Hand;
use crate::domain::{Instant, Language, Segment};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::keep::many;
use crate::store::sql::{Tx, Value, args, json, places};

/// A translation by a person, or by whoever made the memory it was brought from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The segment.
    pub segment: Segment,
    /// The words its codes stand for, the first being number 1; empty where one holds none.
    pub codes: Vec<String>,
    /// From this language.
    pub from: Language,
    /// Into this one.
    pub to: Language,
    /// The name of its neighbours (`translate::plan::Unit::context`); empty when it was said
    /// of the segment wherever it stands.
    pub context: String,
    /// What was said, in our notation of codes.
    pub text: String,
    /// Whose it is; not a machine's.
    pub hand: Hand,
    /// Who said it.
    pub by: String,
}

/// What is known to have been said of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text, in our notation of codes.
    pub text: String,
    /// Whose it is.
    pub hand: Hand,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Whether it was said between the same neighbours.
    pub in_context: bool,
}

impl Said {
    /// A person before an import, the same place before another, the later before the earlier.
    fn rank(&self) -> (Hand, bool, Instant) {
        (self.hand, self.in_context, self.at)
    }
}

impl Store {
    /// Keeps what a person said of segments. What the same hand said before in the same place
    /// is replaced; what another hand said stays beside it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn remember_person(
        &self,
        sayings: &[Saying],
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for one in sayings {
            say(&mut tx, one, now).await?;
        }
        tx.commit("memory.person").await
    }

    /// Forgets what persons of this newsroom said of a segment in one place, so that engines
    /// are asked for it again; `true` when there was something.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn forget_person(
        &self,
        (from, to): (&Language, &Language),
        segment: &str,
        context: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM saying WHERE segment = $1 AND source_language = $2 \
                   AND language = $3 AND context = $4 AND origin = 'person'";
        let gone = tx.run(sql, args![segment, from, to, context]).await?;
        tx.commit("memory.person").await?;
        Ok(gone > 0)
    }

    /// What people said of these segments, each with the name of its neighbours: of several,
    /// a person's before an import, one of the same place before another, the latest.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn said(
        &self,
        (from, to): (&Language, &Language),
        segments: &[(String, String)],
    ) -> Result<BTreeMap<String, Said>, StoreError> {
        let mut found: BTreeMap<String, Said> = BTreeMap::new();
        for some in segments.chunks(200) {
            let sql = format!(
                "SELECT segment, context, origin, text, made_by, made_at FROM saying \
                 WHERE source_language = $1 AND language = $2 AND segment IN ({})",
                places(3, some.len())
            );
            let mut values = args![from, to].to_vec();
            values.extend(some.iter().map(|(segment, _)| Value::from(segment)));
            for row in self.db.all(&sql, &values).await? {
                let (segment, context) = (row.text(0), row.text(1));
                let here = |(one, its): &(String, String)| *one == segment && *its == context;
                let said = Said {
                    text: row.text(3),
                    hand: Hand::from_name(&row.text(2)),
                    by: row.text(4),
                    at: row.at(5),
                    in_context: some.iter().any(here),
                };
                match found.get(&segment) {
                    Some(known) if known.rank() >= said.rank() => {}
                    _ => drop(found.insert(segment, said)),
                }
            }
        }
        Ok(found)
    }
}

/// Writes down one saying, within whatever else happens.
pub(super) async fn say(tx: &mut Tx, one: &Saying, now: Instant) -> Result<(), StoreError> {
    keep(tx, &one.segment, &one.codes).await?;
    let origin = one.hand.name();
    let key = args![one.segment.hash(), &one.from, &one.to, &one.context, origin];
    let mut values = key.to_vec();
    values.extend_from_slice(args![&one.text, &one.by, now]);
    tx.run(
        "INSERT INTO saying (segment, source_language, language, context, origin, text, \
         made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (segment, source_language, language, context, origin) \
         DO UPDATE SET text = excluded.text, made_by = excluded.made_by, \
         made_at = excluded.made_at",
        &values,
    )
    .await?;
    Ok(())
}

/// Keeps the words of a segment, by its hash.
pub(super) async fn keep(
    tx: &mut Tx,
    segment: &Segment,
    codes: &[String],
) -> Result<(), StoreError> {
    keep_all(tx, &[(segment.clone(), codes.to_vec())]).await
}

/// Keeps the words of segments, by their hashes.
pub(super) async fn keep_all(
    tx: &mut Tx,
    words: &[(Segment, Vec<String>)],
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(words.len());
    for (segment, codes) in words {
        let row = args![segment.hash(), segment.kind.name(), &segment.text, json(codes)?];
        rows.push(row.to_vec());
    }
    let head = "INSERT INTO segment (hash, kind, text, codes)";
    many(tx, head, "ON CONFLICT (hash) DO NOTHING", rows).await?;
    Ok(())
}
