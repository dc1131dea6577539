//! Regions of the operator's own: a slug, the codes it is made of, and its names.
//!
//! A release is stored with codes alone, so an area is expanded when it is read: changing
//! one changes what its feeds hold, of old releases too.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::language::Language;
use crate::domain::region::Region;

/// One region of the operator's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// The codes it is made of; never another area.
    pub parts: BTreeSet<Region>,
    /// Its names by language.
    pub names: BTreeMap<Language, String>,
}

/// All of them, by slug.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Areas(BTreeMap<Region, Area>);

impl Areas {
    /// Adds one; it takes the place of one with the same slug.
    pub fn insert(&mut self, slug: Region, area: Area) {
        self.0.insert(slug, area);
    }

    /// The area of a slug.
    #[must_use]
    pub fn get(&self, region: &Region) -> Option<&Area> {
        self.0.get(region)
    }

    /// The slugs, in order.
    pub fn slugs(&self) -> impl Iterator<Item = &Region> {
        self.0.keys()
    }

    /// The codes under which releases of a region are stored: its own, and those of its
    /// parts.
    #[must_use]
    pub fn read_as(&self, region: &Region) -> Vec<Region> {
        let parts = self.get(region).into_iter().flat_map(|area| &area.parts);
        std::iter::once(region).chain(parts).cloned().collect()
    }

    /// Tells whether a release is of a region, by whether it is stored with a code.
    #[must_use]
    pub fn holds(&self, region: &Region, stored: impl Fn(&Region) -> bool) -> bool {
        stored(region) || self.get(region).is_some_and(|area| area.parts.iter().any(&stored))
    }

    /// The name of an area in a language: else in the same language written otherwise, else
    /// in English, else in any; its slug where it has none. `None` for what is no area.
    ///
    /// ```
    /// # use warta::domain::{Language, Region, area::{Area, Areas}};
    /// let (slug, english) = (Region::parse("borneo").unwrap(), Language::english());
    /// let mut areas = Areas::default();
    /// areas.insert(slug.clone(), Area::default());
    /// assert_eq!(areas.name(&slug, &english).as_deref(), Some("borneo"));
    /// assert_eq!(areas.name(&Region::world(), &english), None);
    /// ```
    #[must_use]
    pub fn name(&self, region: &Region, language: &Language) -> Option<String> {
        let names = &self.get(region)?.names;
        let like = |wanted: &Language| {
            names.iter().find(|(own, _)| own.same_primary(wanted)).map(|(_, name)| name)
        };
        let name = names
            .get(language)
            .or_else(|| like(language))
            .or_else(|| like(&Language::english()))
            .or_else(|| names.values().next());
        Some(name.cloned().unwrap_or_else(|| region.to_string()))
    }

    /// What a region lies in, as `above` says it of codes: for an area, what all its parts
    /// lie in.
    #[must_use]
    pub fn above(&self, region: &Region, above: impl Fn(&Region) -> Vec<Region>) -> Vec<Region> {
        let Some(area) = self.get(region) else { return above(region) };
        let whole = |part: &Region| -> BTreeSet<Region> {
            above(part).into_iter().chain([part.clone()]).collect()
        };
        let common = area.parts.iter().map(whole).reduce(|one, other| &one & &other);
        common.unwrap_or_default().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    /// Greater Jakarta, which lies in three provinces.
    fn areas() -> Areas {
        let mut areas = Areas::default();
        let parts = ["ID-BT", "ID-JB", "ID-JK"].map(region).into();
        let names = [("en", "Greater Jakarta"), ("zh-Hant", "大雅加達")];
        let names = names.map(|(tag, name)| (language(tag), name.to_owned())).into();
        areas.insert(region("jabodetabek"), Area { parts, names });
        areas
    }

    #[test]
    fn an_area_holds_what_any_of_its_parts_holds() {
        let areas = areas();
        let area = region("jabodetabek");
        let holds = |of: &str, stored: &[&str]| {
            areas.holds(&region(of), |code| stored.contains(&code.as_str()))
        };
        assert!(holds("jabodetabek", &["ID", "ID-JB"]));
        assert!(holds("jabodetabek", &["jabodetabek"]));
        assert!(!holds("jabodetabek", &["ID", "ID-KB"]));
        assert!(!holds("ID-JB", &["jabodetabek"]), "up, never down");
        let read: Vec<String> = areas.read_as(&area).iter().map(ToString::to_string).collect();
        assert_eq!(read, ["jabodetabek", "ID-BT", "ID-JB", "ID-JK"]);
        assert_eq!(areas.read_as(&region("ID")), [region("ID")]);
    }

    #[test]
    fn an_area_lies_in_what_all_its_parts_lie_in() {
        let above = |part: &Region| match part.as_str() {
            "ID-BT" | "ID-JB" | "ID-JK" => vec![region("ID-JW"), region("ID"), region("001")],
            _ => vec![region("001")],
        };
        let found = areas().above(&region("jabodetabek"), above);
        assert_eq!(found, [region("001"), region("ID"), region("ID-JW")]);
        assert_eq!(areas().above(&region("ID"), above), [region("001")]);
    }

    #[test]
    fn a_name_falls_back_to_a_language_that_has_one() {
        let named = |tag: &str| areas().name(&region("jabodetabek"), &language(tag)).unwrap();
        assert_eq!(named("en"), "Greater Jakarta");
        assert_eq!(named("en-GB"), "Greater Jakarta");
        assert_eq!(named("zh"), "大雅加達");
        assert_eq!(named("ms"), "Greater Jakarta");
    }
}
