//! What this site is, in each of its languages, whose releases it gives and whose data it
//! uses: `/about`.

use minijinja::context;

use crate::domain::Language;
use crate::domain::entry::{Fragment, Publisher, Site};
use crate::gazetteer;
use crate::render::words::{self, Words};
use crate::render::{Around, Format, RenderError, Scope, opml, pages};
use crate::text::markup;

/// The page about the site.
#[derive(Debug, Clone, Copy)]
pub struct About;

impl Format for About {
    fn name(&self) -> &'static str {
        "about"
    }

    fn sentence(&self) -> &'static str {
        "What the site is and whose data it uses, in each of its languages."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "about"
    }

    fn wrap(
        &self,
        around: Around<'_>,
        _: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |what: String| RenderError { format: "about", what };
        let Around::Site(lines, _, sources) = around else {
            return Err(fault("it tells of a site".to_owned()));
        };
        let english = Language::english();
        let mut languages: Vec<&Language> =
            opml::by_language(lines).into_iter().map(|(language, _)| language).collect();
        if languages.is_empty() {
            languages.push(&english);
        }
        let first = languages.first().copied().unwrap_or(&english);
        let words = Words::of(first);
        let parts: Vec<_> = languages.iter().map(|language| part(language, site)).collect();
        let facts = context! {
            title => format!("{} \u{b7} {}", words.say("about", &[]), markup::line(&site.name)),
            canonical => site.address("/about"),
            parts,
            sources => sources.iter().map(source).collect::<Vec<_>>(),
            credits => gazetteer::NOTICE,
            program => concat!("warta ", env!("CARGO_PKG_VERSION")),
            ..pages::frame(site, first, &words)
        };
        pages::fill("about.html", &facts, site).map(String::into_bytes).map_err(fault)
    }
}

/// A source as the page names it, its home page linked where it has one that people can open.
fn source(source: &Publisher) -> minijinja::Value {
    let opens = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    context! {
        name => markup::line(&source.name),
        url => source.url.as_ref().filter(opens),
        lang => source.language.as_str(),
        rights => source.rights.as_deref().map(markup::line),
    }
}

fn part(language: &Language, site: &Site) -> minijinja::Value {
    let words = Words::of(language);
    let name = markup::line(&site.name);
    let keys = ["about_machine", "about_correct", "about_private"];
    let said = std::iter::once(words.say("about_text", &[("site", &name)]))
        .chain(keys.into_iter().map(|key| words.say(key, &[])));
    context! {
        lang => words.language().as_str(),
        rtl => words.language().is_right_to_left(),
        name => words::own_name(language),
        title => words.say("about", &[]),
        said => said.collect::<Vec<String>>(),
        whose => words.say("about_sources", &[]),
        data => words.say("about_data", &[]),
    }
}
