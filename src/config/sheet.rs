//! One TOML file, read so that all its faults come out in one go.
//!
//! serde stops at a table's first fault. So the key under it is cut and the table is read
//! again, until it reads or nothing is left; what follows only from a cut is not told.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error, ValueDeserializer};

use crate::config::faults::Fault;
use crate::config::words;

/// A table or value with its place in the file.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// One TOML file being read.
#[derive(Debug)]
pub(super) struct Sheet<'t> {
    /// Its name below the home.
    pub(super) file: String,
    text: &'t str,
    found: Vec<(Range<usize>, words::Said)>,
    secrets: Vec<Range<usize>>,
}

/// What could be read of a table.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// Its value, without what was cut.
    pub(super) value: Option<T>,
    /// Keys that are there but could not be read.
    cut: Vec<Path>,
    /// Keys that were probably meant by unknown ones.
    meant: Vec<String>,
    /// Whether nothing of it could be read.
    failed: bool,
}

impl<T> Read<T> {
    /// A table that is not there.
    pub(super) fn nothing() -> Self {
        Self { value: None, cut: Vec::new(), meant: Vec::new(), failed: false }
    }

    /// Tells whether a key of the table itself was written, but wrongly: its absence is no
    /// fault of its own.
    pub(super) fn spoilt(&self, key: &str) -> bool {
        let step = Step::Key(key.to_owned());
        self.failed
            || self.meant.iter().any(|meant| meant == key)
            || self.cut.iter().any(|path| path.first() == Some(&step))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

type Path = Vec<Step>;

impl<'t> Sheet<'t> {
    pub(super) fn new(file: &str, text: &'t str) -> Self {
        Self { file: file.to_owned(), text, found: Vec::new(), secrets: Vec::new() }
    }

    /// Reads the syntax. With a fault in it nothing more is read of the file, since what a
    /// broken line meant is a guess.
    pub(super) fn parse(&mut self) -> Option<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let mut lines = Vec::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.text.get(..span.start).unwrap_or_default().matches('\n').count();
            if !lines.contains(&line) {
                lines.push(line);
                let bytes = self.text.get(span.clone()).unwrap_or_default();
                self.fault(span, words::explain_syntax(error.message(), bytes));
            }
        }
        hidden(table.get_ref(), &mut self.secrets);
        errors.is_empty().then(|| table.into_inner())
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, span: Range<usize>, said: words::Said) {
        self.found.push((span, said));
    }

