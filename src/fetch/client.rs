//! A request -> its reply, by way of every guard.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::Resolve;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use thiserror::Error as ThisError;
use tokio::sync::Semaphore;
use url::Url;

use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::{AskError, Instant, Lane, Reply};
use crate::fetch::exchange::{Failed, Hop};
use crate::fetch::guard::{Allow, check};
use crate::fetch::online::Online;
use crate::fetch::options::Options;
use crate::fetch::pace::Pace;
use crate::fetch::resolve::{Guarded, Remembering, System};
use crate::fetch::rules::Rules;
use crate::fetch::visit::{Heard, Visit};
use crate::fetch::words::{is_localhost, literal, place};

/// Why no client could be made.
#[derive(Debug, ThisError)]
pub enum ClientError {
    /// The contact cannot stand in a header.
    #[error("`{0}` cannot stand in a user agent; write a plain mail or web address")]
    Contact(String),
    /// TLS or the system's certificates could not be set up.
    #[error("the HTTP client cannot be set up; are the system's CA certificates installed?")]
    Setup(#[source] reqwest::Error),
}

/// Connections are kept for so many ports and purposes.
const CLIENTS_MAX: usize = 64;

/// An idle connection is kept so long: for what follows on the same host in one pull.
const IDLE_LIMIT: Duration = Duration::from_secs(15);

/// Bodies larger than this are read a few at a time, so that what is in memory is bounded
/// whatever all servers send at once.
pub(super) const LARGE: usize = 256 * 1024;

/// Large bodies read at one time.
const LARGE_AT_ONCE: usize = 8;

/// The one client of the program. Cheap to share behind an `Arc`.
pub struct Client {
    pub(super) options: Options,
    agent: HeaderValue,
    resolver: Arc<dyn Resolve>,
    /// The allow list, and the same with this machine itself, for engines.
    allow: Arc<[Allow]>,
    allow_engine: Arc<[Allow]>,
    /// One for each port, since a resolver hears only names: its guard must know the port.
    clients: Mutex<HashMap<(u16, bool), reqwest::Client>>,
    pace: Pace,
    pub(super) large: Semaphore,
    pub(super) rules: Rules,
    online: Online,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Client {
    /// Makes the client; `resolver` replaces the system's look-up of names.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the contact cannot be sent or TLS cannot be set up.
    pub fn new(options: Options, resolver: Option<Arc<dyn Resolve>>) -> Result<Self, ClientError> {
        crate::fetch::settle_tls();
        let agent = match &options.contact {
            Some(contact) => {
                HeaderValue::from_str(&format!("warta/{} (+{contact})", env!("CARGO_PKG_VERSION")))
                    .ok()
                    .filter(|_| contact.is_ascii() && !contact.trim().is_empty())
                    .ok_or_else(|| ClientError::Contact(contact.clone()))?
            }
            None => HeaderValue::from_static(concat!("warta/", env!("CARGO_PKG_VERSION"))),
        };
        let here = ["127.0.0.0/8", "::1"].into_iter().filter_map(|net| Allow::parse(net).ok());
        let client = Self {
            agent,
            resolver: Arc::new(Remembering::new(resolver.unwrap_or_else(|| Arc::new(System)))),
            allow: options.allow.clone().into(),
            allow_engine: options.allow.iter().cloned().chain(here).collect(),
            clients: Mutex::new(HashMap::new()),
            pace: Pace::default(),
            large: Semaphore::new(LARGE_AT_ONCE),
            rules: Rules::default(),
            online: Online::default(),
            options,
        };
        client.for_port(443, false).map_err(ClientError::Setup)?;
        Ok(client)
    }

    /// Whether our own network is up.
    #[must_use]
    pub const fn online(&self) -> &Online {
        &self.online
    }

    /// Asks, and follows redirects.
    ///
    /// Hosts are asked one request at a time with a pause between, but for those the allow
    /// list names and for engines, which have lanes of their own. Redirects are followed
    /// for sources only: an engine has no reason to send us elsewhere with a key in hand.
    /// Pages are asked for only where `robots.txt` lets us.
    ///
    /// # Errors
    ///
    /// [`AskError`]; its text holds nothing the server said.
    pub async fn ask(&self, ask: &HttpAsk, now: Instant) -> Result<Reply, AskError> {
        self.visit(ask, now).await.reply
    }

    /// Asks as [`ask`](Self::ask) does, and brings what the server said beside its reply.
    pub async fn visit(&self, ask: &HttpAsk, now: Instant) -> Visit {
        let mut heard = Heard::default();
        let reply = self.follow(ask, now, &mut heard).await;
        Visit { reply, heard }
    }

    pub(super) async fn follow(
        &self,
        ask: &HttpAsk,
        now: Instant,
        heard: &mut Heard,
    ) -> Result<Reply, AskError> {
        let mut url = ask.url.clone();
        url.set_fragment(None);
        let start = url.clone();
        let mut lasting = true;
        for _ in 0..=self.options.hops_max {
            if ask.purpose == Purpose::Page {
                self.obey(&url, now, heard).await?;
            }
            match self.hop(ask, &url, now, heard).await? {
                Hop::Done(reply) => {
                    heard.moved = Some(url).filter(|url| lasting && *url != start);
                    return Ok(reply);
                }
                Hop::On { next, for_good } => {
                    lasting &= for_good;
                    url = next;
                }
            }
        }
        let what = format!("more than {} of them", self.options.hops_max);
        Err(AskError::Redirect { what })
    }

    /// One request to one place, within the limit of time. What broke off on its way is
    /// asked for once more.
    async fn hop(
        &self,
        ask: &HttpAsk,
        url: &Url,
        now: Instant,
        heard: &mut Heard,
    ) -> Result<Hop, AskError> {
        let client = self.admit(ask.purpose, url)?;
        let host = Lane::host(url);
        let lane = host.as_ref().filter(|_| !ask.purpose.wants_any_answer());
        let mut again = ask.purpose != Purpose::Engine && ask.body.is_none();
        loop {
            let mut turn = match lane {
                Some(lane) => Some(self.pace.turn(lane, self.gap(url)).await),
                None => None,
            };
            if let Some((status, rest)) = turn.as_ref().and_then(|turn| turn.closed(now)) {
                return Err(AskError::Status { status, retry_after: Some(rest) });
            }
            let exchange = self.exchange(&client, ask, url, now, heard);
            let limit = match ask.purpose {
                Purpose::Engine => self.options.engine_limit,
                _ => self.options.total_limit,
            };
            let done = match tokio::time::timeout(limit, exchange).await {
                Ok(done) => done,
                Err(_) => Err(Failed::late(url, ask.body.is_some())),
            };
            let failed = match done {
                Ok(hop) => {
                    self.online.reached();
                    return Ok(hop);
                }
                Err(failed) => failed,
            };
            if failed.broken && std::mem::take(&mut again) {
                continue;
            }
            heard.unreached = failed.unreached;
            match &host {
                // whether a stranger's callback is there says nothing of our own line
                _ if ask.purpose == Purpose::Hub => {}
                Some(host) if failed.unreached => self.online.unreached(host, now),
                _ => self.online.reached(),
            }
            if let (Some(turn), Some((status, until))) = (&mut turn, failed.closes(now)) {
                turn.close(status, until);
            }
            return Err(failed.error);
        }
    }

    /// Refuses what may not be asked, and gives the client that may ask the rest.
    fn admit(&self, purpose: Purpose, url: &Url) -> Result<reqwest::Client, AskError> {
        let forbidden = || AskError::Forbidden { address: place(url) };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AskError::Forbidden { address: format!("`{}:`", url.scheme()) });
        }
        let port = url.port_or_known_default().ok_or_else(forbidden)?;
        let engine = purpose == Purpose::Engine;
        let allow = if engine { &self.allow_engine } else { &self.allow };
        let here = match literal(url) {
            Some(ip) => {
                check(ip, port, allow).map_err(|_| forbidden())?;
                ip.to_canonical().is_loopback()
            }
            None => url.host_str().is_some_and(is_localhost),
        };
        if self.options.contact.is_none() && !here {
            return Err(AskError::Contact);
        }
        if !matches!(port, 80 | 443) && !allow.iter().any(|rule| rule.ports.contains(&port)) {
            return Err(forbidden());
        }
        self.for_port(port, engine).map_err(|_| AskError::Network {
            what: "the HTTP client cannot be set up".to_owned(),
            uncertain: false,
        })
    }

