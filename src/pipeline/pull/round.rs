//! A source's asks to what is recorded of their replies.

use std::collections::{BTreeSet, VecDeque};

use url::Url;

use crate::domain::ask::Purpose;
use crate::domain::{Ask, AskError, Document, Draft, Rejection, ReleaseId, Reply, Validators};
use crate::fetch::Heard;
use crate::pipeline::ask;
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::absent::withdraw_absent;
use crate::pipeline::pull::ahead::Ahead;
use crate::pipeline::pull::judge::judge;
use crate::pipeline::pull::learned::{self, Learned, Visiting};
use crate::pipeline::pull::report::Report;
use crate::pipeline::pull::retract::retract;
use crate::pipeline::pull::{again, pace, versions};
use crate::pipeline::step::StepError;
use crate::source::{self, Reading, SourceError, bridges};
use crate::store::pulls::{Haul, Rejected};
use crate::store::standing::Standing;
use crate::text::turned_away;

/// One round: every ask, what follows from it, and at the end what is gone.
pub(super) async fn round(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    standing: &Standing,
) -> (Result<Report, StepError>, Learned) {
    let (report, learned, ahead) = Default::default();
    let mut round = Round { newsroom, setup, standing, report, learned, ahead };
    let result = round.run().await;
    (result.map(|()| round.report), round.learned)
}

/// A round on its way.
struct Round<'a> {
    newsroom: &'a Newsroom,
    setup: &'a SourceSetup,
    standing: &'a Standing,
    report: Report,
    learned: Learned,
    ahead: Ahead,
}

