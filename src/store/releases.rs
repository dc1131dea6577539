//! Looking releases up: for lists, for feeds, for rendering.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::emission::Emission;
use crate::domain::entry::Withdrawal;
use crate::domain::release::Status;
use crate::domain::story::AlsoAt;
use crate::domain::{
    Instant, Language, Region, Release, ReleaseId, ReleaseKey, SourceId, Translation,
};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Value, args, places};

/// A release and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// The release; its `status` is today's.
    #[serde(flatten)]
    pub release: Release,
    /// Its source: the first half of its id.
    pub source: SourceId,
    /// Its key at the source: the second half.
    pub key: ReleaseKey,
    /// The number of its latest text.
    pub revision: i64,
    /// When it was first seen.
    pub seen: Instant,
    /// When it last changed.
    pub changed: Instant,
    /// The piece of news it is part of.
    pub story: String,
    /// Where else the same release stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<AlsoAt>,
    /// The release it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt_of: Option<String>,
    /// How its translations stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationLine>,
    /// When the source last changed its text.
    #[serde(skip)]
    pub corrected: Option<Instant>,
    /// That it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
}

/// How one translation of a release stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TranslationLine {
    /// The language.
    pub language: Language,
    /// How far it is.
    pub state: String,
    /// What made it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub engine: String,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Which releases to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this source.
    pub source: Option<SourceId>,
    /// Only in this region or below it.
    pub region: Option<Region>,
    /// Only with this status.
    pub status: Option<Status>,
    /// At most so many, newest first.
    pub limit: i64,
}

/// All that rendering an entry needs from the database.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryRow {
    /// The release and how it stands. Where the entry shows the text of another release of
    /// its story, everything but its name and status is that one's.
    pub standing: Standing,
    /// The release whose text it is.
    pub shown: ReleaseId,
    /// Its translation into the language asked for.
    pub translation: Option<Translation>,
    /// Its place on the clock of the language asked for.
    pub emission: Option<Emission>,
    /// The languages in which it has an entry.
    pub languages: Vec<Language>,
}

impl EntryRow {
    /// Whether it was read when the entry stood here on its clock, beside these languages: one
    /// that was read before knows an older text.
    #[must_use]
    pub fn is_of(&self, emission: &Emission, languages: &[Language]) -> bool {
        self.emission.as_ref() == Some(emission)
            && self.languages.len() == languages.len()
            && languages.iter().all(|language| self.languages.contains(language))
    }
}

pub(super) const LOOKED_UP: &str = "r.data, r.status, r.revision, r.seen_at, r.changed_at, r.story, \
                       r.corrected_at, r.withdrawn_at, r.reason, r.id, r.excerpt_of";

impl Store {
    /// Finds the one release whose id is, or begins with, what a person typed.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuch`] when there is none, or several: then they are named.
    pub async fn find(&self, typed: &str) -> Result<ReleaseId, StoreError> {
        let rows = self
            .db
            .all(
                "SELECT id FROM release WHERE substr(id, 1, length($1)) = $1 ORDER BY id LIMIT 6",
                args![typed],
            )
            .await?;
        let ids: Vec<String> = rows.iter().map(|row| row.text(0)).collect();
        match ids.as_slice() {
            [] => Err(StoreError::NoSuch(format!(
                "no release begins with `{typed}`; `warta releases` lists them"
            ))),
            [one] => Ok(ReleaseId::parse(one).map_err(|why| damaged(&why))?),
            several if several.iter().any(|id| id == typed) => {
                ReleaseId::parse(typed).map_err(|why| damaged(&why))
            }
            several => Err(StoreError::NoSuch(format!(
                "several releases begin with `{typed}`: {}",
                several.join(", ")
            ))),
        }
    }

