//! Whether this instance is well: `GET /health`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::server::Shared;

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    log: String,
    seq: i64,
    alerts: usize,
}

/// 200 and the number of the latest notice when the database answers, else 503.
pub async fn health(State(shared): State<Shared>) -> Response {
    let seq = shared.store.last_seq().await;
    let alerts = shared.store.alerts(false).await;
    let (status, word) = match (&seq, &alerts) {
        (Ok(_), Ok(_)) => (StatusCode::OK, "ok"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "database"),
    };
    let body = Health {
        status: word,
        version: env!("CARGO_PKG_VERSION"),
        log: shared.store.log().to_owned(),
        seq: seq.unwrap_or_default(),
        alerts: alerts.map_or(0, |alerts| alerts.len()),
    };
    let mut response = (status, Json(body)).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}
