//! `config/warta.toml`: the site, its database, server, manners and engines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::DeTable;

use crate::config::addresses::{base, hub, is_address, is_loopback, schema};
use crate::config::faults::Fault;
use crate::config::publish::{PublishTable, Versions};
use crate::config::sheet::{Read, Sheet, Value};
use crate::config::spending::{self, NamedSource};
use crate::config::stories::StoriesTable;
use crate::config::tables::{
    DefaultsTable, FetchTable, ServerTable, SiteTable, StoreKind, StoreTable, TranslationTable,
    socket,
};
use crate::config::{Around, bucket, checks, engine, files, templates, words};
use crate::domain::budget::Budget;
use crate::domain::entry::Site;
use crate::domain::feed::Waiting;
use crate::domain::{Authority, Language, Schedule, SourceId};
use crate::fetch::Bucket;
use crate::fetch::guard::Allow;
use crate::pipeline::house::{Chain, EngineSetup, Unchecked};

/// Its name below the home.
pub(super) const FILE: &str = "config/warta.toml";

/// The tables it may hold.
pub(super) const TABLES: &[&str] = &[
    "site",
    "store",
    "server",
    "fetch",
    "publish",
    "bucket",
    "translation",
    "stories",
    "defaults",
    "engine",
    "chain",
    "budget",
    "checks",
];

/// What it says. Where it says something wrong, a stand-in that nobody will see.
pub(super) struct Main {
    pub(super) site: Site,
    pub(super) authority: Authority,
    pub(super) store: crate::store::Options,
    pub(super) fetch: crate::fetch::Options,
    pub(super) pulls_at_once: usize,
    pub(super) server: crate::server::Options,
    pub(super) publish_dir: Option<PathBuf>,
    pub(super) bucket: Option<Bucket>,
    pub(super) versions_public: bool,
    pub(super) noindex: bool,
    pub(super) max_age_secs: u32,
    pub(super) waiting: Waiting,
    pub(super) stories: StoriesTable,
    pub(super) engines: Vec<EngineSetup>,
    pub(super) chains: Vec<Chain>,
    pub(super) budgets: Vec<Budget>,
    pub(super) unchecked: Vec<Unchecked>,
    /// Sources that budgets and checks name, each with the fault that it is not there.
    pub(super) awaited: Vec<(SourceId, Fault)>,
    pub(super) defaults: Defaults,
}

/// What holds for sources that do not say otherwise.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    pub(super) language: Option<Language>,
    pub(super) timezone: Option<Tz>,
    pub(super) schedule: Option<Schedule>,
    /// Whether the file is so broken that a missing default means nothing.
    pub(super) unsure: bool,
}

/// Reads the file and notes its faults.
pub(super) fn load(
    around: &Around<'_>,
    data_dir: &Path,
    data_moved: bool,
    faults: &mut Vec<Fault>,
) -> Main {
    let text = files::read_text(&around.home.join(FILE)).unwrap_or_else(|why| {
        let hint = "`warta init DIR` writes a home; `--home DIR` says where it is".to_owned();
        faults.push(Fault::whole(FILE, why, Some(hint)));
        String::new()
    });
    let before = faults.len();
    let mut elsewhere = Vec::new();
    let mut sheet = Sheet::new(FILE, &text);
    let parsed = sheet.parse();
    let broken = parsed.is_none() || text.is_empty() && before > 0;
    let mut file = File { tables: parsed.unwrap_or_default(), sheet, around };
    file.strangers();
    let (site, authority) = file.site();
    let (mut fetch, pulls_at_once) = file.fetch();
    fetch.contact = fetch.contact.or_else(|| site.contact.clone());
    let publish: PublishTable = file.table("publish").value.unwrap_or_default();
    let mut site = site;
    site.hubs = file.hubs(&publish, &site);
    site.templates = templates::load(around.home, &mut elsewhere);
    let waiting: TranslationTable = file.table("translation").value.unwrap_or_default();
    let stories: StoriesTable = file.table("stories").value.unwrap_or_default();
    let engines = file.engines();
    let chains = file.chains(&engines);
    let (budgets, mut named) = file.budgets(&engines);
    let unchecked = file.unchecked(&mut named);
    let whole: Arc<str> = Arc::from(text.as_str());
    let awaited = named.into_iter().map(|(source, span)| {
        let said = format!("no source is called `{source}`");
        let fault = Fault::at(FILE, &whole, span, said, None);
        (source, fault)
    });
    let awaited = awaited.collect();
    let mut main = Main {
        site,
        authority,
        store: file.store(data_dir, data_moved),
        fetch,
        pulls_at_once,
        server: file.server(),
        publish_dir: publish.dir.map(|dir| around.home.join(dir)),
        bucket: file.bucket(),
        versions_public: publish.versions == Some(Versions::Public),
        noindex: publish.noindex,
        max_age_secs: small(publish.max_age_secs.get()),
        waiting: feed_waiting(waiting, Waiting::default()),
        stories,
        engines,
        chains,
        budgets,
        unchecked,
        awaited,
        defaults: file.defaults(),
    };
    main.defaults.unsure |= broken;
    faults.extend(file.sheet.close());
    faults.append(&mut elsewhere);
    main
}

