//! `config/sources/*.toml`: one source a file; the name of its second table is its kind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;
use url::Url;

use crate::config::home::{Defaults, zone};
use crate::config::sheet::{Sheet, Value};
use crate::config::source_tables::{RobotsTerm, SourceTable, TestTable};
use crate::config::{Around, Sources, files, rules, schema, words};
use crate::domain::{Ask, Language, Profile, Region, Schedule, SourceId};
use crate::pipeline::house::{Manners, SourceSetup};
use crate::source::{Context, Kind};

/// A recorded document, and what must come out of it; what is absent is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTest {
    /// The source it is of.
    pub source: SourceId,
    /// The source's file, below the home.
    pub file: String,
    /// The recorded document.
    pub document: PathBuf,
    /// The headline.
    pub headline: Option<String>,
    /// The place of the dateline.
    pub place: Option<String>,
    /// Regions that must be among the release's.
    pub regions: Option<Vec<Region>>,
    /// The language.
    pub language: Option<Language>,
    /// The date of what it tells of, `2024-06-06`.
    pub event: Option<String>,
    /// When it was published, or the beginning of it.
    pub published: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The initials at its end.
    pub initials: Option<Vec<String>>,
    /// Subjects that must be among the release's.
    pub subjects: Option<Vec<String>>,
    /// Whether it waits for a person.
    pub held: Option<bool>,
    /// The rule that must refuse it.
    pub refused: Option<String>,
    /// How many releases the document holds, without those that are refused.
    pub releases: Option<usize>,
}

/// The folder of recorded documents, below the home.
const DOCUMENTS: &str = "config/documents";

/// The language of a source, by its file or for all; what stands in for it where neither says.
fn language_of(
    sheet: &mut Sheet<'_>,
    table: &SourceTable,
    defaults: &Defaults,
    spoilt: bool,
    header: Range<usize>,
) -> Option<Language> {
    let own = sheet.meaning(table.language.as_ref(), Language::parse);
    let said = own.is_some() || table.language.is_some() || spoilt || defaults.unsure;
    let language = own.or_else(|| defaults.language.clone());
    if language.is_none() && !said {
        let hint =
            "write `language = \"id\"`, or set it for all in `[defaults]` of config/warta.toml";
        let said = "the source lacks `language`".to_owned();
        sheet.fault(header, (said, Some(hint.to_owned())));
    }
    let stand_in = || Language::parse("und").or_else(|_| Language::parse("en")).ok();
    language.or_else(stand_in)
}

/// Reads one source file into `sources`. A file of comments alone is a source put aside.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    stem: &str,
    around: &Around<'_>,
    defaults: &Defaults,
    sources: &mut Sources,
) {
    let Some(tables) = sheet.parse() else {
        sources.known.insert(stem.to_owned());
        return;
    };
    if tables.is_empty() {
        return;
    }
    let kinds = kinds_of(sheet, &tables, around.registry.sources);
    let read = tables.get("source").map(|value| {
        sheet.read("`[source]`", value, &[], &[], &|from| SourceTable::deserialize(from))
    });
    let spoilt = |key| read.as_ref().is_some_and(|read| read.spoilt(key));
    let (id_spoilt, language_spoilt) = (spoilt("id"), spoilt("language"));
    let table = read.and_then(|read| read.value).unwrap_or_default();
    let header = tables.get("source").map_or(0..0, Spanned::span);
    let id = identify(sheet, stem, &table, sources).filter(|_| !id_spoilt);
    sources.known.insert(id.as_ref().map_or(stem, SourceId::as_str).to_owned());
    let language = language_of(sheet, &table, defaults, language_spoilt, header);
    let schedule = sheet.meaning(table.schedule.as_ref(), Schedule::parse);
    let schedule = schedule.or_else(|| defaults.schedule.clone());
    let schedule = schedule.or_else(|| Schedule::parse("every 15m").ok());
    let timezone = sheet.meaning(table.timezone.as_ref(), zone).or(defaults.timezone);
    let region = sheet.meaning(table.region.as_ref(), |text| around.regions.one(text));
    let homepage = sheet.meaning(table.homepage.as_ref(), page);
    let manners = manners(sheet, &table);
    let rules = tables.get("rules").map(|value| rules::read(sheet, value, around));
    let rules = rules.unwrap_or_default();
    if let Some(id) = &id {
        tests(sheet, &tables, id, around, sources);
    }
    let built = language.as_ref().and_then(|language| {
        let open = |secret: &_| around.open(secret);
        let (home, language) = (around.home.to_owned(), language.clone());
        let context = Context { home, language, zone: timezone, open: &open };
        kinds.into_iter().map(|(kind, value)| build(sheet, value, kind, &context)).last()?
    });
    let (Some(id), Some(language), Some(schedule), Some(source)) = (id, language, schedule, built)
    else {
        return;
    };
    let profile = Profile {
        name: table.name.unwrap_or_else(|| id.to_string()),
        id: id.clone(),
        homepage,
        language,
        region,
        timezone,
        rights: table.rights,
        full_text: table.full_text.unwrap_or(true),
        rules,
    };
    let enabled = table.enabled.unwrap_or(true);
    let token = source.push_token().map(|token| around.open(token));
    let push_token = token.and_then(|token| {
        let place = tables.get(source.kind()).map_or(0..0, Spanned::span);
        token.map_err(|why| sheet.fault(place, (why, None))).ok()
    });
    let local_only = table.local_only.unwrap_or(false);
    let setup = SourceSetup {
        profile,
        schedule,
        source,
        enabled,
        local_only,
        manners,
        shared: false,
        push_token,
    };
    sources.setups.insert(id, setup);
}

