//! An address that several sources read is asked for once: the others take the same answer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use url::Url;

use crate::domain::ask::HttpAsk;
use crate::domain::{Document, Instant, Reply, Validators};
use crate::fetch::Heard;
use crate::pipeline::pull::round::kept_under;

/// How long an answer is good for the others: longer than sources with one schedule start
/// apart.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(2);

/// The last answers from addresses that several sources read.
#[derive(Debug, Default)]
pub(crate) struct Twins(Mutex<BTreeMap<Url, Answer>>);

/// An answer, what was asked for it, and when it came.
#[derive(Debug)]
struct Answer {
    at: Instant,
    ask: HttpAsk,
    validators: Validators,
    /// `None` where the server said that nothing had changed.
    document: Option<Document>,
    heard: Heard,
}

impl Twins {
    /// What another source has just heard from this address with the same words, as an answer
    /// to what this one knows of it.
    pub(super) fn answer(&self, ask: &HttpAsk, now: Instant) -> Option<(Reply, Heard)> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = answers.get(&ask.place())?;
        let alike = last.ask.purpose == ask.purpose && last.ask.headers == ask.headers;
        if !alike || !(TimeDelta::zero()..GOOD_FOR).contains(&(now - last.at)) {
            return None;
        }
        let body = &ask.validators.body;
        let reply = if body.is_some() && *body == last.validators.body {
            Reply::Same(last.validators.clone())
        } else {
            let document = last.document.clone()?;
            Reply::Fresh(Box::new(Document { address: kept_under(&ask.url), ..document }))
        };
        Some((reply, last.heard.clone()))
    }

    /// Keeps an answer for the others.
    pub(super) fn keep(&self, ask: &HttpAsk, reply: &Reply, heard: &Heard, now: Instant) {
        let (validators, document) = match reply {
            Reply::Fresh(document) => (document.validators.clone(), Some((**document).clone())),
            Reply::Same(validators) => (validators.clone(), None),
            _ => return,
        };
        let answer =
            Answer { at: now, ask: ask.clone(), validators, document, heard: heard.clone() };
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|_, answer| now - answer.at < GOOD_FOR);
        answers.insert(ask.place(), answer);
    }
}
