//! Who enters a feed, and what of them was rendered before: the entries of its documents and
//! of its pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::entry::Fragment;
use crate::domain::feed::{Candidate, FeedSpec, Form, Verdict, admit};
use crate::domain::{Edition, Emission, Instant, Language, Region, ReleaseId};
use crate::pipeline::entry;
use crate::pipeline::house::House;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::batch::{Batch, ShownBefore, Wanted};
use crate::pipeline::publish::fragments::Key;
use crate::pipeline::step::StepError;
use crate::render::{Format, archive};
use crate::store::candidates::{Selection, Span};
use crate::store::documents::KeptFragment;

/// Kept fragments by release, format and form, each with its stamp.
type Kept = BTreeMap<(ReleaseId, String, String), (String, String)>;

/// A feed, and everything that is needed to look into it.
pub(super) struct Desk<'a, 'b> {
    pub(super) batch: &'a mut Batch<'b>,
    pub(super) house: &'a House,
    pub(super) spec: &'a FeedSpec,
    pub(super) edition: &'a Edition,
    pub(super) now: Instant,
    /// What was rendered anew, to be kept.
    pub(super) fresh: Vec<KeptFragment>,
    regions: Vec<Region>,
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
    /// The place of what comes right after the last entry, where it was looked at.
    pub(super) beyond: Option<Instant>,
}

/// An entry in every format that was asked for, in the order of the formats.
pub(super) struct Shown {
    pub(super) updated: Instant,
    texts: Vec<Arc<str>>,
}

