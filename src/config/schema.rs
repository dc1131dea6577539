//! The JSON Schemas of tables and files.
//!
//! schemars makes a schema of a table from its fields and their comments; here it becomes
//! what TOML can say, rows for people, and whole files for editors.

use std::fmt::Write as _;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::config::bucket::BucketTable;
use crate::config::checks::ChecksTable;
use crate::config::publish::PublishTable;
use crate::config::source_tables::{RulesTable, SourceTable, TestTable};
use crate::config::stories::StoriesTable;
use crate::config::tables::{
    AreaTable, BudgetTable, ChainTable, DefaultsTable, EngineTable, FeedTable, FetchTable,
    ServerTable, SiteTable, StoreTable, TranslationTable,
};

/// Makes the schema of a table.
pub(super) type Make = fn(&mut SchemaGenerator) -> Schema;

/// The tables of `config/warta.toml` beside the engines.
pub(super) const MAIN: &[(&str, Make)] = &[
    ("site", make::<SiteTable>),
    ("store", make::<StoreTable>),
    ("server", make::<ServerTable>),
    ("fetch", make::<FetchTable>),
    ("publish", make::<PublishTable>),
    ("bucket", make::<BucketTable>),
    ("stories", make::<StoriesTable>),
    ("translation", make::<TranslationTable>),
    ("defaults", make::<DefaultsTable>),
];

pub(super) fn make<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The keys that a kind's table must have, as its schema says.
pub(super) fn required(schema: Make) -> Vec<String> {
    let table = Table::of(schema);
    let keys = table.schema.get("required").and_then(Value::as_array);
    let keys = keys.into_iter().flatten().filter_map(Value::as_str);
    keys.map(str::to_owned).collect()
}

/// The schema of one table, and the definitions it refers to.
pub(super) struct Table {
    schema: Value,
    definitions: Map<String, Value>,
}

impl Table {
    pub(super) fn of(make: Make) -> Self {
        let mut generator = SchemaGenerator::default();
        let mut schema = make(&mut generator).to_value();
        let mut definitions = generator.take_definitions(true);
        if let Some(own) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
            definitions.append(own);
        }
        let whole = reference(&schema).map(str::to_owned);
        let whole = whole.and_then(|name| definitions.remove(&name));
        let mut table = Self { schema: whole.unwrap_or(schema), definitions };
        tidy(&mut table.schema);
        table.definitions.values_mut().for_each(tidy);
        table
    }

    fn properties(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    }

    pub(super) fn sentence(&self) -> String {
        description(&self.schema)
    }

    /// The rows of its keys, one a line.
    pub(super) fn rows(&self, without: &[&str]) -> String {
        let mut out = String::new();
        for (key, schema) in self.properties().filter(|(key, _)| !without.contains(&key.as_str())) {
            let kind = self.kind(schema);
            let said = description(schema);
            let default = schema.get("default").map(Value::to_string);
            let default = default.filter(|d| !["null", "[]", "{}", "\"\""].contains(&d.as_str()));
            let default = match default {
                Some(default) if !said.contains("Default") => format!(" Default `{default}`."),
                _ => String::new(),
            };
            let must = self.schema.get("required").and_then(Value::as_array);
            let must = must.is_some_and(|must| must.iter().any(|name| name == key));
            let must = if must && !said.contains("Required") { " Required." } else { "" };
            let row = format!("| `{key}` | {kind} | {said}{default}{must} |\n");
            out.push_str(&row);
        }
        if out.is_empty() { out } else { format!("| Key | Type | Meaning |\n|---|---|---|\n{out}") }
    }

    /// What may be written, in a few words.
    fn kind(&self, schema: &Value) -> String {
        if let Some(name) = reference(schema) {
            if name == "SecretRef" {
                return "secret: `{ env = \"NAME\" }` or `{ file = \"path\" }`".to_owned();
            }
            return self.definitions.get(name).map_or_else(String::new, |s| self.kind(s));
        }
        let choices = schema.get("oneOf").or_else(|| schema.get("enum")).and_then(Value::as_array);
        if let Some(choices) = choices {
            let text = |choice: &Value| choice.get("const").unwrap_or(choice).to_string();
            let choices: Vec<String> = choices.iter().map(|c| format!("`{}`", text(c))).collect();
            return choices.join(", ");
        }
        let bounds = match (bound(schema, "minimum"), bound(schema, "maximum")) {
            (Some(low), Some(high)) => format!(", {low} to {high}"),
            _ => String::new(),
        };
        match schema.get("type") {
            Some(Value::String(kind)) => match kind.as_str() {
                "string" => "text".to_owned(),
                "boolean" => "`true` or `false`".to_owned(),
                "integer" => format!("whole number{bounds}"),
                "number" => format!("number{bounds}"),
                "array" => {
                    let of = schema.get("items").map(|items| self.kind(items));
                    format!("list of {}", of.unwrap_or_default())
                }
                _ => "table".to_owned(),
            },
            Some(Value::Array(_)) => "text or `false`".to_owned(),
            _ => String::new(),
        }
    }
}

