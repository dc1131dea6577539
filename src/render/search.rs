//! What is found of an entry, and the page that lists what was found.

use minijinja::context;

use crate::domain::entry::{Entry, FeedLine, Site};
use crate::domain::feed::Form;
use crate::domain::search::{Hit, Query};
use crate::domain::{Areas, Language};
use crate::gazetteer::Gazetteer;
use crate::render::view::View;
use crate::render::words::{self, Words};
use crate::render::{RenderError, body, html, pages, view};
use crate::text::{markup, search};

/// Reads what somebody typed: regions by any of their names, the operator's own among them.
/// `None` when nothing is asked.
#[must_use]
pub fn query(typed: &str, gazetteer: &Gazetteer, areas: &Areas) -> Option<Query> {
    search::query(typed, &|name| {
        let own = areas.slugs().find(|slug| slug.as_str() == name).cloned();
        own.or_else(|| gazetteer.alias(name))
    })
}

/// What a list of results shows of an entry.
#[must_use]
pub fn hit(entry: &Entry, site: &Site) -> Hit {
    let view = View::of(entry, site);
    Hit {
        release: entry.release.clone(),
        language: entry.language.clone(),
        path: entry.path.clone(),
        title_language: view.title_language.clone(),
        title: view.title,
        summary: view.summary,
        publisher: markup::line(&entry.publisher.name),
        day: body::day(entry),
        form: entry.form,
        hand: body::told_hand(entry),
    }
}

/// What a page of results is made of.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// What was typed, as it was typed.
    pub typed: &'a str,
    /// The language of the page's own words.
    pub language: &'a Language,
    /// The language results are limited to.
    pub only: Option<&'a Language>,
    /// The languages to choose from.
    pub languages: &'a [Language],
    /// The editions whose region was typed.
    pub editions: &'a [FeedLine],
    /// The releases.
    pub hits: &'a [Hit],
    /// The number of the next page, if there is one.
    pub next: Option<u32>,
}

/// Writes the page of results; with nothing typed, the page to type on.
///
/// # Errors
///
/// [`RenderError`] when the template cannot be filled.
pub fn page(found: &Found<'_>, site: &Site) -> Result<Vec<u8>, RenderError> {
    let words = Words::of(found.language);
    let typed = markup::line(found.typed);
    // What was typed keeps its own direction inside a sentence of another.
    let isolated = format!("\u{2068}{typed}\u{2069}");
    let label = words.say("search", &[]);
    let heading = if typed.is_empty() {
        words.say("search_label", &[])
    } else {
        words.say("search_for", &[("query", &isolated)])
    };
    let editions: Vec<_> = found.editions.iter().map(edition).collect();
    let hits: Vec<_> = found.hits.iter().map(|hit| line(hit, &words)).collect();
    let languages = found.languages.iter().map(|language| {
        context! {
            tag => language.as_str(),
            name => words::own_name(language),
            chosen => Some(language) == found.only,
        }
    });
    let next = found.next.map(|page| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &typed);
        if let Some(only) = found.only {
            query.append_pair("lang", only.as_str());
        }
        query.append_pair("page", &page.to_string());
        format!("/search?{}", query.finish())
    });
    let facts = context! {
        title => format!("{label} \u{b7} {}", markup::line(&site.name)),
        heading,
        typed => typed.as_str(),
        nothing => words.say("search_none", &[("query", &isolated)]),
        asked => !typed.is_empty(),
        languages => languages.collect::<Vec<_>>(),
        editions,
        items => hits,
        next,
        ..pages::frame(site, found.language, &words)
    };
    let fault = |what: String| RenderError { format: "search", what };
    pages::fill("search.html", &facts, site).map(String::into_bytes).map_err(fault)
}

fn edition(line: &FeedLine) -> minijinja::Value {
    context! {
        name => view::plain_title(line.title.as_deref().unwrap_or(&line.region_name)),
        path => line.path.as_str(),
        lang => line.edition.language.as_str(),
        language => words::own_name(&line.edition.language),
    }
}

/// A result as the line of an edition is: its own template shows both.
fn line(hit: &Hit, words: &Words) -> minijinja::Value {
    let (label, kind) = match hit.form {
        Form::Translated => (html::label_of(hit.hand), "machine"),
        Form::Pending | Form::Title => (Some("label_pending"), "pending"),
        Form::Withdrawn => (Some("label_withdrawn"), "withdrawn"),
        Form::Original => (None, "original"),
    };
    context! {
        kind,
        path => hit.path.as_str(),
        title => hit.title.as_str(),
        title_lang => hit.title_language.as_str(),
        title_rtl => hit.title_language.is_right_to_left(),
        summary => hit.summary.as_str(),
        publisher => hit.publisher.as_str(),
        language => words::own_name(&hit.language),
        date => words.date(hit.day),
        datetime => crate::domain::instant::rfc3339(hit.day),
        label => label.map(|key| words.say(key, &[])),
    }
}