impl Round {
    /// Takes an entry in, as the feed admits it.
    fn take(&mut self, desk: &Desk<'_, '_>, candidate: Candidate) {
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

impl<'a, 'b> Desk<'a, 'b> {
    pub(super) fn new(
        batch: &'a mut Batch<'b>,
        house: &'a House,
        spec: &'a FeedSpec,
        edition: &'a Edition,
    ) -> Self {
        let (regions, now) = (house.areas.read_as(&edition.region), batch.now);
        Self { batch, house, spec, edition, now, fresh: Vec::new(), regions }
    }

    pub(super) const fn newsroom(&self) -> &'b Newsroom {
        self.batch.newsroom
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
        let found = self.newsroom().store.candidates(&self.selection(), span).await?;
        self.newsroom().tally.candidates(found.len());
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
                if round.entries.len() == self.spec.entries {
                    round.beyond = updated(&candidate);
                    return Ok(round);
                }
                round.take(self, candidate);
            }
            if round.entries.len() == self.spec.entries {
                return Ok(round);
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
        let newsroom = self.newsroom();
        let ids: Vec<ReleaseId> =
            admitted.iter().map(|one| one.candidate.release.clone()).collect();
        let names: Vec<&'static str> = formats.iter().map(|format| format.name()).collect();
        let languages = self.batch.rows.languages(&newsroom.store, &ids).await?;
        let mut all = Vec::with_capacity(admitted.len());
        let mut missing = Vec::new();
        for (one, its) in admitted.iter().zip(&languages) {
            let Some(emission) = &one.candidate.emission else { continue };
            let release = &one.candidate.release;
            let texts = self.in_memory(one, emission, its, &names);
            if texts.is_none() {
                missing.push(Wanted { release, emission, languages: its });
            }
            all.push((one, emission, its, texts));
        }
        let ids: Vec<ReleaseId> = missing.iter().map(|one| one.release.clone()).collect();
        let language = &self.edition.language;
        let mut kept = newsroom.store.fragments_in(&ids, language, &names).await?;
        if kept.len() < missing.len() * formats.len() {
            self.batch.rows.ahead(&newsroom.store, &missing, language).await?;
        }
        let before = self.fresh.len();
        let mut shown = Vec::with_capacity(all.len());
        for (one, emission, its, texts) in all {
            let texts = match texts {
                Some(texts) => texts,
                None => self.made(one, emission, its, formats, &mut kept).await?,
            };
            if texts.len() == formats.len() {
                shown.push(Shown { updated: emission.updated, texts });
            }
        }
        newsroom.tally.entries(self.fresh.len() - before);
        Ok(shown)
    }

    /// The texts of an entry that this batch, or another one, has rendered and still holds.
    fn in_memory(
        &mut self,
        one: &Admitted,
        emission: &Emission,
        languages: &[Language],
        formats: &[&'static str],
    ) -> Option<Vec<Arc<str>>> {
        if let Some(texts) = self.shown_before(one, emission, formats) {
            return Some(texts);
        }
        let (key, stamp) = self.named(one, emission, languages);
        let texts = self.newsroom().fragments.all(&key, &stamp, formats)?;
        self.note_shown(one, emission, formats, &texts);
        Some(texts)
    }

    /// The texts of an entry out of what is kept, rendered where that is of other facts.
    async fn made(
        &mut self,
        one: &Admitted,
        emission: &Emission,
        languages: &[Language],
        formats: &[&'static dyn Format],
        kept: &mut Kept,
    ) -> Result<Vec<Arc<str>>, StepError> {
        let (key, stamp) = self.named(one, emission, languages);
        let mut texts: Vec<Arc<str>> = Vec::with_capacity(formats.len());
        for format in formats {
            let (release, language, form) = key.clone();
            let row = (release.clone(), format.name().to_owned(), form.clone());
            if let Some((_, text)) = kept.remove(&row).filter(|(known, _)| *known == stamp) {
                texts.push(text.into());
            } else if let Some(text) = self.rendered(&release, one.form, *format).await? {
                texts.push(text.as_str().into());
                let (format, stamp) = (format.name().to_owned(), stamp.clone());
                self.fresh.push(KeptFragment { release, language, format, form, stamp, text });
            }
        }
        if texts.len() == formats.len() {
            let names: Vec<&'static str> = formats.iter().map(|format| format.name()).collect();
            let each = names.iter().copied().zip(texts.iter().cloned());
            self.newsroom().fragments.keep(key, &stamp, each);
            self.note_shown(one, emission, &names, &texts);
        }
        Ok(texts)
    }

    /// The name under which what an entry shows is kept, and the stamp of what it is made of.
    fn named(
        &mut self,
        one: &Admitted,
        emission: &Emission,
        languages: &[Language],
    ) -> (Key, String) {
        let release = &one.candidate.release;
        let stamp = self.batch.stamps.of(self.house, release, emission, languages, one.form);
        let both = if self.spec.bilingual { "+original" } else { "" };
        let form = format!("{}{both}", one.form.name());
        ((release.clone(), self.edition.language.clone(), form), stamp)
    }

    /// The texts of an entry that another feed of the batch shows as this one does.
    fn shown_before(
        &self,
        one: &Admitted,
        emission: &Emission,
        formats: &[&'static str],
    ) -> Option<Vec<Arc<str>>> {
        let before = self.batch.shown(&self.edition.language, &one.candidate.release)?;
        let same = before.emission == *emission
            && before.form == one.form
            && before.bilingual == self.spec.bilingual
            && before.formats == formats;
        same.then(|| before.texts.clone())
    }

    fn note_shown(
        &mut self,
        one: &Admitted,
        emission: &Emission,
        formats: &[&'static str],
        texts: &[Arc<str>],
    ) {
        let shown = ShownBefore {
            emission: emission.clone(),
            form: one.form,
            bilingual: self.spec.bilingual,
            formats: formats.to_vec(),
            texts: texts.to_vec(),
        };
        self.batch.note_shown(&self.edition.language, &one.candidate.release, shown);
    }

    /// Renders an entry.
    async fn rendered(
        &mut self,
        release: &ReleaseId,
        form: Form,
        format: &'static dyn Format,
    ) -> Result<Option<String>, StepError> {
        let (newsroom, language) = (self.newsroom(), &self.edition.language);
        let row = self.batch.rows.entry(&newsroom.store, release, language).await?;
        let Some(row) = row else { return Ok(None) };
        let Some(mut facts) = entry::facts(self.house, &newsroom.gazetteer, row, language, form)
        else {
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
            texts: vec!["x".repeat(bytes / 2).into(), "x".repeat(bytes).into()],
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
