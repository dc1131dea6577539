//! An entry to the HTML of its body: the dateline back in front, list items back in lists,
//! what is in another language marked so, and the notes that readers must see.

use crate::domain::block::BlockKind;
use crate::domain::entry::{Elsewhere, Entry, EntryBlock, OriginalText};
use crate::domain::feed::Form;
use crate::domain::translation::{Origin, Touch};
use crate::domain::{Instant, Language};
use crate::render::view;
use crate::render::words::Words;
use crate::text::markup;

/// What the notes under a text point to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links<'a> {
    /// The original's page.
    pub(crate) original: Option<&'a str>,
}

/// The whole body of an entry, notes included. `summary` is the text of an entry that has
/// no other: only its title is shown, or only that it was taken back.
#[must_use]
pub(crate) fn html(entry: &Entry, words: &Words, links: Links<'_>, summary: &str) -> String {
    if entry.form == Form::Withdrawn {
        return withdrawn(entry, words);
    }
    let mut out = String::new();
    if let Some(correction) = &entry.correction {
        let date = words.date(correction.at);
        let said = words.say("corrected", &[("date", &date)]);
        out.push_str(&note(entry, words, "warta-correction-note", &markup::text(&said)));
    }
    let text = match entry.form {
        Form::Title => format!("<p>{}</p>\n", markup::text(summary)),
        _ => blocks(entry),
    };
    out.push_str(&around(entry, &text));
    out.push_str(&beside(entry));
    let said = translation_note(entry, words, links);
    if !said.is_empty() {
        out.push_str(&note(entry, words, "warta-translation-note", &said));
    }
    let others = also_at(entry, words);
    if !others.is_empty() {
        out.push_str(&note(entry, words, "warta-also-note", &others));
    }
    out.truncate(out.trim_end().len());
    // An override turns everything after it around; letters never need one.
    let kept = out.chars().filter(|c| !matches!(c, '\r' | '\u{202d}' | '\u{202e}'));
    kept.filter(|c| markup::is_legal(*c)).collect()
}

/// The text an entry was translated from, as HTML in its own language.
#[must_use]
pub(crate) fn original(entry: &Entry, text: &OriginalText) -> String {
    let twin = Entry {
        form: Form::Original,
        language: entry.original_language.clone(),
        body: text.body.clone(),
        ..entry.clone()
    };
    let out = blocks(&twin);
    let kept = out.chars().filter(|c| !matches!(c, '\r' | '\u{202d}' | '\u{202e}'));
    kept.filter(|c| markup::is_legal(*c)).collect()
}

/// The day a release is known by: the source's own, else that of its first emission.
#[must_use]
pub(crate) fn day(entry: &Entry) -> Instant {
    entry.created.unwrap_or(entry.published)
}

/// The notice that stands for a release which was taken back, as plain sentences.
#[must_use]
pub(crate) fn notice(entry: &Entry, words: &Words) -> Vec<String> {
    let at = entry.withdrawal.as_ref().map_or(entry.updated, |withdrawal| withdrawal.at);
    let publisher = markup::line(&entry.publisher.name);
    let (date, withdrawn) = (words.date(day(entry)), words.date(at));
    let fill =
        [("publisher", publisher.as_str()), ("date", &date), ("withdrawn", withdrawn.as_str())];
    let mut said = vec![words.say("withdrawn_body", &fill)];
    let reason = entry.withdrawal.as_ref().and_then(|withdrawal| withdrawal.reason.as_deref());
    if let Some(reason) = reason.map(markup::line).filter(|reason| !reason.is_empty()) {
        said.push(words.say("withdrawn_reason", &[("reason", &reason)]));
    }
    said
}

fn withdrawn(entry: &Entry, words: &Words) -> String {
    let said: Vec<String> = notice(entry, words)
        .iter()
        .map(|sentence| {
            let attributes = language_of_words(entry, words);
            format!("<p{attributes}>{}</p>", markup::text(sentence))
        })
        .collect();
    said.join("\n")
}

