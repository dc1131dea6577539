//! What normalising must know of a source.

use chrono_tz::Tz;

use crate::domain::id::SourceId;
use crate::domain::language::Language;
use crate::domain::region::Region;
use crate::domain::rules::Rules;

/// The part of a source's configuration that rules go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The source.
    pub id: SourceId,
    /// Its name for readers.
    pub name: String,
    /// Its home page.
    pub homepage: Option<String>,
    /// The language it writes in, where it says nothing else.
    pub language: Language,
    /// The region it writes about, where a release says nothing closer.
    pub region: Option<Region>,
    /// The zone of times without one; `None`: the region's own.
    pub timezone: Option<Tz>,
    /// The line of rights to show.
    pub rights: Option<String>,
    /// Whether its full text may be published.
    pub full_text: bool,
    /// What its operator says about its releases.
    pub rules: Rules,
}