fn bound(schema: &Value, name: &str) -> Option<String> {
    schema.get(name).map(Value::to_string)
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Takes out of a schema what TOML cannot say: `null`.
fn tidy(schema: &mut Value) {
    if let Some(map) = schema.as_object_mut() {
        map.retain(|key, value| !(key == "default" && value.is_null()));
        map.remove("format");
        if let Some(Value::Array(kinds)) = map.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [only] = kinds.as_slice() {
                let only = only.clone();
                map.insert("type".to_owned(), only);
            }
        }
        let choices = map.get_mut("anyOf").and_then(Value::as_array_mut);
        let only = choices.and_then(|choices| {
            choices.retain(|choice| choice.get("type") != Some(&json!("null")));
            if let [only] = choices.as_slice() { only.as_object().cloned() } else { None }
        });
        if let Some(mut only) = only {
            map.remove("anyOf");
            only.retain(|key, _| !map.contains_key(key));
            map.extend(only);
        }
        map.values_mut().for_each(tidy);
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(tidy);
    }
}

/// The JSON Schemas for editors, each with its file's name: of `config/warta.toml`, of
/// source files, of feed files and of `config/regions.toml`.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("warta.schema.json", main_schema()),
        ("source.schema.json", source_schema()),
        ("feed.schema.json", feed_schema()),
        ("regions.schema.json", regions_schema()),
    ]
}

/// A schema of a file, gathered from those of its tables.
#[derive(Default)]
struct Gathered {
    properties: Map<String, Value>,
    definitions: Map<String, Value>,
    /// What holds for the file as a whole, beside its tables.
    also: Map<String, Value>,
}

impl Gathered {
    fn table(&mut self, make: Make) -> Value {
        let table = Table::of(make);
        self.definitions.extend(table.definitions);
        table.schema
    }

    fn add(&mut self, name: &str, schema: Value) {
        self.properties.insert(name.to_owned(), schema);
    }

    fn close(self, title: &str) -> Value {
        let mut schema = self.also;
        schema.insert("$schema".to_owned(), json!(DRAFT));
        schema.insert("title".to_owned(), json!(title));
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(self.properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema.insert("$defs".to_owned(), Value::Object(self.definitions));
        schema.sort_keys();
        Value::Object(schema)
    }
}

/// The dialect that schemars writes.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

fn main_schema() -> Value {
    let mut file = Gathered::default();
    for (name, make) in MAIN {
        let table = file.table(*make);
        file.add(name, table);
    }
    let common = Table::of(make::<EngineTable>);
    let mut kinds = Vec::new();
    for kind in crate::engine::KINDS {
        let own = Table::of(kind.schema);
        let both = common.properties().chain(own.properties());
        let mut keys: Map<String, Value> = both.map(|(k, v)| (k.clone(), v.clone())).collect();
        keys.insert("kind".to_owned(), json!({ "const": kind.name }));
        let must = ["kind".to_owned()].into_iter().chain(required(kind.schema));
        kinds.push(json!({
            "type": "object",
            "description": sentence(kind.sentence),
            "properties": keys,
            "required": must.collect::<Vec<_>>(),
            "additionalProperties": false,
        }));
        file.definitions.extend(own.definitions);
    }
    let one = if kinds.is_empty() { common.schema } else { json!({ "oneOf": kinds }) };
    file.add("engine", json!({ "type": "array", "items": one }));
    let (chain, budget) = (file.table(make::<ChainTable>), file.table(make::<BudgetTable>));
    let checks = file.table(make::<ChecksTable>);
    for (name, items) in [("chain", chain), ("budget", budget), ("checks", checks)] {
        let about = items.get("description").cloned().unwrap_or_default();
        file.add(name, json!({ "type": "array", "description": about, "items": items }));
    }
    file.close("config/warta.toml of a home of warta")
}

fn source_schema() -> Value {
    let mut file = Gathered::default();
    let (source, test) = (file.table(make::<SourceTable>), file.table(make::<TestTable>));
    file.add("source", source);
    let rules = file.table(make::<RulesTable>);
    file.add("rules", rules);
    file.add("test", json!({ "type": "array", "items": test }));
    let mut kinds = Vec::new();
    for kind in crate::source::KINDS {
        let table = file.table(kind.schema);
        file.add(kind.name, table);
        kinds.push(json!({ "required": [kind.name] }));
    }
    if !kinds.is_empty() {
        file.also.insert("oneOf".to_owned(), Value::Array(kinds));
    }
    file.close("a source file of a home of warta")
}

fn feed_schema() -> Value {
    let table = Table::of(make::<FeedTable>);
    let must = table.schema.get("required").cloned();
    let also = must.map(|must| ("required".to_owned(), must)).into_iter().collect();
    let properties = table.properties().map(|(k, v)| (k.clone(), v.clone())).collect();
    let file = Gathered { properties, definitions: table.definitions, also };
    file.close("a feed file of a home of warta")
}

fn regions_schema() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "config/regions.toml of a home of warta",
        "type": "object",
        "additionalProperties": Table::of(make::<AreaTable>).schema,
    })
}

/// A sentence with its capital and full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let mut out = String::new();
    if let Some(first) = letters.next() {
        let whole = write!(out, "{}{}.", first.to_uppercase(), letters.as_str());
        debug_assert!(whole.is_ok(), "a text can be written to");
    }
    out
}
