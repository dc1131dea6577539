//! Reads the sources and turns every breach of the house's plan into a line that says where.
//!
//! The plan is [`FLOORS`] (who may use whom) and [`DOORS`] (who alone may use what leads
//! outside). When it is wrong, change it in a commit of its own that says why: the rule is
//! *no circles, no way back up*, not these names.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;

/// Lines a file may have. Most have 80 to 350: a longer one is two things in one room.
const LINES_MAX: usize = 400;

/// Lines a file of tests may have: tables of words in and words out run longer.
const TEST_LINES_MAX: usize = 600;

/// Every module below the root, and what it may use besides itself. `render` stands for all
/// of the module `render`, `source::KINDS` for that one item.
const FLOORS: &[(&str, &[&str])] = &[
    // 1 and 2: nouns, and pure functions on them
    ("domain", &[]),
    ("text", &["domain"]),
    ("gazetteer", &["domain"]),
    // 3: rules and kinds
    ("normalize", &["domain", "text", "gazetteer"]),
    ("translate", &["domain", "text", "gazetteer"]),
    ("render", &["domain", "text", "gazetteer"]),
    ("source", &["domain", "text", "gazetteer"]),
    ("engine", &["domain", "text", "gazetteer"]),
    // 4: doors
    ("fetch", &["domain", "text"]),
    ("disk", &["domain", "text"]),
    ("store", &["domain"]),
    // 5: the only place where doors meet rules
    (
        "pipeline",
        &[
            "domain",
            "text",
            "gazetteer",
            "normalize",
            "translate",
            "render",
            "source",
            "engine",
            "fetch",
            "disk",
            "store",
        ],
    ),
    // 6 and 7: when, and for whom
    ("schedule", &["domain", "store", "pipeline"]),
    (
        "server",
        &[
            "domain",
            "text",
            "gazetteer",
            "render",
            "store",
            "source::KINDS",
            "source::Kind",
            "engine::KINDS",
            "engine::Kind",
        ],
    ),
    (
        "config",
        &[
            "domain",
            "text",
            "gazetteer",
            "normalize",
            "translate",
            "render",
            "source",
            "engine",
            "fetch",
            "disk",
            "store",
            "pipeline",
            "schedule",
            "server",
        ],
    ),
    (
        "cli",
        &[
            "domain",
            "text",
            "gazetteer",
            "normalize",
            "translate",
            "render",
            "source",
            "engine",
            "fetch",
            "disk",
            "store",
            "pipeline",
            "schedule",
            "server",
            "config",
            "telemetry",
        ],
    ),
    // the root: the program knows its commands and how they are logged, no more
    ("telemetry", &[]),
    ("main", &["cli", "telemetry"]),
    ("lib", &[]),
];

/// What leads out of the program, and the modules that alone may use it.
const DOORS: &[(&str, &[&str])] = &[
    ("reqwest::", &["fetch"]),
    ("object_store::", &["fetch"]),
    ("sqlx::", &["store"]),
    ("axum::", &["server"]),
    ("std::net::TcpStream", &["fetch"]),
    ("tokio::net::TcpStream", &["fetch"]),
    ("std::process::Command", &["disk"]),
    ("tokio::process::", &["disk"]),
    // configuration is read, and a new home written, where nobody else is involved
    ("std::fs", &["disk", "config", "cli"]),
    ("tokio::fs", &["disk", "config", "cli"]),
];

static CRATE_PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bcrate::([a-zA-Z_]+(?:::[a-zA-Z_]+)?|[{*])").unwrap());

static WAY_UP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bsuper::([a-z_]+(?:::[a-zA-Z_]+)?)").unwrap());

/// The module a file of `src/` belongs to: `store` for `src/store/jobs.rs`.
fn floor_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

fn allowed(floor: &str) -> Option<&'static [&'static str]> {
    FLOORS.iter().find(|(name, _)| *name == floor).map(|(_, uses)| *uses)
}

/// Tells why `floor` may not use a path, if it may not.
fn refusal(floor: &str, path: &str) -> Option<String> {
    let target = path.split("::").next().unwrap_or(path);
    if allowed(target).is_none() {
        return Some(format!("`{path}` begins with no module of the plan"));
    }
    let uses = allowed(floor).unwrap_or_default();
    let free = target == floor || uses.contains(&target) || uses.contains(&path);
    (!free).then(|| format!("`{floor}` may not use `{path}`"))
}

/// All that is wrong with one line of code in a file of `src/`.
fn faults_of_line(path: &str, line: &str) -> Vec<String> {
    let floor = floor_of(path);
    // the program is a crate of its own, to which the library is `warta`
    let line = &if floor == "main" { line.replace("warta::", "crate::") } else { line.to_owned() };
    let mut faults = Vec::new();
    if line.contains("super::super") {
        faults.push("`super::super` hides where it leads; write `crate::`".to_owned());
    }
    for found in CRATE_PATH.captures_iter(line) {
        match &found[1] {
            "{" => faults.push("write `use crate::` paths singly, without braces".to_owned()),
            "*" => faults.push("`crate::*` hides what is used".to_owned()),
            used => faults.extend(refusal(floor, used)),
        }
    }
    if path.ends_with("/mod.rs") && path.matches('/').count() == 2 {
        // in a floor's front page `super` is the root of the crate
        for found in WAY_UP.captures_iter(line) {
            let target = found[1].split("::").next().unwrap_or_default();
            if allowed(target).is_some() {
                faults.push(format!("`super::{}` leads to another floor", &found[1]));
            }
        }
    }
    for (door, keepers) in DOORS {
        if names(line, door) && !keepers.contains(&floor) {
            faults.push(format!("only {} may use `{door}`", keepers.join(", ")));
        }
    }
    faults
}

