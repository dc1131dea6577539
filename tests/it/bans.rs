//! Reads `Cargo.lock` and refuses what must never come in, or not twice.
//!
//! `make audit` asks `cargo deny` the same and more; this holds the bans that matter most
//! where nobody runs it.

use std::fs;

/// Crates of which there is exactly one version.
const ONCE: &[&str] = &["rustls", "reqwest", "quick-xml", "ring", "html5ever", "libsqlite3-sys"];

/// Beginnings of names that bring another TLS, and with it C and a second truth.
const NEVER: &[&str] = &["openssl", "native-tls", "aws-lc"];

/// What begins like them and is harmless: it only knows where systems keep certificates.
const HARMLESS: &[&str] = &["openssl-probe"];

/// The names of all locked packages, once for every version.
fn packages(lock: &str) -> Vec<String> {
    let lock: toml::Table = lock.parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    packages.iter().map(|package| package["name"].as_str().unwrap().to_owned()).collect()
}

/// Everything wrong with a list of locked packages.
fn faults(packages: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for once in ONCE {
        let count = packages.iter().filter(|name| name == once).count();
        if count != 1 {
            faults.push(format!("{count} versions of `{once}` instead of one"));
        }
    }
    for never in NEVER {
        let found = packages
            .iter()
            .filter(|name| name.starts_with(never) && !HARMLESS.contains(&name.as_str()));
        faults.extend(found.map(|name| format!("`{name}` is banned")));
    }
    faults
}

#[test]
fn one_tls_one_client_and_one_xml_reader_are_locked() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
    let found = packages(&fs::read_to_string(path).unwrap());
    assert!(found.len() > 100, "only {} packages were read", found.len());
    assert_eq!(faults(&found), Vec::<String>::new());
}

#[test]
fn a_second_client_or_another_tls_is_noticed() {
    let mut found: Vec<String> = ONCE.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(faults(&found), Vec::<String>::new());
    found.extend(["reqwest".to_owned(), "openssl-sys".to_owned(), "aws-lc-rs".to_owned()]);
    found.push("openssl-probe".to_owned());
    let wanted = [
        "2 versions of `reqwest` instead of one",
        "`openssl-sys` is banned",
        "`aws-lc-rs` is banned",
    ];
    assert_eq!(faults(&found), wanted);
    found.retain(|name| name != "ring");
    assert!(faults(&found).contains(&"0 versions of `ring` instead of one".to_owned()));
}
