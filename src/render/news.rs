//! The releases of the last two days as a news sitemap, for search engines of news.

use std::io;

use chrono::TimeDelta;
use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::domain::Language;
use crate::domain::entry::{Entry, Fragment, Site};
use crate::domain::feed::Form;
use crate::domain::instant::rfc3339;
use crate::render::sitemap::{self, alternates};
use crate::render::view::View;
use crate::render::{Around, Format, RenderError, Scope};
use crate::text::markup;

/// How long a release is news.
pub const KEPT: TimeDelta = TimeDelta::days(2);
/// Pages in one file at most.
pub const PAGES_MAX: i64 = 1_000;

/// The news sitemap.
#[derive(Debug, Clone, Copy)]
pub struct News;

impl Format for News {
    fn name(&self) -> &'static str {
        "news"
    }

    fn sentence(&self) -> &'static str {
        "The releases of the last two days as a news sitemap."
    }

    fn scope(&self) -> Scope {
        Scope::Recent
    }

    fn media_type(&self) -> &'static str {
        "application/xml; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "sitemap-news.xml"
    }

    /// The `url` of a release; nothing for what is no news: a notice of withdrawal, or a text
    /// that is still in another language than its page.
    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        if !matches!(entry.form, Form::Original | Form::Translated) {
            return Ok(String::new());
        }
        let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
        page(&mut out, &View::of(entry, site), site).map_err(|bad| fault(bad.to_string()))?;
        String::from_utf8(out.into_inner()).map_err(|bad| fault(bad.to_string()))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        _: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Recent = around else {
            return Err(fault("it lists the newest releases of a site".to_owned()));
        };
        let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset".to_owned();
        let own = [("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")];
        for (name, value) in sitemap::NAMESPACES.iter().chain(&own) {
            out.push_str(&crate::render::finish::attribute(name, value));
        }
        out.push_str(">\n");
        for fragment in fragments {
            out.push_str(&fragment.text);
            out.push('\n');
        }
        out.push_str("</urlset>\n");
        Ok(out.into_bytes())
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "news", what }
}

/// # Source
///
/// Google, news sitemaps: `news:language` has two or three letters, but for Chinese.
fn page(out: &mut Writer<Vec<u8>>, view: &View<'_>, site: &Site) -> io::Result<()> {
    let entry = view.entry;
    let own = (entry.language.to_string(), view.page.clone());
    let sisters = entry.sisters.iter();
    let sisters = sisters.map(|one| (one.language.to_string(), site.address(&one.path)));
    let mut others: Vec<_> = std::iter::once(own).chain(sisters).collect();
    others.sort();
    out.create_element("url")
        .write_inner_content(|out| {
            let text = |out: &mut Writer<Vec<u8>>, name: &str, words: &str| {
                out.create_element(name).write_text_content(BytesText::new(words)).map(drop)
            };
            text(out, "loc", &view.page)?;
            out.create_element("news:news").write_inner_content(|out| {
                out.create_element("news:publication").write_inner_content(|out| {
                    text(out, "news:name", &markup::line(&site.name))?;
                    text(out, "news:language", language(&entry.language))
                })?;
                text(out, "news:publication_date", &rfc3339(entry.published))?;
                text(out, "news:title", &view.title)
            })?;
            alternates(out, &others)
        })
        .map(drop)
}

fn language(language: &Language) -> &str {
    let traditional = ["Hant", "TW", "HK", "MO"];
    match language.primary() {
        "zh" if language.as_str().split('-').any(|part| traditional.contains(&part)) => "zh-tw",
        "zh" => "zh-cn",
        primary => primary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chinese_says_more_than_its_language() {
        for (tag, said) in [
            ("id", "id"),
            ("pt-BR", "pt"),
            ("zh", "zh-cn"),
            ("zh-Hant", "zh-tw"),
            ("zh-HK", "zh-tw"),
        ] {
            assert_eq!(language(&Language::parse(tag).unwrap()), said, "{tag}");
        }
    }
}
