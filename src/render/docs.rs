//! What our own part of a JSON Feed means, for who writes programs: `/docs/json`. In English.

use minijinja::context;

use crate::domain::Language;
use crate::domain::entry::{Fragment, Site};
use crate::render::words::Words;
use crate::render::{Around, Format, RenderError, Scope, pages};
use crate::text::markup;

/// The page about `_warta`.
#[derive(Debug, Clone, Copy)]
pub struct JsonDocs;

impl Format for JsonDocs {
    fn name(&self) -> &'static str {
        "docs"
    }

    fn sentence(&self) -> &'static str {
        "What `_warta` means in a JSON Feed, and the addresses programs may ask."
    }

    fn scope(&self) -> Scope {
        Scope::Site
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn file_name(&self) -> &'static str {
        "docs/json"
    }

    fn wrap(
        &self,
        around: Around<'_>,
        _: &[Fragment],
        site: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |what: String| RenderError { format: "docs", what };
        let Around::Site(..) = around else {
            return Err(fault("it is one page of a site".to_owned()));
        };
        let english = Language::english();
        let words = Words::of(&english);
        let facts = context! {
            title => format!("Data formats \u{b7} {}", markup::line(&site.name)),
            canonical => site.address("/docs/json"),
            base => site.base.as_str(),
            hubs => site.hubs.clone(),
            ..pages::frame(site, &english, &words)
        };
        pages::fill("docs.html", &facts, site).map(String::into_bytes).map_err(fault)
    }
}
