//! The files of a release to what formats attach: absolute addresses with their types.

use crate::domain::draft::Media;
use crate::render::view;
use crate::text::markup;

/// Kinds of picture that every importer takes; others are shown on pages only.
const TAKEN: &[&str] = &["image/jpeg", "image/png", "image/gif", "image/tiff"];

/// What a file is by the end of its address.
const ENDINGS: &[(&str, &str)] = &[
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("pdf", "application/pdf"),
];

/// A picture or another file, ready to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Its absolute address.
    pub(crate) url: String,
    /// Its media type.
    pub(crate) kind: String,
    /// Its size in bytes, 0 when unknown.
    pub(crate) bytes: u64,
    /// The words under it.
    pub(crate) caption: Option<String>,
    /// Who made it.
    pub(crate) credit: Option<String>,
}

impl File {
    /// Whether it is a picture.
    pub(crate) fn is_picture(&self) -> bool {
        self.kind.starts_with("image/")
    }

    /// The first part of its type, as Media RSS calls it; `None` where it has no word.
    pub(crate) fn medium(&self) -> Option<&'static str> {
        match self.kind.split('/').next() {
            Some("image") => Some("image"),
            Some("audio") => Some("audio"),
            Some("video") => Some("video"),
            Some("application" | "text") => Some("document"),
            _ => None,
        }
    }
}

/// The files that go out with a feed, each once: pictures that importers take, then others.
pub(crate) fn files(media: &[Media]) -> Vec<File> {
    let mut files = all_files(media);
    files.retain(|file| !file.is_picture() || TAKEN.contains(&file.kind.as_str()));
    files.sort_by_key(|file| !file.is_picture());
    files
}

/// Every file whose address and type are known, each once.
pub(crate) fn all_files(media: &[Media]) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    for file in media.iter().filter_map(file) {
        if files.iter().all(|known| known.url != file.url) {
            files.push(file);
        }
    }
    files
}

fn file(media: &Media) -> Option<File> {
    let url = view::address(&media.url)?;
    let kind = media.media_type.as_deref().map(|kind| kind.trim().to_ascii_lowercase());
    let kind = kind.filter(|kind| is_media_type(kind)).or_else(|| guess(&url))?;
    let line =
        |words: &Option<String>| words.as_deref().map(markup::line).filter(|line| !line.is_empty());
    let bytes = media.bytes.unwrap_or_default();
    let (caption, credit) = (line(&media.caption), line(&media.credit));
    Some(File { url, kind, bytes, caption, credit })
}

fn is_media_type(kind: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || ".+-".contains(c))
    };
    kind.split_once('/').is_some_and(|(first, second)| part(first) && part(second))
}

fn guess(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let (_, ending) = path.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| (*kind).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_that_importers_take_are_attached() {
        let media = |url: &str, kind: Option<&str>| Media {
            url: url.to_owned(),
            media_type: kind.map(str::to_owned),
            bytes: None,
            caption: None,
            credit: None,
        };
        let kinds = |media: &[Media]| -> Vec<String> {
            files(media).into_iter().map(|file| file.kind).collect()
        };
        assert_eq!(kinds(&[media("https://a.example/b.JPG?x=1", None)]), ["image/jpeg"]);
        assert_eq!(kinds(&[media("https://a.example/b", Some("image/webp"))]), [""; 0]);
        assert_eq!(kinds(&[media("/b.png", None)]), [""; 0]);
        assert_eq!(
            kinds(&[
                media("https://a.example/b.pdf", None),
                media("https://a.example/c.png", None)
            ]),
            ["image/png", "application/pdf"]
        );
    }
}
