//! The house tour: `ARCHITECTURE.md` names the functions that a release passes, and each stands
//! in the file where the page says it does. Who moves one changes the page.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// A name in backticks: what it says, and the files of the sentence it stands in.
#[derive(Debug, PartialEq)]
struct Named {
    words: String,
    /// The file in brackets behind it: `store/jobs.rs` of ``(`store/jobs.rs`)``.
    file: Option<String>,
}

/// Every name in backticks of a text, each with the file in brackets right behind it.
fn names(text: &str) -> Vec<Named> {
    let parts: Vec<&str> = text.split('`').collect();
    let quoted = |at: usize| parts.get(at).map(|words| words.replace(['\n', ' '], ""));
    let mut found = Vec::new();
    for at in (1..parts.len()).step_by(2) {
        let Some(words) = quoted(at) else { continue };
        let between = parts.get(at + 1).map_or("", |words| words.trim());
        let file = quoted(at + 2).filter(|next| between == "(" && is_rust(next));
        found.push(Named { words, file });
    }
    found
}

fn is_rust(words: &str) -> bool {
    Path::new(words).extension().is_some_and(|ending| ending == "rs")
}

/// What a name of the tour says: a file, a function of a module or of a type, or neither.
#[derive(Debug, PartialEq)]
enum Said {
    File(String),
    /// A path of modules, and the function at its end.
    Function(Vec<String>, String),
    /// A type, and a function of it.
    Method(String, String),
    Nothing,
}

fn said(words: &str) -> Said {
    if is_rust(words) && words.contains('/') {
        return Said::File(words.to_owned());
    }
    let path: Vec<String> = words.split("::").map(str::to_owned).collect();
    let word = |part: &String| part.chars().all(|c| c.is_alphanumeric() || c == '_');
    let small = |part: &String| part.chars().all(|c| !c.is_uppercase());
    let Some((name, before)) = path.split_last().filter(|_| path.iter().all(word)) else {
        return Said::Nothing;
    };
    match before.split_last() {
        Some(_) if !small(name) => Said::Nothing,
        Some((kind, _)) if !small(kind) => Said::Method(kind.clone(), name.clone()),
        Some(_) => Said::Function(before.to_vec(), name.clone()),
        None => Said::Nothing,
    }
}

/// The files of a module: `pipeline::pull` is `src/pipeline/pull.rs` or, parted, its front page.
fn module(path: &[String]) -> Option<PathBuf> {
    let stem = root().join("src").join(path.iter().collect::<PathBuf>());
    [stem.with_extension("rs"), stem.join("mod.rs")].into_iter().find(|file| file.is_file())
}

fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Tells whether a file defines a function, or names it for those outside.
fn defines(file: &Path, name: &str) -> bool {
    let text = code(file);
    [format!("fn {name}("), format!("fn {name}<")].iter().any(|start| text.contains(start))
}

/// Every file below a folder of `src/`.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(below(&path)) } else { files.push(path) }
    }
    files
}

/// Tells whether some file has the type, or the trait, and a function of this name for it.
fn has_method(kind: &str, name: &str) -> bool {
    let heads = [format!("impl {kind} {{"), format!("trait {kind}"), format!("impl {kind} for")];
    below(&root().join("src")).iter().any(|file| {
        let text = code(file);
        let opened = heads.iter().any(|head| text.contains(head.as_str()));
        opened && defines(file, name)
    })
}

/// All that is not where a text says it stands.
fn lost(text: &str) -> Vec<String> {
    let mut lost = Vec::new();
    for Named { words, file } in names(text) {
        let place = file.as_ref().map(|file| root().join("src").join(file));
        let found = match said(&words) {
            Said::File(path) => {
                let path = path.strip_prefix("src/").map_or(path.clone(), str::to_owned);
                let places = [root().join("src").join(&path), root().join(&path)];
                places.iter().any(|place| place.is_file())
            }
            Said::Function(path, name) => match (&place, module(&path)) {
                (Some(place), _) => defines(place, &name),
                (None, Some(file)) => defines(&file, &name),
                (None, None) => false,
            },
            Said::Method(kind, name) => match &place {
                Some(place) => {
                    defines(place, &name) && code(place).contains(&format!("impl {kind}"))
                }
                None => has_method(&kind, &name),
            },
            Said::Nothing => true,
        };
        if !found {
            let file = file.map(|file| format!(" in src/{file}")).unwrap_or_default();
            lost.push(format!("`{words}` is not to be found{file}"));
        }
    }
    lost
}

#[test]
fn every_function_of_the_tour_stands_where_the_page_says() {
    let page = page();
    let walk = page.split("\n## ").find(|part| part.starts_with("The walk")).unwrap();
    let named = names(walk);
    let functions = named
        .iter()
        .filter(|one| matches!(said(&one.words), Said::Function(..) | Said::Method(..)));
    assert!(functions.count() >= 20, "the walk names its functions: {named:?}");
    let lost = lost(&page);
    assert!(lost.is_empty(), "ARCHITECTURE.md:\n{}", lost.join("\n"));
}

#[track_caller]
fn check(text: &str, wrong: &[&str]) {
    assert_eq!(lost(text), wrong, "{text}");
}

#[test]
fn a_function_that_moved_is_told() {
    check("`schedule::clock::tick` files", &[]);
    check("`schedule::clock::tock`", &["`schedule::clock::tock` is not to be found"]);
    check("`schedule::watch::tick`", &["`schedule::watch::tick` is not to be found"]);
    check("`normalize::release` and `fetch::Client::ask`", &[]);
    check("`Source::start` gives", &[]);
    check("`Source::stop` gives", &["`Source::stop` is not to be found"]);
    check("`Client::ask` (`fetch/client.rs`)", &[]);
    let elsewhere = ["`Client::ask` is not to be found in src/fetch/guard.rs"];
    check("`Client::ask` (`fetch/guard.rs`)", &elsewhere);
    check("in `server/cash.rs`", &["`server/cash.rs` is not to be found"]);
}

#[test]
fn what_is_no_function_is_left_alone() {
    check("`domain`, `WARTA_BLESS=1`, `domain::Ask`, `TABLES`, `warta check --database`", &[]);
}
