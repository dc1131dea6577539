//! A newsroom in this process whose sources lie on a site of the test's own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use sqlx::Connection;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::runtime::Runtime;
use url::Url;
use warta::cli::room;
use warta::domain::ask::{HttpAsk, Purpose};
use warta::domain::emission::Emission;
use warta::domain::instant::from_seconds;
use warta::domain::{Ask, Draft, Instant, Lane, Language, Markup, SourceId};
use warta::pipeline::{Clock, House, Newsroom, pull};
use warta::schedule::{clock, start, worker};
use warta::source::{Heard, Reading, Source, SourceError};
use warta::store::releases::{Filter, Standing};
use warta::store::sources::SourceRow;

use crate::support::home::Home;
use crate::support::site::Asked;
use crate::support::{Site, home};

/// When the clock begins: Thursday, 6 June 2024, 09:00 UTC.
const BEGINNING: i64 = 1_717_664_400;

/// When the clock began.
pub(crate) fn beginning() -> Instant {
    from_seconds(BEGINNING)
}

/// Tables in which a quiet pull writes nothing.
const TABLES: &[&str] = &[
    "release",
    "revision",
    "rejection",
    "address",
    "document",
    "fragment",
    "emission",
    "notice",
    "waiting",
    "alert",
    "recheck",
    "feed",
    "meta",
];

/// The newsroom.
pub(crate) struct Desk {
    pub(crate) newsroom: Newsroom,
    home: Home,
    runtime: Runtime,
    reads: Arc<AtomicUsize>,
}

/// A source that counts what it reads.
#[derive(Debug)]
struct Counted(Arc<dyn Source>, Arc<AtomicUsize>);

impl Source for Counted {
    fn kind(&self) -> &'static str {
        self.0.kind()
    }
    fn start(&self) -> Vec<Ask> {
        self.0.start()
    }
    fn lane(&self) -> Option<Lane> {
        self.0.lane()
    }
    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.read(heard)
    }
}

/// A source of pages: its listing names a path a line; a page is a headline and a text. A
/// line of the listing that begins with `#` is a release by itself.
#[derive(Debug)]
pub(crate) struct Pages(Url);

impl Pages {
    pub(crate) fn of(site: &Site, listing: &str) -> Self {
        Self(site.url(listing).parse().unwrap())
    }

    fn ask(url: Url) -> Ask {
        Ask::Http(HttpAsk { purpose: Purpose::Page, ..HttpAsk::feed(url) })
    }
}

impl Source for Pages {
    fn kind(&self) -> &'static str {
        "pages"
    }
    fn start(&self) -> Vec<Ask> {
        vec![Self::ask(self.0.clone())]
    }
    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.0)
    }
    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        let Heard::Document(document) = heard else { return Err(SourceError::Empty) };
        let text = String::from_utf8_lossy(&document.bytes);
        let draft = |id: &str, headline: &str, body: &str| Draft {
            own_id: Some(id.to_owned()),
            headline: Some(headline.to_owned()),
            body: Some(Markup::Plain(body.to_owned())),
            ..Draft::default()
        };
        let mut reading = Reading::default();
        if document.address != self.0.as_str() {
            let (headline, body) = text.split_once('\n').ok_or(SourceError::Empty)?;
            reading.drafts.push(draft(&document.address, headline, body));
            return Ok(reading);
        }
        for line in text.lines() {
            match line.strip_prefix('#') {
                Some(name) => {
                    let body = format!("Kantor Contoh membuka loket {name}.");
                    reading.drafts.push(draft(name, &format!("Judul {name}"), &body));
                }
                None => reading.follow.push(Self::ask(self.0.join(line).unwrap())),
            }
        }
        Ok(reading)
    }
}

/// A feed of releases by their names.
pub(crate) fn feed(names: &[&str]) -> String {
    every_hours(names, 0)
}

