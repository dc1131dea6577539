//! `[[engine]]` tables of `config/warta.toml`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::sheet::{Sheet, Value};
use crate::config::tables::EngineTable;
use crate::config::{Around, pairs, schema, words};
use crate::domain::Within;
use crate::engine::{Context, Engine, Kind};
use crate::pipeline::house::{Conduct, EngineSetup};

/// The keys every engine has. The rest of its table belongs to its kind.
pub(super) const COMMON: &[&str] = &[
    "name",
    "kind",
    "pairs",
    "in_flight",
    "per_minute",
    "chars_per_minute",
    "price",
    "request_secs",
    "quota",
];

const LABEL: &str = "`[[engine]]`";

/// Reads one engine. `names` are those of the engines before it.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
    around: &Around<'_>,
    names: &mut BTreeSet<String>,
) -> Option<EngineSetup> {
    let Some(table) = value.get_ref().as_table() else {
        sheet.fault(value.span(), ("an engine must be a table".to_owned(), None));
        return None;
    };
    let (common, own) = parted(table);
    let common = Spanned::new(value.span(), DeValue::Table(common));
    let own = Spanned::new(value.span(), DeValue::Table(own));
    let read = sheet.read(LABEL, &common, &[], &[], &|from| EngineTable::deserialize(from));
    let spoilt = read.spoilt("kind");
    let table = read.value.unwrap_or_default();
    let mut pairs = Vec::new();
    for text in &table.pairs {
        let pair = sheet.meaning(Some(text), pairs::parse);
        pairs.extend(pair.map(|pair| (pair, text.span())));
    }
    let kinds = around.registry.engines;
    let Some(kind) = table.kind.as_ref() else {
        if !spoilt {
            let all = kinds.iter().map(|kind| kind.name).collect::<Vec<_>>();
            let hint = format!("its kinds are {}", words::list(&all, "and"));
            sheet.fault(value.span(), (format!("{LABEL} lacks `kind`"), Some(hint)));
        }
        return None;
    };
    let name = table.name.as_ref().unwrap_or(kind);
    if !names.insert(name.get_ref().clone()) {
        let said = format!("another engine is called `{}` already", name.get_ref());
        let hint = "give each a `name` of its own".to_owned();
        sheet.fault(name.span(), (said, Some(hint)));
    }
    let found = kinds.iter().find(|known| known.name == kind.get_ref());
    let Some(found) = found else {
        let all = kinds.iter().map(|kind| kind.name).collect::<Vec<_>>();
        let hint = words::nearest_or_list(kind.get_ref(), &all, "the kinds are");
        sheet.fault(kind.span(), (format!("`{}` is not a kind of engine", kind.get_ref()), hint));
        return None;
    };
    let (engine, stamp) = build(sheet, &own, found, name.get_ref(), around)?;
    for ((from, to), span) in &pairs {
        if !engine.takes(from, to) {
            let said = format!("`{}` does not translate from {from} into {to}", name.get_ref());
            sheet.fault(span.clone(), (said, Some("take the pair out".to_owned())));
        }
    }
    let pairs = pairs.into_iter().map(|(pair, _)| pair).collect();
    let conduct = conduct(sheet, &table, &*engine, stamp);
    let turn = Arc::default();
    Some(EngineSetup { name: name.get_ref().clone(), engine, pairs, conduct, turn })
}

/// How the engine may be asked: what is written, else what its kind says.
fn conduct(
    sheet: &mut Sheet<'_>,
    table: &EngineTable,
    engine: &dyn Engine,
    stamp: String,
) -> Conduct {
    let usual = Conduct::of(engine);
    let price = sheet.meaning_of(table.price.as_ref(), |price| {
        let fits = (0.0..=1_000_000.0).contains(price);
        if fits { Ok(*price) } else { Err("a price is a number from 0 to 1,000,000") }
    });
    Conduct {
        stamp,
        in_flight: table.in_flight.map_or(usual.in_flight, Within::count),
        per_minute: table.per_minute.map(Within::get),
        chars_per_minute: table.chars_per_minute.map(Within::get),
        price: price.unwrap_or(usual.price),
        limit: table.request_secs.map_or(usual.limit, |secs| Duration::from_secs(secs.get())),
        quota: table.quota.unwrap_or(usual.quota),
    }
}

/// The common keys of a table, and the others.
fn parted<'t>(table: &DeTable<'t>) -> (DeTable<'t>, DeTable<'t>) {
    let (mut common, mut own) = (DeTable::new(), table.clone());
    for key in COMMON {
        if let Some((key, value)) = own.remove_entry(*key) {
            common.insert(key, value);
        }
    }
    (common, own)
}

/// Builds the engine; with it comes a hash of its table and of the secrets it opened.
fn build<'t>(
    sheet: &mut Sheet<'t>,
    own: &Value<'t>,
    kind: &Kind,
    name: &str,
    around: &Around<'_>,
) -> Option<(Arc<dyn Engine>, String)> {
    let hasher = RefCell::new(blake3::Hasher::new());
    hasher.borrow_mut().update(format!("{} {}", kind.name, written(own.get_ref())).as_bytes());
    let open = |secret: &_| {
        let opened = around.open(secret)?;
        hasher.borrow_mut().update(opened.reveal().as_bytes());
        Ok(opened)
    };
    let context = Context { name: name.to_owned(), home: around.home.to_owned(), open: &open };
    let label = format!("an engine of kind `{}`", kind.name);
    let required = schema::required(kind.schema);
    let build = kind.build;
    let engine = sheet.read(&label, own, &required, COMMON, &|from| build(from, &context)).value?;
    let mut stamp = hasher.borrow().finalize().to_hex().to_string();
    stamp.truncate(16);
    Some((engine, stamp))
}

/// A value without its place in the file, which is no part of what it says.
fn written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Table(table) => {
            let each = |(key, value): (&Spanned<_>, &Value<'_>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                format!("{key}={};", written(value.get_ref()))
            };
            let mut keys: Vec<String> = table.iter().map(each).collect();
            keys.sort();
            keys.concat()
        }
        DeValue::Array(array) => array.iter().map(|one| written(one.get_ref()) + ",").collect(),
        other => format!("{other:?}"),
    }
}
