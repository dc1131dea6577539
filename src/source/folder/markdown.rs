//! Markdown with a front matter in TOML to a draft.

use pulldown_cmark::{Options, Parser, html as writer};
use toml::{Table, Value};

use crate::domain::{Draft, Language, Markup, Region, Stamp};
use crate::source::Warning;
use crate::text::{date, markup};

/// The line a front matter stands between.
const FENCE: &str = "+++";

/// Reads a file. What its front matter says wrongly is told of and left out.
pub(super) fn read(text: &str, warnings: &mut Vec<Warning>) -> Draft {
    let text = text.trim_start();
    let (front, body) = split(text);
    let mut draft = Draft::default();
    if let Some(front) = front {
        match front.parse::<Table>() {
            Ok(table) => fill(&mut draft, table, warnings),
            Err(why) => {
                let what = format!("the front matter was left out: {}", why.message());
                warnings.push(Warning {
                    line: why.span().map(|span| line_of(front, span.start)),
                    what,
                });
            }
        }
    }
    let mut body = body.trim_start();
    if draft.headline.is_none() {
        let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
        draft.headline = Some(markup::line(first.trim().trim_matches('#')));
        body = rest;
    }
    let mut out = String::new();
    writer::push_html(&mut out, Parser::new_ext(body, Options::ENABLE_TABLES));
    draft.body = Some(Markup::Html(out.trim().to_owned()));
    draft
}

/// The front matter, if there is one, and what follows it.
fn split(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix(FENCE).filter(|rest| rest.starts_with(['\n', '\r'])) else {
        return (None, text);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let next = at + line.len();
        if line.trim_end() == FENCE {
            return (rest.get(..at), rest.get(next..).unwrap_or(""));
        }
        at = next;
    }
    (None, text)
}

/// The line of a place in the front matter, counted in the file.
fn line_of(front: &str, at: usize) -> u64 {
    let before = front.as_bytes().get(..at).unwrap_or(&[]);
    u64::try_from(before.split(|byte| *byte == b'\n').count()).unwrap_or(1)
}

fn fill(draft: &mut Draft, table: Table, warnings: &mut Vec<Warning>) {
    for (key, value) in table {
        let taken = match key.as_str() {
            "id" => put(&mut draft.own_id, &value),
            "title" | "headline" => put(&mut draft.headline, &value),
            "url" => put(&mut draft.url, &value),
            "author" | "authors" => {
                draft.authors = texts(&value);
                !draft.authors.is_empty()
            }
            "categories" | "tags" => {
                draft.categories = texts(&value);
                !draft.categories.is_empty()
            }
            "language" => {
                draft.language = value.as_str().and_then(|tag| Language::parse(tag).ok());
                draft.language.is_some()
            }
            "published" => stamp(&mut draft.published, &value),
            "updated" => stamp(&mut draft.updated, &value),
            "region" | "regions" => {
                let codes = texts(&value);
                let known = codes.iter().filter_map(|code| Region::parse(code).ok());
                draft.regions.extend(known);
                !codes.is_empty() && draft.regions.len() >= codes.len()
            }
            _ => {
                let what = format!("the front matter's key `{key}` is not known and was left out");
                warnings.push(Warning { line: None, what });
                continue;
            }
        };
        if !taken {
            let what = format!("the front matter's `{key}` could not be read and was left out");
            warnings.push(Warning { line: None, what });
        }
    }
}

fn put(field: &mut Option<String>, value: &Value) -> bool {
    *field = texts(value).into_iter().next();
    field.is_some()
}

/// The texts of a value: one, or a list of them.
fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(markup::line(text)).filter(|text| !text.is_empty()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

fn stamp(field: &mut Option<Stamp>, value: &Value) -> bool {
    let words = match value {
        Value::String(text) => text.clone(),
        Value::Datetime(moment) => moment.to_string(),
        _ => return false,
    };
    // A time without a zone is placed by `normalize`, which knows the source's.
    *field = Some(date::read(&words, date::Hints::default()));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_fills_the_draft_and_a_strange_key_is_told() {
        let text = "+++\ntitle = \"Bakti sosial\"\ncategories = [\"warga\", \"sosial\"]\nwarna = 1\n\
                    +++\nKegiatan itu ramai.\n";
        let mut warnings = Vec::new();
        let draft = read(text, &mut warnings);
        assert_eq!(draft.headline.as_deref(), Some("Bakti sosial"));
        assert_eq!(draft.categories, ["warga", "sosial"]);
        assert_eq!(draft.body, Some(Markup::Html("<p>Kegiatan itu ramai.</p>".to_owned())));
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert!(warning.what.contains("`warna`"), "{}", warning.what);
    }
}
