//! How many requests each engine has on the wire from this process.
//!
//! The database counts for all machines; here workers of one process stand in line, so that
//! they are let through in turn and need not look again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The doors of all engines, by name.
#[derive(Debug, Default)]
pub struct Gate(Mutex<HashMap<String, (usize, Arc<Semaphore>)>>);

impl Gate {
    /// Waits in line for an engine that bears `in_flight` requests at once. `None` when the
    /// door is gone, which it never is while the program runs.
    pub async fn pass(&self, engine: &str, in_flight: usize) -> Option<OwnedSemaphorePermit> {
        self.door(engine, in_flight).acquire_owned().await.ok()
    }

    /// The door of an engine; a new one where the configuration has changed its width.
    fn door(&self, engine: &str, in_flight: usize) -> Arc<Semaphore> {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (width, door) = doors
            .entry(engine.to_owned())
            .or_insert_with(|| (in_flight, Arc::new(Semaphore::new(in_flight.max(1)))));
        if *width != in_flight {
            (*width, *door) = (in_flight, Arc::new(Semaphore::new(in_flight.max(1))));
        }
        Arc::clone(door)
    }
}
