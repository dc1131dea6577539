//! What an operator asks to be published, and who enters it.

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::edition::Edition;
use crate::domain::emission::Emission;
use crate::domain::id::{ReleaseId, SourceId};
use crate::domain::instant::Instant;
use crate::domain::language::Language;
use crate::domain::region::Region;
use crate::domain::release::Status;
use crate::domain::search::Query;

/// How long a withdrawal's notice stays in its feeds.
pub const WITHDRAWAL_SHOWN: TimeDelta = TimeDelta::days(7);

/// What a feed shows of a release whose translation is not there in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Otherwise {
    /// The original, marked with its language and as waiting for its translation.
    #[default]
    Original,
    /// The original's headline and summary alone, marked in the same way.
    Title,
    /// Nothing until there is a translation.
    Hold,
}

/// How long a feed waits for a translation, and what then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Minutes an entry is held at most.
    pub minutes: u32,
    /// What is shown after that.
    pub otherwise: Otherwise,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { minutes: 30, otherwise: Otherwise::Original }
    }
}

/// Which entries a feed shows by what they are to its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// Releases in the feed's own language.
    Originals,
    /// Finished translations of releases in other languages.
    Translations,
}

impl Only {
    /// Tells whether releases in `own` may be shown to readers of `wanted`.
    #[must_use]
    pub fn takes(self, own: &Language, wanted: &Language) -> bool {
        is_original(own, wanted) == (self == Self::Originals)
    }

    /// Tells whether an entry may be shown in this form.
    #[must_use]
    pub const fn shows(self, form: Form) -> bool {
        match self {
            Self::Originals => true,
            Self::Translations => matches!(form, Form::Translated | Form::Withdrawn),
        }
    }
}

/// A feed or a family of feeds: languages times regions, as one file defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSpec {
    /// The file's stem.
    pub name: String,
    /// The part of the address that tells a selection from its whole edition.
    pub slug: Option<String>,
    /// A title instead of the one made of region and language.
    pub title: Option<String>,
    /// The languages, in the order of the file.
    pub languages: Vec<Language>,
    /// The regions, patterns expanded.
    pub regions: Vec<Region>,
    /// The formats by name, in the order of the file.
    pub formats: Vec<String>,
    /// Entries in a document at most, 1 to 60.
    pub entries: usize,
    /// Only releases of these sources; empty: of all.
    pub sources: Vec<SourceId>,
    /// Only releases about one of these subjects; empty: about anything.
    pub subjects: Vec<String>,
    /// Only entries in which this is found, in the feed's language; none: all.
    pub query: Option<Query>,
    /// Only entries of this kind; none: all.
    pub only: Option<Only>,
    /// Whether a translation enters only when a person approved it, or its source made it.
    pub reviewed: bool,
    /// Whether a translation is followed by its original.
    pub bilingual: bool,
    /// How long it waits for translations.
    pub waiting: Waiting,
}

impl FeedSpec {
    /// Tells whether an edition is one of this file's.
    #[must_use]
    pub fn holds(&self, edition: &Edition) -> bool {
        self.languages.contains(&edition.language) && self.regions.contains(&edition.region)
    }

    /// Tells whether a release of this source may enter.
    #[must_use]
    pub fn takes(&self, source: &SourceId) -> bool {
        self.sources.is_empty() || self.sources.contains(source)
    }

    /// Tells whether a release with these subjects may enter.
    #[must_use]
    pub fn is_about(&self, subjects: &[String]) -> bool {
        self.subjects.is_empty() || self.subjects.iter().any(|one| subjects.contains(one))
    }

    /// Tells whether an entry may be shown in this form, which a person stands for or not.
    #[must_use]
    pub fn shows(&self, form: Form, reviewed: bool) -> bool {
        let own = matches!(form, Form::Original | Form::Withdrawn);
        self.only.is_none_or(|only| only.shows(form)) && (!self.reviewed || own || reviewed)
    }

    /// Tells whether a release in `own` may enter the feed of a language.
    #[must_use]
    pub fn reads(&self, own: &Language, language: &Language) -> bool {
        self.languages.contains(language) && self.only.is_none_or(|only| only.takes(own, language))
    }
}

