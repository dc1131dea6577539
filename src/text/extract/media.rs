//! Pictures and attachments of a text, with their captions and credits.

use scraper::ElementRef;
use url::Url;

use crate::domain::draft::Media;
use crate::text::extract::meta::resolve;
use crate::text::extract::node;

/// Files that are attachments, by their endings, with their media types.
const FILES: [(&str, &str); 15] = [
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("rtf", "application/rtf"),
    ("zip", "application/zip"),
    ("csv", "text/csv"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("epub", "application/epub+zip"),
];
/// Pictures, by their endings.
const PICTURES: [(&str, &str); 7] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
];
/// Files of one text.
const MEDIA_MAX: usize = 30;
/// Words before the name of who made a picture.
const CREDITS: [&str; 12] = [
    "foto oleh",
    "foto:",
    "foto :",
    "foto/",
    "dok.",
    "dok ",
    "sumber:",
    "photo:",
    "photo by",
    "credit:",
    "image:",
    "photograph:",
];

/// The media type an address speaks of by its ending.
#[must_use]
pub fn type_of(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let ending = path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
    let mut known = FILES.iter().chain(&PICTURES);
    known.find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

/// Pictures and attachments below an element, each address once.
pub(super) fn below(root: ElementRef<'_>, base: Option<&Url>) -> Vec<Media> {
    let mut found: Vec<Media> = Vec::new();
    for element in root.descendent_elements() {
        let media = match node::name(&element) {
            "img" => picture(element, base),
            "a" => attachment(element, base),
            _ => None,
        };
        let Some(media) = media else { continue };
        if found.len() < MEDIA_MAX && !found.iter().any(|known| known.url == media.url) {
            found.push(media);
        }
    }
    found
}

fn picture(image: ElementRef<'_>, base: Option<&Url>) -> Option<Media> {
    let small = |key: &str| {
        image.attr(key).and_then(|size| size.parse::<u32>().ok()).is_some_and(|size| size < 48)
    };
    if small("width") || small("height") {
        return None;
    }
    let from = ["data-src", "data-lazy-src", "data-original", "src"];
    let url = from.iter().find_map(|key| image.attr(key).and_then(|to| resolve(to, base)))?;
    let caption = caption(image).or_else(|| {
        image.attr("alt").map(str::trim).filter(|alt| !alt.is_empty()).map(str::to_owned)
    });
    let (caption, credit) = caption.map_or((None, None), |words| credited(&words));
    Some(Media {
        media_type: type_of(url.as_str()).map(str::to_owned),
        url: url.into(),
        bytes: None,
        caption,
        credit,
    })
}

/// The words under a picture: its figure's, or those of a class that says so.
fn caption(image: ElementRef<'_>) -> Option<String> {
    let outer = image.ancestors().filter_map(ElementRef::wrap).take(3).find(|one| {
        node::name(one) == "figure" || node::tokens(*one).iter().any(|word| word == "caption")
    })?;
    let words = outer.descendent_elements().find(|one| {
        node::name(one) == "figcaption"
            || node::tokens(*one).iter().any(|word| matches!(word.as_str(), "caption" | "text"))
                && node::name(one) != "figure"
                && one.id() != outer.id()
    });
    words.map(node::words).filter(|words| !words.is_empty())
}

/// A caption and who made the picture, where the caption says so at its end or alone.
fn credited(words: &str) -> (Option<String>, Option<String>) {
    let open = words.rfind(['(', '[']).filter(|_| words.ends_with([')', ']']));
    if let Some((head, tail)) = open.and_then(|at| words.split_at_checked(at)) {
        let inner = tail.trim_matches(['(', ')', '[', ']']).trim();
        if let Some(credit) = credit(inner) {
            return (some(head), Some(credit));
        }
    }
    let lower = words.to_lowercase();
    for mark in [". foto:", ". foto oleh", ". photo:", ". dok."] {
        if let Some((head, tail)) = lower.find(mark).and_then(|at| words.split_at_checked(at + 1)) {
            return (some(head), credit(tail.trim()).or_else(|| some(tail)));
        }
    }
    credit(words).map_or_else(|| (some(words), None), |credit| (None, Some(credit)))
}

fn credit(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    let lead = CREDITS.iter().find(|lead| lower.starts_with(**lead))?;
    let rest = words.get(lead.len()..).unwrap_or("").trim_start_matches([':', ' ', '/']);
    some(rest).filter(|name| name.chars().count() <= 60)
}

fn some(words: &str) -> Option<String> {
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

fn attachment(link: ElementRef<'_>, base: Option<&Url>) -> Option<Media> {
    let url = link.attr("href").and_then(|to| resolve(to, base))?;
    let kind = type_of(url.as_str()).filter(|kind| !kind.starts_with("image/"))?;
    let words = node::words(link);
    let around = link.ancestors().find_map(ElementRef::wrap).map(node::words).unwrap_or_default();
    let around = if around.chars().count() < 200 { around } else { words.clone() };
    Some(Media {
        url: url.into(),
        media_type: Some(kind.to_owned()),
        bytes: size(&around),
        caption: some(&words),
        credit: None,
    })
}

/// A size in words: `(1,2 MB)`, `340 KB`.
fn size(words: &str) -> Option<u64> {
    let mut parts = words
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']'))
        .filter(|part| !part.is_empty());
    let mut before = "";
    loop {
        let part = parts.next()?;
        let digits = part.trim_end_matches(|c: char| c.is_alphabetic());
        let (number, unit) =
            if digits.is_empty() { (before, part) } else { part.split_at_checked(digits.len())? };
        let factor = match unit.to_ascii_lowercase().as_str() {
            "kb" | "kib" => Some(1_000.0),
            "mb" | "mib" => Some(1_000_000.0),
            _ => None,
        };
        if let (Some(factor), Ok(number)) = (factor, number.replace(',', ".").parse::<f64>()) {
            let bytes = format!("{:.0}", number * factor);
            return bytes.parse().ok().filter(|bytes| *bytes > 0);
        }
        before = part;
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn media(html: &str) -> Vec<Media> {
        let base = Url::parse("https://k.example/a/").unwrap();
        below(Html::parse_fragment(html).root_element(), Some(&base))
    }

    #[test]
    fn a_picture_has_its_caption_and_credit() {
        let found = media(
            "<figure><img src=a.jpg alt=x><figcaption>Warga dilatih. (Foto: Rani)</figcaption></figure>\
             <img src=ikon.png width=16><img data-src=/b.webp src='data:,' alt='Balai desa'>",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].url, "https://k.example/a/a.jpg");
        assert_eq!(found[0].caption.as_deref(), Some("Warga dilatih."));
        assert_eq!(found[0].credit.as_deref(), Some("Rani"));
        assert_eq!(found[0].media_type.as_deref(), Some("image/jpeg"));
        assert_eq!(found[1].url, "https://k.example/b.webp");
        assert_eq!(found[1].caption.as_deref(), Some("Balai desa"));
    }

    #[test]
    fn an_attachment_has_its_type_and_size() {
        let found = media("<p><a href='/unduh/siaran.pdf?x=1'>Siaran pers</a> (1,2 MB)</p>");
        assert_eq!(found[0].media_type.as_deref(), Some("application/pdf"));
        assert_eq!(found[0].bytes, Some(1_200_000));
        assert_eq!(found[0].caption.as_deref(), Some("Siaran pers"));
    }
}
