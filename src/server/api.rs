//! The change log for partners: `GET /v1/changes?after=SEQ`.
//!
//! Every publication, correction and withdrawal is one numbered record, gap-free in the
//! order of commits. A client keeps the number of the last one it handled and asks for what
//! came after it; a `log` other than the one it knows means that the database was restored
//! and the client must begin at 0.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tracing::error;

use crate::domain::Notice;
use crate::server::Shared;
use crate::server::feeds::SOON_SECS;

/// Records in one answer at most.
const LIMIT_MAX: i64 = 1_000;

/// What a client asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The number of the last record it handled; 0 at first.
    #[serde(default)]
    after: i64,
    /// Records wanted, 1 to 1000.
    #[serde(default)]
    limit: Option<i64>,
}

/// A page of the change log.
#[derive(Debug, Serialize)]
struct Changes {
    log: String,
    #[serde(rename = "changes")]
    notices: Vec<Notice>,
    /// The number to ask after next.
    next: i64,
    /// Whether more is there already.
    more: bool,
}

/// What is wrong with a request.
///
/// # Source
///
/// RFC 9457 (problem details).
#[derive(Debug, Serialize)]
struct Problem {
    title: &'static str,
    status: u16,
    detail: String,
}

/// Answers with the records after a number.
pub async fn changes(
    State(shared): State<Shared>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        let detail = "write /v1/changes?after=NUMBER, and limit=1 to 1000 if you like";
        return problem(StatusCode::BAD_REQUEST, "The request cannot be read", detail);
    };
    let limit = asked.limit.unwrap_or(100);
    if asked.after < 0 || !(1..=LIMIT_MAX).contains(&limit) {
        let detail = "after is a number from 0 on, limit one from 1 to 1000";
        return problem(StatusCode::BAD_REQUEST, "A number is out of bounds", detail);
    }
    match page(&shared, asked.after, limit).await {
        Ok(changes) => {
            let mut response = Json(changes).into_response();
            let no_cache = HeaderValue::from_static("no-cache");
            response.headers_mut().insert(header::CACHE_CONTROL, no_cache);
            let any = HeaderValue::from_static("*");
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
            response
        }
        Err(failure) => {
            error!("The change log could not be read: {failure}");
            let detail = "the change log could not be read; ask again in a moment";
            let title = "The database does not answer";
            let mut response = problem(StatusCode::SERVICE_UNAVAILABLE, title, detail);
            let soon = HeaderValue::from_static(SOON_SECS);
            response.headers_mut().insert(header::RETRY_AFTER, soon);
            response
        }
    }
}

async fn page(
    shared: &Shared,
    after: i64,
    limit: i64,
) -> Result<Changes, crate::store::StoreError> {
    let mut changes = shared.store.notices(after, limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = changes.len() > wanted;
    changes.truncate(wanted);
    let next = changes.last().map_or(after, |notice| notice.seq);
    Ok(Changes { log: shared.store.log().to_owned(), notices: changes, next, more })
}

fn problem(status: StatusCode, title: &'static str, detail: &str) -> Response {
    let body = Problem { title, status: status.as_u16(), detail: detail.to_owned() };
    let mut response = (status, Json(body)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
