//! `config/glossary/id-en.tsv` to the words that engines leave alone.

use std::collections::BTreeMap;

use crate::config::pairs;
use crate::config::sheet::Sheet;
use crate::domain::Language;
use crate::pipeline::house::Terms;

/// Reads one glossary: a line a term, its class after a tab. A lone term is of the class
/// `never`, the only one there is so far: it is never translated. `#` begins a comment.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    stem: &str,
    text: &str,
    terms: &mut BTreeMap<(Language, Language), Terms>,
) {
    let Ok(pair) = pairs::parse(stem) else {
        let said = format!("the file's name `{stem}.tsv` is not a pair of languages");
        sheet.fault(0..0, (said, Some("name it `id-en.tsv`: from `id` into `en`".to_owned())));
        return;
    };
    let protected = &mut terms.entry(pair).or_default().protected;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (from, words) = (start, line.trim_end_matches(['\r', '\n']));
        start += line.len();
        if words.trim().is_empty() || words.starts_with('#') {
            continue;
        }
        let mut columns = words.split('\t').map(str::trim);
        let term = columns.next().unwrap_or_default();
        let class = columns.next().unwrap_or("never");
        if term.is_empty() {
            let said = "a line must begin with its term".to_owned();
            sheet.fault(from..from + words.len(), (said, None));
        } else if class == "never" {
            if !protected.iter().any(|known| known == term) {
                protected.push(term.to_owned());
            }
        } else {
            let at = words.find('\t').map_or(from, |tab| from + tab + 1);
            let said = format!("`{class}` is not a class of terms");
            let hint = "write `never` for a term that is never translated".to_owned();
            sheet.fault(at..at + class.len(), (said, Some(hint)));
        }
    }
}