    /// Lists releases, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn releases(&self, filter: &Filter) -> Result<Vec<Standing>, StoreError> {
        let rows = self
            .db
            .all(
                &format!(
                    "SELECT {LOOKED_UP} FROM release r \
                     WHERE ($1 IS NULL OR r.source = $1) AND ($2 IS NULL OR r.status = $2) \
                     AND ($3 IS NULL OR EXISTS (SELECT 1 FROM release_region g \
                     WHERE g.release = r.id AND g.region = $3)) \
                     ORDER BY COALESCE(r.source_at, r.seen_at) DESC, r.id LIMIT $4"
                ),
                args![
                    filter.source.as_ref().map(SourceId::as_str),
                    filter.status.map(Status::name),
                    filter.region.as_ref().map(Region::as_str),
                    filter.limit,
                ],
            )
            .await?;
        let mut standings = rows.iter().map(standing).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<ReleaseId> = standings.iter().map(|one| one.release.id.clone()).collect();
        let mut lines = self.translation_lines(&ids).await?;
        for one in &mut standings {
            one.translations = lines.remove(&one.release.id).unwrap_or_default();
            one.also_at = self.also_at(&one.release.id).await?;
        }
        Ok(standings)
    }

    /// One release.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn release(&self, id: &ReleaseId) -> Result<Option<Standing>, StoreError> {
        let sql = format!("SELECT {LOOKED_UP} FROM release r WHERE r.id = $1");
        let Some(row) = self.db.one(&sql, args![id]).await? else { return Ok(None) };
        let mut one = standing(&row)?;
        let mut lines = self.translation_lines(std::slice::from_ref(id)).await?;
        one.translations = lines.remove(id).unwrap_or_default();
        one.also_at = self.also_at(id).await?;
        Ok(Some(one))
    }

    async fn translation_lines(
        &self,
        ids: &[ReleaseId],
    ) -> Result<BTreeMap<ReleaseId, Vec<TranslationLine>>, StoreError> {
        let mut lines: BTreeMap<ReleaseId, Vec<TranslationLine>> = BTreeMap::new();
        for some in ids.chunks(200) {
            let sql = format!(
                "SELECT release, language, state, engine, why FROM translation \
                 WHERE release IN ({}) ORDER BY release, language",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(Value::from).collect();
            for row in self.db.all(&sql, &values).await? {
                let line = TranslationLine {
                    language: row.parse(1)?,
                    state: row.text(2),
                    engine: row.text(3),
                    why: row.text_or_none(4),
                };
                lines.entry(row.parse(0)?).or_default().push(line);
            }
        }
        Ok(lines)
    }

    /// The languages in which each release has an entry.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn languages(
        &self,
        ids: &[ReleaseId],
    ) -> Result<BTreeMap<ReleaseId, Vec<Language>>, StoreError> {
        let mut languages: BTreeMap<ReleaseId, Vec<Language>> = BTreeMap::new();
        for some in ids.chunks(200) {
            let sql = format!(
                "SELECT release, language FROM emission WHERE release IN ({}) \
                 ORDER BY release, language",
                places(1, some.len())
            );
            let values: Vec<Value> = some.iter().map(Value::from).collect();
            for row in self.db.many(&sql, 2, &values).await? {
                languages.entry(row.parse(0)?).or_default().push(row.parse(1)?);
            }
        }
        Ok(languages)
    }

    /// How many releases there are, by status.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn release_counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT status, COUNT(*) FROM release GROUP BY status ORDER BY status";
        Ok(self.db.all(sql, &[]).await?.iter().map(|row| (row.text(0), row.int(1))).collect())
    }
}

fn damaged(why: &impl std::fmt::Display) -> StoreError {
    StoreError::Damaged { what: why.to_string() }
}

pub(super) fn standing(row: &Row) -> Result<Standing, StoreError> {
    let mut release: Release = row.json(0)?;
    release.status = Status::from_name(&row.text(1));
    let withdrawal = row.at_or_none(7).map(|at| Withdrawal { at, reason: row.text_or_none(8) });
    Ok(Standing {
        source: release.id.source.clone(),
        key: release.id.key.clone(),
        release,
        revision: row.int(2),
        seen: row.at(3),
        changed: row.at(4),
        story: row.text(5),
        also_at: Vec::new(),
        excerpt_of: row.text_or_none(10),
        translations: Vec::new(),
        corrected: row.at_or_none(6),
        withdrawal,
    })
}
