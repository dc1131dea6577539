//! `config/regions.toml`, the operator's own regions; and regions as all other files write
//! them: a code, a pattern such as `ID-*`, or the slug of one of these.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::config::faults::Fault;
use crate::config::sheet::{Sheet, Value};
use crate::config::tables::AreaTable;
use crate::config::{files, words};
use crate::domain::region::RegionKind;
use crate::domain::search::Query;
use crate::domain::{Area, Areas, Language, Region};
use crate::gazetteer::Gazetteer;
use crate::render;

/// Its name below the home.
pub(super) const FILE: &str = "config/regions.toml";

/// Slugs that mean something else where a region stands in an address.
const TAKEN: &[&str] = &["releases", "archive"];

/// The regions that may be named.
#[derive(Debug)]
pub(super) struct Known<'a> {
    gazetteer: &'a Gazetteer,
    /// The operator's own.
    pub(super) areas: Areas,
    /// Whether the file is so broken that a slug nobody knows means nothing.
    unsure: bool,
}

impl<'a> Known<'a> {
    /// Reads the file, if there is one, and notes its faults.
    pub(super) fn load(home: &Path, gazetteer: &'a Gazetteer, faults: &mut Vec<Fault>) -> Self {
        let mut known = Self { gazetteer, areas: Areas::default(), unsure: false };
        let path = home.join(FILE);
        if !files::exists(&path) {
            return known;
        }
        match files::read_text(&path) {
            Ok(text) => {
                let mut sheet = Sheet::new(FILE, &text);
                known.read(&mut sheet);
                faults.extend(sheet.close());
            }
            Err(why) => {
                known.unsure = true;
                faults.push(Fault::whole(FILE, why, None));
            }
        }
        known
    }

    /// What somebody wants found, regions by any of their names.
    pub(super) fn query(&self, typed: &str) -> Result<Query, String> {
        let read = render::search::query(typed, self.gazetteer, &self.areas);
        read.ok_or_else(|| "it asks for no word; write words that must be there".to_owned())
    }

    fn read(&mut self, sheet: &mut Sheet<'_>) {
        let Some(tables) = sheet.parse() else {
            self.unsure = true;
            return;
        };
        let own = tables.iter().map(|(key, _)| key.get_ref().as_ref());
        let own: Vec<&str> = own.filter(|name| custom(name).is_some()).collect();
        let mut areas = Areas::default();
        for (key, value) in &tables {
            let name = Spanned::new(key.span(), key.get_ref().to_string());
            let slug = sheet.meaning(Some(&name), slug);
            let area = self.area(sheet, name.get_ref(), value, &own);
            // a region with faults is known all the same: who names it is not to blame
            if let Some(slug) = slug {
                areas.insert(slug, area);
            }
        }
        self.areas = areas;
    }

    fn area<'t>(&self, sheet: &mut Sheet<'t>, name: &str, value: &Value<'t>, own: &[&str]) -> Area {
        let label = format!("`[{name}]`");
        let read = sheet.read(&label, value, &[], &[], &|from| AreaTable::deserialize(from));
        let spoilt = read.spoilt("regions");
        let table = read.value.unwrap_or_default();
        if table.regions.is_empty() && !spoilt {
            let hint = "write `regions = [\"ID-JK\", \"ID-BT\"]`".to_owned();
            sheet.fault(value.span(), (format!("{label} lacks `regions`"), Some(hint)));
        }
        let part = |text: &str| {
            if own.contains(&text) {
                Err(format!(
                    "`{text}` is a region of your own, and no part of another; write the codes \
                     it is made of"
                ))
            } else {
                self.gazetteer.expand(text).map_err(|error| error.to_string())
            }
        };
        let parts = table.regions.iter().filter_map(|text| sheet.meaning(Some(text), part));
        let parts = parts.flatten().collect();
        let mut names = BTreeMap::new();
        for (language, name) in &table.names {
            let tag = sheet.meaning(Some(language), Language::parse);
            let name = sheet.meaning(Some(name), title);
            names.extend(tag.zip(name));
        }
        Area { parts, names }
    }

    /// Reads one region that exists.
    ///
    /// # Errors
    ///
    /// Why not, and the way out.
    pub(super) fn one(&self, text: &str) -> Result<Region, String> {
        let mut all = self.expand(text)?;
        match all.pop() {
            Some(region) if all.is_empty() && !text.contains('*') => Ok(region),
            _ => Err(format!("`{text}` is a pattern; write the code of one region")),
        }
    }

    /// The regions that a pattern stands for: `ID-*` is every province of Indonesia, and a
    /// slug the operator's own region.
    ///
    /// # Errors
    ///
    /// Why it stands for none, and the way out.
    pub(super) fn expand(&self, pattern: &str) -> Result<Vec<Region>, String> {
        let own = custom(pattern);
        if let Some(own) = own.clone().filter(|own| self.unsure || self.areas.get(own).is_some()) {
            return Ok(vec![own]);
        }
        self.gazetteer.expand(pattern).map_err(|error| {
            let slugs: Vec<&str> = self.areas.slugs().map(Region::as_str).collect();
            let error = error.to_string();
            let open = own.is_some() && !error.ends_with('?');
            match words::nearest(pattern, &slugs) {
                Some(near) => format!("`{pattern}` is not a region; did you mean `{near}`?"),
                None if open => format!("{error}, or define it in {FILE}"),
                None => error,
            }
        })
    }
}

/// A text as a slug, where it has the shape of one.
fn custom(text: &str) -> Option<Region> {
    Region::parse(text).ok().filter(|region| region.kind() == RegionKind::Custom)
}

/// Reads the slug of a region.
fn slug(text: &str) -> Result<Region, String> {
    let hint = "name it with three letters or more of a-z, 0-9 and inner hyphens";
    match Region::parse(text) {
        Ok(_) if TAKEN.contains(&text) => {
            Err(format!("`{text}` stands for something else in addresses; {hint}"))
        }
        Ok(region) if region.kind() == RegionKind::Custom => Ok(region),
        Ok(_) => Err(format!("`{text}` is a code, and no name for a region of your own; {hint}")),
        Err(_) => Err(format!("`{text}` cannot stand in an address; {hint}")),
    }
}

fn title(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("a name is empty; write the region's name, or take the language out".to_owned());
    }
    Ok(name.to_owned())
}