/// Marks the sources that begin at an address at which another one begins too.
pub(super) fn mark_shared(setups: &mut BTreeMap<SourceId, SourceSetup>) {
    let places = |setup: &SourceSetup| -> BTreeSet<Url> {
        let place = |ask: &Ask| match ask {
            Ask::Http(ask) => Some(ask.place()),
            _ => None,
        };
        setup.source.start().iter().filter_map(place).collect()
    };
    let mut readers: BTreeMap<Url, usize> = BTreeMap::new();
    for setup in setups.values().filter(|setup| setup.enabled) {
        for place in places(setup) {
            *readers.entry(place).or_default() += 1;
        }
    }
    for setup in setups.values_mut() {
        let of = |place: &Url| readers.get(place).copied().unwrap_or(0);
        setup.shared = setup.enabled && places(setup).iter().any(|place| of(place) > 1);
    }
}

fn manners(sheet: &mut Sheet<'_>, table: &SourceTable) -> Manners {
    Manners {
        ignore_robots: table.robots == Some(RobotsTerm::Ignore),
        insist: table.insist.unwrap_or(false),
        quiet_after: sheet.meaning(table.quiet_after.as_ref(), length),
    }
}

/// The id of a source, if it is one and nobody else's.
fn identify(
    sheet: &mut Sheet<'_>,
    stem: &str,
    table: &SourceTable,
    sources: &mut Sources,
) -> Option<SourceId> {
    let id = match &table.id {
        Some(id) => sheet.meaning(Some(id), SourceId::parse)?,
        None => SourceId::parse(stem)
            .map_err(|_| {
                let said = format!("the file's name `{stem}` cannot be the source's id");
                let hint = "name the file with a-z, 0-9 and inner hyphens, or set `id`";
                sheet.fault(0..0, (said, Some(hint.to_owned())));
            })
            .ok()?,
    };
    if let Some(other) = sources.ids.get(&id) {
        let said = format!("the source `{id}` is defined in {other} already");
        let hint = "give this one an `id` of its own".to_owned();
        sheet.fault(table.id.as_ref().map_or(0..0, Spanned::span), (said, Some(hint)));
        return None;
    }
    sources.ids.insert(id.clone(), sheet.file.clone());
    Some(id)
}

