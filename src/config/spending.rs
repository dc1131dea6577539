//! `[[chain]]` and `[[budget]]` tables of `config/warta.toml`: which engines, and for how much.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::config::sheet::{Sheet, Value};
use crate::config::tables::{BudgetTable, ChainTable};
use crate::config::{pairs, words};
use crate::domain::budget::Budget;
use crate::domain::{Language, SourceId, Within};
use crate::pipeline::house::{Chain, EngineSetup};

/// Reads one chain.
pub(super) fn chain<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
    engines: &[EngineSetup],
) -> Option<Chain> {
    const LABEL: &str = "`[[chain]]`";
    let read = sheet.read(LABEL, value, &[], &[], &|from| ChainTable::deserialize(from));
    let spoilt = (read.spoilt("pair"), read.spoilt("engines"));
    let table = read.value?;
    if table.pair.is_none() && !spoilt.0 {
        sheet.lacks(LABEL, value, "pair");
    }
    if table.engines.is_empty() && !spoilt.1 {
        sheet.lacks(LABEL, value, "engines");
    }
    let pair = sheet.meaning(table.pair.as_ref(), pairs::parse);
    let through = sheet.meaning(table.through.as_ref(), Language::parse);
    let named: Vec<&EngineSetup> =
        table.engines.iter().filter_map(|name| known(sheet, name, engines)).collect();
    let (from, to) = pair?;
    if let (Some(middle), Some(text)) = (&through, &table.through) {
        let leads = |a: &Language, b: &Language| named.iter().any(|one| one.takes(a, b));
        let goes = leads(&from, middle) && leads(middle, &to);
        if !named.is_empty() && !goes {
            let said = format!("none of its engines goes from {from} through {middle} to {to}");
            let hint = "name one for each half of the way in `engines`".to_owned();
            sheet.fault(text.span(), (said, Some(hint)));
        }
    } else if let (false, Some(text)) = (named.is_empty(), &table.pair)
        && !named.iter().any(|one| one.takes(&from, &to))
    {
        let said = format!("none of its engines translates from {from} into {to}");
        sheet.fault(text.span(), (said, Some("take the chain out, or name others".to_owned())));
    }
    let engines = named.into_iter().map(|one| one.name.clone()).collect();
    Some(Chain { from, to, engines, through })
}

fn known<'e>(
    sheet: &mut Sheet<'_>,
    name: &Spanned<String>,
    engines: &'e [EngineSetup],
) -> Option<&'e EngineSetup> {
    let found = engines.iter().find(|one| one.name == *name.get_ref());
    if found.is_none() {
        let names: Vec<&str> = engines.iter().map(|one| one.name.as_str()).collect();
        let hint = words::nearest_or_list(name.get_ref(), &names, "the engines are");
        sheet.fault(name.span(), (format!("no engine is called `{}`", name.get_ref()), hint));
    }
    found
}

/// A source that a budget names, and where it does.
pub(super) type NamedSource = (SourceId, Range<usize>);

/// Reads one budget, the `number`th of the file. Sources are read later: the one it names is
/// given back with its place.
pub(super) fn budget<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
    number: usize,
    engines: &[EngineSetup],
) -> Option<(Budget, Option<NamedSource>)> {
    const LABEL: &str = "`[[budget]]`";
    let read = sheet.read(LABEL, value, &[], &[], &|from| BudgetTable::deserialize(from));
    let spoilt = read.spoilt("characters") || read.spoilt("money");
    let table = read.value?;
    if table.characters.is_none() && table.money.is_none() && !spoilt {
        let hint = "write `characters = 500_000`, or `money = 20.0`".to_owned();
        let said = format!("{LABEL} says neither `characters` nor `money`");
        sheet.fault(value.span(), (said, Some(hint)));
    }
    let engine = table.engine.as_ref().and_then(|name| known(sheet, name, engines));
    let language = sheet.meaning(table.language.as_ref(), Language::parse);
    let source = sheet.meaning(table.source.as_ref(), SourceId::parse);
    let money = sheet.meaning_of(table.money.as_ref(), |money| {
        let fits = *money > 0.0 && *money <= 1e9;
        let micros = format!("{:.0}", money * 1e6).parse::<i64>();
        micros.ok().filter(|_| fits).ok_or("`money` is more than 0 and at most 1,000,000,000")
    });
    let named = source.clone().zip(table.source.as_ref().map(Spanned::span));
    let budget = Budget {
        name: table.name.unwrap_or_else(|| format!("{}", number + 1)),
        engine: engine.map(|one| one.name.clone()),
        source,
        language,
        per: table.per,
        chars_max: table.characters.and_then(|max| i64::try_from(Within::get(max)).ok()),
        cost_micros_max: money,
        when_spent: table.when_spent,
        titles_percent: i64::try_from(table.titles_percent.get()).unwrap_or(0),
    };
    Some((budget, named))
}
