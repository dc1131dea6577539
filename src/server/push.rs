//! `POST /push/{source}`: a document brought to us is kept with the job that reads it, in one
//! transaction; only then it is acknowledged.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::error;

use crate::domain::{Secret, SourceId};
use crate::server::Now;
use crate::store::Store;
use crate::store::inbox::Pushed;

/// Bytes of one document.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Characters of a document's name.
const NAME_MAX: usize = 500;

/// Media types that are taken, besides those that end in `json` or `xml`.
const TEXTS: &[&str] = &["text/plain", "text/html", "text/markdown"];

/// Who may bring what.
pub trait Gate: Send + Sync {
    /// The secret of a source that takes documents; `None` where there is no such source.
    fn token(&self, source: &SourceId) -> Option<Secret>;

    /// Looks whether a document can be read.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    fn check(&self, pushed: &Pushed) -> Result<(), String>;
}

/// Everything a request needs.
#[derive(Clone)]
struct Door {
    store: Store,
    gate: Arc<dyn Gate>,
    now: Now,
}

/// The route, to be merged with the others.
pub fn router(store: Store, gate: Arc<dyn Gate>, now: Now) -> Router {
    let header =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/push/{source}", post(push))
        .with_state(Door { store, gate, now })
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
}

#[derive(Debug, Deserialize)]
struct Named {
    id: Option<String>,
}

#[derive(Debug, Serialize)]
struct Kept {
    id: String,
}

async fn push(
    State(door): State<Door>,
    Path(source): Path<String>,
    Query(named): Query<Named>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let Some(source) = admitted(&door, &source, &headers) else {
        let mut answer = problem(
            StatusCode::UNAUTHORIZED,
            "say `Authorization: Bearer` and the token of this source",
        );
        let bearer = HeaderValue::from_static("Bearer");
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        return answer;
    };
    let Some(media_type) = media_type(&headers) else {
        let why = "send JSON, ninjs, a feed, text/html, text/plain or text/markdown";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, why);
    };
    let body = match body {
        Ok(body) => body.to_vec(),
        Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let why = format!("one document has {BODY_BYTES_MAX} bytes at most");
            return problem(StatusCode::PAYLOAD_TOO_LARGE, &why);
        }
        Err(_) => return problem(StatusCode::BAD_REQUEST, "the document broke off"),
    };
    let name = named.id.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let strange =
        |name: &String| name.chars().count() > NAME_MAX || name.chars().any(char::is_control);
    if name.as_ref().is_some_and(strange) {
        let why = format!("`id` has {NAME_MAX} plain characters at most");
        return problem(StatusCode::UNPROCESSABLE_ENTITY, &why);
    }
    let pushed = Pushed { source, name, media_type, body };
    if let Err(why) = door.gate.check(&pushed) {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, &why);
    }
    match door.store.push(&pushed, (door.now)()).await {
        Ok(id) => (StatusCode::ACCEPTED, Json(Kept { id })).into_response(),
        Err(failure) => {
            error!("A document pushed for `{}` could not be kept: {failure}", pushed.source);
            problem(StatusCode::SERVICE_UNAVAILABLE, "it could not be kept; send it again")
        }
    }
}

/// The source, if it takes documents and the right token came. A wrong token and a wrong
/// name are not told apart, and tokens are compared in a time that tells nothing of them.
fn admitted(door: &Door, source: &str, headers: &HeaderMap) -> Option<SourceId> {
    let source = SourceId::parse(source).ok()?;
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = said.split_once(' ')?;
    let wanted = door.gate.token(&source)?;
    let same = blake3::hash(token.trim().as_bytes()) == blake3::hash(wanted.reveal().as_bytes());
    (same && scheme.eq_ignore_ascii_case("bearer")).then_some(source)
}

/// The media type with its parameters, if documents of it are taken.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let said = headers.get(header::CONTENT_TYPE)?.to_str().ok()?.trim();
    let kind = said.split(';').next()?.trim().to_ascii_lowercase();
    let coded = headers.contains_key(header::CONTENT_ENCODING);
    let taken = TEXTS.contains(&kind.as_str()) || kind.ends_with("json") || kind.ends_with("xml");
    (taken && !coded && kind.contains('/')).then(|| said.to_owned())
}

/// Why a document was not taken.
///
/// # Source
///
/// RFC 9457.
fn problem(status: StatusCode, detail: &str) -> Response {
    let body = serde_json::json!({
        "title": status.canonical_reason().unwrap_or("refused"),
        "status": status.as_u16(),
        "detail": detail,
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, body.to_string()).into_response()
}
