//! One round of asking a source: read, normalise, record.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;
use tracing::{info, warn};

use crate::domain::draft::Draft;
use crate::domain::job::Filing;
use crate::domain::release::Status;
use crate::domain::{
    Ask, AskError, Document, Instant, Job, Region, Rejection, Release, ReleaseId, ReleaseKey,
    Reply, SourceId,
};
use crate::normalize::{self, Setting};
use crate::pipeline::ask;
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::source::{Heard, Reading, SourceError, Warning};
use crate::store::pulls::{Change, Haul, Incoming, Known, Rejected};

/// A withdrawal of more releases than this, and of more than [`SHARE`] of a source's, waits
/// for a person.
const FEW: usize = 3;
/// One part in so many of a source's releases.
const SHARE: usize = 20;
/// How soon what is still being written is looked at again.
const UNSETTLED: Duration = Duration::from_secs(2);
/// First pause after a failed pull over the network, doubled with every further one.
const PAUSE: TimeDelta = TimeDelta::hours(1);
/// Longest pause after failed pulls.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(24);

/// What a pull brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Releases not known before.
    pub new: usize,
    /// Releases whose text the source changed.
    pub corrected: usize,
    /// Releases the source shows again.
    pub reinstated: usize,
    /// Releases the source took back.
    pub withdrawn: usize,
    /// Drafts that are no releases.
    pub refused: usize,
    /// Releases that are what they were.
    pub same: usize,
    /// Documents that had not changed since the last pull.
    pub unchanged: usize,
    /// Withdrawals that wait for `warta sources confirm`.
    pub held_back: usize,
    /// Whether something was still being written.
    pub unsettled: bool,
    /// What was repaired, left out, or failed beside the main thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Report {
    fn count(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::New(_) => self.new += 1,
                Change::Corrected(_) => self.corrected += 1,
                Change::Reinstated(_) => self.reinstated += 1,
                Change::Withdrawn(_) => self.withdrawn += 1,
            }
        }
    }

    /// Whether anything changed.
    #[must_use]
    pub const fn news(&self) -> bool {
        self.new + self.corrected + self.reinstated + self.withdrawn > 0
    }

    fn warn(&mut self, address: &str, warning: &Warning) {
        let line = warning.line.map_or_else(String::new, |line| format!(", line {line}"));
        self.warnings.push(format!("{address}{line}: {}", warning.what));
    }
}

/// Asks a source what is new and records it. A failure is noted with the source, which is
/// then asked less often, told to the operator, and returned.
///
/// # Errors
///
/// [`StepError`] when the source could not be read; what was read before stays recorded.
pub async fn pull(newsroom: &Newsroom, source: &SourceId) -> Result<Report, StepError> {
    let house = newsroom.house();
    let Some(setup) = house.sources.get(source) else {
        return Err(StepError::NotConfigured(source.to_string()));
    };
    let result = round(newsroom, setup).await;
    let now = newsroom.clock.now();
    match &result {
        Ok(report) => {
            newsroom.store.note_pull(source, None, report.news(), now).await?;
            newsroom.store.clear(&failing(source), now).await?;
            told(source, report);
            if report.unsettled {
                let again = Filing {
                    job: Job::Pull { source: source.clone() },
                    lane: setup.source.lane(),
                    run_at: now + UNSETTLED,
                };
                newsroom.file(&[again]).await?;
            }
        }
        Err(failure) => {
            failed(newsroom, source, failure, now).await?;
        }
    }
    result
}

fn told(source: &SourceId, report: &Report) {
    for warning in &report.warnings {
        warn!(source.id = %source, "In `{source}`: {warning}");
    }
    if report.news() {
        info!(
            source.id = %source, release.new = report.new, release.corrected = report.corrected,
            release.withdrawn = report.withdrawn,
            "Pulled `{source}`: {} new, {} corrected, {} withdrawn",
            report.new, report.corrected, report.withdrawn
        );
    }
}

fn failing(source: &SourceId) -> String {
    format!("source.failing:{source}")
}

async fn failed(
    newsroom: &Newsroom,
    source: &SourceId,
    failure: &StepError,
    now: Instant,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let why = failure.to_string();
    store.note_pull(source, Some(&why), false, now).await?;
    let failures = store.failures(source).await?;
    let words = format!("`{source}` could not be read {failures} times in a row: {why}");
    store.raise(&failing(source), "source.failing", Some(source), &words, now).await?;
    if let StepError::Ask(AskError::File { .. } | AskError::Unsettled { .. }) = failure {
        return Ok(());
    }
    let doublings = u32::try_from(failures.clamp(1, 6) - 1).unwrap_or(0);
    let mut pause = (PAUSE * 2_i32.saturating_pow(doublings)).min(PAUSE_MAX);
    if let StepError::Ask(AskError::Status { retry_after: Some(asked), .. }) = failure {
        pause = pause.max(TimeDelta::from_std(*asked).unwrap_or(PAUSE_MAX));
    }
    store.delay_source(source, now + pause).await?;
    Ok(())
}

