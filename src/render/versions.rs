//! The versions of a release, newest first, each with what changed from the one before.

use minijinja::context;

use crate::domain::entry::{Entry, Site};
use crate::domain::{Instant, Release};
use crate::render::view::View;
use crate::render::{RenderError, pages};
use crate::text::diff::{self, Piece};
use crate::text::markup;

/// One version of a release, as its source showed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// When it was seen.
    pub at: Instant,
    /// Its text.
    pub release: Release,
}

/// The path of the page of a release's versions.
#[must_use]
pub fn path(page: &str) -> String {
    format!("{page}/versions")
}

/// Writes the page; `versions` are the newest first. Where the source's full text may not be
/// shown, headline and summary alone are compared.
///
/// # Errors
///
/// [`RenderError`] when the template cannot be filled.
pub fn page(
    entry: &Entry,
    versions: &[Version],
    full_text: bool,
    site: &Site,
) -> Result<Vec<u8>, RenderError> {
    let view = View::of(entry, site);
    let words = &view.words;
    let parts: Vec<_> = versions
        .iter()
        .enumerate()
        .map(|(n, version)| {
            let date = words.moment(version.at);
            let number = version.number.to_string();
            let before = versions.get(n + 1);
            let key = if before.is_some() { "version_line" } else { "version_first" };
            context! {
                heading => words.say(key, &[("number", &number), ("date", &date)]),
                changed => before.map(|before| changed(before, version, full_text)),
                first => before.is_none().then(|| paragraphs(&version.release, full_text)),
            }
        })
        .collect();
    let heading = words.say("versions_of", &[]);
    let facts = context! {
        title => format!("{heading} \u{b7} {}", view.title),
        heading,
        headline => view.title.as_str(),
        path => entry.path.as_str(),
        canonical => site.address(&path(&entry.path)),
        parts,
        ..pages::frame(site, &entry.language, words)
    };
    let fault = |what: String| RenderError { format: "versions", what };
    pages::fill("versions.html", &facts, site).map(String::into_bytes).map_err(fault)
}

/// The headline and the paragraphs of a version.
fn paragraphs(release: &Release, full_text: bool) -> Vec<String> {
    let body = release.body.iter().filter(|_| full_text).map(|block| block.text.as_str());
    let summary = release.summary.as_deref().filter(|_| !full_text);
    std::iter::once(release.headline.as_str())
        .chain(summary)
        .chain(body)
        .map(markup::line)
        .filter(|text| !text.is_empty())
        .collect()
}

/// The paragraphs that changed, each as pieces of HTML.
fn changed(before: &Version, after: &Version, full_text: bool) -> Vec<String> {
    let (old, new) =
        (paragraphs(&before.release, full_text), paragraphs(&after.release, full_text));
    let mut out = Vec::new();
    let (mut gone, mut come): (Vec<&String>, Vec<&String>) = (Vec::new(), Vec::new());
    for piece in diff::lists(&old, &new) {
        match piece {
            Piece::Removed(text) => gone.push(text),
            Piece::Added(text) => come.push(text),
            Piece::Same(_) => pair(&mut gone, &mut come, &mut out),
        }
    }
    pair(&mut gone, &mut come, &mut out);
    out
}

/// Paragraphs that stand in the place of others are compared with them word by word.
fn pair(gone: &mut Vec<&String>, come: &mut Vec<&String>, out: &mut Vec<String>) {
    let most = gone.len().max(come.len());
    for n in 0..most {
        let old = gone.get(n).map_or("", |text| text.as_str());
        let new = come.get(n).map_or("", |text| text.as_str());
        let html = diff::words(old, new).into_iter().map(|piece| match piece {
            Piece::Same(text) => markup::text(&text),
            Piece::Added(text) => format!("<ins>{}</ins>", markup::text(&text)),
            Piece::Removed(text) => format!("<del>{}</del>", markup::text(&text)),
        });
        out.push(html.collect());
    }
    gone.clear();
    come.clear();
}