/// A feed of releases so many hours apart; of none, without dates.
pub(crate) fn every_hours(names: &[&str], hours: i64) -> String {
    let item = |(number, name): (usize, &&str)| {
        let at = from_seconds(BEGINNING) - TimeDelta::hours(hours * i64::try_from(number).unwrap());
        let date = format!("<pubDate>{}</pubDate>", at.to_rfc2822());
        let date = if hours == 0 { "" } else { &date };
        format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><title>Judul {name}</title>{date}\
             <description>Kantor Contoh membuka loket {name} di Pontianak.</description></item>"
        )
    };
    let items: String = names.iter().enumerate().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Kantor</title>{items}</channel></rss>")
}

/// The entity tag or time a request asked with.
pub(crate) fn tagged(asked: &Asked) -> Option<String> {
    let sent = ["if-none-match", "if-modified-since"];
    let value = sent.iter().find_map(|name| asked.headers.get(*name));
    value.map(|value| value.to_str().unwrap().to_owned())
}

impl Desk {
    /// One feed on the site, at `/feed.xml`, called `kantor`.
    pub(crate) fn feed(site: &Site, schedule: &str, keys: &str) -> Self {
        let table = format!("url = \"{}\"", site.url("/feed.xml"));
        Self::with(&[("kantor", table)], schedule, keys)
    }

    /// Feeds by name, with the keys of their tables.
    pub(crate) fn with(sources: &[(&str, String)], schedule: &str, keys: &str) -> Self {
        let home = home();
        home.remove("config/sources/kantor.toml");
        for (id, table) in sources {
            let common =
                format!("language = \"id\"\nregion = \"ID\"\nschedule = \"{schedule}\"\n{keys}");
            let text = format!("[source]\n{common}\n[feed]\n{table}\n");
            home.write(&format!("config/sources/{id}.toml"), &text);
        }
        Self::open(home, None)
    }

    /// One source of pages, called `kantor`.
    pub(crate) fn pages(pages: Pages, schedule: &str) -> Self {
        let home = home();
        let text = format!(
            "[source]\nlanguage = \"id\"\nregion = \"ID\"\nschedule = \"{schedule}\"\n\
             [feed]\nurl = \"http://127.0.0.1/\"\n"
        );
        home.write("config/sources/kantor.toml", &text);
        let pages: Arc<dyn Source> = Arc::new(pages);
        Self::open(home, Some(&pages))
    }

