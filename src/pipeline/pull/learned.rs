//! What a pull learned beside the news: validators, moves, hubs, and the pace asked for.

use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::ask::{HeaderText, HttpAsk};
use crate::domain::{Instant, Reply, Validators};
use crate::fetch::Heard;
use crate::store::standing::{AddressNote, Visited};

/// Redirects that say so for so long are believed to be for good.
pub(super) const AGREED: TimeDelta = TimeDelta::days(3);

/// What a pull learned.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// How long the first answer is good for.
    pub(super) fresh_for: Option<Duration>,
    /// The pause its documents ask for, where one was read.
    pub(super) pause: Option<Duration>,
    /// Its hub.
    pub(super) hub: Option<String>,
    /// Whether its first document gave nothing to ask "has it changed?" with.
    pub(super) unvalidated: bool,
    /// Whether a document was read.
    pub(super) read: bool,
    /// Whether nobody was reached.
    pub(super) unreached: bool,
    /// Documents that moved, for the operator: from where to where.
    pub(super) adopted: Vec<(String, String)>,
    /// Documents that taught something of themselves.
    pub(super) addresses: Vec<AddressNote>,
}

/// An ask on its way: what it was before it was changed, and what was known of its document.
#[derive(Debug)]
pub(super) struct Visiting {
    /// The address under which the document is kept.
    pub(super) address: String,
    /// What was known.
    pub(super) known: Visited,
    /// Whether the place it moved to is asked.
    pub(super) adopted: bool,
}

/// Where to ask for a document: the place it moved to, when its server has said so for three
/// days. Not with a key in hand, which is for the host it was given for.
pub(super) fn adopt(ask: &mut HttpAsk, known: &Visited, now: Instant) -> bool {
    let secret = |(_, text): &(_, HeaderText)| matches!(text, HeaderText::Secret { .. });
    let keys = !ask.url.username().is_empty() || ask.headers.iter().any(secret);
    let target = known.moved.as_ref().filter(|(_, since)| now - *since >= AGREED && !keys);
    let target = target.and_then(|(to, _)| to.parse().ok());
    target.map(|target| ask.url = target).is_some()
}

impl Learned {
    /// Takes in one visit: what was asked, how it ended, and what was heard beside.
    pub(super) fn visit(
        &mut self,
        visiting: &Visiting,
        reply: Option<&Reply>,
        heard: &Heard,
        first: bool,
        now: Instant,
    ) {
        let known = &visiting.known;
        let moved = match (reply, &heard.moved) {
            // A new place that fails is left: the old one is asked next time.
            (None, _) if visiting.adopted => None,
            (None | Some(Reply::Gone), _) => known.moved.clone(),
            (Some(_), None) => known.moved.clone().filter(|_| visiting.adopted),
            (Some(_), Some(to)) => match &known.moved {
                Some((same, since)) if same == to.as_str() => Some((same.clone(), *since)),
                _ => Some((to.to_string(), now)),
            },
        };
        if let (true, Some(_), Some((to, _))) = (visiting.adopted, reply, &moved) {
            self.adopted.push((visiting.address.clone(), to.clone()));
        }
        let same = match reply {
            Some(Reply::Same(validators)) => Some(validators),
            _ => None,
        };
        let whole = same.is_some() && heard.whole;
        let validators = same.filter(|validators| **validators != known.validators).cloned();
        if first {
            self.fresh_for = self.fresh_for.max(heard.fresh_for);
            self.hub = self.hub.take().or_else(|| heard.hub.clone());
            let given = match reply {
                Some(Reply::Same(validators)) => Some(validators),
                Some(Reply::Fresh(document)) => Some(&document.validators),
                _ => None,
            };
            self.unvalidated |= given.is_some_and(Validators::is_empty);
        }
        if moved != known.moved || validators.is_some() || whole {
            let address = visiting.address.clone();
            self.addresses.push(AddressNote { address, validators, whole, moved });
        }
    }
}