    /// Reads a text that stands for something, noting why it does not.
    pub(super) fn meaning<T, E: ToString>(
        &mut self,
        text: Option<&Spanned<String>>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = text?;
        match parse(text.get_ref()) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.to_string();
                let (said, hint) = match message.split_once("; ") {
                    Some((said, hint)) => (said.to_owned(), Some(hint.to_owned())),
                    None => (message, None),
                };
                self.fault(text.span(), (said, hint));
                None
            }
        }
    }

    /// Reads a value that has to fit, noting why it does not.
    pub(super) fn meaning_of<T, U>(
        &mut self,
        value: Option<&Spanned<T>>,
        read: impl FnOnce(&T) -> Result<U, &'static str>,
    ) -> Option<U> {
        let value = value?;
        match read(value.get_ref()) {
            Ok(fits) => Some(fits),
            Err(said) => {
                self.fault(value.span(), (said.to_owned(), None));
                None
            }
        }
    }

    /// Notes that a table lacks a key that it must have.
    pub(super) fn lacks(&mut self, name: &str, table: &Value<'_>, key: &str) {
        self.fault(table.span(), (format!("{name} lacks `{key}`"), None));
    }

    /// Reads a table by `build`, noting all its faults. `required` are the keys it must
    /// have, as far as its schema knows; `beside` are known keys that were taken out before.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        table: &Value<'t>,
        required: &[String],
        beside: &[&str],
        build: &dyn Fn(ValueDeserializer<'_>) -> Result<T, Error>,
    ) -> Read<T> {
        if !table.get_ref().is_table() {
            let said = match table.get_ref() {
                DeValue::Array(_) => ("a list", "write it once, with its name in single brackets"),
                _ => ("a value", "write its name in brackets, and its keys on the lines below"),
            };
            let (found, hint) = said;
            let said = format!("{name} must be a table, not {found}");
            self.fault(table.span(), (said, Some(hint.to_owned())));
            return Read { failed: true, ..Read::nothing() };
        }
        let mut left = table.clone();
        let (mut cut, mut meant): (Vec<Path>, Vec<String>) = (Vec::new(), Vec::new());
        let lacking: Vec<&String> =
            required.iter().filter(|key| child(table.get_ref(), key).is_none()).collect();
        let value = loop {
            let error = match build(ValueDeserializer::from(left.clone())) {
                Ok(value) => break Some(value),
                Err(error) => error,
            };
            let path = error.span().and_then(|span| locate(left.get_ref(), &span));
            let path = path.unwrap_or_default();
            if !follows(&error, &path, &cut, &lacking) {
                meant.extend(self.explain((name, beside), &left, &path, &error));
            }
            if path.is_empty() || !remove(left.get_mut(), &path) {
                break None;
            }
            cut.push(path);
        };
        for key in lacking {
            if !meant.contains(key) {
                self.lacks(name, table, key);
            }
        }
        let failed = value.is_none();
        Read { value, cut, meant, failed }
    }

    /// Notes serde's fault; gives the key that an unknown one was probably meant to be.
    fn explain(
        &mut self,
        (name, beside): (&str, &[&str]),
        table: &Value<'_>,
        path: &[Step],
        error: &Error,
    ) -> Option<String> {
        let key = path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let mut span = error.span().filter(|_| !path.is_empty()).unwrap_or_else(|| table.span());
        if path.is_empty() {
            let named = words::quoted(error.message()).into_iter();
            let place = named.into_iter().find_map(|word| written(table.get_ref(), word));
            span = place.unwrap_or(span);
        }
        let secret = words::is_about_secret(error.message());
        let misspelt = secret && in_secret(table.get_ref(), path);
        if secret && !misspelt {
            self.secrets.push(span.clone());
        }
        let said = if misspelt {
            words::unknown_key(key.unwrap_or_default(), &["env", "file"], "a secret")
        } else {
            let element = matches!(path.last(), Some(Step::Index(_)));
            words::explain(error.message(), words::Place { table: name, key, element, beside })
        };
        let near = said.1.as_deref().filter(|hint| hint.starts_with("did you mean"));
        let near = near.and_then(|hint| words::quoted(hint).first().map(|key| (*key).to_owned()));
        self.fault(span, said);
        near.filter(|_| path.len() == 1)
    }

    /// All faults, for which secrets in clear are masked.
    pub(super) fn close(self) -> Vec<Fault> {
        let mut text = self.text.to_owned();
        for span in &self.secrets {
            if let Some(secret) = text.get(span.clone()) {
                let star = |byte| if byte == b'\n' { '\n' } else { '*' };
                let stars: String = secret.bytes().map(star).collect();
                text.replace_range(span.clone(), &stars);
            }
        }
        let text: Arc<str> = Arc::from(text);
        let faults = self.found.into_iter();
        faults
            .map(|(span, (message, hint))| Fault::at(&self.file, &text, span, message, hint))
            .collect()
    }
}

/// Gathers what is probably a secret in clear, whatever is wrong with it or beside it.
fn hidden(table: &DeTable<'_>, secrets: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        let key = key.get_ref().to_lowercase();
        let named = ["password", "secret", "token"].iter().any(|word| key.contains(word));
        let named = named || key.ends_with("key");
        match value.get_ref() {
            DeValue::String(text) if named || has_password(text) => secrets.push(value.span()),
            DeValue::Table(inner) => hidden(inner, secrets),
            DeValue::Array(array) => {
                array
                    .iter()
                    .filter_map(|v| v.get_ref().as_table())
                    .for_each(|t| hidden(t, secrets));
            }
            _ => {}
        }
    }
}

/// Tells whether a text is an address with a password: `scheme://user:password@host`.
fn has_password(text: &str) -> bool {
    let host = text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    let user = host.and_then(|host| host.rsplit_once('@')).map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':'))
}

