//! `[[checks]]` tables of `config/warta.toml`: which checks of translations are not made.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::config::sheet::{Sheet, Value};
use crate::config::spending::NamedSource;
use crate::config::{pairs, words};
use crate::domain::SourceId;
use crate::pipeline::house::Unchecked;
use crate::translate::check::CHECKS;

/// Checks of translations that are not made: for one source, one pair, both, or, with
/// neither, for all. Without such a table every check is made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["off"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChecksTable {
    /// Only for releases of this source, by its id. Default: for any.
    #[schemars(with = "Option<String>")]
    pub(super) source: Option<Spanned<String>>,
    /// Only for this pair of languages, as `id-ms`. Default: for any.
    #[schemars(with = "Option<String>")]
    pub(super) pair: Option<Spanned<String>>,
    /// The checks by their ids, such as `names` and `quotes`. `codes` and `empty` cannot be
    /// switched off: a text without its formatting or its words is none. Required.
    #[schemars(with = "Vec<String>")]
    pub(super) off: Vec<Spanned<String>>,
}

/// Without these nothing can be put together.
const NEEDED: [&str; 2] = ["codes", "empty"];

/// Reads one table. Sources are read later: the one it names is given back with its place.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
) -> Option<(Unchecked, Option<NamedSource>)> {
    const LABEL: &str = "`[[checks]]`";
    let read = sheet.read(LABEL, value, &[], &[], &|from| ChecksTable::deserialize(from));
    let spoilt = read.spoilt("off");
    let table = read.value?;
    if table.off.is_empty() && !spoilt {
        sheet.lacks(LABEL, value, "off");
    }
    let pair = sheet.meaning(table.pair.as_ref(), pairs::parse);
    let source = sheet.meaning(table.source.as_ref(), SourceId::parse);
    let known: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let mut off = Vec::new();
    for name in &table.off {
        let id = name.get_ref();
        if NEEDED.contains(&id.as_str()) {
            let said = format!("`{id}` cannot be switched off");
            let hint = "a text without its formatting or its words is no translation".to_owned();
            sheet.fault(name.span(), (said, Some(hint)));
        } else if known.contains(&id.as_str()) {
            off.push(id.clone());
        } else {
            let hint = words::nearest_or_list(id, &known, "the checks are");
            sheet.fault(name.span(), (format!("no check is called `{id}`"), hint));
        }
    }
    let named = source.clone().zip(table.source.as_ref().map(Spanned::span));
    Some((Unchecked { source, pair, off }, named))
}
