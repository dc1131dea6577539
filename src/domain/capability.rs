//! What an engine can do and bear.

use std::time::Duration;

use serde::Serialize;

/// Whether a text leaves this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The engine runs here.
    Local,
    /// The engine is somebody else's.
    ThirdParty,
}

/// How a machine makes its translations, for the label that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Craft {
    /// By rules: IPTC `algorithmicMedia`.
    Rules,
    /// By a trained model: IPTC `trainedAlgorithmicMedia`.
    Trained,
    /// By nobody: `rehearsal` marks text and translates nothing.
    None,
}

/// How an engine is told what to leave alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// Marks such as `⟦1⟧` stand for codes and protected words, both ways.
    Marks,
    /// XML elements: `<x id="1"/>` and `<g id="1">`.
    Xml,
}

/// What an engine looks at beside a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Nothing.
    Text,
    /// The words around it.
    Context,
    /// These, and how terms are to be said.
    ContextAndTerms,
}

impl Sight {
    /// Whether it looks at the words around a text.
    #[must_use]
    pub const fn context(self) -> bool {
        matches!(self, Self::Context | Self::ContextAndTerms)
    }

    /// Whether it is told how terms are to be said.
    #[must_use]
    pub const fn terms(self) -> bool {
        matches!(self, Self::ContextAndTerms)
    }
}

/// What one request to an engine may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Texts in one request.
    pub texts_max: usize,
    /// Characters in one text; a longer one goes by sentences.
    pub text_chars_max: usize,
    /// Characters in one request.
    pub request_chars_max: usize,
    /// Least pause between two requests.
    #[serde(skip)]
    pub gap: Duration,
}

/// What an engine can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// Whether texts leave this machine.
    pub reach: Reach,
    /// How it translates.
    pub craft: Craft,
    /// How it is told what to leave alone.
    pub protection: Protection,
    /// What a request may hold.
    pub limits: Limits,
    /// Whether its answers cost money.
    pub paid: bool,
    /// Whether it marks words it does not know with a leading `*`.
    pub marks_unknown: bool,
    /// What it looks at beside a text.
    pub sees: Sight,
}