/// What `admit` must know of a release that may enter a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The release.
    pub release: ReleaseId,
    /// Its own language.
    pub language: Language,
    /// Whether it may be used.
    pub status: Status,
    /// Until when nobody may publish it.
    pub embargo_until: Option<Instant>,
    /// When it was first seen: waiting counts from here.
    pub seen: Instant,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// Whether there is a translation with a headline in the feed's language.
    pub translated: bool,
    /// Whether a person approved that translation, or the source made it.
    pub reviewed: bool,
    /// Its place on the feed's clock, once it went out.
    pub emission: Option<Emission>,
}

/// What an entry shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The release in its own language.
    Original,
    /// Its translation.
    Translated,
    /// The original in a feed of another language, its translation still missing.
    Pending,
    /// The original's headline and summary alone, its translation still missing.
    Title,
    /// The notice that it was taken back.
    Withdrawn,
}

impl Form {
    /// The word fragments are kept under.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Translated => "translated",
            Self::Pending => "pending",
            Self::Title => "title",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Whether a release enters a feed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is shown so; the second part is when time alone changes that.
    Enter(Form, Option<Instant>),
    /// Not before then.
    Wait(Instant),
    /// Not, until something happens to it.
    Leave,
}

/// Decides whether a release enters a feed in `language` at `now`, and as what.
///
/// A release in its own language enters at once; in another one it enters finished, or
/// after the feed's wait by the feed's own policy: many readers never show a changed
/// entry. Nothing enters before its embargo ends. A withdrawal that was ever shown is
/// shown as a notice for [`WITHDRAWAL_SHOWN`].
#[must_use]
pub fn admit(
    candidate: &Candidate,
    language: &Language,
    waiting: Waiting,
    now: Instant,
) -> Verdict {
    match candidate.status {
        Status::Withdrawn => return withdrawal(candidate, now),
        Status::Held => return Verdict::Leave,
        Status::Usable | Status::Embargoed => {}
    }
    if let Some(until) = candidate.embargo_until.filter(|until| *until > now) {
        return Verdict::Wait(until);
    }
    // It was shown before it was put under embargo, and has no second after its end yet.
    let early =
        |emission: &Emission| candidate.embargo_until.is_some_and(|until| emission.updated < until);
    if candidate.emission.as_ref().is_some_and(early) {
        return Verdict::Leave;
    }
    if is_original(&candidate.language, language) {
        return Verdict::Enter(Form::Original, None);
    }
    if candidate.translated {
        return Verdict::Enter(Form::Translated, None);
    }
    let since = candidate.embargo_until.map_or(candidate.seen, |until| until.max(candidate.seen));
    let until = since + TimeDelta::minutes(i64::from(waiting.minutes));
    match waiting.otherwise {
        Otherwise::Hold => Verdict::Leave,
        _ if now < until => Verdict::Wait(until),
        Otherwise::Original => Verdict::Enter(Form::Pending, None),
        Otherwise::Title => Verdict::Enter(Form::Title, None),
    }
}

