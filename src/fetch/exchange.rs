//! One request to one place -> what it came to.

use std::io::Read as _;

use chrono::TimeDelta;
use flate2::read::MultiGzDecoder;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderName, LAST_MODIFIED,
};
use reqwest::{Method, Response, StatusCode};
use url::Url;

use crate::domain::ask::{HttpAsk, Purpose};
use crate::domain::{AskError, Document, Instant, Reply};
use crate::fetch::client::{Client, LARGE};
use crate::fetch::condition;
use crate::fetch::request::{headers, next};
use crate::fetch::visit::{Heard, challenge};
use crate::fetch::words::{network, public, shown};

/// What one request came to.
pub(super) enum Hop {
    /// An answer.
    Done(Reply),
    /// Another place, and whether it is the place from now on.
    On {
        /// The place.
        next: Url,
        /// Whether the server said that this is for good.
        for_good: bool,
    },
}

/// A request that failed.
pub(super) struct Failed {
    /// Why.
    pub(super) error: AskError,
    /// Nobody was reached.
    pub(super) unreached: bool,
    /// The answer broke off: it may be whole the next time.
    pub(super) broken: bool,
}

impl From<AskError> for Failed {
    fn from(error: AskError) -> Self {
        Self { error, unreached: false, broken: false }
    }
}

impl Failed {
    /// No whole answer within the limit.
    pub(super) fn late(url: &Url, uncertain: bool) -> Self {
        let what = format!("no whole answer from {} in time", shown(url));
        AskError::Network { what, uncertain }.into()
    }

    /// The status and the end of the pause that the host asked for.
    pub(super) fn closes(&self, now: Instant) -> Option<(u16, Instant)> {
        match &self.error {
            AskError::Status { status: status @ (429 | 503), retry_after } => {
                let wait = (*retry_after)?;
                Some((*status, now + TimeDelta::from_std(wait).ok()?))
            }
            _ => None,
        }
    }
}

