//! What follows from a change: the pipeline knows, the store files it in the same
//! transaction.

use std::collections::BTreeSet;

use crate::domain::job::Filing;
use crate::domain::release::Status;
use crate::domain::story::{Change, Kinship, Member, Shown, choose};
use crate::domain::{Instant, Language, Region, Release, ReleaseId, SourceId};

/// What is known of a release that changed.
#[derive(Debug, Clone)]
pub struct ReleaseFacts {
    /// The release.
    pub release: ReleaseId,
    /// Its own language.
    pub language: Language,
    /// Whether it may be used.
    pub status: Status,
    /// Until when nobody may publish it.
    pub embargo_until: Option<Instant>,
    /// When it was first seen.
    pub seen: Instant,
    /// The regions of its story, rolled up.
    pub regions: Vec<Region>,
    /// Its subjects.
    pub subjects: Vec<String>,
    /// The sources of its story, its own first.
    pub sources: Vec<SourceId>,
    /// The release whose text its entry shows: itself, unless another of its story does.
    pub shown: ReleaseId,
    /// Languages in which there is a translation of the latest revision of that text.
    pub translated: BTreeSet<Language>,
}

/// What is known of an entry that just got its second of the clock.
#[derive(Debug, Clone)]
pub struct EntryFacts {
    /// The release.
    pub release: ReleaseId,
    /// The entry's language.
    pub language: Language,
    /// The regions it is in, or just was in, rolled up.
    pub regions: BTreeSet<Region>,
    /// The sources of its story, its own first.
    pub sources: Vec<SourceId>,
    /// Every language in which the release has an entry.
    pub languages: BTreeSet<Language>,
    /// Whether it is the first entry in this language.
    pub first: bool,
    /// Whether more entries of this language are to follow before long, and this one can wait
    /// a moment for them: a burst. Nothing urgent can.
    pub more: bool,
}

/// A language in which a release is to get an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entering {
    /// The language.
    pub language: Language,
    /// When, if nothing makes it earlier.
    pub due: Instant,
}

/// Says what follows from a change. Only configuration decides: nothing is asked.
pub trait Follow: Send + Sync {
    /// The languages in which a usable release gets an entry without anything more
    /// happening, and when: its own at once or after its embargo, others when their wait
    /// for a translation is over.
    fn entering(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Entering>;

    /// The work a release makes necessary: its translations.
    fn work(&self, facts: &ReleaseFacts, now: Instant) -> Vec<Filing>;

    /// The documents an entry makes necessary to render.
    fn publishing(&self, facts: &EntryFacts, now: Instant) -> Vec<Filing>;

    /// The numbers a release is found again by; with none it is never joined to another.
    fn index(&self, _release: &Release) -> Vec<i64> {
        Vec::new()
    }

    /// What a new release is to one that is known.
    fn kinship(&self, _new: &Release, _kept: &Release) -> Kinship {
        Kinship::Apart
    }

    /// The member of a story whose text is shown.
    fn shown(&self, members: &[Member]) -> Option<ReleaseId> {
        choose(members, Shown::First).map(|member| member.release.clone())
    }

    /// What a later text of a release changed in the one before.
    fn change(&self, _before: &Release, _after: &Release) -> Change {
        Change::Correction
    }
}
