//! Documents by their public address: one row read, or none when it is hot.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use bytes::Bytes;
use tracing::error;

use crate::domain::instant::imf;
use crate::domain::{Edition, Instant, Language, Region};
use crate::render::{self, Around};
use crate::server::address::{self, Meaning};
use crate::server::conditions::{Coding, coding, is_current, languages};
use crate::server::door::Ready;
use crate::server::{Peer, Shared, View};
use crate::store::StoreError;
use crate::store::documents::etag_of;

/// When to ask again where the database does not answer, in seconds.
pub(super) const SOON_SECS: &str = "10";

/// Serves a document, sends other spellings to the right one, and says what is not there.
pub async fn serve(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let (parts, _) = request.into_parts();
    let Parts { method, uri, headers, .. } = parts;
    if method != Method::GET && method != Method::HEAD {
        return plain(StatusCode::METHOD_NOT_ALLOWED, &[(header::ALLOW, "GET, HEAD")]);
    }
    let head = method == Method::HEAD;
    let answer = match answer(&shared, uri.path(), &headers).await {
        Ok(answer) => paced(&shared, answer, peer, uri.path(), &headers),
        Err(failure) => {
            error!("A document could not be read: {failure}");
            problem(&shared, StatusCode::SERVICE_UNAVAILABLE, &headers)
        }
    };
    if head {
        let (parts, _) = answer.into_parts();
        return Response::from_parts(parts, Body::empty());
    }
    answer
}

