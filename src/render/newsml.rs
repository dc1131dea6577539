//! A release to NewsML-G2 2.35: one `newsItem` a language version, for agencies' systems.

use std::io;

use quick_xml::events::BytesText;
use quick_xml::{Reader, Writer};

use crate::domain::entry::{Entry, Fragment, Site};
use crate::domain::instant::rfc3339;
use crate::render::ninjs::{SOURCE_TYPES, pictures};
use crate::render::view::View;
use crate::render::{Around, Format, RenderError, Scope, ninjs};
use crate::text::markup;

/// The list of IPTC's code schemes that the item's codes are from.
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml";

/// Tags of HTML that have no end.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "col"];

type Out = Writer<Vec<u8>>;

/// NewsML-G2.
#[derive(Debug, Clone, Copy)]
pub struct NewsMl;

impl Format for NewsMl {
    fn name(&self) -> &'static str {
        "newsml-release"
    }

    fn sentence(&self) -> &'static str {
        "One release as NewsML-G2 2.35, for the systems of news agencies."
    }

    fn scope(&self) -> Scope {
        Scope::Release
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.iptc.g2.newsitem+xml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        ".newsml.xml"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let view = View::of(entry, site);
        let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
        item(&mut out, &view, site).map_err(|bad| fault(bad.to_string()))?;
        let item = String::from_utf8(out.into_inner()).map_err(|bad| fault(bad.to_string()))?;
        Ok(format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{item}"))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        _: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        ninjs::single(around, fragments).map_err(fault)
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "newsml-release", what }
}

fn text(out: &mut Out, name: &str, words: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(words)).map(drop)
}

fn empty(out: &mut Out, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    out.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}

/// An element that has a name in words, and attributes that say what it is.
fn named(out: &mut Out, element: &str, of: &[(&str, &str)], name: &str) -> io::Result<()> {
    out.create_element(element)
        .with_attributes(of.iter().copied())
        .write_inner_content(|out| text(out, "name", name))
        .map(drop)
}

/// # Source
///
/// IPTC, NewsML-G2 2.35, Power Conformance Level: the order of elements is its schema's.
fn item(out: &mut Out, view: &View<'_>, site: &Site) -> io::Result<()> {
    let version = view.entry.version.to_string();
    let attributes = [
        ("xmlns", "http://iptc.org/std/nar/2006-10-01/"),
        ("guid", view.entry.tag.as_str()),
        ("version", version.as_str()),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("xml:lang", view.title_language.as_str()),
    ];
    out.create_element("newsItem")
        .with_attributes(attributes)
        .write_inner_content(|out| {
            empty(out, "catalogRef", &[("href", CATALOG)])?;
            rights(out, view)?;
            out.create_element("itemMeta").write_inner_content(|out| item_meta(out, view, site))?;
            out.create_element("contentMeta").write_inner_content(|out| {
                administrative(out, view)?;
                descriptive(out, view)
            })?;
            if view.is_shown() {
                out.create_element("contentSet").write_inner_content(|out| content(out, view))?;
            }
            Ok(())
        })
        .map(drop)
}

fn rights(out: &mut Out, view: &View<'_>) -> io::Result<()> {
    out.create_element("rightsInfo")
        .write_inner_content(|out| {
            let holder = markup::line(&view.entry.publisher.name);
            named(out, "copyrightHolder", &[], &holder)?;
            view.rights().map_or(Ok(()), |line| text(out, "copyrightNotice", &line))
        })
        .map(drop)
}

fn item_meta(out: &mut Out, view: &View<'_>, site: &Site) -> io::Result<()> {
    let entry = view.entry;
    let status = if view.is_shown() { "stat:usable" } else { "stat:canceled" };
    empty(out, "itemClass", &[("qcode", "ninat:text")])?;
    empty(out, "provider", &[("uri", &site.base)])?;
    text(out, "versionCreated", &rfc3339(entry.updated))?;
    text(out, "firstCreated", &rfc3339(entry.published))?;
    empty(out, "pubStatus", &[("qcode", status)])?;
    text(out, "generator", "warta")?;
    text(out, "title", &view.title)?;
    for remark in view.remarks() {
        text(out, "edNote", &remark)?;
    }
    if let Some(tag) = view.original_tag() {
        empty(out, "link", &[("rel", "irel:seeAlso"), ("residref", tag)])?;
    }
    if let Some(href) = &view.source_url {
        empty(out, "link", &[("rel", "irel:seeAlso"), ("href", href)])?;
    }
    Ok(())
}

