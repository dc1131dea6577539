//! Who enters a feed, and what of them was rendered before: the entries of its documents and
//! of its pages.

use std::collections::BTreeMap;

use crate::domain::entry::Fragment;
use crate::domain::feed::{Candidate, FeedSpec, Form, Verdict, admit};
use crate::domain::{Edition, Emission, Instant, Region, ReleaseId};
use crate::pipeline::entry::{self, Stamps};
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::render::{Format, archive};
use crate::store::candidates::{Selection, Span};
use crate::store::documents::KeptFragment;
use crate::store::releases::EntryRow;

/// A feed, and everything that is needed to look into it.
pub(super) struct Desk<'a> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) house: &'a House,
    pub(super) spec: &'a FeedSpec,
    pub(super) edition: &'a Edition,
    pub(super) now: Instant,
    regions: Vec<Region>,
    stamps: Stamps<'a>,
    rows: BTreeMap<ReleaseId, EntryRow>,
}

/// An entry that is admitted, and what it shows.
pub(super) struct Admitted {
    candidate: Candidate,
    form: Form,
}

/// Entries that are admitted, and when time alone changes that.
#[derive(Default)]
pub(super) struct Round {
    pub(super) entries: Vec<Admitted>,
    pub(super) stale_at: Option<Instant>,
}

/// An entry in every format that was asked for, in the order of the formats.
pub(super) struct Shown {
    pub(super) updated: Instant,
    texts: Vec<String>,
}

impl Round {
    /// Takes an entry in, as the feed admits it.
    fn take(&mut self, desk: &Desk<'_>, candidate: Candidate) {
        let Desk { spec, edition, now, .. } = desk;
        let shows = |form| spec.shows(form, candidate.reviewed);
        if !spec.reads(&candidate.language, &edition.language) {
            return;
        }
        match admit(&candidate, &edition.language, spec.waiting, *now) {
            Verdict::Enter(form, until) if shows(form) => {
                self.stale_at = until.into_iter().chain(self.stale_at).min();
                self.entries.push(Admitted { candidate, form });
            }
            Verdict::Wait(until) => {
                self.stale_at = Some(until).into_iter().chain(self.stale_at).min();
            }
            Verdict::Enter(..) | Verdict::Leave => {}
        }
    }
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        newsroom: &'a Newsroom,
        house: &'a House,
        spec: &'a FeedSpec,
        edition: &'a Edition,
    ) -> Self {
        let regions = house.areas.read_as(&edition.region);
        let (stamps, now) = (Stamps::new(house), newsroom.clock.now());
        Self { newsroom, house, spec, edition, now, regions, stamps, rows: BTreeMap::new() }
    }

    pub(super) fn selection(&self) -> Selection<'_> {
        Selection {
            language: &self.edition.language,
            regions: &self.regions,
            sources: &self.spec.sources,
            subjects: &self.spec.subjects,
            query: self.spec.query.as_ref(),
        }
    }

    /// A hash of what the feed holds: its pages are closed under one selection.
    pub(super) fn selected(&self) -> String {
        let spec = self.spec;
        let facts = (&self.regions, &spec.sources, &spec.subjects, spec.only);
        let mut facts = format!("{facts:?}");
        if let Some(query) = &spec.query {
            facts.extend([" query ".to_owned(), query.to_string()]);
        }
        if spec.reviewed {
            facts.push_str(" reviewed");
        }
        let mut hex = blake3::hash(facts.as_bytes()).to_hex().to_string();
        hex.truncate(24);
        hex
    }

    /// What may enter on a part of the clock.
    pub(super) async fn candidates(&self, span: Span) -> Result<Vec<Candidate>, StepError> {
        let found = self.newsroom.store.candidates(&self.selection(), span).await?;
        self.newsroom.tally.candidates(found.len());
        Ok(found)
    }

    /// Which of some candidates enter now.
    pub(super) fn admitted(&self, candidates: Vec<Candidate>) -> Round {
        let mut round = Round::default();
        for candidate in candidates {
            round.take(self, candidate);
        }
        round
    }

    /// The entries of the feed's own documents, newest first.
    pub(super) async fn window(&self) -> Result<Round, StepError> {
        let mut round = Round::default();
        let mut before = None;
        let limit = i64::try_from(self.spec.entries).unwrap_or(60) + 10;
        loop {
            let span = Span { before, limit, ..Span::default() };
            let candidates = self.candidates(span).await?;
            let more = i64::try_from(candidates.len()).unwrap_or(0) == limit;
            before = candidates.last().and_then(updated);
            for candidate in candidates {
                round.take(self, candidate);
                if round.entries.len() == self.spec.entries {
                    return Ok(round);
                }
            }
            if !more || before.is_none() {
                return Ok(round);
            }
        }
    }

    /// Entries in some formats: kept ones, and new ones where a fact changed.
    pub(super) async fn fragments(
        &mut self,
        formats: &[&'static dyn Format],
        admitted: &[Admitted],
    ) -> Result<Vec<Shown>, StepError> {
        let store = &self.newsroom.store;
        let language = &self.edition.language;
        let ids: Vec<ReleaseId> =
            admitted.iter().map(|one| one.candidate.release.clone()).collect();
        let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
        let mut kept = store.fragments_in(&ids, language, &names).await?;
        let languages = store.languages(&ids).await?;
        let mut all = Vec::new();
        let mut fresh = Vec::new();
        for one in admitted {
            let Some(emission) = &one.candidate.emission else { continue };
            let release = &one.candidate.release;
            let its = languages.get(release).map_or(&[][..], Vec::as_slice);
            let stamp = self.stamp(release, emission, its, one.form);
            let form = self.kept_as(one.form);
            let mut texts = Vec::with_capacity(formats.len());
            for format in formats {
                let key = (release.clone(), format.name().to_owned(), form.clone());
                if let Some((_, text)) = kept.remove(&key).filter(|(known, _)| *known == stamp) {
                    texts.push(text);
                } else if let Some(text) = self.rendered(release, one.form, *format).await? {
                    texts.push(text.clone());
                    let format = format.name().to_owned();
                    let (release, form) = (release.clone(), form.clone());
                    let (language, stamp) = (self.edition.language.clone(), stamp.clone());
                    fresh.push(KeptFragment { release, language, format, form, stamp, text });
                }
            }
            if texts.len() == formats.len() {
                all.push(Shown { updated: emission.updated, texts });
            }
        }
        self.newsroom.tally.entries(fresh.len());
        self.newsroom.store.keep_fragments(&fresh).await?;
        Ok(all)
    }

    fn stamp(
        &mut self,
        release: &ReleaseId,
        emission: &Emission,
        languages: &[crate::domain::Language],
        form: Form,
    ) -> String {
        self.stamps.of(release, emission, languages, form)
    }

    /// The name under which what an entry shows is kept.
    fn kept_as(&self, form: Form) -> String {
        let both = if self.spec.bilingual { "+original" } else { "" };
        format!("{}{both}", form.name())
    }

    /// Renders an entry, its row read once for all formats.
    async fn rendered(
        &mut self,
        release: &ReleaseId,
        form: Form,
        format: &'static dyn Format,
    ) -> Result<Option<String>, StepError> {
        let language = &self.edition.language;
        if !self.rows.contains_key(release)
            && let Some(row) = self.newsroom.store.entry(release, language).await?
        {
            self.rows.insert(release.clone(), row);
        }
        let Some(row) = self.rows.get(release) else { return Ok(None) };
        let gazetteer = &self.newsroom.gazetteer;
        let Some(mut facts) = entry::facts(self.house, gazetteer, row, language, form) else {
            return Ok(None);
        };
        if self.spec.bilingual {
            facts.beside = entry::beside(self.house, row);
        }
        Ok(Some(format.entry(&facts, &self.house.site)?))
    }
}

