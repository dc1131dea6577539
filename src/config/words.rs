//! What serde says, in words for the person who wrote the file.
//!
//! Nothing here repeats a value that was written: it may be a secret.

/// What is wrong, and the way out.
pub(super) type Said = (String, Option<String>);

/// Where in a table something is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The table, as the operator knows it: `[feed]` in backticks.
    pub(super) table: &'a str,
    /// The key; none: the table itself.
    pub(super) key: Option<&'a str>,
    /// Whether an element of a list is meant.
    pub(super) element: bool,
    /// Known keys that serde was not told of.
    pub(super) beside: &'a [&'a str],
}

/// Turns serde's message about a place into a message and a hint.
pub(super) fn explain(message: &str, place: Place<'_>) -> Said {
    let Place { table, key, element, beside } = place;
    let what = match key {
        Some(key) if element => format!("each of `{key}`"),
        Some(key) => format!("`{key}`"),
        None => table.to_owned(),
    };
    let message = message.trim();
    let quoted = quoted(message);
    if message.starts_with("unknown field") {
        let known: Vec<&str> = beside.iter().chain(rest(&quoted)).copied().collect();
        return unknown_key(quoted.first().copied().unwrap_or_default(), &known, table);
    }
    if message.starts_with("unknown variant") {
        return unknown_value(key.unwrap_or(table), &quoted);
    }
    if let Some(name) = message.strip_prefix("missing field").and(quoted.first()) {
        return (format!("{table} lacks `{name}`"), None);
    }
    if let Some(wrong) = message.strip_prefix("invalid type: ") {
        let (found, wanted) = wrong.split_once(", expected ").unwrap_or((wrong, "something else"));
        let said = format!("{what} must be {}, not {}", wanted_words(wanted), found_words(found));
        return (said, None);
    }
    if message.starts_with("wanted exactly 1 element") {
        return (format!("{what} must name one place"), Some(SECRET_HINT.to_owned()));
    }
    if let Some(why) = ADDRESS_FAULTS.iter().find(|why| message.starts_with(**why)) {
        let why =
            if why.contains("without a base") { "it does not begin with `https://`" } else { why };
        let said = format!("{what} is not a web address: {why}");
        return (said, Some("write it whole: `https://agency.example/feed/`".to_owned()));
    }
    if message == "wanted string or table" {
        return (format!("{what} must be a text in quotes or a table"), None);
    }
    if message.contains(" is not within ") && key.is_some() {
        return (format!("{what}: {message}"), None);
    }
    (message.to_owned(), None)
}

/// Turns the TOML reader's message about some bytes into a message and a hint.
pub(super) fn explain_syntax(message: &str, bytes: &str) -> Said {
    let said = |what: &str, hint: &str| (what.to_owned(), Some(hint.to_owned()));
    if message.starts_with("duplicate key") {
        let what = format!("`{}` is written a second time", bytes.trim());
        return (what, Some("keep one of the two".to_owned()));
    }
    if message.starts_with("invalid basic string") || message.starts_with("invalid literal") {
        return said(
            "a text in quotes is not closed",
            "end it with the quotation mark it began with",
        );
    }
    let number = ["invalid float", "invalid integer", "invalid number", "invalid datetime"];
    if number.iter().any(|start| message.starts_with(start)) {
        return said("this looks like a number and is none", "write a text in quotes: `\"...\"`");
    }
    (message.to_owned(), None)
}

/// How the reader of addresses begins to say what is wrong; the address itself follows.
const ADDRESS_FAULTS: &[&str] = &[
    "relative URL without a base",
    "empty host",
    "invalid port number",
    "invalid IPv4 address",
    "invalid IPv6 address",
    "invalid domain character",
    "invalid international domain name",
];

/// How a secret is written.
pub(super) const SECRET_HINT: &str = "write `{ env = \"NAME\" }` for an environment variable, or \
                                      `{ file = \"path\" }` for the first line of a file";

/// Tells whether serde's message is about a secret written in clear.
pub(super) fn is_about_secret(message: &str) -> bool {
    message.ends_with("expected `env` or `file`") && message.starts_with("unknown variant")
}

/// An unknown key, with the nearest known one.
pub(super) fn unknown_key(key: &str, known: &[&str], table: &str) -> Said {
    (format!("{table} has no key `{key}`"), nearest_or_list(key, known, "its keys are"))
}

/// The nearest of some known words, else all of them after `all`.
pub(super) fn nearest_or_list(word: &str, known: &[&str], all: &str) -> Option<String> {
    match nearest(word, known) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None => Some(format!("{all} {}", list(known, "and"))),
    }
}

