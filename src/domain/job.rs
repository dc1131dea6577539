//! Pieces of work, as they stand in the queue.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::edition::Edition;
use crate::domain::id::{ReleaseId, SourceId};
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;

/// Something that bears only one job at a time: a host by scheme, name and port, or an
/// account at an engine. Claims pass over a busy lane, whichever machine keeps it busy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lane(String);

impl Lane {
    /// The lane of a host: `https://bnn.go.id:443`. `None` for an address without a host.
    #[must_use]
    pub fn host(url: &url::Url) -> Option<Self> {
        let port = url.port_or_known_default()?;
        Some(Self(format!("{}://{}:{port}", url.scheme(), url.host_str()?)))
    }

    /// The lane of an engine.
    #[must_use]
    pub fn engine(name: &str) -> Self {
        Self(format!("engine:{name}"))
    }

    /// A lane by the name it is stored under.
    #[must_use]
    pub const fn named(name: String) -> Self {
        Self(name)
    }

    /// The name it is stored under.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a publish job renders: one scope, all its formats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The feeds of one edition, or of a selection of it.
    Feed {
        /// The edition.
        edition: Edition,
        /// The selection's name, if it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        slug: Option<String>,
    },
    /// The pages of one release in one language.
    Release {
        /// The release.
        release: ReleaseId,
        /// The language.
        language: Language,
    },
    /// What there is once for the whole site: the list of feeds.
    Site,
    /// What lists the newest releases of the whole site.
    Recent,
}

impl Target {
    /// Reads a feed's path as it is stored: `lang/region` or `lang/region/slug`.
    ///
    /// ```
    /// # use warta::domain::job::Target;
    /// assert_eq!(Target::feed("en/ID-KB/law").unwrap().to_string(), "en/ID-KB/law");
    /// assert_eq!(Target::feed("en"), None);
    /// ```
    #[must_use]
    pub fn feed(path: &str) -> Option<Self> {
        let mut parts = path.splitn(3, '/');
        let language = Language::parse(parts.next()?).ok()?;
        let region = Region::parse(parts.next()?).ok()?;
        let slug = parts.next().map(str::to_owned);
        Some(Self::Feed { edition: Edition::new(language, region), slug })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feed { edition, slug: None } => write!(out, "{edition}"),
            Self::Feed { edition, slug: Some(slug) } => write!(out, "{edition}/{slug}"),
            Self::Release { release, language } => write!(out, "{language}/releases/{release}"),
            Self::Site => out.write_str("site"),
            Self::Recent => out.write_str("recent"),
        }
    }
}

/// Who is told that a document changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// A subscriber of our own hub, by his subscription's id.
    Subscriber(String),
    /// An outside hub, which tells subscribers of its own.
    Hub {
        /// Its address.
        hub: String,
        /// The path of the document.
        topic: String,
    },
}

impl Recipient {
    /// The lane of deliveries to a host. There are two of them, so that hosts that answer
    /// slowly never keep all workers busy.
    #[must_use]
    pub fn lane(host: &str) -> Lane {
        let odd =
            blake3::hash(host.as_bytes()).as_bytes().first().is_some_and(|byte| byte & 1 == 1);
        Lane(format!("deliver:{}", u8::from(odd)))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subscriber(id) => write!(out, "subscriber {id}"),
            Self::Hub { hub, topic } => write!(out, "{hub} of {topic}"),
        }
    }
}