/// The text in a `div` that tells its language and direction, where the feed's does not.
fn around(entry: &Entry, text: &str) -> String {
    let shown = shown_language(entry);
    let tag = match entry.form {
        Form::Translated if hand(entry) == Touch::Person => shown.to_string(),
        Form::Translated => shown.machine_translated_from(&entry.original_language),
        _ => shown.to_string(),
    };
    let direction = if shown.is_right_to_left() { " dir=\"rtl\"" } else { "" };
    if tag == entry.language.as_str() && direction.is_empty() {
        return text.to_owned();
    }
    // A text that runs from left to right says so only inside a feed that does not.
    let back = entry.language.is_right_to_left() && direction.is_empty();
    let direction = if back { " dir=\"ltr\"" } else { direction };
    format!("<div lang=\"{tag}\"{direction}>\n{text}</div>\n")
}

/// The original after its translation, for readers of both languages.
fn beside(entry: &Entry) -> String {
    if entry.beside.is_empty() || entry.form != Form::Translated {
        return String::new();
    }
    let attributes = attributes(&entry.original_language, &entry.language);
    let original = Entry {
        body: entry.beside.clone(),
        beside: Vec::new(),
        form: Form::Original,
        language: entry.original_language.clone(),
        ..entry.clone()
    };
    format!("<hr>\n<div class=\"warta-original\"{attributes}>\n{}</div>\n", blocks(&original))
}

/// The language of the text itself.
fn shown_language(entry: &Entry) -> &Language {
    match entry.form {
        Form::Pending | Form::Title => &entry.original_language,
        _ => &entry.language,
    }
}

/// The blocks, with list items gathered into lists.
fn blocks(entry: &Entry) -> String {
    let mut out = String::new();
    let mut list: Option<BlockKind> = None;
    let mut dateline = dateline(entry);
    for block in &entry.body {
        let kind = block.block.kind;
        let wanted = matches!(kind, BlockKind::Bullet | BlockKind::Number).then_some(kind);
        if wanted != list {
            out.push_str(list.map_or("", close));
            out.push_str(wanted.map_or("", open));
            list = wanted;
        }
        let opening = if kind == BlockKind::Paragraph { dateline.take() } else { None };
        out.push_str(&one(entry, block, &opening.unwrap_or_default()));
    }
    out.push_str(list.map_or("", close));
    out
}

const fn open(kind: BlockKind) -> &'static str {
    if matches!(kind, BlockKind::Number) { "<ol>\n" } else { "<ul>\n" }
}

const fn close(kind: BlockKind) -> &'static str {
    if matches!(kind, BlockKind::Number) { "</ol>\n" } else { "</ul>\n" }
}

/// The words that open the first paragraph: `PONTIANAK - `.
fn dateline(entry: &Entry) -> Option<String> {
    let place = markup::line(entry.dateline.as_ref()?.place.as_deref()?);
    (!place.is_empty()).then(|| format!("{} - ", markup::text(&place.to_uppercase())))
}

fn one(entry: &Entry, block: &EntryBlock, opening: &str) -> String {
    let lang = language_of_block(entry, block);
    let html = &block.block.html;
    match block.block.kind {
        BlockKind::Paragraph => format!("<p{lang}>{opening}{html}</p>\n"),
        BlockKind::Heading => format!("<h2{lang}>{html}</h2>\n"),
        BlockKind::Quote => format!("<blockquote{lang}><p>{html}</p></blockquote>\n"),
        BlockKind::Bullet | BlockKind::Number => format!("<li{lang}>{html}</li>\n"),
        BlockKind::Preformatted => format!("<pre{lang}>{html}</pre>\n"),
        BlockKind::Table | BlockKind::Figure if lang.is_empty() => format!("{html}\n"),
        BlockKind::Table | BlockKind::Figure => format!("<div{lang}>{html}</div>\n"),
    }
}

/// Attributes of a block that is not in the language around it: a paragraph that stayed in
/// the original's, or one its source translated itself.
fn language_of_block(entry: &Entry, block: &EntryBlock) -> String {
    let around = shown_language(entry);
    let by_source = entry.form == Form::Translated && block.origin == Some(Origin::Source);
    if block.language == *around && !by_source {
        return String::new();
    }
    attributes(&block.language, around)
}

