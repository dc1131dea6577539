//! What a source or an engine wants from a door, and what the door answers.
//!
//! Sources and engines do no input or output themselves: they say an [`Ask`],
//! `pipeline::ask` takes it to its door, and they read the [`Reply`].

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;
use url::Url;

use crate::domain::document::Document;
use crate::domain::instant::Instant;
use crate::domain::retry::Retry;
use crate::domain::secret::Secret;
use crate::domain::validators::Validators;

/// One thing wanted from a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// A request over HTTP: goes to `fetch`.
    Http(HttpAsk),
    /// The files of a folder: goes to `disk`.
    List(ListAsk),
    /// One file: goes to `disk`.
    Read(ReadAsk),
    /// A program on this machine: goes to `disk`.
    Run(RunAsk),
    /// Nothing at all: what is wanted is known already.
    Nothing,
}

/// What a request is for; it decides limits and manners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A feed or an API of a source: paced per host, conditional.
    Feed,
    /// A page of a source: as a feed, and `robots.txt` is obeyed.
    Page,
    /// A translation engine: paced by its lane, never conditional.
    Engine,
    /// A subscriber or a hub that is told of a change: paced by its lane, never conditional,
    /// and guarded as strangers are.
    Hub,
}

impl Purpose {
    /// Whether every answer is handed on, whatever its status, and the lane of the job paces.
    #[must_use]
    pub const fn wants_any_answer(self) -> bool {
        matches!(self, Self::Engine | Self::Hub)
    }
}

/// A header's value: in clear, or a secret that is opened only when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderText {
    /// Sent and shown as it is.
    Clear(String),
    /// Sent as prefix and secret, shown as `***`.
    Secret {
        /// What stands before the secret, such as `DeepL-Auth-Key `.
        prefix: &'static str,
        /// The secret.
        secret: Secret,
    },
}

/// A request over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAsk {
    /// What it is for.
    pub purpose: Purpose,
    /// The address.
    pub url: Url,
    /// Headers beside those `fetch` sets by itself.
    pub headers: Vec<(Cow<'static, str>, HeaderText)>,
    /// The body with its media type: a `POST`. Without one: a `GET`.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// What to ask "has it changed?" with.
    pub validators: Validators,
}

impl HttpAsk {
    /// A plain, unconditional `GET` of a feed.
    #[must_use]
    pub fn feed(url: Url) -> Self {
        Self {
            purpose: Purpose::Feed,
            url,
            headers: Vec::new(),
            body: None,
            validators: Validators::default(),
        }
    }

    /// Where it goes: the address without its fragment, which is never sent.
    #[must_use]
    pub fn place(&self) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        url
    }
}

/// The files of a folder and of those in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAsk {
    /// The folder.
    pub folder: PathBuf,
    /// Endings that count, without the dot, in lower case.
    pub extensions: Vec<&'static str>,
    /// A file younger than this is left until it is whole.
    pub settle: Duration,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAsk {
    /// The folder it lies below.
    pub folder: PathBuf,
    /// Its path below the folder, with `/`: the document's address.
    pub path: String,
    /// What it looked like when it was last read.
    pub validators: Validators,
}

/// A program on this machine, given its input and asked for its output. No shell
/// is between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAsk {
    /// The program, by name or path.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What is written to its standard input.
    pub input: Vec<u8>,
    /// How long it may take.
    pub limit: Duration,
}

/// A file seen in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last changed.
    pub modified: Instant,
    /// Whether it is old enough to be whole.
    pub settled: bool,
}

/// What a door answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A document, new to us as far as the door can tell.
    Fresh(Box<Document>),
    /// The document is what it was; its validators may have been renewed.
    Same(Validators),
    /// The address will never answer again (410), or the file is gone.
    Gone,
    /// The files of a folder, sorted by path.
    Listing(Vec<FileSeen>),
    /// What a program wrote to its standard output.
    Output(Vec<u8>),
    /// An engine's HTTP answer, whatever its status: only the engine can read it.
    Answer {
        /// The status code.
        status: u16,
        /// `Retry-After`, if one came.
        retry_after: Option<Duration>,
        /// The body.
        body: Vec<u8>,
    },
    /// Nothing was asked.
    Nothing,
}

/// Why a door had no answer. Every case has a stable code for logs and alerts.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum AskError {
    /// The guard refused the address.
    #[error("{address} is not a public address; name it in `[fetch] allow` if it is yours")]
    Forbidden {
        /// The address or host refused.
        address: String,
    },
    /// The operator has not said whom to write to.
    #[error(
        "set `[fetch] contact` to an address where you can be reached; without it nothing is asked outside this machine"
    )]
    Contact,
    /// The server answered with a status that is not success.
    #[error("the server answered {status}")]
    Status {
        /// The status code.
        status: u16,
        /// What it asked us to wait.
        retry_after: Option<Duration>,
    },
    /// No connection, a cut one, or no answer in time.
    #[error("{what}")]
    Network {
        /// What went wrong, without any of the server's own words.
        what: String,
        /// Whether the request may have been carried out all the same.
        uncertain: bool,
    },
    /// More bytes than allowed.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// More redirects than allowed, or one to a place we do not go.
    #[error("redirects: {what}")]
    Redirect {
        /// What was wrong with it.
        what: String,
    },
    /// A file or folder could not be read.
    #[error("{path}: {what}")]
    File {
        /// The path.
        path: String,
        /// What the system said.
        what: String,
    },
    /// A file changed while it was read.
    #[error("{path} is still being written")]
    Unsettled {
        /// The path.
        path: String,
    },
    /// A program could not be started, failed, or took too long.
    #[error("{program}: {what}")]
    Program {
        /// The program.
        program: String,
        /// What happened.
        what: String,
    },
    /// The server says that the address will never answer again.
    #[error(
        "the server says it is gone for good (410); take the source out, or change its address"
    )]
    Gone,
    /// Something stands before the document: a firewall, a login.
    #[error("the server showed {by} instead of the document")]
    Blocked {
        /// What it showed.
        by: &'static str,
    },
    /// The address is not allowed by its site's `robots.txt`.
    #[error("{url} is closed to robots; set `robots = \"ignore\"` on a site of your own")]
    Robots {
        /// The address.
        url: String,
    },
}

impl AskError {
    /// Tells the queue what to do with the job.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Status { retry_after: Some(wait), .. } => Retry::After(*wait),
            Self::Forbidden { .. } | Self::Contact | Self::Robots { .. } => Retry::Never,
            _ => Retry::Later,
        }
    }

    /// A stable name of the case, for logs and alerts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "address_forbidden",
            Self::Contact => "contact_missing",
            Self::Status { .. } => "status",
            Self::Network { .. } => "network",
            Self::TooLarge { .. } => "too_large",
            Self::Redirect { .. } => "redirect",
            Self::File { .. } => "file",
            Self::Unsettled { .. } => "unsettled",
            Self::Program { .. } => "program",
            Self::Gone => "gone",
            Self::Blocked { .. } => "blocked",
            Self::Robots { .. } => "robots",
        }
    }
}
