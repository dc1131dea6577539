//! A feed's releases to its documents: who enters, their fragments, and one join a format.

use std::collections::{BTreeMap, BTreeSet};

use tracing::debug;

use crate::domain::entry::{Fragment, Head};
use crate::domain::feed::{Candidate, FeedSpec, Form, Verdict, admit};
use crate::domain::job::{Filing, Target};
use crate::domain::{Edition, Instant, Job, Language, ReleaseId};
use crate::pipeline::entry;
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::shelf::{drop_feed, file_of, keep};
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format};
use crate::store::documents::{KeptFragment, NewDocument};
use crate::store::releases::EntryRow;

/// An entry that is admitted, and what it shows.
struct Admitted {
    candidate: Candidate,
    form: Form,
}

pub(super) async fn feed(
    newsroom: &Newsroom,
    edition: &Edition,
    slug: Option<&str>,
) -> Result<(), StepError> {
    let house = newsroom.house();
    let target = Target::Feed { edition: edition.clone(), slug: slug.map(str::to_owned) };
    let Some(spec) = house.feed(edition, slug) else {
        return drop_feed(newsroom, edition, slug).await;
    };
    let now = newsroom.clock.now();
    let (admitted, stale_at) = admitted(newsroom, &house, spec, edition, now).await?;
    let path = target.to_string();
    let first_seen = newsroom.store.feed(&path).await?.map_or(now, |row| row.first_seen);
    let head = head(newsroom, &house, spec, edition, newest(&admitted).unwrap_or(first_seen));
    let mut rows = Rows::default();
    let mut documents = Vec::new();
    for format in formats(spec) {
        let fragments = fragments(newsroom, &house, edition, format, &admitted, &mut rows).await?;
        documents.push(NewDocument {
            address: render::address(format, &head.path),
            target: target.clone(),
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at,
            body: format.wrap(Around::Feed(&head), &fragments, &house.site)?,
        });
    }
    keep(newsroom, &documents, now).await?;
    if let Some(stale_at) = stale_at {
        newsroom.file(&[Filing::free(Job::Publish { target }, stale_at)]).await?;
    }
    let count = i64::try_from(admitted.len()).unwrap_or(i64::MAX);
    let listing = Filing::free(Job::Publish { target: Target::Site }, now);
    if newsroom.store.note_feed(&path, count, head.updated, &listing, now).await? {
        newsroom.bell.notify_waiters();
    }
    debug!(feed = %path, entries = admitted.len(), "Rendered `{path}`");
    Ok(())
}

/// The formats of a feed: those it names, and always the page for people.
fn formats(spec: &FeedSpec) -> impl Iterator<Item = &'static dyn Format> + '_ {
    let page = ["html"].into_iter().filter(|name| !spec.formats.iter().any(|one| one == name));
    spec.formats.iter().map(String::as_str).chain(page).filter_map(render::format)
}

/// Who enters now, newest first, and when time alone changes that.
async fn admitted(
    newsroom: &Newsroom,
    house: &House,
    spec: &FeedSpec,
    edition: &Edition,
    now: Instant,
) -> Result<(Vec<Admitted>, Option<Instant>), StepError> {
    let mut entries: Vec<Admitted> = Vec::new();
    let mut stale_at: Option<Instant> = None;
    let mut before = None;
    let page = i64::try_from(spec.entries).unwrap_or(60) + 10;
    let regions = house.areas.read_as(&edition.region);
    let (language, sources) = (&edition.language, spec.sources.as_slice());
    loop {
        let candidates =
            newsroom.store.candidates(language, &regions, sources, before, page).await?;
        newsroom.tally.candidates(candidates.len());
        let last = candidates.last().and_then(|one| one.emission.as_ref()).map(|e| e.updated);
        let more = i64::try_from(candidates.len()).unwrap_or(0) == page;
        for candidate in candidates {
            let sooner = |at: Instant| Some(stale_at.map_or(at, |known: Instant| known.min(at)));
            match admit(&candidate, &edition.language, spec.waiting, now) {
                Verdict::Enter(form, until) => {
                    if let Some(until) = until {
                        stale_at = sooner(until);
                    }
                    entries.push(Admitted { candidate, form });
                }
                Verdict::Wait(until) => stale_at = sooner(until),
                Verdict::Leave => {}
            }
            if entries.len() == spec.entries {
                return Ok((entries, stale_at));
            }
        }
        match last {
            Some(updated) if more => before = Some(updated),
            _ => return Ok((entries, stale_at)),
        }
    }
}