    /// The client for a port, made when it is first needed.
    #[expect(clippy::disallowed_methods, reason = "this is the client that all others go through")]
    fn for_port(&self, port: u16, engine: bool) -> Result<reqwest::Client, reqwest::Error> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&(port, engine)) {
            return Ok(client.clone());
        }
        if clients.len() >= CLIENTS_MAX {
            clients.clear();
        }
        let guarded = Guarded {
            inner: self.resolver.clone(),
            allow: if engine { self.allow_engine.clone() } else { self.allow.clone() },
            port,
            loopback_only: self.options.contact.is_none(),
        };
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(guarded))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(self.agent.clone())
            .connect_timeout(self.options.connect_limit)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(IDLE_LIMIT)
            .build()?;
        clients.insert((port, engine), client.clone());
        Ok(client)
    }

    /// The pause a lane of a host needs between two jobs.
    #[must_use]
    pub fn lane_gap(&self, lane: &Lane) -> Duration {
        Url::parse(lane.as_str()).map_or(self.options.gap, |url| self.gap(&url))
    }

    /// The pause between two requests to this host.
    fn gap(&self, url: &Url) -> Duration {
        let port = url.port_or_known_default().unwrap_or(0);
        let addresses = match literal(url) {
            Some(ip) => vec![ip],
            None if url.host_str().is_some_and(is_localhost) => {
                vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])]
            }
            None => Vec::new(),
        };
        let named = |ip: &IpAddr| self.allow.iter().any(|rule| rule.covers(*ip, port));
        if addresses.iter().any(named) { Duration::ZERO } else { self.options.gap }
    }
}
