//! Numbers for the operator's own monitoring: `GET /metrics`, on an address of its own that
//! is loopback unless the operator says otherwise.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write;
use tracing::error;

use crate::store::{Store, StoreError};

/// The routes of the metrics listener.
pub fn router(store: Store) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(store)
}

async fn metrics(State(store): State<Store>) -> Response {
    match text(&store).await {
        Ok(text) => {
            let kind = "text/plain; version=0.0.4; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(failure) => {
            error!("The metrics could not be read: {failure}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Writes every number there is.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
///
/// # Source
///
/// Prometheus text exposition format 0.0.4.
pub async fn text(store: &Store) -> Result<String, StoreError> {
    let mut out = Exposition::default();
    out.head("warta_notices_total", "counter", "Notices in the change log.");
    out.line("warta_notices_total", &[], store.last_seq().await?);
    out.head("warta_releases", "gauge", "Releases by status.");
    for (status, count) in store.release_counts().await? {
        out.line("warta_releases", &[("status", &status)], count);
    }
    out.head("warta_jobs", "gauge", "Living jobs by kind.");
    for (kind, count) in store.alive().await? {
        out.line("warta_jobs", &[("kind", &kind)], count);
    }
    out.head("warta_alerts", "gauge", "Open alerts.");
    let alerts = store.alerts(false).await?.len();
    out.line("warta_alerts", &[], i64::try_from(alerts).unwrap_or(i64::MAX));
    out.head("warta_source_failures", "gauge", "Failed pulls in a row, by source.");
    let sources = store.sources().await?;
    for source in &sources {
        out.line("warta_source_failures", &[("source", source.id.as_str())], source.failures);
    }
    out.head("warta_source_ok_seconds", "gauge", "When a pull last went well, Unix time.");
    for source in &sources {
        if let Some(at) = source.ok_at {
            let labels = [("source", source.id.as_str())];
            out.line("warta_source_ok_seconds", &labels, at.timestamp());
        }
    }
    out.head("warta_engine_characters_total", "counter", "Characters sent to engines.");
    for (engine, state, _, chars) in store.ledger().await? {
        let labels = [("engine", engine.as_str()), ("state", state.as_str())];
        out.line("warta_engine_characters_total", &labels, chars);
    }
    Ok(out.0)
}

#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.write(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: i64) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(label, text)| format!("{label}=\"{}\"", text.replace(['"', '\\', '\n'], "_")))
            .collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        self.write(&format!("{name}{labels} {value}\n"));
    }

    fn write(&mut self, text: &str) {
        // Writing into a string cannot fail.
        self.0.write_str(text).unwrap_or_default();
    }
}
