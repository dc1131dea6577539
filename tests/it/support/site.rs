//! A web server on loopback whose documents a test sets, and which remembers who asked.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use chrono::{TimeDelta, TimeZone, Utc};
use tokio::sync::oneshot;

/// What the site answers at one address.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// The status.
    pub(crate) status: u16,
    /// Headers, by name.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Page {
    /// A page with status 200.
    pub(crate) fn new(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Self { status: 200, headers, body: body.into() }
    }

    /// A bare status.
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// The same page with one more header.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One request that reached the site.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `GET`, `POST`, ...
    pub(crate) method: Method,
    /// The path with its query: `/feed.xml?page=2`.
    pub(crate) path: String,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body.
    pub(crate) body: Bytes,
    /// The status it was answered with.
    pub(crate) status: u16,
}

type Handler = Arc<dyn Fn(&Asked) -> Page + Send + Sync>;

#[derive(Default)]
struct Inside {
    pages: BTreeMap<String, Handler>,
    asked: Vec<Asked>,
    written: i64,
}

type Shared = Arc<Mutex<Inside>>;

/// The site; it ends with this value.
pub(crate) struct Site {
    address: SocketAddr,
    inside: Shared,
    end: Option<oneshot::Sender<()>>,
}

impl Site {
    /// Starts an empty site on a free port of loopback, on a thread of its own.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Shared::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&inside));
        let (end, ended) = oneshot::channel();
        std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    _ = axum::serve(listener, router) => {}
                    _ = ended => {}
                }
            });
        });
        Self { address, inside, end: Some(end) }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The whole address of a path that begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sets a document. It has an `ETag` of its bytes and a `Last-Modified` that moves on
    /// with every document set, and is answered with 304 to whoever has it.
    pub(crate) fn put(&self, path: &str, media_type: &str, body: impl Into<Vec<u8>>) {
        let body = body.into();
        let etag = format!("\"{}\"", blake3::hash(&body).to_hex());
        let written = {
            let mut inside = self.inside.lock().unwrap();
            inside.written += 1;
            Utc.with_ymd_and_hms(2025, 1, 1, 0, 0, 0).unwrap() + TimeDelta::minutes(inside.written)
        };
        let modified = written.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let page = Page::new(media_type, body).with("etag", &etag);
        self.set(path, page.with("last-modified", &modified));
    }

    /// Sets a page exactly as it is.
    pub(crate) fn set(&self, path: &str, page: Page) {
        self.on(path, move |_| page.clone());
    }

    /// Sets a function that answers at a path, whatever the query and the method.
    pub(crate) fn on(&self, path: &str, handler: impl Fn(&Asked) -> Page + Send + Sync + 'static) {
        let mut inside = self.inside.lock().unwrap();
        inside.pages.insert(path.to_owned(), Arc::new(handler));
    }

    /// Takes a document away: 404 from now on.
    pub(crate) fn remove(&self, path: &str) {
        self.inside.lock().unwrap().pages.remove(path);
    }

    /// Everything that was asked so far, oldest first.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inside.lock().unwrap().asked.clone()
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        let bare = |asked: &Asked| asked.path.split('?').next() == Some(path);
        self.inside.lock().unwrap().asked.iter().filter(|asked| bare(asked)).count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            end.send(()).ok();
        }
    }
}

/// Answers one request, with 304 where the asker has the document already.
async fn answer(
    State(inside): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let handler = inside.lock().unwrap().pages.get(uri.path()).cloned();
    let mut asked = Asked { method, path, headers, body, status: 0 };
    let page = handler.map_or_else(|| Page::status(404), |handler| handler(&asked));
    let same = page.status == 200 && holds(&asked.headers, &page);
    asked.status = if same { 304 } else { page.status };
    let mut response = Response::builder().status(StatusCode::from_u16(asked.status).unwrap());
    for (name, value) in &page.headers {
        response = response.header(name, value);
    }
    inside.lock().unwrap().asked.push(asked);
    response.body(if same { Body::empty() } else { Body::from(page.body) }).unwrap()
}

/// Whether the asker holds this very page: by its `ETag`, else by its time.
/// RFC 9110, section 13.2.2: the time is looked at only where no tag was sent.
fn holds(headers: &HeaderMap, page: &Page) -> bool {
    let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match sent("if-none-match") {
        Some(tags) => page.header("etag").is_some_and(|tag| tags.contains(tag)),
        None => {
            sent("if-modified-since").is_some_and(|at| page.header("last-modified") == Some(at))
        }
    }
}
