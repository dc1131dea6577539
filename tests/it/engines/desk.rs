//! A home whose engine is the fake one, worked in this process under a clock that moves when
//! it is told to; time on the wire is real.

use std::collections::BTreeMap;
use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

use tokio::runtime::Runtime;
use warta::cli::room;
use warta::config::Config;
use warta::domain::desk::Decision;
use warta::domain::instant::from_seconds;
use warta::domain::job::Filing;
use warta::domain::translation::{Origin, State};
use warta::domain::{Instant, Job, Language, SourceId, Translation};
use warta::pipeline::desk::{self as person, Sheet};
use warta::pipeline::{Clock, Newsroom, pull};
use warta::schedule::{start, worker};
use warta::store::queue::JobRow;

use crate::support::fake::Fake;
use crate::support::home;
use crate::support::home::Home;

/// When the clock begins: Thursday, 6 June 2024, 09:00 UTC.
pub(crate) const BEGINNING: i64 = 1_717_664_400;

/// A key that must be seen nowhere but in a header.
pub(crate) const KEY: &str = "rahasia-4711-sandi";

/// A home and its engine; the database goes with this value.
pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) fake: Fake,
    pub(crate) newsroom: Newsroom,
    pub(crate) runtime: Runtime,
}

/// The table of one engine of a kind at the fake's address.
pub(crate) fn table(kind: &str, fake: &Fake) -> String {
    let key = "key = { file = \"engine-key\" }";
    let own = match kind {
        "apertium" => String::new(),
        "chat" => format!("{key}\nmodel = \"uji\"\n"),
        _ => format!("{key}\n"),
    };
    format!("[[engine]]\nname = \"{kind}\"\nkind = \"{kind}\"\nurl = \"{}\"\n{own}", fake.url())
}

impl Desk {
    /// A desk with one engine of a kind.
    pub(crate) fn of(kind: &str) -> Self {
        Self::with(kind, "request_secs = 1\n", "")
    }

    /// A desk with an engine of a kind, more lines in its table, and more tables after it.
    pub(crate) fn with(kind: &str, own: &str, more: &str) -> Self {
        let fake = Fake::start();
        let tables = format!("{}{own}{more}", table(kind, &fake));
        Self::of_tables(fake, &tables)
    }

    /// A desk with these tables in the place of the rehearsal.
    pub(crate) fn of_tables(fake: Fake, tables: &str) -> Self {
        let home = home();
        home.write("engine-key", KEY);
        let config = home.read("config/warta.toml");
        let (before, _) = config.split_once("[[engine]]").unwrap();
        home.write("config/warta.toml", &format!("{before}{tables}"));
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build().unwrap();
        let newsroom = runtime.block_on(open(&home));
        Self { home, fake, newsroom, runtime }
    }

    /// Reads the configuration again.
    pub(crate) fn reload(&self) {
        self.newsroom.reload(config(&self.home).house);
        self.runtime.block_on(start::settle(&self.newsroom)).unwrap();
    }

    /// Drops a release into the folder.
    pub(crate) fn drop_in(&self, name: &str, text: &str) {
        self.drop_file(&format!("{name}.txt"), text);
    }

    /// Drops a file into the folder.
    pub(crate) fn drop_file(&self, name: &str, text: &str) {
        let file = format!("drop/{name}");
        self.home.write(&file, text);
        let now = self.newsroom.clock.now().timestamp() - 60;
        let time = UNIX_EPOCH + Duration::from_secs(now.unsigned_abs());
        File::options().write(true).open(self.home.at(&file)).unwrap().set_modified(time).unwrap();
    }

    /// Pulls the folder and works what is due within two seconds.
    pub(crate) fn pull(&self) {
        let source = SourceId::parse("kantor").unwrap();
        self.runtime.block_on(pull::pull(&self.newsroom, &source)).unwrap();
        self.work(2);
    }

    /// Works what is due within so many seconds, moving the clock to it.
    pub(crate) fn work(&self, secs: u64) {
        let patience = Duration::from_secs(secs);
        self.runtime.block_on(worker::until_idle(&self.newsroom, patience, &|| {})).unwrap();
    }