impl Client {
    pub(super) async fn exchange(
        &self,
        client: &reqwest::Client,
        ask: &HttpAsk,
        url: &Url,
        now: Instant,
        heard: &mut Heard,
    ) -> Result<Hop, Failed> {
        let mut headers = headers(ask, url)?;
        let conditional =
            !ask.purpose.wants_any_answer() && condition::ask(&ask.validators, &mut headers);
        let method = if ask.body.is_some() { Method::POST } else { Method::GET };
        let mut request = client.request(method, url.clone()).headers(headers);
        if let Some((_, body)) = &ask.body {
            request = request.body(body.clone());
        }
        let sent = ask.body.is_some();
        let response = request.send().await.map_err(|why| network(&why, url, sent))?;
        let status = response.status();
        let retry_after = condition::retry_after(response.headers(), now, ask.purpose);
        if ask.purpose == Purpose::Hub && sent {
            // What a subscriber says to a delivery, its status says.
            let (status, body) = (status.as_u16(), Vec::new());
            return Ok(Hop::Done(Reply::Answer { status, retry_after, body }));
        }
        if ask.purpose.wants_any_answer() {
            let body = self.body(response, url, sent).await?;
            return Ok(Hop::Done(Reply::Answer { status: status.as_u16(), retry_after, body }));
        }
        heard.read(response.headers(), url, now);
        match status {
            _ if challenge(response.headers()) => {
                Err(AskError::Blocked { by: "a firewall's challenge" }.into())
            }
            StatusCode::OK => {
                heard.whole = true;
                self.document(response, ask, url).await.map(Hop::Done)
            }
            StatusCode::NOT_MODIFIED if conditional => {
                Ok(Hop::Done(Reply::Same(condition::renewed(&ask.validators, response.headers()))))
            }
            StatusCode::GONE => Ok(Hop::Done(Reply::Gone)),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let lasting = [StatusCode::MOVED_PERMANENTLY, StatusCode::PERMANENT_REDIRECT];
                let for_good = lasting.contains(&status);
                Ok(Hop::On { next: next(url, &response, sent)?, for_good })
            }
            _ => Err(AskError::Status { status: status.as_u16(), retry_after }.into()),
        }
    }

    /// A 200 -> a document, or word that nothing changed.
    async fn document(
        &self,
        response: Response,
        ask: &HttpAsk,
        url: &Url,
    ) -> Result<Reply, Failed> {
        let headers = response.headers().clone();
        let bytes = self.body(response, url, ask.body.is_some()).await?;
        let validators = condition::fresh(&headers, &bytes);
        if ask.validators.body.is_some() && ask.validators.body == validators.body {
            return Ok(Reply::Same(validators));
        }
        let packed = |bytes: &[u8]| bytes.starts_with(&[0x1f, 0x8b]);
        let bytes = if packed(&bytes) && is_packed_file(ask, url) {
            unpacked(&bytes, self.options.body_bytes_max, url)?
        } else {
            bytes
        };
        if packed(&bytes) {
            let what = format!("{} sent compressed bytes without saying so", shown(url));
            return Err(AskError::Network { what, uncertain: false }.into());
        }
        let modified = condition::text(&headers, &LAST_MODIFIED);
        let pages = condition::text(&headers, &HeaderName::from_static("x-wp-totalpages"));
        Ok(Reply::Fresh(Box::new(Document {
            address: marked(&ask.url),
            location: public(url),
            bytes,
            content_type: condition::text(&headers, &CONTENT_TYPE),
            content_language: condition::text(&headers, &CONTENT_LANGUAGE),
            content_location: condition::text(&headers, &CONTENT_LOCATION),
            modified: modified.as_deref().and_then(condition::date),
            validators,
            pages: pages.and_then(|pages| pages.trim().parse().ok()),
        })))
    }

    /// Reads a body up to the limit, which counts bytes after decompression.
    async fn body(&self, mut response: Response, url: &Url, sent: bool) -> Result<Vec<u8>, Failed> {
        let coding = condition::text(response.headers(), &CONTENT_ENCODING);
        if coding.is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
            let what = format!("{} used a compression we did not ask for", shown(url));
            return Err(AskError::Network { what, uncertain: sent }.into());
        }
        let limit = self.options.body_bytes_max;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        let mut room = None;
        while let Some(chunk) = response.chunk().await.map_err(|why| network(&why, url, sent))? {
            let length = body.len().saturating_add(chunk.len());
            if length > most {
                return Err(AskError::TooLarge { limit }.into());
            }
            if length > LARGE && room.is_none() {
                // Never closed, so there always is a permit to come.
                room = self.large.acquire().await.ok();
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Whether what stands at an address is a packed file: a sitemap named `.gz`.
fn is_packed_file(ask: &HttpAsk, url: &Url) -> bool {
    let ending = url.path().rsplit('.').next().unwrap_or("");
    ask.purpose == Purpose::Page && ending.eq_ignore_ascii_case("gz")
}

/// A packed file without its packing: at most `limit` bytes of it, all its members.
fn unpacked(bytes: &[u8], limit: u64, url: &Url) -> Result<Vec<u8>, AskError> {
    let mut out = Vec::new();
    let unpacking = MultiGzDecoder::new(bytes).take(limit.saturating_add(1)).read_to_end(&mut out);
    unpacking.map_err(|_| AskError::Network {
        what: format!("{} sent a packed file that is broken", shown(url)),
        uncertain: false,
    })?;
    if u64::try_from(out.len()).map_or(true, |length| length > limit) {
        return Err(AskError::TooLarge { limit });
    }
    Ok(out)
}

/// An address with its fragment: a source's own mark of what it asked for, which is never sent.
fn marked(url: &Url) -> String {
    let mark = url.fragment().map_or_else(String::new, |mark| format!("#{mark}"));
    public(url) + &mark
}