/// A piece of work. At most one job of the same kind and key is alive at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Job {
    /// Ask a source what is new.
    Pull {
        /// The source.
        source: SourceId,
    },
    /// Look again at pages of a source's published releases.
    Recheck {
        /// The source.
        source: SourceId,
    },
    /// Read what was pushed to us.
    Receive {
        /// The source it was pushed for.
        source: SourceId,
        /// Its row in the inbox.
        document: String,
    },
    /// Translate a release.
    Translate {
        /// The release.
        release: ReleaseId,
        /// Into this language.
        language: Language,
    },
    /// Render documents.
    Publish {
        /// Which ones.
        target: Target,
    },
    /// Look again at what waits in a language: for a free second, for the end of an
    /// embargo, for a translation that takes too long.
    Wake {
        /// The language.
        language: Language,
    },
    /// Take a release back everywhere.
    Withdraw {
        /// The release.
        release: ReleaseId,
        /// Why, in the operator's words.
        reason: String,
    },
    /// Undo a withdrawal.
    Reinstate {
        /// The release.
        release: ReleaseId,
    },
    /// Tell somebody that a document changed.
    Deliver {
        /// Whom.
        to: Recipient,
    },
    /// Bring a bucket to the state of the documents.
    Export {
        /// The bucket and the folder in it.
        place: String,
    },
}

impl Job {
    /// The name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Pull { .. } => "pull",
            Self::Recheck { .. } => "recheck",
            Self::Receive { .. } => "receive",
            Self::Translate { .. } => "translate",
            Self::Publish { .. } => "publish",
            Self::Wake { .. } => "wake",
            Self::Withdraw { .. } => "withdraw",
            Self::Reinstate { .. } => "reinstate",
            Self::Deliver { .. } => "deliver",
            Self::Export { .. } => "export",
        }
    }

    /// What it is about: with its kind, the name under which it is filed.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Pull { source } | Self::Recheck { source } => source.to_string(),
            Self::Receive { document, .. } => document.clone(),
            Self::Translate { release, language } => format!("{release}/{language}"),
            Self::Publish { target } => target.to_string(),
            Self::Wake { language } => language.to_string(),
            Self::Withdraw { release, .. } | Self::Reinstate { release } => release.to_string(),
            Self::Deliver { to } => to.to_string(),
            Self::Export { place } => place.clone(),
        }
    }

    /// Which goes first when several are due; higher is earlier. A withdrawal and the
    /// documents that show it go before pulls, translations come last.
    #[must_use]
    pub const fn priority(&self) -> i64 {
        match self {
            Self::Withdraw { .. } | Self::Reinstate { .. } => 40,
            Self::Wake { .. } => 30,
            // made of what the pages leave behind, so once and after them
            Self::Publish { target: Target::Recent } => 15,
            Self::Publish { .. } => 20,
            // takes with it what the pages that were rendered together left behind
            Self::Export { .. } => 12,
            // A document that was pushed is news for certain.
            Self::Receive { .. } => 16,
            Self::Pull { .. } => 10,
            Self::Deliver { .. } | Self::Recheck { .. } => 5,
            Self::Translate { .. } => 0,
        }
    }

    /// How often it is tried before it is dead and shown to the operator. A pull is
    /// tried for ever: a source is reported, never retired. So is an export, since what
    /// lies in a bucket is wrong until it is done.
    #[must_use]
    pub const fn attempts_max(&self) -> i64 {
        match self {
            Self::Pull { .. } | Self::Export { .. } => i64::MAX,
            Self::Translate { .. } => 12,
            Self::Deliver { .. } => 8,
            Self::Publish { .. }
            | Self::Recheck { .. }
            | Self::Receive { .. }
            | Self::Wake { .. }
            | Self::Withdraw { .. }
            | Self::Reinstate { .. } => 20,
        }
    }
}

/// A job to be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The work.
    pub job: Job,
    /// The lane it needs to itself.
    pub lane: Option<Lane>,
    /// When it may start.
    pub run_at: Instant,
}

impl Filing {
    /// A job that needs no lane.
    #[must_use]
    pub const fn free(job: Job, run_at: Instant) -> Self {
        Self { job, lane: None, run_at }
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// It waits for its time or for a worker.
    Ready,
    /// A worker has it, or had it and its lease runs.
    Running,
    /// It is done.
    Done,
    /// It was tried too often, or never can succeed.
    Dead,
}
