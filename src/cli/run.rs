//! `warta run`: the service.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use arc_swap::ArcSwap;
use clap::{Args as ClapArgs, ValueEnum};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::cli::room::{Room, configuration};
use crate::cli::{Cli, presence};
use crate::config::Config;
use crate::disk::files;
use crate::disk::lock::Lock;
use crate::domain::job::Target;
use crate::domain::{Secret, SourceId};
use crate::pipeline::house::EngineSetup;
use crate::pipeline::newsroom::Changed;
use crate::pipeline::{House, Newsroom, publish, receive};
use crate::schedule::{clock, start, worker};
use crate::server::cache::Cache;
use crate::server::{self, Door, Patience, Refresh, Shared, View};
use crate::store::inbox::Pushed;

/// Jobs other than pulls that one process works at a time.
const OTHERS: usize = 4;
/// Jobs beside them that mostly wait for engines, at most.
const TRANSLATORS_MAX: usize = 32;
/// How long jobs at hand may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(6);
/// How long requests at hand may take after it: what is left of the ten seconds is for
/// closing the database and the runtime.
const REQUESTS_GRACE: Duration = Duration::from_secs(7);

/// A part of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Files pulls when sources are due.
    Schedule,
    /// Works the queue: pulls, translates, publishes.
    Work,
    /// Serves HTTP.
    Serve,
}

/// Arguments of `warta run`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The parts to run here; several machines may share them on one PostgreSQL.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "schedule,work,serve")]
    pub roles: Vec<Role>,
}

/// Runs until a signal says stop, then ends in order within ten seconds.
///
/// # Errors
///
/// Why the service could not be started.
pub async fn run(cli: &Cli, args: &Args) -> anyhow::Result<ExitCode> {
    let signals = Signals::listen()?;
    let config = configuration(&cli.home, cli.data.as_deref())?;
    let _lock = lock(&config)?;
    let cache = Cache::new(config.server.cache_bytes_max);
    let changed: Arc<dyn Changed> = Arc::new(Forget(cache.clone()));
    let room = Room::with(config, Some(changed)).await?;
    let newsroom = &room.newsroom;
    let works = args.roles.contains(&Role::Work);
    let _presence = if works { Some(presence::enter(&room).await?) } else { None };
    start::tidy(newsroom).await?;
    start::write_tree(newsroom).await?;
    let stop = CancellationToken::new();
    let tracker = TaskTracker::new();
    let view = Arc::new(ArcSwap::from_pointee(view(newsroom)));
    if args.roles.contains(&Role::Serve) {
        serve(&room, cache, Arc::clone(&view), &tracker, &stop).await?;
    }
    if args.roles.contains(&Role::Schedule) {
        tracker.spawn(clock::run(newsroom.clone(), stop.clone()));
    }
    if works {
        // engines are waited for by hands of their own, so that nothing else waits for them
        let lanes: usize = newsroom.house().engines.iter().map(EngineSetup::lanes).sum();
        let others = OTHERS + lanes.min(TRANSLATORS_MAX);
        let hands = worker::Hands { pulls: room.config.pulls_at_once, others };
        tracker.spawn(worker::run(newsroom.clone(), hands, GRACE, stop.clone()));
    }
    tracker.close();
    info!("Running: {}", words(&args.roles));
    until_told(cli, &room, &view, signals).await;
    info!("Stopping: no new work is begun, what is at hand is ended");
    stop.cancel();
    if tokio::time::timeout(REQUESTS_GRACE, tracker.wait()).await.is_err() {
        info!("Some requests took too long and were cut off");
    }
    newsroom.store.close().await;
    info!("Stopped");
    Ok(ExitCode::SUCCESS)
}

/// The roles by their names, for the log.
fn words(roles: &[Role]) -> String {
    let names = roles.iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
    names.join(", ")
}

