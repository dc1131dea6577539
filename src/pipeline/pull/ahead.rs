//! What a round is still to read -> how many new documents that are.
//!
//! Each entry holds a second of its language's clock, and none may be ahead of now. A round that
//! knows of a thousand new documents has their seconds left free behind now when it records
//! the first, so the last one waits no longer for its second than the first.

use std::collections::BTreeSet;

use crate::domain::emission::RESERVE_SECS;
use crate::domain::{Ask, SourceId};
use crate::pipeline::pull::round::kept_under;
use crate::pipeline::step::StepError;
use crate::store::Store;

/// The documents of a round that are still to be read and never were.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    unread: BTreeSet<String>,
}

impl Ahead {
    /// Takes in what is to follow. Few asks need no room but what is always kept free, and
    /// nobody looks up which of them are new.
    pub(super) async fn take_in(
        &mut self,
        store: &Store,
        source: &SourceId,
        follow: &[Ask],
    ) -> Result<(), StepError> {
        if i64::try_from(follow.len()).is_ok_and(|count| count <= RESERVE_SECS) {
            return Ok(());
        }
        let before = store.read_before(source).await?;
        let addresses = follow.iter().filter_map(address);
        self.unread.extend(addresses.filter(|one| !before.contains(one)));
        Ok(())
    }

    /// Notes that a document is asked for now.
    pub(super) fn reached(&mut self, ask: &Ask) {
        if !self.unread.is_empty()
            && let Some(address) = address(ask)
        {
            self.unread.remove(&address);
        }
    }

    /// How many are still to be read.
    pub(super) fn count(&self) -> usize {
        self.unread.len()
    }
}

/// The address under which what is asked for is kept.
fn address(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Http(http) => Some(kept_under(&http.url)),
        Ask::Read(file) => Some(file.path.clone()),
        _ => None,
    }
}