/// A whole document is counted for who took it; too many of one are answered with 429.
fn paced(
    shared: &Shared,
    answer: Response<Body>,
    peer: Option<IpAddr>,
    path: &str,
    headers: &HeaderMap,
) -> Response<Body> {
    let whole = answer.status() == StatusCode::OK;
    let wait = peer.filter(|_| whole).and_then(|peer| shared.rate.take(peer, path, (shared.now)()));
    let Some(wait) = wait else { return answer };
    let mut response = problem(shared, StatusCode::TOO_MANY_REQUESTS, headers);
    let wait = HeaderValue::from(wait.as_secs().max(1));
    response.headers_mut().insert(header::RETRY_AFTER, wait);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn answer(
    shared: &Shared,
    path: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, StoreError> {
    let view = shared.view.load_full();
    let now = (shared.now)();
    if path == render::pages::STYLE_ADDRESS {
        let body = Bytes::copy_from_slice(render::pages::style(&view.site).as_bytes());
        return Ok(still(&view, path, body, render::pages::STYLE_TYPE, headers, None));
    }
    if path == "/"
        && let Some(front) = front(&view, headers)
    {
        return Ok(front);
    }
    if let Some(answer) = stored(shared, &view, path, headers, now).await? {
        return Ok(answer);
    }
    let Some(read) = address::read(path, &view.feeds, &shared.gazetteer) else {
        let was = match address::feed_of(path) {
            Some(feed) => shared.store.feed_is_gone(&feed).await?,
            None => false,
        };
        let status = if was { StatusCode::GONE } else { StatusCode::NOT_FOUND };
        return Ok(problem(shared, status, headers));
    };
    if read.canonical != path {
        let root = render_root(&view);
        let location = format!("{root}{}", read.canonical);
        return Ok(plain(StatusCode::PERMANENT_REDIRECT, &[(header::LOCATION, &location)]));
    }
    match (read.meaning, read.edition, read.format) {
        (Meaning::Feed(spec), Some(edition), Some(format)) => {
            let slug = spec.slug.as_deref();
            let target = target_path(&edition, slug);
            let since = shared.store.first_seen(&target, &spec.name).await?.unwrap_or(now);
            let own = view.areas.name(&edition.region, &edition.language);
            let name =
                own.unwrap_or_else(|| shared.gazetteer.name(&edition.region, &edition.language));
            let age = view.max_age_secs;
            let feeds = &view.feeds;
            let head = render::head::head(&view.authority, feeds, spec, &edition, name, since, age);
            match format.wrap(Around::Feed(&head), &[], &view.site) {
                Ok(body) => {
                    let (media_type, since) = (format.media_type(), Some(since));
                    Ok(still(&view, path, body.into(), media_type, headers, since))
                }
                Err(failure) => {
                    error!("An empty feed could not be written: {failure}");
                    Ok(problem(shared, StatusCode::INTERNAL_SERVER_ERROR, headers))
                }
            }
        }
        _ => Ok(problem(shared, StatusCode::NOT_FOUND, headers)),
    }
}

/// Where the first page sends a reader: to all news in the first language he reads that
/// has an edition of the whole world. Who names no such language gets the page itself.
fn front(view: &View, headers: &HeaderMap) -> Option<Response<Body>> {
    let world = Region::world();
    let has = |language: &Language| {
        let edition = Edition::new(language.clone(), world.clone());
        view.feeds.iter().any(|spec| spec.slug.is_none() && spec.holds(&edition))
    };
    let known = |asked: Language| {
        let plain = Language::parse(asked.primary()).ok();
        [Some(asked), plain].into_iter().flatten().find(|language| has(language))
    };
    let language = languages(headers).into_iter().find_map(known)?;
    let location =
        format!("{}{}", render_root(view), render::feed_path(&Edition::new(language, world), None));
    let kept = format!("public, max-age={}", view.max_age_secs);
    let headers = [
        (header::LOCATION, location.as_str()),
        (header::VARY, "Accept-Language"),
        (header::CACHE_CONTROL, kept.as_str()),
    ];
    Some(plain(StatusCode::FOUND, &headers))
}

fn target_path(edition: &Edition, slug: Option<&str>) -> String {
    slug.map_or_else(|| edition.to_string(), |slug| format!("{edition}/{slug}"))
}

/// What stands before our paths when the site lives in a folder.
pub(super) fn render_root(view: &View) -> String {
    url::Url::parse(&view.site.base)
        .map(|base| base.path().trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

/// A document that is kept; rendered anew first when time alone has changed it.
async fn stored(
    shared: &Shared,
    view: &Arc<View>,
    path: &str,
    headers: &HeaderMap,
    now: Instant,
) -> Result<Option<Response<Body>>, StoreError> {
    let Some(mut hot) = shared.cache.get(&shared.store, path, now).await? else {
        return Ok(None);
    };
    if hot.document.stale_at.is_some_and(|at| at <= now) {
        shared.refresh.refresh(&hot.document.target).await;
        shared.cache.forget(&[path.to_owned()]);
        match shared.cache.get(&shared.store, path, now).await? {
            Some(fresh) => hot = fresh,
            None => return Ok(None),
        }
    }
    let wanted = coding(headers);
    let (coding, body) = hot.coded(&shared.store, wanted).await?;
    let document = &hot.document;
    let facts = Facts {
        status: StatusCode::from_u16(document.status).unwrap_or(StatusCode::OK),
        media_type: &document.media_type,
        etag: coding.etag(&document.etag),
        changed: Some(document.changed),
        coding,
        path,
        noindex: document.noindex,
    };
    // The first page sends readers on by their language: its answers are not the same for all.
    if path != "/" {
        let respond_to = |headers: &HeaderMap| respond(view, &facts, body.clone(), headers);
        let ready = Ready::new(view, &facts.etag, document.changed, respond_to, body.clone());
        hot.ready(wanted).store(Some(Arc::new(ready)));
    }
    Ok(Some(respond(view, &facts, body, headers)))
}

/// A document that is made on the spot and always the same. One that is a part of the
/// program has no time of its own: its tag alone tells whether it changed.
pub(super) fn still(
    view: &View,
    path: &str,
    body: Bytes,
    media_type: &str,
    headers: &HeaderMap,
    changed: Option<Instant>,
) -> Response<Body> {
    let hash = etag_of(&body);
    let wanted = if body.len() < 512 { Coding::Identity } else { coding(headers) };
    let body = match wanted {
        Coding::Identity => body,
        _ => crate::server::cache::compress(&body, wanted).into(),
    };
    let facts = Facts {
        status: StatusCode::OK,
        media_type,
        etag: wanted.etag(&hash),
        changed,
        coding: wanted,
        path,
        noindex: false,
    };
    respond(view, &facts, body, headers)
}

struct Facts<'a> {
    status: StatusCode,
    media_type: &'a str,
    etag: String,
    changed: Option<Instant>,
    coding: Coding,
    path: &'a str,
    noindex: bool,
}

fn respond(view: &View, facts: &Facts<'_>, body: Bytes, headers: &HeaderMap) -> Response<Body> {
    let current = facts.status == StatusCode::OK && is_current(headers, &facts.etag, facts.changed);
    let length = body.len();
    let mut response = Response::new(if current { Body::empty() } else { Body::from(body) });
    *response.status_mut() = if current { StatusCode::NOT_MODIFIED } else { facts.status };
    let out = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    };
    set(header::ETAG, &facts.etag);
    if let Some(changed) = facts.changed {
        set(header::LAST_MODIFIED, &imf(changed));
    }
    set(header::CACHE_CONTROL, &format!("public, max-age={}", view.max_age_secs));
    let front = facts.path == "/";
    set(header::VARY, if front { "Accept-Encoding, Accept-Language" } else { "Accept-Encoding" });
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Link, Last-Modified");
    if facts.noindex {
        set(header::HeaderName::from_static("x-robots-tag"), "noindex");
    }
    if let Some(link) = link(view, facts) {
        set(header::LINK, &link);
    }
    if !current {
        set(header::CONTENT_TYPE, facts.media_type);
        set(header::CONTENT_LENGTH, &length.to_string());
        if facts.coding != Coding::Identity {
            set(header::CONTENT_ENCODING, facts.coding.name());
        }
    }
    response
}

/// A feed names itself and its hubs in its headers as it does inside.
fn link(view: &View, facts: &Facts<'_>) -> Option<String> {
    let feed = facts.path.rsplit('/').next().is_some_and(|name| name.starts_with("feed."));
    if !feed {
        return None;
    }
    let mut links = vec![format!("<{}>; rel=\"self\"", view.site.address(facts.path))];
    links.extend(view.site.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\"")));
    Some(links.join(", "))
}

/// A page that says what is wrong, in the reader's language where we speak it.
pub(super) fn problem(shared: &Shared, status: StatusCode, headers: &HeaderMap) -> Response<Body> {
    let view = shared.view.load();
    let body = render::pages::error(status.as_u16(), &language(headers), &view.site);
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    // Said here, so that HEAD, which drops the body, says it too.
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    // What is not there may be there soon, what failed may work in a moment.
    let kept = if status.is_server_error() { "no-store" } else { "public, max-age=10" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(SOON_SECS));
    }
    let vary = HeaderValue::from_static("Accept-Language");
    response.headers_mut().insert(header::VARY, vary);
    response
}

/// The first language a reader asks for; English when it asks for none.
pub(super) fn language(headers: &HeaderMap) -> Language {
    languages(headers).into_iter().next().unwrap_or_else(Language::english)
}

pub(super) fn plain(status: StatusCode, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
