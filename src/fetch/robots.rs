//! `robots.txt` to what of a host may be asked.

use std::fmt::Write;

use crate::text::charset;

/// The name by which our rules are looked up.
const OURS: &str = "warta";

/// More of a file than this is not read.
pub(super) const BYTES_MAX: usize = 512 * 1024;

/// What a host lets robots ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Robots {
    /// Everything: there is no file, or none for us.
    All,
    /// Nothing: whether there is a file could not be found out.
    Nothing,
    /// What these rules say.
    Rules(Vec<Rule>),
}

/// One line of a group: the pattern of a path, and whether it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    open: bool,
    pattern: String,
}

impl Robots {
    /// Reads a file: the groups that name us, together, else those for everybody.
    ///
    /// # Source
    ///
    /// RFC 9309, section 2.2. What it leaves open is read as leniently as can be: a line
    /// that makes no sense is left out.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..BYTES_MAX).unwrap_or(bytes);
        let text = charset::decode(bytes, Some("text/plain; charset=utf-8")).text;
        let (mut ours, mut everybodys) = (None, None);
        let mut named: (bool, bool) = (false, false);
        let mut heading = false;
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !heading {
                    named = (false, false);
                    heading = true;
                }
                let name: String = value
                    .chars()
                    .take_while(|c| c.is_ascii_alphabetic() || "-_".contains(*c))
                    .collect();
                named.0 |= name.eq_ignore_ascii_case(OURS);
                named.1 |= value == "*";
                if named.0 {
                    ours.get_or_insert_with(Vec::new);
                }
                if named.1 {
                    everybodys.get_or_insert_with(Vec::new);
                }
                continue;
            }
            let open = match key.as_str() {
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            heading = false;
            if value.is_empty() {
                continue;
            }
            let rule = Rule { open, pattern: encoded(value) };
            for (named, rules) in [(named.0, &mut ours), (named.1, &mut everybodys)] {
                if let Some(rules) = rules.as_mut().filter(|_| named) {
                    rules.push(rule.clone());
                }
            }
        }
        ours.or(everybodys).filter(|rules| !rules.is_empty()).map_or(Self::All, Self::Rules)
    }

    /// Whether an address may be asked: the longest pattern that matches decides, and of two
    /// as long the one that opens. The file itself may always be asked.
    ///
    /// # Source
    ///
    /// RFC 9309, section 2.2.2.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        let rules = match self {
            Self::All => return true,
            _ if path == "/robots.txt" => return true,
            Self::Nothing => return false,
            Self::Rules(rules) => rules,
        };
        let path = encoded(path);
        let matching = rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.open)).is_none_or(|rule| rule.open)
    }
}

/// Percent signs in upper case, and what is not ASCII encoded, so that a pattern and a path
/// can be compared byte by byte.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                out.push('%');
                for digit in bytes.by_ref().take(2) {
                    out.push(char::from(digit).to_ascii_uppercase());
                }
            }
            0x21..=0x7e => out.push(char::from(byte)),
            // Writing into a string cannot fail.
            _ => write!(out, "%{byte:02X}").unwrap_or_default(),
        }
    }
    out
}

/// Whether a path begins with a pattern, in which `*` is anything and a last `$` the end.
/// Every part between two stars is looked for once, from left to right: the work grows with
/// the length of both, whatever the pattern.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, inner)) = parts.split_last() else { return !whole || rest.is_empty() };
    for part in inner {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    if whole { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, open: &[&str], closed: &[&str]) {
        let robots = Robots::read(file.as_bytes());
        for path in open {
            assert!(robots.allows(path), "{path} is closed by {file:?}");
        }
        for path in closed {
            assert!(!robots.allows(path), "{path} is open by {file:?}");
        }
    }

    #[test]
    fn the_longest_pattern_decides_and_of_two_the_open_one() {
        check(
            "User-agent: *\nDisallow: /\nAllow: /siaran/\nDisallow: /siaran/arsip\n",
            &["/siaran/1", "/robots.txt"],
            &["/", "/lain", "/siaran/arsip/1"],
        );
        check("User-agent: *\nAllow: /a\nDisallow: /a\n", &["/a"], &[]);
        check("User-agent: *\nDisallow:\n", &["/", "/x"], &[]);
    }

    #[test]
    fn a_group_that_names_us_is_the_only_one_that_counts() {
        let file = "User-agent: *\nDisallow: /\n\nUser-Agent: lain\nuser-agent: WARTA/2\n\
                    Crawl-delay: 5\nDisallow: /rahasia # kami saja\n";
        check(file, &["/", "/siaran"], &["/rahasia", "/rahasia/1"]);
        check("User-agent: wartawan\nDisallow: /\n", &["/"], &[]);
        let twice = "User-agent: warta\nDisallow: /a\n\nUser-agent: warta\nDisallow: /b\n";
        check(twice, &["/c"], &["/a", "/b"]);
        check("User-agent: warta\nAllow: /\n\nUser-agent: *\nDisallow: /\n", &["/x"], &[]);
    }

    #[test]
    fn stars_and_ends_and_encodings_are_understood() {
        check("User-agent: *\nDisallow: /*.php$\n", &["/a.php?x=1", "/a.html"], &["/a.php"]);
        check("User-agent: *\nDisallow: /*/cetak/*?sesi=\n", &["/cetak"], &["/a/cetak/b?sesi=1"]);
        check("User-agent: *\nDisallow: /foto%c3%a9\n", &["/foto"], &["/foto%C3%A9", "/fotoé"]);
        check("User-agent: *\nDisallow: *\n", &[], &["/", "/x"]);
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_no_file_closes_nothing() {
        check("", &["/"], &[]);
        check("<html>404</html>", &["/"], &[]);
        check("Disallow: /\nUser-agent *\nDisallow /\n", &["/"], &[]);
        check("\u{feff}User-agent: *\r\nDisallow: /x\r\n", &["/"], &["/x"]);
        assert!(!Robots::Nothing.allows("/") && Robots::Nothing.allows("/robots.txt"));
        assert!(Robots::All.allows("/"));
    }

    #[test]
    fn a_pattern_of_many_stars_costs_no_more_than_its_length() {
        let pattern = "*a".repeat(5_000);
        check(&format!("User-agent: *\nDisallow: {pattern}$\n"), &[&"a".repeat(4_000)], &[]);
    }
}