impl Round<'_> {
    async fn run(&mut self) -> Result<(), StepError> {
        let mut asks: VecDeque<Ask> = self.setup.source.start().into();
        let firsts = asks.len();
        let mut present: Option<BTreeSet<String>> = None;
        let mut failure: Option<StepError> = None;
        let mut asked = 0_usize;
        while let Some(ask) = asks.pop_front() {
            asked += 1;
            let first = asked <= firsts;
            self.ahead.reached(&ask);
            let address =
                if let Ask::Http(ask) = &ask { ask.url.to_string() } else { String::new() };
            let page = matches!(&ask, Ask::Http(ask) if ask.purpose == Purpose::Page) && !first;
            let answer = match self.visit(ask, first).await {
                Ok(reply) => self.read(reply, first, page).await,
                Err(StepError::Ask(AskError::Unsettled { .. })) => {
                    self.report.unsettled = true;
                    continue;
                }
                Err(failure) => Err(failure),
            };
            let reading = match answer {
                Ok(reading) => reading,
                Err(error) if first => return Err(error),
                Err(error @ StepError::Store(_)) => return Err(error),
                // A page that is linked to and not there is one page less, no failure.
                Err(StepError::Ask(error @ AskError::Status { status: 404, .. })) => {
                    self.report.warnings.push(format!("{address}: {error}"));
                    continue;
                }
                Err(error) => {
                    self.report.warnings.push(error.to_string());
                    failure = Some(error);
                    continue;
                }
            };
            let follow = self.unread(reading.follow).await?;
            let (store, id) = (&self.newsroom.store, &self.setup.profile.id);
            self.ahead.take_in(store, id, &follow).await?;
            asks.extend(follow);
            self.report.unsettled |= reading.unsettled;
            if let Some(all) = reading.present {
                present.get_or_insert_default().extend(all);
            }
        }
        // Absence means something only after a complete reading.
        if let (Some(present), None) = (&present, &failure) {
            let id = &self.setup.profile.id;
            withdraw_absent(self.newsroom, id, present, &mut self.report).await?;
        }
        failure.map_or(Ok(()), Err)
    }

    /// Leaves out pages of releases that were read before: they are asked for when a look at
    /// them is due, which `again` does.
    async fn unread(&self, asks: Vec<Ask>) -> Result<Vec<Ask>, StepError> {
        let page = |ask: &Ask| match ask {
            Ask::Http(ask) if self.setup.source.is_of_a_release(&ask.url) => {
                Some(kept_under(&ask.url))
            }
            _ => None,
        };
        let pages: Vec<String> = asks.iter().filter_map(page).collect();
        let (store, id) = (&self.newsroom.store, &self.setup.profile.id);
        let known = store.already_read(id, &pages).await?;
        let is_new = |ask: &Ask| page(ask).is_none_or(|address| !known.contains(&address));
        Ok(asks.into_iter().filter(is_new).collect())
    }

    /// Takes one ask to its door, with what is known of its document, and learns from it.
    async fn visit(&mut self, mut ask: Ask, first: bool) -> Result<Reply, StepError> {
        let (newsroom, id) = (self.newsroom, &self.setup.profile.id);
        let now = newsroom.clock.now();
        let mut visiting = None;
        match &mut ask {
            Ask::Http(http) => {
                let address = kept_under(&http.url);
                let known = newsroom.store.visited(id, &address).await?;
                let pulled_at = self.standing.pulled_at;
                http.validators = known.validators.clone();
                if first && pace::wants_whole(known.whole_at, pulled_at, now) {
                    // It is asked for whole; a body that is the same is still the same.
                    (http.validators.etag, http.validators.last_modified) = (None, None);
                }
                if self.setup.source.whole(&http.url) {
                    http.validators = Validators::default();
                }
                let adopted = learned::adopt(http, &known, now);
                visiting = Some(Visiting { address, known, adopted });
            }
            Ask::Read(file) => {
                file.validators = newsroom.store.validators(id, &file.path).await?;
            }
            _ => {}
        }
        let (reply, heard) = self.fetched(&ask, first).await;
        let Some(visiting) = visiting else { return Ok(reply?) };
        self.learned.unreached |= heard.unreached && first;
        self.learned.visit(&visiting, reply.as_ref().ok(), &heard, first, now);
        let mut reply = reply?;
        if let (true, Reply::Fresh(document)) = (visiting.adopted, &mut reply) {
            document.address.clone_from(&visiting.address);
        }
        Ok(reply)
    }

    /// The answer to an ask: the door's, or what another source of the address has just heard.
    async fn fetched(&self, ask: &Ask, first: bool) -> (Result<Reply, AskError>, Heard) {
        let (newsroom, manners) = (self.newsroom, &self.setup.manners);
        let Ask::Http(http) = ask else { return ask::visit(newsroom, ask, manners).await };
        if !(first && self.setup.shared && http.body.is_none()) {
            return ask::visit(newsroom, ask, manners).await;
        }
        let now = newsroom.clock.now();
        if let Some((reply, heard)) = newsroom.twins.answer(http, now) {
            return (Ok(reply), heard);
        }
        let (reply, heard) = ask::visit(newsroom, ask, manners).await;
        if let Ok(reply) = &reply {
            newsroom.twins.keep(http, reply, &heard, now);
        }
        (reply, heard)
    }

    /// Reads one reply and records what is in it.
    async fn read(&mut self, reply: Reply, first: bool, page: bool) -> Result<Reading, StepError> {
        match reply {
            Reply::Listing(files) => {
                let mut reading = self.setup.source.read(source::Heard::Listing(&files))?;
                for warning in std::mem::take(&mut reading.warnings) {
                    self.report.warn("the listing", &warning);
                }
                Ok(reading)
            }
            Reply::Fresh(document) => {
                let place = Place {
                    newsroom: self.newsroom,
                    setup: self.setup,
                    backfill: self.standing.ok_at.is_none(),
                    page,
                    ahead: self.ahead.count(),
                };
                let reading = fresh(&place, *document, &mut self.report).await?;
                self.learned.read = true;
                self.learned.pause = self.learned.pause.max(reading.pause);
                if self.learned.hub.is_none() {
                    self.learned.hub.clone_from(&reading.hub);
                }
                Ok(reading)
            }
            Reply::Same(_) => {
                self.report.unchanged += 1;
                Ok(Reading::default())
            }
            Reply::Gone if first && self.setup.source.lane().is_some() => {
                Err(AskError::Gone.into())
            }
            Reply::Gone => {
                self.report.warnings.push("an address is gone for good".to_owned());
                Ok(Reading::default())
            }
            Reply::Output(_) | Reply::Answer { .. } | Reply::Nothing => Ok(Reading::default()),
        }
    }
}

