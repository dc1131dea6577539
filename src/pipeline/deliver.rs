//! A change to those who asked to be told: WebSub.
//!
//! One job stands for one subscription, whatever it wants: first it is confirmed by its
//! callback, then told of every change with the whole document. What fails comes again in
//! growing steps; a callback that is gone, or fails for days, ends it. Callbacks are asked
//! through the guard that sources are asked through, so nobody reaches our own network by
//! subscribing to it.
//!
//! # Source
//!
//! W3C Recommendation WebSub, sections 5.3 (verification of intent), 7 (content
//! distribution) and 7.1 (authenticated distribution).

use std::fmt::Write;

use chrono::TimeDelta;
use ring::hmac;
use tracing::{debug, info};
use url::Url;

use crate::domain::ask::{HeaderText, HttpAsk, Purpose};
use crate::domain::job::Recipient;
use crate::domain::{AskError, Reply, Validators};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::work::back_off;
use crate::render::FORMATS;
use crate::store::documents::StoredDocument;
use crate::store::subscriptions::Subscription;

/// Deliveries that may fail in a row: the pauses between them add up to about a day.
const FAILURES_MAX: i64 = 20;

/// Tells a recipient what there is to tell.
///
/// # Errors
///
/// [`StepError`] when the database fails, or an outside hub cannot be told.
pub async fn deliver(newsroom: &Newsroom, to: &Recipient) -> Result<(), StepError> {
    match to {
        Recipient::Hub { hub, topic } => ping(newsroom, hub, topic).await,
        Recipient::Subscriber(id) => subscriber(newsroom, id).await,
    }
}

/// Tells an outside hub that a document changed; it fetches it and tells its own.
async fn ping(newsroom: &Newsroom, hub: &str, topic: &str) -> Result<(), StepError> {
    let Ok(url) = Url::parse(hub) else { return Ok(()) };
    let topic = newsroom.house().site.address(topic);
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", "publish")
        .append_pair("hub.url", &topic)
        .append_pair("hub.topic", &topic)
        .finish();
    let body = Some(("application/x-www-form-urlencoded", form.into_bytes()));
    match ask(newsroom, url, Vec::new(), body).await? {
        (200..=299, _) => Ok(()),
        (status, _) => Err(StepError::Ask(AskError::Status { status, retry_after: None })),
    }
}

/// Confirms what a subscriber asks, then brings him the newest document.
async fn subscriber(newsroom: &Newsroom, id: &str) -> Result<(), StepError> {
    let store = &newsroom.store;
    let Some(one) = store.subscription(id).await? else { return Ok(()) };
    let document = store.document(&one.topic).await?;
    if document.is_none() && is_gone(newsroom, &one.topic).await? {
        denied(newsroom, &one).await;
        store.end_subscription(id).await?;
        return Ok(());
    }
    if one.asked.is_some() {
        if confirmed(newsroom, &one).await {
            // What he can fetch now he is not told of.
            let etag = document.as_ref().map_or("", |document| document.etag.as_str());
            store.confirm_subscription(&one, etag, newsroom.clock.now()).await?;
            info!(topic = %one.topic, "`{}` was confirmed by its callback", one.id);
        } else {
            debug!("`{}` did not confirm what was asked in its name", one.id);
            store.refuse_subscription(id).await?;
        }
    }
    let Some(one) = store.subscription(id).await? else { return Ok(()) };
    let now = newsroom.clock.now();
    match (one.until, document) {
        (Some(until), _) if until <= now => Ok(store.end_subscription(id).await?),
        (Some(_), Some(document)) if document.etag != one.etag => {
            bring(newsroom, &one, &document).await
        }
        _ => Ok(()),
    }
}

/// Whether a document belongs to a feed that was taken out of the configuration.
async fn is_gone(newsroom: &Newsroom, topic: &str) -> Result<bool, StepError> {
    let mut parts = topic.trim_start_matches('/').rsplitn(2, '/');
    let (_, folder) = (parts.next(), parts.next().unwrap_or_default());
    let path = if folder.contains('/') { folder.to_owned() } else { format!("{folder}/001") };
    Ok(newsroom.store.feed_is_gone(&path).await?)
}

