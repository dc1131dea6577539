//! HTTP: reads rows, files jobs, does no work of its own.
//!
//! - [`feeds`]: documents by their public address, with conditions and codings.
//! - [`address`]: an address in another spelling to the one that counts.
//! - [`cache`]: hot documents in memory.
//! - [`conditions`]: validators and codings a client sent, and what they mean.
//! - [`api`]: the change log for partners.
//! - [`push`]: documents that others bring.
//! - [`health`], [`metrics`]: how this instance is, for the operator's own tools.

pub mod address;
pub mod api;
pub mod cache;
pub mod conditions;
pub mod feeds;
pub mod health;
pub mod metrics;
pub mod options;
pub mod push;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::domain::entry::Site;
use crate::domain::job::Target;
use crate::domain::{Areas, Authority, FeedSpec, Instant};
use crate::gazetteer::Gazetteer;
use crate::store::Store;

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
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shared").field("store", &self.store).finish_non_exhaustive()
    }
}

/// The public routes.
pub fn router(shared: Shared) -> Router {
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        .route("/health", get(health::health))
        .route("/v1/changes", get(api::changes))
        .fallback(feeds::serve)
        .with_state(shared)
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(RequestBodyLimitLayer::new(64 * 1024))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
}

/// Pages load our stylesheet and the sources' pictures, and nothing else.
const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: http: data:; \
                   base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Serves until told to stop, then lets the requests at hand end.
///
/// # Errors
///
/// What the system says when the listener breaks.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}