/// The kind's table; notes strangers, a second kind, and none at all.
fn kinds_of<'v, 't>(
    sheet: &mut Sheet<'t>,
    tables: &'v DeTable<'t>,
    kinds: &'static [Kind],
) -> Vec<(&'static Kind, &'v Value<'t>)> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let known: Vec<&str> =
        ["source", "rules", "test"].into_iter().chain(names.iter().copied()).collect();
    let mut found: Vec<(&'static Kind, &'v Value<'t>)> = Vec::new();
    let mut stranger = false;
    let mut entries: Vec<_> = tables.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name = key.get_ref();
        if let Some(kind) = kinds.iter().find(|kind| kind.name == name) {
            if let Some((first, _)) = found.first() {
                let said = format!("a second kind: this source is a `[{}]` already", first.name);
                let hint = format!("move `[{name}]` to a file of its own");
                sheet.fault(key.span(), (said, Some(hint)));
            }
            found.push((kind, value));
        } else if !known.contains(&name.as_ref()) {
            let table = value.get_ref().is_table();
            stranger |= table;
            let hint = words::nearest_or_list(name, &known, "its tables are");
            let what = if table { "table" } else { "key" };
            let said = format!("`{name}` is not a {what} of a source file");
            sheet.fault(key.span(), (said, hint));
        }
    }
    if found.is_empty() && !stranger {
        let said = "the source has no kind".to_owned();
        let tables: Vec<String> = names.iter().map(|name| format!("[{name}]")).collect();
        let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
        let hint = format!("add one of the tables {}", words::list(&tables, "or"));
        sheet.fault(0..0, (said, Some(hint)));
    }
    found
}

fn build<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
    kind: &Kind,
    context: &Context<'_>,
) -> Option<std::sync::Arc<dyn crate::source::Source>> {
    let required = schema::required(kind.schema);
    let label = format!("`[{}]`", kind.name);
    let build = kind.build;
    sheet.read(&label, value, &required, &[], &|from| build(from, context)).value
}

fn tests<'t>(
    sheet: &mut Sheet<'t>,
    tables: &DeTable<'t>,
    id: &SourceId,
    around: &Around<'_>,
    sources: &mut Sources,
) {
    let Some(value) = tables.get("test") else { return };
    let Some(array) = value.get_ref().as_array() else {
        let said = "tests are a list of tables".to_owned();
        sheet.fault(value.span(), (said, Some("write `[[test]]`".to_owned())));
        return;
    };
    for value in array {
        let read = sheet.read("`[[test]]`", value, &[], &[], &|from| TestTable::deserialize(from));
        let spoilt = read.spoilt("document");
        let table = read.value.unwrap_or_default();
        if table.document.is_none() && !spoilt {
            sheet.lacks("`[[test]]`", value, "document");
        }
        let document = sheet.meaning(table.document.as_ref(), |name| {
            let path = around.home.join(DOCUMENTS).join(name);
            let missing = || format!("there is no document `{DOCUMENTS}/{name}`");
            if files::exists(&path) { Ok(path) } else { Err(missing()) }
        });
        let regions = table.regions.map(|list| {
            let one = |text| sheet.meaning(Some(text), |text| around.regions.one(text));
            list.iter().filter_map(one).collect()
        });
        let language = sheet.meaning(table.language.as_ref(), Language::parse);
        let Some(document) = document else { continue };
        sources.tests.push(SourceTest {
            source: id.clone(),
            file: sheet.file.clone(),
            document,
            headline: table.headline,
            place: table.place,
            regions,
            language,
            event: table.event,
            published: table.published,
            byline: table.byline,
            initials: table.initials,
            subjects: table.subjects,
            held: table.held,
            refused: table.refused,
            releases: table.releases,
        });
    }
}

/// Reads a length of time from an hour to a year: `12h`, `14d`.
fn length(text: &str) -> Result<Duration, String> {
    let read = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let hours = number.parse::<u64>().ok()?.checked_mul(match unit {
            "h" => 1,
            "d" => 24,
            _ => return None,
        })?;
        (1..=366 * 24).contains(&hours).then(|| Duration::from_secs(hours * 3_600))
    };
    read().ok_or_else(|| format!("`{text}` is not a length from an hour to a year; write `14d`"))
}

fn page(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
    url.map(String::from)
        .ok_or_else(|| format!("`{text}` is not a web address; write `https://agency.example/`"))
}
