//! Thousands of editions cost nothing until something is in them.

use warta::pipeline::tally::Counts;

use super::{RELEASE, newsroom, round};
use crate::support::{block_on, home};

/// Forty languages.
const LANGUAGES: &str = "id ms en ar zh-Hans zh-Hant ja ko th vi hi bn ta te ur fa tr ru uk pl de \
    fr es pt it nl sv da fi no cs hu ro el he sw am jv su km";

/// Countries with some three hundred provinces together.
const COUNTRIES: &str = "ID MY PH VN IN CN JP BR US";

#[test]
fn twelve_thousand_editions_are_nothing_until_something_is_in_them() {
    block_on(async {
        let home = home();
        let quoted = |words: &str, end: &str| -> String {
            let all: Vec<String> =
                words.split_whitespace().map(|word| format!("\"{word}{end}\"")).collect();
            all.join(", ")
        };
        home.write(
            "feeds/uji.toml",
            &format!(
                "languages = [{}]\nregions = [{}]\nonly = \"originals\"\n",
                quoted(LANGUAGES, ""),
                quoted(COUNTRIES, "-*")
            ),
        );
        let newsroom = newsroom(&home).await;
        let editions = newsroom.house().editions().count();
        assert!(editions >= 12_000, "{editions}");
        let nothing = round(&newsroom).await;
        // what there is once for the whole site
        let site = nothing.documents;
        assert!(site < 10, "{nothing:?}");
        assert_eq!(nothing, Counts { candidates: 0, entries: 0, documents: site });
        assert!(newsroom.store.feeds().await.unwrap().is_empty());

        home.write("drop/a.txt", RELEASE);
        let one = round(&newsroom).await;
        // the edition in four formats, the release in four, the site again
        assert_eq!((one.candidates, one.documents), (1, 4 + 4 + site), "{one:?}");
        let rows = newsroom.store.feeds().await.unwrap();
        let paths: Vec<&str> = rows.iter().map(|row| row.path.as_str()).collect();
        assert_eq!(paths, ["id/ID-KB"]);
    });
}
