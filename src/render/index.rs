//! The list of all editions as the site's first page: a part for each language, in that
//! language.

use minijinja::context;

use crate::domain::Language;
use crate::domain::entry::{FeedLine, Fragment, Site};
use crate::render::words::{self, Words};
use crate::render::{Around, Format, RenderError, Scope, html, opml, pages, view};

/// The site's first page.
#[derive(Debug, Clone, Copy)]
pub struct Index;

/// The same page at an address of its own: the first one leads some readers on to their
/// language.
#[derive(Debug, Clone, Copy)]
pub struct Editions;

impl Format for Editions {
    fn name(&self) -> &'static str {
        "editions"
    }

    fn sentence(&self) -> &'static str {
        "Every edition with its feeds, to choose from."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        Index.media_type()
    }

    fn file_name(&self) -> &'static str {
        "editions/"
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let page = Index.wrap(around, fragments, site);
        page.map_err(|bad| RenderError { format: "editions", ..bad })
    }
}

impl Format for Index {
    fn name(&self) -> &'static str {
        "index"
    }

    fn sentence(&self) -> &'static str {
        "The site's first page: every edition with its feeds."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        ""
    }

    fn wrap(
        &self,
        around: Around<'_>,
        _: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |what: String| RenderError { format: "index", what };
        let Around::Site(lines, ..) = around else {
            return Err(fault("it lists the feeds of a site".to_owned()));
        };
        let groups = opml::by_language(lines);
        // The page itself speaks the first language of the list, each part its own.
        let english = Language::parse("en").map_err(|bad| fault(bad.to_string()))?;
        let first = groups.first().map_or(&english, |(language, _)| *language);
        let words = Words::of(first);
        let parts: Vec<_> =
            groups.iter().map(|(language, lines)| part(language, lines, site)).collect();
        let facts = context! {
            title => site.name.as_str(),
            description => words.say("site_intro", &[]),
            canonical => site.address("/editions/"),
            parts,
            ..pages::frame(site, first, &words)
        };
        pages::fill("index.html", &facts, site).map(String::into_bytes).map_err(fault)
    }
}

fn part(language: &Language, lines: &[&FeedLine], site: &Site) -> minijinja::Value {
    let words = Words::of(language);
    let lines: Vec<_> = lines
        .iter()
        .map(|line| {
            context! {
                name => view::plain_title(line.title.as_deref().unwrap_or(&line.region_name)),
                path => line.path.as_str(),
                key => line.path.trim_matches('/'),
                feeds => html::feeds(&line.formats, &line.path, site),
            }
        })
        .collect();
    context! {
        lang => language.as_str(),
        rtl => language.is_right_to_left(),
        name => words::own_name(language),
        intro => words.say("site_intro", &[]),
        words_lang => words.language().as_str(),
        words_ltr => language.is_right_to_left() && !words.language().is_right_to_left(),
        lines,
    }
}
