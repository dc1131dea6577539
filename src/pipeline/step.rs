//! How a step of the pipeline fails, and what the queue does about it.

use std::time::Duration;

use thiserror::Error;

use crate::disk::files::FileError;
use crate::domain::{AskError, Retry};
use crate::engine::EngineError;
use crate::fetch::BucketError;
use crate::render::RenderError;
use crate::source::SourceError;
use crate::store::StoreError;

/// Why a job did not get done.
#[derive(Debug, Error)]
pub enum StepError {
    /// A door had no answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document could not be written as a file.
    #[error(transparent)]
    File(#[from] FileError),
    /// A document could not be put into a bucket.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// A document could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// An engine did not translate.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A document could not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The job is about something that is not configured any more.
    #[error("{0} is not configured any more")]
    NotConfigured(String),
    /// Engines are to be left alone for a while; that is nobody's failure.
    #[error("{why}")]
    Waits {
        /// How long.
        pause: Duration,
        /// Why.
        why: String,
    },
    /// Another worker is at the same segments; they will be in the memory soon.
    #[error("another worker is asking for the same segments")]
    Shared,
}

impl StepError {
    /// A stable name of the case, for logs and alerts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ask(error) => error.code(),
            Self::Store(_) => "store",
            Self::File(_) => "file",
            Self::Bucket(_) => "bucket",
            Self::Source(_) => "document",
            Self::Engine(_) => "engine",
            Self::Render(_) => "render",
            Self::NotConfigured(_) => "not_configured",
            Self::Waits { .. } => "waits",
            Self::Shared => "shared",
        }
    }

    /// Tells the queue what to do with the job.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Ask(error) => error.retry(),
            Self::Store(error) => error.retry(),
            Self::Engine(error) => error.retry(),
            Self::Waits { pause, .. } => Retry::After(*pause),
            // Shared, too, comes back in growing steps: after a worker's death its claims stand
            // for minutes, and a dozen short pauses would be the end of the job.
            Self::File(_) | Self::Bucket(_) | Self::Shared => Retry::Later,
            Self::Source(_) | Self::Render(_) | Self::NotConfigured(_) => Retry::Never,
        }
    }
}