fn administrative(out: &mut Out, view: &View<'_>) -> io::Result<()> {
    let entry = view.entry;
    if let Some(created) = entry.created {
        text(out, "contentCreated", &rfc3339(created))?;
    }
    text(out, "contentModified", &rfc3339(entry.updated))?;
    if let Some(source) = view.digital_source {
        let uri = format!("{SOURCE_TYPES}{source}");
        empty(out, "digitalSourceType", &[("uri", &uri)])?;
    }
    if let Some(place) = view.place() {
        named(out, "located", &[], &place)?;
    }
    let publisher = markup::line(&entry.publisher.name);
    match view.publisher_url() {
        Some(uri) => named(out, "infoSource", &[("uri", &uri)], &publisher)?,
        None => named(out, "infoSource", &[], &publisher)?,
    }
    named(out, "creator", &[], &view.creator)?;
    if let Some(engine) = view.engine() {
        let name = view.words.say("contributor", &[("engine", engine)]);
        named(out, "contributor", &[], &markup::line(&name))?;
    }
    Ok(())
}

fn descriptive(out: &mut Out, view: &View<'_>) -> io::Result<()> {
    empty(out, "language", &[("tag", view.title_language.as_str())])?;
    for (scheme, code) in view.subjects() {
        let plain = code.chars().all(|c| c.is_ascii_alphanumeric());
        if scheme.is_some() && plain {
            let code = format!("medtop:{code}");
            empty(out, "subject", &[("type", "cpnat:abstract"), ("qcode", &code)])?;
        } else {
            named(out, "subject", &[("type", "cpnat:abstract"), ("literal", &code)], &code)?;
        }
    }
    for region in &view.entry.regions {
        let of = [("type", "cpnat:geoArea"), ("literal", region.code.as_str())];
        named(out, "subject", &of, &markup::line(&region.name))?;
    }
    text(out, "headline", &view.title)?;
    if !view.is_shown() {
        return Ok(());
    }
    text(out, "by", &view.creator)?;
    if let Some(place) = view.place() {
        text(out, "dateline", &place.to_uppercase())?;
    }
    out.create_element("description")
        .with_attribute(("role", "drol:summary"))
        .write_text_content(BytesText::new(&view.summary))
        .map(drop)
}

/// The body in both forms that systems take, the one with all its markup last: of several
/// Superdesk keeps the last.
fn content(out: &mut Out, view: &View<'_>) -> io::Result<()> {
    if let Some(body) = xhtml(&view.html) {
        let language = markup::attribute(view.title_language.as_str());
        let title = markup::text(&view.title);
        let page = format!(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{language}\">\
             <head><title>{title}</title></head><body>{body}</body></html>"
        );
        out.create_element("inlineXML")
            .with_attribute(("contenttype", "application/xhtml+xml"))
            .write_text_content(BytesText::from_escaped(page))?;
    }
    out.create_element("inlineData")
        .with_attribute(("contenttype", "text/html"))
        .write_text_content(BytesText::new(&view.html))?;
    for (_, file) in pictures(view) {
        let size = file.bytes.to_string();
        let mut of = vec![
            ("rendition", "rnd:highRes"),
            ("href", file.url.as_str()),
            ("contenttype", file.kind.as_str()),
        ];
        if file.bytes > 0 {
            of.push(("size", &size));
        }
        empty(out, "remoteContent", &of)?;
    }
    Ok(())
}

/// HTML of ours as XHTML; none where it cannot be made well-formed by closing the tags that
/// HTML leaves open.
fn xhtml(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>')?;
        let name = tag.split_whitespace().next().unwrap_or_default();
        let close = VOID.contains(&name) && !tag.ends_with('/');
        out.push_str(before);
        out.push('<');
        out.push_str(tag);
        out.push_str(if close { "/>" } else { ">" });
        rest = after;
    }
    out.push_str(rest);
    let out = out.replace("&nbsp;", "\u{a0}").replace("]]>", "]]&gt;");
    is_well_formed(&out).then_some(out)
}

fn is_well_formed(fragment: &str) -> bool {
    let whole = format!("<div>{fragment}</div>");
    let mut reader = Reader::from_str(&whole);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(quick_xml::events::Event::GeneralRef(name)) => {
                let known = [&b"amp"[..], b"lt", b"gt", b"quot", b"apos"];
                if !name.starts_with(b"#") && !known.contains(&&*name) {
                    return false;
                }
            }
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                if tag.attributes().any(|attribute| attribute.is_err()) {
                    return false;
                }
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<&str>) {
        assert_eq!(xhtml(html).as_deref(), expected, "{html}");
    }

    #[test]
    fn tags_that_html_leaves_open_are_closed() {
        check("<p>a<br>b</p>", Some("<p>a<br/>b</p>"));
        check("<p><img src=\"x\" alt=\"\"></p>", Some("<p><img src=\"x\" alt=\"\"/></p>"));
        check("<p>a&nbsp;b &amp; c</p>", Some("<p>a\u{a0}b &amp; c</p>"));
    }

    #[test]
    fn what_is_not_well_formed_is_left_out() {
        check("<p>a", None);
        check("<ol reversed><li>a</li></ol>", None);
        check("<p>&hellip;</p>", None);
        check("<p>a</b></p>", None);
    }
}
