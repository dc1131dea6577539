//! Files in a folder to drafts.
//!
//! ```toml
//! [folder]
//! path = "config/samples"
//! settle_secs = 2
//! ```
//!
//! A text file is a headline, an empty line and paragraphs; a page (`.html`) is read for
//! its heading and its article; Markdown (`.md`) may carry a front matter in TOML:
//!
//! ```text
//! +++
//! id = "siaran-17"
//! title = "Bakti sosial di Pontianak"
//! language = "id"
//! published = 2024-06-06T08:00:00+07:00
//! regions = ["ID-KB"]
//! categories = ["bakti sosial"]
//! +++
//! Kegiatan itu diikuti 200 warga.
//! ```
//!
//! A listing is complete: a file that is not in it any more takes its release with it.
//!
//! - `text`: plain text.
//! - `page`: HTML.
//! - `markdown`: Markdown and its front matter.

mod markdown;
mod page;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::ValueDeserializer;

use crate::domain::ask::{FileSeen, ListAsk, ReadAsk};
use crate::domain::{Ask, Document, Draft, Lane, Markup, Validators, Within};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, Warning};
use crate::text::{charset, html};

/// Endings of the files that are read.
const EXTENSIONS: [&str; 4] = ["txt", "html", "htm", "md"];

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "folder",
    sentence: "Text, HTML or Markdown files dropped into a folder.",
    example: "[folder]\npath = \"config/samples\"\nsettle_secs = 2\n",
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[folder]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "folder")]
struct Table {
    /// The folder, with those in it. A relative path starts at the home. Required.
    path: PathBuf,
    /// Seconds a file must have been left alone before it is read, 0 to 3600. Default 2.
    #[serde(default)]
    settle_secs: Within<0, 3600, 2>,
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    Ok(Arc::new(Folder {
        folder: context.home.join(table.path),
        settle: Duration::from_secs(table.settle_secs.get()),
    }))
}

/// A folder into which files are dropped.
#[derive(Debug)]
struct Folder {
    folder: PathBuf,
    settle: Duration,
}

impl Source for Folder {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        vec![Ask::List(ListAsk {
            folder: self.folder.clone(),
            extensions: EXTENSIONS.to_vec(),
            settle: self.settle,
        })]
    }

    fn lane(&self) -> Option<Lane> {
        None
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        match heard {
            Heard::Listing(files) => Ok(self.listing(files)),
            Heard::Document(document) => read(document),
        }
    }
}

impl Folder {
    fn listing(&self, files: &[FileSeen]) -> Reading {
        let settled = files.iter().filter(|file| file.settled);
        let follow = settled.map(|file| {
            Ask::Read(ReadAsk {
                folder: self.folder.clone(),
                path: file.path.clone(),
                validators: Validators::default(),
            })
        });
        let present: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        Reading {
            follow: follow.collect(),
            present: Some(present),
            unsettled: files.iter().any(|file| !file.settled),
            ..Reading::default()
        }
    }
}

/// Reads one file by its ending.
fn read(document: &Document) -> Result<Reading, SourceError> {
    let ending = document.address.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    read_as(document, &ending)
}

