//! `POST /hub`: somebody asks to be told of changes, or not to be any more.
//!
//! What he asks is noted and answered with 202; whether his callback wants it, a job finds
//! out (`pipeline::deliver`).
//!
//! # Source
//!
//! W3C Recommendation WebSub, section 5.1 (subscriber sends subscription request).

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use tracing::error;
use url::Url;

use crate::server::address;
use crate::server::{Shared, View};
use crate::store::subscriptions::{Wanted, is_topic};

/// Letters of a callback's address at most.
const CALLBACK_MAX: usize = 2_000;
/// Bytes of a secret must be fewer.
const SECRET_BYTES: usize = 200;
/// A lease when none is asked for: ten days.
const LEASE_SECS: i64 = 10 * 86_400;
/// The longest lease: thirty days. None is for ever.
const LEASE_SECS_MAX: i64 = 30 * 86_400;
/// The shortest one.
const LEASE_SECS_MIN: i64 = 300;

/// Notes what a subscriber asks.
pub async fn ask(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let view = shared.view.load_full();
    if !view.site.hubs.contains(&view.site.own_hub()) {
        return said(StatusCode::NOT_FOUND, "there is no hub here");
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let form = "application/x-www-form-urlencoded";
    if !kind.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with(form)) {
        return said(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send a form");
    }
    let wanted = match read(&body, &shared, &view) {
        Ok(wanted) => wanted,
        Err(why) => return said(StatusCode::BAD_REQUEST, why),
    };
    match shared.store.ask_subscription(&wanted, (shared.now)()).await {
        Ok(Some(_)) => {
            shared.bell.notify_waiters();
            said(StatusCode::ACCEPTED, "your callback will be asked")
        }
        Ok(None) => said(StatusCode::TOO_MANY_REQUESTS, "there are too many subscriptions"),
        Err(why) => {
            error!("A subscription could not be noted: {why}");
            said(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}

/// Reads the form; what is wrong with it is said in words.
fn read(body: &[u8], shared: &Shared, view: &View) -> Result<Wanted, &'static str> {
    let value = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let subscribe = match value("hub.mode").as_deref() {
        Some("subscribe") => true,
        Some("unsubscribe") => false,
        _ => return Err("hub.mode is `subscribe` or `unsubscribe`"),
    };
    let topic = value("hub.topic").ok_or("hub.topic is missing")?;
    let callback = value("hub.callback").ok_or("hub.callback is missing")?;
    let (callback, host) = callback_of(&callback)?;
    let secret = value("hub.secret").filter(|secret| !secret.is_empty());
    if secret.as_ref().is_some_and(|secret| secret.len() >= SECRET_BYTES) {
        return Err("hub.secret is 200 bytes or longer");
    }
    let lease = value("hub.lease_seconds").and_then(|text| text.parse().ok());
    let lease_secs = lease.filter(|secs| *secs > 0).unwrap_or(LEASE_SECS);
    let lease_secs = lease_secs.clamp(LEASE_SECS_MIN, LEASE_SECS_MAX);
    let topic = topic_of(&topic, subscribe, shared, view)?;
    Ok(Wanted { topic, callback, host, subscribe, secret, lease_secs })
}

/// The path of a document of ours. A subscription may be ended even where the feed is gone.
fn topic_of(
    topic: &str,
    subscribe: bool,
    shared: &Shared,
    view: &View,
) -> Result<String, &'static str> {
    let unknown = "hub.topic is no feed of ours";
    let path = topic.strip_prefix(view.site.base.trim_end_matches('/')).ok_or(unknown)?;
    if !is_topic(path) || path.len() > 300 {
        return Err(unknown);
    }
    let read = address::read(path, &view.feeds, &shared.gazetteer);
    if subscribe && read.is_none_or(|read| read.canonical != path) {
        return Err(unknown);
    }
    Ok(path.to_owned())
}

/// A callback and its host. Whether that may be asked at all is the guard's to say, when it
/// is asked: a name may mean another machine by then.
fn callback_of(text: &str) -> Result<(String, String), &'static str> {
    let wrong = "hub.callback is not an address of http or https";
    let url = Url::parse(text).ok().filter(|_| text.len() <= CALLBACK_MAX).ok_or(wrong)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !plain {
        return Err(wrong);
    }
    let port = url.port_or_known_default().unwrap_or_default();
    let host = url.host_str().ok_or(wrong)?;
    Ok((url.to_string(), format!("{host}:{port}")))
}

fn said(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{words}\n")));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, text);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
