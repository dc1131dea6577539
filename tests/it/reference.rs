//! The reference and the JSON Schemas in `docs/` are what the program makes of itself.
//!
//! `WARTA_BLESS=1` writes them anew.

use std::path::{Path, PathBuf};

use serde_json::Value;
use warta::config::reference;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[track_caller]
fn compare(path: &Path, made: &str) {
    if std::env::var_os("WARTA_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == made,
        "{} is not what the program makes; run the tests once with WARTA_BLESS=1 and read \
         what changed",
        path.display()
    );
}

#[test]
fn the_reference_is_what_the_program_says_of_itself() {
    compare(&docs().join("reference.md"), &reference::markdown(&warta::cli::reference::commands()));
}

#[test]
fn the_schemas_are_what_the_program_reads() {
    for (name, schema) in reference::schemas() {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        compare(&docs().join("schema").join(name), &text);
    }
}

#[test]
fn every_reference_inside_a_schema_leads_somewhere() {
    fn walk(part: &Value, whole: &Value, name: &str) {
        if let Some(to) = part.get("$ref").and_then(Value::as_str) {
            let pointer = to.strip_prefix('#').unwrap();
            assert!(whole.pointer(pointer).is_some(), "{name}: {to} leads nowhere");
        }
        let inner = part.as_object().into_iter().flat_map(|map| map.values());
        inner.chain(part.as_array().into_iter().flatten()).for_each(|p| walk(p, whole, name));
    }
    for (name, schema) in reference::schemas() {
        walk(&schema, &schema, name);
    }
}

#[test]
fn no_schema_speaks_of_null_which_toml_cannot_write() {
    for (name, schema) in reference::schemas() {
        assert!(!schema.to_string().contains("null"), "{name}");
    }
}

#[test]
fn every_key_is_described() {
    fn walk(part: &Value, name: &str) {
        for (key, schema) in part["properties"].as_object().into_iter().flatten() {
            let choice = schema.get("const").is_some() || key == "engine" || key == "test";
            let inner = ["env", "file"].contains(&key.as_str());
            let said = schema.get("description").is_some();
            assert!(choice || inner || said, "{name}: `{key}` has no description");
        }
        let inner = part.as_object().into_iter().flat_map(|map| map.values());
        inner.chain(part.as_array().into_iter().flatten()).for_each(|part| walk(part, name));
    }
    for (name, schema) in reference::schemas() {
        walk(&schema, name);
    }
}