/// Whether a fault comes only of what was cut or told before.
fn follows(error: &Error, path: &[Step], cut: &[Path], lacking: &[&String]) -> bool {
    let inside = |gone: &Path| gone.len() > path.len() && gone.starts_with(path);
    if !path.is_empty() {
        return cut.iter().any(inside);
    }
    let missing = error.message().starts_with("missing field");
    let named = words::quoted(error.message());
    let told = |key: &str| {
        lacking.iter().any(|lacking| *lacking == key)
            || cut.iter().any(|gone| gone.first() == Some(&Step::Key(key.to_owned())))
    };
    missing && named.first().is_some_and(|key| told(key))
}

/// Whether a path leads to a key inside what should be a secret: `{ evn = "X" }`.
fn in_secret(table: &DeValue<'_>, path: &[Step]) -> bool {
    let Some((Step::Key(last), before)) = path.split_last() else { return false };
    let mut at = table;
    for step in before {
        let Some(next) = step_into(at, step) else { return false };
        at = next;
    }
    let inline = at.as_table().is_some_and(|table| table.len() == 1) && !before.is_empty();
    inline && !["env", "file"].contains(&last.as_str())
}

fn step_into<'v, 't>(value: &'v DeValue<'t>, step: &Step) -> Option<&'v DeValue<'t>> {
    match step {
        Step::Key(key) => child(value, key).map(Spanned::get_ref),
        Step::Index(index) => value.as_array()?.get(*index).map(Spanned::get_ref),
    }
}

/// The value of a key of a table.
pub(super) fn child<'v, 't>(value: &'v DeValue<'t>, key: &str) -> Option<&'v Value<'t>> {
    value.as_table()?.get(key)
}

/// The way to the innermost key or element that a span lies in.
fn locate(value: &DeValue<'_>, span: &Range<usize>) -> Option<Path> {
    let covers = |own: Range<usize>| own.start <= span.start && span.end <= own.end;
    let inside = |step: Step, value: &Value<'_>| {
        let deeper = locate(value.get_ref(), span);
        let here = || covers(value.span()).then(Vec::new);
        deeper.or_else(here).map(|mut path| {
            path.insert(0, step);
            path
        })
    };
    match value {
        DeValue::Table(table) => table.iter().find_map(|(key, value)| {
            let step = Step::Key(key.get_ref().to_string());
            if covers(key.span()) { Some(vec![step]) } else { inside(step, value) }
        }),
        DeValue::Array(array) => {
            array.iter().enumerate().find_map(|(index, value)| inside(Step::Index(index), value))
        }
        _ => None,
    }
}

/// Where a word stands in a table as a key or as a whole text.
fn written(value: &DeValue<'_>, word: &str) -> Option<Range<usize>> {
    match value {
        DeValue::Table(table) => table.iter().find_map(|(key, value)| {
            if key.get_ref() == word { Some(key.span()) } else { whole(value, word) }
        }),
        DeValue::Array(array) => array.iter().find_map(|value| whole(value, word)),
        _ => None,
    }
}

fn whole(value: &Value<'_>, word: &str) -> Option<Range<usize>> {
    let same = value.get_ref().as_str() == Some(word);
    if same { Some(value.span()) } else { written(value.get_ref(), word) }
}

fn remove(value: &mut DeValue<'_>, path: &[Step]) -> bool {
    let Some((step, rest)) = path.split_first() else { return false };
    match (value, step) {
        (DeValue::Table(table), Step::Key(key)) if rest.is_empty() => {
            table.remove(key.as_str()).is_some()
        }
        (DeValue::Table(table), Step::Key(key)) => {
            table.get_mut(key.as_str()).is_some_and(|value| remove(value.get_mut(), rest))
        }
        (DeValue::Array(array), Step::Index(index)) if rest.is_empty() => {
            let mut left = DeArray::new();
            let others = array.iter().enumerate().filter(|(at, _)| at != index);
            others.for_each(|(_, value)| left.push(value.clone()));
            let there = left.len() < array.len();
            *array = left;
            there
        }
        (DeValue::Array(array), Step::Index(index)) => {
            array.get_mut(*index).is_some_and(|value| remove(value.get_mut(), rest))
        }
        _ => false,
    }
}
