//! A request -> its reply, by way of every guard.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::dns::Resolve;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderValue, LAST_MODIFIED,
};
use reqwest::redirect::Policy;
use reqwest::{Method, Response, StatusCode};
use thiserror::Error as ThisError;
use url::Url;

use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::{AskError, Document, Instant, Lane, Reply};
use crate::fetch::condition;
use crate::fetch::guard::{Allow, check};
use crate::fetch::options::Options;
use crate::fetch::pace::Pace;
use crate::fetch::request::{headers, next};
use crate::fetch::resolve::{Guarded, System};
use crate::fetch::words::{is_localhost, literal, network, place, public, shown};

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

/// Who asks an engine has a limit of his own, since models take their time; this is the last.
const ENGINE_LIMIT: Duration = Duration::from_mins(10);

/// Connections are kept for so many ports and purposes.
const CLIENTS_MAX: usize = 64;

/// The one client of the program. Cheap to share behind an `Arc`.
pub struct Client {
    options: Options,
    agent: HeaderValue,
    resolver: Arc<dyn Resolve>,
    /// The allow list, and the same with this machine itself, for engines.
    allow: Arc<[Allow]>,
    allow_engine: Arc<[Allow]>,
    /// One for each port, since a resolver hears only names: its guard must know the port.
    clients: Mutex<HashMap<(u16, bool), reqwest::Client>>,
    pace: Pace,
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
        rustls::crypto::ring::default_provider().install_default().ok();
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
            resolver: resolver.unwrap_or_else(|| Arc::new(System)),
            allow: options.allow.clone().into(),
            allow_engine: options.allow.iter().cloned().chain(here).collect(),
            clients: Mutex::new(HashMap::new()),
            pace: Pace::default(),
            options,
        };
        client.for_port(443, false).map_err(ClientError::Setup)?;
        Ok(client)
    }

    /// Asks, and follows redirects.
    ///
    /// Hosts are asked one request at a time with a pause between, but for those the allow
    /// list names and for engines, which have lanes of their own. Redirects are followed
    /// for sources only: an engine has no reason to send us elsewhere with a key in hand.
    ///
    /// # Errors
    ///
    /// [`AskError`]; its text holds nothing the server said.
    pub async fn ask(&self, ask: &HttpAsk, now: Instant) -> Result<Reply, AskError> {
        let mut url = ask.url.clone();
        url.set_fragment(None);
        for _ in 0..=self.options.hops_max {
            match self.hop(ask, &url, now).await? {
                Hop::Done(reply) => return Ok(reply),
                Hop::On(next) => url = next,
            }
        }
        let what = format!("more than {} of them", self.options.hops_max);
        Err(AskError::Redirect { what })
    }

    /// One request to one place, within the limit of time.
    async fn hop(&self, ask: &HttpAsk, url: &Url, now: Instant) -> Result<Hop, AskError> {
        let client = self.admit(ask.purpose, url)?;
        let lane = Lane::host(url).filter(|_| ask.purpose != Purpose::Engine);
        let mut turn = match lane {
            Some(lane) => Some(self.pace.turn(&lane, self.gap(url)).await),
            None => None,
        };
        if let Some((status, rest)) = turn.as_ref().and_then(|turn| turn.closed(now)) {
            return Err(AskError::Status { status, retry_after: Some(rest) });
        }
        let exchange = self.exchange(&client, ask, url, now);
        let limit = match ask.purpose {
            Purpose::Engine => ENGINE_LIMIT,
            _ => self.options.total_limit,
        };
        let done = match tokio::time::timeout(limit, exchange).await {
            Ok(done) => done,
            Err(_) => Err(AskError::Network {
                what: format!("no whole answer from {} in time", shown(url)),
                uncertain: ask.body.is_some(),
            }),
        };
        if let (Some(turn), Err(AskError::Status { status: status @ (429 | 503), retry_after })) =
            (&mut turn, &done)
            && let Some(wait) = retry_after.and_then(|wait| TimeDelta::from_std(wait).ok())
        {
            turn.close(*status, now + wait);
        }
        done
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

    async fn exchange(
        &self,
        client: &reqwest::Client,
        ask: &HttpAsk,
        url: &Url,
        now: Instant,
    ) -> Result<Hop, AskError> {
        let mut headers = headers(ask, url)?;
        let conditional =
            ask.purpose != Purpose::Engine && condition::ask(&ask.validators, &mut headers);
        let method = if ask.body.is_some() { Method::POST } else { Method::GET };
        let mut request = client.request(method, url.clone()).headers(headers);
        if let Some((_, body)) = &ask.body {
            request = request.body(body.clone());
        }
        let sent = ask.body.is_some();
        let response = request.send().await.map_err(|why| network(&why, url, sent))?;
        let status = response.status();
        let retry_after = condition::retry_after(response.headers(), now, ask.purpose);
        if ask.purpose == Purpose::Engine {
            let body = self.body(response, url, sent).await?;
            return Ok(Hop::Done(Reply::Answer { status: status.as_u16(), retry_after, body }));
        }
        match status {
            StatusCode::OK => self.document(response, ask, url).await.map(Hop::Done),
            StatusCode::NOT_MODIFIED if conditional => {
                Ok(Hop::Done(Reply::Same(condition::renewed(&ask.validators, response.headers()))))
            }
            StatusCode::GONE => Ok(Hop::Done(Reply::Gone)),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => next(url, &response, sent).map(Hop::On),
            _ => Err(AskError::Status { status: status.as_u16(), retry_after }),
        }
    }

    /// A 200 -> a document, or word that nothing changed.
    async fn document(
        &self,
        response: Response,
        ask: &HttpAsk,
        url: &Url,
    ) -> Result<Reply, AskError> {
        let headers = response.headers().clone();
        let bytes = self.body(response, url, ask.body.is_some()).await?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Err(AskError::Network {
                what: format!("{} sent compressed bytes without saying so", shown(url)),
                uncertain: false,
            });
        }
        let validators = condition::fresh(&headers, &bytes);
        if ask.validators.body.is_some() && ask.validators.body == validators.body {
            return Ok(Reply::Same(validators));
        }
        let modified = condition::text(&headers, &LAST_MODIFIED);
        Ok(Reply::Fresh(Box::new(Document {
            address: public(&ask.url),
            location: public(url),
            bytes,
            content_type: condition::text(&headers, &CONTENT_TYPE),
            content_language: condition::text(&headers, &CONTENT_LANGUAGE),
            content_location: condition::text(&headers, &CONTENT_LOCATION),
            modified: modified.as_deref().and_then(condition::date),
            validators,
        })))
    }

    /// Reads a body up to the limit, which counts bytes after decompression.
    async fn body(
        &self,
        mut response: Response,
        url: &Url,
        sent: bool,
    ) -> Result<Vec<u8>, AskError> {
        let coding = condition::text(response.headers(), &CONTENT_ENCODING);
        if coding.is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
            let what = format!("{} used a compression we did not ask for", shown(url));
            return Err(AskError::Network { what, uncertain: sent });
        }
        let limit = self.options.body_bytes_max;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|why| network(&why, url, sent))? {
            if body.len().saturating_add(chunk.len()) > most {
                return Err(AskError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// What one request came to.
enum Hop {
    Done(Reply),
    On(Url),
}
