//! The editions as a sitemap, for search engines: each page with the same page in other
//! languages.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::domain::entry::{FeedLine, Fragment, Site};
use crate::render::{Around, Format, RenderError, Scope};

/// The namespaces of both sitemaps.
pub(crate) const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
    ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"),
];

/// The sitemap.
#[derive(Debug, Clone, Copy)]
pub struct Sitemap;

impl Format for Sitemap {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn sentence(&self) -> &'static str {
        "The pages of all editions as a sitemap."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        "application/xml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "sitemap.xml"
    }

    fn wrap(
        &self,
        around: Around<'_>,
        _: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |what: String| RenderError { format: "sitemap", what };
        let Around::Site(lines, ..) = around else {
            return Err(fault("it lists the pages of a site".to_owned()));
        };
        write(lines, site).map_err(|bad| fault(bad.to_string()))
    }
}

fn write(lines: &[FeedLine], site: &Site) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    out.create_element("urlset").with_attributes(NAMESPACES.iter().copied()).write_inner_content(
        |out| {
            page(out, &site.address("/"), &[])?;
            for line in lines {
                page(out, &site.address(&line.path), &sisters(line, lines, site))?;
            }
            Ok(())
        },
    )?;
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same edition in every language, its own too, as search engines want it; none where
/// there is only one.
fn sisters(line: &FeedLine, lines: &[FeedLine], site: &Site) -> Vec<(String, String)> {
    let alike =
        |other: &&FeedLine| other.edition.region == line.edition.region && other.slug == line.slug;
    let all = lines.iter().filter(alike);
    let all: Vec<_> =
        all.map(|other| (other.edition.language.to_string(), site.address(&other.path))).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// One `url` of a sitemap with what else is said of it.
///
/// # Source
///
/// sitemaps.org, protocol 0.9; Google, localized versions (`xhtml:link`).
fn page(out: &mut Writer<Vec<u8>>, href: &str, others: &[(String, String)]) -> io::Result<()> {
    out.create_element("url")
        .write_inner_content(|out| {
            out.create_element("loc").write_text_content(BytesText::new(href))?;
            alternates(out, others)
        })
        .map(drop)
}

/// Links to the same page in several languages.
pub(crate) fn alternates(out: &mut Writer<Vec<u8>>, others: &[(String, String)]) -> io::Result<()> {
    for (language, href) in others {
        out.create_element("xhtml:link")
            .with_attributes([
                ("rel", "alternate"),
                ("hreflang", language.as_str()),
                ("href", href.as_str()),
            ])
            .write_empty()?;
    }
    Ok(())
}
