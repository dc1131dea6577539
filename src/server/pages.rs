//! Pages that are made when they are asked for: results of a search, and the list of the
//! feeds somebody chose.

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use tracing::error;

use crate::domain::entry::FeedLine;
use crate::domain::job::Target;
use crate::domain::{Edition, FeedSpec, Instant, Language, Region};
use crate::render::{self, Around, Format, feed_path};
use crate::server::feeds::{language, problem, still};
use crate::server::{Peer, Shared, View};
use crate::store::StoreError;
use crate::store::feeds::FeedRow;

/// Results on one page.
const HITS: i64 = 20;
/// Pages of results at most: who wants more asks closer.
const PAGES_MAX: u32 = 50;
/// Editions shown beside results.
const EDITIONS_MAX: usize = 24;
/// Feeds in a list that somebody chose, at most.
const CHOSEN_MAX: usize = 200;

/// The values of a query's key, at most so many.
fn values<'q>(query: &'q str, key: &'q str) -> impl Iterator<Item = String> + 'q {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.filter(move |(name, _)| name == key).map(|(_, value)| value.into_owned())
}

/// `GET /search?q=WORDS&lang=TAG&page=N`; `ui` is the language of the page's own words.
pub async fn search(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Response<Body> {
    let now = (shared.now)();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    if let Some(wait) = peer.and_then(|peer| shared.rate.take(peer, "/search", now)) {
        let mut response = problem(&shared, StatusCode::TOO_MANY_REQUESTS, &headers);
        let wait = HeaderValue::from(wait.as_secs().max(1));
        response.headers_mut().insert(header::RETRY_AFTER, wait);
        return response;
    }
    let query = query.unwrap_or_default();
    match found(&shared, &query, &headers, now).await {
        Ok(body) => page(body, &headers),
        Err(failure) => {
            error!("Nothing could be looked for: {failure}");
            problem(&shared, StatusCode::SERVICE_UNAVAILABLE, &headers)
        }
    }
}

async fn found(
    shared: &Shared,
    query: &str,
    headers: &HeaderMap,
    now: Instant,
) -> Result<Vec<u8>, StoreError> {
    let view = shared.view.load_full();
    let one = |key: &'static str| values(query, key).next().unwrap_or_default();
    let typed: String = one("q").chars().take(200).collect();
    let only = Language::parse(&one("lang")).ok();
    let asked = Language::parse(&one("ui")).ok().or_else(|| only.clone());
    let language = asked.unwrap_or_else(|| language(headers));
    let number: u32 = one("page").parse().unwrap_or(0).min(PAGES_MAX);
    let words = render::search::query(&typed, &shared.gazetteer, &view.areas);
    let (hits, more) = match &words {
        Some(words) => {
            let part = (i64::from(number) * HITS, HITS);
            shared.store.search(words, only.as_ref(), part, now).await?
        }
        None => (Vec::new(), false),
    };
    let editions =
        if number == 0 { editions(shared, &view, &typed, only.as_ref()) } else { Vec::new() };
    let languages = languages(&view);
    let found = render::search::Found {
        typed: &typed,
        language: &language,
        only: only.as_ref(),
        languages: &languages,
        editions: &editions,
        hits: &hits,
        next: (more && number < PAGES_MAX).then_some(number + 1),
    };
    render::search::page(&found, &view.site)
        .map_err(|why| StoreError::Damaged { what: why.to_string() })
}

/// The languages of all feeds.
fn languages(view: &View) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for language in view.feeds.iter().flat_map(|spec| &spec.languages) {
        if !languages.contains(language) {
            languages.push(language.clone());
        }
    }
    languages
}

