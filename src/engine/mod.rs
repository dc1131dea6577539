//! Kinds of engine: what to ask, and how to read the answer.
//!
//! An engine does no input or output: it says what it wants as an [`Ask`] and reads the
//! [`Reply`]. Batching, limits, memory, checks and back-off are written once around all of
//! them, in `pipeline::translate` and the queue.
//!
//! An engine is one file here and two lines in this one: its `mod`, and its entry in
//! [`KINDS`]. What those over HTTP share is in `wire`, and what those that are asked once for
//! a whole batch share in `service`.

pub mod amazon;
pub mod apertium;
pub mod azure;
pub mod chat;
pub mod command;
pub mod deepl;
pub mod google;
pub mod google_v3;
pub mod libretranslate;
pub mod modernmt;
pub mod rehearsal;
mod service;
mod wire;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use schemars::{Schema, SchemaGenerator};
use thiserror::Error;
use toml::de::ValueDeserializer;

use crate::domain::budget::Period;
use crate::domain::capability::{Capability, Reach};
use crate::domain::segment::Hint;
use crate::domain::{Ask, Instant, Lane, Language, Reply, Retry, Secret};

/// Every kind of engine there is.
pub const KINDS: &[Kind] = &[
    command::KIND,
    apertium::KIND,
    libretranslate::KIND,
    deepl::KIND,
    chat::KIND,
    google::KIND,
    azure::KIND,
    google_v3::KIND,
    amazon::KIND,
    modernmt::KIND,
    rehearsal::KIND,
];

/// Reads an engine's table.
pub type Build =
    fn(ValueDeserializer<'_>, &Context<'_>) -> Result<Arc<dyn Engine>, toml::de::Error>;

/// A kind of engine, as configuration and the reference see it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The value of `kind` in its table.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub sentence: &'static str,
    /// What it was run against: the real service, or its description.
    pub evidence: &'static str,
    /// An example of its table.
    pub example: &'static str,
    /// The JSON Schema of its table.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads its table. Errors keep the span they are about.
    pub build: Build,
}

impl fmt::Debug for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kind({})", self.name)
    }
}

/// What an engine's table cannot say itself.
pub struct Context<'a> {
    /// The engine's configured name.
    pub name: String,
    /// The home: relative paths start here.
    pub home: PathBuf,
    /// Opens a secret; an error says in words why it could not be opened.
    pub open: &'a dyn Fn(&crate::domain::secret::SecretRef) -> Result<Secret, String>,
}

/// Texts to translate in one go, in the engine's own rendition of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The language they are in.
    pub from: Language,
    /// The language wanted.
    pub to: Language,
    /// The texts; within the engine's limits.
    pub texts: Vec<String>,
    /// The words they are taken from, for an engine that looks at these; not to be
    /// translated. Empty where the texts stand for themselves.
    pub context: String,
    /// How terms are to be said, for an engine that is told: a list for each text, or none.
    pub hints: Vec<Vec<Hint>>,
}

/// A translated text.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The text, still in the engine's rendition of codes.
    pub text: String,
    /// Share of its words the engine said it does not know, 0 to 1.
    pub unknown_share: Option<f64>,
    /// Characters the engine said it charges for, by its own rule of counting.
    pub billed: Option<usize>,
}

impl Answer {
    /// A text, with nothing said about it.
    #[must_use]
    pub const fn plain(text: String) -> Self {
        Self { text, unknown_share: None, billed: None }
    }
}

/// What an engine does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It wants this asked.
    Ask(Box<Ask>),
    /// It is done: one answer a text, in order.
    Answers(Vec<Answer>),
}

/// How long a request may take by most engines.
const LIMIT: Duration = Duration::from_secs(30);

/// By what most engines charge, in words.
const fn plain_price_rule(paid: bool) -> &'static str {
    if paid { "characters sent, marks included" } else { "free" }
}

/// One configured engine.
pub trait Engine: Send + Sync + fmt::Debug {
    /// The name of its kind.
    fn kind(&self) -> &'static str;

    /// The name readers see: `Apertium`, `DeepL`.
    fn display(&self) -> &str;

    /// The model it was configured to use, if it names one: part of what memory goes by.
    fn model(&self) -> Option<&str> {
        None
    }

    /// The glossary of the service's own that it was configured to use: part of what memory
    /// goes by.
    fn glossary(&self) -> Option<&str> {
        None
    }