/// What a `[translation]` table makes of what holds around it.
pub(super) fn feed_waiting(table: TranslationTable, around: Waiting) -> Waiting {
    Waiting {
        minutes: table.wait_minutes.map_or(around.minutes, |minutes| small(minutes.get())),
        otherwise: table.otherwise.unwrap_or(around.otherwise),
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Reads the name of a time zone.
pub(super) fn zone(text: &str) -> Result<Tz, String> {
    let near = || match text {
        "WIB" => Some("Asia/Jakarta"),
        "WITA" => Some("Asia/Makassar"),
        "WIT" => Some("Asia/Jayapura"),
        _ => {
            let names: Vec<&str> = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
            words::nearest(text, &names)
        }
    };
    text.parse().map_err(|_| match near() {
        Some(near) => format!("`{text}` is not a time zone; did you mean `{near}`?"),
        None => format!(
            "`{text}` is not a time zone; write an IANA name such as `Asia/Jakarta` or `UTC`"
        ),
    })
}

struct File<'t, 'a> {
    tables: DeTable<'t>,
    sheet: Sheet<'t>,
    around: &'a Around<'a>,
}

impl<'t> File<'t, '_> {
    /// Notes tables and keys that mean nothing here.
    fn strangers(&mut self) {
        for (key, value) in &self.tables {
            let name = key.get_ref();
            let what = if value.get_ref().is_table() { "table" } else { "key" };
            if !TABLES.contains(&name.as_ref()) {
                let hint = words::nearest_or_list(name, TABLES, "its tables are");
                self.sheet.fault(key.span(), (format!("`{name}` is not a {what} of {FILE}"), hint));
            }
        }
    }

    fn table<T: DeserializeOwned + Default + JsonSchema>(&mut self, name: &str) -> Read<T> {
        let label = format!("`[{name}]`");
        match self.tables.get(name) {
            Some(value) => self.sheet.read(&label, value, &[], &[], &|from| T::deserialize(from)),
            None => Read::nothing(),
        }
    }

    fn site(&mut self) -> (Site, Authority) {
        let table: SiteTable = self.table("site").value.unwrap_or_default();
        let base = self.sheet.meaning(table.base.as_ref(), base);
        let named = self.sheet.meaning(table.authority.as_ref(), Authority::parse);
        let example = Authority { name: Authority::EXAMPLE.to_owned(), year: 2026 };
        let authority = named.unwrap_or(example);
        let public = base.as_ref().is_some_and(|base| !is_loopback(base));
        if public && authority.name == Authority::EXAMPLE {
            let place = table.authority.as_ref().or(table.base.as_ref()).map(Spanned::span);
            let said = format!(
                "`{}` is the authority of examples and may publish on this machine only",
                Authority::EXAMPLE
            );
            let hint = "set `authority` to a domain name that is yours and a year in which it was: \
                        `example.org,2026`";
            self.sheet.fault(place.unwrap_or(0..0), (said, Some(hint.to_owned())));
        }
        let site = Site {
            name: table.name.unwrap_or_else(|| "Warta".to_owned()),
            base: base.map_or_else(|| "http://127.0.0.1:8484/".to_owned(), String::from),
            contact: table.contact,
            hubs: Vec::new(),
            templates: BTreeMap::new(),
        };
        (site, authority)
    }

    /// The hubs that feeds name: our own first, unless it is switched off.
    fn hubs(&mut self, table: &PublishTable, site: &Site) -> Vec<String> {
        let own = table.hub.unwrap_or(true).then(|| site.own_hub());
        let mut hubs: Vec<String> = own.into_iter().collect();
        for text in &table.hubs {
            let hub = self.sheet.meaning(Some(text), hub);
            hubs.extend(hub.filter(|hub| !hubs.contains(hub)));
        }
        hubs
    }

    fn bucket(&mut self) -> Option<Bucket> {
        let value = self.tables.get("bucket")?;
        bucket::read(&mut self.sheet, value, self.around)
    }

    fn store(&mut self, data_dir: &Path, data_moved: bool) -> crate::store::Options {
        let read: Read<StoreTable> = self.table("store");
        let spoilt = read.spoilt("postgres") || read.spoilt("kind");
        let table = read.value.unwrap_or_default();
        let header = self.tables.get("store").map_or(0..0, Spanned::span);
        let said = table.kind.as_ref().map(|kind| *kind.get_ref());
        let kind = said.unwrap_or(match table.postgres {
            Some(_) => StoreKind::Postgres,
            None => StoreKind::Sqlite,
        });
        let stray = match kind {
            StoreKind::Sqlite => table.postgres.as_ref().map(|p| ("postgres", p.span())),
            StoreKind::Postgres => table.path.as_ref().map(|p| ("path", p.span())),
        };
        if let Some((key, span)) = stray.filter(|_| !spoilt) {
            let name = if kind == StoreKind::Sqlite { "sqlite" } else { "postgres" };
            let said = format!("`{key}` says nothing to a store of kind `{name}`");
            self.sheet.fault(span, (said, Some(format!("take `{key}` out, or change `kind`"))));
        }
        let schema = self.sheet.meaning(table.schema.as_ref(), schema);
        match (kind, table.postgres) {
            (StoreKind::Postgres, Some(secret)) => {
                let url = self.around.open(secret.get_ref()).unwrap_or_else(|why| {
                    self.sheet.fault(secret.span(), (why, None));
                    crate::domain::Secret::new(String::new())
                });
                let schema = schema.unwrap_or_else(|| "public".to_owned());
                return crate::store::Options::Postgres { url, schema };
            }
            (StoreKind::Postgres, None) if !spoilt => {
                let said = "`[store]` of kind `postgres` lacks `postgres`".to_owned();
                let hint = "write `postgres = { env = \"DATABASE_URL\" }`".to_owned();
                self.sheet.fault(header, (said, Some(hint)));
            }
            _ => {}
        }
        if let Some(path) = table.path.as_ref().filter(|path| is_address(path.get_ref())) {
            let said = "`path` is an SQLite file, and this is an address".to_owned();
            let hint = "write `postgres = { env = \"DATABASE_URL\" }`".to_owned();
            self.sheet.fault(path.span(), (said, Some(hint)));
        }
        let path = table.path.map_or_else(|| "data/warta.sqlite".into(), Spanned::into_inner);
        let below = path.strip_prefix("data").ok().filter(|_| data_moved || path.is_relative());
        crate::store::Options::Sqlite(match below {
            Some(rest) => data_dir.join(rest),
            None => self.around.home.join(path),
        })
    }

    fn server(&mut self) -> crate::server::Options {
        let table: ServerTable = self.table("server").value.unwrap_or_default();
        let listen = self.sheet.meaning(table.listen.as_ref(), socket);
        let listen = listen.unwrap_or_else(|| ([127, 0, 0, 1], 8484).into());
        let metrics = table.metrics.as_ref().map(|metrics| metrics.get_ref().0);
        let metrics = metrics.unwrap_or_else(|| Some(([127, 0, 0, 1], 8485).into()));
        let place = table.metrics.as_ref().map(Spanned::span);
        let place = place.or_else(|| table.listen.as_ref().map(Spanned::span)).unwrap_or(0..0);
        if metrics.is_some_and(|address| !address.ip().is_loopback()) {
            let said = "`metrics` must stay on this machine".to_owned();
            let hint = "write an address such as `127.0.0.1:8485`, or `false`".to_owned();
            self.sheet.fault(place, (said, Some(hint)));
        } else if metrics == Some(listen) && listen.port() != 0 {
            // port 0 is any that is free, each time another one
            let said = "`listen` and `metrics` are the same address".to_owned();
            self.sheet.fault(place, (said, Some("give one of them another port".to_owned())));
        }
        let cache_bytes_max = table.cache_megabytes.get() * 1_000_000;
        crate::server::Options { listen, metrics_listen: metrics, cache_bytes_max }
    }

    fn fetch(&mut self) -> (crate::fetch::Options, usize) {
        let table: FetchTable = self.table("fetch").value.unwrap_or_default();
        let allow = table.allow.iter();
        let allow = allow.filter_map(|text| self.sheet.meaning(Some(text), Allow::parse)).collect();
        let options = crate::fetch::Options {
            contact: table.contact,
            allow,
            gap: Duration::from_millis(table.gap_ms.get()),
            connect_limit: Duration::from_secs(table.connect_secs.get()),
            total_limit: Duration::from_secs(table.total_secs.get()),
            engine_limit: crate::fetch::Options::default().engine_limit,
            body_bytes_max: table.body_megabytes.get() * 1_000_000,
            hops_max: table.hops.count(),
        };
        (options, table.pulls.count())
    }

    fn engines(&mut self) -> Vec<EngineSetup> {
        let mut names = BTreeSet::new();
        let around = self.around;
        self.each("engine", |sheet, _, table| engine::read(sheet, table, around, &mut names))
    }

    fn chains(&mut self, engines: &[EngineSetup]) -> Vec<Chain> {
        self.each("chain", |sheet, _, table| spending::chain(sheet, table, engines))
    }

    fn budgets(&mut self, engines: &[EngineSetup]) -> (Vec<Budget>, Vec<NamedSource>) {
        let read = self
            .each("budget", |sheet, number, table| spending::budget(sheet, table, number, engines));
        let (budgets, named): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        (budgets, named.into_iter().flatten().collect())
    }

    fn unchecked(&mut self, named: &mut Vec<NamedSource>) -> Vec<Unchecked> {
        let read = self.each("checks", |sheet, _, table| checks::read(sheet, table));
        let (unchecked, sources): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        named.extend(sources.into_iter().flatten());
        unchecked
    }

    /// Reads every table of a list of tables.
    fn each<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Sheet<'t>, usize, &Value<'t>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.tables.get(name) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let said = format!("{name}s are a list of tables");
            self.sheet.fault(value.span(), (said, Some(format!("write `[[{name}]]`"))));
            return Vec::new();
        };
        let sheet = &mut self.sheet;
        let read = |(number, table): (usize, &Value<'t>)| read(sheet, number, table);
        array.iter().enumerate().filter_map(read).collect()
    }

    fn defaults(&mut self) -> Defaults {
        let read: Read<DefaultsTable> = self.table("defaults");
        let mut unsure = read.spoilt("language");
        let table = read.value.unwrap_or_default();
        let language = self.sheet.meaning(table.language.as_ref(), Language::parse);
        unsure |= table.language.is_some() && language.is_none();
        let timezone = self.sheet.meaning(table.timezone.as_ref(), zone);
        let schedule = self.sheet.meaning(table.schedule.as_ref(), Schedule::parse);
        Defaults { language, timezone, schedule, unsure }
    }
}
