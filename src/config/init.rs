//! The home that `warta init` writes.
//!
//! It works at once, with nothing installed: one folder source with one sample release, and
//! feeds in its own language. The rest stands there as comments.

/// The files of a new home: each path below it, with `/`, and its text.
#[must_use]
pub fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("config/warta.toml", include_str!("init/warta.toml")),
        ("config/sources/samples.toml", include_str!("init/samples.toml")),
        ("config/sources/agency.toml", include_str!("init/agency.toml")),
        (
            "config/samples/2025-11-03-mercusuar-tanjung-kelapa.txt",
            include_str!("init/release.txt"),
        ),
        ("config/glossary/id-en.tsv", include_str!("init/id-en.tsv")),
        ("config/glossary/id-ms.tsv", include_str!("init/id-ms.tsv")),
        ("feeds/indonesia.toml", include_str!("init/indonesia.toml")),
        (".gitignore", include_str!("init/gitignore")),
    ]
}
