//! The end of a body: lines below the text and what is glued to its last sentence are
//! taken off, from the last line upwards, and kept where the release has a field for them.

use std::collections::BTreeSet;

use crate::domain::{BlockKind, Release};
use crate::normalize::boilerplate;
use crate::normalize::byline;
use crate::normalize::edit;
use crate::normalize::ending::{self, Line};

/// Takes the end of a body off; answers with the office that signed, if one did.
///
/// `repeated` holds hashes of blocks the source prints under every release.
pub(super) fn take(release: &mut Release, repeated: &BTreeSet<String>) -> Option<String> {
    let mut issuer = None;
    while let Some(mut last) = release.body.pop() {
        let opaque =
            matches!(last.kind, BlockKind::Table | BlockKind::Figure | BlockKind::Preformatted);
        // The only block left is text, whatever it looks like.
        let below = !opaque && !release.body.is_empty();
        let known = repeated.contains(&boilerplate::block_hash(&last));
        let read = || if known { Some(Line::Repeated) } else { ending::read(&last.text) };
        if let Some(line) = below.then(read).flatten() {
            if let Some(office) = keep(release, line, &last.text) {
                issuer.get_or_insert(office);
            }
            continue;
        }
        let end = if opaque { None } else { signed(release, &last.text) };
        let Some(end) = end else {
            release.body.push(last);
            break;
        };
        edit::cut_end(&mut last, end);
        if !last.text.is_empty() {
            release.body.push(last);
        }
    }
    issuer
}

/// Keeps what a line below the text says; answers with the office of a signature.
fn keep(release: &mut Release, line: Line, words: &str) -> Option<String> {
    let mut office = None;
    let mut tags = Vec::new();
    let rule = match line {
        Line::EndMark => "ending.mark",
        Line::Credit => "ending.credit",
        Line::Repeated => "boilerplate",
        Line::Hashtags(found) => {
            tags = found;
            "ending.hashtags"
        }
        Line::Handles { hashtags } => {
            tags = hashtags;
            "ending.handles"
        }
        Line::Signature { issuer, hashtags } => {
            tags = hashtags;
            release.note("issuer", "ending.signature", &issuer);
            office = Some(issuer);
            "ending.signature"
        }
        Line::Writer(name) => {
            release.note("byline", "byline.line", words);
            release.byline = Some(name);
            "byline.line"
        }
    };
    release.note("body", rule, words);
    prepend(&mut release.hashtags, tags);
    office
}

/// Reads what is glued to the end of a last paragraph, and where it ends without.
fn signed(release: &mut Release, text: &str) -> Option<usize> {
    if let Some(signed) = byline::initials(text) {
        let words = text.get(signed.end..).unwrap_or_default().trim();
        release.note("initials", "byline.initials", words);
        prepend(&mut release.initials, signed.initials);
        return Some(signed.end);
    }
    if let Some((tags, end)) = ending::trailing_hashtags(text) {
        release.note("hashtags", "ending.hashtags", &tags.join(" "));
        prepend(&mut release.hashtags, tags);
        return Some(end);
    }
    let end = ending::without_end_mark(text)?;
    release.note("body", "ending.mark", text.get(end..).unwrap_or_default().trim());
    Some(end)
}

/// Reading goes upwards, so what is found later stood earlier.
fn prepend(list: &mut Vec<String>, mut found: Vec<String>) {
    found.append(list);
    *list = found;
}
