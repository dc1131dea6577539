//! Hot documents in memory, each coding made once.
//!
//! A document is looked at again in the database after [`LOOK`]: another process or machine
//! may have rendered it. What this process renders is dropped at once by
//! [`Cache::forget`].

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use chrono::TimeDelta;
use tokio::sync::OnceCell;

use crate::domain::Instant;
use crate::server::conditions::Coding;
use crate::server::door::Ready;
use crate::store::documents::StoredDocument;
use crate::store::{Store, StoreError};

/// How long a document is served without asking the database whether it has changed.
const LOOK: TimeDelta = TimeDelta::seconds(1);
/// Smaller bodies are not compressed.
const COMPRESSED_FROM: usize = 512;

/// A document in memory.
#[derive(Debug)]
pub struct Hot {
    /// The document; its body stands in `body`.
    pub document: StoredDocument,
    /// Its bytes.
    pub body: Bytes,
    gzip: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
    looked_at: AtomicI64,
    ready: [ArcSwapOption<Ready>; 3],
}

/// Documents by address, up to a number of bytes.
#[derive(Debug, Clone)]
pub struct Cache {
    documents: moka::sync::Cache<String, Arc<Hot>>,
}

impl Cache {
    /// A cache of so many bytes of bodies.
    #[must_use]
    pub fn new(bytes_max: u64) -> Self {
        let weight = |address: &String, hot: &Arc<Hot>| {
            // Compressed forms are at most about as large again, both together.
            let bytes = hot.body.len().saturating_mul(2) + address.len() + 512;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self {
            documents: moka::sync::Cache::builder().max_capacity(bytes_max).weigher(weight).build(),
        }
    }

    /// Drops documents that were rendered anew.
    pub fn forget(&self, addresses: &[String]) {
        for address in addresses {
            self.documents.invalidate(address);
        }
    }

    /// A document that is in memory and was looked at within [`LOOK`].
    #[must_use]
    pub fn fresh(&self, address: &str, now: Instant) -> Option<Arc<Hot>> {
        self.documents.get(address).filter(|hot| hot.is_fresh(now))
    }

    /// A document, from memory or the database. `None`: there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn get(
        &self,
        store: &Store,
        address: &str,
        now: Instant,
    ) -> Result<Option<Arc<Hot>>, StoreError> {
        if let Some(hot) = self.documents.get(address) {
            if hot.is_fresh(now) {
                return Ok(Some(hot));
            }
            let address = address.to_owned();
            let etags = store.etags(std::slice::from_ref(&address)).await?;
            if etags.get(&address) == Some(&hot.document.etag) {
                hot.looked_at.store(now.timestamp_millis(), Ordering::Relaxed);
                return Ok(Some(hot));
            }
            self.documents.invalidate(&address);
        }
        let Some(mut document) = store.document(address).await? else { return Ok(None) };
        let body = Bytes::from(std::mem::take(&mut document.body));
        let hot = Arc::new(Hot {
            document,
            body,
            gzip: OnceCell::new(),
            brotli: OnceCell::new(),
            looked_at: AtomicI64::new(now.timestamp_millis()),
            ready: Default::default(),
        });
        self.documents.insert(address.to_owned(), Arc::clone(&hot));
        Ok(Some(hot))
    }
}

impl Hot {
    fn is_fresh(&self, now: Instant) -> bool {
        // A look in the future was taken before the machine's clock was put back; it would
        // keep the document for as long as that.
        let ago = now.timestamp_millis() - self.looked_at.load(Ordering::Relaxed);
        (0..LOOK.num_milliseconds()).contains(&ago)
    }

    /// The place of the answers in a coding, written once each is known.
    #[must_use]
    pub fn ready(&self, coding: Coding) -> &ArcSwapOption<Ready> {
        let [identity, gzip, brotli] = &self.ready;
        match coding {
            Coding::Identity => identity,
            Coding::Gzip => gzip,
            Coding::Brotli => brotli,
        }
    }

    /// The bytes in a coding, and the coding they are really in: small bodies and those that
    /// compressing does not shrink stay as they are. Made on first request and kept in the
    /// database.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn coded(
        &self,
        store: &Store,
        coding: Coding,
    ) -> Result<(Coding, Bytes), StoreError> {
        let cell = match coding {
            Coding::Gzip if self.body.len() >= COMPRESSED_FROM => &self.gzip,
            Coding::Brotli if self.body.len() >= COMPRESSED_FROM => &self.brotli,
            _ => return Ok((Coding::Identity, self.body.clone())),
        };
        let coded = cell.get_or_try_init(|| self.make(store, coding)).await?;
        Ok((coding, coded.clone()))
    }

    async fn make(&self, store: &Store, coding: Coding) -> Result<Bytes, StoreError> {
        let (address, etag) = (&self.document.address, &self.document.etag);
        if let Some(kept) = store.coding(address, coding.name(), etag).await? {
            return Ok(kept.into());
        }
        let body = self.body.clone();
        let coded = tokio::task::spawn_blocking(move || compress(&body, coding))
            .await
            .map_err(|why| StoreError::Damaged { what: why.to_string() })?;
        store.keep_coding(address, coding.name(), etag, &coded).await?;
        Ok(coded.into())
    }
}

/// Compresses a body. Writing into memory does not fail; should it, the form is empty and
/// the test below would tell.
#[must_use]
pub fn compress(body: &[u8], coding: Coding) -> Vec<u8> {
    match coding {
        Coding::Identity => body.to_vec(),
        Coding::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
            out.write_all(body).and_then(|()| out.finish()).unwrap_or_default()
        }
        Coding::Brotli => {
            let mut out = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut out, 4_096, 5, 22);
            let done = writer.write_all(body).and_then(|()| writer.flush());
            drop(writer);
            if done.is_ok() { out } else { Vec::new() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let body = b"<rss>warta</rss>".repeat(100);
        let mut back = Vec::new();
        let gzip = compress(&body, Coding::Gzip);
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, body);
        assert!(gzip.len() < body.len());
        let mut back = Vec::new();
        let br = compress(&body, Coding::Brotli);
        brotli::Decompressor::new(br.as_slice(), 4_096).read_to_end(&mut back).unwrap();
        assert_eq!(back, body);
    }
}
