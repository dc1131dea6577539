//! Renders documents when the news happens, and keeps them.
//!
//! What was rendered before is kept as a fragment and rendered again only when one of its
//! facts changed, so a change costs one entry in each format, and a join for each document.

use std::collections::{BTreeMap, BTreeSet};

use tracing::debug;

use crate::disk::published::Tree;
use crate::domain::entry::{FeedLine, Fragment, Head};
use crate::domain::feed::{Candidate, FeedSpec, Form, Verdict, admit};
use crate::domain::job::{Filing, Target};
use crate::domain::{Edition, Instant, Job, Language, Region, ReleaseId};
use crate::pipeline::entry;
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::render::{self, Around, Format, Scope, feed_path, release_path};
use crate::store::documents::{KeptFragment, NewDocument};
use crate::store::releases::EntryRow;

/// Renders what a publish job is about, in all its formats.
///
/// # Errors
///
/// [`StepError`] when the database fails or an entry cannot be written.
pub async fn publish(newsroom: &Newsroom, target: &Target) -> Result<(), StepError> {
    match target {
        Target::Feed { edition, slug } => feed(newsroom, edition, slug.as_deref()).await,
        Target::Release { release, language } => page(newsroom, release, language).await,
        Target::Site => site(newsroom).await,
    }
}

/// An entry that is admitted, and what it shows.
struct Admitted {
    candidate: Candidate,
    form: Form,
}

async fn feed(newsroom: &Newsroom, edition: &Edition, slug: Option<&str>) -> Result<(), StepError> {
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
    if newsroom.store.count_feed(&path, count, head.updated).await? {
        let site = Job::Publish { target: Target::Site };
        newsroom.file(&[Filing::free(site, now)]).await?;
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
    newsroom.store.keep_fragments(&fresh).await?;
    Ok(fragments)
}

/// The page of one release in one language.
async fn page(
    newsroom: &Newsroom,
    release: &ReleaseId,
    language: &Language,
) -> Result<(), StepError> {
    let house = newsroom.house();
    let now = newsroom.clock.now();
    let path = release_path(release, language);
    let regions = newsroom.store.regions(release).await?;
    let waiting = house.waiting_for(release, language, &regions);
    let candidate = newsroom.store.candidate(release, language).await?;
    let verdict = candidate
        .filter(|one| one.emission.is_some())
        .zip(waiting)
        .map(|(one, waiting)| admit(&one, language, waiting, now));
    // A notice of withdrawal leaves the feeds after a while; its page stays.
    let form = match verdict {
        Some(Verdict::Enter(form, _)) => Some(form),
        Some(Verdict::Leave) => withdrawn(newsroom, release).await?,
        _ => None,
    };
    let row = newsroom.store.entry(release, language).await?;
    let facts = form
        .zip(row)
        .and_then(|(form, row)| entry::facts(&house, &newsroom.gazetteer, &row, language, form));
    let Some(facts) = facts else {
        return forget(newsroom, &[path]).await;
    };
    let mut documents = Vec::new();
    for format in render::FORMATS.iter().filter(|one| one.scope() == Scope::Release) {
        let text = format.entry(&facts, &house.site)?;
        let fragment = Fragment { updated: facts.updated, text };
        documents.push(NewDocument {
            address: render::address(*format, &path),
            target: Target::Release { release: release.clone(), language: language.clone() },
            media_type: format.media_type().to_owned(),
            status: if facts.form == Form::Withdrawn { 410 } else { 200 },
            stale_at: None,
            body: format.wrap(Around::Release(&facts), &[fragment], &house.site)?,
        });
    }
    keep(newsroom, &documents, now).await
}

async fn withdrawn(newsroom: &Newsroom, release: &ReleaseId) -> Result<Option<Form>, StepError> {
    let standing = newsroom.store.release(release).await?;
    Ok(standing.and_then(|one| one.withdrawal).map(|_| Form::Withdrawn))
}

/// What there is once: the list of feeds and the first page.
async fn site(newsroom: &Newsroom) -> Result<(), StepError> {
    let house = newsroom.house();
    let now = newsroom.clock.now();
    let lines = lines(newsroom, &house).await?;
    let mut documents = Vec::new();
    for format in render::FORMATS.iter().filter(|one| one.scope() == Scope::Site) {
        documents.push(NewDocument {
            address: render::address(*format, ""),
            target: Target::Site,
            media_type: format.media_type().to_owned(),
            status: 200,
            stale_at: None,
            body: format.wrap(Around::Site(&lines), &[], &house.site)?,
        });
    }
    keep(newsroom, &documents, now).await
}

/// The feeds people are shown: those that ever held an entry, and with none of them the
/// feeds of the whole world, or else all.
async fn lines(newsroom: &Newsroom, house: &House) -> Result<Vec<FeedLine>, StepError> {
    let rows = newsroom.store.feeds().await?;
    let rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.path.clone(), row)).collect();
    let mut all = Vec::new();
    for target in house.targets() {
        let Target::Feed { edition, slug } = &target else { continue };
        let (Some(spec), Some(row)) =
            (house.feed(edition, slug.as_deref()), rows.get(&target.to_string()))
        else {
            continue;
        };
        let line = FeedLine {
            edition: edition.clone(),
            region_name: house.region_name(&newsroom.gazetteer, &edition.region, &edition.language),
            slug: slug.clone(),
            title: spec.title.clone(),
            path: feed_path(edition, slug.as_deref()),
            formats: spec.formats.clone(),
            entries: row.entries,
            updated: row.updated,
        };
        all.push((line, row.ever));
    }
    let ever = all.iter().any(|(_, ever)| *ever);
    let world = Region::world();
    let any_world = all.iter().any(|(line, _)| line.edition.region == world);
    let shown = |(line, had): &(FeedLine, bool)| {
        if ever { *had } else { !any_world || line.edition.region == world }
    };
    Ok(all.into_iter().filter(shown).map(|(line, _)| line).collect())
}

