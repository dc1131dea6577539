//! What is the same in all services that are asked once for a whole batch: their address,
//! their codes of languages, the lane, and the order of asking and reading.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::Error;
use url::Url;

use crate::domain::budget::Period;
use crate::domain::capability::{Capability, Reach};
use crate::domain::secret::SecretRef;
use crate::domain::{Instant, Lane, Language, Reply, Secret};
use crate::engine::wire::{self, Heard};
use crate::engine::{Answer, Batch, Context, Engine, EngineError, LIMIT, Step, plain_price_rule};

/// A service's words of its own: what it is asked, and how its answer reads. The methods that
/// [`Engine`] has too mean the same.
pub(crate) trait Call: Send + Sync + fmt::Debug + 'static {
    /// The name of its kind.
    const KIND: &'static str;

    fn display(&self) -> &str;

    fn model(&self) -> Option<&str> {
        None
    }

    fn glossary(&self) -> Option<&str> {
        None
    }

    /// What it can do and bear, where texts sent to it reach so far.
    fn capability(&self, reach: Reach) -> Capability;

    fn takes(&self, codes: &Codes, from: &Language, to: &Language) -> bool {
        codes.of(from) != codes.of(to)
    }

    fn counts(&self, text: &str) -> usize {
        text.chars().count()
    }

    fn counts_context(&self, _context: &str) -> usize {
        0
    }

    fn price_rule(&self) -> Option<&'static str> {
        None
    }

    fn quota(&self) -> Period {
        Period::Month
    }

    fn limit(&self) -> Duration {
        LIMIT
    }

    /// The request for a batch that has a text.
    fn ask(&self, at: &Address, batch: &Batch, now: Instant) -> Result<Step, EngineError>;

    /// The answers in what came back, one for each text of the batch.
    fn read(&self, batch: &Batch, heard: Heard<'_>) -> Result<Vec<Answer>, EngineError>;
}

/// Where a service is called, and by which codes it knows languages.
#[derive(Debug)]
pub(crate) struct Address {
    /// The address of the call.
    pub(crate) url: Url,
    /// Its codes.
    pub(crate) codes: Codes,
}

/// A service's codes of languages: the operator's own before those in its table.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    /// The operator's.
    pub(crate) own: BTreeMap<String, String>,
    /// The service's, where they are not the tag's first subtag.
    pub(crate) table: &'static [(&'static str, &'static str)],
}

impl Codes {
    /// The code of a language.
    pub(crate) fn of(&self, language: &Language) -> String {
        wire::code(language, &self.own, self.table)
    }
}

/// One configured service, as an engine.
#[derive(Debug)]
pub(crate) struct Service<C> {
    name: String,
    at: Address,
    call: C,
}

/// An engine that is asked once for a batch.
pub(crate) fn engine<C: Call>(
    context: &Context<'_>,
    url: Url,
    codes: Codes,
    call: C,
) -> Arc<dyn Engine> {
    Arc::new(Service { name: context.name.clone(), at: Address { url, codes }, call })
}

/// The address of a call: below the operator's address, or else below the service's own.
pub(crate) fn address(url: Option<&Url>, own: &str, call: &str) -> Result<Url, toml::de::Error> {
    match url {
        Some(url) => wire::address(url, call),
        None => wire::address(&Url::parse(own).map_err(Error::custom)?, call),
    }
}

/// Refuses a glossary without a name.
pub(crate) fn named(glossary: Option<&str>) -> Result<(), toml::de::Error> {
    match glossary.map(str::trim) {
        Some("") => Err(Error::custom("`glossary` is empty; write the service's id of one")),
        _ => Ok(()),
    }
}

/// Opens a secret.
pub(crate) fn open(context: &Context<'_>, key: &SecretRef) -> Result<Secret, toml::de::Error> {
    (context.open)(key).map_err(Error::custom)
}

impl<C: Call> Engine for Service<C> {
    fn kind(&self) -> &'static str {
        C::KIND
    }

    fn display(&self) -> &str {
        self.call.display()
    }

    fn model(&self) -> Option<&str> {
        self.call.model()
    }

    fn glossary(&self) -> Option<&str> {
        self.call.glossary()
    }

    fn capability(&self) -> Capability {
        self.call.capability(wire::reach(&self.at.url))
    }

    fn takes(&self, from: &Language, to: &Language) -> bool {
        self.call.takes(&self.at.codes, from, to)
    }

    fn lane(&self) -> Lane {
        Lane::engine(&self.name)
    }

    fn counts(&self, text: &str) -> usize {
        self.call.counts(text)
    }

    fn counts_context(&self, context: &str) -> usize {
        self.call.counts_context(context)
    }

    fn price_rule(&self) -> &'static str {
        let plain = || plain_price_rule(self.capability().paid);
        self.call.price_rule().unwrap_or_else(plain)
    }

    fn quota(&self) -> Period {
        self.call.quota()
    }

    fn limit(&self) -> Duration {
        self.call.limit()
    }

    fn next(&self, batch: &Batch, replies: &[Reply], now: Instant) -> Result<Step, EngineError> {
        match replies.first() {
            _ if batch.texts.is_empty() => Ok(Step::Answers(Vec::new())),
            None => self.call.ask(&self.at, batch, now),
            Some(reply) => {
                let heard = wire::heard(self.display(), reply)?;
                self.call.read(batch, heard).map(Step::Answers)
            }
        }
    }
}
