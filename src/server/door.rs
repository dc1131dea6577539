//! What is hot is answered at the door: a document that is in memory with its headers needs
//! no route and no layer. Everything else goes through the router, as if there were no door.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::routing::future::RouteFuture;
use futures_util::future::{Either, Ready as Done, ready};
use hyper::body::Incoming;
use tower::Service;

use crate::domain::Instant;
use crate::server::conditions::{coding, is_current};
use crate::server::{Peer, Shared, View, secure};

/// The two answers a document has in one coding, with all their headers.
#[derive(Debug)]
pub struct Ready {
    /// What was configured when they were made.
    view: Arc<View>,
    etag: String,
    changed: Instant,
    whole: Option<(HeaderMap, Bytes)>,
    unchanged: HeaderMap,
}

impl Ready {
    /// Makes the answers of a document once; `respond` answers a client that sends these
    /// headers. Only a document that is there (200) is answered at the door.
    #[must_use]
    pub fn new(
        view: &Arc<View>,
        etag: &str,
        changed: Instant,
        respond: impl Fn(&HeaderMap) -> Response<Body>,
        body: Bytes,
    ) -> Self {
        let mut known = HeaderMap::new();
        known.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        let unchanged = secure(respond(&known)).into_parts().0.headers;
        let (parts, _) = secure(respond(&HeaderMap::new())).into_parts();
        let whole = (parts.status == StatusCode::OK).then_some((parts.headers, body));
        let etag = etag.to_owned();
        Self { view: Arc::clone(view), etag, changed, whole, unchanged }
    }

    fn answer(&self, headers: &HeaderMap, method: &Method) -> Option<Response<Body>> {
        let (whole, body) = self.whole.as_ref()?;
        let mut response = Response::new(Body::empty());
        if is_current(headers, &self.etag, Some(self.changed)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.unchanged.clone();
            return Some(response);
        }
        *response.headers_mut() = whole.clone();
        if *method == Method::GET {
            *response.body_mut() = Body::from(body.clone());
        }
        Some(response)
    }
}

/// Answers what is hot and hands on the rest.
#[derive(Debug, Clone)]
pub struct Door {
    shared: Arc<Shared>,
    router: Router,
}

impl Door {
    /// A door before a router.
    #[must_use]
    pub fn new(shared: Shared, router: Router) -> Self {
        Self { shared: Arc::new(shared), router }
    }

    /// The answer to a request for what is in memory, not older than a look allows, not
    /// stale by the time, configured as it was when its headers were made, and not too often
    /// asked for. `None`: the router must see to it.
    fn hot<B>(&self, request: &Request<B>) -> Option<Response<Body>> {
        let method = request.method();
        if method != Method::GET && method != Method::HEAD {
            return None;
        }
        let (path, headers) = (request.uri().path(), request.headers());
        let now = (self.shared.now)();
        let hot = self.shared.cache.fresh(path, now)?;
        if hot.document.stale_at.is_some_and(|at| at <= now) {
            return None;
        }
        let ready = hot.ready(coding(headers)).load();
        let ready = ready.as_ref()?;
        if !Arc::ptr_eq(&ready.view, &self.shared.view.load()) {
            return None;
        }
        let answer = ready.answer(headers, method)?;
        let peer = request.extensions().get::<Peer>().filter(|_| answer.status() == StatusCode::OK);
        let wait = peer.and_then(|peer| self.shared.rate.take(peer.0.ip(), path, now));
        wait.is_none().then_some(answer)
    }
}

impl Service<Request<Incoming>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Done<Result<Response<Body>, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        match self.hot(&request) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(self.router.call(request)),
        }
    }
}
