//! A source's asks to what is recorded of their replies.

use std::collections::{BTreeSet, VecDeque};

use crate::domain::{Ask, AskError, Document, Rejection, ReleaseId, Reply};
use crate::pipeline::ask;
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::absent::withdraw_absent;
use crate::pipeline::pull::judge::judge;
use crate::pipeline::pull::report::Report;
use crate::pipeline::step::StepError;
use crate::source::{Heard, Reading, SourceError};
use crate::store::pulls::{Haul, Rejected};

/// One round: every ask, what follows from it, and at the end what is gone.
pub(super) async fn round(newsroom: &Newsroom, setup: &SourceSetup) -> Result<Report, StepError> {
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
        let ask = with_validators(newsroom, setup, ask).await?;
        let reply = match ask::answer(newsroom, &ask).await {
            Ok(reply) => reply,
            Err(AskError::Unsettled { .. }) => {
                report.unsettled = true;
                continue;
            }
            Err(error) if asked <= firsts => return Err(error.into()),
            Err(error) => {
                let address = address_of(&ask);
                report.warnings.push(format!("{address}: {error}"));
                // A page that a list still links to and that is not there is the site's own
                // fault; it must not hold up the rest.
                if !matches!(error, AskError::Status { status: 404 | 410, .. }) {
                    failure = Some(error.into());
                }
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

fn address_of(ask: &Ask) -> &str {
    match ask {
        Ask::Http(http) => http.url.as_str(),
        Ask::Read(file) => &file.path,
        _ => "an ask",
    }
}

async fn with_validators(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    mut ask: Ask,
) -> Result<Ask, StepError> {
    let source = &setup.profile.id;
    match &mut ask {
        Ask::Http(http) if !setup.source.whole(&http.url) => {
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
        Err(error) if is_feed(setup) && !is_one_page(&error) => return Err(error.into()),
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

/// Whether it is one page among others that could not be read, and not the whole source.
pub(super) const fn is_one_page(error: &SourceError) -> bool {
    matches!(error, SourceError::NoRelease { .. })
}

/// Whether a source's first document is the one that holds its releases.
pub(super) fn is_feed(setup: &SourceSetup) -> bool {
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
