//! Documents -> objects of a storage that speaks S3.
//!
//! An object is put whole or not at all, so that nobody reads half of one. Where a program was
//! built without the feature `cloud`, there is no [`Bucket`], and none can be configured.
//!
//! # Source
//!
//! Amazon S3 API: `PutObject`, `DeleteObject`; signed by AWS Signature Version 4.

#[cfg(feature = "cloud")]
use std::time::Duration;

use thiserror::Error;
use url::Url;

use crate::domain::Secret;

/// How long one request may take.
#[cfg(feature = "cloud")]
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// How long one object is tried, all requests together. The queue comes back after that.
#[cfg(feature = "cloud")]
const OBJECT_LIMIT: Duration = Duration::from_mins(1);

/// Longest text of a failure that is passed on.
const WORDS_MAX: usize = 300;

/// Which bucket, and how to get at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketOptions {
    /// Its name.
    pub name: String,
    /// The folder in it that everything lies below, without slashes at its ends; empty: none.
    pub folder: String,
    /// The region it is in.
    pub region: String,
    /// Where the storage is, if it is not Amazon's.
    pub endpoint: Option<Url>,
    /// Who asks.
    pub key_id: Secret,
    /// What proves it.
    pub key: Secret,
}

impl BucketOptions {
    /// The bucket and the folder as people write them: `s3://kabar/feeds`, and where it is if
    /// that is not Amazon.
    #[must_use]
    pub fn place(&self) -> String {
        let folder = if self.folder.is_empty() { "" } else { "/" };
        let at = self.endpoint.as_ref().map(|url| format!(" at {url}")).unwrap_or_default();
        format!("s3://{}{folder}{}{at}", self.name, self.folder)
    }
}

/// Why an object could not be put or removed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BucketError {
    /// The keys are unknown to the storage, or may not write there.
    #[error("{place} refuses the keys, or they may not write there")]
    Refused {
        /// The bucket.
        place: String,
    },
    /// The storage knows no such bucket.
    #[error("{place} is not there")]
    NoBucket {
        /// The bucket.
        place: String,
    },
    /// Anything else: no answer, a fault of the storage.
    #[error("{place} failed: {why}")]
    Failed {
        /// The bucket.
        place: String,
        /// What was said, cut to its beginning.
        why: String,
    },
}

impl BucketError {
    /// A failure in the words of whoever told of it.
    fn failed(place: &str, why: &dyn std::fmt::Display) -> Self {
        let why = why.to_string().chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
        Self::Failed { place: place.to_owned(), why }
    }
}

/// A bucket, opened. Cheap to clone.
#[cfg(feature = "cloud")]
#[derive(Clone)]
pub struct Bucket {
    place: String,
    folder: object_store::path::Path,
    door: std::sync::Arc<dyn object_store::ObjectStore>,
}

/// Without the feature `cloud` there is none.
#[cfg(not(feature = "cloud"))]
#[derive(Debug, Clone)]
pub enum Bucket {}

#[cfg(feature = "cloud")]
impl std::fmt::Debug for Bucket {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Bucket").field(&self.place).finish()
    }
}

#[cfg(feature = "cloud")]
impl Bucket {
    /// Opens a bucket. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// [`BucketError::Failed`] when the options cannot be right.
    pub fn open(options: &BucketOptions) -> Result<Self, BucketError> {
        use object_store::aws::AmazonS3Builder;
        use object_store::{ClientOptions, RetryConfig};

        crate::fetch::settle_tls();
        let place = options.place();
        let plain = options.endpoint.as_ref().is_some_and(|url| url.scheme() == "http");
        let client = ClientOptions::new().with_allow_http(plain).with_timeout(REQUEST_LIMIT);
        let retry =
            RetryConfig { max_retries: 3, retry_timeout: OBJECT_LIMIT, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&options.name)
            .with_region(&options.region)
            .with_access_key_id(options.key_id.reveal())
            .with_secret_access_key(options.key.reveal())
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &options.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        let door = builder.build().map_err(|why| BucketError::failed(&place, &why))?;
        let folder = object_store::path::Path::from(options.folder.as_str());
        Ok(Self { place, folder, door: std::sync::Arc::new(door) })
    }