/// A candidate's place on the clock.
pub(super) fn updated(candidate: &Candidate) -> Option<Instant> {
    candidate.emission.as_ref().map(|emission| emission.updated)
}

/// How many of some entries fit into a document, in every format; one at least.
pub(super) fn fitting(shown: &[Shown]) -> usize {
    let mut bytes: Vec<usize> = Vec::new();
    for (n, one) in shown.iter().enumerate() {
        bytes.resize(one.texts.len(), 0);
        for (sum, text) in bytes.iter_mut().zip(&one.texts) {
            *sum += text.len() + 1;
        }
        if n > 0 && bytes.iter().any(|sum| *sum > archive::BYTES_MAX) {
            return n;
        }
    }
    shown.len()
}

/// The fragments of one of the formats that were asked for, by its place among them.
pub(super) fn in_format(shown: &[Shown], place: usize) -> Vec<Fragment> {
    let fragment = |one: &Shown| {
        let text = one.texts.get(place)?.clone();
        Some(Fragment { updated: one.updated, text })
    };
    shown.iter().filter_map(fragment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    #[test]
    fn a_document_holds_what_fits_in_its_longest_format() {
        let entry = |bytes: usize| Shown {
            updated: from_seconds(0),
            texts: vec!["x".repeat(bytes / 2), "x".repeat(bytes)],
        };
        let few = || -> Vec<Shown> { (0..3).map(|_| entry(600_000)).collect() };
        assert_eq!(fitting(&few()), 3);
        let mut more = few();
        more.push(entry(600_000));
        assert_eq!(fitting(&more), 3);
        assert_eq!(fitting(&[entry(3_000_000), entry(10)]), 1, "one is always shown");
        assert_eq!(fitting(&[]), 0);
    }
}
