//! Which of several elements fills a field.

use crate::source::feed::model::{Common, Link};

/// A field that several elements may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Summary,
    Subtitle,
    Rights,
    Language,
    Published,
    Updated,
    Created,
    Id,
    Expired,
}

const FIELDS: [Field; 10] = [
    Field::Title,
    Field::Summary,
    Field::Subtitle,
    Field::Rights,
    Field::Language,
    Field::Published,
    Field::Updated,
    Field::Created,
    Field::Id,
    Field::Expired,
];

/// How good the element was that filled each field; lower is better.
pub(super) struct Ranks([(Field, u8); FIELDS.len()]);

impl Default for Ranks {
    fn default() -> Self {
        Self(FIELDS.map(|field| (field, u8::MAX)))
    }
}

impl Ranks {
    /// Whether an element of this rank may fill the field, or take the place of one
    /// that is as good.
    pub(super) fn as_good(&mut self, field: Field, rank: u8) -> bool {
        self.0.contains(&(field, rank)) || self.better(field, rank)
    }

    /// Whether an element of this rank may fill the field.
    pub(super) fn better(&mut self, field: Field, rank: u8) -> bool {
        let Some((_, best)) = self.0.iter_mut().find(|(known, _)| *known == field) else {
            return false;
        };
        let better = rank < *best;
        *best = rank.min(*best);
        better
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
    name: Field,
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
    name: Field,
    rank: u8,
    value: Option<String>,
) {
    if value.is_some() && ranks.better(name, rank) {
        *field = value;
    }
}
