//! The memory as a whole: what is in it, taken out, and brought in from another one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::segment::{Hand, SegmentKind};
use crate::domain::{Instant, Language, Remembrance, Segment};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sayings::keep;
use crate::store::sql::{Row, Tx, Value, args, places};

/// How much is remembered of one pair from one hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stock {
    /// From this language.
    pub from: Language,
    /// Into this one.
    pub to: Language,
    /// Whose it is.
    pub hand: Hand,
    /// The configured engine, of a machine's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub engine: String,
    /// Its model, where it names one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// Translations.
    pub segments: i64,
    /// Characters in them.
    pub chars: i64,
    /// When the latest was made.
    pub latest: Instant,
}

const TRIALS: &str = "m.text IS NOT NULL AND m.glossary NOT LIKE 'trial-%'";

impl Store {
    /// What is in the memory, by pair and by whose it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn stock(&self) -> Result<Vec<Stock>, StoreError> {
        let sums = "COUNT(*), CAST(SUM(LENGTH(m.text)) AS BIGINT), MAX(m.made_at)";
        let sql = format!(
            "SELECT m.source_language, m.language, m.origin, m.engine, m.model, {sums} \
             FROM memory m WHERE {TRIALS} \
             GROUP BY m.source_language, m.language, m.origin, m.engine, m.model \
             UNION ALL SELECT m.source_language, m.language, m.origin, '', '', {sums} \
             FROM saying m GROUP BY m.source_language, m.language, m.origin \
             ORDER BY 1, 2, 3 DESC, 4, 5"
        );
        let rows = self.db.all(&sql, &[]).await?;
        let stock = |row: &Row| -> Result<Stock, StoreError> {
            Ok(Stock {
                from: row.parse(0)?,
                to: row.parse(1)?,
                hand: Hand::from_name(&row.text(2)),
                engine: row.text(3),
                model: row.text(4),
                segments: row.int(5),
                chars: row.int(6),
                latest: row.at(7),
            })
        };
        rows.iter().map(stock).collect()
    }

    /// Translations of which the words of their segment are not known, so that they cannot be
    /// taken out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn wordless(&self) -> Result<i64, StoreError> {
        let sql = format!(
            "SELECT COUNT(*) FROM memory m WHERE {TRIALS} \
             AND NOT EXISTS (SELECT 1 FROM segment s WHERE s.hash = m.segment)"
        );
        Ok(self.db.one(&sql, &[]).await?.map_or(0, |row| row.int(0)))
    }

    /// Takes out what is remembered of the next segments after `after`, in the order of their
    /// hashes, with the last of these; an empty one begins, and `None` is the end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn taken_out(
        &self,
        after: &str,
    ) -> Result<Option<(String, Vec<Remembrance>)>, StoreError> {
        let sql = "SELECT hash, kind, text, codes FROM segment WHERE hash > $1 \
                   ORDER BY hash LIMIT 200";
        let segments = segments(&self.db.all(sql, args![after]).await?)?;
        let Some(last) = segments.keys().next_back().cloned() else { return Ok(None) };
        Ok(Some((last, self.said_of_all(&segments).await?)))
    }

    /// The next segments after `after`, each with its words, in the order of their hashes; none
    /// at the end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn segments_after(&self, after: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT hash, text FROM segment WHERE hash > $1 ORDER BY hash LIMIT 1000";
        let rows = self.db.all(sql, args![after]).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.text(1))).collect())
    }

    /// Everything that is remembered of some segments, by their hashes, between any languages.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn said_of(&self, hashes: &[String]) -> Result<Vec<Remembrance>, StoreError> {
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let of = places(1, hashes.len());
        let sql = format!("SELECT hash, kind, text, codes FROM segment WHERE hash IN ({of})");
        let values: Vec<Value> = hashes.iter().map(Value::from).collect();
        let segments = segments(&self.db.all(&sql, &values).await?)?;
        if segments.is_empty() { Ok(Vec::new()) } else { self.said_of_all(&segments).await }
    }

    async fn said_of_all(&self, segments: &Segments) -> Result<Vec<Remembrance>, StoreError> {
        let of = places(1, segments.len());
        let values: Vec<Value> = segments.keys().map(Value::from).collect();
        let sql = format!(
            "SELECT m.segment, m.source_language, m.language, m.origin, m.text, m.made_at, \
             m.engine, m.model, '', '', m.unknown_share, m.glossary FROM memory m \
             WHERE {TRIALS} AND m.segment IN ({of}) \
             UNION ALL SELECT m.segment, m.source_language, m.language, m.origin, m.text, \
             m.made_at, '', '', m.context, m.made_by, NULL, '' FROM saying m \
             WHERE m.segment IN ({of}) ORDER BY 1, 2, 3, 4, 7, 8, 9, 12"
        );
        let mut all = Vec::new();
        for row in self.db.all(&sql, &values).await? {
            let Some((segment, codes)) = segments.get(&row.text(0)) else { continue };
            all.push(Remembrance {
                from: row.parse(1)?,
                to: row.parse(2)?,
                segment: segment.clone(),
                codes: codes.clone(),
                hand: Hand::from_name(&row.text(3)),
                text: row.text(4),
                at: row.at(5),
                engine: row.text(6),
                model: row.text(7),
                context: row.text(8),
                by: row.text(9),
                unknown_share: row.real(10),
                glossary: row.text(11),
            });
        }
        Ok(all)
    }

    /// Brings translations in, all or none; gives how many were new or newer. A machine's
    /// never takes the place of one that is known; a person's takes that of an older one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then none was brought in.
    pub async fn bring_in(&self, all: &[Remembrance]) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut new = 0;
        for one in all {
            keep(&mut tx, &one.segment, &one.codes).await?;
            new += match one.hand {
                Hand::Machine => machines(&mut tx, one).await?,
                Hand::Import | Hand::Person => persons(&mut tx, one).await?,
            };
        }
        tx.commit("memory.import").await?;
        Ok(new)
    }
}

