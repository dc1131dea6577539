//! `docs/reference.md` and the JSON Schemas, made from the tables and registries.
//!
//! What a key means is written once, on its field. [`markdown`] prints it for people,
//! [`schemas`] for editors, and `tests/it/reference.rs` compares both with the files in
//! `docs/`.

use crate::config::checks::ChecksTable;
use crate::config::engine::COMMON;
use crate::config::glossary::COLUMNS;
use crate::config::schema::{MAIN, Table, make, sentence};
use crate::config::source_tables::{
    RewriteTable, RulesTable, SourceTable, SubjectTable, TestTable,
};
use crate::config::tables::{AreaTable, BudgetTable, ChainTable, EngineTable, FeedTable};
use crate::render::{FORMATS, Scope};

pub use crate::config::schema::schemas;

/// The text of `docs/reference.md`. `commands` is the section on commands, which `cli`
/// knows.
#[must_use]
pub fn markdown(commands: &str) -> String {
    let mut out = String::from(
        "# Reference\n\nMade by `warta reference` from the program itself: change the comments \
         in `src/`, not this file.\n",
    );
    if !commands.is_empty() {
        out.push_str("\n## Commands\n\n");
        out.push_str(commands.trim());
        out.push('\n');
    }
    out.push_str(
        "\n## Configuration\n\nA home holds `config/warta.toml`, a file for each source in \
         `config/sources/`, a file for each\nfeed or family of feeds in `feeds/`, terms in \
         `config/glossary/`, and where wanted regions of your\nown in `config/regions.toml`. Paths are relative to the\nhome. `warta check` lists everything \
         that is wrong with them.\n\nA secret is never written in clear: \
         `{ env = \"NAME\" }` names an environment variable, and\n`{ file = \"path\" }` a file \
         whose first line it is, or the whole of it where it is a JSON document.\n\n## `config/warta.toml`\n",
    );
    for (name, make) in MAIN {
        section(&mut out, &format!("### `[{name}]`"), &Table::of(*make), &[]);
    }
    section(&mut out, "### `[[engine]]`", &Table::of(make::<EngineTable>), &[]);
    for kind in crate::engine::KINDS {
        let evidence = if kind.evidence.is_empty() { "" } else { "\nChecked: " };
        let about = format!("{}{evidence}{}", sentence(kind.sentence), ended(kind.evidence));
        let title = format!("#### `kind = \"{}\"`", kind.name);
        example(&mut out, &title, &about, &Table::of(kind.schema), kind.example);
    }
    section(&mut out, "### `[[chain]]`", &Table::of(make::<ChainTable>), &[]);
    section(&mut out, "### `[[budget]]`", &Table::of(make::<BudgetTable>), &[]);
    section(&mut out, "### `[[checks]]`", &Table::of(make::<ChecksTable>), &[]);
    out.push_str("\n## `config/sources/*.toml`\n\nOne source a file. The name of its second ");
    out.push_str("table is the source's kind.\n");
    section(&mut out, "### `[source]`", &Table::of(make::<SourceTable>), &[]);
    for kind in crate::source::KINDS {
        let title = format!("### `[{}]`", kind.name);
        let table = Table::of(kind.schema);
        example(&mut out, &title, &sentence(kind.sentence), &table, kind.example);
    }
    section(&mut out, "### `[rules]`", &Table::of(make::<RulesTable>), &[]);
    section(&mut out, "#### `rewrite`", &Table::of(make::<RewriteTable>), &[]);
    section(&mut out, "#### `subjects`", &Table::of(make::<SubjectTable>), &[]);
    section(&mut out, "### `[[test]]`", &Table::of(make::<TestTable>), &[]);
    section(&mut out, "## `feeds/*.toml`", &Table::of(make::<FeedTable>), &["translation"]);
    out.push_str("\n`[translation]` in a feed file has the keys it has in `config/warta.toml`, ");
    out.push_str("whose values hold where\na feed says nothing.\n\n### Formats\n\n");
    for format in FORMATS {
        let of = match format.scope() {
            Scope::Feed => "of a feed",
            Scope::Release => "of a release",
            Scope::Site | Scope::Recent => "of the site",
        };
        let row = format!("- `{}`, {of}: {}\n", format.name(), sentence(format.sentence()));
        out.push_str(&row);
    }
    regions(&mut out);
    out.push_str(
        "\n## `config/glossary/*.tsv`\n\nThe file's name is a pair of languages: `id-en.tsv`, which \
         counts for `en-GB`,\ntoo; where `id-en-GB.tsv` stands beside it both count, and that has the say of a term in \
         both. \
         A line is a term, its columns parted by tabs; all\nbut the first may be left out from \
         the end. `#` begins a comment, and a line that names the columns may\nstand first.\n\n\
         | column | what stands in it |\n|---|---|\n",
    );
    for (name, what) in COLUMNS {
        out.extend(["| `", name, "` | ", what, " |\n"]);
    }
    out.push_str("\n```text\n");
    out.push_str(TERMS);
    out.push_str("```\n");
    out
}

/// An example of a glossary, which a test reads.
pub(super) const TERMS: &str = "\
term\tclass\ttranslation\tcase\tnote
Badan Contoh Nasional\tfixed\tNational Example Agency\texact\tas on its own English pages
BCN\tnever
rapat koordinasi\tfixed\tcoordination meeting
penyuluhan\tpreferred\toutreach | awareness session
";

fn regions(out: &mut String) {
    let table = Table::of(make::<AreaTable>);
    section(out, "## `config/regions.toml`", &table, &[]);
    out.push_str("\n```toml\n");
    out.push_str(AREAS);
    out.push_str("```\n");
}

/// An example of `config/regions.toml`, which a test reads.
pub(super) const AREAS: &str = r#"[jabodetabek]
regions = ["ID-JK", "ID-JB", "ID-BT"]
names = { id = "Jabodetabek", en = "Greater Jakarta" }

[borneo]
regions = ["ID-KB", "ID-KI", "ID-KS", "ID-KT", "ID-KU", "MY-12", "MY-13", "BN"]

[borneo.names]
id = "Kalimantan"
en = "Borneo"
"#;

fn ended(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}.", text.trim_end_matches('.')) }
}

fn section(out: &mut String, title: &str, table: &Table, without: &[&str]) {
    let parts = [title.to_owned(), table.sentence(), table.rows(without).trim_end().to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    out.push('\n');
    out.push_str(&parts.join("\n\n"));
    out.push('\n');
}

fn example(out: &mut String, title: &str, about: &str, table: &Table, example: &str) {
    let rows = table.rows(COMMON);
    let rows = if rows.is_empty() { String::new() } else { format!("\n{}\n", rows.trim_end()) };
    let example = example.trim();
    let text = format!("\n{title}\n\n{about}\n{rows}\n```toml\n{example}\n```\n");
    out.push_str(&text);
}