/// On SQLite only one service may run on a database; it says who holds it.
pub(super) fn lock(config: &Config) -> anyhow::Result<Option<Lock>> {
    let crate::store::Options::Sqlite(path) = &config.store else { return Ok(None) };
    if let Some(folder) = path.parent() {
        files::create_dir_all(folder)?;
    }
    let file = path.with_extension("lock");
    Ok(Some(Lock::take(&file).context("a second `warta run` on one database")?))
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

async fn serve(
    room: &Room,
    cache: Cache,
    view: Arc<ArcSwap<View>>,
    tracker: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let options = &room.config.server;
    let newsroom = room.newsroom.clone();
    let clock = newsroom.clock.clone();
    let shared = Shared {
        store: newsroom.store.clone(),
        view,
        gazetteer: Arc::clone(&newsroom.gazetteer),
        cache,
        refresh: Arc::new(Render(newsroom.clone())),
        now: Arc::new(move || clock.now()),
        bell: Arc::clone(&newsroom.bell),
        rate: Arc::default(),
    };
    let gate = Arc::new(Inbox(newsroom.clone()));
    let clock = newsroom.clock.clone();
    let push = server::push::router(newsroom.store.clone(), gate, Arc::new(move || clock.now()));
    let listener = listen(options.listen).await?;
    let address = listener.local_addr()?;
    info!(server.address = %address, "Serving on http://{address}/");
    let router = server::router(shared.clone()).merge(push);
    let door = Door::new(shared, router);
    let serving = server::serve(listener, door, Patience::default(), stop.clone());
    tracker.spawn(told(serving));
    if let Some(listen_on) = options.metrics_listen {
        let listener = listen(listen_on).await?;
        info!("Metrics on http://{}/metrics", listener.local_addr()?);
        let router = server::metrics::router(newsroom.store.clone());
        tracker.spawn(told(server::serve(listener, router, Patience::default(), stop.clone())));
    }
    Ok(())
}

async fn listen(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "listening on {address}; is another warta running? `[server] listen` chooses another"
        )
    })
}

async fn told(serving: impl Future<Output = std::io::Result<()>>) {
    if let Err(why) = serving.await {
        error!("A listener broke: {why}");
    }
}

/// The signals that mean something. They are listened for before anything else is begun:
/// one that comes meanwhile is kept, where it would otherwise end the process at once.
struct Signals {
    end: Signal,
    interrupt: Signal,
    reread: Signal,
}

impl Signals {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            end: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reread: signal(SignalKind::hangup())?,
        })
    }
}

/// Waits for the signal to stop; reloads the configuration on SIGHUP.
async fn until_told(cli: &Cli, room: &Room, seen: &ArcSwap<View>, mut signals: Signals) {
    loop {
        tokio::select! {
            _ = signals.end.recv() => return,
            _ = signals.interrupt.recv() => return,
            _ = signals.reread.recv() => match reload(cli, room).await {
                Ok(()) => {
                    seen.store(Arc::new(view(&room.newsroom)));
                    info!("The configuration was read again");
                }
                Err(why) => error!("The new configuration is not used, the old one stays: {why:#}"),
            },
        }
    }
}

/// Reads the configuration again and swaps it in, if it is right as a whole. Who mints ids
/// cannot change at all; what only a start can change is named.
async fn reload(cli: &Cli, room: &Room) -> anyhow::Result<()> {
    let newsroom = &room.newsroom;
    let config = configuration(&cli.home, cli.data.as_deref())?;
    if config.house.authority != newsroom.house().authority {
        bail!("`[site] authority` cannot be changed");
    }
    let waits = [
        ("server", config.server != room.config.server),
        ("store", config.store != room.config.store),
        ("fetch", config.fetch != room.config.fetch),
    ];
    for (table, _) in waits.iter().filter(|(_, differs)| *differs) {
        warn!("`[{table}]` was changed; that takes effect at the next start");
    }
    let before = newsroom.house();
    newsroom.reload(config.house);
    if let Err(why) = settle(newsroom).await {
        newsroom.reload(House::clone(&before));
        // The database may have been told of the new one already.
        start::settle(newsroom).await.context("putting the old configuration back")?;
        return Err(why);
    }
    newsroom.bell.notify_waiters();
    Ok(())
}

async fn settle(newsroom: &Newsroom) -> anyhow::Result<()> {
    start::settle(newsroom).await?;
    start::write_tree(newsroom).await?;
    Ok(())
}

/// Drops documents from memory when they were rendered anew.
struct Forget(Cache);

impl Changed for Forget {
    fn documents(&self, addresses: &[String]) {
        self.0.forget(addresses);
    }
}

/// Who may bring documents, by today's configuration.
struct Inbox(Newsroom);

impl server::push::Gate for Inbox {
    fn token(&self, source: &SourceId) -> Option<Secret> {
        let house = self.0.house();
        let setup = house.sources.get(source).filter(|setup| setup.enabled)?;
        setup.push_token.clone()
    }

    fn check(&self, pushed: &Pushed) -> Result<(), String> {
        receive::check(&self.0, pushed)
    }
}

/// Renders what went stale before it is served.
struct Render(Newsroom);

impl Refresh for Render {
    fn refresh<'a>(
        &'a self,
        target: &'a Target,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            if let Err(why) = publish::publish(&self.0, target).await {
                error!("`{target}` could not be rendered anew: {why}");
            }
        })
    }
}
