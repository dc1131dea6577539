//! `feeds/*.toml`: one feed, or a family of feeds, a file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeValue;

use crate::config::home::feed_waiting;
use crate::config::sheet::Sheet;
use crate::config::tables::FeedTable;
use crate::config::{Around, words};
use crate::domain::feed::Waiting;
use crate::domain::id::is_slug;
use crate::domain::{Edition, FeedSpec, Language, Region, SourceId};

/// The feeds read so far.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    pub(super) specs: Vec<FeedSpec>,
    /// Who defines an edition, or a selection of it.
    owners: BTreeMap<(Edition, Option<String>), String>,
}

/// Slugs that mean something else where a selection stands in an address.
const TAKEN: &[&str] = &["archive"];

/// Formats of a feed that names none.
const FORMATS: &[&str] = &["rss", "atom", "json"];

impl Feeds {
    /// Reads one feed file; one of comments alone is put aside. `known` are the names of
    /// sources.
    pub(super) fn read(
        &mut self,
        sheet: &mut Sheet<'_>,
        stem: &str,
        around: &Around<'_>,
        waiting: Waiting,
        known: &BTreeSet<String>,
    ) {
        let Some(table) = sheet.parse() else { return };
        if table.is_empty() {
            return;
        }
        let root = Spanned::new(0..0, DeValue::Table(table));
        let read = sheet.read("a feed", &root, &[], &[], &|from| FeedTable::deserialize(from));
        let missing = [("languages", "[\"id\"]"), ("regions", "[\"ID\"]")];
        let missing = missing.map(|(key, example)| (key, example, read.spoilt(key)));
        let table = read.value.unwrap_or_default();
        for (key, example, spoilt) in missing {
            let empty = if key == "languages" {
                table.languages.is_empty()
            } else {
                table.regions.is_empty()
            };
            if empty && !spoilt {
                let said = format!("a feed lacks `{key}`");
                sheet.fault(0..0, (said, Some(format!("write `{key} = {example}`"))));
            }
        }
        let mut languages = Vec::new();
        for text in &table.languages {
            let language = sheet.meaning(Some(text), Language::parse);
            languages.extend(language.filter(|language| !languages.contains(language)));
        }
        let areas = areas(sheet, &table.regions, around);
        let slug = sheet.meaning(table.slug.as_ref(), slug);
        let place = table.slug.as_ref().map(Spanned::span);
        self.claim(sheet, &languages, &areas, slug.as_ref(), place.as_ref());
        self.specs.push(FeedSpec {
            name: stem.to_owned(),
            slug,
            title: table.title,
            languages,
            regions: areas.into_iter().map(|(region, _)| region).collect(),
            formats: formats(sheet, table.formats.as_deref(), around),
            entries: table.entries.count(),
            sources: sources(sheet, &table.sources, known),
            subjects: table.subjects,
            query: sheet.meaning(table.query.as_ref(), |text| around.regions.query(text)),
            only: table.only,
            reviewed: table.reviewed,
            bilingual: table.bilingual,
            waiting: feed_waiting(table.translation, waiting),
        });
    }

    /// Notes editions that another file defines already: one fault a file.
    fn claim(
        &mut self,
        sheet: &mut Sheet<'_>,
        languages: &[Language],
        areas: &[(Region, Range<usize>)],
        slug: Option<&String>,
        place: Option<&Range<usize>>,
    ) {
        let mut clashes: BTreeMap<String, (Range<usize>, Vec<String>)> = BTreeMap::new();
        for (region, span) in areas {
            for language in languages {
                let edition = Edition::new(language.clone(), region.clone());
                let name = edition.to_string();
                let file = sheet.file.clone();
                let owner = self.owners.entry((edition, slug.cloned())).or_insert(file);
                if *owner != sheet.file {
                    let span = place.unwrap_or(span).clone();
                    let clash = clashes.entry(owner.clone()).or_insert((span, Vec::new()));
                    clash.1.push(name);
                }
            }
        }
        for (owner, (span, editions)) in clashes {
            let shown: Vec<&str> = editions.iter().take(3).map(String::as_str).collect();
            let more = match editions.len().saturating_sub(3) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let said =
                format!("{} and {owner} define the same: {}{more}", sheet.file, shown.join(", "));
            let hint = "give one of them a `slug` of its own, or take the edition out of it";
            sheet.fault(span, (said, Some(hint.to_owned())));
        }
    }
}

/// The regions of a feed, each with the pattern it comes from; none twice.
fn areas(
    sheet: &mut Sheet<'_>,
    patterns: &[Spanned<String>],
    around: &Around<'_>,
) -> Vec<(Region, Range<usize>)> {
    let mut areas: Vec<(Region, Range<usize>)> = Vec::new();
    for pattern in patterns {
        let found = sheet.meaning(Some(pattern), |text| around.regions.expand(text));
        for region in found.unwrap_or_default() {
            if !areas.iter().any(|(known, _)| *known == region) {
                areas.push((region, pattern.span()));
            }
        }
    }
    areas
}

fn formats(
    sheet: &mut Sheet<'_>,
    named: Option<&[Spanned<String>]>,
    around: &Around<'_>,
) -> Vec<String> {
    let Some(named) = named else { return FORMATS.iter().map(|f| (*f).to_owned()).collect() };
    let known: Vec<&str> =
        around.registry.formats.iter().copied().filter(|name| *name != "html").collect();
    let mut formats: Vec<String> = Vec::new();
    for name in named {
        let text = name.get_ref();
        if known.contains(&text.as_str()) {
            if !formats.contains(text) {
                formats.push(text.clone());
            }
        } else if text != "html" {
            let hint = words::nearest_or_list(text, &known, "the formats are");
            sheet.fault(name.span(), (format!("`{text}` is not a format of feeds"), hint));
        }
    }
    formats
}

fn sources(
    sheet: &mut Sheet<'_>,
    named: &[Spanned<String>],
    known: &BTreeSet<String>,
) -> Vec<SourceId> {
    let mut sources = Vec::new();
    for name in named {
        let text = name.get_ref();
        if known.contains(text) {
            sources.extend(SourceId::parse(text));
        } else {
            let all: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = words::nearest_or_list(text, &all, "the sources are");
            sheet.fault(name.span(), (format!("there is no source `{text}`"), hint));
        }
    }
    sources
}

fn slug(text: &str) -> Result<String, String> {
    if TAKEN.contains(&text) {
        Err(format!("`{text}` stands for something else in addresses; choose another word"))
    } else if is_slug(text) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` cannot stand in an address; use a-z, 0-9 and inner hyphens"))
    }
}
