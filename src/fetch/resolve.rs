//! Names -> the addresses that may be connected to.
//!
//! What is answered here is what the client connects to: there is no second look-up in
//! which a name could turn to another machine. Number addresses never come here; the
//! client checks them by hand.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use tokio::time::Instant as Tick;

use crate::fetch::guard::{Allow, Refused, check};

/// No more addresses of one name are tried.
const ADDRESSES_MAX: usize = 16;

/// The system's own look-up.
#[derive(Debug)]
pub struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<_> = found.take(ADDRESSES_MAX).collect();
            Ok::<Addrs, _>(Box::new(found.into_iter()))
        }
        .boxed()
    }
}

/// A name that could not be looked up is not looked up again for so long.
const MISS: Duration = Duration::from_secs(30);

/// Names are forgotten when there are more than this.
const MISSES_MAX: usize = 4_096;

/// Why a name was not even looked up.
#[derive(Debug, Error)]
#[error("the name could not be looked up a moment ago")]
struct Missed;

/// A look-up that does not ask again and again for names that do not exist.
pub(super) struct Remembering {
    inner: Arc<dyn Resolve>,
    misses: Arc<Mutex<HashMap<String, Tick>>>,
}

impl Remembering {
    pub(super) fn new(inner: Arc<dyn Resolve>) -> Self {
        Self { inner, misses: Arc::default() }
    }
}

impl Resolve for Remembering {
    fn resolve(&self, name: Name) -> Resolving {
        let key = name.as_str().to_owned();
        let misses = Arc::clone(&self.misses);
        let holds = |until: &Tick| *until > Tick::now();
        if misses.lock().unwrap_or_else(PoisonError::into_inner).get(&key).is_some_and(holds) {
            return async { Err(Missed.into()) }.boxed();
        }
        let found = self.inner.resolve(name);
        async move {
            let found = found.await;
            let mut misses = misses.lock().unwrap_or_else(PoisonError::into_inner);
            if found.is_ok() {
                misses.remove(&key);
            } else {
                if misses.len() >= MISSES_MAX {
                    misses.clear();
                }
                misses.insert(key, Tick::now() + MISS);
            }
            found
        }
        .boxed()
    }
}

/// A look-up that forgets the addresses that may not be asked on one port.
pub(super) struct Guarded {
    pub(super) inner: Arc<dyn Resolve>,
    pub(super) allow: Arc<[Allow]>,
    pub(super) port: u16,
    pub(super) loopback_only: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.inner.resolve(name);
        let (allow, port, loopback_only) = (self.allow.clone(), self.port, self.loopback_only);
        async move {
            let mut refused = None;
            let mut kept = Vec::new();
            for address in found.await?.take(ADDRESSES_MAX) {
                let ip = address.ip();
                match check(ip, port, &allow) {
                    Ok(()) if !loopback_only || ip.to_canonical().is_loopback() => {
                        kept.push(SocketAddr::new(ip, port));
                    }
                    Ok(()) => refused = Some(Refused(ip, port)),
                    Err(why) => refused = Some(why),
                }
            }
            match refused {
                Some(why) if kept.is_empty() => Err(why.into()),
                _ => Ok::<Addrs, _>(Box::new(kept.into_iter())),
            }
        }
        .boxed()
    }
}
