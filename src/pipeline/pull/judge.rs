//! Drafts to what is recorded of them: new, changed, returned, refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::draft::Draft;
use crate::domain::release::Status;
use crate::domain::{Instant, Region, Rejection, Release, ReleaseId, ReleaseKey, Validators};
use crate::normalize::{self, Setting};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::renamed;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::store::pulls::{Haul, Incoming, Rejected};

/// Newly found releases taken from one document at one pull. What lies beyond is read at
/// the next one, and costs nothing before.
const NEW_MAX: usize = 2_000;

/// Sorts drafts into new, changed, returned, refused and unchanged; gives the keys of those
/// the source itself takes back.
pub(super) async fn judge(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    drafts: Vec<Draft>,
    haul: &mut Haul,
    report: &mut Report,
) -> Result<Vec<ReleaseKey>, StepError> {
    let source = &setup.profile.id;
    let mut named: BTreeMap<ReleaseKey, Draft> = BTreeMap::new();
    let mut order = Vec::new();
    for draft in drafts {
        let Some(key) = draft.name().map(ReleaseKey::of) else {
            let why = "it has no id, no address and no path".to_owned();
            let rejection = Rejection { key: None, rule: "identity", why };
            let hash = draft.hash();
            haul.rejected.push(Rejected { name: hash.clone(), hash, rejection });
            continue;
        };
        if named.contains_key(&key) {
            let name = draft.name().unwrap_or_default();
            report.warnings.push(format!("{}: `{name}` stands in it twice", haul.address));
            continue;
        }
        order.push(key.clone());
        named.insert(key, draft);
    }
    let known = newsroom.store.known(source, &order).await?;
    let all = order.len();
    let refused = newsroom.store.refused(source).await?;
    haul.rejected.retain(|one| refused.get(&one.name) != Some(&one.hash));
    let mut taken_back = Vec::new();
    let mut fresh = Vec::new();
    for key in order {
        let Some(draft) = named.remove(&key) else { continue };
        if draft.withdrawn {
            taken_back.push(key);
            continue;
        }
        let hash = draft.hash();
        match known.get(&key) {
            Some(before) if before.hash == hash => {
                let away = matches!(before.status, Status::Withdrawn | Status::Held);
                if away && before.withdrawn_by_source {
                    haul.returned.push(ReleaseId::new(source.clone(), key));
                } else {
                    report.same += 1;
                }
            }
            before => {
                let seen = before.map(|known| known.seen);
                let name = draft.name().unwrap_or_default();
                if seen.is_some() || refused.get(name) != Some(&hash) {
                    fresh.push((draft, hash, seen));
                }
            }
        }
    }
    put_off(&mut fresh, haul, report);
    if !fresh.is_empty() {
        let repeated = newsroom.store.repeated(source).await?;
        for (draft, hash, seen) in fresh {
            normalized(newsroom, setup, draft, hash, seen, &repeated, haul);
        }
        renamed::look(newsroom, haul, &known, all).await?;
    }
    Ok(taken_back)
}

/// A draft that is new or changed, its hash, and when its release was first seen.
type Fresh = (Draft, String, Option<Instant>);

/// Leaves new releases beyond the limit for the next pull, and says how many.
fn put_off(fresh: &mut Vec<Fresh>, haul: &mut Haul, report: &mut Report) {
    let (before, mut new) = (fresh.len(), 0_usize);
    fresh.retain(|(_, _, seen)| {
        new += usize::from(seen.is_none());
        seen.is_some() || new <= NEW_MAX
    });
    let beyond = before - fresh.len();
    if beyond == 0 {
        return;
    }
    let what = format!("{beyond} new releases beyond {NEW_MAX} are read at the next pull");
    report.warnings.push(format!("{}: {what}", haul.address));
    // So that it comes again although it is the same.
    haul.validators = Validators::default();
}

fn normalized(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    draft: Draft,
    hash: String,
    seen: Option<Instant>,
    repeated: &BTreeSet<String>,
    haul: &mut Haul,
) {
    let name = draft.name().unwrap_or_default().to_owned();
    let setting = Setting {
        profile: &setup.profile,
        gazetteer: &newsroom.gazetteer,
        seen: seen.unwrap_or_else(|| newsroom.clock.now()),
        repeated,
    };
    match normalize::release(&draft, &setting) {
        Ok(release) => {
            let regions = rolled_up(newsroom, &release);
            let several = release.body.len() > 1;
            let last = release.body.last().filter(|_| several);
            let last_block = last.map(normalize::block_hash);
            haul.incoming.push(Incoming { release, draft, hash, regions, last_block });
        }
        Err(rejection) => haul.rejected.push(Rejected { name, hash, rejection }),
    }
}

/// The regions of a release and every region above them, the world always among them.
#[must_use]
pub fn rolled_up(newsroom: &Newsroom, release: &Release) -> Vec<Region> {
    let mut all = BTreeSet::from([Region::world()]);
    let house = newsroom.house();
    for region in &release.regions {
        all.extend(house.areas.above(&region.code, |code| newsroom.gazetteer.ancestors(code)));
        all.insert(region.code.clone());
    }
    all.into_iter().collect()
}
