//! The list of all feeds as OPML 2.0, for readers that take many feeds at once: a folder a
//! language, one line a feed.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::domain::Language;
use crate::domain::entry::{FeedLine, Fragment, Site};
use crate::domain::instant::{Instant, imf};
use crate::render::words::{self, Words};
use crate::render::{Around, Format, RenderError, Scope, view};
use crate::text::markup;

/// The formats a list may name, the one that most readers take first.
const LISTED: &[(&str, &str)] = &[("rss", "RSS2"), ("atom", "ATOM1")];

/// OPML 2.0.
#[derive(Debug, Clone, Copy)]
pub struct Opml;

impl Format for Opml {
    fn name(&self) -> &'static str {
        "opml"
    }

    fn sentence(&self) -> &'static str {
        "The list of all feeds as OPML 2.0."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        "text/x-opml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "feeds.opml"
    }

    fn wrap(
        &self,
        around: Around<'_>,
        _: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |what: String| RenderError { format: "opml", what };
        let Around::Site(lines, since, _) = around else {
            return Err(fault("it lists the feeds of a site".to_owned()));
        };
        write(lines, since, site).map_err(|bad| fault(bad.to_string()))
    }
}

/// The languages of a list in the order in which they first come, each with its lines.
#[must_use]
pub(crate) fn by_language(lines: &[FeedLine]) -> Vec<(&Language, Vec<&FeedLine>)> {
    let mut groups: Vec<(&Language, Vec<&FeedLine>)> = Vec::new();
    for line in lines {
        let language = &line.edition.language;
        match groups.iter_mut().find(|(known, _)| *known == language) {
            Some((_, group)) => group.push(line),
            None => groups.push((language, vec![line])),
        }
    }
    groups
}

fn write(lines: &[FeedLine], since: Instant, site: &Site) -> std::io::Result<Vec<u8>> {
    let modified = imf(since);
    let name = markup::line(&site.name);
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    out.create_element("opml").with_attribute(("version", "2.0")).write_inner_content(|out| {
        out.create_element("head").write_inner_content(|out| {
            out.create_element("title").write_text_content(BytesText::new(&name))?;
            let modified = BytesText::new(&modified);
            out.create_element("dateModified").write_text_content(modified)?;
            out.create_element("docs")
                .write_text_content(BytesText::new("https://opml.org/spec2.opml"))?;
            Ok(())
        })?;
        out.create_element("body").write_inner_content(|out| {
            for (language, group) in by_language(lines) {
                folder(out, language, &group, site)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn folder(
    out: &mut Writer<Vec<u8>>,
    language: &Language,
    lines: &[&FeedLine],
    site: &Site,
) -> std::io::Result<()> {
    let words = Words::of(language);
    let feeds: Vec<_> = lines.iter().filter_map(|line| feed(line, &words, site)).collect();
    if feeds.is_empty() {
        return Ok(());
    }
    let name = words::own_name(language);
    out.create_element("outline").with_attribute(("text", name.as_str())).write_inner_content(
        |out| {
            for attributes in &feeds {
                let pairs = attributes.iter().map(|(name, value)| (*name, value.as_str()));
                out.create_element("outline").with_attributes(pairs).write_empty()?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// The attributes of one feed's line; none for a feed that list readers cannot take.
fn feed(line: &FeedLine, words: &Words, site: &Site) -> Option<Vec<(&'static str, String)>> {
    let (name, version) =
        LISTED.iter().find(|(name, _)| line.formats.iter().any(|format| format == name))?;
    let format = crate::render::format(name)?;
    let title = view::plain_title(&words.line_title(&site.name, line));
    Some(vec![
        ("type", "rss".to_owned()),
        ("text", title.clone()),
        ("title", title),
        ("xmlUrl", site.address(&crate::render::address(format, &line.path))),
        ("htmlUrl", site.address(&line.path)),
        ("language", line.edition.language.to_string()),
        ("version", (*version).to_owned()),
    ])
}
