//! Documents to a bucket: only what changed is put there, and what is gone is removed.
//!
//! What is to be done stands in the database, noted in the transactions that changed the
//! documents; an object is noted as done once the storage has taken it. So a kill, or a
//! storage that fails for days, loses nothing: an object is put once more at most.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream;
use tracing::{info, warn};

use crate::fetch::{Bucket, BucketError};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::{self, empty_documents, file_of};
use crate::pipeline::step::StepError;
use crate::render::pages;
use crate::store::documents::etag_of;
use crate::store::exports::DueExport;

/// Objects read and noted together.
const AT_ONCE: usize = 64;

/// Requests on the wire at once.
const IN_FLIGHT: usize = 8;

/// An object as it is to be.
struct Object {
    media_type: String,
    /// A hash of its bytes and of what is said of them.
    etag: String,
    body: Vec<u8>,
}

impl Object {
    fn new(media_type: &str, kept: &str, body: Vec<u8>) -> Self {
        let etag = format!("{} {media_type}, {kept}", etag_of(&body));
        Self { media_type: media_type.to_owned(), etag: etag_of(etag.as_bytes()), body }
    }
}

/// Notes that everything is to be looked at: every document, editions that are empty too, and
/// whatever lies in the bucket. Does nothing where no bucket is configured.
///
/// # Errors
///
/// [`StepError`] when the database fails or a document cannot be written.
pub async fn begin(newsroom: &Newsroom) -> Result<(), StepError> {
    let house = newsroom.house();
    let Some(bucket) = &house.bucket else { return Ok(()) };
    let mut addresses = newsroom.store.addresses().await?;
    let have: BTreeSet<String> = addresses.iter().cloned().collect();
    let feeds = publish::feed_addresses(&house).into_iter();
    addresses.extend(feeds.filter(|address| !have.contains(address)));
    addresses.push(pages::STYLE_ADDRESS.to_owned());
    newsroom.store.export_all(bucket.place(), &addresses, newsroom.clock.now()).await?;
    newsroom.bell.notify_waiters();
    Ok(())
}

/// Brings the bucket to the state of the documents.
///
/// # Errors
///
/// [`StepError`] when the database fails, or the storage: then the operator is told, what was
/// put is noted, and the rest waits.
pub async fn export(newsroom: &Newsroom, place: &str) -> Result<(), StepError> {
    let house = newsroom.house();
    let alert = format!("bucket.failing:{place}");
    let bucket = house.bucket.as_ref().filter(|bucket| bucket.place() == place);
    let done = match bucket {
        Some(bucket) => rounds(newsroom, bucket).await,
        // it is configured no more, and nothing of it is our business
        None => Ok(()),
    };
    let now = newsroom.clock.now();
    match &done {
        Ok(()) => drop(newsroom.store.clear(&alert, now).await?),
        Err(StepError::Bucket(why)) => {
            let words = format!("{why}; what changed waits, and is put there when that is mended");
            newsroom.store.raise(&alert, "bucket.failing", None, &words, now).await?;
        }
        Err(_) => {}
    }
    done
}

async fn rounds(newsroom: &Newsroom, bucket: &Bucket) -> Result<(), StepError> {
    let (mut put, mut removed) = (0, 0);
    loop {
        let due = newsroom.store.exports_due(bucket.place(), AT_ONCE).await?;
        if due.is_empty() {
            break;
        }
        let kept = format!("public, max-age={}", newsroom.house().max_age_secs);
        let objects = objects(newsroom, &due, &kept).await?;
        let each = due.into_iter().map(|one| {
            let object = objects.get(&one.address);
            bring(bucket, one, object, &kept)
        });
        let ends: Vec<_> = stream::iter(each).buffer_unordered(IN_FLIGHT).collect().await;
        let mut done = Vec::new();
        let mut failed = None;
        for end in ends {
            match end {
                Ok((one, etag)) if etag == one.etag => done.push((one, etag)),
                Ok((one, etag)) => {
                    *if etag.is_some() { &mut put } else { &mut removed } += 1;
                    done.push((one, etag));
                }
                Err(why) => failed = failed.or(Some(why)),
            }
        }
        newsroom.store.exported(bucket.place(), &done).await?;
        if let Some(why) = failed {
            warn!(bucket = bucket.place(), "{put} objects were put before one failed");
            return Err(why.into());
        }
    }
    if put + removed > 0 {
        info!(bucket = bucket.place(), "{put} objects were put, {removed} removed");
    }
    Ok(())
}

/// Puts or removes one object, unless it is as it should be; gives the hash of what lies there.
async fn bring(
    bucket: &Bucket,
    one: DueExport,
    object: Option<&Object>,
    kept: &str,
) -> Result<(DueExport, Option<String>), BucketError> {
    let path = file_of(&one.address);
    let etag = object.map(|object| object.etag.clone());
    if one.etag != etag {
        match object {
            Some(object) => {
                bucket.put(&path, &object.media_type, kept, object.body.clone()).await?;
            }
            None => bucket.remove(&path).await?,
        }
    }
    Ok((one, etag))
}

/// What is to lie in the bucket of these; nothing of what is gone.
async fn objects(
    newsroom: &Newsroom,
    due: &[DueExport],
    kept: &str,
) -> Result<BTreeMap<String, Object>, StepError> {
    let mut objects = BTreeMap::new();
    let mut absent = BTreeSet::new();
    for one in due {
        let object = if one.address == pages::STYLE_ADDRESS {
            let body = pages::style(&newsroom.house().site).as_bytes().to_vec();
            Object::new(pages::STYLE_TYPE, kept, body)
        } else if let Some(document) = newsroom.store.document(&one.address).await? {
            Object::new(&document.media_type, kept, document.body)
        } else {
            absent.insert(one.address.as_str());
            continue;
        };
        objects.insert(one.address.clone(), object);
    }
    if !absent.is_empty() {
        for empty in empty_documents(newsroom, &|address| absent.contains(address)).await? {
            objects.insert(empty.address, Object::new(empty.media_type, kept, empty.body));
        }
    }
    Ok(objects)
}
