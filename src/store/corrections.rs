//! A text of its own that mends an earlier release: the earlier one's entry says so.

use crate::domain::notice::NoticeKind;
use crate::domain::{Instant, ReleaseId};
use crate::store::emissions::{Want, languages_of, want};
use crate::store::entering::Touched;
use crate::store::error::StoreError;
use crate::store::sql::{Tx, args};
use crate::store::stories::place_of;

/// Tells the readers of an earlier release that it was mended, in every language that has its
/// entry. `said` is the headline of the text that does. What was taken back, or is not the
/// text its entry shows, stays as it is.
pub(super) async fn tell(
    tx: &mut Tx,
    earlier: &ReleaseId,
    said: &str,
    touched: &mut Touched,
    now: Instant,
) -> Result<(), StoreError> {
    let place = place_of(tx, earlier).await?;
    let sql = "UPDATE release SET corrected_at = $2, changed_at = $2 \
               WHERE id = $1 AND status <> 'withdrawn'";
    if tx.run(sql, args![earlier, now]).await? == 0 || !place.shows(earlier) {
        return Ok(());
    }
    for language in languages_of(tx, &place.entry).await? {
        let (release, kind) = (&place.entry, NoticeKind::Correction);
        let note = Some(said);
        want(tx, &Want { release, language: &language, kind, due: now, note }).await?;
        touched.languages.insert(language);
    }
    Ok(())
}
