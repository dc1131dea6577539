//! One release in one language as a page for people.

use minijinja::context;
use serde_json::{Map, Value, json};

use crate::domain::Edition;
use crate::domain::entry::{Entry, Fragment, Sister, Site};
use crate::domain::feed::Form;
use crate::domain::instant::rfc3339;
use crate::render::body;
use crate::render::media;
use crate::render::view::View;
use crate::render::{Around, Format, RenderError, Scope, feed_path, html, pages};
use crate::text::markup;

/// The release's page.
#[derive(Debug, Clone, Copy)]
pub struct ReleasePage;

impl Format for ReleasePage {
    fn name(&self) -> &'static str {
        "release"
    }

    fn sentence(&self) -> &'static str {
        "One release in one language as a page for people."
    }

    fn scope(&self) -> Scope {
        Scope::Release
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        ""
    }

    fn status(&self, form: Form) -> u16 {
        if form == Form::Withdrawn { 410 } else { 200 }
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let view = View::of(entry, site);
        let more = context! {
            moment => moment(&view),
            original => original(&view),
            body => view.html.as_str(),
            pictures => pictures(&view),
            source_url => view.source_url.as_deref().filter(|_| entry.form == Form::Original),
            source_lang => entry.original_language.as_str(),
            rights => view.rights(),
        };
        html::fragment("article.html", &view, site, more).map_err(fault)
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Release(entry) = around else {
            return Err(fault("it shows one release".to_owned()));
        };
        let view = View::of(entry, site);
        let article = match fragments.first() {
            Some(fragment) => fragment.text.to_string(),
            None => self.entry(entry, site)?,
        };
        let facts = context! {
            title => format!("{} \u{b7} {}", view.title, markup::line(&site.name)),
            description => view.summary.as_str(),
            canonical => view.page.as_str(),
            article,
            data => if view.is_shown() { Some(data(&view)) } else { None },
            sisters => sisters(&view, site),
            editions => editions(entry),
            versions => entry.versions_shown.then(|| format!("{}/versions", entry.path)),
            ..pages::frame(site, &entry.language, &view.words)
        };
        pages::fill("release.html", &facts, site).map(String::into_bytes).map_err(fault)
    }
}

/// When it came out, as exactly as its source says.
fn moment(view: &View<'_>) -> String {
    let precision = view.entry.created.and(view.entry.created_precision);
    view.words.known(body::day(view.entry), precision)
}

/// The text it was translated from, to stand beside it.
fn original(view: &View<'_>) -> Option<minijinja::Value> {
    let entry = view.entry;
    let original = entry.original.as_ref().filter(|_| entry.form == Form::Translated)?;
    let language = &entry.original_language;
    Some(context! {
        lang => language.as_str(),
        rtl => language.is_right_to_left(),
        heading => view.words.say("beside", &[("language", &view.words.language_name(language))]),
        headline => markup::line(&original.headline),
        body => body::original(entry, original),
    })
}

fn fault(what: String) -> RenderError {
    RenderError { format: "release", what }
}

/// The pictures that the body does not show itself.
fn pictures(view: &View<'_>) -> Vec<minijinja::Value> {
    if !view.is_shown() {
        return Vec::new();
    }
    let files = media::all_files(&view.entry.media).into_iter();
    files
        .filter(media::File::is_picture)
        .filter(|file| !view.html.contains(&markup::attribute(&file.url)))
        .map(|file| context! { url => file.url, caption => file.caption, credit => file.credit })
        .collect()
}

/// The release in other languages; a withdrawn one leads nowhere.
fn sisters(view: &View<'_>, site: &Site) -> Vec<minijinja::Value> {
    let sisters = view.entry.sisters.iter().filter(|_| view.is_shown());
    let link = |one: &Sister| {
        context! { original => one.original, ..html::sister(&one.language, &one.path, site) }
    };
    sisters.map(link).collect()
}

/// The editions of the regions it is about.
fn editions(entry: &Entry) -> Vec<minijinja::Value> {
    let regions = entry.regions.iter();
    regions
        .map(|region| {
            let edition = Edition::new(entry.language.clone(), region.code.clone());
            context! { name => markup::line(&region.name), path => feed_path(&edition, None) }
        })
        .collect()
}

/// The same facts for search engines. No `<` stands in it, so nothing can end its element.
///
/// # Source
///
/// schema.org, `NewsArticle`; IPTC digital source types.
fn data(view: &View<'_>) -> String {
    let entry = view.entry;
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("@context", json!("https://schema.org"));
    put("@type", json!("NewsArticle"));
    put("headline", json!(view.title));
    put("description", json!(view.summary));
    put("inLanguage", json!(entry.language));
    put("url", json!(view.page));
    put("datePublished", json!(rfc3339(entry.published)));
    put("dateModified", json!(rfc3339(entry.updated)));
    put("author", json!({ "@type": "Organization", "name": view.creator }));
    let publisher = markup::line(&entry.publisher.name);
    put("sourceOrganization", json!({ "@type": "Organization", "name": publisher }));
    if let Some(href) = &view.source_url {
        put("isBasedOn", json!(href));
    }
    if let Some(work) = &view.translation_of {
        put(
            "translationOfWork",
            json!({ "@type": "NewsArticle", "url": work.href, "inLanguage": work.language }),
        );
    }
    if let Some(engine) = view.engine() {
        put("translator", json!({ "@type": "Organization", "name": markup::line(engine) }));
    }
    if let Some(source) = view.digital_source {
        let scheme = "http://cv.iptc.org/newscodes/digitalsourcetype/";
        put("digitalSourceType", json!(format!("{scheme}{source}")));
    }
    Value::Object(map).to_string().replace('<', "\\u003c")
}