/// One round: every ask, what follows from it, and at the end what is gone.
async fn round(newsroom: &Newsroom, setup: &SourceSetup) -> Result<Report, StepError> {
    let id = &setup.profile.id;
    let backfill = !newsroom.store.was_read(id).await?;
    let mut report = Report::default();
    let mut asks: VecDeque<Ask> = setup.source.start().into();
    let firsts = asks.len();
    let mut present: Option<BTreeSet<String>> = None;
    let mut failure: Option<StepError> = None;
    let mut asked = 0_usize;
    while let Some(ask) = asks.pop_front() {
        asked += 1;
        let ask = with_validators(newsroom, id, ask).await?;
        let reply = match ask::answer(newsroom, &ask).await {
            Ok(reply) => reply,
            Err(AskError::Unsettled { .. }) => {
                report.unsettled = true;
                continue;
            }
            Err(error) if asked <= firsts => return Err(error.into()),
            Err(error) => {
                report.warnings.push(error.to_string());
                failure = Some(error.into());
                continue;
            }
        };
        let reading = match read(newsroom, setup, reply, backfill, &mut report).await {
            Ok(reading) => reading,
            Err(error) if asked <= firsts => return Err(error),
            Err(error) => {
                report.warnings.push(error.to_string());
                failure = Some(error);
                continue;
            }
        };
        asks.extend(reading.follow);
        report.unsettled |= reading.unsettled;
        if let Some(all) = reading.present {
            present.get_or_insert_default().extend(all);
        }
    }
    // Absence means something only after a complete reading.
    if let (Some(present), None) = (&present, &failure) {
        withdraw_absent(newsroom, id, present, &mut report).await?;
    }
    failure.map_or(Ok(report), Err)
}

async fn with_validators(
    newsroom: &Newsroom,
    source: &SourceId,
    mut ask: Ask,
) -> Result<Ask, StepError> {
    match &mut ask {
        Ask::Http(http) => {
            http.validators = newsroom.store.validators(source, http.url.as_str()).await?;
        }
        Ask::Read(file) => {
            file.validators = newsroom.store.validators(source, &file.path).await?;
        }
        _ => {}
    }
    Ok(ask)
}

/// Reads one reply and records what is in it.
async fn read(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    reply: Reply,
    backfill: bool,
    report: &mut Report,
) -> Result<Reading, StepError> {
    match reply {
        Reply::Listing(files) => {
            let mut reading = setup.source.read(Heard::Listing(&files))?;
            for warning in std::mem::take(&mut reading.warnings) {
                report.warn("the listing", &warning);
            }
            Ok(reading)
        }
        Reply::Fresh(document) => fresh(newsroom, setup, *document, backfill, report).await,
        Reply::Same(_) => {
            report.unchanged += 1;
            Ok(Reading::default())
        }
        Reply::Gone => {
            report.warnings.push("an address is gone for good".to_owned());
            Ok(Reading::default())
        }
        Reply::Output(_) | Reply::Answer { .. } | Reply::Nothing => Ok(Reading::default()),
    }
}

async fn fresh(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    document: Document,
    backfill: bool,
    report: &mut Report,
) -> Result<Reading, StepError> {
    let id = &setup.profile.id;
    let mut haul = Haul {
        source: id.clone(),
        address: document.address.clone(),
        validators: document.validators.clone(),
        incoming: Vec::new(),
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill,
    };
    let mut reading = match setup.source.read(Heard::Document(&document)) {
        Ok(reading) => reading,
        Err(error) if is_feed(setup) => return Err(error.into()),
        Err(error) => {
            refuse_document(newsroom, &mut haul, &error, report).await?;
            return Ok(Reading::default());
        }
    };
    for warning in std::mem::take(&mut reading.warnings) {
        report.warn(&document.address, &warning);
    }
    let drafts = std::mem::take(&mut reading.drafts);
    let taken_back = judge(newsroom, setup, drafts, &mut haul, report).await?;
    let now = newsroom.clock.now();
    let changes = newsroom.store.record(&haul, &newsroom.follow(), now).await?;
    newsroom.bell.notify_waiters();
    report.count(&changes);
    report.refused += haul.rejected.len();
    for key in reading.gone.drain(..).chain(taken_back) {
        let release = ReleaseId::new(id.clone(), key);
        let follow = newsroom.follow();
        let by = crate::store::pulls::By::Source;
        if newsroom.store.withdraw(&release, by, None, &follow, now).await? {
            report.withdrawn += 1;
        }
    }
    Ok(reading)
}

/// Whether a source's first document is the one that holds its releases.
fn is_feed(setup: &SourceSetup) -> bool {
    setup.source.start().iter().any(|ask| matches!(ask, Ask::Http(_)))
}

