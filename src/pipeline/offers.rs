//! What was said of segments like those before a person: offered to him, never used by itself.

use std::collections::BTreeMap;

use crate::domain::Remembrance;
use crate::domain::segment::Hand;
use crate::pipeline::desk::{Line, Sheet};
use crate::store::{Store, StoreError};
use crate::translate::near::Sought;

/// Offers for one segment, the most.
const OFFERS_MAX: usize = 3;
/// Segments like one that are looked up, the most.
const NEAR_MAX: usize = 12;

/// A translation of a segment that is like another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// How much alike the segments are, in parts in a hundred.
    pub percent: u32,
    /// The segment it is of, and what was said.
    pub remembered: Remembrance,
}

/// What the memory offers for the segments of a sheet, by their numbers: the nearest first, a
/// person's before an import's and an engine's, the later before the earlier. Nothing for what
/// a person wrote, and nothing that stands there already.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn offers(
    store: &Store,
    sheet: &Sheet,
) -> Result<BTreeMap<usize, Vec<Offer>>, StoreError> {
    let open = |line: &&Line| line.hand != Hand::Person || line.text.is_none();
    let lines: Vec<(&Line, Sought)> = sheet
        .lines
        .iter()
        .filter(open)
        .map(|line| (line, Sought::new(&line.unit.segment.text)))
        .collect();
    let mut near: BTreeMap<usize, Vec<(u32, String)>> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let some = store.segments_after(&after).await?;
        let Some((last, _)) = some.last() else { break };
        after.clone_from(last);
        for (hash, text) in &some {
            let other = Sought::new(text);
            for (line, sought) in &lines {
                let Some(percent) = sought.likeness(&other) else { continue };
                let its = near.entry(line.number).or_default();
                its.push((percent, hash.clone()));
                its.sort_by(|one, next| next.cmp(one));
                its.truncate(NEAR_MAX);
            }
        }
    }
    let mut all = BTreeMap::new();
    for (line, _) in &lines {
        let Some(near) = near.get(&line.number) else { continue };
        let offers = of_line(store, sheet, line, near).await?;
        if !offers.is_empty() {
            all.insert(line.number, offers);
        }
    }
    Ok(all)
}

/// What was said of the segments that are near one.
async fn of_line(
    store: &Store,
    sheet: &Sheet,
    line: &Line,
    near: &[(u32, String)],
) -> Result<Vec<Offer>, StoreError> {
    let hashes: Vec<String> = near.iter().map(|(_, hash)| hash.clone()).collect();
    let (from, to) = (&sheet.plan.from, &sheet.plan.to);
    let mut offers: Vec<Offer> = Vec::new();
    for remembered in store.said_of(&hashes).await? {
        let hash = remembered.segment.hash();
        let percent = near.iter().find(|(_, one)| *one == hash).map(|(percent, _)| *percent);
        let same_pair = remembered.from == *from && remembered.to == *to;
        if let (true, Some(percent)) = (same_pair, percent) {
            offers.push(Offer { percent, remembered });
        }
    }
    let rank = |one: &Offer| (one.percent, one.remembered.hand, one.remembered.at);
    offers.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    let mut kept: Vec<Offer> = Vec::new();
    for one in offers {
        let text = &one.remembered.text;
        let there = line.text.as_ref() == Some(text);
        let fresh = kept.iter().all(|other| other.remembered.text != *text);
        if !there && fresh && kept.len() < OFFERS_MAX {
            kept.push(one);
        }
    }
    Ok(kept)
}
