//! HTTP: reads rows, files jobs, does no work of its own.
//!
//! - [`feeds`]: documents by their public address, with conditions and codings.
//! - [`address`]: an address in another spelling to the one that counts.
//! - [`cache`]: hot documents in memory; [`door`]: they are answered before any route.
//! - [`conditions`]: validators and codings a client sent, and what they mean.
//! - [`listen`]: connections to requests, slow clients closed; [`rate`]: nobody takes a
//!   document over and over.
//! - [`api`]: the change log for partners.
//! - [`pages`]: pages that are made when they are asked for; [`hub`]: who is told of changes.
//! - [`push`]: documents that others bring.
//! - [`health`], [`metrics`]: how this instance is, for the operator's own tools.

pub mod address;
pub mod api;
pub mod cache;
pub mod conditions;
pub mod door;
pub mod feeds;
pub mod health;
pub mod hub;
pub mod listen;
pub mod metrics;
pub mod options;
pub mod pages;
pub mod push;
pub mod rate;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post};
use tokio::sync::Notify;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::domain::entry::Site;
use crate::domain::job::Target;
use crate::domain::{Areas, Authority, FeedSpec, Instant};
use crate::gazetteer::Gazetteer;
use crate::store::Store;

pub use door::Door;
pub use listen::{Patience, Peer, serve};
pub use options::Options;

/// What this server serves, as configured; swapped whole at a reload.
#[derive(Debug, Clone)]
pub struct View {
    /// The site's name and address.
    pub site: Site,
    /// Who mints ids.
    pub authority: Authority,
    /// Regions of the operator's own, for their names.
    pub areas: Areas,
    /// The feeds.
    pub feeds: Vec<FeedSpec>,
    /// Seconds a reader may keep a document.
    pub max_age_secs: u32,
}

/// Renders what time alone has changed, before it is served.
pub trait Refresh: Send + Sync {
    /// Renders the documents of a target anew.
    fn refresh<'a>(&'a self, target: &'a Target) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
}

/// What tells the server the time.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Everything a request needs.
#[derive(Clone)]
pub struct Shared {
    /// The database.
    pub store: Store,
    /// What is configured.
    pub view: Arc<ArcSwap<View>>,
    /// Region names and aliases.
    pub gazetteer: Arc<Gazetteer>,
    /// Hot documents.
    pub cache: cache::Cache,
    /// Renders what went stale.
    pub refresh: Arc<dyn Refresh>,
    /// Tells the time.
    pub now: Now,
    /// Rings when a job was filed here.
    pub bell: Arc<Notify>,
    /// How often one address takes one document.
    pub rate: Arc<rate::Rate>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shared").field("store", &self.store).finish_non_exhaustive()
    }
}

/// The public routes.
pub fn router(shared: Shared) -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route("/v1/changes", get(api::changes))
        .route("/search", get(pages::search))
        .route("/selection.opml", get(pages::selection))
        .route("/hub", post(hub::ask))
        .fallback(feeds::serve)
        .with_state(shared)
        .layer(RequestBodyLimitLayer::new(64 * 1024))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
        // Outermost, so that every answer has them, whoever made it.
        .layer(MapResponseLayer::new(secure::<Body>))
}

/// Gives an answer the headers that keep pages harmless, where it has none of its own.
fn secure<B>(mut response: Response<B>) -> Response<B> {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ] {
        let headers = response.headers_mut();
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Nothing here needs a camera, a microphone or a place.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

/// Pages load our stylesheet and the sources' pictures, and nothing else.
const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: http: data:; \
                   base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