    /// What it can do and bear.
    fn capability(&self) -> Capability;

    /// Whether it translates this pair, as far as is known without asking.
    fn takes(&self, from: &Language, to: &Language) -> bool;

    /// The lane its requests need to themselves.
    fn lane(&self) -> Lane;

    /// Requests it bears at once, where the configuration says nothing else.
    fn in_flight(&self) -> usize {
        if self.capability().reach == Reach::Local { 2 } else { 4 }
    }

    /// Characters it charges for a text that is sent to it, by its own rule of counting.
    fn counts(&self, text: &str) -> usize {
        text.chars().count()
    }

    /// Characters it charges for the words it is shown around the texts of a batch.
    fn counts_context(&self, _context: &str) -> usize {
        0
    }

    /// That rule in words.
    fn price_rule(&self) -> &'static str {
        plain_price_rule(self.capability().paid)
    }

    /// When a quota that is used up begins anew.
    fn quota(&self) -> Period {
        Period::Month
    }

    /// How long a request may take, where the configuration says nothing else.
    fn limit(&self) -> Duration {
        LIMIT
    }

    /// Says what it wants next for a batch, having heard `replies` so far, oldest first.
    ///
    /// # Errors
    ///
    /// [`EngineError`], whose [`retry`](EngineError::retry) tells the queue what to do.
    fn next(&self, batch: &Batch, replies: &[Reply], now: Instant) -> Result<Step, EngineError>;
}

/// Why a batch came back untranslated.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum EngineError {
    /// The key is unknown to the service or may not be used.
    #[error("{engine} refused the key; set `{setting}` to a key that may translate")]
    Key {
        /// The engine's name for readers.
        engine: String,
        /// The setting to mend.
        setting: &'static str,
    },
    /// The account's quota is used up.
    #[error("{engine} says its quota is used up")]
    Quota {
        /// The engine's name for readers.
        engine: String,
        /// When it may be asked again, if it said so.
        wait: Option<Duration>,
    },
    /// It asked for a pause.
    #[error("{engine} is busy; it asked for {} s of patience", wait.as_secs())]
    Busy {
        /// The engine's name for readers.
        engine: String,
        /// How long.
        wait: Duration,
    },
    /// It could not be reached, or failed inside.
    #[error("{engine} cannot be reached: {what}")]
    Unavailable {
        /// The engine's name for readers.
        engine: String,
        /// What happened.
        what: String,
    },
    /// The batch or a text of it is too large.
    #[error("{engine} finds the text too large")]
    TooLarge {
        /// The engine's name for readers.
        engine: String,
    },
    /// It does not translate this pair.
    #[error("{engine} does not translate from {from} to {to}")]
    Pair {
        /// The engine's name for readers.
        engine: String,
        /// From this language.
        from: Language,
        /// Into this one.
        to: Language,
    },
    /// Our own guard forbids its address, or nobody has said whom to write to.
    #[error("{engine} may not be asked: {what}")]
    Barred {
        /// The engine's name for readers.
        engine: String,
        /// Why not.
        what: String,
    },
    /// Its answers are not one for each text.
    #[error("{engine} answered {answers} texts for {texts}")]
    Mismatch {
        /// The engine's name for readers.
        engine: String,
        /// Answers that came.
        answers: usize,
        /// Texts that were sent.
        texts: usize,
    },
    /// It refused the text itself.
    #[error("{engine} refused the text: {what}")]
    Refused {
        /// The engine's name for readers.
        engine: String,
        /// Its reason in short.
        what: String,
    },
    /// Its answer makes no sense.
    #[error("{engine} answered something that is no translation: {what}")]
    Malformed {
        /// The engine's name for readers.
        engine: String,
        /// What was wrong with it.
        what: String,
    },
}

impl EngineError {
    /// Tells the queue what to do.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Busy { wait, .. } | Self::Quota { wait: Some(wait), .. } => Retry::After(*wait),
            Self::Unavailable { .. } | Self::Malformed { .. } => Retry::Later,
            Self::TooLarge { .. } | Self::Mismatch { .. } | Self::Refused { .. } => Retry::Split,
            Self::Key { .. }
            | Self::Barred { .. }
            | Self::Quota { wait: None, .. }
            | Self::Pair { .. } => Retry::Never,
        }
    }
}
