//! Releases in other languages.

use crate::domain::notice::NoticeKind;
use crate::domain::release::Status;
use crate::domain::translation::State;
use crate::domain::{Instant, Language, ReleaseId, Translation};
use crate::store::Store;
use crate::store::emissions::{Want, drain, want};
use crate::store::entering::{Touched, facts};
use crate::store::error::StoreError;
use crate::store::follow::Follow;
use crate::store::sql::{args, json};
use crate::store::stories::place_of;

impl Store {
    /// Records a translation with everything that follows; `true` when people read something
    /// new by it. A translation of a text that is no longer the latest is kept for what it is
    /// worth but moves no entry, and never takes the place of one of a later text.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails; then nothing happened.
    pub async fn record_translation(
        &self,
        translation: &Translation,
        follow: &dyn Follow,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let (release, language) = (&translation.release, &translation.language);
        let hash = translation.hash();
        let titled = translation.state.is_ready() && translation.headline.is_some();
        let mut tx = self.db.begin_news().await?;
        // The entry may be another release's: then this one lends it its text, or nothing.
        let place = place_of(&mut tx, release).await?;
        let before = tx
            .one(
                "SELECT t.hash, t.titled, r.revision, n.status, \
                 CASE WHEN e.release IS NULL THEN 0 ELSE 1 END FROM release r \
                 JOIN release n ON n.id = $3 \
                 LEFT JOIN emission e ON e.release = n.id AND e.language = $2 \
                 LEFT JOIN translation t ON t.release = r.id AND t.language = $2 WHERE r.id = $1",
                args![release, language, &place.entry],
            )
            .await?;
        let Some(before) = before else { return Ok(false) };
        let latest = before.int(2) == translation.revision;
        let usable =
            matches!(Status::from_name(&before.text(3)), Status::Usable | Status::Embargoed);
        let shown = before.flag(4);
        let same = shown && before.text(0) == hash && before.flag(1) == titled;
        tx.run(
            "INSERT INTO translation \
             (release, language, revision, state, titled, engine, hash, changed_at, data) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (release, language) DO UPDATE SET revision = excluded.revision, \
             state = excluded.state, titled = excluded.titled, engine = excluded.engine, \
             hash = excluded.hash, why = NULL, changed_at = excluded.changed_at, \
             data = excluded.data WHERE translation.revision <= excluded.revision",
            args![
                release,
                language,
                translation.revision,
                translation.state.name(),
                titled,
                &translation.provenance.engine,
                hash,
                now,
                json(translation)?,
            ],
        )
        .await?;
        // What a person refused goes out of sight: people see something else by that, too.
        let refused = translation.state == State::Rejected && before.flag(1);
        let moves = latest && usable && (titled || refused) && !same && place.shows(release);
        if moves {
            let release = &place.entry;
            let due = facts(&mut tx, release)
                .await?
                .and_then(|facts| facts.embargo_until)
                .map_or(now, |until| until.max(now));
            let kind = NoticeKind::Update;
            want(&mut tx, &Want { release, language, kind, due, note: None }).await?;
            drain(self, &mut tx, &Touched::only(language), follow, now).await?;
        }
        tx.commit("store.translation").await?;
        Ok(moves)
    }

    /// Notes that no engine could translate a release, so that the operator sees why.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn fail_translation(
        &self,
        release: &ReleaseId,
        language: &Language,
        why: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin_news().await?;
        tx.run(
            "INSERT INTO translation \
             (release, language, revision, state, titled, engine, hash, why, changed_at, data) \
             VALUES ($1, $2, 0, $3, 0, '', '', $4, $5, '') \
             ON CONFLICT (release, language) DO UPDATE SET why = excluded.why",
            args![release, language, State::Failed.name(), why, now],
        )
        .await?;
        tx.commit("store.translation").await
    }

    /// The translation of a release into a language, with which revision it is of.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn translation(
        &self,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<Option<Translation>, StoreError> {
        let sql = "SELECT data FROM translation \
                   WHERE release = $1 AND language = $2 AND state <> 'failed'";
        match self.db.one(sql, args![release, language]).await? {
            Some(row) => Ok(Some(row.json(0)?)),
            None => Ok(None),
        }
    }
}
