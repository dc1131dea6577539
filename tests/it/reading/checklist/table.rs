//! Behaviours that are a document on one side and fields on the other, from
//! `fixtures/reading/checklist.txt`: `== number what it shows`, the document, then
//! `field = value` for each field looked at (`-` for none, `\n` for a line break).

use std::collections::BTreeSet;

use crate::reading::checklist::field;
use crate::reading::printed;

const TABLE: &str = include_str!("../../fixtures/reading/checklist.txt");

/// Behaviours that are shown by functions, not by the table.
const ELSEWHERE: [u32; 17] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 31, 32, 41, 42, 44, 45];

#[test]
fn every_case_of_the_table_is_read_as_it_is_written_there() {
    let mut wrong = Vec::new();
    for case in TABLE.split("\n== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let lines: Vec<&str> = rest.lines().collect();
        let is_field = |line: &&str| {
            let path = line.split_once(" = ").map_or("", |(path, _)| path);
            let known = ["ok", "malformed", "format", "encoding"].contains(&path);
            known || ["feed.", "entries.", "warnings."].iter().any(|start| path.starts_with(start))
        };
        let document: Vec<&str> = lines.iter().filter(|line| !is_field(line)).copied().collect();
        let read = printed(document.join("\n").trim_end().as_bytes());
        let fields: Vec<&&str> = lines.iter().filter(|line| is_field(line)).collect();
        assert!(!fields.is_empty(), "{name} looks at nothing");
        for line in fields {
            let (path, due) = line.split_once(" = ").unwrap();
            let found = field(&read, path).replace('\n', "\\n");
            if found != due {
                wrong.push(format!("{name}: {path} is {found:?}, not {due:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_behaviour_of_the_checklist_is_shown() {
    let mut shown: BTreeSet<u32> = ELSEWHERE.into_iter().collect();
    for case in TABLE.split("\n== ").skip(1) {
        shown.insert(case.split_whitespace().next().unwrap().parse().unwrap());
    }
    shown.insert(43); // in `hostile`, P2 to P6
    assert_eq!(shown, (1..=45).collect());
}
