//! `warta run`: the service.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use arc_swap::ArcSwap;
use clap::{Args as ClapArgs, ValueEnum};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info};

use crate::cli::Cli;
use crate::cli::room::{Room, configuration};
use crate::config::Config;
use crate::disk::files;
use crate::disk::lock::Lock;
use crate::domain::job::Target;
use crate::pipeline::newsroom::Changed;
use crate::pipeline::{Newsroom, publish};
use crate::schedule::{clock, start, worker};
use crate::server::cache::Cache;
use crate::server::{self, Refresh, Shared, View};

/// Workers of one process.
const WORKERS: usize = 4;
/// How long jobs at hand may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(7);
/// How long requests at hand may take after it.
const REQUESTS_GRACE: Duration = Duration::from_secs(9);

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
    let config = configuration(&cli.home, cli.data.as_deref())?;
    let _lock = lock(&config)?;
    let cache = Cache::new(config.server.cache_bytes_max);
    let changed: Arc<dyn Changed> = Arc::new(Forget(cache.clone()));
    let room = Room::with(config, Some(changed)).await?;
    let newsroom = &room.newsroom;
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
    if args.roles.contains(&Role::Work) {
        tracker.spawn(worker::run(newsroom.clone(), WORKERS, GRACE, stop.clone()));
    }
    tracker.close();
    until_told(cli, newsroom, &view).await?;
    info!("Stopping: no new work is begun, what is at hand is ended");
    stop.cancel();
    if tokio::time::timeout(REQUESTS_GRACE, tracker.wait()).await.is_err() {
        info!("Some requests took too long and were cut off");
    }
    newsroom.store.close().await;
    info!("Stopped");
    Ok(ExitCode::SUCCESS)
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
    };
    let listener = listen(options.listen).await?;
    let address = listener.local_addr()?;
    info!(server.address = %address, "Serving on http://{address}/");
    tracker.spawn(told(server::serve(listener, server::router(shared), stop.clone())));
    if let Some(listen_on) = options.metrics_listen {
        let listener = listen(listen_on).await?;
        info!("Metrics on http://{}/metrics", listener.local_addr()?);
        let router = server::metrics::router(newsroom.store.clone());
        tracker.spawn(told(server::serve(listener, router, stop.clone())));
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

/// Waits for the signal to stop; reloads the configuration on SIGHUP.
async fn until_told(cli: &Cli, newsroom: &Newsroom, seen: &ArcSwap<View>) -> anyhow::Result<()> {
    let mut end = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut reread = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = end.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            _ = reread.recv() => match reload(cli, newsroom).await {
                Ok(()) => {
                    seen.store(Arc::new(view(newsroom)));
                    info!("The configuration was read again");
                }
                Err(why) => error!("The new configuration is not used, the old one stays: {why:#}"),
            },
        }
    }
}

/// Reads the configuration again and swaps it in, if it is right as a whole. What only a
/// start can change is refused by name.
async fn reload(cli: &Cli, newsroom: &Newsroom) -> anyhow::Result<()> {
    let config = configuration(&cli.home, cli.data.as_deref())?;
    if config.house.authority != newsroom.house().authority {
        bail!("`[site] authority` cannot be changed");
    }
    newsroom.reload(config.house);
    start::settle(newsroom).await?;
    start::write_tree(newsroom).await?;
    newsroom.bell.notify_waiters();
    Ok(())
}

/// Drops documents from memory when they were rendered anew.
struct Forget(Cache);

impl Changed for Forget {
    fn documents(&self, addresses: &[String]) {
        self.0.forget(addresses);
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