/// One bad file among good ones is shown, and not read again until it changes.
async fn refuse_document(
    newsroom: &Newsroom,
    haul: &mut Haul,
    error: &SourceError,
    report: &mut Report,
) -> Result<(), StepError> {
    let hash = haul.validators.body.clone().unwrap_or_default();
    let rejection = Rejection { key: None, rule: "document", why: error.to_string() };
    report.warnings.push(format!("{}: {error}", haul.address));
    haul.rejected.push(Rejected { name: haul.address.clone(), hash, rejection });
    report.refused += 1;
    let now = newsroom.clock.now();
    newsroom.store.record(haul, &newsroom.follow(), now).await?;
    Ok(())
}

/// Sorts drafts into new, changed, returned, refused and unchanged; gives the keys of those
/// the source itself takes back.
async fn judge(
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
    let refused = newsroom.store.refused(source).await?;
    haul.rejected.retain(|one| refused.get(&one.name) != Some(&one.hash));
    let mut taken_back = Vec::new();
    for key in order {
        let Some(draft) = named.remove(&key) else { continue };
        if draft.withdrawn {
            taken_back.push(key);
            continue;
        }
        let hash = draft.hash();
        match known.get(&key) {
            Some(before) if before.hash == hash => {
                if before.status == Status::Withdrawn && before.withdrawn_by_source {
                    haul.returned.push(ReleaseId::new(source.clone(), key));
                } else {
                    report.same += 1;
                }
            }
            before => normalized(newsroom, setup, draft, hash, before, &refused, haul),
        }
    }
    Ok(taken_back)
}

fn normalized(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    draft: Draft,
    hash: String,
    before: Option<&Known>,
    refused: &BTreeMap<String, String>,
    haul: &mut Haul,
) {
    let name = draft.name().unwrap_or_default().to_owned();
    if before.is_none() && refused.get(&name) == Some(&hash) {
        return;
    }
    let now = newsroom.clock.now();
    let repeated = BTreeSet::new();
    let setting = Setting {
        profile: &setup.profile,
        gazetteer: &newsroom.gazetteer,
        seen: before.map_or(now, |known| known.seen),
        repeated: &repeated,
    };
    match normalize::release(&draft, &setting) {
        Ok(release) => {
            let regions = rolled_up(newsroom, &release);
            haul.incoming.push(Incoming { release, draft, hash, regions });
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

/// Takes back what was read from documents that are no more, within bounds: an empty
/// listing takes back nothing, and many at once wait for a person.
async fn withdraw_absent(
    newsroom: &Newsroom,
    source: &SourceId,
    present: &BTreeSet<String>,
    report: &mut Report,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let (addresses, releases) = store.absent(source, present).await?;
    if addresses.is_empty() {
        return Ok(());
    }
    let now = newsroom.clock.now();
    let key = format!("source.mass-withdrawal:{source}");
    let standing = usize::try_from(store.standing_releases(source).await?).unwrap_or(0);
    let many = releases.len() > FEW && releases.len() * SHARE > standing;
    let vanished = present.is_empty() && !releases.is_empty();
    if (many || vanished) && !store.is_confirmed(source, now).await? {
        report.held_back = releases.len();
        let words = format!(
            "{} of {standing} releases of `{source}` are gone at once; if that is meant, \
             `warta sources confirm {source}` lets their withdrawal through",
            releases.len()
        );
        store.raise(&key, "source.mass-withdrawal", Some(source), &words, now).await?;
        return Ok(());
    }
    let follow = newsroom.follow();
    let changes = store.withdraw_gone(source, &releases, &addresses, &follow, now).await?;
    newsroom.bell.notify_waiters();
    report.count(&changes);
    store.clear(&key, now).await?;
    Ok(())
}

/// What a source would bring, without recording anything: for `warta try` and `warta check`.
///
/// # Errors
///
/// [`StepError`] when it could not be read.
pub async fn rehearse(
    newsroom: &Newsroom,
    setup: &SourceSetup,
) -> Result<(Vec<Result<Release, Rejection>>, Vec<String>), StepError> {
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    let mut asks: VecDeque<Ask> = setup.source.start().into();
    while let Some(ask) = asks.pop_front() {
        let reading = match ask::answer(newsroom, &ask).await? {
            Reply::Listing(files) => setup.source.read(Heard::Listing(&files))?,
            Reply::Fresh(document) => match setup.source.read(Heard::Document(&document)) {
                Ok(reading) => reading,
                Err(error) if is_feed(setup) => return Err(error.into()),
                Err(error) => {
                    warnings.push(format!("{}: {error}", document.address));
                    continue;
                }
            },
            _ => continue,
        };
        warnings.extend(reading.warnings.into_iter().map(|warning| warning.what));
        found.extend(reading.drafts.iter().map(|draft| judged(newsroom, setup, draft)));
        asks.extend(reading.follow);
    }
    Ok((found, warnings))
}

/// Normalises one draft without recording anything.
///
/// # Errors
///
/// The rejection, when it is no release.
pub fn judged(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    draft: &Draft,
) -> Result<Release, Rejection> {
    let repeated = BTreeSet::new();
    let setting = Setting {
        profile: &setup.profile,
        gazetteer: &newsroom.gazetteer,
        seen: newsroom.clock.now(),
        repeated: &repeated,
    };
    normalize::release(draft, &setting)
}
