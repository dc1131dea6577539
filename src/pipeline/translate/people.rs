//! What people said of the units of a plan: no engine is asked for those.

use std::collections::BTreeMap;

use crate::pipeline::newsroom::Newsroom;
use crate::store::StoreError;
use crate::translate::plan::{Plan, Remembered};

/// What people said of a plan's units, by hash.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn said(
    newsroom: &Newsroom,
    plan: &Plan,
) -> Result<BTreeMap<String, Remembered>, StoreError> {
    let each = |unit: &crate::translate::plan::Unit| (unit.hash.clone(), unit.context.clone());
    let units: Vec<(String, String)> = plan.units.iter().map(each).collect();
    let said = newsroom.store.said((&plan.from, &plan.to), &units).await?;
    let remembered = said.into_iter().map(|(hash, one)| {
        (hash, Remembered { text: one.text, unknown_share: None, hand: one.hand })
    });
    Ok(remembered.collect())
}