    fn open(home: Home, instead: Option<&Arc<dyn Source>>) -> Self {
        let config = home.read("config/warta.toml");
        let fetch = "[fetch]\ncontact = \"desk@warta.example\"\nallow = [\"127.0.0.0/8\"]\n";
        home.write("config/warta.toml", &format!("{config}\n{fetch}"));
        home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"ID\"]\n");
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build().unwrap();
        let reads = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&reads);
        let newsroom = runtime.block_on(async {
            let config = room::configuration(home.path(), None).unwrap();
            let store = room::open_store(&config).await.unwrap();
            let mut newsroom = room::newsroom(&config, store, None).unwrap();
            newsroom.clock = Clock::standing(from_seconds(BEGINNING));
            let mut house = House::clone(&newsroom.house());
            for setup in house.sources.values_mut() {
                let inner = Arc::clone(instead.unwrap_or(&setup.source));
                setup.source = Arc::new(Counted(inner, Arc::clone(&counter)));
            }
            newsroom.reload(house);
            start::settle(&newsroom).await.unwrap();
            worker::until_idle(&newsroom, Duration::ZERO, &|| {}).await.unwrap();
            newsroom
        });
        Self { newsroom, home, runtime, reads }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Instant {
        self.newsroom.clock.now()
    }

    /// Does what is due now, and publishes what comes of it.
    pub(crate) fn pulled(&self) {
        self.later(0);
    }

    /// Pulls `kantor` without working the queue.
    pub(crate) fn pulled_only(&self) {
        self.newsroom.clock.advance(Duration::from_hours(1));
        let source = SourceId::parse("kantor").unwrap();
        self.runtime.block_on(pull::pull(&self.newsroom, &source)).unwrap();
    }

    /// Pulls one source, whatever comes of it.
    pub(crate) fn pull(&self, source: &str) {
        let source = SourceId::parse(source).unwrap();
        self.runtime.block_on(async {
            pull::pull(&self.newsroom, &source).await.ok();
            worker::until_idle(&self.newsroom, Duration::ZERO, &|| {}).await.unwrap();
        });
    }

    /// Lets time pass, then does what is due.
    pub(crate) fn later(&self, minutes: i64) {
        self.newsroom.clock.advance(Duration::from_mins(minutes.try_into().unwrap()));
        self.runtime.block_on(async {
            clock::tick(&self.newsroom).await.unwrap();
            worker::until_idle(&self.newsroom, Duration::ZERO, &|| {}).await.unwrap();
        });
    }

    /// Lets time pass until `kantor` is due, and pulls it.
    pub(crate) fn due(&self) {
        let wait = self.row().next_at.unwrap() - self.now();
        self.newsroom.clock.advance(wait.to_std().unwrap_or_default());
        self.later(0);
    }

    /// How every source stands.
    pub(crate) fn all(&self) -> Vec<SourceRow> {
        self.runtime.block_on(self.newsroom.store.sources()).unwrap()
    }

    /// How the first source stands.
    pub(crate) fn row(&self) -> SourceRow {
        self.all().remove(0)
    }

    /// The kinds of open alerts.
    pub(crate) fn alerts(&self) -> Vec<String> {
        let alerts = self.runtime.block_on(self.newsroom.store.alerts(false)).unwrap();
        alerts.into_iter().map(|alert| alert.kind).collect()
    }

    /// The kinds of all notices.
    pub(crate) fn notices(&self) -> Vec<String> {
        let notices = self.runtime.block_on(self.newsroom.store.notices(0, 1_000)).unwrap();
        notices.into_iter().map(|notice| notice.kind.name().to_owned()).collect()
    }

    /// How many releases there are, withdrawn ones too.
    pub(crate) fn releases(&self) -> i64 {
        let counts = self.runtime.block_on(self.newsroom.store.release_counts()).unwrap();
        counts.iter().map(|(_, count)| count).sum()
    }

    /// The releases of one source as they stand.
    pub(crate) fn standings(&self, source: &str) -> Vec<Standing> {
        let source = Some(SourceId::parse(source).unwrap());
        let filter = Filter { source, limit: 1_000, ..Filter::default() };
        self.runtime.block_on(self.newsroom.store.releases(&filter)).unwrap()
    }

    /// The headlines of `kantor` with the place of each on the clock of Indonesian.
    pub(crate) fn entries(&self) -> BTreeMap<String, Emission> {
        let language = Language::parse("id").unwrap();
        let store = &self.newsroom.store;
        let standings = self.standings("kantor").into_iter().map(|standing| {
            let id = &standing.release.id;
            let row = self.runtime.block_on(store.entry(id, &language)).unwrap().unwrap();
            (standing.release.headline, row.emission.unwrap())
        });
        standings.collect()
    }

    /// How many documents were read by a source.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    /// What publishing has cost so far.
    pub(crate) fn rendered(&self) -> String {
        format!("{:?}", self.newsroom.tally)
    }

    /// Every row of the tables in which a quiet pull writes nothing.
    pub(crate) fn rows(&self) -> Vec<String> {
        let file = self.home.at("data/warta.sqlite");
        self.runtime.block_on(async {
            let options = SqliteConnectOptions::new().filename(file).read_only(true);
            let mut db = SqliteConnection::connect_with(&options).await.unwrap();
            let mut rows = Vec::new();
            for table in TABLES {
                let sql =
                    format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')");
                let sql = sqlx::AssertSqlSafe(sql);
                let columns = sqlx::query(sql).fetch_all(&mut db).await.unwrap();
                let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
                let sql = format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || ',' || "));
                let found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut db).await.unwrap();
                rows.extend(found.iter().map(|row| format!("{table} {}", row.get::<String, _>(0))));
            }
            rows
        })
    }
}
