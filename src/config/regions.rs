//! Region patterns of feed files. The one place that turns a pattern into regions, so that
//! the gazetteer's own reader can be put here.

use crate::domain::Region;
use crate::domain::region::RegionKind;
use crate::gazetteer::Gazetteer;

/// Reads one region that exists.
///
/// # Errors
///
/// Why not, and the way out.
pub(super) fn one(gazetteer: &Gazetteer, text: &str) -> Result<Region, String> {
    let known = Region::parse(text)
        .ok()
        .filter(|region| region.kind() != RegionKind::Custom && gazetteer.knows(region));
    known.ok_or_else(|| {
        let hint = match gazetteer.alias(&text.to_lowercase()) {
            Some(region) => format!("its code is `{region}`"),
            None => "write a code such as `001`, `035`, `ID` or `ID-KB`".to_owned(),
        };
        format!("`{text}` is not a region we know; {hint}")
    })
}

/// The regions that a pattern stands for: `ID-*` is every province of Indonesia.
///
/// # Errors
///
/// Why it stands for none, and the way out.
pub(super) fn expand(gazetteer: &Gazetteer, pattern: &str) -> Result<Vec<Region>, String> {
    let Some(country) = pattern.strip_suffix("-*") else {
        return one(gazetteer, pattern).map(|region| vec![region]);
    };
    let wrong = || {
        format!("`{pattern}` is not a pattern of regions; write `ID-*` for every province of `ID`")
    };
    let country = one(gazetteer, country).map_err(|_| wrong())?;
    if country.kind() == RegionKind::Country {
        Ok(gazetteer.provinces(&country))
    } else {
        Err(wrong())
    }
}
