//! A feed's entries to drafts.

use crate::domain::draft::Media;
use crate::domain::{Document, Draft, Language, Markup, Stamp};
use crate::source::feed::document::{self, ReadHints};
use crate::source::feed::model::{Enclosure, Entry, Person, Text};
use crate::source::feed::pause::pause;
use crate::source::{Reading, SourceError};
use crate::text::{date, html, markup, sanitize};

/// Reads a document into drafts.
///
/// A feed is a window on what is new: what is not in it any more is not gone.
///
/// # Errors
///
/// [`SourceError`] when the document is no feed.
pub fn read(document: &Document) -> Result<Reading, SourceError> {
    let base = document.content_location.as_deref().unwrap_or(&document.location);
    let hints = ReadHints {
        base_url: Some(base),
        content_type: document.content_type.as_deref(),
        content_language: document.content_language.as_deref(),
    };
    let parsed = document::read(&document.bytes, &hints)?;
    let drafts = parsed.entries.iter().map(draft).collect();
    let pause = pause(parsed.feed.ttl.as_deref(), &document.bytes);
    let hub = parsed.feed.hub;
    Ok(Reading { drafts, warnings: parsed.warnings, pause, hub, ..Reading::default() })
}

/// One entry as a draft.
#[must_use]
pub fn draft(entry: &Entry) -> Draft {
    let common = &entry.common;
    let title = common.title.as_ref();
    let body = richest(entry);
    let summary = common.summary.as_ref().filter(|summary| Some(*summary) != body);
    let language = [title, body, common.summary.as_ref()]
        .into_iter()
        .flatten()
        .find_map(|text| text.language.as_deref())
        .or(common.language.as_deref())
        .and_then(|tag| Language::parse(tag).ok());
    Draft {
        own_id: common.id.clone(),
        url: entry.original_link.clone().or_else(|| common.link.clone()),
        headline: title.map(words).filter(|words| !words.is_empty()),
        summary: summary.map(|text| marked(text, common.link.as_deref())),
        body: body.map(|text| marked(text, common.link.as_deref())),
        published: stamp(common.published.as_deref(), language.as_ref()),
        updated: stamp(common.updated.as_deref(), language.as_ref()),
        language,
        authors: common.authors.iter().filter_map(Person::called).map(str::to_owned).collect(),
        categories: common
            .categories
            .iter()
            .map(|category| markup::line(category.label.as_ref().unwrap_or(&category.term)))
            .collect(),
        media: media(entry),
        ..Draft::default()
    }
}

/// The fullest text: the longest content that is in the feed, else the summary.
fn richest(entry: &Entry) -> Option<&Text> {
    let readable = |text: &&Text| {
        !text.value.is_empty() && text.media_type.starts_with("text/") || text.is_html()
    };
    let content = entry.content.iter().filter(readable).max_by_key(|text| text.value.len());
    content.or(entry.common.summary.as_ref())
}

fn words(text: &Text) -> String {
    if text.is_html() { html::words(&text.value) } else { markup::line(&text.value) }
}

/// A text as a draft holds it. Where the feed names a base for it, its addresses are made
/// absolute here, since a draft has no other base than its page.
fn marked(text: &Text, page: Option<&str>) -> Markup {
    if !text.is_html() {
        return Markup::Plain(text.value.clone());
    }
    let base = text.base.as_deref().filter(|base| page.is_none_or(|page| page != base.as_str()));
    match base {
        Some(base) if has_relative_address(&text.value) => {
            Markup::Html(sanitize::structure(&text.value, Some(base)))
        }
        _ => Markup::Html(text.value.clone()),
    }
}

/// Whether some address in markup may need a base.
fn has_relative_address(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    ["href", "src", "cite"].into_iter().any(|key| {
        lower.match_indices(key).any(|(at, _)| {
            let rest = lower.get(at + key.len()..).unwrap_or("").trim_start();
            rest.strip_prefix('=').is_some_and(|value| {
                let value = value.trim_start_matches([' ', '"', '\'']);
                !["http:", "https:", "mailto:", "tel:", "data:"]
                    .iter()
                    .any(|s| value.starts_with(s))
            })
        })
    })
}

fn stamp(raw: Option<&str>, language: Option<&Language>) -> Option<Stamp> {
    raw.map(|raw| date::read(raw, date::Hints { language, zone: None }))
}

/// Enclosures and media, each address once, over HTTP only.
fn media(entry: &Entry) -> Vec<Media> {
    let mut media: Vec<Media> = Vec::new();
    let thumbnails = entry.thumbnails.iter().map(|url| Enclosure {
        url: url.clone(),
        media_type: Some("image/*".to_owned()),
        ..Enclosure::default()
    });
    let all = entry.enclosures.iter().chain(&entry.media).cloned();
    let some: Vec<Enclosure> = all.collect();
    let files = if some.is_empty() { thumbnails.collect() } else { some };
    for file in files {
        let shown = file.url.starts_with("https://") || file.url.starts_with("http://");
        if !shown || media.iter().any(|known| known.url == file.url) {
            continue;
        }
        media.push(Media {
            url: file.url,
            media_type: file.media_type.filter(|kind| kind != "image/*"),
            bytes: file.length.and_then(|length| length.trim().parse().ok()).filter(|n| *n > 0),
            caption: file.caption.map(|words| html::words(&words)),
            credit: file.credit.map(|words| html::words(&words)),
        });
    }
    media
}
