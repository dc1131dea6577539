//! The versions of a release, newest first, each with what changed from the one before.

use minijinja::context;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::domain::entry::{Entry, Site};
use crate::domain::{Instant, Release};
use crate::render::view::View;
use crate::render::{RenderError, pages};
use crate::text::difference::{self, Op};
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
    let old = paragraphs(&before.release, full_text);
    let new = paragraphs(&after.release, full_text);
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, gone, come) = op.as_tag_tuple();
        if tag != DiffTag::Equal {
            let (gone, come) = (old.get(gone), new.get(come));
            pair(gone.unwrap_or_default(), come.unwrap_or_default(), &mut out);
        }
    }
    out
}

/// Paragraphs that stand in the place of others are compared with them word by word.
fn pair(gone: &[String], come: &[String], out: &mut Vec<String>) {
    for n in 0..gone.len().max(come.len()) {
        let text = |texts: &[String]| texts.get(n).cloned().unwrap_or_default();
        let html = difference::pieces(&text(gone), &text(come)).into_iter().map(|piece| {
            let text = markup::text(&piece.text);
            match piece.op {
                Op::Kept => text,
                Op::Added => format!("<ins>{text}</ins>"),
                Op::Removed => format!("<del>{text}</del>"),
            }
        });
        out.push(html.collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_number_is_marked_and_hostile_text_stays_text() {
        let mut out = Vec::new();
        let texts =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        pair(
            &texts(&["melatih 120 warga"]),
            &texts(&["melatih 210 warga", "<b>baru</b>"]),
            &mut out,
        );
        assert_eq!(
            out,
            ["melatih <del>120 </del><ins>210 </ins>warga", "<ins>&lt;b&gt;baru&lt;/b&gt;</ins>",]
        );
    }
}
