//! A room whose engine writes down what it is asked, so that a test can say which segment
//! was asked for how often, and what the database says of it.

use std::collections::BTreeMap;

use warta::domain::Notice;
use warta::store::queue::JobRow;
use warta::store::releases::{Filter, Standing};
use warta::store::{Options, Store};

use crate::journey::{newsroom, on_postgres};
use crate::support::database::Database;
use crate::support::home::Home;
use crate::support::{block_on, postgres};

/// Marks every paragraph, and notes the whole input beside itself.
const SCRIPT: &str = r#"here=$(dirname "$0")
input=$(cat)
{ printf '%s\n' "$input"; printf '=\n'; } >>"$here/asked.txt"
printf '%s\n' "$input" | sed 's/^\(..*\)$/[ms] \1/'
"#;

/// The configuration of the engine that runs it.
const ENGINE: &str = "kind = \"command\"\nprogram = \"sh\"\narguments = ['SCRIPT']\n\
                      craft = \"rules\"\ndisplay = \"Penghitung\"\n";

/// A kind of database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Base {
    Sqlite,
    Postgres,
}

/// A home on its database; the schema goes with it.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) home: Home,
    database: Option<Database>,
}

/// What the database says.
#[derive(Debug)]
pub(crate) struct Facts {
    /// What is unsound in it.
    pub(crate) faults: Vec<String>,
    pub(crate) releases: Vec<Standing>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) jobs: Vec<JobRow>,
    /// Requests to engines, by how they ended.
    pub(crate) ledger: BTreeMap<String, i64>,
    /// Of every document, by address.
    pub(crate) etags: BTreeMap<String, String>,
}

impl Room {
    /// A room on a kind of database; `None` where there is none of that kind.
    pub(crate) fn on(base: Base) -> Option<Self> {
        let database = match base {
            Base::Sqlite => None,
            Base::Postgres => Some(postgres()?),
        };
        let room = Self { home: newsroom(), database };
        room.install();
        if let Some(database) = &room.database {
            on_postgres(&room.home, &database.url, &database.schema);
        }
        Some(room)
    }

    /// Puts the counting engine in the place of the rehearsal.
    fn install(&self) {
        let home = &self.home;
        home.write("engine.sh", SCRIPT);
        self.forget();
        let engine = ENGINE.replace("SCRIPT", &home.at("engine.sh").to_string_lossy());
        let config = home.read("config/warta.toml");
        let (before, after) = config.split_once("kind = \"rehearsal\"\n").unwrap();
        home.write("config/warta.toml", &format!("{before}{engine}{after}"));
    }

    /// Forgets what was asked so far.
    pub(crate) fn forget(&self) {
        self.home.write("asked.txt", "");
    }

    /// The calls so far, each as its paragraphs.
    pub(crate) fn calls(&self) -> Vec<Vec<String>> {
        let asked = self.home.read("asked.txt");
        let lines = |call: &str| {
            let lines = call.lines().filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        asked.split("=\n").map(lines).filter(|call| !call.is_empty()).collect()
    }

    /// How often each paragraph was asked for.
    pub(crate) fn segments(&self) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for segment in self.calls().into_iter().flatten() {
            *counted.entry(segment).or_default() += 1;
        }
        counted
    }

    /// Looks into the database.
    pub(crate) fn facts(&self) -> Facts {
        let options = match &self.database {
            Some(database) => database.options(),
            None => Options::Sqlite(self.home.at("data/warta.sqlite")),
        };
        block_on(async move {
            let store = Store::open(&options).await.unwrap();
            let all = Filter { source: None, region: None, status: None, limit: 100 };
            let ledger = store.ledger().await.unwrap();
            let mut addresses = Vec::new();
            for address in store.addresses().await.unwrap() {
                let document = store.document(&address).await.unwrap();
                addresses.extend(document.filter(|one| one.status == 200).map(|one| one.address));
            }
            let facts = Facts {
                faults: store.integrity().await.unwrap(),
                releases: store.releases(&all).await.unwrap(),
                notices: store.notices(0, 100).await.unwrap(),
                jobs: store.jobs(1_000).await.unwrap(),
                ledger: ledger.into_iter().map(|(_, state, count, _)| (state, count)).collect(),
                etags: store.etags(&addresses).await.unwrap(),
            };
            store.close().await;
            facts
        })
    }
}
