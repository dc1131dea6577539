//! What somebody looks for, and what is found.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::feed::Form;
use crate::domain::id::ReleaseId;
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::translation::Touch;

/// One word of an index: ASCII letters and digits alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Whether it may go on.
    pub begins: bool,
}

/// Words of which one group must be there, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The groups.
    pub any: Vec<Vec<Word>>,
}

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// All of these must be there.
    pub all: Vec<Part>,
    /// None of these groups may be there whole.
    pub none: Vec<Vec<Word>>,
}

/// One thing found, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The release.
    pub release: ReleaseId,
    /// The language of its page.
    pub language: Language,
    /// The path of its page.
    pub path: String,
    /// The title.
    pub title: String,
    /// The language the title is in.
    pub title_language: Language,
    /// The summary.
    pub summary: String,
    /// Who printed it.
    pub publisher: String,
    /// The day it is known by.
    pub day: Instant,
    /// What its page shows.
    pub form: Form,
    /// Whose hand a translation is of, where readers are told: not of one that was approved.
    #[serde(default = "machine")]
    pub hand: Option<Touch>,
}

/// What was kept before hands were told apart.
#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's own type")]
const fn machine() -> Option<Touch> {
    Some(Touch::None)
}

impl fmt::Display for Word {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.text, if self.begins { "*" } else { "" })
    }
}

/// For people, and for the seal of a feed: `narkoba (region0idkb | kalbar) !sabu`.
impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |words: &Vec<Word>| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            if words.len() == 1 { words.concat() } else { format!("({})", words.join(" ")) }
        };
        let part = |part: &Part| {
            let groups: Vec<String> = part.any.iter().map(group).collect();
            if groups.len() == 1 { groups.concat() } else { format!("({})", groups.join(" | ")) }
        };
        let all = self.all.iter().map(part);
        let none = self.none.iter().map(|words| format!("!{}", group(words)));
        out.write_str(&all.chain(none).collect::<Vec<_>>().join(" "))
    }
}