fn newest(admitted: &[Admitted]) -> Option<Instant> {
    admitted.iter().filter_map(|one| one.candidate.emission.as_ref()).map(|e| e.updated).max()
}

/// A feed's head: every fact of its document but the entries.
fn head(
    newsroom: &Newsroom,
    house: &House,
    spec: &FeedSpec,
    edition: &Edition,
    updated: Instant,
) -> Head {
    let name = house.region_name(&newsroom.gazetteer, &edition.region, &edition.language);
    let (authority, age) = (&house.authority, house.max_age_secs);
    render::head::head(authority, &house.feeds, spec, edition, name, updated, age)
}

/// Rows read for rendering, so that several formats read each release once.
#[derive(Default)]
struct Rows(BTreeMap<ReleaseId, EntryRow>);

impl Rows {
    async fn get(
        &mut self,
        newsroom: &Newsroom,
        release: &ReleaseId,
        language: &Language,
    ) -> Result<Option<&EntryRow>, StepError> {
        if !self.0.contains_key(release)
            && let Some(row) = newsroom.store.entry(release, language).await?
        {
            self.0.insert(release.clone(), row);
        }
        Ok(self.0.get(release))
    }
}

/// The fragments of the admitted entries in a format: kept ones, and new ones where a fact
/// changed.
async fn fragments(
    newsroom: &Newsroom,
    house: &House,
    edition: &Edition,
    format: &'static dyn Format,
    admitted: &[Admitted],
    rows: &mut Rows,
) -> Result<Vec<Fragment>, StepError> {
    let language = &edition.language;
    let ids: Vec<ReleaseId> = admitted.iter().map(|one| one.candidate.release.clone()).collect();
    let kept = newsroom.store.fragments(&ids, language, format.name()).await?;
    let languages = newsroom.store.languages(&ids).await?;
    let mut fragments = Vec::new();
    let mut fresh = Vec::new();
    for one in admitted {
        let Some(emission) = &one.candidate.emission else { continue };
        let release = &one.candidate.release;
        let its = languages.get(release).map_or(&[][..], Vec::as_slice);
        let stamp = entry::stamp(house, release, emission, its, one.form);
        let form = one.form.name().to_owned();
        let known = kept.get(&(release.clone(), form.clone()));
        if let Some((_, text)) = known.filter(|(its, _)| *its == stamp) {
            fragments.push(Fragment { updated: emission.updated, text: text.clone() });
            continue;
        }
        let Some(row) = rows.get(newsroom, release, language).await? else { continue };
        let facts = entry::facts(house, &newsroom.gazetteer, row, language, one.form);
        let Some(facts) = facts else { continue };
        let text = format.entry(&facts, &house.site)?;
        fresh.push(KeptFragment {
            release: release.clone(),
            language: language.clone(),
            format: format.name().to_owned(),
            form,
            stamp,
            text: text.clone(),
        });
        fragments.push(Fragment { updated: emission.updated, text });
    }
    newsroom.tally.entries(fresh.len());
    newsroom.store.keep_fragments(&fresh).await?;
    Ok(fragments)
}

/// The documents of every feed that has none yet, rendered empty, by address; those whose
/// file is in `have` are left out.
///
/// # Errors
///
/// [`StepError`] when the database fails or a document cannot be written.
pub async fn empty_documents(
    newsroom: &Newsroom,
    have: &BTreeSet<String>,
) -> Result<Vec<(String, Vec<u8>)>, StepError> {
    let house = newsroom.house();
    let mut documents = Vec::new();
    for row in newsroom.store.feeds().await? {
        let target = house.targets().find(|target| target.to_string() == row.path);
        let Some(Target::Feed { edition, slug }) = target else { continue };
        let Some(spec) = house.feed(&edition, slug.as_deref()) else { continue };
        let head = head(newsroom, &house, spec, &edition, row.first_seen);
        for format in formats(spec) {
            let address = render::address(format, &head.path);
            if !have.contains(&file_of(&address)) {
                let body = format.wrap(Around::Feed(&head), &[], &house.site)?;
                documents.push((address, body));
            }
        }
    }
    Ok(documents)
}