    /// The bucket and the folder as people write them.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Puts an object at a path below the folder, over one that is there; `kept` is its
    /// `Cache-Control`.
    ///
    /// # Errors
    ///
    /// [`BucketError`] when the storage did not take it.
    pub async fn put(
        &self,
        path: &str,
        media_type: &str,
        kept: &str,
        bytes: Vec<u8>,
    ) -> Result<(), BucketError> {
        use object_store::{Attribute, Attributes, PutOptions};

        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, media_type.to_owned().into());
        attributes.insert(Attribute::CacheControl, kept.to_owned().into());
        let options = PutOptions { attributes, ..PutOptions::default() };
        let put = self.door.put_opts(&self.at(path), bytes.into(), options).await;
        put.map(drop).map_err(|why| self.failure(&why))
    }

    /// Removes an object; one that is not there is no failure.
    ///
    /// # Errors
    ///
    /// [`BucketError`] when the storage did not do it.
    pub async fn remove(&self, path: &str) -> Result<(), BucketError> {
        use object_store::ObjectStoreExt;

        match self.door.delete(&self.at(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(self.failure(&why)),
        }
    }

    fn at(&self, path: &str) -> object_store::path::Path {
        path.split('/').fold(self.folder.clone(), object_store::path::Path::join)
    }

    fn failure(&self, why: &object_store::Error) -> BucketError {
        use object_store::Error;

        let place = self.place.clone();
        match why {
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                BucketError::Refused { place }
            }
            Error::NotFound { .. } => BucketError::NoBucket { place },
            why => BucketError::failed(&place, why),
        }
    }
}

#[cfg(not(feature = "cloud"))]
impl Bucket {
    /// Tells that this program cannot open one.
    ///
    /// # Errors
    ///
    /// [`BucketError::Failed`], always.
    pub fn open(options: &BucketOptions) -> Result<Self, BucketError> {
        let why = "this warta was built without the feature `cloud`";
        Err(BucketError::failed(&options.place(), &why))
    }

    /// The bucket and the folder as people write them.
    #[must_use]
    pub fn place(&self) -> &str {
        match *self {}
    }

    /// Puts an object.
    ///
    /// # Errors
    ///
    /// Never.
    pub async fn put(
        &self,
        _path: &str,
        _media_type: &str,
        _kept: &str,
        _bytes: Vec<u8>,
    ) -> Result<(), BucketError> {
        match *self {}
    }

    /// Removes an object.
    ///
    /// # Errors
    ///
    /// Never.
    pub async fn remove(&self, _path: &str) -> Result<(), BucketError> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> BucketOptions {
        BucketOptions {
            name: "kabar".to_owned(),
            folder: "feeds/v1".to_owned(),
            region: "ap-southeast-3".to_owned(),
            endpoint: Url::parse("http://127.0.0.1:9000").ok(),
            key_id: Secret::new("PENJAGA".to_owned()),
            key: Secret::new("rahasia".to_owned()),
        }
    }

    #[test]
    fn a_bucket_is_named_as_people_write_it() {
        assert_eq!(options().place(), "s3://kabar/feeds/v1 at http://127.0.0.1:9000/");
        let bare = BucketOptions { folder: String::new(), endpoint: None, ..options() };
        assert_eq!(bare.place(), "s3://kabar");
    }

    #[test]
    fn no_key_is_ever_printed() {
        let printed = format!("{:?} {:?}", options(), Bucket::open(&options()));
        assert!(!printed.contains("PENJAGA") && !printed.contains("rahasia"), "{printed}");
    }

    #[test]
    fn a_long_answer_of_a_storage_is_cut() {
        let error = BucketError::failed("s3://kabar", &format!("a\n{}", "x".repeat(900)));
        assert!(error.to_string().len() < WORDS_MAX + 40, "{error}");
        assert!(!error.to_string().contains('\n'));
    }
}