/// Attributes of a paragraph in the words' language, where that is not the feed's.
fn language_of_words(entry: &Entry, words: &Words) -> String {
    if words.language() == &entry.language {
        return String::new();
    }
    attributes(words.language(), &entry.language)
}

fn attributes(language: &Language, around: &Language) -> String {
    let direction = match (language.is_right_to_left(), around.is_right_to_left()) {
        (true, false) => " dir=\"rtl\"",
        (false, true) => " dir=\"ltr\"",
        _ => "",
    };
    format!(" lang=\"{language}\"{direction}")
}

fn note(entry: &Entry, words: &Words, class: &str, html: &str) -> String {
    let mut attributes = language_of_words(entry, words);
    if attributes.is_empty() && entry.language.is_right_to_left() {
        attributes.push_str(" dir=\"rtl\"");
    }
    format!("<p class=\"{class}\"{attributes}><em>{html}</em></p>\n")
}

/// Who else prints the same release, each with a link where its page is known.
fn also_at(entry: &Entry, words: &Words) -> String {
    let each = |one: &Elsewhere| {
        let name = markup::text(&markup::line(&one.name));
        match one.url.as_deref().and_then(view::address) {
            Some(href) => format!("<a href=\"{}\">{name}</a>", markup::attribute(&href)),
            None => name,
        }
    };
    let names: Vec<String> = entry.also_at.iter().map(each).collect();
    if names.is_empty() {
        return String::new();
    }
    // The sentence is ours and holds no marks; the names are escaped already.
    words.say("also_at", &[("names", &names.join(", "))])
}

/// What persons had to do with the words of a translation.
#[must_use]
pub(crate) fn hand(entry: &Entry) -> Touch {
    entry.provenance.as_ref().map_or(Touch::None, |made| made.hand)
}

/// Whether a named person stands for a translation.
#[must_use]
pub(crate) fn is_approved(entry: &Entry) -> bool {
    entry.provenance.as_ref().is_some_and(|made| made.approved.is_some())
}

/// Whose hand a translation is of, where readers are told: not where somebody stands for it.
#[must_use]
pub(crate) fn told_hand(entry: &Entry) -> Option<Touch> {
    (entry.form == Form::Translated && !is_approved(entry)).then(|| hand(entry))
}

/// The sentences about what made a text, or that its translation is still missing.
#[must_use]
pub(crate) fn said_of_translation(entry: &Entry, words: &Words) -> Vec<String> {
    let from = words.language_name(&entry.original_language);
    match entry.form {
        Form::Translated => {
            let engine = entry.provenance.as_ref().map_or("-", |made| made.display.as_str());
            let fill = [("from", from.as_str()), ("engine", engine)];
            let partial = entry.partial.then(|| words.say("partial", &[("from", &from)]));
            let key = match hand(entry) {
                Touch::None => "translated",
                Touch::Edited => "translated_edited",
                Touch::Person => "translated_person",
            };
            // Only who stands for a translation by name may drop the line.
            let made = (!is_approved(entry)).then(|| words.say(key, &fill));
            made.into_iter().chain(partial).collect()
        }
        Form::Pending => vec![words.say("pending", &[("from", &from)])],
        Form::Title => vec![words.say("title_only", &[("from", &from)])],
        Form::Original | Form::Withdrawn => Vec::new(),
    }
}

/// What readers must know of a text that is not the original in its own feed.
fn translation_note(entry: &Entry, words: &Words, links: Links<'_>) -> String {
    let said = said_of_translation(entry, words);
    if said.is_empty() {
        return String::new();
    }
    let html = markup::text(&markup::line(&said.join(" ")));
    let Some(href) = links.original else {
        return html;
    };
    let (href, original) = (markup::attribute(href), words.say("original", &[]));
    let language = &entry.original_language;
    format!("{html} <a href=\"{href}\" hreflang=\"{language}\">{}</a>.", markup::text(&original))
}
