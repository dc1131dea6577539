//! Everything a job needs: the doors, what is configured, and the clock.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Notify;

use crate::disk::published::Tree;
use crate::domain::job::Filing;
use crate::fetch::Client;
use crate::gazetteer::Gazetteer;
use crate::pipeline::clock::Clock;
use crate::pipeline::follow::HouseFollow;
use crate::pipeline::gate::Gate;
use crate::pipeline::house::House;
use crate::pipeline::publish::Fragments;
use crate::pipeline::pull::Twins;
use crate::pipeline::tally::Tally;
use crate::store::{Store, StoreError};

/// What is told of documents whose bytes changed, so that nobody serves old ones.
pub trait Changed: Send + Sync {
    /// These addresses have new bytes.
    fn documents(&self, addresses: &[String]);
}

/// The doors, the configuration and the clock. Cheap to clone.
#[derive(Clone)]
pub struct Newsroom {
    /// The database.
    pub store: Store,
    /// The network.
    pub fetch: Arc<Client>,
    /// Places and regions.
    pub gazetteer: Arc<Gazetteer>,
    /// The time.
    pub clock: Clock,
    /// What publishing has cost so far.
    pub tally: Arc<Tally>,
    /// How many requests each engine has on the wire.
    pub gate: Arc<Gate>,
    /// Rings when a job was filed here.
    pub bell: Arc<Notify>,
    /// Rendered entries.
    pub(super) fragments: Fragments,
    /// The last answers from addresses that several sources read.
    pub(super) twins: Arc<Twins>,
    house: Arc<ArcSwap<House>>,
    changed: Option<Arc<dyn Changed>>,
}

impl std::fmt::Debug for Newsroom {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Newsroom").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Newsroom {
    /// Puts them together.
    #[must_use]
    pub fn new(
        house: House,
        store: Store,
        fetch: Arc<Client>,
        gazetteer: Arc<Gazetteer>,
        clock: Clock,
    ) -> Self {
        Self {
            store,
            fetch,
            gazetteer,
            clock,
            tally: Arc::default(),
            gate: Arc::default(),
            bell: Arc::new(Notify::new()),
            fragments: Fragments::default(),
            twins: Arc::default(),
            house: Arc::new(ArcSwap::from_pointee(house)),
            changed: None,
        }
    }

    /// Tells `changed` of every document that changes from now on.
    #[must_use]
    pub fn telling(mut self, changed: Arc<dyn Changed>) -> Self {
        self.changed = Some(changed);
        self
    }

    /// What is configured now.
    #[must_use]
    pub fn house(&self) -> Arc<House> {
        self.house.load_full()
    }

    /// Swaps the whole configuration.
    pub fn reload(&self, house: House) {
        self.house.store(Arc::new(house));
    }

    /// What follows from changes, by today's configuration.
    #[must_use]
    pub fn follow(&self) -> HouseFollow {
        HouseFollow::new(self.house())
    }

    /// Files jobs and wakes the workers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn file(&self, filings: &[Filing]) -> Result<(), StoreError> {
        self.store.file(filings, self.clock.now()).await?;
        self.bell.notify_waiters();
        Ok(())
    }

    /// Where documents are also written as files, if anywhere.
    #[must_use]
    pub fn tree(&self) -> Option<Tree> {
        self.house().publish_dir.as_ref().map(|dir| Tree::new(dir.clone()))
    }

    pub(super) fn tell_changed(&self, addresses: &[String]) {
        if let (Some(changed), false) = (&self.changed, addresses.is_empty()) {
            changed.documents(addresses);
        }
    }
}
