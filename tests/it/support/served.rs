//! The server of a home, in this process, under a clock that only moves when it is told to.

use std::convert::Infallible;
use std::fs::File;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use arc_swap::ArcSwap;
use axum::body::Body;
use axum::http::{Request, Response};
use chrono::TimeDelta;
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tower::Service;
use warta::cli::room;
use warta::domain::instant::from_seconds;
use warta::domain::job::{Filing, Target};
use warta::domain::{Job, SourceId};
use warta::pipeline::{Clock, Newsroom, publish, pull};
use warta::schedule::{start, worker};
use warta::server::cache::Cache;
use warta::server::{self, Door, Patience, Refresh, Shared, View};

use super::home::Home;
use super::http::{self, Answer};

/// When the clock of a served home begins: Thursday, 6 June 2024, 09:00 UTC.
const BEGINNING: i64 = 1_717_664_400;

/// As patient as the program, in tenths of its time.
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(1),
    stall: Duration::from_secs(3),
    connections_max: 2_000,
};

/// A served home; the server ends with this value.
#[derive(Debug)]
pub(crate) struct Served {
    /// The home.
    pub(crate) home: Home,
    /// Where the public server listens.
    pub(crate) address: SocketAddr,
    /// Where the metrics are.
    pub(crate) metrics: SocketAddr,
    /// The doors and the clock.
    pub(crate) newsroom: Newsroom,
    view: Arc<ArcSwap<View>>,
    put_back: Arc<AtomicI64>,
    runtime: Runtime,
}

impl Served {
    /// Opens a home, tells its database what is configured, and serves it. Nothing drops
    /// documents from the server's memory: it is as one whose work is done elsewhere.
    pub(crate) fn start(home: Home) -> Self {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build().unwrap();
        let put_back = Arc::new(AtomicI64::new(0));
        let (newsroom, view, address, metrics) =
            runtime.block_on(open(&home, Arc::clone(&put_back)));
        Self { home, address, metrics, newsroom, view, put_back, runtime }
    }

    /// Drops a release into the folder, as old as the clock's beginning.
    pub(crate) fn drop_in(&self, name: &str, text: &str) {
        let file = format!("drop/{name}");
        self.home.write(&file, text);
        let beginning = UNIX_EPOCH + Duration::from_secs(BEGINNING.unsigned_abs());
        let file = File::options().write(true).open(self.home.at(&file)).unwrap();
        file.set_modified(beginning).unwrap();
    }

    /// Pulls the folder and works until the queue is empty.
    pub(crate) fn pull(&self) {
        let source = SourceId::parse("kantor").unwrap();
        self.runtime.block_on(pull::pull(&self.newsroom, &source)).unwrap();
        self.work();
    }

    /// Files a job and works until the queue is empty.
    pub(crate) fn job(&self, job: Job) {
        let now = self.newsroom.clock.now();
        self.runtime.block_on(self.newsroom.file(&[Filing::free(job, now)])).unwrap();
        self.work();
    }

    /// Reads the home's configuration again and works until the queue is empty.
    pub(crate) fn reload(&self) {
        let config = room::configuration(self.home.path(), None).unwrap();
        self.newsroom.reload(config.house);
        self.runtime.block_on(start::settle(&self.newsroom)).unwrap();
        self.view.store(Arc::new(view(&self.newsroom)));
        self.work();
    }

    /// Runs something on the runtime of the server.
    pub(crate) fn block_on<T>(&self, doing: impl Future<Output = T>) -> T {
        self.runtime.block_on(doing)
    }

    /// Works until the queue is empty.
    pub(crate) fn work(&self) {
        let patience = Duration::from_secs(5);
        self.runtime.block_on(worker::until_idle(&self.newsroom, patience, &|| {})).unwrap();
        // the server looks at the database again after a second
        self.later(Duration::from_secs(1));
    }

    /// Lets time pass, with nobody at work.
    pub(crate) fn later(&self, by: Duration) {
        self.newsroom.clock.advance(by);
    }

    /// Puts the clock of the server back, as an operator may do with the machine's.
    pub(crate) fn put_clock_back(&self, by: Duration) {
        self.put_back.store(i64::try_from(by.as_secs()).unwrap(), Ordering::SeqCst);
    }

    /// Closes the database, as if it had gone away.
    pub(crate) fn lose_database(&self) {
        self.runtime.block_on(self.newsroom.store.close());
    }

    /// The id of the only release there is.
    pub(crate) fn only_release(&self) -> warta::domain::ReleaseId {
        self.runtime.block_on(self.newsroom.store.find("kantor/")).unwrap()
    }

    /// Gets a path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        http::get(self.address, path)
    }

    /// Gets a path with more headers.
    pub(crate) fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::ask(self.address, "GET", path, headers)
    }
}

async fn open(
    home: &Home,
    put_back: Arc<AtomicI64>,
) -> (Newsroom, Arc<ArcSwap<View>>, SocketAddr, SocketAddr) {
    let config = room::configuration(home.path(), None).unwrap();
    let store = room::open_store(&config).await.unwrap();
    let cache = Cache::new(1_000_000);
    let mut newsroom = room::newsroom(&config, store, None).unwrap();
    newsroom.clock = Clock::standing(from_seconds(BEGINNING));
    start::settle(&newsroom).await.unwrap();
    worker::until_idle(&newsroom, Duration::ZERO, &|| {}).await.unwrap();
    let clock = newsroom.clock.clone();
    let view = Arc::new(ArcSwap::from_pointee(view(&newsroom)));
    let shared = Shared {
        store: newsroom.store.clone(),
        view: Arc::clone(&view),
        gazetteer: Arc::clone(&newsroom.gazetteer),
        cache,
        refresh: Arc::new(Render(newsroom.clone())),
        now: Arc::new(move || clock.now() - TimeDelta::seconds(put_back.load(Ordering::SeqCst))),
        bell: Arc::clone(&newsroom.bell),
        rate: Arc::default(),
    };
    let address = spawn(Door::new(shared.clone(), server::router(shared))).await;
    let metrics = spawn(server::metrics::router(newsroom.store.clone())).await;
    (newsroom, view, address, metrics)
}

async fn spawn<S>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve(listener, service, PATIENCE, CancellationToken::new()));
    address
}

fn view(newsroom: &Newsroom) -> View {
    let house = newsroom.house();
    View {
        site: house.site.clone(),
        authority: house.authority.clone(),
        feeds: house.feeds.clone(),
        areas: house.areas.clone(),
        max_age_secs: house.max_age_secs,
    }
}

struct Render(Newsroom);

impl Refresh for Render {
    fn refresh<'a>(&'a self, target: &'a Target) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move { publish::publish(&self.0, target).await.unwrap() })
    }
}