/// Reads a document as a file with this ending.
pub(super) fn read_as(document: &Document, ending: &str) -> Result<Reading, SourceError> {
    let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
    let mut warnings: Vec<Warning> =
        decoded.warnings.into_iter().map(|what| Warning { line: None, what }).collect();
    let draft = match ending {
        "html" | "htm" => page::read(&decoded.text),
        "md" => markdown::read(&decoded.text, &mut warnings),
        _ => text::read(&decoded.text),
    };
    let draft = Draft { path: Some(document.address.clone()), ..draft };
    let says_something = match &draft.body {
        Some(Markup::Html(html)) => !html::words(html).is_empty(),
        Some(Markup::Plain(words)) => !words.trim().is_empty(),
        None => false,
    };
    if !says_something {
        return Err(SourceError::Empty);
    }
    Ok(Reading { drafts: vec![draft], warnings, ..Reading::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Language, instant};

    fn file(path: &str, text: &str) -> Result<Reading, SourceError> {
        read(&Document::bare(path, text.as_bytes().to_vec()))
    }

    fn only(path: &str, text: &str) -> Draft {
        file(path, text).unwrap().drafts.remove(0)
    }

    #[test]
    fn a_text_file_is_a_headline_and_paragraphs() {
        let draft = only("a/satu.txt", "\n  Judul siaran \n\nPONTIANAK - Satu.\nDua.");
        assert_eq!(draft.headline.as_deref(), Some("Judul siaran"));
        assert_eq!(draft.body, Some(Markup::Plain("PONTIANAK - Satu.\nDua.".to_owned())));
        assert_eq!((draft.path.as_deref(), draft.own_id), (Some("a/satu.txt"), None));
    }

    #[test]
    fn a_page_is_read_for_its_heading_and_article() {
        let html = "<html><head><title>Judul | Kantor</title></head><body><nav>Menu</nav>\
            <article><h1>Judul <b>siaran</b></h1><p>Satu.</p></article></body></html>";
        let draft = only("a.html", html);
        assert_eq!(draft.headline.as_deref(), Some("Judul siaran"));
        assert_eq!(draft.body, Some(Markup::Html("<p>Satu.</p>".to_owned())));
    }

    #[test]
    fn a_front_matter_names_what_the_text_does_not() {
        let reading = file(
            "a.md",
            "+++\nid = \"s-17\"\ntitle = \"Judul\"\nlanguage = \"ms\"\n\
             published = 2024-06-06T08:00:00+07:00\nregions = [\"ID-KB\"]\nauthor = \"Humas\"\n\
             warna = 1\n+++\nSatu *dua*.\n\n- tiga\n",
        );
        let reading = reading.unwrap();
        let draft = &reading.drafts[0];
        assert_eq!(draft.own_id.as_deref(), Some("s-17"));
        assert_eq!(draft.language.as_ref().map(Language::as_str), Some("ms"));
        let at = draft.published.as_ref().unwrap().at.map(instant::rfc3339);
        assert_eq!(at.as_deref(), Some("2024-06-06T01:00:00Z"));
        assert_eq!(draft.regions[0].to_string(), "ID-KB");
        assert_eq!(draft.authors, ["Humas"]);
        assert!(draft.body.as_ref().unwrap().raw().contains("<em>dua</em>"));
        assert_eq!(reading.warnings.len(), 1, "{:?}", reading.warnings);
    }

    #[test]
    fn markdown_without_front_matter_has_its_first_heading() {
        let draft = only("a.md", "# Judul siaran\n\nSatu.");
        assert_eq!(draft.headline.as_deref(), Some("Judul siaran"));
        assert_eq!(draft.body.as_ref().unwrap().raw().trim(), "<p>Satu.</p>");
    }

    #[test]
    fn a_broken_front_matter_is_told_of_and_the_text_kept() {
        let reading = file("a.md", "+++\nid = \n+++\n# Judul\n\nSatu.").unwrap();
        assert_eq!(reading.drafts[0].headline.as_deref(), Some("Judul"));
        assert_eq!(reading.warnings.len(), 1);
    }

    #[test]
    fn a_file_without_a_text_is_no_release() {
        for (path, text) in [
            ("a.txt", ""),
            ("a.txt", " \n\n"),
            ("a.txt", "Hanya judul\n"),
            ("a.html", "<h1>Judul</h1>"),
            ("a.md", "+++\ntitle = \"Judul\"\n+++\n"),
            ("a.md", "# Judul"),
        ] {
            assert_eq!(file(path, text), Err(SourceError::Empty), "{path} {text}");
        }
    }

    #[test]
    fn settled_files_are_read_and_all_are_present() {
        let seen = |path: &str, settled| FileSeen {
            path: path.to_owned(),
            bytes: 1,
            modified: instant::from_seconds(0),
            settled,
        };
        let folder = Folder { folder: "f".into(), settle: Duration::ZERO };
        let files = [seen("a.txt", true), seen("b.txt", false)];
        let reading = folder.read(Heard::Listing(&files)).unwrap();
        assert_eq!(reading.follow.len(), 1);
        assert_eq!(reading.present.unwrap().len(), 2);
        assert!(reading.unsettled);
    }
}
