//! Marks of unknown words: taken away, and counted as a signal.
//!
//! Apertium writes `*` before a word it does not know. With its marks switched off it
//! would also eat the source's own asterisks, so they stay on and are read here.

/// Takes away the marks some engines put before words they do not know (`*`), cannot
/// look up (`@`) or cannot inflect (`#`), and tells the share of words so marked. A mark
/// that stands before a word in the source as well is the source's own.
#[must_use]
pub fn strip_unknown(source: &str, answer: &str) -> (String, Option<f64>) {
    let own: Vec<String> = marked(source).into_iter().map(|(_, word)| word).collect();
    let mut out = String::with_capacity(answer.len());
    let (mut at, mut count) = (0, 0_u32);
    for (start, word) in marked(answer) {
        if own.contains(&word) {
            continue;
        }
        out.push_str(answer.get(at..start).unwrap_or_default());
        at = start + 1;
        count += 1;
    }
    out.push_str(answer.get(at..).unwrap_or_default());
    let all = out.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let share = (all > 0)
        .then(|| (f64::from(count) / f64::from(u32::try_from(all).unwrap_or(u32::MAX))).min(1.0));
    (out, share)
}

/// Marks with a word right behind them: where in bytes, and mark and word.
fn marked(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        if matches!(c, '*' | '@' | '#') && !before.is_some_and(char::is_alphanumeric) {
            let after = text.get(at + 1..).unwrap_or_default();
            let word: String =
                after.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            if word.chars().next().is_some_and(char::is_alphanumeric) {
                found.push((at, format!("{c}{word}")));
            }
        }
        before = Some(c);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_marks(source: &str, answer: &str, clean: &str, share: Option<f64>) {
        assert_eq!(strip_unknown(source, answer), (clean.to_owned(), share));
    }

    #[test]
    fn marks_of_unknown_words_go_and_their_share_stays() {
        check_marks("Kepala Anu", "Ketua *Anu", "Ketua Anu", Some(0.5));
        check_marks("(P4GN) ⟦1⟧Anu⟦/1⟧", "(*P4GN) ⟦1⟧*Anu⟦/1⟧", "(P4GN) ⟦1⟧Anu⟦/1⟧", Some(1.0));
        check_marks("S.I.K. hadir", "*S.*I.*K. #hadir", "S.I.K. hadir", Some(1.0));
        check_marks("12", "12", "12", None);
    }

    #[test]
    fn a_mark_of_the_sources_own_stays() {
        check_marks("2 * 3 *) catatan", "2 * 3 *) nota", "2 * 3 *) nota", Some(0.0));
        check_marks("*Anu hadir", "*Anu hadir", "*Anu hadir", Some(0.0));
        check_marks("***", "***", "***", None);
    }
}
