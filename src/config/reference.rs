//! `docs/reference.md` and the JSON Schemas, made from the tables and registries.

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

/// The keys that a kind's table must have, as its schema says.
pub(super) fn required(schema: fn(&mut SchemaGenerator) -> Schema) -> Vec<String> {
    let (schema, _) = resolved(schema);
    let keys = schema.get("required").and_then(Value::as_array);
    let keys = keys.into_iter().flatten().filter_map(Value::as_str);
    keys.map(str::to_owned).collect()
}

/// A kind's schema itself, and the definitions it refers to.
fn resolved(schema: fn(&mut SchemaGenerator) -> Schema) -> (Value, Value) {
    let mut generator = SchemaGenerator::default();
    let value = schema(&mut generator).to_value();
    let definitions = Value::Object(generator.take_definitions(true));
    let name = value.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
    let own = value.get("$defs").cloned().unwrap_or(definitions);
    let value = name.and_then(|name| own.get(name).cloned()).unwrap_or(value);
    (value, own)
}