/// Asks a callback whether it wants what was asked in its name.
async fn confirmed(newsroom: &Newsroom, one: &Subscription) -> bool {
    let challenge = uuid::Uuid::now_v7().simple().to_string();
    let mode = one.asked.as_deref().unwrap_or("subscribe");
    let topic = newsroom.house().site.address(&one.topic);
    let mut pairs = vec![
        ("hub.mode", mode.to_owned()),
        ("hub.topic", topic),
        ("hub.challenge", challenge.clone()),
    ];
    if mode == "subscribe" {
        pairs.push(("hub.lease_seconds", one.asked_secs.to_string()));
    }
    let Some(url) = with_query(&one.callback, &pairs) else { return false };
    match ask(newsroom, url, Vec::new(), None).await {
        Ok((200..=299, body)) => body == challenge.as_bytes(),
        _ => false,
    }
}

/// Tells a subscriber that there will be nothing more. Nobody waits for his answer.
async fn denied(newsroom: &Newsroom, one: &Subscription) {
    let topic = newsroom.house().site.address(&one.topic);
    let reason = "this feed is no longer published".to_owned();
    let pairs = [("hub.mode", "denied".to_owned()), ("hub.topic", topic), ("hub.reason", reason)];
    if let Some(url) = with_query(&one.callback, &pairs) {
        ask(newsroom, url, Vec::new(), None).await.ok();
    }
}

/// An address with more in its query; what was there stays.
fn with_query(address: &str, pairs: &[(&str, String)]) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    url.query_pairs_mut().extend_pairs(pairs);
    Some(url)
}

/// Brings a subscriber the document, and notes how that went.
async fn bring(
    newsroom: &Newsroom,
    one: &Subscription,
    document: &StoredDocument,
) -> Result<(), StepError> {
    let store = &newsroom.store;
    let site = newsroom.house().site.clone();
    let Ok(url) = Url::parse(&one.callback) else {
        return Ok(store.end_subscription(&one.id).await?);
    };
    let known = FORMATS.iter().map(|format| format.media_type());
    let media_type = known.into_iter().find(|known| *known == document.media_type);
    let links: Vec<String> =
        std::iter::once(format!("<{}>; rel=\"self\"", site.address(&one.topic)))
            .chain(site.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\"")))
            .collect();
    let mut headers = vec![("Link", HeaderText::Clear(links.join(", ")))];
    if let Some(secret) = &one.secret {
        let signature = signature(secret, &document.body);
        headers.push(("X-Hub-Signature", HeaderText::Clear(signature)));
    }
    let body = (media_type.unwrap_or("application/octet-stream"), document.body.clone());
    match ask(newsroom, url, headers, Some(body)).await {
        Ok((200..=299, _)) => Ok(store.note_delivery(&one.id, Some(&document.etag)).await?),
        Ok((410, _)) => Ok(store.end_subscription(&one.id).await?),
        _ if one.failures + 1 >= FAILURES_MAX => {
            info!(topic = %one.topic, "`{}` failed too often and is told no more", one.id);
            Ok(store.end_subscription(&one.id).await?)
        }
        _ => {
            store.note_delivery(&one.id, None).await?;
            let now = newsroom.clock.now();
            let pause = TimeDelta::from_std(back_off(one.failures + 1, &one.id));
            let at = now + pause.unwrap_or(TimeDelta::hours(1));
            store.tell_again(std::slice::from_ref(&one.topic), Some(&one.id), at, now).await?;
            Ok(())
        }
    }
}

/// One request; its status and, where nothing was sent, its body.
async fn ask(
    newsroom: &Newsroom,
    url: Url,
    headers: Vec<(&'static str, HeaderText)>,
    body: Option<(&'static str, Vec<u8>)>,
) -> Result<(u16, Vec<u8>), AskError> {
    let validators = Validators::default();
    let headers = headers.into_iter().map(|(name, text)| (name.into(), text)).collect();
    let ask = HttpAsk { purpose: Purpose::Hub, url, headers, body, validators };
    match newsroom.fetch.ask(&ask, newsroom.clock.now()).await? {
        Reply::Answer { status, body, .. } => Ok((status, body)),
        _ => Ok((0, Vec::new())),
    }
}

/// What proves that a document comes from us.
///
/// # Source
///
/// W3C Recommendation WebSub, section 7.1; RFC 2104 (HMAC).
#[must_use]
pub fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body);
    let mut header = "sha256=".to_owned();
    for byte in tag.as_ref() {
        // Writing into a string cannot fail.
        write!(header, "{byte:02x}").unwrap_or_default();
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_everybody_computes() {
        // RFC 4231, test case 2
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_callback_keeps_its_own_query() {
        let url = with_query("https://a.example/cb?id=7", &[("hub.mode", "subscribe".to_owned())]);
        assert_eq!(url.unwrap().as_str(), "https://a.example/cb?id=7&hub.mode=subscribe");
    }
}
