//! Facts to HTML pages, by the templates beside this file.
//!
//! Every page works without script and without the stylesheet, says its language and
//! direction, and marks words in another language. Templates escape what they are given;
//! only a body that `body` wrote goes in as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, context, escape_formatter};
use url::Url;

use crate::domain::Language;
use crate::domain::entry::Site;
use crate::render::words::Words;
use crate::text::markup;

/// The templates by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("templates/base.html")),
    ("item.html", include_str!("templates/item.html")),
    ("edition.html", include_str!("templates/edition.html")),
    ("article.html", include_str!("templates/article.html")),
    ("release.html", include_str!("templates/release.html")),
    ("versions.html", include_str!("templates/versions.html")),
    ("index.html", include_str!("templates/index.html")),
    ("search.html", include_str!("templates/search.html")),
    ("about.html", include_str!("templates/about.html")),
    ("docs.html", include_str!("templates/docs.html")),
    ("error.html", include_str!("templates/error.html")),
];

/// The stylesheet's name among the operator's own templates, and as a file.
pub const STYLE: &str = "style.css";

/// Its public address.
pub const STYLE_ADDRESS: &str = "/style.css";

/// Its `Content-Type`.
pub const STYLE_TYPE: &str = "text/css; charset=utf-8";

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    environment(TEMPLATES.iter().map(|(name, text)| (*name, Cow::Borrowed(*text))))
});

/// The operator's own templates as they were last used, with the bundled ones behind them.
static OWN: Mutex<Option<Own>> = Mutex::new(None);

/// Templates and what was made of them.
type Own = (BTreeMap<String, String>, Arc<Environment<'static>>);

/// Templates ready to be filled.
fn environment<'t>(
    templates: impl Iterator<Item = (&'static str, Cow<'static, str>)> + 't,
) -> Environment<'static> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    // A template of the operator's own that never ends makes no page, and holds up nobody.
    pages.set_recursion_limit(50);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    if let Ok(syntax) = syntax {
        pages.set_syntax(syntax);
    }
    pages.set_formatter(escaped);
    for (name, text) in templates {
        // A template with a fault stays unknown, and filling it says so; a test fills all.
        pages.add_template_owned(name, text.into_owned()).unwrap_or_default();
    }
    pages
}

/// The templates a site's pages are made from.
fn templates_of(site: &Site) -> Option<Arc<Environment<'static>>> {
    if site.templates.is_empty() {
        return None;
    }
    let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, made)) = own.as_ref().filter(|(made_of, _)| *made_of == site.templates) {
        return Some(Arc::clone(made));
    }
    let each = |(name, text): &(&'static str, &'static str)| {
        let own = site.templates.get(*name);
        (*name, own.map_or(Cow::Borrowed(*text), |own| Cow::Owned(own.clone())))
    };
    let made = Arc::new(environment(TEMPLATES.iter().map(each)));
    *own = Some((site.templates.clone(), Arc::clone(&made)));
    Some(made)
}

/// The names of the templates, and of the stylesheet.
#[must_use]
pub fn names() -> Vec<&'static str> {
    TEMPLATES.iter().map(|(name, _)| *name).chain([STYLE]).collect()
}

/// The stylesheet of all pages.
#[must_use]
pub fn style(site: &Site) -> &str {
    site.templates.get(STYLE).map_or(crate::render::style::CSS, String::as_str)
}

/// Reads a template without filling it.
///
/// # Errors
///
/// Where it goes wrong, in bytes, as far as that is known; and why.
pub fn read(name: &str, text: &str) -> Result<(), (Option<Range<usize>>, String)> {
    if name == STYLE {
        return Ok(());
    }
    let mut pages = environment(std::iter::empty());
    let added = pages.add_template_owned(name.to_owned(), text.to_owned());
    added.map_err(|bad| (bad.range(), bad.detail().map_or_else(|| bad.to_string(), str::to_owned)))
}

/// Writes a value as every other format does; the engine's own way would turn the slashes
/// of addresses into references.
fn escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(words) if !value.is_safe() => Ok(out.write_str(&markup::attribute(words))?),
        _ => escape_formatter(out, state, value),
    }
}

/// Fills a template: the operator's own where there is one.
///
/// # Errors
///
/// The words of the template engine.
pub(crate) fn fill(name: &str, facts: &Value, site: &Site) -> Result<String, String> {
    let own = templates_of(site);
    let pages = own.as_deref().unwrap_or(&PAGES);
    let page = pages.get_template(name).and_then(|template| template.render(facts));
    page.map_err(|bad| format!("{bad:#}"))
}

/// What every page needs: words, language, direction and the way to the other pages.
pub(crate) fn frame(site: &Site, language: &Language, words: &Words) -> Value {
    context! {
        site => markup::line(&site.name),
        root => root(site),
        lang => language.as_str(),
        rtl => language.is_right_to_left(),
        words_lang => (words.language() != language).then(|| words.language().to_string()),
        words_ltr => language.is_right_to_left() && !words.language().is_right_to_left(),
        alien => alien(language, words),
        w => words.all(),
        contact => site.contact.as_deref().and_then(contact),
    }
}

/// The attributes of what is in the words' language, where that is not the page's.
fn alien(language: &Language, words: &Words) -> Value {
    let own = words.language();
    if own == language {
        return Value::from_safe_string(String::new());
    }
    let turned = language.is_right_to_left() && !own.is_right_to_left();
    let direction = if turned { " dir=\"ltr\"" } else { "" };
    Value::from_safe_string(format!(" lang=\"{own}\"{direction}"))
}

/// What stands before every path of ours: nothing, or the folder of the base address.
pub(crate) fn root(site: &Site) -> String {
    Url::parse(&site.base)
        .map(|base| base.path().trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

/// The page for a request that cannot be served, in a reader's language. `status` is the
/// HTTP status; 404, 410 and 429 have words of their own.
#[must_use]
pub fn error(status: u16, language: &Language, site: &Site) -> Vec<u8> {
    let words = Words::of(language);
    let key = match status {
        404 | 410 | 429 => format!("error_{status}"),
        _ => "error_other".to_owned(),
    };
    let title = words.say(&key, &[]);
    let facts = context! {
        status,
        title => title.clone(),
        text => words.say(&format!("{key}_text"), &[]),
        ..frame(site, language, &words)
    };
    match fill("error.html", &facts, site) {
        Ok(page) => page.into_bytes(),
        Err(_) => format!("<!doctype html>\n<title>{0}</title>\n<p>{0}", markup::text(&title))
            .into_bytes(),
    }
}

/// An address or a mailbox as a link.
fn contact(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with("mailto:") {
        return Some(text.to_owned());
    }
    crate::render::view::address(text)
        .or_else(|| text.contains('@').then(|| format!("mailto:{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read() {
        for (name, _) in TEMPLATES {
            assert!(PAGES.get_template(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_site_in_a_folder_keeps_its_folder_in_links() {
        let site = |base: &str| Site {
            name: "Warta".to_owned(),
            base: base.to_owned(),
            contact: None,
            hubs: Vec::new(),
            templates: BTreeMap::new(),
        };
        assert_eq!(root(&site("https://warta.example/")), "");
        assert_eq!(root(&site("https://example.org/news/")), "/news");
    }

    #[test]
    fn a_mailbox_becomes_a_link() {
        assert_eq!(contact("desk@warta.example").as_deref(), Some("mailto:desk@warta.example"));
        assert_eq!(contact("https://a.example").as_deref(), Some("https://a.example/"));
        assert_eq!(contact("javascript:alert(1)"), None);
    }
}