/// `a`, `b` and `c`.
pub(super) fn list(words: &[&str], last: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((end, before)) if !before.is_empty() => {
            format!("{} {last} {end}", before.join(", "))
        }
        _ => words.concat(),
    }
}

fn unknown_value(key: &str, quoted: &[&str]) -> Said {
    let known = rest(quoted);
    if known == ["env", "file"] {
        let said = format!("`{key}` is a secret and may not stand here in clear");
        return (said, Some(SECRET_HINT.to_owned()));
    }
    let value = quoted.first().copied().unwrap_or_default();
    let hint = nearest_or_list(value, known, "its values are");
    (format!("`{value}` is not a value of `{key}`"), hint)
}

fn rest<'a, 'b>(quoted: &'b [&'a str]) -> &'b [&'a str] {
    quoted.split_first().map_or(&[], |(_, rest)| rest)
}

/// The words of a message that stand between backticks.
pub(super) fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn wanted_words(wanted: &str) -> &str {
    match wanted {
        "a string representing an URL" => "a web address in quotes",
        "a string" | "path string" => "a text in quotes",
        "a sequence" => "a list in brackets",
        "a boolean" => "`true` or `false`",
        "i64" | "u64" | "u32" | "usize" => "a whole number",
        "f64" => "a number",
        _ if wanted.starts_with("struct ") || wanted == "a map" => "a table",
        _ => wanted,
    }
}

fn found_words(found: &str) -> &str {
    match found.split(' ').next().unwrap_or_default() {
        "string" | "str" => "a text",
        "integer" => "a whole number",
        "floating" => "a fraction",
        "boolean" => "`true` or `false`",
        "sequence" => "a list",
        "map" => "a table",
        _ => found,
    }
}

/// The known word that a slip of the hand or two makes into this one.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let allowed = if word.chars().count() < 5 { 1 } else { 2 };
    let near = known.iter().map(|k| (slips(&word.to_lowercase(), &k.to_lowercase()), *k)).min()?;
    (near.0 <= allowed).then_some(near.1)
}

/// How many letters must be put in, taken out, changed or swapped with a neighbour
/// (optimal string alignment distance).
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    let cell = |rows: &[Vec<usize>], i: usize, j: usize| {
        rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or(usize::MAX - 1)
    };
    for i in 1..=a.len() {
        rows.push(vec![i]);
        for j in 1..=b.len() {
            let same = a.get(i - 1) == b.get(j - 1);
            let mut best = cell(&rows, i - 1, j - 1) + usize::from(!same);
            best = best.min(cell(&rows, i - 1, j) + 1).min(cell(&rows, i, j - 1) + 1);
            let swapped = i > 1 && j > 1 && a.get(i - 1) == b.get(j - 2);
            if swapped && a.get(i - 2) == b.get(j - 1) {
                best = best.min(cell(&rows, i - 2, j - 2) + 1);
            }
            if let Some(row) = rows.last_mut() {
                row.push(best);
            }
        }
    }
    cell(&rows, a.len(), b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place<'static> {
        Place { table: "`[feed]`", key: Some("url"), element: false, beside: &[] }
    }

    #[track_caller]
    fn check(message: &str, said: &str, hint: Option<&str>) {
        let (got, way_out) = explain(message, place());
        assert_eq!(got, said);
        assert_eq!(way_out.as_deref(), hint);
    }

    #[test]
    fn serdes_words_become_an_operators() {
        check(
            "unknown field `ulr`, expected `url` or `every`",
            "`[feed]` has no key `ulr`",
            Some("did you mean `url`?"),
        );
        check(
            "unknown field `colour`, expected one of `url`, `every`, `max`",
            "`[feed]` has no key `colour`",
            Some("its keys are `url`, `every` and `max`"),
        );
        check("missing field `url`", "`[feed]` lacks `url`", None);
        check(
            "invalid type: integer `5`, expected a string",
            "`url` must be a text in quotes, not a whole number",
            None,
        );
        check("900 is not within 1 to 500", "`url`: 900 is not within 1 to 500", None);
        check(
            "unknown variant `keep`, expected one of `original`, `title`, `hold`",
            "`keep` is not a value of `url`",
            Some("its values are `original`, `title` and `hold`"),
        );
    }

    #[test]
    fn a_secret_in_clear_is_not_repeated() {
        let (said, _) = explain("unknown variant `hunter2`, expected `env` or `file`", place());
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn the_nearest_word_is_a_slip_or_two_away() {
        for (word, near) in [
            ("langauge", Some("language")),
            ("Regions", Some("regions")),
            ("nme", Some("name")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, &["language", "regions", "name"]), near, "{word}");
        }
    }
}