/// Keeps documents, writes them as files where that is wanted, and tells who serves them.
async fn keep(
    newsroom: &Newsroom,
    documents: &[NewDocument],
    now: Instant,
) -> Result<(), StepError> {
    let changed = newsroom.store.put_documents(documents, now).await?;
    newsroom.tell_changed(&changed);
    if let Some(tree) = newsroom.tree() {
        for document in documents {
            tree.put(&file_of(&document.address), &document.body)?;
        }
    }
    Ok(())
}

/// The file of an address: a folder's page is `index.html` in it, and so is a release's.
#[must_use]
pub fn file_of(address: &str) -> String {
    let path = address.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    match path {
        "" => "index.html".to_owned(),
        _ if name.is_empty() => format!("{path}index.html"),
        _ if name.contains('.') => path.to_owned(),
        _ => format!("{path}/index.html"),
    }
}

/// Removes the documents of a feed that is not configured any more.
async fn drop_feed(
    newsroom: &Newsroom,
    edition: &Edition,
    slug: Option<&str>,
) -> Result<(), StepError> {
    let path = feed_path(edition, slug);
    let all = render::FORMATS.iter().filter(|one| one.scope() == Scope::Feed);
    let addresses: Vec<String> = all.map(|one| render::address(*one, &path)).collect();
    forget(newsroom, &addresses).await
}

/// Writes the stylesheet of all pages as a file; gives the file's name.
///
/// # Errors
///
/// [`StepError`] when it cannot be written.
pub fn write_style(tree: &Tree) -> Result<String, StepError> {
    let name = "style.css";
    tree.put(name, render::style::CSS.as_bytes())?;
    Ok(name.to_owned())
}

/// Removes the documents of feeds by their stored paths, `lang/region` or
/// `lang/region/slug`.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn drop_gone(newsroom: &Newsroom, paths: &[String]) -> Result<(), StepError> {
    for path in paths {
        let mut parts = path.splitn(3, '/');
        let edition = parts
            .next()
            .and_then(|language| Language::parse(language).ok())
            .zip(parts.next().and_then(|region| Region::parse(region).ok()));
        if let Some((language, region)) = edition {
            drop_feed(newsroom, &Edition::new(language, region), parts.next()).await?;
        }
    }
    Ok(())
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

async fn forget(newsroom: &Newsroom, addresses: &[String]) -> Result<(), StepError> {
    newsroom.store.drop_documents(addresses).await?;
    newsroom.tell_changed(addresses);
    if let Some(tree) = newsroom.tree() {
        for address in addresses {
            tree.remove(&file_of(address))?;
        }
    }
    Ok(())
}