/// Segments with what their codes hold, by hash.
type Segments = BTreeMap<String, (Segment, Vec<String>)>;

fn segments(rows: &[Row]) -> Result<Segments, StoreError> {
    let each = |row: &Row| {
        let segment = Segment { kind: SegmentKind::from_name(&row.text(1)), text: row.text(2) };
        Ok((row.text(0), (segment, row.json(3)?)))
    };
    rows.iter().map(each).collect()
}

async fn machines(tx: &mut Tx, one: &Remembrance) -> Result<u64, StoreError> {
    let hash = one.segment.hash();
    let mut values = args![&one.from, &one.to, &one.engine, &one.model, hash].to_vec();
    values.extend_from_slice(args![&one.text, one.unknown_share, one.at, &one.glossary]);
    tx.run(
        "INSERT INTO memory (source_language, language, engine, model, glossary, segment, text, \
         unknown_share, origin, made_at) VALUES ($1, $2, $3, $4, $9, $5, $6, $7, 'machine', $8) \
         ON CONFLICT (segment, source_language, language, engine, model, glossary) \
         DO UPDATE SET text = excluded.text, unknown_share = excluded.unknown_share, \
         made_at = excluded.made_at WHERE memory.text IS NULL",
        &values,
    )
    .await
}

async fn persons(tx: &mut Tx, one: &Remembrance) -> Result<u64, StoreError> {
    let (hash, origin) = (one.segment.hash(), one.hand.name());
    let mut values = args![hash, &one.from, &one.to, &one.context, origin].to_vec();
    values.extend_from_slice(args![&one.text, &one.by, one.at]);
    tx.run(
        "INSERT INTO saying (segment, source_language, language, context, origin, text, made_by, \
         made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (segment, source_language, language, context, origin) \
         DO UPDATE SET text = excluded.text, made_by = excluded.made_by, \
         made_at = excluded.made_at WHERE saying.made_at < excluded.made_at",
        &values,
    )
    .await
}
