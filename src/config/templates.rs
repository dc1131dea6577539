//! `templates/`: pages of the operator's own, in place of those that are bundled.
//!
//! A file there replaces the bundled template of its name; the others stay. What cannot be
//! read as a template is a fault with its place, as everywhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::config::faults::Fault;
use crate::config::{files, words};
use crate::render::pages;

/// The folder below the home.
const FOLDER: &str = "templates";

/// Reads the folder and notes its faults; without one there are no templates.
pub(super) fn load(home: &Path, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    let folder = home.join(FOLDER);
    for extension in ["html", "css"] {
        let names = files::list(&folder, extension).unwrap_or_else(|why| {
            faults.push(Fault::whole(FOLDER, why, None));
            Vec::new()
        });
        for name in names {
            let file = format!("{FOLDER}/{name}");
            match files::read_text(&folder.join(&name)) {
                Ok(text) => {
                    faults.extend(fault(&file, &name, &text));
                    templates.insert(name, text);
                }
                Err(why) => faults.push(Fault::whole(&file, why, None)),
            }
        }
    }
    templates
}

/// What is wrong with a template, if anything.
fn fault(file: &str, name: &str, text: &str) -> Option<Fault> {
    let known = pages::names();
    if !known.contains(&name) {
        let hint = words::nearest_or_list(name, &known, "the templates are");
        return Some(Fault::whole(file, format!("no page is made from `{name}`"), hint));
    }
    let (place, why) = pages::read(name, text).err()?;
    let hint = Some("docs/pages.md says what a template is given".to_owned());
    Some(match place {
        Some(place) => Fault::at(file, &Arc::from(text), place, why, hint),
        None => Fault::whole(file, why, hint),
    })
}