/// Tells whether a line names a path, and not merely one that ends like it.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        let after = line.get(at + path.len()..).and_then(|tail| tail.chars().next());
        let joined = |c: char| c.is_alphanumeric() || c == '_';
        !before.is_some_and(|c| joined(c) || c == ':')
            && (path.ends_with(':') || !after.is_some_and(joined))
    })
}

/// All breaches in one file, each as `file:line: what`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.trim_start().starts_with("//!") {
        found.push(format!("{path}:1: the module has no `//!` page"));
    }
    let lines = text.lines().count();
    let most = match path {
        _ if path.starts_with("src/") => LINES_MAX,
        _ => TEST_LINES_MAX,
    };
    if lines > most {
        found.push(format!("{path}:{lines}: longer than {most} lines"));
    }
    if !path.starts_with("src/") {
        return found;
    }
    if allowed(floor_of(path)).is_none() {
        found.push(format!("{path}:1: `{}` is no module of the plan", floor_of(path)));
    }
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        let faults = faults_of_line(path, line).into_iter();
        found.extend(faults.map(|fault| format!("{path}:{}: {fault}", number + 1)));
    }
    found
}

/// Every Rust file below a folder, in a fixed order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_house_stands_as_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut seen = 0;
    for folder in ["src", "tests/it"] {
        for file in rust_files(&root.join(folder)) {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.extend(breaches(&path, &fs::read_to_string(&file).unwrap()));
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} files were read");
    assert!(found.is_empty(), "{} breaches of the plan:\n{}", found.len(), found.join("\n"));
}

/// The plan as the table has it holds no circle: each module uses only those before it.
#[test]
fn nobody_uses_a_floor_above() {
    let place = |name: &str| FLOORS.iter().position(|(floor, _)| *floor == name);
    for (floor, uses) in FLOORS.iter().filter(|(floor, _)| *floor != "cli") {
        for used in *uses {
            let target = used.split("::").next().unwrap();
            let both = (place(target).unwrap(), place(floor).unwrap());
            assert!(both.0 < both.1, "{floor} uses {used}, which stands above it");
        }
    }
}

#[track_caller]
fn check(path: &str, line: &str, what: &str) {
    let text = format!("//! A page.\n\n{line}\n");
    let found = breaches(path, &text);
    let wanted = if what.is_empty() { vec![] } else { vec![format!("{path}:3: {what}")] };
    assert_eq!(found, wanted, "{line}");
}

#[test]
fn a_breach_is_named_with_file_and_line() {
    check("src/domain/feed.rs", "use crate::text::html;", "`domain` may not use `text::html`");
    check("src/store/jobs.rs", "let x = crate::text::a();", "`store` may not use `text::a`");
    check("src/render/rss.rs", "use crate::config::Feed;", "`render` may not use `config::Feed`");
    check("src/server/api.rs", "use crate::source::Ask;", "`server` may not use `source::Ask`");
    check("src/pipeline/pull.rs", "use crate::telemetry;", "`pipeline` may not use `telemetry`");
    check("src/main.rs", "use warta::store::Store;", "`main` may not use `store::Store`");
    check("src/text/a.rs", "use crate::words::A;", "`words::A` begins with no module of the plan");
}

#[test]
fn a_way_around_the_table_is_a_breach() {
    let braces = "write `use crate::` paths singly, without braces";
    check("src/cli/run.rs", "use crate::{domain, store};", braces);
    check("src/cli/run.rs", "use crate::*;", "`crate::*` hides what is used");
    let above = "`super::super` hides where it leads; write `crate::`";
    check("src/text/html.rs", "use super::super::store;", above);
    let root = "`super::store::Store` leads to another floor";
    check("src/text/mod.rs", "use super::store::Store;", root);
}

#[test]
fn only_the_doors_lead_outside() {
    check("src/pipeline/ask.rs", "reqwest::get(url)", "only fetch may use `reqwest::`");
    check("src/cli/jobs.rs", "sqlx::query(text)", "only store may use `sqlx::`");
    let files = "only disk, config, cli may use `std::fs`";
    check("src/source/folder.rs", "use std::fs;", files);
}

#[test]
fn what_the_plan_allows_is_no_breach() {
    check("src/store/jobs.rs", "use crate::domain::{Job, Lease};", "");
    check("src/store/jobs.rs", "use crate::store::sql;", "");
    check("src/server/desk.rs", "use crate::source::KINDS;", "");
    check("src/text/html.rs", "/// As [`crate::store`] keeps it.", "");
    check("src/text/mod.rs", "    use super::*;", "");
    check("src/main.rs", "warta::cli::run()", "");
    check("src/config/mod.rs", "warta::load(home)", "");
    check("src/render/html.rs", "let x = not_reqwest::get();", "");
}

#[test]
fn a_module_without_a_page_or_too_long_is_a_breach() {
    let bare = breaches("src/text/a.rs", "fn a() {}\n");
    assert_eq!(bare, ["src/text/a.rs:1: the module has no `//!` page"]);
    let long = format!("//! A page.\n{}", "\n".repeat(LINES_MAX));
    assert_eq!(breaches("src/text/a.rs", &long), ["src/text/a.rs:401: longer than 400 lines"]);
    let longer = format!("//! A page.\n{}", "\n".repeat(TEST_LINES_MAX));
    assert_eq!(breaches("tests/it/a.rs", &long), Vec::<String>::new());
    assert_eq!(breaches("tests/it/a.rs", &longer), ["tests/it/a.rs:601: longer than 600 lines"]);
    let stray = breaches("src/utils.rs", "//! A page.\n");
    assert_eq!(stray, ["src/utils.rs:1: `utils` is no module of the plan"]);
}
