//! Gathers the facts of an entry: what a format is given to render.

use std::collections::BTreeMap;

use crate::domain::block::Block;
use crate::domain::entry::{
    Correction, Elsewhere, Entry, EntryBlock, OriginalText, RegionLabel, Sister,
};
use crate::domain::feed::{Form, is_original};
use crate::domain::region::RegionKind;
use crate::domain::story::AlsoAt;
use crate::domain::translation::{Origin, State};
use crate::domain::{Emission, Language, Release, ReleaseId, SourceId, Translation};
use crate::gazetteer::Gazetteer;
use crate::pipeline::house::House;
use crate::render::release_path;
use crate::store::releases::EntryRow;

/// The facts of the entry of a release in a language. `None` when it never went out in it.
#[must_use]
pub fn facts(
    house: &House,
    gazetteer: &Gazetteer,
    row: &EntryRow,
    language: &Language,
    form: Form,
) -> Option<Entry> {
    let emission = row.emission.clone()?;
    let release = &row.standing.release;
    let translation = row.translation.as_ref().filter(|_| form == Form::Translated);
    let full_text =
        house.sources.get(&row.shown.source).is_none_or(|setup| setup.profile.full_text);
    let summary = translation.map_or_else(|| release.summary.clone(), |one| one.summary.clone());
    let body = match (form, translation) {
        (Form::Title | Form::Withdrawn, _) => Vec::new(),
        _ if !full_text => Vec::new(),
        (_, Some(translation)) => translated(release, translation),
        (_, None) => original(release),
    };
    let headline = translation
        .and_then(|one| one.headline.clone())
        .unwrap_or_else(|| release.headline.clone());
    let headline_language =
        if translation.is_some() { language.clone() } else { release.language.clone() };
    // What the source wrote itself is never labelled as a machine's.
    let own = translation.is_some_and(|one| one.state == State::Source);
    let itself = is_original(&release.language, language);
    Some(Entry {
        release: release.id.clone(),
        language: language.clone(),
        form: if own { Form::Original } else { form },
        headline_language,
        tag: house.authority.release(&release.id, language),
        original_tag: (!itself).then(|| house.authority.release(&release.id, &release.language)),
        path: release_path(&release.id, language),
        source_url: release.url.clone(),
        headline,
        summary,
        dateline: release.dateline.clone().filter(|_| full_text),
        body,
        byline: release.byline.clone(),
        initials: release.initials.clone(),
        publisher: house.publisher(&row.shown.source, &release.language),
        original_language: release.language.clone(),
        published: emission.published,
        updated: emission.updated,
        version: emission.version,
        created: release.published,
        created_precision: release.published_precision,
        regions: regions(house, gazetteer, release, language),
        subjects: release.subjects.clone(),
        media: release.media.clone(),
        provenance: translation.filter(|_| !own).map(|one| one.provenance.clone()),
        partial: translation.is_some_and(is_partial),
        beside: Vec::new(),
        sisters: sisters(house, row, language),
        also_at: elsewhere(house, row),
        original: translation
            .filter(|_| full_text)
            .map(|_| OriginalText { headline: release.headline.clone(), body: original(release) }),
        versions_shown: house.versions_public && itself && row.standing.revision > 1,
        correction: row.standing.corrected.map(|at| Correction { at }),
        withdrawal: row.standing.withdrawal.clone(),
    })
}

/// The text of an original to stand beside its translation; nothing where its source does not
/// allow the full text.
#[must_use]
pub fn beside(house: &House, row: &EntryRow) -> Vec<EntryBlock> {
    let release = &row.standing.release;
    let setup = house.sources.get(&release.id.source);
    let full_text = setup.is_none_or(|setup| setup.profile.full_text);
    if full_text { original(release) } else { Vec::new() }
}

/// Hashes of everything entries are made of: while it is the same, so is the fragment. What
/// all entries of a source share is hashed once.
#[derive(Debug, Default)]
pub struct Stamps {
    sources: BTreeMap<SourceId, blake3::Hash>,
}

impl Stamps {
    /// The stamp of one entry of the house, always the same one.
    #[must_use]
    pub fn of(
        &mut self,
        house: &House,
        release: &ReleaseId,
        emission: &Emission,
        languages: &[Language],
        form: Form,
    ) -> String {
        // Raised when a format writes the same facts in other words.
        const RENDERING: &str = "2";
        let shared = self.sources.entry(release.source.clone()).or_insert_with(|| {
            let setup = house.sources.get(&release.source).map(|setup| &setup.profile);
            let facts = (RENDERING, &house.site, &house.authority, &house.areas, setup);
            blake3::hash(format!("{facts:?}").as_bytes())
        });
        let mut hasher = blake3::Hasher::new();
        hasher.update(shared.as_bytes());
        for at in [emission.published, emission.updated] {
            hasher.update(&at.timestamp_millis().to_le_bytes());
        }
        hasher.update(&emission.version.to_le_bytes());
        hasher.update(form.name().as_bytes());
        for language in languages {
            hasher.update(b"/");
            hasher.update(language.as_str().as_bytes());
        }
        let mut hex = hasher.finalize().to_hex().to_string();
        hex.truncate(24);
        hex
    }
}

fn original(release: &Release) -> Vec<EntryBlock> {
    let each = |block: &Block| EntryBlock {
        block: block.clone(),
        language: release.language.clone(),
        origin: None,
    };
    release.body.iter().map(each).collect()
}

fn translated(release: &Release, translation: &Translation) -> Vec<EntryBlock> {
    let each = |one: &crate::domain::translation::TranslatedBlock| EntryBlock {
        block: one.block.clone(),
        language: match one.origin {
            Origin::Original => release.language.clone(),
            Origin::Machine | Origin::Source | Origin::Person => translation.language.clone(),
        },
        origin: Some(one.origin),
    };
    translation.body.iter().map(each).collect()
}

fn is_partial(translation: &Translation) -> bool {
    translation.body.iter().any(|one| one.origin == Origin::Original)
}

/// Names of the regions it is about, the most specific first.
fn regions(
    house: &House,
    gazetteer: &Gazetteer,
    release: &Release,
    language: &Language,
) -> Vec<RegionLabel> {
    let mut codes: Vec<_> = release.regions.iter().map(|region| region.code.clone()).collect();
    codes.dedup();
    codes.sort_by_key(|code| match code.kind() {
        RegionKind::Subdivision | RegionKind::Custom => 0,
        RegionKind::Country => 1,
        RegionKind::M49 => 2,
    });
    let label = |code| RegionLabel { name: house.region_name(gazetteer, &code, language), code };
    codes.into_iter().map(label).collect()
}

/// The other sources of its story, each with its page.
fn elsewhere(house: &House, row: &EntryRow) -> Vec<Elsewhere> {
    let language = &row.standing.release.language;
    let each = |one: &AlsoAt| Elsewhere {
        name: house.publisher(&one.release.source, language).name,
        url: one.url.clone(),
    };
    row.standing.also_at.iter().map(each).collect()
}

fn sisters(house: &House, row: &EntryRow, language: &Language) -> Vec<Sister> {
    let release = &row.standing.release;
    let each = |other: &Language| Sister {
        language: other.clone(),
        tag: house.authority.release(&release.id, other),
        path: release_path(&release.id, other),
        original: is_original(&release.language, other),
    };
    row.languages.iter().filter(|other| *other != language).map(each).collect()
}
