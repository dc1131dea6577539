//! Where a dateline was filed, out of its pieces: which of them is the place, which one says
//! where that lies, and which one signs.

use crate::domain::Region;
use crate::gazetteer::Place;
use crate::gazetteer::PlaceKind;
use crate::normalize::casing;
use crate::normalize::slot::Slot;

/// Where a dateline was filed, out of its pieces.
pub(super) struct Where<'a> {
    pub(super) words: &'a str,
    pub(super) place: Option<Place>,
    pub(super) region: Option<Region>,
    /// A name that turned out to be an outlet's.
    pub(super) outlet: Option<&'a str>,
}

impl<'a> Where<'a> {
    /// Chooses the place; `sure` tells that the line is a dateline by its looks.
    pub(super) fn of(slots: &[Slot<'a>], sure: bool) -> Option<Self> {
        let mut places = slots.iter().filter_map(|slot| match slot {
            Slot::Place(words, place) => Some((*words, place)),
            _ => None,
        });
        let mut names = slots.iter().filter_map(|slot| match slot {
            Slot::Name(words) => Some(*words),
            _ => None,
        });
        let state = slots.iter().find_map(|slot| match slot {
            Slot::State(code) => Region::parse(code).ok(),
            _ => None,
        });
        // `AUSTIN, Texas`: a second name says where the first one lies.
        let name = names.next();
        let more = names.count();
        if more > usize::from(sure && places.clone().next().is_none()) {
            return None;
        }
        let first = places.next();
        let leads = slots.iter().find(|slot| !matches!(slot, Slot::Outlet(_) | Slot::State(_)));
        let name_leads = matches!(leads, Some(Slot::Name(_)));
        Some(match (first, name) {
            (Some((words, place)), None) => {
                Self { words, place: Some(place.clone()), region: None, outlet: None }
            }
            (None, Some(words)) => Self { words, place: None, region: state, outlet: None },
            // `OTTAWA, Ontario`: a province the gazetteer does not know.
            (Some((words, place)), Some(_)) if sure && !name_leads => {
                Self { words, place: Some(place.clone()), region: None, outlet: None }
            }
            // `INFO PUBLIK, Jakarta` is signed; `AUSTIN, Texas` is a place within another.
            (Some((words, place)), Some(name)) if sure || casing::capitals(name) => {
                let town = place.kind == PlaceKind::Town;
                if town && casing::capitals(name) && !casing::capitals(words) {
                    Self { words, place: Some(place.clone()), region: None, outlet: Some(name) }
                } else {
                    let region = Some(place.region.clone());
                    Self { words: name, place: None, region, outlet: None }
                }
            }
            // `Mataram, Kantorku - ...` is signed; `Cempaka Putih, Jakarta - ...` lies in the other.
            (Some((words, place)), Some(name)) if place.kind == PlaceKind::Town => {
                let (place, region) = (Some(place.clone()), Some(place.region.clone()));
                if name_leads {
                    Self { words: name, place: None, region, outlet: None }
                } else if name.contains(' ') {
                    return None;
                } else {
                    Self { words, place, region: None, outlet: Some(name) }
                }
            }
            _ => return None,
        })
    }
}

/// `Aceh, Sumatera Utara - ...` counts provinces; no dateline stands in two.
pub(super) fn lists_provinces(slots: &[Slot<'_>]) -> bool {
    let mut provinces = slots.iter().filter_map(|slot| match slot {
        Slot::Place(_, place) if place.kind == PlaceKind::Province => Some(&place.region),
        _ => None,
    });
    let first = provinces.next();
    provinces.any(|other| Some(other) != first)
}