/// The address under which a document is kept: without a name and a password.
pub(super) fn kept_under(url: &Url) -> String {
    let mut url = url.clone();
    // Only an address without a host refuses this, and it has no name to lose.
    url.set_username("").and_then(|()| url.set_password(None)).ok();
    url.into()
}

/// Whose document is read, and what is known of it.
struct Place<'a> {
    newsroom: &'a Newsroom,
    setup: &'a SourceSetup,
    /// Whether the source was never read before: what is found now is old news.
    backfill: bool,
    /// Whether it is the page of a release.
    page: bool,
    /// How many new documents of the same round are still to be read.
    ahead: usize,
}

/// Reads and records a document that came without being asked for.
pub(in crate::pipeline) async fn received(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    document: Document,
    page: bool,
) -> Result<Report, StepError> {
    let mut report = Report::default();
    let place = Place { newsroom, setup, backfill: false, page, ahead: 0 };
    fresh(&place, document, &mut report).await?;
    Ok(report)
}

async fn fresh(
    place: &Place<'_>,
    document: Document,
    report: &mut Report,
) -> Result<Reading, StepError> {
    let Place { newsroom, setup, .. } = place;
    let id = &setup.profile.id;
    let turned = || turned_away(&document.bytes, document.content_type.as_deref());
    let network = setup.source.lane().is_some();
    let mut haul = Haul {
        source: id.clone(),
        address: document.address.clone(),
        validators: document.validators.clone(),
        incoming: Vec::new(),
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill: place.backfill,
        ahead: place.ahead,
        watch: None,
    };
    if place.page
        && network
        && let Some(by) = turned()
    {
        return Err(AskError::Blocked { by }.into());
    }
    let mut reading = match setup.source.read(source::Heard::Document(&document)) {
        Ok(reading) => reading,
        Err(_) if network && let Some(by) = turned() => return Err(AskError::Blocked { by }.into()),
        Err(error) if is_feed(setup) && !is_one_page(&error) => return Err(error.into()),
        Err(error) => {
            refuse_document(newsroom, &mut haul, &error, report).await?;
            return Ok(Reading::default());
        }
    };
    for warning in std::mem::take(&mut reading.warnings) {
        report.warn(&document.address, &warning);
    }
    let drafts = without_trouble(std::mem::take(&mut reading.drafts), &document.address, report)?;
    if drafts.is_empty()
        && reading.follow.is_empty()
        && network
        && let Some(by) = turned()
    {
        return Err(AskError::Blocked { by }.into());
    }
    let drafts = versions::record(newsroom, setup, drafts).await?;
    let mut taken_back = judge(newsroom, setup, drafts, &mut haul, report).await?;
    retract(newsroom, setup, &mut haul, report).await?;
    let now = newsroom.clock.now();
    if place.page && !haul.incoming.is_empty() {
        haul.watch = again::first(setup, now);
    }
    let changes = newsroom.store.record(&haul, &newsroom.follow(), now).await?;
    newsroom.bell.notify_waiters();
    report.count(&changes);
    report.refused += haul.rejected.len();
    for key in reading.gone.drain(..).chain(taken_back.drain(..)) {
        let release = ReleaseId::new(id.clone(), key);
        let follow = newsroom.follow();
        let by = crate::store::pulls::By::Source;
        if newsroom.store.withdraw(&release, by, None, &follow, now).await? {
            report.withdrawn += 1;
        }
    }
    Ok(reading)
}

/// Leaves out the entries with which a bridge tells of its own trouble. One that tells of
/// nothing else has failed.
fn without_trouble(
    mut drafts: Vec<Draft>,
    address: &str,
    report: &mut Report,
) -> Result<Vec<Draft>, StepError> {
    let before = drafts.len();
    drafts.retain(|draft| !bridges::is_error(draft));
    let trouble = before - drafts.len();
    if trouble > 0 {
        if drafts.is_empty() {
            let by = "a bridge's word of its own trouble";
            return Err(AskError::Blocked { by }.into());
        }
        let what = format!("{trouble} entries in which a bridge tells of its own trouble");
        report.warnings.push(format!("{address}: {what} were left out"));
    }
    Ok(drafts)
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
