//! Everything wrong with a home, as a list and as text for people.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};
use serde::Serialize;

/// One thing wrong in one place.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// The file, below the home, with `/`.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// The column in characters, counted from 1; 0 when the whole file is meant.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The file's text, secrets masked, and the bytes of it that are wrong.
    #[serde(skip)]
    shown: Option<(Arc<str>, Range<usize>)>,
}

impl Fault {
    /// A fault of a whole file, such as one that cannot be read.
    pub(super) fn whole(file: &str, message: String, hint: Option<String>) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, message, hint, shown: None }
    }

    /// A fault of some bytes of a file.
    pub(super) fn at(
        file: &str,
        text: &Arc<str>,
        span: Range<usize>,
        message: String,
        hint: Option<String>,
    ) -> Self {
        let (line, column) = position(text, span.start);
        let shown = Some((Arc::clone(text), span));
        Self { file: file.to_owned(), line, column, message, hint, shown }
    }

    fn report(&self) -> miette::Report {
        let place = if self.line == 0 { format!("{}: ", self.file) } else { String::new() };
        let mut fact = MietteDiagnostic::new(format!("{place}{}", self.message));
        fact.help.clone_from(&self.hint);
        let Some((text, span)) = &self.shown else { return miette::Report::new(fact) };
        let label = LabeledSpan::new(None, span.start, span.len());
        miette::Report::new(fact.with_label(label))
            .with_source_code(NamedSource::new(&self.file, text.to_string()))
    }
}

/// Line and column, both from 1, of a byte of a text.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// All faults of a home, by file and line. Never empty.
#[derive(Debug, Clone)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Sorts faults by place.
    pub(super) fn new(mut faults: Vec<Fault>) -> Self {
        faults.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Self(faults)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The list, for programs.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.0
    }

    /// The list for people: each with its line, a caret under the wrong bytes and a hint.
    /// Colour is for a terminal alone; `width` is in columns.
    #[must_use]
    pub fn render(&self, colour: bool, width: usize) -> String {
        let mut theme =
            if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        theme.characters.underline = '^';
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
        let mut out = String::new();
        for fault in &self.0 {
            if handler.render_report(&mut out, fault.report().as_ref()).is_err() {
                out.push_str(&fault.message);
            }
            out.push('\n');
        }
        let count = self.0.len();
        out + &if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.render(false, 100))
    }
}

impl std::error::Error for Faults {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_shows_its_line_a_caret_and_the_way_out() {
        let text: Arc<str> = Arc::from("[site]\nnama = \"Warta\"\n");
        let hint = Some("did you mean `name`?".to_owned());
        let fault = Fault::at("config/warta.toml", &text, 7..11, "no key `nama`".into(), hint);
        assert_eq!((fault.line, fault.column), (2, 1));
        let shown = Faults::new(vec![fault]).to_string();
        for part in ["config/warta.toml:2:1", "nama = \"Warta\"", "^^^^", "did you mean", "1 fault"]
        {
            assert!(shown.contains(part), "no {part} in:\n{shown}");
        }
        assert!(!shown.contains('\u{1b}'), "colour where there is no terminal:\n{shown}");
    }

    #[test]
    fn columns_are_counted_in_characters() {
        assert_eq!(position("né = 1\nü = \"x\"", 10), (2, 2));
    }
}