/// The editions of the region whose name was typed.
fn editions(shared: &Shared, view: &View, typed: &str, only: Option<&Language>) -> Vec<FeedLine> {
    let name: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let name = name.join("-");
    let own = view.areas.slugs().find(|slug| slug.as_str() == name).cloned();
    let Some(region) = own.or_else(|| shared.gazetteer.alias(&name)) else { return Vec::new() };
    let mut lines = Vec::new();
    for spec in view.feeds.iter().filter(|spec| spec.regions.contains(&region)) {
        let wanted = spec.languages.iter().filter(|one| only.is_none_or(|only| *one == only));
        lines.extend(wanted.map(|language| line(shared, view, spec, language, &region)));
    }
    lines.truncate(EDITIONS_MAX);
    lines
}

fn line(
    shared: &Shared,
    view: &View,
    spec: &FeedSpec,
    language: &Language,
    region: &Region,
) -> FeedLine {
    let own = view.areas.name(region, language);
    let edition = Edition::new(language.clone(), region.clone());
    FeedLine {
        path: feed_path(&edition, spec.slug.as_deref()),
        edition,
        region_name: own.unwrap_or_else(|| shared.gazetteer.name(region, language)),
        slug: spec.slug.clone(),
        title: spec.title.clone(),
        formats: spec.formats.clone(),
    }
}

/// A page of results is nobody else's business, and old at once.
fn page(body: Vec<u8>, headers: &HeaderMap) -> Response<Body> {
    let hash = crate::store::documents::etag_of(&body);
    let etag = format!("\"{hash}\"");
    let same = crate::server::conditions::is_current(headers, &etag, None);
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(if same { Body::empty() } else { Body::from(body) });
    let out = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, etag);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    let robots = header::HeaderName::from_static("x-robots-tag");
    out.insert(robots, HeaderValue::from_static("noindex"));
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        out.insert(header::CONTENT_LENGTH, length);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        out.insert(header::CONTENT_TYPE, html);
    }
    response
}

/// `GET /selection.opml?e=LANG/REGION&e=...`: the list of the feeds somebody chose.
pub async fn selection(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let view = shared.view.load_full();
    let query = query.unwrap_or_default();
    let rows = match shared.store.feeds().await {
        Ok(rows) => rows,
        Err(failure) => {
            error!("The feeds could not be read: {failure}");
            return problem(&shared, StatusCode::SERVICE_UNAVAILABLE, &headers);
        }
    };
    let (mut lines, mut since) = (Vec::new(), None);
    for key in values(&query, "e").take(CHOSEN_MAX) {
        let Some((line, row)) = chosen(&shared, &view, &rows, &key) else { continue };
        if !lines.contains(&line) {
            lines.push(line);
            since = since.max(Some(row.first_seen));
        }
    }
    let since = since.unwrap_or_else(|| (shared.now)());
    match render::opml::Opml.wrap(Around::Site(&lines, since, &[]), &[], &view.site) {
        Ok(body) => {
            let media_type = "text/x-opml; charset=utf-8";
            let mut response = still(&view, "", body.into(), media_type, &headers, Some(since));
            let name = HeaderValue::from_static("attachment; filename=\"warta.opml\"");
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            response
        }
        Err(failure) => {
            error!("A list of feeds could not be written: {failure}");
            problem(&shared, StatusCode::INTERNAL_SERVER_ERROR, &headers)
        }
    }
}

/// The feed of a key such as `en/ID-KB`, `en` or `en/ID/courts`, if there is one.
fn chosen<'r>(
    shared: &Shared,
    view: &View,
    rows: &'r [FeedRow],
    key: &str,
) -> Option<(FeedLine, &'r FeedRow)> {
    let mut parts = key.splitn(3, '/');
    let language = Language::parse(parts.next()?).ok()?;
    let region =
        parts.next().map_or_else(|| Some(Region::world()), |code| Region::parse(code).ok());
    let (region, slug) = (region?, parts.next());
    let edition = Edition::new(language.clone(), region.clone());
    let spec =
        view.feeds.iter().find(|spec| spec.slug.as_deref() == slug && spec.holds(&edition))?;
    let path = Target::Feed { edition, slug: slug.map(str::to_owned) }.to_string();
    let row = rows.iter().find(|row| row.path == path)?;
    Some((line(shared, view, spec, &language, &region), row))
}
