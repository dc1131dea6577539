//! What is sent to one place, and where a redirect leads from it.

use reqwest::Response;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use url::Url;

use crate::domain::AskError;
use crate::domain::ask::{HeaderText, HttpAsk, Purpose};
use crate::fetch::condition;

/// What is accepted when the ask does not say.
const ACCEPTED: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
    application/xml;q=0.9, application/json;q=0.9, text/html;q=0.8, */*;q=0.5";

/// The request's own headers. On a host other than the one asked for, none that could be
/// a credential is sent.
pub(super) fn headers(ask: &HttpAsk, url: &Url) -> Result<HeaderMap, AskError> {
    let at_home = ask.url.origin() == url.origin();
    let mut headers = HeaderMap::new();
    if ask.purpose != Purpose::Engine {
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    }
    if let Some((media, _)) = ask.body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    }
    for (name, text) in &ask.headers {
        if !at_home && !name.to_ascii_lowercase().starts_with("accept") {
            continue;
        }
        let wrong = || AskError::Network {
            what: format!(
                "the header `{name}` cannot be sent; are there line breaks in its value?"
            ),
            uncertain: false,
        };
        let value = match text {
            HeaderText::Clear(text) => HeaderValue::from_str(text),
            HeaderText::Secret { prefix, secret } => {
                HeaderValue::from_str(&format!("{prefix}{}", secret.reveal())).map(|mut value| {
                    value.set_sensitive(true);
                    value
                })
            }
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        headers.insert(name, value.map_err(|_| wrong())?);
    }
    Ok(headers)
}

/// Where a redirect leads, if we go there at all.
pub(super) fn next(url: &Url, response: &Response, sent: bool) -> Result<Url, AskError> {
    let location = condition::text(response.headers(), &LOCATION);
    towards(url, location.as_deref(), sent).map_err(|what| {
        let what = what.to_owned();
        AskError::Redirect { what }
    })
}

fn towards(url: &Url, location: Option<&str>, sent: bool) -> Result<Url, &'static str> {
    let location = location.ok_or("one without a place to go")?;
    let mut next = url.join(location).map_err(|_| "one to something that is no address")?;
    next.set_fragment(None);
    if sent {
        return Err("a request with a body was sent elsewhere");
    }
    if !matches!(next.scheme(), "http" | "https") {
        return Err("one to another scheme than http and https");
    }
    if url.scheme() == "https" && next.scheme() == "http" {
        return Err("one from https down to http");
    }
    let named = !next.username().is_empty() || next.password().is_some();
    if named && (next.origin() != url.origin() || next.authority() != url.authority()) {
        return Err("one with a user name in it");
    }
    if next == *url {
        return Err("one that leads to itself");
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, end: Result<&str, &str>) {
        let found = towards(&Url::parse(from).unwrap(), Some(to), false);
        assert_eq!(found.as_ref().map(Url::as_str).map_err(|what| *what), end, "{from} {to}");
    }

    #[test]
    fn s8_a_redirect_goes_up_to_https_and_never_down() {
        check("http://a.example/f", "https://a.example/f", Ok("https://a.example/f"));
        check("https://a.example/f", "/g#top", Ok("https://a.example/g"));
        let down = Err("one from https down to http");
        check("https://a.example/f", "http://a.example/f", down);
        check("https://a.example/f", "//b.example/f", Ok("https://b.example/f"));
        check("http://a.example/f", "/f", Err("one that leads to itself"));
    }
}
