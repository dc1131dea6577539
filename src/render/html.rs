//! A feed as a page for people: the folder of the edition.

use std::sync::Arc;

use minijinja::{Value, context};

use crate::domain::Language;
use crate::domain::entry::{Entry, Fragment, Head, Site};
use crate::domain::feed::Form;
use crate::domain::instant::rfc3339;
use crate::domain::translation::Touch;
use crate::render::view::{self, View};
use crate::render::words::{self, Words};
use crate::render::{Around, Format, RenderError, Scope, address, body, pages};
use crate::text::markup;

/// The edition's page.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn sentence(&self) -> &'static str {
        "The edition as a page for people, with links to its feeds."
    }

    fn scope(&self) -> Scope {
        Scope::Feed
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        ""
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        fragment("item.html", &View::of(entry, site), site, context! {}).map_err(fault)
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Feed(head) = around else {
            return Err(fault("it lists the entries of a feed".to_owned()));
        };
        let language = &head.edition.language;
        let words = Words::of(language);
        let item = |fragment: &Fragment| Value::from(Arc::clone(&fragment.text));
        let items: Vec<Value> = fragments.iter().map(item).collect();
        let facts = context! {
            title => view::plain_title(&words.feed_title(&site.name, head)),
            heading => view::plain_title(head.title.as_deref().unwrap_or(&head.region_name)),
            language => words::own_name(language),
            description => markup::line(&words.feed_description(head)),
            canonical => site.address(&head.path),
            search_lang => language.as_str(),
            feeds => feeds(&head.formats, &head.path, site),
            sisters => sisters(head, site),
            updated => words.say("updated", &[("date", &words.moment(head.updated))]),
            items,
            ..pages::frame(site, language, &words)
        };
        pages::fill("edition.html", &facts, site).map(String::into_bytes).map_err(fault)
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "html", what }
}

/// Fills the template of an entry with what every one shows and `more` of its own.
///
/// # Errors
///
/// The words of the template engine.
pub(crate) fn fragment(
    template: &str,
    view: &View<'_>,
    site: &Site,
    more: Value,
) -> Result<String, String> {
    let frame = pages::frame(site, &view.entry.language, &view.words);
    let facts = context! { item => item(view), ..context! { ..more, ..frame } };
    pages::fill(template, &facts, site)
}

/// The same news in another language as a link, the language named in itself.
pub(crate) fn sister(language: &Language, path: &str, site: &Site) -> Value {
    context! {
        lang => language.as_str(),
        name => words::own_name(language),
        path,
        href => site.address(path),
    }
}

/// The label of a translation, dropped for one that somebody stands for.
pub(crate) fn label_of(hand: Option<Touch>) -> Option<&'static str> {
    hand.map(|hand| match hand {
        Touch::None => "label_machine",
        Touch::Edited => "label_edited",
        Touch::Person => "label_person",
    })
}

/// The facts of an entry that both its line in an edition and its own page show.
fn item(view: &View<'_>) -> Value {
    let entry = view.entry;
    let (label, kind) = match entry.form {
        Form::Translated => (label_of(body::told_hand(entry)), "machine"),
        Form::Pending | Form::Title => (Some("label_pending"), "pending"),
        Form::Withdrawn => (Some("label_withdrawn"), "withdrawn"),
        Form::Original => (None, "original"),
    };
    let day = body::day(entry);
    context! {
        kind,
        path => entry.path.as_str(),
        title => view.title.as_str(),
        title_lang => view.other_language(),
        title_rtl => view.title_language.is_right_to_left(),
        summary => view.summary.as_str(),
        writer => writer(entry),
        publisher => markup::line(&entry.publisher.name),
        date => view.words.date(day),
        datetime => rfc3339(day),
        label => label.map(|key| view.words.say(key, &[])),
        corrected => (entry.correction.is_some() && view.is_shown())
            .then(|| view.words.say("label_corrected", &[])),
    }
}

/// Who wrote it, where that is more than its publisher.
fn writer(entry: &Entry) -> Option<String> {
    if entry.form == Form::Withdrawn {
        return None;
    }
    let names = entry.byline.iter().chain(&entry.initials).map(|name| markup::line(name));
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The feeds of a folder as links with their media types.
pub(crate) fn feeds(formats: &[String], path: &str, site: &Site) -> Vec<Value> {
    let known = formats.iter().filter_map(|name| crate::render::format(name));
    known
        .filter(|format| format.scope() == Scope::Feed && !format.file_name().is_empty())
        .map(|format| {
            let path = address(format, path);
            context! {
                label => label(format.name()),
                kind => format.media_type().split(';').next(),
                reader => format!("feed:{}", site.address(&path)),
                href => site.address(&path),
                path,
            }
        })
        .collect()
}

/// What people call a format.
fn label(name: &str) -> String {
    match name {
        "rss" => "RSS".to_owned(),
        "atom" => "Atom".to_owned(),
        "json" => "JSON Feed".to_owned(),
        other => other.to_owned(),
    }
}

/// The same edition in other languages, each named in its own.
fn sisters(head: &Head, site: &Site) -> Vec<Value> {
    let sisters = view::sister_feeds(head).into_iter();
    sisters.map(|one| sister(&one.language, &one.path, site)).collect()
}
