//! What the operator is told.

use serde::{Deserialize, Serialize};

use crate::domain::id::SourceId;
use crate::domain::instant::Instant;

/// Something an operator should know and may have to act on. Raising an alert whose
/// key is open already only renews it; it is cleared when its cause is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// What it is about, so that it is told once: `source.failing:bnn`.
    pub key: String,
    /// Its kind: `source.failing`, `source.mass-withdrawal`, `job.dead`, ...
    pub kind: String,
    /// The source, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<SourceId>,
    /// What happened and the way out.
    pub words: String,
    /// When it was first raised.
    pub since: Instant,
    /// When it was last renewed.
    pub renewed: Instant,
    /// When its cause was gone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cleared: Option<Instant>,
}
