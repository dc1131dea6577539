//! Dates of every shape and language that feeds were seen to use, from a table.

use warta::domain::instant;
use warta::text::date::{self, Hints};

#[test]
fn every_date_of_the_table_is_read_as_it_was_meant() {
    let mut wrong = Vec::new();
    let lines = include_str!("../fixtures/reading/dates.tsv").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let zone = (cells[1] == "wib").then_some(chrono_tz::Asia::Jakarta);
        let stamp = date::read(cells[0], Hints { zone, language: None });
        let read = stamp.at.map_or("-".to_owned(), instant::rfc3339);
        if read != cells[2] {
            wrong.push(format!("{}: {read}, not {}", cells[0], cells[2]));
        }
        assert_eq!(stamp.raw, cells[0], "the raw words are always kept");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