/// Tells whether a release in `own` needs no translation for readers of `wanted`:
/// the same language, leaving regions aside but not scripts (`zh-Hans`, `zh-Hant`).
#[must_use]
pub fn is_original(own: &Language, wanted: &Language) -> bool {
    let script = |language: &Language| {
        language.as_str().split('-').skip(1).find(|part| part.len() == 4).map(str::to_owned)
    };
    let alike = match (script(own), script(wanted)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    own.same_primary(wanted) && alike
}

fn withdrawal(candidate: &Candidate, now: Instant) -> Verdict {
    let until = candidate.withdrawn_at.map(|at| at + WITHDRAWAL_SHOWN);
    match until {
        Some(until) if candidate.emission.is_some() && now < until => {
            Verdict::Enter(Form::Withdrawn, Some(until))
        }
        _ => Verdict::Leave,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn candidate() -> Candidate {
        Candidate {
            release: ReleaseId::parse("bnn/0123456789ab").unwrap(),
            language: language("id"),
            status: Status::Usable,
            embargo_until: None,
            seen: from_seconds(1_000),
            withdrawn_at: None,
            translated: false,
            reviewed: false,
            emission: None,
        }
    }

    fn waiting(otherwise: Otherwise) -> Waiting {
        Waiting { minutes: 30, otherwise }
    }

    #[test]
    fn a_release_enters_its_own_language_at_once() {
        let verdict = admit(&candidate(), &language("id"), Waiting::default(), from_seconds(1_000));
        assert_eq!(verdict, Verdict::Enter(Form::Original, None));
    }

    #[test]
    fn a_translated_feed_waits_and_then_follows_its_policy() {
        let ms = language("ms");
        let late = from_seconds(1_000 + 1_800);
        for (otherwise, early, then) in [
            (Otherwise::Original, Verdict::Wait(late), Verdict::Enter(Form::Pending, None)),
            (Otherwise::Title, Verdict::Wait(late), Verdict::Enter(Form::Title, None)),
            (Otherwise::Hold, Verdict::Leave, Verdict::Leave),
        ] {
            assert_eq!(admit(&candidate(), &ms, waiting(otherwise), from_seconds(1_001)), early);
            assert_eq!(admit(&candidate(), &ms, waiting(otherwise), late), then);
        }
        let ready = Candidate { translated: true, ..candidate() };
        let verdict = admit(&ready, &ms, waiting(Otherwise::Hold), from_seconds(1_001));
        assert_eq!(verdict, Verdict::Enter(Form::Translated, None));
    }

    #[test]
    fn nothing_enters_before_its_embargo_ends() {
        let until = from_seconds(5_000);
        let held = Candidate { embargo_until: Some(until), ..candidate() };
        let early = admit(&held, &language("id"), Waiting::default(), from_seconds(4_999));
        assert_eq!(early, Verdict::Wait(until));
        let then = admit(&held, &language("id"), Waiting::default(), until);
        assert_eq!(then, Verdict::Enter(Form::Original, None));
    }

    #[test]
    fn an_entry_dated_before_its_embargo_ends_is_never_shown() {
        let until = from_seconds(5_000);
        let at = |updated| {
            let emission = Some(Emission { published: from_seconds(1_000), updated, version: 2 });
            let shown = Candidate { embargo_until: Some(until), emission, ..candidate() };
            admit(&shown, &language("id"), Waiting::default(), from_seconds(5_010))
        };
        assert_eq!(at(from_seconds(4_999)), Verdict::Leave);
        assert_eq!(at(until), Verdict::Enter(Form::Original, None));
    }

    #[test]
    fn a_withdrawal_is_shown_for_a_week_where_the_release_was_shown() {
        let at = from_seconds(10_000);
        let emission = Emission { published: at, updated: at, version: 2 };
        let gone = Candidate {
            status: Status::Withdrawn,
            withdrawn_at: Some(at),
            emission: Some(emission),
            ..candidate()
        };
        let id = language("id");
        let until = at + WITHDRAWAL_SHOWN;
        let shown = admit(&gone, &id, Waiting::default(), at);
        assert_eq!(shown, Verdict::Enter(Form::Withdrawn, Some(until)));
        assert_eq!(admit(&gone, &id, Waiting::default(), until), Verdict::Leave);
        let never = Candidate { emission: None, ..gone };
        assert_eq!(admit(&never, &id, Waiting::default(), at), Verdict::Leave);
    }

    #[test]
    fn a_feed_of_translations_shows_none_that_is_not_finished() {
        let (id, ms) = (language("id"), language("ms"));
        assert!(Only::Originals.takes(&id, &id) && !Only::Originals.takes(&id, &ms));
        assert!(Only::Translations.takes(&id, &ms) && !Only::Translations.takes(&id, &id));
        assert!(Only::Translations.shows(Form::Translated));
        assert!(!Only::Translations.shows(Form::Pending));
    }

    #[test]
    fn two_scripts_of_one_language_are_two_languages_to_a_reader() {
        assert!(is_original(&language("id"), &language("id-ID")));
        assert!(is_original(&language("zh"), &language("zh-Hant")));
        assert!(!is_original(&language("zh-Hans"), &language("zh-Hant")));
        assert!(!is_original(&language("id"), &language("ms")));
    }
}
