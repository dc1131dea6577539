//! One request at a time to a host, and a pause after each.
//!
//! The queue's lanes pace hosts over all machines; this keeps the same manners inside one
//! process, for requests that follow one another within a job.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant as Tick;

use crate::domain::{Instant, Lane};

/// Hosts are forgotten when there are more than this.
const HOSTS_MAX: usize = 4_096;

/// What is known of a host.
#[derive(Debug, Default)]
struct Host {
    /// When the next request may start.
    free_at: Option<Tick>,
    /// The status with which it asked for a pause, and the end of that pause.
    closed: Option<(u16, Instant)>,
}

/// The hosts asked by this process.
#[derive(Debug, Default)]
pub struct Pace {
    hosts: Mutex<HashMap<Lane, Arc<tokio::sync::Mutex<Host>>>>,
}

/// A host's only request; the pause starts when it is dropped.
#[derive(Debug)]
pub struct Turn {
    host: OwnedMutexGuard<Host>,
    gap: Duration,
}

impl Pace {
    /// Waits for a host to be free.
    pub async fn turn(&self, lane: &Lane, gap: Duration) -> Turn {
        let host = self.host(lane).lock_owned().await;
        if let Some(free_at) = host.free_at {
            tokio::time::sleep_until(free_at).await;
        }
        Turn { host, gap }
    }

    fn host(&self, lane: &Lane) -> Arc<tokio::sync::Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() > HOSTS_MAX {
            let tick = Tick::now();
            hosts.retain(|_, host| {
                host.try_lock().map_or(true, |host| {
                    host.closed.is_some() || host.free_at.is_some_and(|free_at| free_at > tick)
                })
            });
        }
        hosts.entry(lane.clone()).or_default().clone()
    }
}

impl Turn {
    /// The status and the rest of the pause the host asked for, if that is not over.
    #[must_use]
    pub fn closed(&self, now: Instant) -> Option<(u16, Duration)> {
        let (status, until) = self.host.closed?;
        let rest = (until - now).to_std().ok()?;
        (!rest.is_zero()).then_some((status, rest))
    }

    /// Notes that the host asked not to be asked until `until`.
    pub fn close(&mut self, status: u16, until: Instant) {
        self.host.closed = Some((status, until));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.host.free_at = Some(Tick::now() + self.gap);
    }
}
