//! What the hosts asked by this process let robots ask, looked up once a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use crate::domain::ask::HttpAsk;
use crate::domain::{AskError, Instant, Lane, Reply};
use crate::fetch::client::Client;
use crate::fetch::robots::Robots;
use crate::fetch::visit::Heard;
use crate::fetch::words::public;

/// How long a host's rules hold.
const KEPT: Duration = Duration::from_hours(24);

/// How long it is taken for closed after its rules could not be had.
const CLOSED: Duration = Duration::from_hours(1);

/// Hosts are forgotten when there are more than this.
const HOSTS_MAX: usize = 4_096;

/// A host's rules and until when they hold.
type Known = (Arc<Robots>, Instant);

/// The rules of hosts.
#[derive(Debug, Default)]
pub(super) struct Rules(Mutex<HashMap<Lane, Known>>);

impl Rules {
    fn get(&self, lane: &Lane, now: Instant) -> Option<Arc<Robots>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(lane).filter(|(_, until)| *until > now).map(|(robots, _)| Arc::clone(robots))
    }

    fn put(&self, lane: Lane, robots: &Arc<Robots>, until: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= HOSTS_MAX {
            known.clear();
        }
        known.insert(lane, (Arc::clone(robots), until));
    }
}

impl Client {
    /// Refuses an address that its host closes to robots.
    ///
    /// A host that has no file lets everything be asked; of one that cannot say (5xx), nothing
    /// is asked for an hour.
    ///
    /// # Source
    ///
    /// RFC 9309, section 2.3.1.
    pub(super) async fn obey(
        &self,
        url: &Url,
        now: Instant,
        heard: &mut Heard,
    ) -> Result<(), AskError> {
        let Some(lane) = Lane::host(url) else { return Ok(()) };
        let robots = match self.rules.get(&lane, now) {
            Some(robots) => robots,
            None => self.look_up(lane, url, now, heard).await?,
        };
        let path = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        if robots.allows(&path) { Ok(()) } else { Err(AskError::Robots { url: public(url) }) }
    }

    async fn look_up(
        &self,
        lane: Lane,
        url: &Url,
        now: Instant,
        heard: &mut Heard,
    ) -> Result<Arc<Robots>, AskError> {
        let Ok(file) = url.join("/robots.txt") else { return Ok(Arc::new(Robots::All)) };
        let ask = HttpAsk::feed(file);
        // The file is asked for as a feed is: its own address is always open.
        let reply = Box::pin(self.follow(&ask, now, heard)).await;
        let robots = match reply {
            Ok(Reply::Fresh(document)) => Robots::read(&document.bytes),
            Err(AskError::Status { status: 429 | 500.., .. }) => Robots::Nothing,
            Ok(_)
            | Err(
                AskError::Status { .. } | AskError::Redirect { .. } | AskError::TooLarge { .. },
            ) => Robots::All,
            Err(other) => return Err(other),
        };
        let kept = if robots == Robots::Nothing { CLOSED } else { KEPT };
        let robots = Arc::new(robots);
        let until = now + TimeDelta::from_std(kept).unwrap_or_default();
        self.rules.put(lane, &robots, until);
        *heard = Heard::default();
        Ok(robots)
    }
}