    /// Lets time pass, and works what is due then.
    pub(crate) fn later(&self, secs: u64) {
        self.newsroom.clock.advance(Duration::from_secs(secs));
        self.work(0);
    }

    /// The translation of the only release whose name in the folder is its headline's word.
    pub(crate) fn translation(&self, to: &str) -> Option<Translation> {
        let to = Language::parse(to).unwrap();
        self.runtime.block_on(async {
            let id = self.newsroom.store.find("kantor/").await.unwrap();
            self.newsroom.store.translation(&id, &to).await.unwrap()
        })
    }

    /// How the only release stands in Malay: its state, and where each block comes from.
    pub(crate) fn state(&self) -> Option<(State, Vec<Origin>)> {
        let made = self.translation("ms")?;
        Some((made.state, made.body.iter().map(|block| block.origin).collect()))
    }

    /// Lays the only release's translation before a person.
    pub(crate) fn sheet(&self, to: &str) -> Sheet {
        let to = Language::parse(to).unwrap();
        self.runtime.block_on(async {
            let id = self.newsroom.store.find("kantor/").await.unwrap();
            person::sheet(&self.newsroom, &id, &to).await.unwrap()
        })
    }

    /// A person writes a segment, by its number, and what follows is done.
    pub(crate) fn edit(&self, to: &str, number: usize, text: &str) {
        let (sheet, texts) = (self.sheet(to), [(number, text.to_owned())]);
        let edited = person::edit(&self.newsroom, &sheet, "Rani", &texts);
        assert_eq!(self.runtime.block_on(edited).unwrap().0, 1);
        self.work(2);
    }

    /// A person decides, and what follows is done.
    pub(crate) fn review(&self, to: &str, decision: Decision) {
        let sheet = self.sheet(to);
        let reviewed = person::review(&self.newsroom, &sheet, decision, "Rani", None);
        self.runtime.block_on(reviewed).unwrap();
        self.work(2);
    }

    /// The only release is translated once more, out of the memory where it can be.
    pub(crate) fn retranslate(&self, to: &str) {
        let (to, now) = (Language::parse(to).unwrap(), self.now());
        self.runtime.block_on(async {
            let release = self.newsroom.store.find("kantor/").await.unwrap();
            let job = Job::Translate { release: release.clone(), language: to.clone() };
            let wanted = [(release, to, Filing::free(job, now))];
            self.newsroom.store.want_again(&wanted, now).await.unwrap();
        });
        self.work(2);
    }

    /// Jobs that translate, whatever became of them.
    pub(crate) fn jobs(&self) -> Vec<JobRow> {
        let all = self.runtime.block_on(self.newsroom.store.jobs(1_000)).unwrap();
        all.into_iter().filter(|job| job.kind == "translate").collect()
    }

    /// Kinds of open alerts.
    pub(crate) fn alerts(&self) -> Vec<String> {
        let all = self.runtime.block_on(self.newsroom.store.alerts(false)).unwrap();
        all.into_iter().map(|alert| alert.kind).collect()
    }

    /// Characters in the ledger, by state.
    pub(crate) fn ledger(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for (_, state, _, chars) in self.runtime.block_on(self.newsroom.store.ledger()).unwrap() {
            *sums.entry(state).or_default() += chars;
        }
        sums
    }

    /// What is unsound in the database; the ledger's balance is part of it.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.runtime.block_on(self.newsroom.store.integrity()).unwrap()
    }

    /// The time.
    pub(crate) fn now(&self) -> Instant {
        self.newsroom.clock.now()
    }
}

fn config(home: &Home) -> Config {
    room::configuration(home.path(), None).unwrap_or_else(|why| panic!("{why:#}"))
}

async fn open(home: &Home) -> Newsroom {
    let config = config(home);
    let store = room::open_store(&config).await.unwrap();
    let mut newsroom = room::newsroom(&config, store, None).unwrap();
    newsroom.clock = Clock::standing(from_seconds(BEGINNING));
    start::settle(&newsroom).await.unwrap();
    worker::until_idle(&newsroom, Duration::ZERO, &|| {}).await.unwrap();
    newsroom
}
