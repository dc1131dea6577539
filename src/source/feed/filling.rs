//! Which of several elements fills a field.

use crate::source::feed::model::{Common, Link};

/// How good the element was that filled a field; lower is better.
#[derive(Default)]
pub(super) struct Ranks(Vec<(&'static str, u8)>);

impl Ranks {
    /// Whether an element of this rank may fill the field, or take the place of one
    /// that is as good.
    pub(super) fn as_good(&mut self, field: &'static str, rank: u8) -> bool {
        let known = self.0.iter().any(|(known, best)| *known == field && *best == rank);
        known || self.better(field, rank)
    }

    /// Whether an element of this rank may fill the field.
    pub(super) fn better(&mut self, field: &'static str, rank: u8) -> bool {
        match self.0.iter_mut().find(|(known, _)| *known == field) {
            Some((_, best)) if *best <= rank => false,
            Some((_, best)) => {
                *best = rank;
                true
            }
            None => {
                self.0.push((field, rank));
                true
            }
        }
    }
}

/// Keeps a link. The page is the alternate one: the first, HTML before others.
pub(super) fn keep_link(common: &mut Common, link: Option<Link>) {
    let Some(link) = link else { return };
    let shown = |link: &Link| link.media_type.as_deref().is_none_or(|t| t.contains("html"));
    if link.rel == "alternate" {
        let other = common
            .links
            .iter()
            .any(|known| known.rel == "alternate" && (shown(known) || !shown(&link)));
        if !other {
            common.link = Some(link.href.clone());
        }
    }
    common.links.push(link);
}

/// A text that says something.
pub(super) fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Fills a field that is empty.
pub(super) fn first(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// Fills a date. Of two alike the last counts: programs add a newer one and leave the
/// older one standing.
pub(super) fn latest(
    field: &mut Option<String>,
    ranks: &mut Ranks,
    name: &'static str,
    rank: u8,
    value: Option<String>,
) {
    if value.is_some() && ranks.as_good(name, rank) {
        *field = value;
    }
}

/// Fills a field when the element is better than what filled it.
pub(super) fn set(
    field: &mut Option<String>,
    ranks: &mut Ranks,
    name: &'static str,
    rank: u8,
    value: Option<String>,
) {
    if value.is_some() && ranks.better(name, rank) {
        *field = value;
    }
}
