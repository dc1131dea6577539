//! Turns a checked-in table into rows of cells, and a name into the key it is found by.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The rows of a table, `N` cells each; a missing cell is empty, the last one keeps the tabs
/// of all that follows. Lines that begin with `#` are remarks.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut cells = line.splitn(N, '\t');
        std::array::from_fn(|_| cells.next().unwrap_or(""))
    })
}

/// The key a name is found by: lower case, without marks, blanks and hyphens, so that
/// `Palangka Raya`, `PALANGKARAYA` and `Palangka-Raya` are one. `Kab.` and `Kep.` are
/// written out.
pub(super) fn key(name: &str) -> String {
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    plain
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| match word {
            "kab" => "kabupaten",
            "kep" => "kepulauan",
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for name in ["Palangka Raya", "PALANGKARAYA", "palangka-raya", " Palangka  Raya "] {
            assert_eq!(key(name), "palangkaraya", "{name}");
        }
        assert_eq!(key("Kab. Bogor"), key("Kabupaten Bogor"));
        assert_eq!(key("Yaoundé"), "yaounde");
    }

    #[test]
    fn remarks_are_no_rows_and_missing_cells_are_empty() {
        let read: Vec<[&str; 3]> = rows("# a\tb\n\nx\ty\nx\ty\tz\tw\n").collect();
        assert_eq!(read, [["x", "y", ""], ["x", "y", "z\tw"]]);
    }
}
