//! The members of a story, for readers: whose text is shown, and where else it stands.

use crate::domain::story::AlsoAt;
use crate::domain::{Instant, Release, ReleaseId, SourceId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::releases::Standing;
use crate::store::sql::{Row, args};

/// What a later text can name a release by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The release.
    pub release: ReleaseId,
    /// Its headline.
    pub headline: String,
    /// The issuer's number.
    pub reference: Option<String>,
    /// Its page.
    pub url: Option<String>,
}

impl Store {
    /// What a source's releases can be named by that were first seen since then and not taken
    /// back: the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn named(&self, source: &SourceId, since: Instant) -> Result<Vec<Named>, StoreError> {
        let sql = "SELECT id, data FROM release WHERE source = $1 AND seen_at >= $2 \
                   AND status <> 'withdrawn' ORDER BY seen_at, id";
        let rows = self.db.all(sql, args![source, since]).await?;
        let each = |row: &Row| {
            let kept: Release = row.json(1)?;
            let Release { headline, reference, url, .. } = kept;
            Ok(Named { release: row.parse(0)?, headline, reference, url })
        };
        rows.iter().map(each).collect()
    }

    /// Where else the news of a release stands: every other usable member of its story.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn also_at(&self, release: &ReleaseId) -> Result<Vec<AlsoAt>, StoreError> {
        let members = self.members(release).await?;
        let each = |one: Release| AlsoAt { release: one.id, url: one.url };
        Ok(members.into_iter().filter(|one| one.id != *release).map(each).collect())
    }

    /// Every usable member of the story of a release, the first of them first.
    pub(super) async fn members(&self, release: &ReleaseId) -> Result<Vec<Release>, StoreError> {
        let sql = "SELECT m.data FROM release r JOIN release m ON m.story = r.story \
                   WHERE r.id = $1 AND m.status IN ('usable', 'embargoed') \
                   ORDER BY m.seen_at, m.id";
        self.db.all(sql, args![release]).await?.iter().map(|row| row.json(0)).collect()
    }

    /// Puts the text of another release of its story into an entry, and the regions of all.
    pub(super) async fn lend(
        &self,
        entry: &mut Standing,
        shown: &ReleaseId,
    ) -> Result<(), StoreError> {
        if entry.also_at.is_empty() {
            return Ok(());
        }
        let id = entry.release.id.clone();
        if *shown != id
            && let Some(other) = self.release(shown).await?
        {
            let (status, embargo_until) = (entry.release.status, entry.release.embargo_until);
            entry.release = Release { id: id.clone(), status, embargo_until, ..other.release };
            entry.corrected = entry.corrected.max(other.corrected);
            entry.also_at = self.also_at(shown).await?;
        }
        for member in self.members(&id).await? {
            for region in member.regions {
                if !entry.release.regions.iter().any(|one| one.code == region.code) {
                    entry.release.regions.push(region);
                }
            }
            entry.release.national |= member.national;
        }
        Ok(())
    }
}
